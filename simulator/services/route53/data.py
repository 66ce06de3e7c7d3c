"""Amazon Route 53: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "route53",
    uses=("cloudfront",),
    durations={
        "change": 40,
    },
    **OLDER_WORDS | {"invalid": "InvalidInput"},
    # F17
    busy={
        "ChangeResourceRecordSets": (
            "PriorRequestNotComplete",
            "The request was rejected because Route 53 was still processing a prior request.",
            400,
        )
    },
    limits={"ListResourceRecordSets": "MaxItems"},
    permissions=TABLE,
    listings=(
        Listing(
            "hosted_zone",
            "list_hosted_zones",
            "HostedZones",
            "Id",
            details=(("list_tags_for_resource", {"ResourceType": "hostedzone", "ResourceId": "@replace(Id)"}),),
            everywhere=False,
        ),
    ),
    changes={
        ("record", "TTL"): lambda value: value + 1 if value else SAME,
    },
)
