# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deleting: what goes, in which order, and what is kept with what it needs. Pure."""

from __future__ import annotations

from .lines import DELETE, FORGET, KEPT, LEFT, MOVING, REPLACE, UNKNOWN, Line
from .using import used

HOLDS = "holds data"  # why it is kept unless its address is said


def add_deletions(
    plan, edges, matched, snapshot, graph, words, stack, absent=frozenset(), prune=False, destroy=False, narrowed=False
):
    """Append the lines of objects that no node wishes for.

    :param absent: ``capability/instance`` whose objects all go
    :param prune: undeclared objects of the declared capabilities go
    :param destroy: everything of the stack goes
    :param narrowed: the run wishes for some nodes only, so nobody knows what is not declared
    """
    superseded = {id(line.live) for line in plan.lines if line.verb == DELETE}
    unclear = {(line.kind.kind, line.node.place) for line in plan.lines if line.node and line.verb == UNKNOWN}
    doomed, left = {}, []
    for live in snapshot.all():
        if live.kind.data or live.tombstone or id(live) in superseded or id(live) in matched:
            continue
        if not live.address and (live.kind.kind, live.place) in unclear:
            continue  # it may be one that is declared, which could not be told
        reason = None if narrowed else _reason(live, graph, matched, snapshot, stack, absent, prune, destroy)
        if live.stack == stack.identity and live.address in words.forget:
            plan.lines.append(Line(live.address, FORGET, live.kind, None, live, reason="stack_forget"))
        elif reason == LEFT:
            left.append(live)
        elif reason:
            doomed[id(live)] = (live, reason)
    kept = _guard(doomed, edges, words)
    _refuse_used(plan, doomed, kept, edges, matched)
    for live, reason in doomed.values():
        if id(live) in kept:
            plan.lines.append(Line(_address(live), KEPT, live.kind, None, live, reason=kept[id(live)]))
        else:
            plan.lines.append(Line(_address(live), DELETE, live.kind, None, live, reason=reason))
    plan.lines.extend(
        Line(_address(live), LEFT, live.kind, None, live, reason="undeclared; stack_prune removes it")
        for live in left
        if not (live.kind.identity == "part" and live.kind.deleted_with_parent)
    )


def _address(live):
    return live.address or "%s %s" % (live.kind.kind, live.id)


def _reason(live, graph, matched, snapshot, stack, absent, prune, destroy):
    """Why an object nobody wishes for goes: a sentence part, LEFT where it is ours but stays, or None."""
    kind = live.kind
    if kind.identity == "part":
        parent = _parent(live, snapshot)
        if parent is None or parent.stack != stack.identity:
            return None
        line = matched.get(id(parent))
        if line is None:
            return (
                None
                if kind.deleted_with_parent
                else _reason(parent, graph, matched, snapshot, stack, absent, prune, destroy)
            )
        if kind.exclusive_in and line.verb != REPLACE:
            return "not declared in %s" % line.address
        return None
    if live.stack is None and kind.exclusive_in and live.tags is not None:
        parent = _parent(live, snapshot)
        if parent is not None and parent.stack == stack.identity:
            line = matched.get(id(parent))
            if line is not None or destroy:
                return "not declared in %s" % (line.address if line else parent.address)
        return None
    if live.stack != stack.identity or live.address is None:
        return None
    capability = "/".join(live.address.split("/")[:2])
    if destroy:
        return "it goes with its stack"
    if capability in absent:
        return "%s is absent" % capability
    if capability in graph.capabilities:
        return "no longer declared" if prune else LEFT
    return None


def _parent(live, snapshot):
    for name in live.kind.needs:
        for other in snapshot.of(name, live.place):
            if other.id == live.parent:
                return other
    return None


