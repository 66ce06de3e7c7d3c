# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What kinds answer the engine with: live objects, problems, how far long work has come."""

from __future__ import annotations

import dataclasses
import typing

READY, WORKING, FAILED = "ready", "working", "failed"
CALL = 1  # seconds of a change that AWS makes at once


@dataclasses.dataclass
class Live:
    """One object that exists on AWS, as one read saw it.

    :param id: what the API calls it by (id, ARN or name): unique within kind and place
    :param fields: values by API name: what is compared, and what others may refer to. Only what AWS answered.
    :param tags: its tags; None where they were not read yet (kinds with ``late_tags``)
    :param raw: anything the kind needs later (an ETag, a lock token); never shown
    :param tombstone: text where the object is going or gone but its name is still taken
    :param parent: for parts and children: id of the parent object
    :param note: a sentence worth reading in the plan
    :param lost: paths of what AWS keeps for the object, such as the alarms of a scaling policy, and what is gone of it though
        the object needs it: an update brings it back
    """

    id: str
    fields: dict
    tags: dict | None = None
    raw: typing.Any = None
    tombstone: str | None = None
    parent: str | None = None
    note: str = ""
    lost: tuple = ()
    # set by the engine
    kind: typing.Any = None
    place: str = "main"
    stack: str | None = None
    address: str | None = None


@dataclasses.dataclass(frozen=True)
class Problem:
    """Why a node cannot be made as wished. ``waits`` means: only this node waits for a person, the rest goes on.

    ``note`` means: nothing forbids it, and the plan says the sentence.
    """

    text: str
    waits: bool = False
    note: bool = False


@dataclasses.dataclass(frozen=True)
class More:
    """What ``delete`` has done so far of long work: it has to be asked again.

    :param done: how many, this time
    :param what: of what, as in "12 000 versions deleted"
    """

    done: int
    what: str
