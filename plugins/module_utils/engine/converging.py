# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Converging: one run from declarations to result. Observe, plan, check, apply, settle, delete."""

import dataclasses

from . import reporting
from .applying import Applier, Outcome
from .deleting import add_deletions
from .edges import looks_like_id
from .errors import AwsError, BadInput, Refused, SlipwayError
from .kind import Kind
from .lock import Lock, NoLock
from .observing import Snapshot, observe
from .planning import CREATE, KEEP, MOVING, REPLACE, WAIT, Graph, Resolver
from .planning import plan as make_plan
from .references import is_known, references
from .words import Words


@dataclasses.dataclass
class Options:
    """How a run behaves.

    :param check: stop after the plan
    :param absent: ``capability/instance`` whose objects all go
    :param destroy: everything of the stack goes
    :param sweep: look for undeclared objects too (a plan, a prune or a destroy does)
    :param drift: compare only: as check, with no preflight
    :param wait: wait for final stability
    :param lock: take the lock
    :param break_lock: id of a dead holder
    :param approved: digest of the only plan that may be carried out
    """

    check: bool = False
    absent: frozenset = frozenset()
    destroy: bool = False
    sweep: bool = False
    drift: bool = False
    wait: bool = True
    lock: bool = True
    break_lock: str | None = None
    approved: str | None = None
    workers: int = 8


@dataclasses.dataclass
class Result:
    """What one run saw, planned and did. ``outputs`` is capability/instance -> name -> value, unknown ones as text."""

    plan: object
    outcome: Outcome
    outputs: dict
    snapshot: Snapshot
    digest: str

    @property
    def changed(self):
        """True where something was, or in check mode would be, changed."""
        return bool(self.outcome.done or self.outcome.deleted) if self.outcome else bool(self.plan.moves)


