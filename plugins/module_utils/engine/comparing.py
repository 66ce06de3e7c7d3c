# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Comparing a wish with a live object, leaf by leaf, by the field table alone."""

from __future__ import annotations

import dataclasses
import fnmatch
import json
import re
import typing

from .fields import ANY, CREATE_ONLY, LEAVE, REPLACE, UPDATE, Default
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

    @property
    def tag(self):
        """Whether it is a tag that differs, which is written by a call of its own."""
        return self.path.startswith("Tags[")


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
    if wanted is None and isinstance(live, dict):
        wanted = {}
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
    :param live: values by name; a missing one differs from any wish, but replaces nothing: a read may leave out what AWS
        has by default
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
    return [change for change in changes if not (change.replaces and change.was is None)]


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
    if isinstance(wanted, dict):
        return _document(path, "", field, wanted, was, properties)
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
    compared = {name for name, member in field.members.items() if name in wanted or isinstance(member.absent, Default)}
    rest = {name: item for name, item in wanted.items() if name not in compared}
    there = {name: item for name, item in was.items() if name not in compared and not _stays(field.members.get(name))}
    return changes + _document(path, "", field, rest, there, properties)


def _stays(member):
    """True for a member that nobody can take away: AWS's own, or one that is fixed for good."""
    return member is not None and (member.computed or member.change != UPDATE)


def _document(path, inner, field, wanted, was, properties):
    """A dict, member by member. What is there and not declared is a difference, unless it is AWS's.

    An empty member says something, too: ``Block`` of an action.

    :param inner: the path within the field, as in ``by_aws``
    """
    was = was if isinstance(was, dict) else {}
    changes = []
    for name, item in wanted.items():
        below = "%s.%s" % (path, name)
        if isinstance(item, dict) and (item or isinstance(was.get(name), dict) or not field.exact):
            changes.extend(_document(below, inner + name + ".", field, item, was.get(name), properties))
        elif item == {}:
            changes.append(Change(below, was.get(name), item, **properties))
        elif item is not None or not field.exact:
            changes.extend(_leaf(below, item, was.get(name, _ABSENT), properties))
    for name, item in sorted(was.items()) if field.exact else ():
        if wanted.get(name) is None:
            changes.extend(_surplus("%s.%s" % (path, name), inner + name, field, item, properties))
    return changes


def _surplus(path, inner, field, was, properties):
    """A member that is there and not declared."""
    if was in (None, "", []) or _by_aws(field, inner, was):
        return []
    if was and isinstance(was, dict):
        return _document(path, inner + ".", field, {}, was, properties)
    return [Change(path, was, None, **properties)]


def _by_aws(field, inner, value):
    """True for a member that AWS shows though nobody sent it."""
    return any(
        fnmatch.fnmatchcase(inner, pattern) and (shown is ANY or shown == value)
        for pattern, shown in field.by_aws.items()
    )


def whole(field, wanted, current, inner=""):
    """A document, or a list of records, to send where an update takes only the whole with what AWS added to it.

    :param wanted: as declared
    :param current: as AWS has it: what is AWS's in it stays, or goes back to its default; all else that is not declared goes
    """
    if isinstance(wanted, list) and field.order not in ("ordered", "set"):
        there = {item[field.order]: item for item in current or []}
        return [whole(field, item, there.get(item[field.order]), inner) for item in wanted]
    if not isinstance(wanted, dict):
        return wanted
    result, current = dict(wanted), current if isinstance(current, dict) else {}
    for name, value in current.items():
        below = inner + name
        if isinstance(value, dict):
            member = whole(field, wanted.get(name) or {}, value, below + ".")
            if wanted.get(name) is not None or member:
                result[name] = member
        elif wanted.get(name) is None:
            default = next((item for key, item in field.by_aws.items() if fnmatch.fnmatchcase(below, key)), _ABSENT)
            if default is not _ABSENT:
                result[name] = value if default is ANY else default
            elif value in ("", []):
                result[name] = value  # nothing, as it was sent
    return result


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
