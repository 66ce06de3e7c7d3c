# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What all EC2 objects share: tags in the create call, tags by id, listings that filter by tag."""

from __future__ import annotations

import dataclasses

from ...engine import ownership
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list


@dataclasses.dataclass(frozen=True)
class Listing:
    """How a kind is read.

    :param operation: the describe operation
    :param member: its answer's list
    :param id: the row's member that identifies the object
    :param ids: the argument that asks for some objects by id
    :param missing: AWS's codes for "no such object"
    """

    operation: str
    member: str
    id: str
    ids: str
    missing: tuple = ()


class Ec2Kind(Kind):
    """An EC2 object with tags. Plain rows need ``listing``, ``tag_type``, ``fields`` and ``create`` only."""

    service = "ec2"
    tag_type = ""  # the ResourceType of TagSpecifications
    listing: Listing | None = None

    @classmethod
    def specification(cls, tags):
        """The TagSpecifications argument of a create call."""
        return [{"ResourceType": cls.tag_type, "Tags": tag_list(tags)}]

    @classmethod
    def shape(cls, row):
        """The fields of a described row: members of the same name, unless a kind says otherwise."""
        return {name: row[name] for name in cls.fields if name in row}

    @classmethod
    def live(cls, row, tags=None):
        """The Live of a described row, or of a create call's answer with the tags it was sent."""
        return Live(
            row[cls.listing.id],
            cls.shape(row),
            tag_dict(row.get("Tags")) if tags is None else dict(tags),
            raw=row.get("State"),
        )

    @staticmethod
    def never_ran(api, scope):
        """True where nothing of the stack can be there: its plan asks for no empty listings."""
        return scope.new and not tagged(api, scope.owners, "ec2")

    @classmethod
    def observe(cls, api, scope):
        if cls.never_ran(api, scope):
            return []
        return [
            cls.live(row) for row in api.all(cls.listing.operation, cls.listing.member, Filters=scope.tag_filters())
        ]

    @classmethod
    def refresh(cls, api, live):
        rows = api.all(
            cls.listing.operation, cls.listing.member, missing=cls.listing.missing, **{cls.listing.ids: [live.id]}
        )
        return cls.live(rows[0]) if rows else None

    @classmethod
    def described(cls, api, lives, argument, name):
        """Objects read again with one call, by a filter, since an unknown id would fail all: {id: Live}."""
        wanted = [{"Name": name, "Values": sorted(live.id for live in lives)}]
        return {
            live.id: live
            for live in map(cls.live, api.all(cls.listing.operation, cls.listing.member, **{argument: wanted}))
        }

    @classmethod
    def tag(cls, api, live, tags):
        api.create_tags(Resources=[live.id], Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.delete_tags(Resources=[live.id], Tags=[{"Key": key} for key in keys])

    @classmethod
    def remove(cls, api, operation, **identifiers):
        """Delete by a batch call. What is gone may be an error as well as a row of its answer's ``Unsuccessful`` list."""
        missing = cls.listing.missing
        cls.refuse(api, operation, api.maybe(operation, missing, **identifiers) or {}, missing)

    @staticmethod
    def refuse(api, operation, answer, fine=()):
        """Raise what a batch call says only in its answer's ``Unsuccessful`` list; codes in ``fine`` are success."""
        for item in answer.get("Unsuccessful") or []:
            error = item["Error"]
            if error["Code"] not in fine:
                raise AwsError(api.service, operation, error["Code"], error.get("Message", ""))


def once_seen(api, read, enough):
    """What ``read()`` answers once ``enough(answer)`` holds, or its last answer after 20 s.

    What was just made is not visible to every read at once (EC2 API Reference, "Eventual consistency").
    """
    for _attempt in range(10):
        answer = read()
        if enough(answer) or api.clock.pause(2):
            break
    return answer


def without_going_twins(lives, going):
    """Leave out objects on their way out whose successor, with the same stack and address, is there already."""

    def claim(live):
        return live.tags.get(ownership.STACK), live.tags.get(ownership.ADDRESS)

    staying = {claim(live) for live in lives if live.raw not in going}
    return [live for live in lives if live.raw not in going or claim(live) not in staying]
