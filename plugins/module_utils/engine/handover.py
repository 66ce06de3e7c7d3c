# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Handing over: one generation of an object in the traffic path gives way to the next without an interruption.

It takes two passes over what uses the object. In the first, those that direct traffic know both generations and go on
sending it to the old one, and those that serve stand in both. Once the new one can take the traffic, a second pass
moves everybody to the new one alone. What is done is read off AWS, so a run that was killed anywhere is resumed.

An object that stood in for another one, by turns, under a controller that is no longer declared gives way in the same
manner (``alternate_of``).
"""

from __future__ import annotations

import dataclasses
import typing

from .lines import REPLACE, UPDATE, WAIT, Line
from .references import walk
from .scheduling import READY, Task

BOTH, TAKING_OVER = " (both)", " (takes over)"  # ends of the keys of further tasks; no address has a space


@dataclasses.dataclass
class Handover:
    """One old generation that traffic still goes to.

    :param line: the plan line of the object that takes over
    :param old: the live object that gives way
    :param users: plan lines of what uses the old one
    :param obstacle: why it cannot be handed over, or ""
    """

    line: Line
    old: typing.Any
    users: list
    obstacle: str = ""


def handovers(plan, edges):
    """The handovers of a plan, possible or not."""
    by_live = {id(line.live): line for line in plan.lines if line.node is not None and line.live is not None}
    superseded = {}
    for line in plan.lines:
        if line.node is None:
            superseded.setdefault(line.address, []).append(line.live)
    found = []
    lines_of = plan.by_address()
    for line in lines_of.values():
        if not line.kind.overrides("handover_obstacle"):
            continue
        alternate = line.kind.alternate_of(line.address)
        alternates = [
            live
            for live in (edges.at(alternate) if alternate else ())
            if live.address not in lines_of
            and line.live is not None
            and not any(live.id in walk(user.want) for user in lines_of.values() if user.want)
        ]
        for old in ([line.live] if line.verb == REPLACE else superseded.get(line.address, [])) + alternates:
            users = edges.used_by(old)
            if old in alternates:
                users = [user for user in users if id(user) in by_live]  # what goes with it stays as it is
            if any(user.kind.directs_traffic for user in users):
                lines = [by_live.get(id(user)) for user in users]
                obstacle = _immovable(users, lines) or line.kind.handover_obstacle(line.want, old)
                found.append(Handover(line, old, [user for user in lines if user], obstacle))
    return found


def _immovable(users, lines):
    for user, line in zip(users, lines):
        if line is None or line.verb not in (UPDATE, WAIT) or not user.kind.overrides("using_both"):
            return "%s cannot use both meanwhile" % (user.address or user.id)
        if user.kind.cannot_use_both(line.want):
            return "%s cannot use both meanwhile: %s" % (user.address or user.id, user.kind.cannot_use_both(line.want))
    return ""


def judge(plan, edges, words):
    """Say in the plan what is handed over; refuse what interrupts traffic unless the user accepted it by word."""
    judged = {}
    for item in handovers(plan, edges):
        judged[item.line.address] = item
        if item.line.verb == REPLACE and not item.obstacle:
            item.line.reason += "; both stand until its users have moved"
        elif item.line.verb != REPLACE and item.obstacle and item.line.address not in words.replace:
            plan.problems.append(
                "%s: traffic still goes to %s, and moving it to %s interrupts it, since %s. Accept that with "
                "stack_replace: [%s]."
                % (item.line.address, item.old.id, item.line.live.id, item.obstacle, item.line.address)
            )
    for line in plan.lines:
        item = judged.get(line.address)
        if line.verb != REPLACE or line.kind.replace_freely or line.kind.guarded or line.kind.coexist == "never":
            continue
        if line.address not in words.replace and (item is None or item.obstacle):
            plan.problems.append(
                "%s: %s; replacing %s interrupts what uses it%s. Accept that with stack_replace: [%s], or undo the "
                "change."
                % (
                    line.address,
                    line.reason or "it cannot be changed in place",
                    line.live.id,
                    ", since " + item.obstacle if item else "",
                    line.address,
                )
            )


def moves_of(address, items, lines):
    """{id of the new generation: ids of the old ones} for one user."""
    moves = {}
    for item in items:
        new = lines[item.line.address].live.id
        if new != item.old.id and any(user.address == address for user in item.users):
            moves.setdefault(new, []).append(item.old.id)
    return moves


def unfinished(items, tasks):
    """{address of a user: address of the user it must wait for}: of handovers that this run cannot carry out."""
    keys = {task.key for task in tasks}
    found = {}
    for item in items:
        missing = next((user.address for user in item.users if user.address not in keys), None)
        if missing is not None:
            found.update((user.address, missing) for user in item.users if user.address in keys)
    return found


def two_passes(tasks, items, bridge, relieve):
    """The tasks with a first pass for the users of each handover, and the second pass after it.

    What a user waits for, waits for no more than the first pass of others, so nothing waits in a circle.

    :param bridge: from a user's line to the step of its first pass
    :param relieve: from a handover to the step that waits until the new generation can take the traffic
    """
    by_key = {task.key: task for task in tasks}
    items = [item for item in items if all(user.address in by_key for user in item.users)]
    users = {user.address: user for item in items for user in item.users}
    for key in _before(users, by_key):
        by_key[key].after = _first(by_key[key].after, users)
    more = [Task(key + BOTH, _first(by_key[key].after, users), bridge(line)) for key, line in sorted(users.items())]
    for item in items:
        taking = item.line.address + TAKING_OVER + item.old.id
        firsts = {user.address + BOTH: READY for user in item.users}
        more.append(Task(taking, firsts, relieve(item)))
        for user in item.users:
            by_key[user.address].after = {**by_key[user.address].after, **firsts, taking: READY}
    return more + tasks


def address_of(key):
    """The address that a task's key is about."""
    return key.partition(" (")[0]


def _first(after, users):
    return {key + BOTH if key in users else key: how for key, how in after.items()}


def _before(users, by_key):
    """The tasks, users left out, that some user waits for."""
    found, queue = set(), list(users)
    while queue:
        for key in by_key[queue.pop()].after:
            if key in by_key and key not in found:
                found.add(key)
                queue.append(key)
    return found - set(users)
