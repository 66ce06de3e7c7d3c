# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Looking: what a run reads before it changes anything, and the plan that comes of it."""

from __future__ import annotations

import contextlib

from . import ownership, requests
from .addresses import misdirected
from .defects import contained, unheard
from .deleting import add_deletions
from .edges import known_names, looks_like_id
from .errors import AwsError, Defect, SlipwayError
from .fields import without_secrets
from .lines import ADOPT, BLOCKED, CREATE, DELETE, KEEP, MOVING, REPLACE, UNKNOWN, WAIT
from .needs import unmet
from .observing import observe
from .ownership import STACK, Indexed, claim
from .planning import plan as make_plan
from .planning import tag_changes
from .references import is_known, references, walk
from .using import Users


class Looking:
    """Observes, plans, and looks closer where the plan asks for it. Changes nothing.

    :param graph: graph.Graph
    :param kinds: kind name -> class, everything the declarations may touch or look up
    :param options: converging.Options
    :param new: True where no run ever changed anything for the stack
    :param report: called with (event, address, text)
    """

    def __init__(self, aws, stack, graph, kinds, words, options, new=False, report=unheard):
        self.aws, self.stack, self.graph, self.kinds = aws, stack, graph, kinds
        self.words, self.options, self.report = words, options, report
        self.deleting = bool(options.destroy or options.absent or words.prune or words.forget)
        # A stack that never ran has nothing undeclared; what is to go is always looked for.
        self.new = new and not self.deleting
        self.pruning = words.prune
        self.sought = set()  # names of kinds of which something is wanted that the graph does not have
        self.full = self.deleting or (options.sweep and not new)

    def look(self):
        """(Snapshot, Plan, Edges)"""
        targets = self._targets()
        snapshot = self._observe(targets, self.full, self.new)
        plan, edges, matched = self._plan(snapshot)
        for closer in (self._adopted, self._again, self._late, self._tags, self._users):
            if closer(plan, snapshot, targets):
                plan, edges, matched = self._plan(snapshot)
        prune = self._prune(plan, snapshot)
        if self.pruning and not prune:
            self.pruning = False  # what stays is followed
            plan, edges, matched = self._plan(snapshot)
            self._prune(plan, snapshot)
        add_deletions(
            plan,
            edges,
            matched,
            snapshot,
            self.graph,
            self.words,
            self.stack,
            self.options.absent,
            prune,
            self.options.destroy,
            self.options.only is not None,
        )
        self._elsewhere(plan, snapshot)
        if not self.options.drift:
            self._preflight(plan)
            self._requests(plan)
            self._unstable(plan)
        problems, notes = misdirected(plan, self.graph, snapshot, self.words, self.stack, self.deleting)
        plan.problems.extend(problems)
        plan.notes.extend(notes)
        # What only looks says what it found, whether that could be carried out or not.
        (plan.notes if self.options.drift else plan.problems).extend(self._needs(plan, snapshot))
        plan.notes.extend(
            "%s: %s" % (line.address, line.live.note) for line in plan.lines if line.live is not None and line.live.note
        )
        plan.problems = sorted(set(plan.problems))
        return snapshot, plan, edges

    def _observe(self, targets, full, new=False, before=None, deleting=None, stack=None):
        deleting = self.deleting if deleting is None else deleting
        return observe(
            self.aws,
            stack or self.stack,
            targets,
            self.graph.order,
            self.graph,
            full,
            new,
            before,
            self.report,
            deleting,
            self.sought,
        )

    def _plan(self, snapshot):
        return make_plan(self.graph, snapshot, self.words, self.stack, self.report, self._going)

    def _going(self, live):
        """True where this run deletes an object that is not declared."""
        return self.pruning or "/".join(live.address.split("/")[:2]) in self.options.absent

    def _targets(self):
        """(kind, place) pairs to observe: what is declared, what it refers to, and what listing those needs."""
        found = {(node.kind, node.place) for node in self.graph.nodes.values()}
        if self.full:
            found |= {pair for kind in self.kinds.values() for pair in self._placed(kind)}
        # What somebody else put into a parent that is declared here is seen too.
        found |= {
            (kind, place)
            for parent, place in list(found)
            for kind in (self.kinds.exclusive_in(parent.kind) if self.options.only is None else ())
        }
        found |= {
            pair for kind, dummy in list(found) for name in kind.follows for pair in self._placed(self.kinds[name])
        }
        values = [(node.address, node.want) for node in self.graph.nodes.values()]
        values += [(item.option, item.value) for item in self.graph.expectations]
        for who, value in values:
            for address, field in references(value):
                if self.graph.inside(address, field):
                    continue
                for name in self.graph.kind_names(address, field):
                    if name not in self.kinds:
                        raise SlipwayError("%s refers to %s, a kind that is not known here" % (who, address))
                    found |= self._placed(self.kinds[name])
                    self.sought.add(name)
        return self._closed(found)

    def _placed(self, kind):
        return {(kind, self.aws.places[place].name) for place in kind.places}

    def _closed(self, targets):
        """Targets with what listing them needs."""
        found, queue = set(targets), list(targets)
        while queue:
            kind, place = queue.pop()
            for name in kind.needs:
                pair = (self.kinds[name], place)
                if pair not in found:
                    found.add(pair)
                    queue.append(pair)
        return found

    # -- looking closer: each gives True where it learnt something ---------------------------------------------------

    def _adopted(self, plan, snapshot, targets):
        """Objects to take over that no listing showed, since listings ask for our tags: read by their ids."""
        learnt = False
        for address, wanted in sorted(self.words.adopt.items()):
            node = self.graph.nodes.get(address)
            if node is None or any(wanted == live.id for live in snapshot.of(node.kind.kind, node.place)):
                continue
            if node.kind.identity != "tags" and not node.kind.overrides("find_by_id"):
                continue
            api = self.aws.api(node.kind.service, node.place, node.kind.region)
            try:
                live = node.kind.find_by_id(api, wanted) if node.kind.taggable else None
            except AwsError as error:
                # An id of another form than the kind's: InvalidVpcID.Malformed, ValidationError, InvalidArnException ...
                if not any(word in error.code for word in ("Invalid", "Validation")):
                    raise
                live = None
            if live is not None:
                live.kind, live.place = node.kind, node.place
                claim(live, {})
                snapshot.lives.setdefault((node.kind.kind, node.place), []).append(live)
                learnt = True
        return learnt

    def _again(self, plan, snapshot, targets):
        """What is planned as "create" while a child of ours points at an object nobody saw, or while AWS would make a second
        one and its capability stands: the read lagged, or it was deleted by hand. A second look tells."""
        # What a look-up answers may be the id of the very object that nobody saw.
        lines, seen = plan.by_address(), known_names(live for live in snapshot.all() if not live.kind.data)
        there = [line for line in lines.values() if line.live is not None and not line.live.tombstone]
        # What is to be taken over, or is another stack's, says nothing about what was made before.
        standing = {
            line.node.capability
            for line in there
            if not line.kind.data
            and line.verb not in (ADOPT, BLOCKED)
            and line.live.stack in (None, self.stack.identity)
        }
        again = {
            (line.kind, line.node.place)
            for line in lines.values()
            if line.verb == CREATE and line.kind.on_repeat == "none" and line.node.capability in standing
        }
        for line in there:
            for name, value in line.node.want.items():
                if not any(looks_like_id(leaf) and leaf not in seen for leaf in walk(line.live.fields.get(name))):
                    continue
                for address, field in references(value):
                    again |= {
                        (lines[target].kind, lines[target].node.place)
                        for target, _field in self.graph.targets(address, field)
                        if lines[target].verb == CREATE
                    }
        if not again:
            return False
        self.aws.clock.pause(2, self.aws.stopping)
        names, grown = {(kind.kind, place) for kind, place in again}, True
        while grown:
            grown = {
                (kind, place) for kind, place in targets - again if any((name, place) in names for name in kind.needs)
            }
            again |= grown
            names |= {(kind.kind, place) for kind, place in grown}
        closed = self._closed(again)
        second = self._observe(closed, self.full, before=snapshot)
        for key in {(kind.kind, place) for kind, place in closed}:
            # What was not asked for again is as unknown as it was.
            snapshot.lives[key] = second.lives[key]
            snapshot.unknown.pop(key, None)
        snapshot.unknown.update(second.unknown)
        self._adopted(plan, snapshot, targets)
        return True

    def _late(self, plan, snapshot, targets):
        """Reads that need the wish: for existing objects with a fully known wish."""
        asked = [
            line
            for line in plan.lines
            if line.node is not None
            and line.live is not None
            and is_known(line.want)
            and line.kind.overrides("read_late")
            and not line.live.tombstone
        ]
        learnt = False
        answers = self._ask(
            asked, "read the rest of it", lambda line, api: line.kind.read_late(api, line.live, line.want)
        )
        for line, answer in zip(asked, answers):
            if isinstance(answer, SlipwayError):
                snapshot.unknown[line.kind.kind, line.node.place] = answer
            elif answer:
                line.live.fields.update(answer)
            learnt = learnt or bool(answer)
        return learnt

    def _tags(self, plan, snapshot, targets):
        """Whose the objects are where tags cost a call each, and which tags they have. An index knows most of them at once.
        It lags: what it does not know, or what would change because of it, is asked itself. A stranger's object is refused
        in the plan, even one that is just as wished."""
        groups = {}
        for line in plan.lines:
            if (
                line.node is not None
                and line.live is not None
                and (line.live.tags is None and line.kind.late_tags or isinstance(line.live.tags, Indexed))
            ):
                groups.setdefault((line.kind, line.live.place), []).append(line)
        for (kind, place), lines in sorted(groups.items(), key=lambda item: (item[0][0].kind, item[0][1])):
            api = self.aws.api(kind.service, place, kind.region)
            self._index(api, kind, [line.live for line in lines if line.live.tags is None])
            unsure = [
                line
                for line in lines
                if line.live.tags is None
                or line.verb != KEEP
                or line.live.tags.get(STACK) != self.stack.identity
                or tag_changes(line.node, line.live, self.words, self.stack)
            ]
            kept, moving = ([line.live for line in unsure if (line.verb == KEEP) == keep] for keep in (True, False))
            for lives, needed in ((kept, False), (moving, True)):
                try:
                    if lives:
                        with contained(lines[0].address, "read its tags", self.report):
                            kind.read_tags(api, lives)
                except (AwsError, Defect) as error:
                    # What stays as it is is believed to be ours by its name.
                    if needed:
                        snapshot.unknown[kind.kind, place] = error
            for line in lines:
                claim(line.live, {})
        return bool(groups)

    def _index(self, api, kind, lives):
        """Tags of those objects that the index knows."""
        owners = [self.stack.identity, *sorted(set(self.stack.from_stack.values()) - {self.stack.identity})]
        try:
            with contained(kind.kind, "ask the index of tags", self.report):
                index = kind.indexed(api, owners) if lives else {}
        except (AwsError, Defect):
            return
        for live in lives:
            names = [live.id, *(str(live.fields.get(name)) for name, field in kind.fields.items() if field.computed)]
            live.tags = next((Indexed(index[name]) for name in names if name in index), None)

    def _users(self, plan, snapshot, targets):
        """Before an object goes for another one: everything of the stack that may use it, declared here or not."""
        going = {line.kind.kind for line in plan.lines if line.verb in (REPLACE, DELETE)}
        if self.full or not going:
            return False
        kinds = {pair for kind in self.kinds.values() if not going.isdisjoint(kind.uses) for pair in self._placed(kind)}
        more = self._observe(self._closed(kinds), full=True, deleting=True)
        for key, lives in more.lives.items():
            known = {live.id for live in snapshot.lives.setdefault(key, [])}
            snapshot.lives[key] = snapshot.lives[key] + [live for live in lives if live.id not in known]
        snapshot.unknown.update(more.unknown)
        return bool(kinds)

    def _elsewhere(self, plan, snapshot):
        """What other capabilities and other stacks use of what goes."""

        def observe(names, stack):
            pairs = {pair for name in names for pair in self._placed(self.kinds[name])}
            return self._observe(self._closed(pairs), full=True, deleting=True, stack=stack)

        def identities():
            return ownership.stacks(self.aws.api("resourcegroupstaggingapi"))

        offered = [export for exports in self.graph.exports.values() for export in exports.values()]
        shared = {way.kind for export in offered for way in export.ways}
        seen = {kind for kind, dummy in snapshot.lives}
        Users(self.stack, self.kinds, shared, observe, identities).refuse(plan, seen)

    def _needs(self, plan, snapshot):
        """Sentences on what is needed and not there, or cannot be read."""
        missing, errors = {}, {kind: error for (kind, dummy), error in snapshot.unknown.items()}
        wished = {*self.graph.nodes, *(node.address for node in self.graph.left_out)}
        for address, field in self.graph.asked:
            # What is only ordered is no reference.
            if not field and address not in wished and "/".join(address.split("/")[:2]) in self.graph.capabilities:
                missing[address, field] = address
        for (address, field), needed_by in plan.missing.items():
            kind = self.graph.kind_name(address, field)
            if kind in errors:
                name = address if address.split("//")[-1].count("/") > 1 else "%s.%s" % (address, field)
                yield "%s needs %s, but %s cannot be read: %s" % (needed_by, name, kind, errors[kind])
            else:
                missing[address, field] = needed_by
        yield from unmet(missing, self.graph, snapshot)

    def _prune(self, plan, snapshot):
        """Whether undeclared objects may go. What cannot be read may use what would go."""
        unknown = {**snapshot.unknown, **plan.unknown}
        if not unknown:
            return self.words.prune
        unreadable = "%s cannot be read: %s" % (
            ", ".join(sorted({kind for kind, place in unknown})),
            next(iter(unknown.values())),
        )
        going = {line.kind.kind for line in plan.lines if line.verb in (REPLACE, DELETE)}
        if (
            self.options.destroy
            or self.options.absent
            or self.words.forget
            or any(not going.isdisjoint(self.kinds[kind].uses) for kind, place in unknown if kind in self.kinds)
        ):
            plan.problems.append("nothing is deleted while %s" % unreadable)
        elif self.words.prune:
            plan.notes.append("nothing is pruned while %s" % unreadable)
        return False

    def _preflight(self, plan):
        """Questions to AWS about what will be made or changed; only nodes that move are asked for."""
        asked = [
            line
            for line in plan.lines
            if line.node is not None and line.verb in MOVING and line.kind.overrides("preflight")
        ]
        for line, answer in zip(
            asked,
            self._ask(
                asked,
                "check it beforehand",
                lambda line, api: line.kind.preflight(
                    api, {**line.want, **dict.fromkeys(line.chosen)}, line.live if line.verb != REPLACE else None
                ),
            ),
        ):
            if isinstance(answer, Defect):
                line.verb, line.reason = UNKNOWN, str(answer)
                continue
            if isinstance(answer, AwsError):
                plan.notes.append("%s could not be checked beforehand: %s" % (line.address, answer))
                continue
            for problem in answer:
                if not problem.waits:
                    said = plan.notes if problem.note else plan.problems
                    said.append("%s: %s" % (line.address, problem.text))
            waits = dict.fromkeys(problem.text for problem in answer if problem.waits)
            if waits:
                line.verb, line.reason = WAIT, "; ".join(waits)

    def _requests(self, plan):
        """What the service models say that AWS would refuse; only nodes that move are asked for."""
        for line in plan.lines:
            if line.node is None or line.verb not in MOVING:
                continue
            api = self.aws.api(line.kind.service, line.node.place, line.kind.region)
            with contextlib.suppress(Defect), contained(line.address, "check it beforehand", self.report):
                plan.problems.extend(requests.problems(api, line, self.stack, self.words, self.options.names))

    def _unstable(self, plan):
        """What comes once something is stable does not move while that waits."""
        lines = plan.by_address()
        for line in lines.values():
            if not line.kind.when_stable or line.verb not in MOVING:
                continue
            for target in sorted(self.graph.edges(line.node)):
                if lines[target].verb == WAIT:
                    line.verb, line.reason = WAIT, "needs %s, which waits" % target

    def _ask(self, lines, attempt, question):
        """Answers to a question about each line, side by side; an AwsError where AWS refused, a Defect where the kind failed.

        :param attempt: what the question is for, as a sentence part
        """

        def ask(line):
            api = self.aws.api(line.kind.service, line.node.place, line.kind.region)
            try:
                with contained(line.address, attempt, self.report, lambda text: without_secrets(text, line)):
                    return question(line, api)
            except (AwsError, Defect) as error:
                return error

        return self.aws.api("sts").map(ask, lines)
