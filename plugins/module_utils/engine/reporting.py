# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Reporting: the plan as a page, as data and as a digest. No secret is ever part of any of them."""

from __future__ import annotations

import collections
import hashlib
import json

from .fields import hide
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
from .references import is_known, references
from .words import label

SIGNS = {
    CREATE: "+",
    UPDATE: "~",
    REVISE: "~",
    REPLACE: "-/+",
    DELETE: "-",
    RUN: ">",
    ADOPT: "=",
    RESTORE: "+",
    FORGET: "x",
    BLOCKED: "!",
    WAIT: "!",
    UNKNOWN: "?",
    LEFT: ".",
    KEPT: ".",
}
SECRET = "(secret changes)"
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
LONGEST = 100  # characters of one value on the page
ENDING = 24  # of these at its end, where it is a text


def page(plan, stack):
    """The plan as text for a person: grouped by capability, changed leaves only, totals at the end."""
    rows = ["Plan for %s" % stack.identity]
    groups = {item.split("/")[0]: [] for item in plan.capabilities}
    for line in plan.lines:
        if line.verb != KEEP:
            groups.setdefault(line.address.split("/")[0].split(" ")[0], []).append(line)
    for capability, lines in groups.items():
        rows.extend(["", capability] if lines else [])
        for line in lines:
            rows.extend(_line(line))
    for heading, texts in (("Not possible:", plan.problems), ("Note:", plan.notes)):
        if texts:
            rows.extend(["", heading] + ["  %s" % text for text in texts])
    times = plan.forecast.rows() if plan.forecast else []
    rows.extend(["", *times, totals(plan)])
    return "\n".join(rows)


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


def _line(line):
    name = (
        line.address
        if line.live is None or line.address.endswith(line.live.id)
        else "%s (%s)" % (line.address, line.live.id)
    )
    text = "  %-3s %s %s" % (SIGNS[line.verb], line.verb, name)
    if line.reason:
        text += ": %s" % line.reason
    if upkeep(line):
        text += "; costs: %s" % upkeep(line)
    if not line.certain:
        text += " (perhaps)"
    rows = [text]
    if line.verb in (CREATE, RUN) and line.live is None:
        rows.extend("        %s: %s" % (label(name), value) for name, value in created(line))
    else:
        rows.extend("        %s: %s" % (label(change.path), _change(change)) for change in line.changes)
    return rows


def upkeep(line):
    """What AWS bills for an object that a run leaves standing, as a sentence part; "" where nobody asks or knows."""
    return line.kind.upkeep if line.verb == KEPT else ""


def created(line):
    """(name, shown value) of what a new object will have, defaults and empty values left out."""
    shown = []
    for name in line.node.want if line.node else ():
        field = line.kind.fields[name]
        value = line.want.get(name)
        if value in (None, [], {}, ""):
            continue
        shown.append((name, show(hide(field, value))))
    return shown


def show(value):
    """One value as short text. References read as ``(known after apply)``."""
    if isinstance(value, str):
        text = value if is_known(value) else UNKNOWN_TEXT if value.startswith("(known after apply") else _mask(value)
    elif isinstance(value, (dict, list)):
        text = _mask(json.dumps(value, sort_keys=True, default=str))
    else:
        text = json.dumps(value)
    if len(text) <= LONGEST:
        return text
    # The end of a name, such as an image's digest, tells it from others; that of a list or a document does not.
    end = text[-ENDING:] if isinstance(value, str) else ""
    return text[: LONGEST - 3 - len(end)] + "..." + end


def _mask(text):
    for address, field in references(text):
        text = text.replace("(known after apply: %s.%s)" % (address, field), UNKNOWN_TEXT)
    return text


def _change(change):
    if change.secret:
        return SECRET
    if change.was is None:
        return "-> %s" % show(change.wanted)
    if change.wanted is None:
        return "%s -> removed" % show(change.was)
    return "%s -> %s" % (show(change.was), show(change.wanted))


def data(plan, stack):
    """The plan as JSON-ready data: the same as the page, complete values, secrets left out."""
    return {
        "stack": stack.identity,
        "lines": [
            {
                "address": line.address,
                "verb": line.verb,
                "kind": line.kind.kind,
                "id": line.live.id if line.live else None,
                "reason": line.reason,
                **({"upkeep": line.kind.upkeep} if line.verb == KEPT else {}),
                "certain": line.certain,
                "changes": [
                    {
                        "field": label(change.path),
                        "secret": change.secret,
                        "before": None if change.secret else change.was,
                        "after": None if change.secret else _masked(change.wanted),
                    }
                    for change in line.changes
                ],
                "wanted": {
                    label(name): _masked(hide(line.kind.fields[name], line.want.get(name)))
                    for name in (line.node.want if line.node else ())
                }
                if line.verb == CREATE
                else {},
            }
            for line in plan.lines
            if line.verb != KEEP
        ],
        "unchanged": sum(1 for line in plan.lines if line.verb == KEEP and not _looked_up(line)),
        "problems": plan.problems,
        "notes": plan.notes,
        "forecast": plan.forecast.data() if plan.forecast else None,
        "digest": digest(plan, stack),
    }


def _masked(value):
    if isinstance(value, dict):
        return {key: _masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_masked(item) for item in value]
    return _mask(value) if isinstance(value, str) else value


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
