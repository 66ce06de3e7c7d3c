# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Planning: a pure function of wishes, snapshot and words. The same ``decide`` serves the plan and its execution."""

from __future__ import annotations

import functools

from . import ownership
from .comparing import Change, compare
from .defects import contained, unheard
from .edges import Edges
from .errors import Defect
from .fields import too_long, without_secrets
from .handover import judge
from .lines import (
    ADOPT,
    BLOCKED,
    CREATE,
    DELETE,
    KEEP,
    MOVING,
    REPLACE,
    RESTORE,
    REVISE,
    RUN,
    UNKNOWN,
    UPDATE,
    WAIT,
    Line,
    Plan,
)
from .matching import find, generation, next_generation
from .references import MARK, is_known, references, torn
from .resolving import Resolver
from .words import label


def decide(node, want, live, words, stack):
    """What has to happen to one object: (verb, changes). Pure; used by the plan and, with real values, by apply.

    :param want: the wish, defaults filled in, references replaced as far as known
    :param live: the chosen live object, or None
    """
    kind = node.kind
    if live is None:
        return (RUN if kind.step else CREATE), []
    if live.tombstone:
        return RESTORE, []
    changes = [
        change for change in field_changes(node, want, live, words) if not words.ignored(node.address, change.path)
    ]
    changes += tag_changes(node, live, words, stack)
    if any(change.replaces for change in changes):
        return REPLACE, changes
    if not changes:
        return KEEP, []
    if kind.step:
        return RUN, changes
    return (REVISE if kind.revisions and not all(change.tag for change in changes) else UPDATE), changes


def field_changes(node, want, live, words):
    """The field differences of one object; members that the user ignores are among them, whole fields are not."""
    kind = node.kind
    ignore = set(node.delegated) | {name for name in kind.fields if words.ignored(node.address, name)}
    changes = compare(want, live.fields, kind.fields, ignore)
    changes += [Change(*difference) for difference in kind.differences(want, live)]
    return changes + [Change(path, "gone", "kept by AWS") for path in live.lost]


def tag_changes(node, live, words, stack):
    """Differences of tags: ours, the declared ones, and those that were declared once; others are left alone. Unread tags differ in nothing."""
    if not node.kind.taggable or live.tags is None:
        return []
    wanted = ownership.tags(stack, node)
    found = [(key, value) for key, value in sorted(wanted.items()) if live.tags.get(key) != value]
    found += [(key, None) for key in ownership.dropped(live.tags, wanted)]
    return [
        Change("Tags[%s]" % key, live.tags.get(key), value)
        for key, value in found
        if not words.ignored_tag(key) and not words.ignored(node.address, "Tags[%s]" % key)
    ]


def plan(graph, snapshot, words, stack, report=unheard, going=lambda live: False):
    """The plan of a graph's declared nodes. Deletions are added by ``deleting``.

    :param report: called with (event, address, text)
    :param going: True for a live object that is not declared, where this run deletes it
    :returns: (Plan, Edges, matched: {id(live): Line})
    """
    edges = Edges([live for live in snapshot.all() if live.stack == stack.identity])
    resolver = Resolver(graph, snapshot)
    result, matched = Plan([], [], [], capabilities=graph.capabilities), {}
    for node in graph.order:
        want = resolver.resolve(node.filled(), node)
        line = Line(node.address, UNKNOWN, node.kind, node, want=want)
        hidden = functools.partial(without_secrets, line=line)
        try:
            with contained(node.address, "plan it", report, hidden):
                line = _line(node, want, resolver, words, stack, edges, result)
        except Defect as error:
            line.verb, line.reason = UNKNOWN, str(error)
            line.live = next(iter(snapshot.at(node.address)), None)
            result.unknown[node.kind.kind, node.place] = error
        resolver.lines[node.address] = line
        if line.live is not None:
            matched[id(line.live)] = line
        result.lines.append(line)
    _follow(
        result,
        snapshot,
        words,
        stack,
        report,
        [live for live in _undeclared(snapshot, graph, stack) if not going(live)],
    )
    _arrange(result, snapshot, words, stack, report)
    result.missing = resolver.missing
    result.problems.extend(_twice(result.lines))
    result.problems.extend(_torn(result.lines))
    _new_data(result, graph, snapshot, matched, words, stack)
    judge(result, edges, words)
    for expectation in graph.expectations:
        value = resolver.resolve(expectation.value)
        if is_known(value) and not expectation.test(value):
            allowed = expectation.allowed(value) if callable(expectation.allowed) else expectation.allowed
            result.problems.append("%s: %r is not possible; %s" % (expectation.option, expectation.given, allowed))
    return result, edges, matched


