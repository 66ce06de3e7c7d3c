# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Converging: one run from declarations to result. Observe, plan, check, apply, settle, delete."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses

from . import reporting
from .applying import Applier, Outcome
from .defects import contained, unheard
from .errors import AwsError, BadInput, Defect, Refused
from .graph import Graph
from .lines import KEEP, MOVING, WAIT
from .lock import Lock, NoLock
from .looking import Looking
from .names import Names
from .narrowing import narrow
from .observing import Snapshot
from .predicting import forecast
from .resolving import Resolver
from .waits import Waits
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
    :param lock_wait_minutes: for how long to wait for another run that holds it
    :param break_lock: id of a dead holder
    :param approved: digest of the only plan that may be carried out
    :param names: names.Names: which option fills a field, for people who read the plan
    :param picture: the plan's data have all objects, for a picture of them
    :param only: address patterns; other nodes are no wishes of this run but neighbours, found by their tags
    """

    check: bool = False
    absent: frozenset = frozenset()
    destroy: bool = False
    sweep: bool = False
    drift: bool = False
    wait: bool = True
    lock: bool = True
    lock_wait_minutes: int = 0
    break_lock: str | None = None
    approved: str | None = None
    workers: int = 8
    only: tuple | None = None
    picture: bool = False
    names: Names = dataclasses.field(default_factory=Names)


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
    :param kinds: kinds.Kinds, or what answers alike: everything the declarations may touch or look up
    :param exports: capability -> name -> Export
    :param report: called with (event, address, text)
    """

    def __init__(self, aws, stack, declarations, kinds, exports, words=None, options=None, report=None):
        self.aws, self.stack, self.kinds = aws, stack, kinds
        self.words, self.options = words or Words(), options or Options()
        declared = [node for declaration in declarations for node in declaration.nodes]
        self.declarations = declarations = (
            declarations if self.options.only is None else narrow(declarations, self.options.only)
        )
        self.report = report or unheard
        for node in declared:
            node.place = aws.places[node.place].name  # a place that equals another has the other's name
        self.graph = Graph(declarations, exports)
        self.graph.left_out = [node for node in declared if node.address not in self.graph.nodes]
        self.lock, self.new = NoLock(), False

    def execute(self):
        """The whole run. Raises Refused before the first write where something forbids it."""
        self._begin()
        snapshot, plan, edges = self.look()
        digest = reporting.digest(plan, self.stack)
        if self.options.check:
            # What cannot be carried out cannot be approved.
            return Result(plan, None, self._outputs(snapshot, plan), snapshot, "" if plan.problems else digest)
        self._allow(plan, digest)
        self.report("plan", "", self.data(plan))
        if not plan.moves:
            if self.lock.discard() and self._gone(plan):
                self.lock.forget()
            outcome = self._apply(snapshot, plan, edges) if self.options.wait else Outcome()
            return Result(plan, outcome, self._outputs(snapshot, plan), snapshot, digest)
        waits = Waits(self.aws.clock, self.report)
        stale = self.lock.acquire(
            60 * self.options.lock_wait_minutes, lambda text: waits.show("lock", "the lock", text), self.aws.stopping
        )
        outcome, self.aws.before_write = None, self.lock.verify
        try:
            self.new = False
            if stale:
                seen = digest
                snapshot, plan, edges = self.look()
                digest = reporting.digest(plan, self.stack)
                self._allow(plan, digest)
                if digest != seen:
                    self.report("plan", "", self.data(plan))
            outcome = self._apply(snapshot, plan, edges)
        finally:
            self._release(self._gone(plan) and outcome is not None and outcome.complete)
        return Result(plan, outcome, self._outputs(snapshot, plan), snapshot, digest)

    def data(self, plan):
        """The plan as data, with all objects where a picture is wanted."""
        return reporting.data(plan, self.stack, self.graph if self.options.picture else None, self.options.names)

    def look(self):
        """Observe and plan, without a change: (Snapshot, Plan, Edges)."""
        snapshot, plan, edges = Looking(
            self.aws, self.stack, self.graph, self.kinds, self.words, self.options, self.new, self.report
        ).look()
        with contextlib.suppress(Defect), contained("forecast", "foresee how long it takes", self.report):
            plan.forecast = forecast(plan, self.graph, edges, self.options.wait)
        return snapshot, plan, edges

    # -- inside --------------------------------------------------------------------------------------------------------

    def _begin(self):
        """Whether the account is the right one, and where the lock stands: two questions that do not wait for each other."""
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            reading = pool.submit(self._read_lock)
            self._check_accounts()
            reading.result()

    def _read_lock(self):
        """What the lock's parameters say: whether the stack is new, and for a run that may write, where it stands."""
        if not self.options.lock:
            return
        api = self.aws.api("ssm")
        api.stoppable = False  # a run that stops still lets go of its lock
        lock = Lock(api, self.stack.identity, self.aws.clock, self.options.break_lock)
        try:
            lock.read()
        except AwsError:
            if not self.options.check:
                raise
        self.new = lock.new
        if not self.options.check:
            self.lock = lock

    def _check_accounts(self):
        used = {node.place for node in self.graph.nodes.values()} | {"main"}
        for name in sorted(used):
            place = self.aws.places[name]
            if place.account_id and self.aws.api("sts", name).account_id != place.account_id:
                raise BadInput(
                    "stack_account_id" if name == "main" else "account of place %s" % name,
                    place.account_id,
                    "the credentials belong to account %s; nothing was changed" % self.aws.api("sts", name).account_id,
                )

    def _allow(self, plan, digest):
        if plan.problems:
            raise Refused(plan.problems)
        if self.options.approved and plan.moves and self.options.approved != digest:
            raise Refused(
                [
                    "stack_approved: the plan is now %s, and %s was approved; look at the new plan and approve it: "
                    "-e stack_approved=%s" % (digest, self.options.approved, digest)
                ]
            )

    def _apply(self, snapshot, plan, edges):
        applier = Applier(
            self.aws,
            self.graph,
            snapshot,
            plan,
            edges,
            self.words,
            self.stack,
            self.lock,
            self.report,
            self.options.workers,
            self.options.wait,
        )
        outcome = applier.run()
        self._ask_again(plan, applier.resolver)
        return outcome

    def _ask_again(self, plan, resolver):
        """What waits for a person is said with the names of what this run has made, such as a repository's."""
        for line in plan.lines:
            if line.verb != WAIT or line.node is None or not line.kind.overrides("preflight"):
                continue
            api = self.aws.api(line.kind.service, line.node.place, line.kind.region)
            with contextlib.suppress(AwsError, Defect), contained(line.address, "ask again", self.report):
                texts = dict.fromkeys(
                    problem.text
                    for problem in line.kind.preflight(api, resolver.resolve(line.node.filled()), line.live)
                    if problem.waits
                )
                line.reason = "; ".join(texts) or line.reason

    def _gone(self, plan):
        """True for a destruction that leaves nothing of the stack."""
        return self.options.destroy and all(line.verb not in ("kept", "left") for line in plan.lines)

    def _release(self, gone):
        """Let go of the lock.

        :param gone: nothing of the stack is left
        """
        try:
            if gone:
                self.lock.forget()
            else:
                self.lock.release()
        except AwsError as error:
            self.aws.warnings.append(self.lock.stuck(error))

    def _outputs(self, snapshot, plan):
        resolver = Resolver(self.graph, snapshot)
        resolver.lines = plan.by_address()
        for line in resolver.lines.values():
            if line.live is not None and line.verb in MOVING and self.options.check is False:
                resolver.lines[line.address] = dataclasses.replace(line, verb=KEEP)
        return {"%s/%s" % (item.name, item.instance): resolver.resolve(item.outputs) for item in self.declarations}
