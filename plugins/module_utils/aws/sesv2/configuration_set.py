# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SES: configuration sets, with what is told of the mail that is sent through them."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.tags import tag_dict, tag_list
from .base import GONE, SesKind, arn

# The group of the API that a field is in: what it is called when the set is made, and the call that changes it.
GROUPS = {
    "TlsPolicy": ("DeliveryOptions", "put_configuration_set_delivery_options"),
    "ReputationMetricsEnabled": ("ReputationOptions", "put_configuration_set_reputation_options"),
    "SendingEnabled": ("SendingOptions", "put_configuration_set_sending_options"),
    "SuppressedReasons": ("SuppressionOptions", "put_configuration_set_suppression_options"),
}
# What else those calls would take away.
KEPT = {"TlsPolicy": ("SendingPoolName", "MaxDeliverySeconds")}
DESTINATION = ("Enabled", "MatchingEventTypes", "SnsDestination")


def destinations(items):
    """Event destinations as they are compared."""
    return [{**item, "MatchingEventTypes": sorted(item["MatchingEventTypes"])} for item in items or []]


class ConfigurationSet(SesKind):
    """A configuration set, named once per account and Region. Its event destinations are set by calls of their own."""

    kind = "ses_configuration_set"
    console = "ses/home?region={region}#/configuration-sets/{id}"
    index_type = "ses:configuration-set"
    looked_up = True
    name_field = "ConfigurationSetName"
    name_limit = 64
    uses = ("sns_topic",)
    fields = {
        "ConfigurationSetName": fields.required(change=fields.REPLACE),
        "TlsPolicy": fields.managed("OPTIONAL"),
        "ReputationMetricsEnabled": fields.managed(False),
        "SendingEnabled": fields.managed(True),
        "SuppressedReasons": fields.managed([], order="set"),
        "EventDestinations": fields.managed([], order="Name", canonical=destinations),
        "Arn": fields.computed(),
    }

    @classmethod
    def listed(cls, api, prefix):
        return api.all("list_configuration_sets", "ConfigurationSets")

    @classmethod
    def name_of(cls, arn):
        return arn.partition("/")[2]

    @classmethod
    def read(cls, api, name):
        row = api.maybe("get_configuration_set", GONE, ConfigurationSetName=name)
        told = row and api.maybe("get_configuration_set_event_destinations", GONE, ConfigurationSetName=name)
        return cls._live(api, name, row, told.get("EventDestinations") or []) if told is not None and row else None

    @classmethod
    def _live(cls, api, name, row, told):
        values = {field: (row.get(group) or {}).get(field) for field, (group, dummy) in GROUPS.items()}
        return Live(
            name,
            {
                **{field: value for field, value in values.items() if value is not None},
                "ConfigurationSetName": name,
                "SuppressedReasons": values["SuppressedReasons"] or [],
                "EventDestinations": told,
                "Arn": arn(api, "configuration-set/" + name),
            },
            tag_dict(row.get("Tags")),
            raw=row,
        )

    @classmethod
    def create(cls, api, want, tags):
        groups = {group: {field: want[field]} for field, (group, dummy) in GROUPS.items()}
        api.create_configuration_set(ConfigurationSetName=want["ConfigurationSetName"], Tags=tag_list(tags), **groups)
        live = cls._live(api, want["ConfigurationSetName"], groups, [])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        name = {"ConfigurationSetName": live.id}
        for field, (group, call) in GROUPS.items():
            if delta.touches(field):
                was = live.raw.get(group) or {}
                kept = {member: was[member] for member in KEPT.get(field, ()) if was.get(member) is not None}
                getattr(api, call)(**name, **{field: want[field]}, **kept)
        if delta.touches("EventDestinations"):
            cls._tell(api, name, live.fields["EventDestinations"], want["EventDestinations"])
        live.fields.update({field: want[field] for field in cls.fields if field in want})
        return live

    @staticmethod
    def _tell(api, name, was, wanted):
        """Make the event destinations those that are wanted."""
        there, wished = ({item["Name"]: item for item in destinations(items)} for items in (was, wanted))
        for item in sorted(there.keys() - wished.keys()):
            api.delete_configuration_set_event_destination(**name, EventDestinationName=item)
        for item, destination in sorted(wished.items()):
            if destination != there.get(item):
                call = "update" if item in there else "create"
                getattr(api, call + "_configuration_set_event_destination")(
                    **name,
                    EventDestinationName=item,
                    EventDestination={member: destination[member] for member in DESTINATION},
                )

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_configuration_set", GONE, ConfigurationSetName=live.id)