def _undeclared(snapshot, graph, stack):
    """The stack's live objects that no node of the graph is about."""
    return [
        live
        for live in snapshot.all()
        if live.stack == stack.identity and live.address and live.address not in graph.nodes and not live.tombstone
    ]


def _follow(result, snapshot, words, stack, report, staying):
    """What of a wish follows from other objects: those that are declared, and those that stay. What of them cannot be read
    leaves the wish unknown."""
    for line in result.lines:
        names = line.kind.follows
        if not names:
            continue
        error = next((snapshot.unknown[key] for key in sorted(snapshot.unknown) if key[0] in names), None)
        if error is not None and (line.verb in MOVING or line.verb == KEEP):
            line.verb, line.reason = UNKNOWN, "what it follows from could not be read: %s" % error
            continue
        others = [other.want for other in result.lines if other.kind.kind in names]
        others += [live.fields for live in staying if live.kind.kind in names]
        try:
            with contained(line.address, "plan it", report):
                line.followed = line.kind.follow(line.want, line.live.fields if line.live else {}, others)
        except Defect as defect:
            line.verb, line.reason = UNKNOWN, str(defect)
            result.unknown[line.kind.kind, line.node.place] = defect
            continue
        line.want.update(line.followed)
        if line.followed and line.verb in (KEEP, UPDATE):
            line.verb, line.changes = decide(line.node, line.want, line.live, words, stack)


def _arrange(result, snapshot, words, stack, report):
    """What is chosen for all wishes of a kind together, and what that conflicts with; where it moves an object, its line says so."""
    kinds = {}
    for line in result.lines:
        if line.kind.overrides("arrange"):
            kinds.setdefault((line.kind, line.node.place), []).append(line)
    for (kind, place), lines in kinds.items():
        try:
            with contained(lines[0].address, "arrange it", report):
                chosen, after = kind.arrange(lines, snapshot.of(kind.kind, place), words)
        except Defect as error:
            for line in lines:
                line.verb, line.reason = UNKNOWN, str(error)
            result.unknown[kind.kind, place] = error
            continue
        result.after.update(after)
        for line in lines:
            line.chosen = chosen.get(line.address, {})
            line.want.update(line.chosen)
            if line.chosen and line.verb in (KEEP, UPDATE):
                line.verb, line.changes = decide(line.node, line.want, line.live, words, stack)
        foreign = [live for live in snapshot.of(kind.kind, place) if live.stack != stack.identity]
        result.problems.extend(kind.conflicts(lines, foreign))


def _twice(lines):
    """One physical name is one object: sentences on nodes that wish for the same one."""
    first = {}
    for line in lines:
        kind = line.kind
        if line.node is None or kind.data or kind.shared or kind.identity == "tags" and not kind.name_field:
            continue
        key = kind.key(line.want) if line.verb != UNKNOWN else None
        if key is None:
            continue
        key = key.lower() if kind.caseless and isinstance(key, str) else key
        other = first.setdefault((kind.kind, line.node.place, key), line)
        if other is not line:
            name = next((part for part in (key if isinstance(key, tuple) else (key,))[::-1] if part), "")
            yield "%s and %s would be one %s, %s: one name is one object. Give one of them another name%s." % (
                other.address,
                line.address,
                kind.kind.replace("_", " "),
                line.want.get(kind.name_field) or name,
                " (%s)" % label(kind.name_field) if kind.name_field else "",
            )


def _torn(lines):
    """Sentences on wishes with text that stood for something unknown until it was cut or changed."""
    for line in lines:
        for text in torn(line.want) if line.node is not None and line.verb in MOVING else ():
            yield (
                "%s: %r stands for a value that is known after apply, and was cut or changed; hand such a text on whole"
                % (line.address, text[text.index(MARK) :][:120])
            )


