# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Using: who uses what a plan takes away, beside what the run looks at anyway: other capabilities, other stacks."""

from __future__ import annotations

import dataclasses

from .edges import Edges
from .errors import AwsError
from .lines import DELETE, LEFT, REPLACE


class Users:
    """Looks for what refers to objects that go and was not looked for yet.

    :param stack: declaring.Stack
    :param kinds: kind name -> class, all that there are
    :param shared: names of the kinds whose objects capabilities offer to others
    :param observe: called with (kind names, Stack): the Snapshot of those kinds and of what listing them needs
    :param identities: called without arguments: the identities of all stacks of the account
    """

    def __init__(self, stack, kinds, shared, observe, identities):
        self.stack, self.kinds, self.shared = stack, kinds, shared
        self.observe, self.identities = observe, identities

    def refuse(self, plan, seen):
        """What goes although something else uses it is a problem of the plan; a superseded object stays.

        :param seen: names of the kinds that the run has looked for already: of this stack nothing more is among them
        """
        going = [line for line in plan.lines if _goes(line)]
        if not going:
            return  # without a look at all kinds, which would import them
        names = {line.kind.kind for line in going}
        unseen = self._using(names) - set(seen)
        others = self._others(plan) if names & self.shared else set()
        wanted = unseen | (self._using(names & self.shared) if others else set())
        if not wanted:
            return
        snapshot = self.observe(wanted, dataclasses.replace(self.stack, from_stack={name: name for name in others}))
        for (kind, dummy), error in sorted(snapshot.unknown.items(), key=str):
            said, whose = (plan.problems, "") if kind in unseen else (plan.notes, " of another stack")
            said.append("whether a %s%s uses what goes cannot be read: %s" % (kind, whose, error))
        users = [
            live
            for live in snapshot.all()
            if live.stack in others or live.stack == self.stack.identity and live.kind.kind in unseen
        ]
        self._judge(plan, going, Edges([line.live for line in going] + users), {id(live) for live in users})

    def _judge(self, plan, going, edges, users):
        wished = {line.address for line in plan.lines if line.node is not None}
        gone = {id(line.live) for line in going}
        for line in going:
            names = sorted(
                self._named(user)
                for user in edges.used_by(line.live)
                if id(user) in users and not any(id(parent) in gone for parent in edges.deleted_with(user))
            )
            if names and line.verb == DELETE and line.address in wished:
                line.verb, line.reason = LEFT, "superseded, and still used by %s" % ", ".join(names[:5])
            elif names:
                plan.problems.append(used(line.address or line.live.id, line.verb, names))

    def _using(self, names):
        return {kind.kind for kind in self.kinds.values() if not names.isdisjoint(kind.uses) and not kind.data}

    def _others(self, plan):
        try:
            return self.identities() - {self.stack.identity}
        except AwsError as error:
            plan.notes.append("whether other stacks use what goes could not be asked: %s" % error)
            return set()

    def _named(self, live):
        name = live.address or live.id
        return name if live.stack == self.stack.identity else "%s of the stack %s" % (name, live.stack)


def used(address, verb, users):
    """The sentence on an object that cannot go because of its users."""
    return "%s cannot be %s: %d live use%s (%s). Remove what uses it first%s." % (
        address,
        "deleted" if verb == DELETE else "replaced",
        len(users),
        "" if len(users) == 1 else "s",
        ", ".join(users[:5]),
        "" if any(" of the stack " in user for user in users) else ", or with it",
    )


def _goes(line):
    """True where an object goes in this run. Beside one that may stand twice the old one stays until nothing uses it."""
    return line.live is not None and (line.verb == DELETE or line.verb == REPLACE and line.kind.coexist != "new_name")
