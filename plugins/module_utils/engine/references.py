# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""References: text that stands for a value another node has only once it exists.

The text is what a user reads in a plan, ``(known after apply: <address>.<field>)``: plain ASCII without quotes, braces,
backslash, percent or dollar, so it survives JSON, YAML, joining and templating. An address is
``capability/instance/kind/name`` for one node, ``capability/instance`` for a capability's exports, and either of them
behind ``<application>/<environment>/<region>//`` for those of another stack.
"""

from __future__ import annotations

import re

MARK = "(known after apply"  # what all such text, and what is left of one that was cut, begins with
ADDRESS = re.compile(r"[^\s()]+")
_TEXT = re.compile(r"\(known after apply: ((?:[^\s()]+))\.([A-Za-z0-9_]+)\)")


def reference(address, field):
    """The reference text for ``field`` of the node or capability at ``address``.

    :raises ValueError: the address has characters that would hide the reference
    """
    if not ADDRESS.fullmatch(address):
        raise ValueError("%r is no address: blanks and parentheses are not allowed in its parts" % address)
    return "(known after apply: %s.%s)" % (address, field)


def walk(value):
    """Every leaf of nested dicts, lists and tuples, keys of dicts included."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from walk(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from walk(item)
    else:
        yield value


def references(value):
    """The (address, field) pairs referred to anywhere in a value, in order of appearance, each once."""
    found = {}
    _collect(value, found)
    return list(found)


def _collect(value, found):
    """Without a generator for each level, as ``walk`` has them: this is asked some thousand times in a plan."""
    if isinstance(value, str):
        if "(known after apply: " in value:
            for match in _TEXT.finditer(value):
                found[match.group(1, 2)] = None
    elif isinstance(value, dict):
        for key, item in value.items():
            _collect(key, found)
            _collect(item, found)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            _collect(item, found)


def marked(value):
    """The texts in a value that stand for something unknown, whole references or what was cut from one."""
    return [leaf for leaf in walk(value) if isinstance(leaf, str) and MARK in leaf]


def torn(value):
    """The texts in a value that look like a reference and are none any more, since something cut or changed them."""
    return [leaf for leaf in marked(value) if MARK in _TEXT.sub("", leaf)]


def is_known(value):
    """True where a value holds no reference and may be sliced, measured, sorted, hashed or validated."""
    return not references(value)


def substitute(value, lookup):
    """A copy of ``value`` with references replaced.

    :param lookup: called with (address, field); gives the value, or raises KeyError to leave the text as it is
    A text that is one whole reference takes the value's own type; inside longer text the value is joined as text. A
    list item that is replaced by a list is spliced in, so that an export of many ids can stand in a list.
    """
    if isinstance(value, dict):
        return {substitute(key, lookup): substitute(item, lookup) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        result = []
        for item in value:
            new = substitute(item, lookup)
            if isinstance(item, str) and isinstance(new, list):
                result.extend(new)
            else:
                result.append(new)
        return result
    if not isinstance(value, str) or "(known after apply: " not in value:
        return value
    whole = _TEXT.fullmatch(value)
    if whole:
        try:
            return lookup(*whole.group(1, 2))
        except KeyError:
            return value

    def text(match):
        try:
            return str(lookup(*match.group(1, 2)))
        except KeyError:
            return match.group(0)

    return _TEXT.sub(text, value)
