# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: what the three objects of a log delivery share, by which other services hand over their logs."""

from __future__ import annotations

from ..shared.tagged import TaggedKind, Tagging

GONE = ("ResourceNotFoundException",)


class LogDeliveryKind(TaggedKind):
    """A delivery source, a delivery destination, or the delivery from one to the other.

    Their listings take neither names nor tags, and show no tags. These are given by the call that makes an object.
    """

    service = "logs"
    # CloudFront's are in us-east-1, wherever the bucket is (CloudFront Developer Guide, standard logging v2).
    places = ("main", "cdn")
    tagging = Tagging("resourceArn", "arn", tags="tags", keys="tagKeys", pair=None, missing=GONE)
    replace_freely = True
    delete_retry = ("ConflictException",)
    noun, member = "", ""  # what follows get_ and delete_, and its member in answers
    listing = ("", "")  # the operation that lists them, and the member of its answer
    id_field = "name"  # the argument that names one
    start_field = "name"  # the member of a row that begins like the stack

    @classmethod
    def observe(cls, api, scope):
        """One listing; tags of those that may be the stack's."""
        starts = tuple("-".join(owner.split("/")[:2]) + "-" for owner in scope.owners)
        lives = [cls._live(row) for row in cls.rows(api) if row[cls.start_field].startswith(starts)]
        cls.read_tags(api, lives)
        return lives

    @classmethod
    def rows(cls, api):
        """All of the account's in the Region; read once, as checks look at them too."""
        operation, member = cls.listing
        return api.once(operation, lambda: api.all(operation, member))

    @classmethod
    def _live(cls, row, tags=None):
        raise NotImplementedError(cls.kind)

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("get_" + cls.noun, GONE, **{cls.id_field: live.id})
        return cls._live(answer[cls.member], live.tags) if answer else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_" + cls.noun, GONE, **{cls.id_field: live.id})
