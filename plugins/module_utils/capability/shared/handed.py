# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Options that are handed through: each says in ``field`` which field of a kind it fills. Pure.

``kind.Field`` is a field, ``kind.Field.Member`` a member of one; a member whose name has dots stands in brackets, as in
``load_balancer.Attributes[idle_timeout.timeout_seconds]``. Where the nodes of a kind differ, ``kind/name.Field`` says which of
them is meant, by a pattern. One option may fill a field of each of several kinds. Of an option whose value is a record, or a
list of records, the options within say ``.Member``.
"""

from __future__ import annotations

import fnmatch
import re

from ...engine.names import KEY

PARTS = re.compile(r"\[([^\]]+)\]|([^.\[\]]+)")


def target(field):
    """(kind, pattern of the node's name, names of the members, outermost first) of what an option says to fill."""
    node, path = field.split(".", 1)
    kind, *pattern = node.split("/", 1)
    return kind, "".join(pattern) or "*", tuple(key or name for key, name in PARTS.findall(path))


def handed(given, options, kind, name=""):
    """The part of a wish that options are handed through to, those of dictionaries within included.

    What is None is left out: what that means is the field's class.

    :param given: the validated options: name -> value
    :param options: name -> Option
    :param kind: the kind that is wished for
    :param name: the node's name, where nodes of the kind differ
    :returns: field -> value
    """
    wish = {}
    for key, option in options.items():
        value = given[key]
        if value is None:
            continue
        for field in option.fills:
            wanted, pattern, path = target(field)
            if wanted == kind.kind and fnmatch.fnmatchcase(name, pattern):
                _put(wish, path, _sent(option, value))
        if option.field:
            continue
        if option.type == "dict" and option.options:
            _join(wish, handed(value, option.options, kind, name))
    return wish


def record(given, options):
    """A record as AWS has it, of the options that fill its members."""
    wish = {}
    for key, option in options.items():
        if option.field and given[key] is not None:
            _put(wish, target(option.field)[2], _sent(option, given[key]))
    return wish


def fields_of(options, prefix="", within=""):
    """``kind.Field`` -> name of the option that is handed through to it, also among the options of options.

    Members whose names have dots stand as changes name them. Of two options that fill the same in different records of a list,
    such as the containers of a task, the second one has ``[]`` behind it.
    """
    found = {}
    for name, option in options.items():
        inside = within
        for field in option.fills:
            kind, path = field.split(".", 1)
            inside = within + "." + _dotted(path) if not kind else "%s.%s" % (kind, _dotted(path))
            found[inside] = prefix + name
        below = "%s%s%s." % (prefix, name, "[]" if option.type == "list" else "")
        further = fields_of(option.options or {}, below, inside)
        if not option.like:
            further.update(fields_of(option.values or {}, "%s%s.%s." % (prefix, name, KEY), inside))
        found.update({field + "[]" if field in found else field: filling for field, filling in further.items()})
    return found


def keys_of(options, given):
    """The keys of all dictionaries whose names are the user's."""
    return {str(key) for name, option in options.items() if option.values for key in given.get(name) or {}}


def _dotted(path):
    return ".".join(key or name for key, name in PARTS.findall(path))


def _sent(option, value):
    """The value as AWS has it."""
    if option.options and option.type == "dict":
        value = record(value, option.options)
    elif option.options:
        value = [record(item, option.options) for item in value]
    if option.sent is None:
        return value
    return option.sent(value) if callable(option.sent) else option.sent[value]


def _put(wish, path, value):
    if value is None:
        return
    for name in path[:-1]:
        wish = wish.setdefault(name, {})
    wish[path[-1]] = value


def _join(wish, more):
    for name, value in more.items():
        if isinstance(value, dict) and isinstance(wish.get(name), dict):
            _join(wish[name], value)
        else:
            wish[name] = value
