# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A plan as rows of text for a person: grouped by capability, each row with the style in which a terminal shows it."""

from __future__ import annotations

import collections
import textwrap

from ansible_collections.slipway.aws.plugins.plugin_utils.plan.values import (
    ABSENT,
    UNKNOWN,
    differences,
    empty,
    lines_of,
    show,
)

SIGNS = {
    "create": "+",
    "update": "~",
    "revise": "~",
    "replace": "-/+",
    "delete": "-",
    "run": ">",
    "adopt": "=",
    "restore": "+",
    "forget": "x",
    "blocked": "!",
    "wait": "!",
    "unknown": "?",
    "left": ".",
    "kept": ".",
}
# What the signs of a plan mean: each is explained where it is used.
LEGEND = {
    "create": "+ create",
    "restore": "+ restore, take back what is going",
    "update": "~ update in place",
    "revise": "~ revise, a new revision",
    "replace": "-/+ replace, a new object for an old one",
    "adopt": "= adopt, take over",
    "run": "> run a step",
    "delete": "- delete",
    "forget": "x forget, leave it to others",
    "blocked": "! blocked, cannot be done",
    "wait": "! wait for something of yours",
    "unknown": "? unknown, could not be read",
    "left": ". left, undeclared and not touched",
    "kept": ". kept by a guard",
}
POSSIBLE = "(possible) hangs on a value that is known only when it is made"
STYLES = {
    "create": "add",
    "restore": "add",
    "update": "change",
    "revise": "change",
    "adopt": "change",
    "run": "change",
    "replace": "remove",
    "delete": "remove",
    "forget": "remove",
    "blocked": "error",
    "wait": "warn",
    "unknown": "warn",
    "left": "quiet",
    "kept": "quiet",
}
# What each verb is called in the counts of a capability.
COUNTED = {"wait": "waiting", "blocked": "blocked", "unknown": "unreadable", "left": "undeclared", "kept": "kept"}
BROAD = 10_000  # columns where nobody looks at a screen
LONG = 80  # characters of a value that tells objects apart
DETAIL = " " * 8

Row = collections.namedtuple("Row", "style text")


def rows(plan, width=None, complete=True, problems=True, approval=False):
    """The rows of a plan.

    :param plan: as engine.reporting.data gives it
    :param width: columns of the screen, or None where it is no screen
    :param complete: each new object by itself with all of its fields, and an empty row between capabilities
    :param problems: with what forbids the plan; False where an error follows that says it
    :param approval: with the line that carries out this plan and no other
    """
    found = wrapped(Row("heading", "Plan for %s: %s" % (plan["stack"], plan["totals"])), width, "  ")
    found += wrapped(Row("quiet", "Signs: %s." % "; ".join(legend(plan))), width, "  ") if plan["lines"] else []
    for capability, lines in groups(plan):
        found += [Row("", "")] if complete else []
        found.append(Row("heading", "%s: %s" % (capability, counts(lines))))
        for alike in [[line] for line in lines] if complete else _alike(lines):
            found += _line(alike[0], width, complete) if len(alike) == 1 else _several(alike, width)
    found += section("error", "Not possible:", plan["problems"] if problems else [], width)
    found += section("warn", "Note:", plan["notes"], width)
    closing = [*plan["times"]]
    if approval and plan["moves"] and not plan["problems"]:
        closing.append("To carry out this plan and no other: -e stack_approved=%s" % plan["digest"])
    found += [Row("", "")] if closing else []
    for text in closing:
        found += wrapped(Row("", text), width, "  ")
    return found


def section(style, heading, texts, width=None):
    """Sentences below a heading; nothing where there are none."""
    found = [Row("", ""), Row(style, heading)] if texts else []
    return found + [row for text in texts for row in wrapped(Row(style, "  " + text), width, "    ")]


def text(plan, **how):
    """The rows of a plan as one text, for a file."""
    return "\n".join(row.text for row in rows(plan, **how))


def groups(plan):
    """The lines of a plan by capability, in the order in which a person reads them: pairs (capability, lines)."""
    found = {name: [] for name in plan["capabilities"]}
    for line in plan["lines"]:
        name = line["address"].split("/")[0]
        found.setdefault("parts of these" if " " in name else name, []).append(line)
    return [(name, lines) for name, lines in found.items() if lines]


def counts(lines):
    """How many of each verb some lines are: ``3 to create, 1 kept``."""
    found = collections.Counter(line["verb"] for line in lines)
    return ", ".join("%d %s" % (found[verb], COUNTED.get(verb, "to " + verb)) for verb in SIGNS if found[verb])


def legend(plan):
    """What the signs mean that a plan uses."""
    used = {line["verb"] for line in plan["lines"]}
    return [words for verb, words in LEGEND.items() if verb in used] + (
        [POSSIBLE] if any(not line["certain"] for line in plan["lines"]) else []
    )