def _guard(doomed, edges, words):
    """What of the doomed is kept, with the reason: guarded data without its word, and all it needs, transitively; and
    what something needs that a deletion leaves behind, such as a final snapshot."""
    kept = {}
    for live, _reason_text in doomed.values():
        if live.kind.guarded and live.address not in words.data:
            kept[id(live)] = HOLDS
    for live, _reason_text in list(doomed.values()):
        if id(live) not in kept or kept[id(live)] != HOLDS:
            continue
        for other, needer in edges.needed(live):
            if id(other) in doomed:
                kept.setdefault(id(other), "%s needs it" % (needer.address or needer.id))
    for live, _reason_text in doomed.values():
        what, kinds = live.kind.left_behind(live)
        for other in edges.uses.get(id(live), []):
            if id(live) not in kept and id(other) in doomed and other.kind.kind in kinds:
                kept.setdefault(id(other), "%s of %s needs it" % (what, _address(live)))
    return kept


def _refuse_used(plan, doomed, kept, edges, matched):
    """Deleting or replacing what a remaining object still uses is refused before the first call."""
    going = {id(line.live) for line in plan.lines if line.verb == DELETE} | (set(doomed) - set(kept))

    def stays(user):
        if id(user) in going or any(id(parent) in going for parent in edges.deleted_with(user)):
            return False
        line = matched.get(id(user))
        return line is None or line.verb not in MOVING

    for line in plan.lines:
        if line.verb == REPLACE or line.verb == DELETE:
            users = sorted(user.address or user.id for user in edges.used_by(line.live) if stays(user))
            if users and line.verb == DELETE:
                line.verb, line.reason = LEFT, "superseded, and still used by %s" % ", ".join(users[:5])
            elif users:
                plan.problems.append(used(line.address, REPLACE, users))
    for live, _reason_text in doomed.values():
        users = sorted(user.address or user.id for user in edges.used_by(live) if stays(user))
        if users and id(live) not in kept:
            plan.problems.append(used(_address(live), DELETE, users))


def deletion_order(lines, edges):
    """Deletion lines as {index: set of indexes that must be gone before}.

    An object goes before the objects it refers to, and a kind before the kinds it uses; among kinds that use one
    another in a circle only what the objects really refer to counts. Of two objects that refer to each other the one
    whose kind uses the other's goes first. What a kind is deleted after goes before it.
    """
    by_live = {id(line.live): index for index, line in enumerate(lines)}
    before = {index: set() for index in range(len(lines))}
    kinds = {}
    for user, line in enumerate(lines):
        found = kinds.setdefault(line.kind.kind, set())
        found.update(name for name in line.kind.uses if name != line.kind.kind)
        for other in edges.used_with_parts(line.live):
            used = by_live.get(id(other), user)
            if used != user and not _only_named(line, lines[used], edges):
                before[used].add(user)
                found.add(lines[used].kind.kind)
    before, kinds = without_circles(before), without_circles(kinds)
    for user, line in enumerate(lines):
        for used, other in enumerate(lines):
            if other.kind.kind in kinds[line.kind.kind] and other.kind is not line.kind:
                before[used].add(user)
    for later, line in enumerate(lines):
        names = line.kind.delete_after(line.live)
        before[later].update(
            earlier
            for earlier, other in enumerate(lines)
            if other.kind.kind in names and later not in _reached(before, earlier)
        )
    return before


def _only_named(line, other, edges):
    """True where an object is but named by one that it uses: a role's trust names the database that it is for."""
    kinds = other.kind.kind in line.kind.uses, line.kind.kind in other.kind.uses
    return kinds == (False, True) and any(used is line.live for used in edges.uses.get(id(other.live), ()))


def without_circles(arrows):
    """A graph {node: set of nodes} without the arrows that lie on a circle."""
    reach = {node: _reached(arrows, node) for node in arrows}
    return {node: {other for other in others if node not in reach.get(other, ())} for node, others in arrows.items()}


def _reached(arrows, start):
    """The nodes of a graph that arrows lead to from one, over others too."""
    seen, queue = set(), [start]
    while queue:
        for node in arrows.get(queue.pop(), ()):
            if node not in seen:
                seen.add(node)
                queue.append(node)
    return seen
