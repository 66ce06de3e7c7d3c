# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From one set of listener rules to another one, step by step, so that at each moment a request goes where it went before or
where it shall go. Pure.

What is tried are requests that fulfil two rules at once, since only these depend on the order of steps.
"""

from __future__ import annotations

import dataclasses
import heapq
import itertools

from .narrowness import common, fulfils

MOVE = "move"  # the step in which all priorities change
ALL, SOME = (
    8,
    24,
)  # so many steps are tried in all orders, or one by one; with more, some request may go astray for a moment
AMONG = 4  # values of a condition that are tried


@dataclasses.dataclass(eq=False)
class Change:
    """One rule before and after. ``None`` for conditions: it is not there.

    :param before, after: conditions as narrowness.parsed gives them
    :param was, becomes: its priority
    """

    name: str
    before: list | None
    after: list
    was: int | None
    becomes: int


def ordered(changes):
    """The steps in the best order: names of the rules that are made or get other conditions, and MOVE where priorities change.

    :param changes: Change of every rule of the listener, those that stay as they are among them
    """
    steps = [item.name for item in changes if item.before != item.after]
    steps += [MOVE] if any(item.was not in (None, item.becomes) for item in changes) else []
    becomes = {item.name: item.becomes for item in changes}
    if len(steps) < 2 or all(item.before is None for item in changes if item.name in steps) and MOVE not in steps:
        return sorted(steps, key=becomes.get)  # what is new takes nothing from what comes before it
    if len(steps) <= ALL:
        return _best(steps, _World(changes))
    if len(steps) <= SOME:
        return _good(steps, _World(changes))
    new = sorted((item.name for item in changes if item.before is None), key=becomes.get)
    return [*new, *[MOVE for step in steps if step == MOVE], *[step for step in steps if step not in (MOVE, *new)]]


class _World:
    """Who gets which of the requests that are tried, when some steps are done."""

    def __init__(self, changes):
        self.changes, requests = changes, _requests(changes)
        self.old = [self._taken(item.before, requests) for item in changes]
        self.new = [self._taken(item.after, requests) for item in changes]
        self.every = frozenset(range(len(requests)))
        self.first, self.last = self.owners(frozenset()), self.owners({MOVE, *(item.name for item in changes)})

    @staticmethod
    def _taken(conditions, requests):
        return {
            index for index, request in enumerate(requests) if conditions is not None and fulfils(conditions, request)
        }

    def owners(self, done):
        """{request: index of the rule that gets it}."""
        rules = []
        for index, item in enumerate(self.changes):
            there = self.new[index] if item.name in done else self.old[index]
            priority = item.becomes if item.was is None or MOVE in done else item.was
            rules.append((priority, index, there))
        found = {}
        for _priority, index, there in sorted(rules, key=lambda rule: rule[0]):
            for request in there:
                found.setdefault(request, index)
        return found

    def wrong(self, done):
        """How bad a moment is: requests that nobody gets, and twice those that a third rule gets."""
        now = self.owners(done)
        return sum(
            1 if now.get(request) is None else 2
            for request in self.every
            if now.get(request) not in (self.first.get(request), self.last.get(request))
        )


def _requests(changes):
    """Requests that fulfil one or two of the conditions, old and new."""
    rules = [
        (rule, item.before != item.after or item.was != item.becomes)
        for item in changes
        for rule in ([item.after] if item.before in (None, item.after) else [item.before, item.after])
    ]
    found = []
    for (one, changes_too), (other, changes_as_well) in itertools.combinations_with_replacement(rules, 2):
        if not (changes_too or changes_as_well):
            continue
        choices = []
        for key in dict.fromkeys([key for key, dummy in (*one, *other)]):
            mine, theirs = (
                [value for same, values in rule if same == key for value in values] for rule in (one, other)
            )
            values = {common(key[0], *pair) for pair in itertools.product(mine or theirs, theirs or mine)}
            choices.append([(key, value) for value in sorted(values - {None, ""})[:AMONG]])
        found += [dict(items) for items in itertools.product(*choices)][: AMONG**2]
    return found


def _best(steps, world):
    """The order with the fewest wrong moments, by Dijkstra's algorithm over what is done."""
    cost, queue, seen, number = {}, [(0, 0, ())], set(), itertools.count(1)
    while True:
        total, _number, way = heapq.heappop(queue)
        done = frozenset(way)
        if len(way) == len(steps):
            return list(way)
        if done in seen:
            continue
        seen.add(done)
        for step in steps:
            if step not in done:
                after = done | {step}
                if after not in cost:
                    cost[after] = world.wrong(after)
                heapq.heappush(queue, (total + cost[after], next(number), (*way, step)))


def _good(steps, world):
    """Always the step next that does the least harm."""
    way = []
    while len(way) < len(steps):
        way.append(min((step for step in steps if step not in way), key=lambda step: world.wrong({*way, step})))
    return way
