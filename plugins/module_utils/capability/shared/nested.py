# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Options below a name that the user chooses (a service, a sidecar): completed and checked like an argument spec.

Ansible checks options with fixed names only. A table has the form of an argument spec with documentation.
"""

from __future__ import annotations

import difflib

from ...engine.references import is_known

TRUE, FALSE = ("yes", "true", "on", "1", "y", "t"), ("no", "false", "off", "0", "n", "f")
WORDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "list": "a list",
    "dict": "a dictionary",
}


def complete(table, given, where, refuse):
    """``given`` with every option of the table present and of its type.

    :param where: path of the dictionary below the service; empty for the service itself
    :param refuse: called with (path, value, allowed); raises
    :returns: a dict; options that are omitted or null have their default, None where there is none
    """
    if not isinstance(given, dict):
        refuse(where, given, "a dictionary of %s is allowed" % ", ".join(sorted(table)))
    below = where + "." if where else ""
    for name in sorted(set(given) - set(table), key=str):
        near = difflib.get_close_matches(str(name), table, 1)
        refuse(
            below + str(name),
            given[name],
            ("did you mean %s?" % near[0]) if near else "it is not an option; %s are" % ", ".join(sorted(table)),
        )
    result = {}
    for name, option in table.items():
        value, path = given.get(name), below + name
        if value is None:
            if option.get("required"):
                refuse(path, None, "it is needed")
            value = option.get("default")
        if value is not None:
            value = _typed(option, value, path, refuse)
            if (
                "choices" in option
                and is_known(value)
                and any(item not in option["choices"] for item in (value if isinstance(value, list) else [value]))
            ):
                refuse(path, value, "one of %s is allowed" % ", ".join(map(str, option["choices"])))
        result[name] = value
    return result


def merged(base, change):
    """``base`` with ``change`` laid over it: dictionaries member by member, anything else as a whole."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    result = dict(base)
    for name, value in change.items():
        result[name] = merged(base[name], value) if name in base else value
    return result


def _typed(option, value, path, refuse):
    kind = option.get("type", "str")
    given, value = value, _CONVERT[kind](value) if kind in _CONVERT else value
    if value is _WRONG:
        refuse(path, given, "%s is allowed" % WORDS[kind])
    if kind == "dict" and "options" in option:
        return complete(option["options"], value, path, refuse)
    if kind == "list" and "options" in option:
        return [complete(option["options"], item, "%s[%d]" % (path, index), refuse) for index, item in enumerate(value)]
    if kind == "list" and "elements" in option:
        return [
            _typed({"type": option["elements"]}, item, "%s[%d]" % (path, index), refuse)
            for index, item in enumerate(value)
        ]
    return value


_WRONG = object()


def _text(value):
    return _WRONG if isinstance(value, (dict, list, bool)) else str(value)


def _whole(value):
    try:
        return _WRONG if isinstance(value, bool) or int(value) != float(value) else int(value)
    except (TypeError, ValueError):
        return _WRONG


def _number(value):
    try:
        return _WRONG if isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return _WRONG


def _truth(value):
    if isinstance(value, bool):
        return value
    word = str(value).lower()
    return True if word in TRUE else False if word in FALSE else _WRONG


def _list(value):
    if isinstance(value, (list, tuple)):
        return list(value)
    return [value] if isinstance(value, (str, int, float)) and not isinstance(value, bool) else _WRONG


def _dictionary(value):
    return dict(value) if isinstance(value, dict) else _WRONG


_CONVERT = {"str": _text, "int": _whole, "float": _number, "bool": _truth, "list": _list, "dict": _dictionary}
