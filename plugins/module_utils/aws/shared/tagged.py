# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Kinds whose tags are written with two operations of their service, and read with one."""

from __future__ import annotations

import dataclasses

from ...engine.kind import Kind
from .tags import tag_dict, tag_list


@dataclasses.dataclass(frozen=True)
class Tagging:
    """How a service's three operations are asked: their arguments have other names in each service.

    :param resource: the argument that names the object
    :param arn: the field that holds what it takes; None where that is the object's id
    :param tags: the argument, and the member of the answer, for tags
    :param keys: the argument for tag keys
    :param pair: the members of one tag; None where tags are a plain dict
    :param missing: AWS's codes for an object that is not there
    :param reading: the operation that answers the tags of one object
    :param adding: the operation that writes tags
    :param removing: the operation that removes tag keys
    """

    resource: str
    arn: str | None = None
    tags: str = "Tags"
    keys: str = "TagKeys"
    pair: tuple | None = ("Key", "Value")
    missing: tuple = ()
    reading: str = "list_tags_for_resource"
    adding: str = "tag_resource"
    removing: str = "untag_resource"

    def named(self, live):
        """The argument that names an object."""
        return {self.resource: live.fields[self.arn] if self.arn else live.id}

    def sent(self, tags):
        """Tags as the service takes them."""
        return tag_list(tags, *self.pair) if self.pair else dict(tags)

    def read(self, tags):
        """Tags as a dict, from what the service answers."""
        return tag_dict(tags, *self.pair) if self.pair else dict(tags or {})


class TaggedKind(Kind):
    """A kind that says in ``tagging`` how its tags are asked for and written."""

    tagging = Tagging("ResourceArn")

    @classmethod
    def read_tags(cls, api, lives):
        how = cls.tagging

        def read(live):
            answer = api.maybe(how.reading, how.missing, **how.named(live))
            live.tags = how.read((answer or {}).get(how.tags))

        api.map(read, lives)

    @classmethod
    def tag(cls, api, live, tags):
        how = cls.tagging
        getattr(api, how.adding)(**how.named(live), **{how.tags: how.sent(tags)})

    @classmethod
    def untag(cls, api, live, keys):
        how = cls.tagging
        getattr(api, how.removing)(**how.named(live), **{how.keys: list(keys)})