def _new_data(result, graph, snapshot, matched, words, stack):
    """A new data-bearing object beside an undeclared one of the same kind is most likely a renamed one: ask."""
    for line in result.lines:
        if line.verb != CREATE or not line.kind.guarded or line.address in words.new_data:
            continue
        lost = sorted(
            live.address or live.id
            for live in snapshot.of(line.kind.kind, line.node.place)
            if live.stack == stack.identity
            and id(live) not in matched
            and not live.tombstone
            and live.address
            and "/".join(live.address.split("/")[:2]) in graph.capabilities
        )
        if lost:
            result.problems.append(
                "%s: the stack already owns %s, which is no longer declared. If it was renamed, say "
                "stack_formerly: {'%s': "
                "'%s'}; if this is new data, say stack_new_data: [%s]."
                % (line.address, ", ".join(lost), line.address, lost[0], line.address)
            )


def _held(want, resolver):
    """The line that a wish has to wait for, since its value cannot be known in this run, or None."""
    for address, field in references(want):
        for target, _field in resolver.graph.targets(address, field):
            if resolver.lines[target].verb in (UNKNOWN, WAIT, BLOCKED):
                return resolver.lines[target]
    return None


def _line(node, want, resolver, words, stack, edges, result):
    kind, place, snapshot = node.kind, node.place, resolver.snapshot
    line = Line(node.address, KEEP, kind, node, want=want)
    live, surplus, foreign, tombstone = find(node, want, snapshot, words, stack, edges, resolver.graph)
    error = snapshot.unknown.get((kind.kind, place))
    if error is not None:
        line.live, line.verb, line.reason = live, UNKNOWN, "could not be read: %s" % error
        return line
    result.problems.extend(
        "%s: %s" % (node.address, text) for text in [*too_long(kind.fields, want), *kind.validate(want)]
    )
    if kind.data:
        line.live = live or foreign
        if line.live is None:
            line.verb, line.reason = BLOCKED, kind.missing_text(want)
            result.problems.append("%s: %s" % (node.address, line.reason))
        return line
    if node.address in words.adopt:
        return _adopt(line, live, snapshot, words, stack, result)
    if live is None and foreign is not None and kind.shared and foreign.stack is not None:
        line.live = foreign
        return line
    if (
        live is None
        and foreign is not None
        and kind.identity == "part"
        and decide(node, want, foreign, words, stack)[0] == KEEP
    ):
        line.live = foreign  # already as wished in another stack's parent
        return line
    if live is None and foreign is not None:
        line.verb, line.reason = BLOCKED, _taken(node, foreign, stack, resolver.graph)
        result.problems.append("%s: %s" % (node.address, line.reason))
        return line
    if live is None and tombstone is not None:
        if kind.overrides("restore") and (tombstone.tags is None or tombstone.stack == stack.identity):
            line.live, line.verb, line.reason = tombstone, RESTORE, tombstone.tombstone
        else:
            line.verb, line.reason = WAIT, "its name is still held by %s: %s" % (tombstone.id, tombstone.tombstone)
        return line
    line.live = live
    if live is not None and live.tags is None and kind.identity != "part":
        # Believed to be ours by its name until a write needs the proof; its children and its users need to know.
        live.address, live.stack = node.address, stack.identity
    held = _held(want, resolver) if live is not None or kind.identity == "part" else None
    # Of a part that was not found it cannot be told whether it is there while its name hangs on what cannot be read.
    if held is not None and (live is not None or held.verb == UNKNOWN):
        line.verb = UNKNOWN if held.verb == UNKNOWN else WAIT
        line.reason = "needs %s, which %s" % (
            held.address,
            {UNKNOWN: "cannot be known", WAIT: "waits", BLOCKED: "is not possible"}[held.verb],
        )
        return line
    base = want.get(kind.name_field)
    if live is not None:
        align_generation(kind, want, live)
    line.verb, line.changes = decide(node, want, live, words, stack)
    if line.verb == REPLACE:
        _replacement(line, base, resolver, result)
    for other in surplus:
        _surplus(line, other, edges, result)
    return line


def _taken(node, other, stack, graph):
    """Why a node cannot have the name it wishes for, and the next step."""
    if other.stack != stack.identity:
        return ownership.stranger(other.id, other.stack, node.address)
    if other.address in graph.nodes:
        return "%s is already that of %s; give one of them another name" % (other.id, other.address)
    return "%s is this stack's %s; if that was renamed, say stack_formerly: {'%s': '%s'}" % (
        other.id,
        other.address,
        node.address,
        other.address,
    )


