# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Applying: carries out what a plan says, never more and never another verb. Waits beside the workers, deletes last."""

import dataclasses

from . import ownership, planning, scheduling
from .comparing import Delta
from .deleting import deletion_order
from .errors import AwsError, SlipwayError
from .kind import FAILED, READY, WORKING
from .planning import ADOPT, BLOCKED, DELETE, FORGET, KEEP, MOVING, REPLACE, RESTORE, UNKNOWN, WAIT, Line, decide
from .references import references
from .scheduling import Again, Task

SHOW_WAIT_EVERY = 10             # seconds between two lines about the same wait


@dataclasses.dataclass
class Outcome:
    """What came of a plan.

    :param done: addresses whose object was made, changed, adopted or run
    :param deleted: lines of deleted or forgotten objects
    :param failed: address -> SlipwayError
    :param skipped: address -> address or sentence why it was not tried
    :param pending: addresses not reached when the run was stopped, or not ready when it did not wait
    """

    done: list = dataclasses.field(default_factory=list)
    deleted: list = dataclasses.field(default_factory=list)
    failed: dict = dataclasses.field(default_factory=dict)
    skipped: dict = dataclasses.field(default_factory=dict)
    pending: list = dataclasses.field(default_factory=list)
    interrupted: bool = False


class Applier:
    """One execution of one plan.

    :param lock: object with ``verify()``, called before each write
    :param report: called with (event, address, text) for progress
    """

    def __init__(self, aws, graph, snapshot, plan, edges, words, stack, lock, report, workers=8, wait=True):
        self.aws, self.graph, self.snapshot, self.plan, self.edges = aws, graph, snapshot, plan, edges
        self.words, self.stack, self.lock, self.report = words, stack, lock, report
        self.workers, self.wait, self.clock = workers, wait, aws.clock
        self.resolver = planning.Resolver(graph, snapshot)
        self.resolver.lines = dict(plan.by_address())
        self.outcome = Outcome()
        self.shown, self.began = {}, {}

    def run(self):
        """Apply, settle, delete. Returns the Outcome."""
        lines = self.plan.by_address()
        blocked = {address for address, line in lines.items() if line.verb in (BLOCKED, WAIT, UNKNOWN)}
        tasks = self._tasks(lines, blocked)
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
        for node in self.graph.order:
            line = lines[node.address]
            if line.verb in MOVING or line.verb == KEEP and line.live is not None and not line.kind.data and line.kind.state(line.live)[0] != READY:
                active[node.address] = line
        through, tasks, skipped = {}, [], {}
        for node in self.graph.order:
            after = {}
            for target, strength in self.graph.edges(node).items():
                if target in blocked or target in skipped:
                    skipped.setdefault(node.address, target)
                if target in active:
                    after[target] = scheduling.READY if "ready" in (strength, after.get(target)) else scheduling.EXISTS
                else:
                    for further, how in through.get(target, {}).items():
                        after.setdefault(further, how)
            through[node.address] = after
            if node.address in skipped:
                if node.address in active and lines[node.address].verb in MOVING:
                    self.outcome.skipped[node.address] = skipped[node.address]
                    active.pop(node.address)
                elif node.address not in blocked and lines[node.address].verb == KEEP:
                    # What is there already and unchanged does not suffer from a neighbour that waits.
                    skipped.pop(node.address)
            if node.address in active:
                tasks.append(Task(node.address, {key: how for key, how in after.items() if key in active},
                                  self._step(active[node.address])))
        return tasks

    def _step(self, line):
        done = []

        def step():
            if not done:
                if line.verb in MOVING:
                    self.report("start", line.address, line.verb)
                    self._write(line)
                done.append(True)
            else:
                live = line.kind.refresh(self._api(line.node), line.live)
                if live is None:
                    raise SlipwayError("%s: %s vanished while it was waited for; run again to make it anew"
                                       % (line.address, line.live.id))
                self._keep(line, live)
            return self._settled(line)
        return step

    def _settled(self, line):
        state, text = line.kind.state(line.live)
        if state == READY:
            return None
        now = self.clock.now()
        began = self.began.setdefault(line.address, now)
        if state == FAILED:
            raise SlipwayError("%s: %s is in a failed state: %s. Look at it in the console, then run again."
                               % (line.address, line.live.id, text))
        if now - began > line.kind.wait_timeout:
            raise SlipwayError("%s: %s is not ready after %d s (%s). It goes on by itself; run again to go on waiting."
                               % (line.address, line.live.id, now - began, text or WORKING))
        if now - self.shown.get(line.address, began - SHOW_WAIT_EVERY) >= SHOW_WAIT_EVERY:
            self.shown[line.address] = now
            self.report("wait", line.address, "%s, %d s" % (text or WORKING, now - began))
        return Again(line.kind.poll, exists=True)

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

    def _write(self, line):
        node, kind, api = line.node, line.kind, self._api(line.node)
        want = self.resolver.resolve(node.filled(), None)
        for name in line.want:
            if name not in want or name == kind.name_field:
                want[name] = line.want[name]        # chosen in the plan: a priority, a generation's name
        unknown = references(want)
        if unknown:
            raise SlipwayError("%s needs %s.%s, which is not there" % ((line.address,) + unknown[0]))
        problems = kind.validate(want)
        if problems:
            raise SlipwayError("%s: %s" % (line.address, "; ".join(problems)))
        self._prove(line.live)
        self.lock.verify()
        verb = line.verb
        try:
            if verb == ADOPT:
                kind.tag(api, line.live, ownership.tags(self.stack, node))
                live = line.live
            elif verb == RESTORE:
                live = self._complete(api, line, kind.restore(api, line.live, want, ownership.tags(self.stack, node)), want)
            elif line.live is None or verb == REPLACE:
                live = self._create(api, line, want)
            else:
                live = self._update(api, line, line.live, want)
        except AwsError as error:
            raise SlipwayError("%s: could not %s it (%s %s): %s: %s. Mend the cause, then run again." % (
                line.address, verb, error.service, error.operation, error.code, error.message.rstrip("."))) from error
        line.want = want
        self._keep(line, live)

    def _prove(self, live):
        """Ownership of naturally named kinds is read before the first write to them."""
        if live is None or live.tags is not None or live.kind.identity == "part":
            return
        live.kind.read_tags(self._api(live), [live])
        ownership.claim(live, {})
        if live.stack != self.stack.identity:
            raise SlipwayError("%s exists and is not this stack's (%s); take it over with stack_adopt, or choose another name"
                               % (live.id, live.stack or "no stack's tags"))

    def _create(self, api, line, want):
        kind, tags = line.kind, ownership.tags(self.stack, line.node)
        if line.verb == REPLACE and kind.coexist != "new_name":
            self._remove_now(api, line.live)
        try:
            live = kind.create(api, want, tags)
        except AwsError as error:
            if not error.unclear:
                raise
            live = self._after_unclear(api, line, want, tags)
        return self._complete(api, line, live, want)

    def _after_unclear(self, api, line, want, tags):
        """After a 5xx or a time-out the object may exist: look before a second try."""
        from .observing import observe
        kind = line.kind
        self.clock.pause(2, self.aws.stopping)
        again = observe(self.aws, self.stack, self._with_needs(kind, line.node.place), [line.node], self.graph)
        for live in again.of(kind.kind, line.node.place):
            mine = live.stack == self.stack.identity and live.address == line.address
            if (mine or kind.identity != "tags" and kind.key(live.fields) == kind.key(want)) and not live.tombstone:
                if line.live is None or live.id != line.live.id:
                    return live
        return kind.create(api, want, tags)

    def _with_needs(self, kind, place):
        kinds = {live.kind.kind: live.kind for live in self.snapshot.all()}
        kinds.update({node.kind.kind: node.kind for node in self.graph.nodes.values()})
        found, queue = set(), [kind]
        while queue:
            current = queue.pop()
            if (current, place) not in found:
                found.add((current, place))
                queue.extend(kinds[name] for name in current.needs if name in kinds)
        return found

    def _complete(self, api, line, live, want):
        """What the create call could not carry is an ordinary update of what it left."""
        live.kind, live.place = line.kind, line.node.place
        return self._update(api, line, live, want, fresh=True)

    def _update(self, api, line, live, want, fresh=False):
        kind, node = line.kind, line.node
        verb, changes = decide(node, want, live, self.words, self.stack)
        if fresh:
            changes = [change for change in changes if not change.replaces]
        elif verb == REPLACE:
            raise SlipwayError("%s: only a replacement could make it as declared, which the plan did not say; run again"
                               % line.address)
        tags = {change.path[5:-1]: change.wanted for change in changes if change.path.startswith("Tags[")}
        rest = [change for change in changes if not change.path.startswith("Tags[")]
        if tags and kind.taggable:
            kind.tag(api, live, tags)
            live.tags = {**(live.tags or {}), **tags}
        if rest:
            live = kind.update(api, live, want, Delta(rest)) or live
        return live

    def _remove_now(self, api, live):
        """Delete the old one of an exclusive kind before its successor is made."""
        live.kind.delete(api, live)
        while live.kind.lingers and live.kind.refresh(api, live) is not None:
            if self.clock.pause(live.kind.poll, self.aws.stopping):
                raise SlipwayError("stopped while %s was going" % live.id)

    # -- afterwards ----------------------------------------------------------------------------------------------------

    def _changed(self, task):
        line = self.resolver.lines.get(task.key)
        verb = self.plan.by_address()[task.key].verb if task.key in self.graph.nodes else DELETE
        if task.state == "failed":
            self.report("failed", task.key, str(task.error))
        elif task.state == "ready" and line is not None and verb in MOVING:
            self.report("done", task.key, verb)

    def _collect(self, states, lines):
        for key, task in states.items():
            verb = lines[key].verb
            if task.state == "failed":
                self.outcome.failed[key] = task.error
            elif task.state == "skipped":
                if verb in MOVING:
                    self.outcome.skipped[key] = task.because
            elif task.state == "ready":
                if verb in MOVING:
                    self.outcome.done.append(key)
            else:
                self.outcome.pending.append(key)
                if task.state == "exists" and verb in MOVING:
                    self.outcome.done.append(key)

    def _delete(self):
        """Superseded objects, then orphans, in reverse of what they use."""
        lines = [line for line in self.plan.lines if line.verb in (DELETE, FORGET)]
        for line in self.plan.lines:
            if line.verb == REPLACE and line.kind.coexist == "new_name" and line.address in self.outcome.done:
                old = self._old(line)
                if old is not None:
                    lines.append(Line(line.address, DELETE, line.kind, None, old, reason="superseded"))
        if not lines:
            return
        before = deletion_order(lines, self.edges)
        tasks = [Task(index, {other: scheduling.READY for other in before[index]}, self._deletion(line))
                 for index, line in enumerate(lines)]

        def changed(task):
            line = lines[task.key]
            if task.state == "failed":
                self.report("failed", line.address, str(task.error))
            elif task.state == "ready":
                self.report("done", line.address, line.verb)
        states = scheduling.run(tasks, self.clock, self.aws.stopping, self.workers, changed=changed)
        for index, task in states.items():
            line = lines[index]
            name = "%s (%s)" % (line.address, line.live.id)
            if task.state == "ready":
                self.outcome.deleted.append(line)
            elif task.state == "failed":
                self.outcome.failed[name] = task.error
            elif task.state == "skipped":
                self.outcome.skipped[name] = lines[task.because].address
            else:
                self.outcome.pending.append(name)

    def _old(self, line):
        return next((live for live in self.snapshot.of(line.kind.kind, line.node.place)
                     if live.address == line.address and live.stack == self.stack.identity and live is not line.live
                     and live.id != line.live.id
                     and not any(other.verb == DELETE and other.live is live for other in self.plan.lines)), None)

    def _deletion(self, line):
        state = {"sent": False}

        def step():
            live, kind, api = line.live, line.kind, self._api(line.live)
            began = self.began.setdefault(("delete", live.id), self.clock.now())
            waited = self.clock.now() - began
            try:
                if line.verb == FORGET:
                    kind.untag(api, live, list(ownership.KEYS))
                    return None
                if not state["sent"]:
                    self._prove(live)
                    self.lock.verify()
                    self.report("start", line.address, DELETE)
                    kind.delete(api, live)
                    state["sent"] = True
                if not kind.lingers or kind.refresh(api, live) is None:
                    return None
            except AwsError as error:
                if error.code not in kind.delete_retry or waited > kind.delete_timeout:
                    raise SlipwayError("%s: %s could not be deleted (%s %s): %s: %s" % (
                        line.address, live.id, error.service, error.operation, error.code, error.message)) from error
                self._show_wait(line, live, "%s: still used" % error.code, waited)
                return Again(min(30, 2 + waited / 4))
            if waited > kind.delete_timeout:
                raise SlipwayError("%s: %s is still there after %d s; run again to go on waiting"
                                   % (line.address, live.id, waited))
            self._show_wait(line, live, "deleting", waited)
            return Again(kind.poll)
        return step

    def _show_wait(self, line, live, text, waited):
        key = ("delete", live.id)
        if self.clock.now() - self.shown.get(key, -SHOW_WAIT_EVERY) >= SHOW_WAIT_EVERY:
            self.shown[key] = self.clock.now()
            self.report("wait", line.address, "%s, %d s" % (text, waited))
