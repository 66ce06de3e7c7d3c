# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Values of a plan as text, and what differs between two of them: documents member by member, nothing cut."""

from __future__ import annotations

import difflib
import json

ABSENT = object()
UNKNOWN = "(known after apply)"
# Members that name an item of a list, so that it is compared with the item of the same name and not with its neighbour.
NAMES = ("Sid", "Name", "name", "Id", "ID", "id", "Key", "RuleNumber", "rulePriority", "containerPath", "Field")


def show(value):
    """One value as text on one line, complete."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False) if "\n" in value else value
    return json.dumps(value, sort_keys=True, default=str, ensure_ascii=False)


def empty(value):
    """True for what says nothing about an object."""
    return value is None or value == "" or value == [] or value == {}


def differences(path, before, after):
    """What differs, leaf by leaf: triples (path, before, after), where ABSENT stands for what is not there."""
    before, after = _document(before), _document(after)
    if isinstance(before, dict) and isinstance(after, dict):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from _pair("%s.%s" % (path, name), before.get(name, ABSENT), after.get(name, ABSENT))
    elif isinstance(before, list) and isinstance(after, list):
        yield from _lists(path, before, after)
    elif before != after:
        yield path, before, after


def _pair(path, before, after):
    if before is ABSENT or after is ABSENT:
        yield path, before, after
    else:
        yield from differences(path, before, after)


def _document(value):
    """A document that is handed over as text, such as a policy, as what it says."""
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return json.loads(value)
        except ValueError:
            pass
    return value


def _lists(path, before, after):
    name = next((name for name in NAMES if _named(before, name) and _named(after, name)), None)
    if name:
        old, new = ({str(item[name]): item for item in items} for items in (before, after))
        pairs = [
            (key, old.get(key, ABSENT), new.get(key, ABSENT)) for key in [*old, *(key for key in new if key not in old)]
        ]
    else:
        pairs = list(_by_place(before, after))
    found = [row for key, was, wanted in pairs for row in _pair("%s[%s]" % (path, key), was, wanted)]
    # The same items in another order: only the whole shows what is meant.
    yield from found or ([(path, before, after)] if before != after else [])


def _named(items, name):
    """Whether a member names each item of a list, as a name does: no two alike."""
    names = [str(item[name]) for item in items if isinstance(item, dict) and name in item]
    return len(names) == len(items) == len(set(names))


def _by_place(before, after):
    """Items of lists without names: equal ones belong together, and of the others in between those at the same place."""
    old, new = ([json.dumps(item, sort_keys=True, default=str) for item in items] for items in (before, after))
    for verb, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        alike = all(isinstance(item, dict) for item in (*before[start:end], *after[first:last]))
        common = min(end - start, last - first) if alike else 0
        for index in range(common):
            yield first + index, before[start + index], after[first + index]
        for index in range(start + common, end):
            yield index, before[index], ABSENT
        for index in range(first + common, last):
            yield index, ABSENT, after[index]


def lines_of(before, after):
    """Two texts of several lines as the lines that went and came: pairs (sign, line)."""
    for line in difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield (line[:1], line[1:]) if not line.startswith("@@") else (" ", "...")
