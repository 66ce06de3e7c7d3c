# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: the rules of a listener in their order: which priorities they get, and what is done before what. Pure.

At each moment a request goes where it went before, or where it shall go: what is new stands before anything gets wider or
is taken from another rule, and rules move before they get wider and after they got narrower.
"""

from __future__ import annotations

from ...engine.lines import CREATE, KEEP, REPLACE, UPDATE
from ...engine.references import is_known
from .conditions import conditions
from .narrowness import covers, overlap, parsed, precedes
from .priorities import Rule, assign, first_priority, nearest


def arranged(lines, lives, words):
    """What ListenerRule.arrange gives: listener by listener."""
    chosen, after, listeners = {}, {}, {}
    for line in lines:
        if line.verb in (CREATE, REPLACE, UPDATE, KEEP) and is_known(line.want["Conditions"]):
            listeners.setdefault(line.want["ListenerArn"], []).append(line)
    for listener, some in listeners.items():
        taken = {live.fields["Priority"] for live in lives if live.fields["ListenerArn"] == listener}
        rules = {line.address: (line, _rule(line, words)) for line in some}
        if not assign([rule for line, rule in rules.values()], taken):
            _anywhere([rule for line, rule in rules.values()], taken)
        chosen.update(_chosen(rules))
        after.update(_order(rules))
    return chosen, after


def _rule(line, words):
    wanted, now = parsed(conditions(line.want["Conditions"])), _now(line)
    declared = line.want.get("Priority")
    if declared is None and words.ignored(line.address, "Priority"):
        declared = now
    start = first_priority(wanted)
    stays = not _changes(line) or first_priority(_before(line)) == start
    return Rule(line.address, wanted, start, now, declared, stays)


def _now(line):
    return line.live.fields["Priority"] if line.verb in (UPDATE, KEEP) else None


def _anywhere(rules, taken):
    """There is no room between those that are declared: what is there stays, what is new gets a free number."""
    taken = {*taken, *(rule.declared for rule in rules)}
    for rule in rules:
        rule.priority = rule.declared or rule.now or nearest(rule.start, taken)
        taken.add(rule.priority)


def _chosen(rules):
    """{address: values} of the rules that are new or move."""
    moves = {line.live.id: rule.priority for line, rule in rules.values() if rule.now not in (None, rule.priority)}
    narrowed = {
        line.live.id: conditions(line.want["Conditions"])
        for line, rule in rules.values()
        if _changes(line) and (rule.priority < rule.now or rule.priority == rule.now and not _widens(line, rule))
    }
    found = {}
    for address, (line, rule) in rules.items():
        if rule.declared is None and rule.now != rule.priority:
            found[address] = {"Priority": rule.priority}
        if line.live is not None and line.live.id in moves:
            found.setdefault(address, {}).update(Moves=moves, Narrowed=narrowed)
    return found


def _order(rules):
    """{address: addresses of lines that are carried out before it}; no circle among them."""
    after = {}
    for address, (line, rule) in rules.items():
        for other, (wider, its) in rules.items():
            if other != address and precedes(rule.conditions, its.conditions):
                last, first = _turn(line, rule, wider, its)
                if last and not _reaches(after, first, last):
                    after.setdefault(last, []).append(first)
    for address, (line, rule) in rules.items():
        for other, (giving, its) in rules.items():
            # Requests that one rule leaves to another: that comes first.
            if other == address or not _changes(giving) or not (rule.now is None or _changes(line)):
                continue
            if address in after.get(other, ()):
                continue
            if overlap(rule.conditions, _before(giving)) and not _reaches(after, address, other):
                after.setdefault(other, []).append(address)
    return after


def _turn(line, rule, wider, its):
    """(what comes last, what comes first) of a narrower and a wider rule; (None, None) where it does not matter."""
    if _changes(line) and (its.now is None or _changes(wider)):
        return line.address, wider.address
    moves = rule.now != rule.priority
    if moves and (its.now is None or _changes(wider)):
        return wider.address, line.address
    return None, None


def _reaches(after, start, end):
    """True where ``end`` comes before ``start`` already."""
    return start == end or any(_reaches(after, other, end) for other in after.get(start, ()))


def _changes(line):
    """True where a rule that is there gets other conditions."""
    return line.verb == UPDATE and conditions(line.want["Conditions"]) != conditions(line.live.fields["Conditions"])


def _before(line):
    """The conditions of a rule that is there, parsed."""
    return parsed(conditions(line.live.fields["Conditions"]))


def _widens(line, rule):
    return covers(rule.conditions, _before(line))
