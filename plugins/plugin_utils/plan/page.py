# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The plan, or a stack as it stands, as a page that needs nothing else.

The action plugin writes it, on the machine that runs Ansible: jinja2 is there, since Ansible needs it. A module may run where
it is not.
"""

from __future__ import annotations

import os

import jinja2

from ansible_collections.slipway.aws.plugins.plugin_utils.picture import svg
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.model import scene
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows
from ansible_collections.slipway.aws.plugins.plugin_utils.plan.values import ABSENT, differences, empty, show

TEMPLATE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "page.html.j2")
SHORT = 10  # seconds that are not worth a bar


def page(plan, planned=True):
    """The page as text.

    :param plan: as engine.reporting.data gives it, with ``objects`` for the picture
    :param planned: False where only the picture is wanted
    """
    with open(TEMPLATE, encoding="utf-8") as source:
        template = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source.read())
    drawn = scene(plan["objects"]) if plan.get("objects") else None
    return template.render(
        plan=plan,
        planned=planned,
        picture=svg.svg(drawn) if drawn else "",
        states=svg.states(drawn) if drawn else (),
        groups=[(name, rows.counts(lines), [_line(line) for line in lines]) for name, lines in rows.groups(plan)],
        legend=rows.legend(plan),
        spans=spans(plan),
    )


def spans(plan):
    """What takes long, as parts of a line of time: dicts with address, text, left and width in percent, and longest."""
    forecast = plan["forecast"]
    if not forecast or not forecast["seconds"]:
        return []
    whole = max([forecast["seconds"], *(span["ends"] for span in forecast["spans"])])
    return [
        {
            "address": span["address"],
            "text": _spoken(span["ends"] - span["begins"]),
            "left": 100 * span["begins"] / whole,
            "width": 100 * (span["ends"] - span["begins"]) / whole,
            "longest": span["longest"],
        }
        for span in forecast["spans"]
        if span["ends"] - span["begins"] >= SHORT
    ]


def _spoken(seconds):
    return "%d s" % seconds if seconds < 120 else "%d min" % round(seconds / 60)


def _line(line):
    """A line for the page: its sign, what is said of it, its fields, and what changes member by member."""
    return {
        "sign": rows.SIGNS[line["verb"]],
        "style": rows.STYLES[line["verb"]],
        "title": rows.title(line),
        "telling": rows.telling(line),
        "fields": [(name, show(value)) for name, value in line["wanted"].items() if not empty(value)],
        "changes": [change for item in line["changes"] for change in _changes(item)],
    }


def _changes(change):
    name = change["field"] + (" (option %s)" % change["option"] if change.get("option") else "")
    if change["secret"]:
        return [(name, None, "(secret changes)")]
    before, after = (ABSENT if change[side] is None else change[side] for side in ("before", "after"))
    whole = before is ABSENT or after is ABSENT
    leaves = [(name, before, after)] if whole else differences(name, before, after)
    return [(path, *(None if value is ABSENT else show(value) for value in values)) for path, *values in leaves]
