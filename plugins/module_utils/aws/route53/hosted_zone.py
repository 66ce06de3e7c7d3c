# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: hosted zones of a stack."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ..shared.tags import tag_dict, tag_list
from .base import GONE, plain


def zone_id(text):
    """``Z...`` without ``/hostedzone/``."""
    return text.rpartition("/")[2]


# -- zones -------------------------------------------------------------------------------------------------------------


class HostedZone(Kind):
    """A public hosted zone that the stack makes.

    CreateHostedZone takes no tags; its comment carries the stamp, so that a zone whose tags were not written yet is
    known as ours. All public zones of the account are listed with one call per hundred; the tags of those that could be
    ours are read.
    """

    kind = "hosted_zone"
    service = "route53"
    places = ("dns",)
    identity = "natural"
    name_field = "Name"
    on_repeat = "token"
    fields = {
        "Name": fields.required(change=fields.REPLACE, canonical=plain),
        "HostedZoneId": fields.computed(),
        "NameServers": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return plain(values["Name"])

    @classmethod
    def observe(cls, api, scope):
        names = {plain(name) for name in scope.named("Name")}
        rows = [row for row in api.all("list_hosted_zones", "HostedZones") if not row["Config"].get("PrivateZone")]
        return api.map(lambda row: cls._live(api, row, plain(row["Name"]) in names), rows)

    @classmethod
    def _live(cls, api, row, wanted):
        live = Live(
            zone_id(row["Id"]),
            {"Name": plain(row["Name"]), "HostedZoneId": zone_id(row["Id"])},
            ownership.read_stamp(row["Config"].get("Comment")),
        )
        if live.tags or wanted:
            live.tags = {**live.tags, **cls._tags(api, live.id)}
            live.fields["NameServers"] = api.get_hosted_zone(Id=live.id)["DelegationSet"]["NameServers"]
        return live

    @staticmethod
    def _tags(api, zone):
        answer = api.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone)
        return tag_dict(answer["ResourceTagSet"]["Tags"])

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = cls._tags(api, live.id)

    @classmethod
    def create(cls, api, want, tags):
        stamp = ownership.stamp(tags)
        answer = api.create_hosted_zone(
            Name=want["Name"], CallerReference=api.caller_reference(stamp), HostedZoneConfig={"Comment": stamp}
        )
        identifier = zone_id(answer["HostedZone"]["Id"])
        return Live(
            identifier,
            {
                "Name": plain(answer["HostedZone"]["Name"]),
                "HostedZoneId": identifier,
                "NameServers": answer["DelegationSet"]["NameServers"],
            },
            {},
        )

    @classmethod
    def update(cls, api, live, want, delta):
        return live

    @classmethod
    def tag(cls, api, live, tags):
        # What only the stamp says is written too, so that the tags are complete.
        api.change_tags_for_resource(
            ResourceType="hostedzone", ResourceId=live.id, AddTags=tag_list({**(live.tags or {}), **tags})
        )

    @classmethod
    def untag(cls, api, live, keys):
        api.change_tags_for_resource(ResourceType="hostedzone", ResourceId=live.id, RemoveTagKeys=list(keys))
        if ownership.STACK in keys:
            api.update_hosted_zone_comment(Id=live.id, Comment="")

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_hosted_zone", GONE, Id=live.id) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_hosted_zone", GONE, Id=live.id)
