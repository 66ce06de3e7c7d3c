"""A picture of when what is made, as inline SVG: bars by the plan's forecast, the longest chain marked. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from tools.rehearsal.runs import Run

SHORT = 10  # seconds; what takes less is told in one line
ROW, TOP, LEFT, WIDTH, RIGHT = 24, 34, 330, 1080, 110
STEPS = (10, 30, 60, 120, 300, 600, 1200, 3600)  # seconds between two lines of the axis
LINES = 8
LABEL = 46  # characters of an address


@dataclass(frozen=True)
class Bar:
    """One object that takes its time."""

    address: str
    verb: str
    begins: float
    ends: float
    longest: bool


@dataclass
class Timeline:
    """The changes of one stack, over one or several runs.

    :param cuts: (second, text) where a person comes in between two runs
    :param short: number of changes that take no time worth a bar
    """

    identity: str
    seconds: float
    one_by_one: float
    bars: list[Bar]
    cuts: list[tuple[float, str]]
    short: int
    chain: list[tuple[str, str, float]]


def timelines(runs: list[Run]) -> list[Timeline]:
    """One Timeline for each stack, of the runs that deployed it."""
    deployed = [run for run in runs if run.step.judge in ("deployed", "finished")]
    found = []
    for identity in dict.fromkeys(identity for run in deployed for identity in run.plans):
        plans = [run.plans[identity] for run in deployed if identity in run.plans]
        found.append(_timeline(identity, [plan for plan in plans if plan.get("forecast") and plan["lines"]]))
    return [timeline for timeline in found if timeline.seconds]


def _timeline(identity: str, plans: list[dict[str, Any]]) -> Timeline:
    made = Timeline(identity, 0, 0, [], [], 0, [])
    for plan in plans:
        forecast, start = plan["forecast"], made.seconds
        if start:
            made.cuts.append((start, "images and values are there"))
        for span in forecast["spans"]:
            if span["ends"] - span["begins"] >= SHORT:
                made.bars.append(
                    Bar(span["address"], span["verb"], start + span["begins"], start + span["ends"], span["longest"])
                )
            else:
                made.short += 1
        made.chain += [(stage["address"], stage["verb"], stage["seconds"]) for stage in forecast["stages"]]
        made.seconds += forecast["seconds"]
        made.one_by_one += forecast["one_by_one"]
    return made


def svg(timeline: Timeline) -> str:
    """The picture. Colours come from the page's style sheet."""
    scale = (WIDTH - LEFT - RIGHT) / max(max((item.ends for item in timeline.bars), default=0), timeline.seconds, 1)
    height = TOP + ROW * len(timeline.bars) + 12
    parts = [
        f'<svg class="timeline" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="Timeline of {escape(timeline.identity)}">'
    ]
    for second in _axis(timeline.seconds):
        x = LEFT + second * scale
        parts.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 8}"/>')
        parts.append(f'<text class="tick" x="{x:.1f}" y="{TOP - 14}" text-anchor="middle">{_clock(second)}</text>')
    for number, item in enumerate(timeline.bars):
        parts.extend(_bar(item, TOP + ROW * number, scale))
    for second, text in timeline.cuts:
        x = LEFT + second * scale
        parts.append(
            f'<line class="cut" x1="{x:.1f}" x2="{x:.1f}" y1="{TOP - 6}" y2="{height - 8}"><title>{escape(text)}</title></line>'
        )
    return "".join([*parts, "</svg>"])


def _bar(item: Bar, y: float, scale: float) -> list[str]:
    x, width = LEFT + item.begins * scale, max((item.ends - item.begins) * scale, 3)
    name = "bar longest" if item.longest else "bar"
    title = f"{item.verb} {item.address}: {spoken(item.ends - item.begins)}, from {_clock(item.begins)} to {_clock(item.ends)}"
    label, kind = escape(_fitting(shortened(item.address))), "label longest" if item.longest else "label"
    return [
        f'<text class="{kind}" x="{LEFT - 12}" y="{y + 15}" text-anchor="end">{label}</text>',
        f'<rect class="{name}" x="{x:.1f}" y="{y + 3}" width="{width:.1f}" height="{ROW - 8}" rx="3"><title>{escape(title)}</title></rect>',
        f'<text class="length" x="{x + width + 6:.1f}" y="{y + 15}">{spoken(item.ends - item.begins)}</text>',
    ]


def _fitting(text: str) -> str:
    """The end of a text that is too long: an object's own name is there."""
    return text if len(text) <= LABEL else "…" + text[1 - LABEL :]


def _axis(seconds: float) -> list[int]:
    step = next((step for step in STEPS if seconds / step <= LINES), STEPS[-1])
    return list(range(0, int(seconds) + 1, step))


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def spoken(seconds: float) -> str:
    """A duration for a person: ``45 s``, ``3 min 5 s``, ``17 min``."""
    whole = round(seconds)
    if whole < 90:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{round(whole / 60)} min"


def shortened(address: str) -> str:
    """An address without the instance ``main``: ``database/db_instance/main``."""
    capability, instance, rest = address.split("/", 2)
    return f"{capability}/{rest}" if instance == "main" else address
