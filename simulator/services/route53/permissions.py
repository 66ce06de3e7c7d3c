"""What calls of Amazon Route 53 require."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.core.permissions.facts import Facts
from simulator.core.permissions.table import More, Table, last_part


def _normalized(name: str) -> str:
    """A record's name as Route 53 compares it: lower case, without the last dot, other signs as octal codes."""
    plain = name.lower().removesuffix(".").replace("\\052", "*")
    return re.sub(r"[^a-z0-9_.\\-]", lambda match: f"\\{ord(match[0]):03o}", plain)


def _records(facts: Facts) -> Iterator[str]:
    for name in facts.given("ChangeBatch.Changes.ResourceRecordSet.Name"):
        yield _normalized(name)


TABLE = Table(
    prefix="route53",
    found={
        "hostedzone": ("HostedZoneId Id ResourceId",),
        "change": ("Id",),
        "queryloggingconfig": ("Id",),
    },
    kinds=dict.fromkeys(("ChangeTagsForResource", "ListTagsForResource"), "hostedzone"),
    more={"CreateHostedZone": (More("ec2:DescribeVpcs", arn="*", when="VPC"),)},
    facts={"#records": _records},
    list_keys={"route53:ChangeResourceRecordSetsNormalizedRecordNames": "#records"},
    # Route 53 writes /hostedzone/Z123 for Z123.
    bare=last_part,
)
