# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Lines: what a plan is made of. One line is one object and one verb."""

from __future__ import annotations

import dataclasses
import typing

# Verbs. The order is that of the totals.
CREATE, UPDATE, REVISE, REPLACE = "create", "update", "revise", "replace"
ADOPT, RESTORE, RUN = "adopt", "restore", "run"
KEEP, DELETE, FORGET, BLOCKED = "keep", "delete", "forget", "blocked"
WAIT, UNKNOWN, LEFT, KEPT = "wait", "unknown", "left", "kept"
MOVING = frozenset((CREATE, UPDATE, REVISE, REPLACE, ADOPT, RESTORE, RUN))


@dataclasses.dataclass
class Line:
    """One line of a plan: one object.

    :param verb: see above; ``left`` is an undeclared object that is not touched, ``kept`` one that a guard keeps
    :param changes: list of comparing.Change
    :param reason: why, as a sentence part
    :param want: the wish with defaults and everything known replaced
    :param chosen: what of the wish was not declared, and is chosen (Kind.arrange)
    :param followed: what of the wish follows from other objects (Kind.follow)
    """

    address: str
    verb: str
    kind: typing.Any
    node: typing.Any = None
    live: typing.Any = None
    changes: list = dataclasses.field(default_factory=list)
    reason: str = ""
    want: dict = dataclasses.field(default_factory=dict)
    chosen: dict = dataclasses.field(default_factory=dict)
    followed: dict = dataclasses.field(default_factory=dict)

    @property
    def renews(self):
        """Whether AWS gives anew what each update gives anew; a tag is written by another call."""
        return (
            self.verb in (REVISE, RUN, RESTORE)
            or self.verb == UPDATE
            and not all(change.tag for change in self.changes)
        )

    def touches(self, names):
        """Whether an update changes one of these fields."""
        return self.verb == UPDATE and any(change.path.partition(".")[0] in names for change in self.changes)

    @property
    def certain(self):
        """False where the change hangs on a value that is not known yet."""
        return self.verb != UPDATE or any(change.certain for change in self.changes)


def title(line):
    """Address and object of a line, as results name what went or should go."""
    return "%s (%s)" % (line.address, line.live.id)


@dataclasses.dataclass
class Plan:
    """All lines, in the order of the graph, deletions last.

    :param problems: sentences; any of them forbids the run
    :param notes: sentences worth reading that forbid nothing
    :param missing: (address, field) of a reference that means nothing -> address of the first node that needs it
    :param capabilities: the declared ``capability/instance``, in the order in which a person reads the plan
    :param unknown: (kind name, place) -> Defect: nodes that could not be planned; who knows what else is theirs
    :param after: address -> addresses of lines that are carried out before it, beside what the graph says
    :param forecast: predicting.Forecast of a finished plan; not part of what is approved
    """

    lines: list
    problems: list
    notes: list
    missing: dict = dataclasses.field(default_factory=dict)
    capabilities: list = dataclasses.field(default_factory=list)
    unknown: dict = dataclasses.field(default_factory=dict)
    after: dict = dataclasses.field(default_factory=dict)
    forecast: typing.Any = None

    def by_address(self):
        """address -> Line of the declared nodes."""
        return {line.address: line for line in self.lines if line.node is not None}

    @property
    def moves(self):
        """Lines that lead to a changing call."""
        return [line for line in self.lines if line.verb in MOVING or line.verb in (DELETE, FORGET)]

    @property
    def waiting(self):
        """Lines that wait for a person or a tombstone."""
        return [line for line in self.lines if line.verb in (WAIT, BLOCKED, UNKNOWN)]
