# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The priorities of a listener's rules that we choose: in the order of narrowness, moving as few rules as possible. Pure."""

from __future__ import annotations

import bisect
import dataclasses

from .narrowness import WILD, precedes

LAST = 50000  # the highest priority
# Where rules begin when we choose: the catch-all after all others.
NARROW, CATCH_ALL = 10000, 40000


@dataclasses.dataclass(eq=False)
class Rule:
    """One wished rule.

    :param conditions: as narrowness.parsed gives them
    :param start: where the search for a free priority begins
    :param now: its priority; None for a new one
    :param declared: the priority that the user says, or None
    :param stays: False where its conditions became others, for which the search begins elsewhere
    """

    address: str
    conditions: list
    start: int
    now: int | None = None
    declared: int | None = None
    stays: bool = True
    priority: int | None = None

    @property
    def held(self):
        """The priority that it keeps if it can."""
        return self.declared if self.declared is not None else self.now if self.stays else None


def assign(rules, taken):
    """Set the ``priority`` of each rule. False where there is no room between those that are declared.

    :param taken: the numbers that are somebody's, those that our rules have now among them
    """
    used = set(taken) | {rule.declared for rule in rules}
    rules = _ordered(rules, used)
    kept = _kept(rules)
    while True:
        for rule in rules:
            rule.priority = rule.held if rule in kept else None
        tight = _fill(rules, used)
        if tight is None:
            return True
        loose = next((rule for rule in [*tight, *kept] if rule in kept and rule.declared is None), None)
        if loose is None:
            return False
        kept.remove(loose)  # one more moves


def first_priority(conditions):
    """Where the search for a free priority begins, by narrowness.parsed conditions: those that match less come first.

    A longer fixed beginning of the path, and each further condition, makes a rule narrower.
    """
    if not conditions:
        return CATCH_ALL
    paths = [value for (field, _name), values in conditions if field == "path-pattern" for value in values]
    fixed = min((len(WILD.split(path)[0]) for path in paths), default=0)
    return NARROW - 80 * min(fixed, 50) - 1000 * min(len(conditions) - 1, 5)


def nearest(number, taken):
    """The free priority that comes next after a number, or else before it."""
    return next((free for free in [*range(number, LAST + 1), *range(number - 1, 0, -1)] if free not in taken), None)


def _ordered(rules, used):
    """The rules in the order in which they have to come; where that says nothing, as they are, and new ones where there is room."""
    rest = sorted(
        rules,
        key=lambda rule: (rule.held if rule.held is not None else nearest(rule.start, used) or LAST, rule.address),
    )
    earlier = {rule: {other for other in rest if other is not rule and _before(other, rule)} for rule in rest}
    result = []
    while rest:
        rule = next((rule for rule in rest if earlier[rule].isdisjoint(rest)), rest[0])
        rest.remove(rule)
        result.append(rule)
    return result


def _before(one, other):
    """True where one rule has to come before another; what is declared stays in its own order, whatever it covers."""
    if one.declared is not None and other.declared is not None:
        return one.declared < other.declared
    return precedes(one.conditions, other.conditions)


def _kept(rules):
    """The most rules whose priorities ascend already; those that are declared in any case."""
    best = []  # (weight, chain) for each end
    for rule in rules:
        if rule.held is None:
            continue
        before = max((item for item in best if item[1][-1].held < rule.held), key=lambda item: item[0], default=(0, []))
        best.append((before[0] + (1 if rule.declared is None else 1000), [*before[1], rule]))
    return max(best, key=lambda item: item[0], default=(0, []))[1]


def _fill(rules, taken):
    """Give numbers to those that have none. The two neighbours between which there are too few, or None."""
    start = 0
    while start < len(rules):
        if rules[start].priority is not None:
            start += 1
            continue
        end = next((at for at in range(start, len(rules)) if rules[at].priority is not None), len(rules))
        some, low = rules[start:end], rules[start - 1] if start else None
        high = rules[end] if end < len(rules) else None
        free = [
            number
            for number in range((low.priority if low else 0) + 1, high.priority if high else LAST + 1)
            if number not in taken
        ]
        if len(free) < len(some):
            return [rule for rule in (high, low) if rule is not None]
        at = -1
        for index, rule in enumerate(some):
            at = min(max(bisect.bisect_left(free, rule.start), at + 1), len(free) - len(some) + index)
            rule.priority = free[at]
        start = end
    return None
