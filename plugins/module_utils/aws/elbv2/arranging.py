# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: the rules of a listener in their order: which priorities they get, and in which steps. Pure."""

from __future__ import annotations

from ...engine.lines import CREATE, KEEP, REPLACE, UPDATE
from ...engine.references import is_known
from .conditions import conditions
from .narrowness import equal, hidden, overlap, parsed
from .priorities import Rule, assign, first_priority, nearest
from .transition import MOVE, Change, ordered


def arranged(lines, lives, words):
    """What ListenerRule.arrange gives: listener by listener."""
    chosen, after, listeners = {}, {}, {}
    for line in lines:
        if line.verb in (CREATE, REPLACE, UPDATE, KEEP) and is_known(line.want["Conditions"]):
            listeners.setdefault(line.want["ListenerArn"], []).append(line)
    for listener, some in listeners.items():
        there = [live for live in lives if live.fields["ListenerArn"] == listener]
        taken = {live.fields["Priority"] for live in there}
        rules = {line.address: (line, _rule(line, words)) for line in some}
        if not assign([rule for line, rule in rules.values()], taken):
            _anywhere([rule for line, rule in rules.values()], taken)
        for address, (_line, rule) in rules.items():
            if rule.declared is None and rule.now != rule.priority:
                chosen[address] = {"Priority": rule.priority}
        _script(rules, there, chosen, after)
    return chosen, after


def conflicts(lines, foreign):
    """What ListenerRule.conflicts gives: rules that are made or get other conditions, and would get no request or take all of
    somebody else's. What stands as it stood is left alone."""
    problems = []
    for line in lines:
        if line.verb not in (CREATE, REPLACE) and not _changes(line) or not is_known(line.want["Conditions"]):
            continue
        wanted, number = parsed(conditions(line.want["Conditions"])), line.want.get("Priority")
        theirs = [
            (live.fields["Priority"], live.id, parsed(conditions(live.fields.get("Conditions"))))
            for live in foreign
            if live.fields["ListenerArn"] == line.want["ListenerArn"]
        ]
        before = sorted(item for item in theirs if number is None or item[0] < number)
        same = [item for item in theirs if equal(item[2], wanted)]
        taking = same[:1] or [before[index] for index in sorted(hidden(wanted, [item[2] for item in before]))]
        if taking:
            problems.append(
                "%s: %s of the same listener, which this stack does not own, %s: other conditions are needed%s"
                % (
                    line.address,
                    " and ".join("rule %s (priority %d)" % (arn, number) for number, arn, dummy in taking),
                    "has the same conditions, and only one of the two would get the requests"
                    if same
                    else "takes all of its requests before",
                    "" if same or taking[0][0] < 2 else ", or a priority below %d" % taking[0][0],
                )
            )
    return problems


def _rule(line, words):
    wanted, now = parsed(conditions(line.want["Conditions"])), _now(line)
    declared = line.want.get("Priority")
    if declared is None and words.ignored(line.address, "Priority"):
        declared = now
    start = first_priority(wanted)
    # What is nearer to where it shall begin has been moved already.
    stays = not _changes(line) or abs(now - start) <= abs(now - first_priority(_before(line)))
    return Rule(line.address, wanted, start, now, declared, stays)


def _now(line):
    return line.live.fields["Priority"] if _there(line) else None


def _there(line):
    return line.verb in (UPDATE, KEEP)


def _before(line):
    """The conditions of a rule that is there, parsed."""
    return parsed(conditions(line.live.fields["Conditions"]))


def _changes(line):
    """True where a rule that is there gets other conditions."""
    return line.verb == UPDATE and conditions(line.want["Conditions"]) != conditions(line.live.fields["Conditions"])


def _anywhere(rules, taken):
    """There is no room between those that are declared: what is there stays, what is new gets a free number."""
    taken = {*taken, *(rule.declared for rule in rules)}
    for rule in rules:
        rule.priority = rule.declared or rule.now or nearest(rule.start, taken)
        taken.add(rule.priority)


def _script(rules, there, chosen, after):
    """Add to what is chosen the steps of all rules, and how far each line has to see them done; and what comes after what.

    A line does what comes before its own steps, unless that is done: only what is made is left to its own line.
    """
    own = {line.live.id for line, _rule in rules.values() if _there(line)}
    changes = [
        Change(
            address,
            (rule.conditions if not _changes(line) else _before(line)) if _there(line) else None,
            rule.conditions,
            rule.now,
            rule.priority,
        )
        for address, (line, rule) in rules.items()
    ]
    for live in there:
        if live.id not in own:
            found = parsed(conditions(live.fields.get("Conditions")))
            changes.append(Change(live.id, found, found, live.fields["Priority"], live.fields["Priority"]))
    order = ordered(changes)
    moves = {line.live.id: rule.priority for line, rule in rules.values() if rule.now not in (None, rule.priority)}
    steps = [_step(name, rules, moves) for name in order]
    for address, (line, rule) in rules.items():
        own = [index for index, name in enumerate(order) if name == address or name == MOVE and _moves(line, moves)]
        if not own:
            continue
        work = [step for step in steps[: own[-1] + 1] if step is not None]
        if work and (len(order) > 1 or MOVE in order):
            chosen.setdefault(address, {}).update(Steps=work)
        made = [name for name in order[: own[-1]] if name != MOVE and not _there(rules[name][0])]
        if not any(steps):
            made = [name for name in made if overlap(rules[name][1].conditions, rule.conditions)]
        if made:
            after[address] = made


def _moves(line, moves):
    return _there(line) and line.live.id in moves


def _step(name, rules, moves):
    if name == MOVE:
        return {"Moves": moves}
    line = rules[name][0]
    if _there(line):
        return {"RuleArn": line.live.id, "Conditions": conditions(line.want["Conditions"])}
    return None
