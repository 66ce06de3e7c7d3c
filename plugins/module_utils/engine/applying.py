# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Applying: carries out what a plan says, never more and never another verb. Waits beside the workers, deletes last."""

from __future__ import annotations

import contextlib
import dataclasses

from . import ownership, scheduling
from .declaring import ordered
from .defects import contained
from .errors import AwsError, Defect, SlipwayError
from .fields import without_secrets
from .handover import address_of, handovers, moves_of, two_passes, unfinished
from .kind import FAILED, READY, WORKING
from .lines import BLOCKED, DELETE, FORGET, KEEP, MOVING, REPLACE, UNKNOWN, UPDATE, WAIT, Line, title
from .predicting import settling
from .removing import Remover
from .resolving import Resolver
from .scheduling import Again, Task
from .waits import Waits, Watching
from .writing import Writer

UNSEEN_SECONDS = 60  # for so long a read may miss what was just made


@dataclasses.dataclass
class Outcome:
    """What came of a plan.

    :param done: addresses whose object was made, changed, adopted or run
    :param deleted: lines of deleted or forgotten objects
    :param failed: address -> SlipwayError
    :param skipped: address -> address or sentence why it was not tried
    :param pending: addresses not reached when the run was stopped, or not ready when it did not wait
    :param left: those of the pending that a run without ``wait`` leaves to AWS or to the next run
    """

    done: list = dataclasses.field(default_factory=list)
    deleted: list = dataclasses.field(default_factory=list)
    failed: dict = dataclasses.field(default_factory=dict)
    skipped: dict = dataclasses.field(default_factory=dict)
    pending: list = dataclasses.field(default_factory=list)
    left: set = dataclasses.field(default_factory=set)
    interrupted: bool = False

    @property
    def unfinished(self):
        """What should have been done by this run and was not, though nothing is said to have failed."""
        return [address for address in self.pending if address not in self.left]

    @property
    def complete(self):
        """True where everything that was planned is done and ready."""
        return not (self.failed or self.skipped or self.pending or self.interrupted)


