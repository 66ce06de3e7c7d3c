"""The rules of composite alarms: an expression over the states of other alarms."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"\s*(?:(?P<state>ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?P<quote>[\"']?)(?P<name>[^\"')]+)(?P=quote)\s*\)"
    r"|(?P<word>AND|OR|NOT|TRUE|FALSE)\b|(?P<mark>[()]))"
)


def tokens(rule: str) -> list[tuple[str, str]] | None:
    """The parts of a rule as (kind, text); None when it is no valid expression."""
    found, position, depth, operand = [], 0, 0, False
    text = rule.strip()
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            return None
        position = match.end()
        kind, value = ("alarm", match["name"].strip()) if match["state"] else ("word", match["word"] or match["mark"])
        found.append((kind, value))
        if value == ")":
            depth -= 1
            if depth < 0 or not operand:
                return None
        elif kind == "word" and value in ("AND", "OR"):
            if not operand:
                return None
            operand = False
        elif operand:
            return None
        elif value == "(":
            depth += 1
        elif value != "NOT" or kind == "alarm":
            operand = True
    return found if depth == 0 and operand else None


def names_in(rule: str) -> set[str]:
    """The names of the alarms that a rule refers to; of an ARN, the name in it."""
    found = [value for kind, value in tokens(rule) or [] if kind == "alarm"]
    return {name.split(":alarm:", 1)[-1] for name in found}
