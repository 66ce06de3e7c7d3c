# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Limits: whether AWS's service model takes the arguments of a call. Types, required and unknown members, lengths, ranges,
patterns and enumerations, read off the shapes of the SDK; what stands for something unknown passes."""

from __future__ import annotations

import dataclasses
import decimal
import functools
import re
import typing

from .references import MARK

NUMBERS = (int, float, decimal.Decimal)
# Python's types for the models', and how a person calls them.
TYPES = {
    "structure": (dict, "a dict"),
    "map": (dict, "a dict"),
    "list": ((list, tuple), "a list"),
    "string": (str, "text"),
    "integer": (int, "a whole number"),
    "long": (int, "a whole number"),
    "float": (NUMBERS, "a number"),
    "double": (NUMBERS, "a number"),
    "boolean": (bool, "true or false"),
}
LONGEST = 120  # characters of a value in a message
PATTERN_LIMIT = 10_000  # characters up to which a pattern is tried
# Classes of characters that the models take from Java, as Python knows them: a little more is let through.
JAVA = {
    r"\p{L}": r"\w",
    r"\p{M}": r"\w",
    r"\p{N}": r"\w",
    r"\p{Nd}": r"\d",
    r"\p{Z}": r"\s",
    r"\p{S}": r"\W",
    r"\p{P}": r"\W",
    r"\p{IsAlphabetic}": r"\w",
    r"\p{IsDigit}": r"\d",
    r"\p{Alnum}": r"\w",
    r"\p{Alpha}": r"\w",
    r"\p{Graph}": r"\S",
    r"\p{ASCII}": r"\x00-\x7F",
    r"\p{Print}": r"\s\S",
}
_PARTS = re.compile(r"\\p\{\w+\}|\\.|.", re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Breach:
    """One argument that AWS would refuse.

    :param path: its name as AWS's documentation has it: ``Rules[0].Statement.RateBasedStatement.Limit``
    :param value: the value, None where it is missing
    :param limit: what is allowed, as a sentence part
    """

    path: str
    value: typing.Any
    limit: str

    def __str__(self):
        shown = "" if self.value is None else " %s" % shortened(self.value)
        return "%s:%s is not possible; %s" % (self.path, shown, self.limit)


def shortened(value):
    """A value as Python writes it, cut to a length that a line can bear."""
    text = repr(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def breaches(shape, value, path=""):
    """The Breaches of a value against a shape of botocore's, at any depth."""
    if isinstance(value, str) and MARK in value:
        return []
    name = shape.type_name
    expected, spoken = TYPES.get(name, (object, ""))
    if getattr(shape, "is_document_type", False):
        return []
    if not isinstance(value, expected) or isinstance(value, bool) and name not in ("boolean", "blob", "timestamp"):
        return [Breach(path, value, "%s is needed" % spoken)] if spoken else []
    inside = {"structure": _structure, "map": _map, "list": _list}.get(name)
    return list(_own(shape, value, path)) + (inside(shape, value, path) if inside else [])


def _structure(shape, value, path):
    dot = "." if path else ""
    found = [
        Breach(path + dot + name, None, "it is needed")
        for name in shape.metadata.get("required", ())
        if name not in value
    ]
    for name, item in value.items():
        if name not in shape.members:
            found.append(Breach(path + dot + str(name), item, "one of %s is allowed" % ", ".join(shape.members)))
        else:
            found += breaches(shape.members[name], item, path + dot + name)
    if getattr(shape, "is_tagged_union", False) and len(value) != 1:
        found.append(Breach(path, value, "exactly one of %s is allowed" % ", ".join(shape.members)))
    return found


def _map(shape, value, path):
    found = []
    for name, item in value.items():
        found += breaches(shape.key, name, "%s key" % path)
        found += breaches(shape.value, item, "%s[%s]" % (path, name))
    return found


def _list(shape, value, path):
    return [
        breach for index, item in enumerate(value) for breach in breaches(shape.member, item, "%s[%d]" % (path, index))
    ]


def _own(shape, value, path):
    """Breaches of a shape's own limits."""
    limits = shape.metadata
    least, most = limits.get("min"), limits.get("max")
    size, unit = _size(shape.type_name, value)
    if size is not None and (least is not None and size < least or most is not None and size > most):
        yield Breach(path, value, "%s%s allowed" % (_range(least, most), unit))
    elif isinstance(value, str) and shape.type_name == "string":
        choices, pattern = limits.get("enum"), limits.get("pattern")
        if choices and value not in choices:
            yield Breach(path, value, "one of %s is allowed" % ", ".join(choices))
        elif pattern and len(value) <= PATTERN_LIMIT and not _fits(pattern, value):
            yield Breach(path, value, "it has to fit %s" % shortened(pattern).strip("'\""))


def _size(name, value):
    """(what a shape's minimum and maximum are about, the unit that a person reads)"""
    if name in ("integer", "long", "float", "double"):
        return value, " is"
    if name == "string":
        return len(value), " characters are"
    if name in ("list", "map"):
        return len(value), " entries are"
    return None, ""


def _range(least, most):
    if most is None:
        return "at least %s" % least
    if least is None or least in (0, most):
        return ("%s" if least == most else "at most %s") % most
    return "%s to %s" % (least, most)


def _fits(pattern, value):
    """Whether a text fits a pattern of a model. One without anchors is about the whole text (API references)."""
    known = _compiled(pattern)
    if known is None:
        return True
    anchored = pattern.startswith("^") or pattern.endswith("$")
    return bool(known.search(value) if anchored else known.fullmatch(value))


@functools.cache
def _compiled(pattern):
    """A pattern for Python, or None where Python cannot read it."""
    parts, inside = [], False
    for part in _PARTS.findall(pattern):
        if part in "[]":
            inside = part == "["
        named = JAVA.get(part)
        parts.append(part if named is None else named if inside else "[%s]" % named)
    try:
        return re.compile("".join(parts))
    except re.error:
        return None