class Applier:
    """One execution of one plan.

    :param lock: object with ``verify()``, called before each write
    :param report: called with (event, address, text) for progress
    """

    def __init__(self, aws, graph, snapshot, plan, edges, words, stack, lock, report, workers=8, wait=True):
        self.aws, self.graph, self.snapshot, self.plan, self.edges = aws, graph, snapshot, plan, edges
        self.stack, self.lock, self.report = stack, lock, report
        self.workers, self.wait, self.clock = workers, wait, aws.clock
        self.resolver = Resolver(graph, snapshot)
        self.resolver.lines = dict(plan.by_address())
        self.outcome = Outcome()
        self.waits, self.watching = Waits(self.clock, report), Watching(self.clock, self._api)
        self.writer = Writer(aws, graph, snapshot, self.resolver, words, stack, lock, report)
        self.remover = Remover(aws, stack, edges, lock, self.waits, self.watching, report, workers)
        self.planned = {id(line.live): line for line in plan.lines if line.node is not None and line.live is not None}
        self.replaced = {}  # address -> the object that another one was made for
        self.tasks, self.held_up = {}, {}  # key -> Task; address -> why it is not tried, of what this run leaves alone
        self.handovers = [item for item in handovers(plan, edges) if not item.obstacle]

    def run(self):
        """Apply, settle, delete. Returns the Outcome."""
        lines = self.plan.by_address()
        blocked = {address for address, line in lines.items() if line.verb in (BLOCKED, WAIT, UNKNOWN)}
        tasks = self._tasks(lines, blocked)
        while held := unfinished(self.handovers, tasks):
            blocked |= set(held)
            tasks = self._tasks(lines, blocked)
            self.outcome.skipped.update(held)
        if self.handovers:
            tasks = two_passes(
                tasks,
                self.handovers,
                lambda line: self._stepping(line, self._bridge(line)),
                lambda item: self._stepping(item.line, self._relieve(item)),
            )
        self.tasks = {task.key: task for task in tasks}
        self.held_up = {address: "was not made" for address in (*self.outcome.skipped, *blocked)}
        states = scheduling.run(tasks, self.clock, self.aws.stopping, self.workers, not self.wait, self._changed)
        self._collect(states, lines)
        if not self.aws.stopping.is_set() and not self.outcome.failed:
            self._delete()
        self.outcome.interrupted = self.aws.stopping.is_set()
        return self.outcome

    # -- building tasks ------------------------------------------------------------------------------------------------

    def _tasks(self, lines, blocked):
        """Tasks for the lines that move and for kept objects that still work; edges run through kept nodes."""
        active = {}
        order, edges = self.graph.turned({address for address, line in lines.items() if line.verb == UPDATE})
        for node in order:
            line = lines[node.address]
            kept = line.verb == KEEP and line.live is not None and not line.kind.data
            if node.address not in blocked and (line.verb in MOVING or kept and line.kind.state(line.live)[0] != READY):
                active[node.address] = line
        through, tasks, skipped = {}, [], {}
        for node in order:
            after = {}
            arranged = dict(ordered(self.plan.after.get(node.address, ())))
            for target, strength in {**arranged, **edges[node.address]}.items():
                if target in blocked or target in skipped:
                    skipped.setdefault(node.address, target)
                if target in active:
                    after[target] = scheduling.READY if "ready" in (strength, after.get(target)) else scheduling.EXISTS
                else:
                    for further, how in through.get(target, {}).items():
                        after[further] = scheduling.READY if scheduling.READY in (how, after.get(further)) else how
            through[node.address] = after
            if node.address in skipped:
                if node.address in active and lines[node.address].verb in MOVING:
                    self.outcome.skipped[node.address] = skipped[node.address]
                    active.pop(node.address)
                elif node.address not in blocked and lines[node.address].verb == KEEP:
                    # What is there already and unchanged does not suffer from a neighbour that waits.
                    skipped.pop(node.address)
            if (
                node.kind.when_stable
                and not self.wait
                and scheduling.READY in after.values()
                and active.pop(node.address, None)
                and node.address not in self.outcome.pending
            ):
                self.outcome.pending.append(node.address)
                self.outcome.left.add(node.address)
            if node.address in active:
                tasks.append(
                    Task(
                        node.address,
                        {key: how for key, how in after.items() if key in active},
                        self._stepping(active[node.address], self._work(active[node.address])),
                        tuple(self.graph.through.get(node.address, ())),
                    )
                )
        return tasks

    def _stepping(self, line, work):
        """The step function of a task, from a generator of its work on a line."""

        attempt = "wait for it" if line.verb == KEEP else line.verb + " it"

        def step():
            with contained(line.address, attempt, self.report, lambda text: without_secrets(text, line)):
                return next(work, None)

        return step

    def _work(self, line):
        """One line from its first call until its object is ready: gives an Again for each wait."""
        made = line.live is None or line.verb == REPLACE
        if line.verb in MOVING:
            self.report("start", line.address, line.verb)
            verb, want = self.writer.wish(line)
            if verb == REPLACE and line.kind.coexist != "new_name":
                # Users that move only once the new one is there would be waited for in vain.
                yield from self.remover.work(
                    Line(line.address, DELETE, line.kind, None, line.live), patient=not self.edges.used_by(line.live)
                )
            self._write(line, verb, want)
        yield from self._settle(line, made, self._expected(line) if line.verb in MOVING else 0)
        if made and line.verb in MOVING:
            self.writer.see_tags(line)

    def _expected(self, line):
        """Seconds that a change lasts as a rule; 0 where nobody knows."""
        with contextlib.suppress(Defect), contained(line.address, "foresee how long it takes", self.report):
            return settling(line)
        return 0

    def _bridge(self, line):
        """The first pass of a handover for one user: both generations, until it is ready with both."""
        self.report("start", line.address, line.verb)
        verb, want = self.writer.wish(line)
        moves = moves_of(line.address, self.handovers, self.resolver.lines)
        self._write(line, verb, line.kind.using_both(want, line.live.fields, moves))
        yield from self._settle(line, False, self._expected(line))
        self.waits.over(line.address)

    def _relieve(self, item):
        """Waits until the new generation can take the traffic of the old one."""
        line, kind = item.line, item.line.kind
        state, text = kind.can_take_over(self._api(line.node), line.live, item.old)
        while state != READY:
            waited = self.waits.lasted(item.old.id)
            if waited > kind.wait_timeout:
                raise SlipwayError(
                    "%s: %s cannot take over from %s after %d s (%s). Traffic stays where it is; mend the "
                    "cause, then run again." % (line.address, line.live.id, item.old.id, waited, text)
                )
            self._hopeless(line)
            self.waits.show(item.old.id, line.address, text)
            yield Again(self.waits.pause(item.old.id, kind.poll))
            state, text = kind.can_take_over(self._api(line.node), line.live, item.old)

    def _settle(self, line, made, expected):
        """Waits until a line's object is ready, which lasts the expected seconds as a rule; 0 where nobody knows."""
        try:
            while not self._settled(line, expected):
                yield Again(self.waits.pause(line.address, line.kind.poll, expected, line.kind.first_poll), exists=True)
                self._look(line, made)
        finally:
            self.watching.over(line.live)

    def _look(self, line, made):
        try:
            live = self.watching.refresh(line.live)
        except AwsError as error:
            raise SlipwayError(
                "%s: could not see whether %s is ready (%s). It goes on by itself; run again to go on waiting."
                % (line.address, line.live.id, error)
            ) from error
        if live is not None:
            self._keep(line, live)
        elif not made or self.waits.lasted(line.address) > UNSEEN_SECONDS:
            raise SlipwayError(
                "%s: %s vanished while it was waited for; run again to make it anew" % (line.address, line.live.id)
            )

    def _settled(self, line, expected):
        """True once the object is ready.

        :raises SlipwayError: it failed, or took too long
        """
        state, text = line.kind.state(line.live)
        if state == READY:
            return True
        waited = self.waits.lasted(line.address)
        if state == FAILED:
            advice = "It is deleted; mend the cause" if self._discarded(line) else "Look at it in the console"
            raise SlipwayError(
                "%s: %s is in a failed state: %s. %s, then run again." % (line.address, line.live.id, text, advice)
            )
        if waited > line.kind.timeout_of(line.want):
            raise SlipwayError(
                "%s: %s is not ready after %d s (%s). It goes on by itself; run again to go on waiting."
                % (line.address, line.live.id, waited, text or WORKING)
            )
        self._hopeless(line)
        self.waits.show(line.address, line.address, text or WORKING, expected)
        return False

    def _hopeless(self, line):
        """What an object comes after, or becomes ready through, ended badly in this run: nobody waits for it.

        :raises SlipwayError: names that
        """
        task = self.tasks.get(line.address)
        for key in sorted({*task.after, *task.through}) if task else ():
            other = self.tasks.get(key)
            fate = self.held_up.get(key)
            if other is not None and other.state == "skipped":
                fate = "was not made, as %s failed" % _cause(self.tasks, other)
            elif other is not None and other.state == "failed":
                fate = "failed in this run"
            if fate:
                raise SlipwayError(
                    "%s: %s is not waited for any longer, since %s %s. Mend the cause, then run again."
                    % (line.address, line.live.id, address_of(key), fate)
                )

    def _discarded(self, line):
        """Deletes what failed for good, where its kind says so. True where AWS has taken the order."""
        if line.kind.delete_failed:
            api = self._api(line.node)
            with contextlib.suppress(SlipwayError):  # what failed is told in any case
                ownership.prove(api, self.stack, line.live)
                self.lock.verify()
                line.kind.delete(api, line.live)
                return True
        return False

    # -- writing -------------------------------------------------------------------------------------------------------

    def _api(self, node_or_live):
        kind = node_or_live.kind
        return self.aws.api(kind.service, node_or_live.place, kind.region)

    def _keep(self, line, live):
        live.kind, live.place = line.kind, line.node.place
        live.address, live.stack = line.address, self.stack.identity
        line.live = live
        # For those that refer to it, it is now an object like one that was there before.
        self.resolver.lines[line.address] = dataclasses.replace(line, verb=KEEP)

    def _write(self, line, verb, want):
        live = self.writer.write(line, verb, want)
        if verb == REPLACE and line.kind.coexist == "new_name":
            self.replaced[line.address] = line.live
        line.want = want
        self._keep(line, live)

    # -- afterwards ----------------------------------------------------------------------------------------------------

    def _changed(self, task):
        verb = self.plan.by_address()[address_of(task.key)].verb
        if task.state == "failed":
            self.report("failed", address_of(task.key), str(task.error))
        elif task.state == "ready" and task.key in self.graph.nodes and verb in MOVING:
            self.report("done", task.key, verb)

    def _collect(self, states, lines):
        for key, task in states.items():
            address = address_of(key)
            verb = lines[address].verb
            if task.state == "failed":
                self.outcome.failed[address] = task.error
            elif address != key or task.state == "skipped" and address in self.outcome.failed:
                continue
            elif task.state == "skipped":
                if verb in MOVING:
                    self.outcome.skipped[key] = _cause(states, task)
            elif task.state == "ready":
                if verb in MOVING:
                    self.outcome.done.append(key)
            else:
                self.outcome.pending.append(key)
                if task.state == "exists" and not self.wait:
                    self.outcome.left.add(key)
                if task.state == "exists" and verb in MOVING:
                    self.outcome.done.append(key)

    def _delete(self):
        """Superseded objects, then orphans. What a user still holds that has not moved yet stays for the next run."""
        lines = [line for line in self.plan.lines if line.verb in (DELETE, FORGET)]
        lines += [
            Line(address, DELETE, live.kind, None, live, reason="superseded")
            for address, live in sorted(self.replaced.items())
            if address not in self.outcome.pending
        ]
        moved = set(self.outcome.done) - set(self.outcome.pending)
        held = {
            id(live)
            for live, line in ((live, self.planned.get(id(live))) for live in self.snapshot.all())
            if line is not None and line.verb != KEEP and line.address not in moved
        }
        stuck = True
        while stuck:
            stuck = [
                line
                for line in lines
                if line.verb == DELETE and any(id(user) in held for user in self.edges.used_by(line.live))
            ]
            held |= {id(line.live) for line in stuck}
            lines = [line for line in lines if line not in stuck]
            self.outcome.pending.extend(title(line) for line in stuck)
            self.outcome.left.update(title(line) for line in stuck if not self.wait)
        if lines:
            self.remover.run(lines, self.outcome)


def _cause(states, task):
    """The address that a skipped task was skipped for: the task of a handover only passes that on."""
    while (
        task.because in states and address_of(task.because) != task.because and states[task.because].state == "skipped"
    ):
        task = states[task.because]
    return address_of(task.because)