class Run:
    """One run over one stack.

    :param aws: engine.aws.Aws
    :param declarations: list of declaring.Declaration
    :param kinds: kind name -> class, everything the declarations may touch or look up
    :param exports: capability -> name -> Export
    :param report: called with (event, address, text)
    """

    def __init__(self, aws, stack, declarations, kinds, exports, words=None, options=None, report=None):
        self.aws, self.stack, self.declarations, self.kinds = aws, stack, declarations, kinds
        self.words, self.options = words or Words(), options or Options()
        self.report = report or (lambda event, address, text: None)
        for declaration in declarations:
            for node in declaration.nodes:
                node.place = aws.places[node.place].name     # a place that equals another has the other's name
        self.graph = Graph(declarations, exports)
        self.lock = NoLock()
        self.late = {}

    def execute(self):
        """The whole run. Raises Refused before the first write where something forbids it."""
        self._check_accounts()
        if self.options.lock and not self.options.check:
            self.lock = Lock(self.aws.api("ssm"), self.stack.identity, self.aws.clock, self.options.break_lock)
            self.lock.read()
        snapshot, plan, edges = self.look()
        digest = reporting.digest(plan, self.stack)
        if self.options.check:
            return Result(plan, None, self._outputs(snapshot, plan), snapshot, digest)
        self._allow(plan, digest)
        self.report("plan", "", reporting.page(plan, self.stack))
        if not plan.moves:
            outcome = self._apply(snapshot, plan, edges) if self.options.wait else Outcome()
            return Result(plan, outcome, self._outputs(snapshot, plan), snapshot, digest)
        stale = self.lock.acquire()
        try:
            if stale:
                snapshot, plan, edges = self.look()
                self._allow(plan, reporting.digest(plan, self.stack))
            outcome = self._apply(snapshot, plan, edges)
        finally:
            self._release(plan)
        return Result(plan, outcome, self._outputs(snapshot, plan), snapshot, digest)

    def look(self):
        """Observe and plan, without a change: (Snapshot, Plan, Edges)."""
        deleting = bool(self.options.destroy or self.options.absent or self.words.prune or self.words.forget)
        targets = self._targets(everything=deleting or self.options.sweep)
        nodes = self.graph.order
        snapshot = observe(self.aws, self.stack, targets, nodes, self.graph, full=deleting or self.options.sweep)
        plan, edges, matched = make_plan(self.graph, snapshot, self.words, self.stack)
        if self._look_again(plan, snapshot, targets, nodes):
            plan, edges, matched = make_plan(self.graph, snapshot, self.words, self.stack)
        if self._ask_late(plan):
            plan, edges, matched = make_plan(self.graph, snapshot, self.words, self.stack)
        unreadable = sorted({kind for kind, place in snapshot.unknown})
        if unreadable and deleting:
            plan.problems.append("nothing is deleted while %s cannot be read: %s" % (
                ", ".join(unreadable), next(iter(snapshot.unknown.values()))))
        add_deletions(plan, edges, matched, snapshot, self.graph, self.words, self.stack, self.options.absent,
                      self.words.prune, self.options.destroy)
        if not self.options.drift:
            self._preflight(plan)
        for address, needed_by in plan.missing:
            text = "%s needs %s, which is not there yet: run its role first, declare it here, or give it explicitly" % (
                needed_by, address)
            (plan.notes if self.options.check else plan.problems).append(text)
        plan.problems = sorted(set(plan.problems))
        return snapshot, plan, edges

    # -- inside --------------------------------------------------------------------------------------------------------

    def _check_accounts(self):
        used = {node.place for node in self.graph.nodes.values()} | {"main"}
        for name in sorted(used):
            place = self.aws.places[name]
            if place.account_id and self.aws.api("sts", name).account_id != place.account_id:
                raise BadInput("stack_account_id" if name == "main" else "account of place %s" % name, place.account_id,
                               "the credentials belong to account %s; nothing was changed" % self.aws.api("sts", name).account_id)

    def _targets(self, everything):
        """(kind, place) pairs to observe: what is declared, what it refers to, and what listing those needs."""
        found = {(node.kind, node.place) for node in self.graph.nodes.values()}
        if everything:
            found |= {(kind, self.aws.places[place].name) for kind in self.kinds.values() for place in kind.places}
        for node in self.graph.nodes.values():
            for address, field in references(node.want):
                plain = address.split("//", 1)[-1]
                if address in self.graph.nodes or address in self.graph.capabilities:
                    continue
                name = self.graph.export(plain, field).kind if plain.count("/") == 1 else plain.split("/")[2]
                if name not in self.kinds:
                    raise SlipwayError("%s refers to %s, a kind that is not known here" % (node.address, address))
                found |= {(self.kinds[name], self.aws.places[place].name) for place in self.kinds[name].places}
        queue = list(found)
        while queue:
            kind, place = queue.pop()
            for name in kind.needs:
                pair = (self.kinds[name], place)
                if pair not in found:
                    found.add(pair)
                    queue.append(pair)
        return found

    def _look_again(self, plan, snapshot, targets, nodes):
        """A parent planned as "create" while a child of ours points at one: the read lagged, or it was deleted by hand."""
        lines = plan.by_address()
        again = set()
        for line in plan.lines:
            if line.node is None or line.live is None or line.verb == CREATE:
                continue
            for name, value in line.node.want.items():
                if not isinstance(value, str) or is_known(value):
                    continue
                for target, _field in (pair for address, field in references(value) for pair in self.graph.targets(address, field)):
                    if lines[target].verb == CREATE and looks_like_id(line.live.fields.get(name)):
                        again.add((lines[target].kind, lines[target].node.place))
        if not again:
            return False
        self.aws.clock.pause(2, self.aws.stopping)
        names = {(kind.kind, place) for kind, place in again}
        grown = True
        while grown:
            more = {(kind, place) for kind, place in targets if (kind.kind, place) not in names
                    and any((name, place) in names for name in kind.needs)}
            names |= {(kind.kind, place) for kind, place in more}
            again |= more
            grown = bool(more)
        for kind, place in list(again):
            again |= {(self.kinds[name], place) for name in kind.needs}
        second = observe(self.aws, self.stack, self._closed(again), nodes, self.graph)
        for key, lives in second.lives.items():
            snapshot.lives[key] = lives
        return True

    def _closed(self, targets):
        found, queue = set(targets), list(targets)
        while queue:
            kind, place = queue.pop()
            for name in kind.needs:
                if (self.kinds[name], place) not in found:
                    found.add((self.kinds[name], place))
                    queue.append((self.kinds[name], place))
        return found

    def _ask_late(self, plan):
        """Reads that need the wish: for existing objects with a fully known wish. True where something was learnt."""
        asked = [line for line in plan.lines if line.node is not None and line.live is not None and is_known(line.want)
                 and line.kind.late.__func__ is not Kind.late.__func__ and not line.live.tombstone]

        def ask(line):
            api = self.aws.api(line.kind.service, line.node.place, line.kind.region)
            return line.kind.late(api, line.live, line.want)
        learnt = False
        for line, fields in zip(asked, self.aws.api("sts").map(ask, asked)):
            if fields:
                line.live.fields.update(fields)
                learnt = True
        return learnt

    def _preflight(self, plan):
        """Questions to AWS about what will be made or changed; only nodes that move are asked for."""
        asked = [line for line in plan.lines if line.node is not None and line.verb in MOVING
                 and line.kind.preflight.__func__ is not Kind.preflight.__func__]

        def ask(line):
            api = self.aws.api(line.kind.service, line.node.place, line.kind.region)
            try:
                return line.kind.preflight(api, line.want, line.live if line.verb != REPLACE else None)
            except AwsError as error:
                plan.notes.append("%s could not be checked beforehand: %s" % (line.address, error))
                return []
        for line, problems in zip(asked, self.aws.api("sts").map(ask, asked)):
            for problem in problems:
                if problem.waits:
                    line.verb, line.reason = WAIT, problem.text
                else:
                    plan.problems.append("%s: %s" % (line.address, problem.text))

    def _allow(self, plan, digest):
        if plan.problems:
            raise Refused(plan.problems)
        if self.options.approved and plan.moves and self.options.approved != digest:
            raise Refused(["stack_approved: the plan is now %s, and %s was approved; look at the new plan and approve it"
                           % (digest, self.options.approved)])

    def _apply(self, snapshot, plan, edges):
        self.aws.prepare(((line.kind.service, (line.node or line.live).place, line.kind.region) for line in plan.moves), writes=True)
        applier = Applier(self.aws, self.graph, snapshot, plan, edges, self.words, self.stack, self.lock, self.report,
                          self.options.workers, self.options.wait)
        return applier.run()

    def _release(self, plan):
        gone = self.options.destroy and all(line.verb not in ("kept", "left") for line in plan.lines)
        stopping, self.aws.stopping = self.aws.stopping, type(self.aws.stopping)()
        try:
            if gone and not stopping.is_set():
                self.lock.forget()
            else:
                self.lock.release()
        except AwsError as error:
            self.report("failed", "lock", "the lock could not be released: %s" % error)
        finally:
            self.aws.stopping = stopping

    def _outputs(self, snapshot, plan):
        resolver = Resolver(self.graph, snapshot)
        resolver.lines = plan.by_address()
        for line in resolver.lines.values():
            if line.live is not None and line.verb in MOVING and self.options.check is False:
                resolver.lines[line.address] = dataclasses.replace(line, verb=KEEP)
        return {"%s/%s" % (item.name, item.instance): resolver.resolve(item.outputs) for item in self.declarations}