def title(line):
    """Address and object of a line with what is worth saying of it."""
    found = line["address"]
    if line["verb"] != "create":  # its sign says it, and nearly all of a first plan are such
        found = "%s %s" % (line["verb"], found)
    if line["id"] and not line["address"].endswith(line["id"]):
        found += " (%s)" % line["id"]
    if line["reason"]:
        found += ": %s" % line["reason"]
    if line.get("upkeep"):
        found += "; costs: %s" % line["upkeep"]
    return found if line["certain"] else found + " (possible)"


def telling(line, room=BROAD):
    """The two or three fields by which a person knows a new object, as many as there is room for."""
    found = ""
    for name in line["telling"]:
        value = line["wanted"].get(name)
        part = "%s%s %s" % (", " if found else "", name, _brief(value))
        if empty(value) or UNKNOWN in part or len(part) > LONG or "\n" in part or len(found + part) > room:
            continue
        found += part
    return found


def _brief(value):
    """A value in a row of several: documents as their words, whole numbers as such."""
    if isinstance(value, dict):
        return " ".join("%s %s" % (name, _brief(item)) for name, item in value.items() if not empty(item))
    if isinstance(value, list):
        return " ".join(map(_brief, value))
    if isinstance(value, float) and value.is_integer():
        return "%d" % value
    return value if isinstance(value, str) else show(value)


def _alike(lines):
    """Lines by what is said of them: new objects of one kind that differ in nothing but their names are said together."""
    found = {}
    for line in lines:
        new = line["verb"] == "create" and not (line["reason"] or line["id"])
        key = (_kind(line), telling(line)) if new else (line["address"], line["verb"], line["id"])
        found.setdefault(key, []).append(line)
    return found.values()


def _kind(line):
    return "/".join(line["address"].split("/")[:3])


def _several(lines, width):
    """New objects in one row: how many, what each is called, and what holds for all of them."""
    names = ", ".join(line["address"].split("/", 3)[3] for line in lines)
    head = "  %-3s %s (%d): %s" % (SIGNS["create"], _kind(lines[0]), len(lines), names)
    known = telling(lines[0])
    return wrapped(Row(STYLES["create"], "%s: %s" % (head, known) if known else head), width, DETAIL)


def _line(line, width, complete):
    style = STYLES[line["verb"]]
    head = "  %-3s %s" % (SIGNS[line["verb"]], title(line))
    if not line["telling"]:
        found = wrapped(Row(style, head), width, DETAIL)
    else:
        known = "" if complete else telling(line, (width or BROAD) - len(head) - 2)
        found = wrapped(Row(style, "%s: %s" % (head, known) if known else head), width, DETAIL)
    if complete:
        for name, value in line["wanted"].items():
            if not empty(value):
                found += wrapped(Row("", "%s%s: %s" % (DETAIL, name, show(value))), width, DETAIL + "  ")
    for change in line["changes"]:
        found += _change(change, width)
    return found


def _change(change, width):
    name = change["field"] + (" (option %s)" % change["option"] if change.get("option") else "")
    if change["secret"]:
        return [Row("change", "%s%s: (secret changes)" % (DETAIL, name))]
    before, after = (ABSENT if change[side] is None else change[side] for side in ("before", "after"))
    if before is ABSENT or after is ABSENT:
        return _leaf(name, before, after, width)
    return [row for leaf in differences(name, before, after) for row in _leaf(*leaf, width)]


def _leaf(name, before, after, width):
    head = "%s%s: " % (DETAIL, name)
    if before is ABSENT:
        return wrapped(Row("add", "%s-> %s" % (head, show(after))), width, DETAIL + "  ")
    if after is ABSENT:
        return wrapped(Row("remove", "%s%s -> removed" % (head, show(before))), width, DETAIL + "  ")
    if isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
        styles = {"-": "remove", "+": "add"}
        pairs = [(styles.get(sign, "quiet"), "%s %s" % (sign, line)) for sign, line in lines_of(before, after)]
        return [Row("change", head.rstrip())] + [
            row
            for style, line in pairs
            for row in wrapped(Row(style, "%s  %s" % (DETAIL, line)), width, DETAIL + "    ")
        ]
    whole = "%s%s -> %s" % (head, show(before), show(after))
    if len(whole) <= (width or 120):
        return [Row("change", whole)]
    # Side by side they would have to be searched for what differs.
    parts = [Row("change", head.rstrip())]
    for style, sign, value in (("remove", "-", before), ("add", "+", after)):
        parts += wrapped(Row(style, "%s  %s %s" % (DETAIL, sign, show(value))), width, DETAIL + "    ")
    return parts


def wrapped(row, width, indent):
    """A row as rows that a screen holds, complete."""
    if not width or len(row.text) <= width:
        return [row]
    start = row.text[: len(row.text) - len(row.text.lstrip())]
    parts = textwrap.wrap(
        row.text.lstrip(),
        max(width, 20),
        initial_indent=start,
        subsequent_indent=indent,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    return [Row(row.style, part) for part in parts]
