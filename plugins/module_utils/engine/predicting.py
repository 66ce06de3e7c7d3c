# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Predicting: how long a plan will take on AWS, and what takes so long. Pure; nothing that is done hangs on it."""

from __future__ import annotations

import dataclasses

from .deleting import deletion_order
from .handover import handovers
from .kind import CALL, WORKING
from .lines import ADOPT, BLOCKED, DELETE, FORGET, KEEP, MOVING, REPLACE, REVISE, UNKNOWN, UPDATE, WAIT, Line
from .waits import spoken

SHORT = 10  # seconds that are not worth a word


@dataclasses.dataclass(frozen=True)
class Stage:
    """One object on the longest chain: what follows it waits so many seconds for it."""

    address: str
    verb: str
    seconds: float


@dataclasses.dataclass(frozen=True)
class Span:
    """When one change begins and ends, in seconds from the run's first change.

    :param longest: True on the longest chain
    """

    address: str
    verb: str
    begins: float
    ends: float
    longest: bool


@dataclasses.dataclass(frozen=True)
class Forecast:
    """What a plan is expected to take.

    :param seconds: the run as the engine does it
    :param one_by_one: the same changes, each begun when the one before is ready
    :param stages: the longest chain, in its order
    :param spans: every change, by its beginning
    """

    seconds: float
    one_by_one: float
    stages: tuple = ()
    spans: tuple = ()

    def rows(self):
        """The forecast for a person: no rows where nothing takes long."""
        if self.seconds < SHORT:
            return []
        rows = [
            "About %s on AWS; one after the other it would be %s." % (spoken(self.seconds), spoken(self.one_by_one))
        ]
        if self.one_by_one - self.seconds < SHORT:
            rows = ["About %s on AWS." % spoken(self.seconds)]
        long = ["%s %s" % (stage.address, spoken(stage.seconds)) for stage in self.stages if stage.seconds >= SHORT]
        return rows + (["Longest: %s" % " -> ".join(long)] if long else [])

    def data(self):
        """The forecast as JSON-ready data."""
        return dataclasses.asdict(self)


def usually(line, verb):
    """Seconds that one change of a line lasts as a rule.

    :param verb: create, update or delete
    """
    if verb == "update" and all(change.tag for change in line.changes):
        return CALL
    values = line.want if line.node is not None and verb != "delete" else line.live.fields
    return line.kind.duration_of(verb, values, {change.path.split(".")[0].split("[")[0] for change in line.changes})


def settling(line, lasting=usually):
    """Seconds from the call that a moving line leads to until its object is ready."""
    return CALL if line.verb == ADOPT else lasting(line, "update" if line.verb in (UPDATE, REVISE) else "create")


def forecast(plan, graph, edges, wait=True, lasting=usually):
    """The Forecast of a plan, with as many workers as there is work.

    :param wait: as in Options: nobody waits for what nothing else needs
    :param lasting: (line, verb) -> seconds
    """
    times = _applied(plan, graph, edges, wait, lasting)
    going = [line for line in plan.lines if line.verb in (DELETE, FORGET)]
    going += [
        Line(line.address, DELETE, line.kind, None, line.live)
        for line in plan.lines
        if line.verb == REPLACE and line.kind.coexist == "new_name"
    ]
    last = max(times.values(), key=lambda time: time.end(wait), default=None)
    stages = _chain(last, last.end(wait) - last.begins) if last and last.end(wait) else []
    seconds = sum(stage.seconds for stage in stages)
    spans = _spans([time for time in times.values() if time.moves], _links(last if stages else None), 0)
    gone = _removed(going, edges, lasting)
    if gone:
        final = max(gone, key=lambda time: time.ready)
        stages += _chain(final, final.ready - final.begins)
        spans += _spans(gone, _links(final), seconds)
    alone = sum(span.ends - span.begins for span in spans)
    return Forecast(sum(stage.seconds for stage in stages), alone, tuple(stages), tuple(spans))


@dataclasses.dataclass
class _Time:
    """When one line begins, exists and is ready, and the one that it waited for longest."""

    line: Line
    begins: float
    exists: float
    ready: float
    after: _Time | None = None
    moves: bool = True

    def end(self, wait):
        return self.ready if wait else self.exists


def _applied(plan, graph, edges, wait, lasting):
    """address -> _Time of all nodes but those that are held up, or left to a later run."""
    lines, times, held = plan.by_address(), {}, set()
    twice = {user.address for item in handovers(plan, edges) if not item.obstacle for user in item.users}
    order, found = graph.turned({address for address, line in lines.items() if line.verb == UPDATE})
    for node in order:
        line, targets = lines[node.address], found[node.address]
        if line.verb in (BLOCKED, WAIT, UNKNOWN) or line.verb in MOVING and held.intersection(targets):
            held.add(node.address)
            continue
        if node.kind.when_stable and not wait and "ready" in targets.values():
            continue
        begins, after = 0, None
        for target, how in targets.items():
            if target in times:
                when = times[target].ready if how == "ready" else times[target].exists
                if when > begins:
                    begins, after = when, times[target]
        seconds = _seconds(line, lasting) * (2 if node.address in twice else 1)
        exists = begins + min(seconds, CALL) + (lasting(line, "delete") if _makes_room(line) else 0)
        times[node.address] = _Time(line, begins, exists, max(exists, begins + seconds), after, line.verb in MOVING)
    return times


def _makes_room(line):
    """True where the old object has to go before the new one can be made."""
    return line.verb == REPLACE and line.kind.coexist != "new_name"


def _seconds(line, lasting):
    """From the first call for a line until its object is ready; what somebody began before may take as long again."""
    if line.verb == KEEP:
        began = line.live is not None and not line.kind.data and line.kind.state(line.live)[0] == WORKING
        return lasting(line, "create") if began else 0
    return settling(line, lasting) + (lasting(line, "delete") if _makes_room(line) else 0)


def _removed(lines, edges, lasting):
    """The _Times of what goes, from zero, as the order of deletions has it."""
    before, times = deletion_order(lines, edges), {}
    while True:
        free = [index for index in before if index not in times and before[index] <= set(times)]
        if not free:
            return list(times.values())
        for index in free:
            after = max((times[other] for other in before[index]), key=lambda time: time.ready, default=None)
            begins, line = after.ready if after else 0, lines[index]
            ends = begins + (CALL if line.verb == FORGET else lasting(line, "delete"))
            times[index] = _Time(line, begins, ends, ends, after)


def _links(time):
    """The ids of the _Times on the chain that ends with one."""
    found = set()
    while time is not None:
        found.add(id(time))
        time = time.after
    return found


def _spans(times, longest, start):
    """The Spans of _Times that begin so many seconds later, the first first."""
    spans = [
        Span(time.line.address, time.line.verb, start + time.begins, start + time.ready, id(time) in longest)
        for time in times
    ]
    return sorted(spans, key=lambda span: (span.begins, span.ends, span.address))


def _chain(time, seconds):
    """The stages up to one line, which itself takes so many seconds."""
    stages = []
    while time is not None:
        if seconds:
            stages.append(Stage(time.line.address, time.line.verb, seconds))
        seconds = time.begins - time.after.begins if time.after else 0
        time = time.after
    return stages[::-1]