def _adopt(line, own, snapshot, words, stack, result):
    """Take over an existing object: tags only, refused where the same plan would replace it."""
    node = line.node
    wanted = words.adopt[node.address]
    line.live = next(
        (
            live
            for live in snapshot.of(node.kind.kind, node.place)
            if wanted in (live.id, *live.fields.values())
            if isinstance(wanted, str)
        ),
        None,
    )
    if line.live is None:
        line.verb, line.reason = BLOCKED, "stack_adopt names %s, which was not found" % wanted
    elif line.live.stack == stack.identity and line.live.address == node.address:
        line.verb, line.changes = decide(node, line.want, line.live, words, stack)
        return line
    elif line.live.stack is not None:
        line.verb, line.reason = (
            BLOCKED,
            "%s belongs to %s of the stack %s" % (wanted, line.live.address, line.live.stack),
        )
    elif own is not None and own is not line.live:
        line.verb = BLOCKED
        line.reason = "it is %s already; delete or forget that before %s can take its place" % (own.id, wanted)
    else:
        align_generation(node.kind, line.want, line.live)
        verb, line.changes = decide(node, line.want, line.live, words, stack)
        line.verb = ADOPT
        if any(not change.tag for change in line.changes):
            line.reason = "only its tags are written now; the next run makes it as declared"
        if verb == REPLACE:
            line.verb = BLOCKED
            line.reason = "%s cannot be taken over: %s differ, which only a replacement could change" % (
                wanted,
                ", ".join(sorted(change.path for change in line.changes if change.replaces)),
            )
    if line.verb == BLOCKED:
        result.problems.append("%s: %s" % (node.address, line.reason))
    return line


def align_generation(kind, want, live):
    """A live name that is ours but for a generation suffix is the name we want."""
    if kind.name_field and generation(want.get(kind.name_field), live.fields.get(kind.name_field)):
        want[kind.name_field] = live.fields[kind.name_field]


def _replacement(line, base, resolver, result):
    """Say why, refuse what never goes, and choose the new generation's name, which nobody has or wishes for."""
    kind, node = line.kind, line.node
    causes = ", ".join(sorted({label(change.path) for change in line.changes if change.replaces}))
    line.reason = "%s cannot be changed in place" % causes
    if kind.guarded or kind.coexist == "never":
        result.problems.append(
            "%s: %s holds data or must stay, and %s; it is never replaced. Undo the change, or declare a "
            "new object under another name and move the data." % (node.address, line.live.id, line.reason)
        )
    if kind.coexist == "new_name" and kind.name_field and is_known(line.want.get(kind.name_field)):
        used = {live.fields.get(kind.name_field) for live in resolver.snapshot.of(kind.kind, node.place)}
        used |= {
            other.want.get(kind.name_field)
            for other in resolver.graph.nodes.values()
            if other.kind is kind and other is not node
        }
        line.want[kind.name_field] = next_generation(base, used)


def _surplus(line, other, edges, result):
    """An object with the same claim as a line's live one: superseded, or a twin that has users of its own."""
    equal = line.verb != REPLACE and not any(change.replaces for change in decide_fields(line, other))
    users = edges.used_by(other)
    if line.kind.guarded and line.kind.on_repeat == "none" and edges.used_by(line.live) and not users:
        # Most likely made by a call whose answer was lost: it harms nobody, and what it holds nobody can see.
        result.notes.append(
            "%s: %s, which nothing uses, claims to be it beside %s. If nothing was ever encrypted or stored "
            "with it, delete it; else remove its slipway: tags." % (line.address, other.id, line.live.id)
        )
        return
    if line.kind.guarded:
        result.problems.append(
            "%s: two objects claim to be it, %s and %s, and hold data; none is deleted for that. Remove the "
            "slipway: tags of the one that is not." % (line.address, line.live.id, other.id)
        )
        return
    if equal and users:
        result.problems.append(
            "%s: two objects claim to be it, %s and %s, and both are used (%s uses the second). Remove "
            "the tags of one." % (line.address, line.live.id, other.id, users[0].address or users[0].id)
        )
        return
    result.lines.append(
        Line(
            line.address,
            DELETE,
            line.kind,
            None,
            other,
            reason="superseded by %s" % (line.live.id if line.verb != REPLACE else "its replacement"),
        )
    )


def decide_fields(line, live):
    """The field differences between a line's wish and another live object."""
    want = dict(line.want)
    align_generation(line.kind, want, live)
    return compare(want, live.fields, line.kind.fields, set(line.node.delegated))
