# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Matching: which live object a node wishes for. By content among those with a claim, never by list order."""

from __future__ import annotations

import re

from .comparing import compare
from .references import is_known

_SUFFIX = re.compile(r"-([2-9]|[1-9][0-9])$")


def generation(base, name):
    """True where ``name`` is ``base`` with a generation suffix."""
    return (
        isinstance(base, str)
        and isinstance(name, str)
        and name != base
        and name.startswith(base)
        and bool(_SUFFIX.fullmatch(name[len(base) :]))
    )


def next_generation(base, used):
    """The first free name among base, base-2, base-3 ..."""
    names = [base] + ["%s-%d" % (base, number) for number in range(2, 100)]
    return next(name for name in names if name not in used)


def find(node, want, snapshot, words, stack, edges, graph):
    """(live, surplus, foreign, tombstone) for a node.

    live: the object that is it, or None. surplus: others with the same claim. foreign: an object that is not the node's
    and holds the name we want. tombstone: one of that name that is going, or gone with its name still held.
    """
    kind = node.kind
    addresses = {node.address} | ({words.formerly[node.address]} if node.address in words.formerly else set())
    key = kind.key(want) if kind.identity != "tags" or kind.name_field or kind.shared else None
    candidates, foreign, tombstone = [], None, None
    for live in snapshot.of(kind.kind, node.place):
        same_name = key is not None and is_known(key) and kind.key(live.fields) == key
        if kind.identity == "part":
            if not same_name:
                continue
            if live.stack == stack.identity or live.stack is None:
                candidates.append(live)
            else:
                foreign = live
        elif live.tombstone:
            if same_name:
                tombstone = live
        elif live.stack == stack.identity and live.address in addresses:
            candidates.append(live)
        elif same_name and live.tags is None:
            candidates.append(live)  # ownership of naturally named kinds is proven before a write
        elif same_name and live.stack is None and _made_for_ours(live, snapshot, stack, graph):
            candidates.append(live)
        elif same_name and (kind.identity == "natural" or live.stack != stack.identity or live.address is None):
            foreign = live
    if not candidates:
        return None, [], foreign, tombstone

    def rank(live):
        wish = dict(want)
        if kind.name_field and generation(wish.get(kind.name_field), live.fields.get(kind.name_field)):
            wish[kind.name_field] = live.fields[kind.name_field]
        changes = compare(wish, live.fields, kind.fields, set(node.delegated))
        return (
            any(change.replaces for change in changes),
            live.address != node.address,
            -len(edges.used_by(live)),
            len(changes),  # what is as wished is in use, also where only its own fields say so
            live.id,
        )

    if len(candidates) > 1:
        candidates.sort(key=rank)
    return candidates[0], candidates[1:], foreign, tombstone


def _made_for_ours(live, snapshot, stack, graph):
    """True for what AWS has made by itself for an object of this stack, or for one that is wished for and not there yet."""
    kinds, key = live.kind.made_by_aws_for(live) or ((), None)
    if not kinds or any((kind, live.place) in snapshot.unknown for kind in kinds):
        return False
    lives = [other for kind in kinds for other in snapshot.of(kind, live.place)]
    owners = [other for other in lives if other.kind.key(other.fields) == key]
    if owners:
        return all(other.stack == stack.identity for other in owners)
    return any(
        node.kind.kind in kinds and node.place == live.place and node.kind.key(node.want) == key
        for node in graph.nodes.values()
    )
