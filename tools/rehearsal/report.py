"""The report: everything that a rehearsal has found, as one HTML page that needs nothing else, and as text."""

from __future__ import annotations

import collections
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2

from tools.rehearsal import faults, rates, timeline
from tools.rehearsal.judging import kept_lines
from tools.rehearsal.runs import Run
from tools.rehearsal.stacks import Stack

TEMPLATES = Path(__file__).with_name("templates")
PURPOSES = {
    "look": "Look: plans, and comparisons with AWS. The others come on top of it",
    "deploy": "Deploy: the first run, later runs, what waited",
    "release": "Release: images and the site, and the way back",
    "destroy": "Destroy: the stacks, and their data where it is named",
}
DRAWN = 14  # buckets that are drawn; the others are counted


@dataclass
class Removal:
    """One action taken out of the policies.

    :param flow: what was run
    :param noticed: True where a run did not come to what it should
    :param said: what the run said
    """

    action: str
    purpose: str
    flow: str
    noticed: bool
    said: str


@dataclass
class Proof:
    """What was tried with nothing but the policies attached."""

    runs: list[Run] = field(default_factory=list)
    passed: bool = False
    removals: list[Removal] = field(default_factory=list)
    actions: int = 0
    broken: list[str] = field(
        default_factory=list
    )  # what did not pass with the whole policies after a run without an action

    @property
    def proven(self) -> bool:
        """True where the policies suffice, whatever happened before, and nothing less does."""
        return self.passed and not self.broken and all(removal.noticed for removal in self.removals)


@dataclass
class Rehearsal:
    """All that a report is made of.

    :param policies: objects with name, purpose and document
    :param drawn: rows of ``GET /simulator/faults`` of the first pass
    :param seconds: real seconds of the whole rehearsal
    """

    inventory: str
    limit: str
    began: str
    stacks: list[Stack]
    assumptions: list[str]
    runs: list[Run]
    expected: int
    drawn: list[dict[str, Any]]
    seconds: float = 0.0
    policies: list[Any] = field(default_factory=list)
    proof: Proof | None = None

    @property
    def passed(self) -> bool:
        """True where each step came to what it should, with all rights and with those of the policies alone."""
        performed = len(self.runs) == self.expected and all(run.passed for run in self.runs)
        return performed and (self.proof is None or self.proof.proven)


def write(rehearsal: Rehearsal, folder: Path) -> list[Path]:
    """Write report.html, report.txt and a JSON file for each policy. Returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(["html.j2"], default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"spoken": timeline.spoken, "shortened": timeline.shortened, "document": document}
    environment.globals["svg"] = timeline.svg
    context, paths = contents(rehearsal), []
    for name in ("report.html", "report.txt"):
        paths.append(folder / name)
        paths[-1].write_text(environment.get_template(f"{name}.j2").render(context), encoding="utf-8")
    for policy in rehearsal.policies:
        paths.append(folder / f"{policy.name}.json")
        paths[-1].write_text(document(policy) + "\n", encoding="utf-8")
    return paths


def contents(rehearsal: Rehearsal) -> dict[str, Any]:
    """What the templates show."""
    playing = [run for run in rehearsal.runs if run.step.playbook]
    rows = [row for run in playing for row in run.rows]
    used = rates.usages((run.step.title, run.rows) for run in playing)
    pictures = timeline.timelines(rehearsal.runs)
    return {
        "rehearsal": rehearsal,
        "passed": rehearsal.passed,
        "runs": rehearsal.runs,
        "rows": len(rows),
        "changing": sum(row["changing"] for row in rows),
        "timelines": pictures,
        "deployment": max((picture.seconds for picture in pictures), default=0),
        "made": made(rehearsal.runs),
        "used": used[:DRAWN],
        "others": used[DRAWN:],
        "services": rates.by_service(rows),
        "faults": faults.summary(rehearsal.drawn),
        "kept": kept(rehearsal.runs),
        "purposes": PURPOSES,
        "by_purpose": by_purpose(rehearsal.policies),
        "actions": sorted(actions_of(rehearsal.policies)),
    }


def made(runs: list[Run]) -> list[tuple[str, list[tuple[str, dict[str, list[str]]]]]]:
    """What the deployment made: (identity, [(capability, {kind: names})])."""
    found: dict[str, dict[str, dict[str, list[str]]]] = {}
    for run in runs:
        if run.step.judge in ("deployed", "finished"):
            for identity, plan in run.plans.items():
                for line in plan["lines"]:
                    if line["verb"] in ("create", "run", "revise"):
                        capability, instance, kind, name = line["address"].split("/", 3)
                        title = capability if instance == "main" else f"{capability}/{instance}"
                        names = found.setdefault(identity, {}).setdefault(title, {}).setdefault(kind, [])
                        if name not in names:
                            names.append(name)
    return [(identity, sorted(capabilities.items())) for identity, capabilities in found.items()]


def kept(runs: list[Run]) -> list[dict[str, Any]]:
    """The lines of what a destruction keeps; ``final`` is why it stays with the data words, too, or an empty text."""
    lines = {
        judge: {
            (line["stack"], line["address"]): line
            for run in runs
            if run.step.judge == judge
            for line in kept_lines(run)
        }
        for judge in ("destroyed", "destroyed_data")
    }
    return [
        {**line, "final": lines["destroyed_data"].get(key, {}).get("reason", "")}
        for key, line in lines["destroyed"].items()
    ]


def by_purpose(policies: list[Any]) -> list[tuple[str, list[Any]]]:
    """(purpose, its policies), in the order of an environment's life."""
    found = collections.defaultdict(list)
    for policy in policies:
        found[policy.purpose].append(policy)
    return [(purpose, found[purpose]) for purpose in PURPOSES if purpose in found]


def actions_of(policies: list[Any]) -> set[str]:
    """All actions that the policies allow."""
    return {
        action
        for policy in policies
        for statement in policy.document["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
    }


def document(policy: Any) -> str:
    """A policy's document as a person pastes it."""
    return json.dumps(policy.document, indent=2)
