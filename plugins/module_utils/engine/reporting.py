# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reporting: the plan as data, as totals and as a digest. No secret is ever part of any of them."""

from __future__ import annotations

import collections
import hashlib
import json

from .architecture import objects
from .fields import REQUIRED, hide
from .lines import (
    ADOPT,
    BLOCKED,
    CREATE,
    DELETE,
    FORGET,
    KEEP,
    KEPT,
    LEFT,
    MOVING,
    REPLACE,
    RESTORE,
    REVISE,
    RUN,
    UNKNOWN,
    UPDATE,
    WAIT,
    title,
)
from .names import Names
from .references import references
from .words import label

# verb: how many a plan would, how many a run did
DONE = {
    CREATE: ("to create", "created"),
    UPDATE: ("to update", "updated"),
    REVISE: ("to revise", "revised"),
    REPLACE: ("to replace", "replaced"),
    ADOPT: ("to adopt", "adopted"),
    RESTORE: ("to restore", "restored"),
    RUN: ("to run", "run"),
    DELETE: ("to delete", "deleted"),
    FORGET: ("to forget", "forgotten"),
}
# In the order of a line of totals.
WORDS = {
    **{verb: text for verb, (text, _past) in DONE.items()},
    **{"done " + verb: text for verb, (_future, text) in DONE.items()},
    "failed": "failed",
    "skipped": "skipped",
    "pending": "not finished",
    WAIT: "waiting",
    BLOCKED: "blocked",
    UNKNOWN: "unreadable",
    LEFT: "undeclared",
    KEPT: "kept",
}
UNKNOWN_TEXT = "(known after apply)"
TELLING = 3  # fields that tell a new object from others, where its kind does not name them


def totals(plan, outcome=None):
    """One line: how many objects of each verb are in a plan, or, with an outcome, what was done with them."""
    counts = collections.Counter(_fate(line, outcome) for line in plan.lines if not _looked_up(line))
    parts = ["%d %s" % (counts[fate], text) for fate, text in WORDS.items() if counts[fate]]
    unchanged = "%d unchanged" % counts[KEEP]
    if parts:
        return "%s, %s." % (", ".join(parts), unchanged)
    return "Nothing to do: %s." % unchanged if counts[KEEP] else "Nothing to do."


def _looked_up(line):
    """True for what was only asked about, such as the zones of a Region: it is nothing of the stack's."""
    return line.verb == KEEP and line.kind.data


def _fate(line, outcome):
    """A key of WORDS, or KEEP."""
    if outcome is None or line.verb not in DONE:
        return line.verb
    name = line.address if line.node is not None else title(line)
    if name in outcome.failed:
        return "failed"
    if line.node is not None and name in outcome.done or any(line is gone for gone in outcome.deleted):
        return "done " + line.verb
    return "skipped" if name in outcome.skipped else "pending"


def data(plan, stack, graph=None, names=None):
    """The plan as JSON-ready data, for pages and programs: complete values, secrets left out.

    What a person reads of it is laid out by the action plugin, on the machine that runs Ansible.

    :param graph: graph.Graph where a picture is wanted: all objects are in it
    :param names: names.Names: which option fills a field
    """
    return {
        **({"objects": objects(plan, graph)} if graph is not None else {}),
        "stack": stack.identity,
        "totals": totals(plan),
        "capabilities": list(dict.fromkeys(item.split("/")[0] for item in plan.capabilities)),
        "moves": len(plan.moves),
        "lines": [_line(line, names or Names()) for line in plan.lines if line.verb != KEEP],
        "unchanged": sum(1 for line in plan.lines if line.verb == KEEP and not _looked_up(line)),
        "problems": plan.problems,
        "notes": plan.notes,
        "forecast": plan.forecast.data() if plan.forecast else None,
        "times": plan.forecast.rows() if plan.forecast else [],
        "digest": "" if plan.problems else digest(plan, stack),
    }


def _line(line, names):
    new = line.live is None and line.verb in (CREATE, RUN)
    return {
        "address": line.address,
        "verb": line.verb,
        "kind": line.kind.kind,
        "id": line.live.id if line.live else None,
        "reason": line.reason,
        **({"upkeep": line.kind.upkeep} if line.verb == KEPT else {}),
        "certain": line.certain,
        "changes": [_change(line, change, names) for change in line.changes],
        "wanted": _wanted(line) if new else {},
        "telling": _telling(line) if new else [],
    }


def _change(line, change, names):
    option = names.option(line.address, change.path)
    return {
        "field": label(change.path),
        **({"option": option} if option not in ("", label(change.path)) else {}),
        "secret": change.secret,
        "before": None if change.secret else change.was,
        "after": None if change.secret else _masked(change.wanted),
        "certain": change.certain,
    }


def _wanted(line):
    return {
        label(name): _masked(hide(line.kind.fields[name], line.want.get(name)))
        for name in (line.node.want if line.node else ())
    }


def _telling(line):
    """Labels of the telling fields of a new object that were declared: the id of a neighbour tells nobody anything."""
    wishes = line.node.want if line.node else {}
    return [label(name) for name in telling(line.kind) if not references(wishes.get(name))]


def telling(kind):
    """Names of the fields by which a person tells a new object of a kind from others."""
    if kind.telling:
        return kind.telling
    needed = [name for name, field in kind.fields.items() if field.absent == REQUIRED and name != kind.name_field]
    return ([kind.name_field] if kind.name_field else []) + needed[: TELLING - bool(kind.name_field)]


def _masked(value):
    """A copy of a value in which references read as ``(known after apply)``."""
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    if not isinstance(value, str):
        return value
    for address, field in references(value):
        value = value.replace("(known after apply: %s.%s)" % (address, field), UNKNOWN_TEXT)
    return value


def digest(plan, stack):
    """Sixteen hexadecimal digits, equal for equal plans: verbs, addresses, ids and the changes without secrets."""
    lines = [
        [
            line.address,
            line.verb,
            line.live.id if line.live else None,
            [
                [change.path, None if change.secret else change.was, None if change.secret else change.wanted]
                for change in line.changes
            ],
            {name: hide(line.kind.fields[name], value) for name, value in line.want.items() if name in line.node.want}
            if line.verb in (CREATE, RUN) and line.node
            else None,
        ]
        for line in plan.lines
        if line.verb in MOVING or line.verb in (DELETE, FORGET)
    ]
    text = json.dumps([stack.identity, sorted(lines, key=repr)], sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
