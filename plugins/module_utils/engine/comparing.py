# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Comparing a wish with a live object, leaf by leaf, by the field table alone."""

from __future__ import annotations

import dataclasses
import json
import re
import typing

from .fields import CREATE_ONLY, LEAVE, REPLACE, Default
from .references import is_known

_ABSENT = object()


@dataclasses.dataclass(frozen=True)
class Change:
    """One leaf that differs. ``path`` is the API path (HealthCheck.Interval); ``certain`` is False for an unknown."""

    path: str
    was: typing.Any
    wanted: typing.Any
    certain: bool = True
    secret: bool = False
    replaces: bool = False


def members(path, value, field):
    """The paths of all members of a value, as changes name them."""
    if isinstance(value, dict):
        for name, item in value.items():
            below = "%s.%s" % (path, name)
            yield below
            yield from members(below, item, (field.members or {}).get(name, field))
    elif isinstance(value, list) and field.order not in ("ordered", "set"):
        for item in value:
            if isinstance(item, dict):
                below = "%s[%s]" % (path, item.get(field.order))
                yield below
                yield from members(below, item, dataclasses.replace(field, order="ordered"))


def as_live(want, live, change):
    """``want`` with what lies at the path of a change as the live object has it, so that it is not written."""
    return _as_live(want, live, re.findall(r"[^.\[\]]+", change.path))


def _as_live(wanted, live, names):
    if not names:
        return live
    if isinstance(wanted, dict):
        live = live if isinstance(live, dict) else {}
        result = dict(wanted)
        if names[0] in live:
            result[names[0]] = _as_live(wanted.get(names[0]), live[names[0]], names[1:])
        elif names[1:] and names[0] in wanted:
            result[names[0]] = _as_live(wanted[names[0]], None, names[1:])
        else:
            result.pop(names[0], None)
        return result
    if isinstance(wanted, list):
        # A list of dicts that a member of them keys.
        twin = [item for item in live or [] if isinstance(item, dict) and names[0] in item.values()]
        rest = [item for item in wanted if not (isinstance(item, dict) and names[0] in item.values())]
        if not names[1:]:
            return rest + twin
        return [item if item in rest else _as_live(item, twin[0] if twin else None, names[1:]) for item in wanted]
    return wanted


class Delta:
    """The differences an update has to make true, asked by top-level field."""

    def __init__(self, changes):
        self.changes = list(changes)
        self.names = {change.path.split(".")[0].split("[")[0] for change in self.changes}

    def __bool__(self):
        return bool(self.changes)

    def touches(self, *names):
        """True where one of these top-level fields differs."""
        return not self.names.isdisjoint(names)


def compare(want, live, table, ignore=()):
    """The list of Change between a wish (defaults filled in) and live fields.

    :param want: values by name; may hold references, each of which is a difference that is not certain
    :param live: values by name; a missing one differs from any wish
    :param table: name -> Field
    :param ignore: top-level names that are not compared (delegated, or ignored by the user)
    """
    changes = []
    for name, field in table.items():
        if name in ignore or field.change == CREATE_ONLY or field.computed:
            continue
        wanted = want.get(name, _ABSENT)
        if wanted is _ABSENT:
            if not isinstance(field.absent, Default):
                continue
            wanted = field.absent.value
        elif wanted is None and field.absent == LEAVE:
            wanted = field.reset
        changes.extend(_field(name, field, wanted, live.get(name, _ABSENT)))
    return changes


def canonical(field, value):
    """A value as it is compared: canonical form, and order removed where it means nothing."""
    if field.canonical and value is not _ABSENT and value is not None:
        value = field.canonical(value)
    if field.members and isinstance(value, dict):
        return {
            name: canonical(field.members[name], item) if name in field.members else item
            for name, item in value.items()
        }
    if isinstance(value, (list, tuple)):
        items = [
            canonical(dataclasses.replace(field, canonical=None, order="ordered"), item)
            if isinstance(item, dict)
            else item
            for item in value
        ]
        return sorted(items, key=_sort_key) if field.order == "set" else items
    return value


def _sort_key(value):
    return json.dumps(value, sort_keys=True, default=repr)


def _field(path, field, wanted, was):
    wanted, was = canonical(field, wanted), canonical(field, was)
    properties = {"secret": field.holds_secret, "replaces": field.change == REPLACE}
    if field.minimum and isinstance(was, (int, float)) and isinstance(wanted, (int, float)) and was >= wanted:
        return []
    if isinstance(wanted, dict) and field.members is not None:
        return _members(path, field, wanted, was, properties)
    if (
        isinstance(wanted, list)
        and field.order not in ("ordered", "set")
        and all(isinstance(item, dict) for item in wanted)
    ):
        return _keyed(path, field, wanted, was, properties)
    if isinstance(wanted, dict) and not field.exact:
        return _declared_keys(path, wanted, was, properties)
    return _leaf(path, wanted, was, properties)


def _leaf(path, wanted, was, properties):
    if wanted == was and isinstance(wanted, bool) == isinstance(was, bool):
        return []
    if not is_known(wanted):
        # A known item that is not there is a difference whatever the unknown ones turn out to be.
        certain = (
            isinstance(wanted, list)
            and isinstance(was, list)
            and any(is_known(item) and item not in was for item in wanted)
        )
        return [Change(path, None if was is _ABSENT else was, wanted, certain=certain, **properties)]
    if was is _ABSENT and wanted in (None, [], {}):
        return []
    return [Change(path, None if was is _ABSENT else was, wanted, **properties)]


def _members(path, field, wanted, was, properties):
    was = was if isinstance(was, dict) else {}
    changes = []
    for change in compare(wanted, was, field.members):
        changes.append(
            dataclasses.replace(
                change,
                path="%s.%s" % (path, change.path),
                secret=change.secret or field.secret,
                replaces=properties["replaces"] or change.replaces,
            )
        )
    for name in sorted(set(wanted) - set(field.members)):
        changes.extend(_leaf("%s.%s" % (path, name), wanted[name], was.get(name, _ABSENT), properties))
    return changes


def _declared_keys(path, wanted, was, properties):
    was = was if isinstance(was, dict) else {}
    changes = []
    for name, item in wanted.items():
        below = "%s.%s" % (path, name)
        if isinstance(item, dict):
            changes.extend(_declared_keys(below, item, was.get(name), properties))
        else:
            changes.extend(_leaf(below, item, was.get(name, _ABSENT), properties))
    return changes


def _keyed(path, field, wanted, was, properties):
    """Lists of dicts found by a member: every wanted one member by member, every surplus live one as a removal."""
    was = {item.get(field.order): item for item in (was if isinstance(was, list) else [])}
    single = dataclasses.replace(field, order="ordered", canonical=None)
    changes = []
    for item in wanted:
        name = item.get(field.order)
        changes.extend(_field("%s[%s]" % (path, name), single, item, was.pop(name, _ABSENT)))
    if all(is_known(item.get(field.order)) for item in wanted):
        changes.extend(
            Change("%s[%s]" % (path, name), item, None, **properties) for name, item in sorted(was.items(), key=repr)
        )
    return changes
