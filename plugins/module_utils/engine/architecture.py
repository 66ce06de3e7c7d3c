# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Architecture: the objects of a plan with what each refers to, for a picture of them. No secret is part of it."""

from __future__ import annotations

from .fields import hide
from .lines import FORGET
from .references import is_known, references, walk
from .words import label

LONGEST = 200  # characters of a value that may stand in a picture


def objects(plan, graph):
    """Every object of a plan, unchanged ones too: dicts with address, kind, verb, id, fields, refs, allows and after.

    ``fields`` are known values that are no documents, ``refs`` addresses by the field that holds them, ``allows`` what may be
    done with which of them, ``after`` the objects of the same kind that come first. Names are those of a plan.
    """
    lines = [line for line in plan.lines if not line.kind.data and line.verb != FORGET]
    index = {}
    for line in lines:
        if line.live is not None:
            index[line.live.id] = line.address
            arn = next((value for name, value in line.live.fields.items() if name.lower().endswith("arn")), None)
            if isinstance(arn, str):
                index.setdefault(arn, line.address)
        if line.kind.kind == "record":
            index.setdefault(str(_values(line).get("Name")).rstrip("."), line.address)
    return [_object(line, graph, index) for line in lines]


def _object(line, graph, index):
    values = _values(line)
    return {
        "address": line.address,
        "kind": line.kind.kind,
        "verb": line.verb,
        "id": line.live.id if line.live else None,
        "fields": {label(name): hide(line.kind.fields[name], value) for name, value in values.items() if _plain(value)},
        "refs": _refs(line, values, graph, index),
        "allows": _allows(line, values, graph, index),
        "after": [
            address
            for address in (graph.edges(line.node) if line.node is not None else ())
            if graph.nodes[address].kind is line.kind
        ],
    }


def _values(line):
    """What an object is to have, or has where nobody wishes for it: by the names of its kind's fields."""
    values = line.want if line.node is not None else line.live.fields
    return {name: value for name, value in values.items() if name in line.kind.fields}


def _plain(value):
    """True for what a person reads at a glance: a number, a short text, a few of them."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, str) and _plain(item) for item in value)
    if isinstance(value, str):
        return bool(value) and is_known(value) and len(value) <= LONGEST
    return isinstance(value, (bool, int, float))


def _refs(line, values, graph, index):
    """Field -> addresses: by reference where something is declared, by id or name where it is there."""
    found = {}
    wishes = line.node.want if line.node is not None else {}
    for name in dict.fromkeys((*wishes, *values)):
        targets = _targets((wishes.get(name), values.get(name)), graph, index)
        targets = [target for target in targets if target != line.address]
        if targets:
            found[label(name)] = targets
    return found


def _targets(values, graph, index):
    """The addresses that values name."""
    found = [target for address, field in references(values) for target, dummy in graph.targets(address, field)]
    return dict.fromkeys([*found, *(index[leaf] for leaf in walk(values) if isinstance(leaf, str) and leaf in index)])


def _allows(line, values, graph, index):
    """Address -> actions that the object's documents allow on it."""
    found = {}
    wishes = line.node.want if line.node is not None else {}
    for actions, resources in line.kind.allowed({**values, **wishes}):
        for target in _targets(resources, graph, index):
            found.setdefault(target, []).extend(actions)
    return found
