# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What all Amazon RDS objects share: tags by ARN, names in lower case, listings by name."""

from __future__ import annotations

from ...engine.kind import Kind
from ...engine.references import is_known
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_dict, tag_list


def lower(value):
    """RDS gives identifiers and group names back in lower case; references pass."""
    return value.lower() if isinstance(value, str) and is_known(value) else value


class RdsKind(Kind):
    """An RDS object with a name of its own."""

    service = "rds"
    identity = "natural"
    arn_field = ""  # the member that holds the ARN
    indexed = staticmethod(indexed)
    resource_type = ""  # the tagging index's name for the kind
    listing = ("", "", "", "")  # the describe operation, its list member, its name argument, its code for "not there"

    @classmethod
    def key(cls, values):
        return lower(values.get(cls.name_field))

    @classmethod
    def rows(cls, api, scope):
        """Rows of the wished names, or in a full look of all names that may be ours."""
        operation, member, argument, missing = cls.listing
        if scope.full:
            names = {lower(name) for name in scope.named(cls.name_field)}
            names |= {arn.rpartition(":")[2] for arn in tagged(api, scope.owners, cls.resource_type)}
            return [
                row
                for row in api.all(operation, member)
                if row[cls.name_field] in names or row[cls.name_field].startswith(lower(scope.prefix))
            ]
        answers = api.map(
            lambda name: api.maybe(operation, (missing,), **{argument: name}), scope.named(cls.name_field)
        )
        return [row for answer in answers if answer for row in answer[member]]

    @classmethod
    def row(cls, api, live):
        """The current row of a live object, or None."""
        operation, member, argument, missing = cls.listing
        answer = api.maybe(operation, (missing,), **{argument: live.id})
        return answer[member][0] if answer else None

    @classmethod
    def read_tags(cls, api, lives):
        def read(live):
            live.tags = tag_dict(api.list_tags_for_resource(ResourceName=live.fields[cls.arn_field])["TagList"])

        api.map(read, lives)

    @classmethod
    def tag(cls, api, live, tags):
        api.add_tags_to_resource(ResourceName=live.fields[cls.arn_field], Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.remove_tags_from_resource(ResourceName=live.fields[cls.arn_field], TagKeys=list(keys))
