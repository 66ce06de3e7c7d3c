"""What calls of AWS Cloud Map require."""

from __future__ import annotations

from simulator.core.permissions.table import More, Table, tags_by

TABLE = Table(
    prefix="servicediscovery",
    found={"namespace": ("Id NamespaceId",), "service": ("Id ServiceId",)},
    starts={"namespace": "ns-", "service": "srv-"},
    kinds={"GetOperation": ""},
    tagging="TagResource",
    # Cloud Map makes the hosted zone with the caller's permission.
    more={
        "CreatePrivateDnsNamespace": (
            More("route53:CreateHostedZone", arn="*"),
            More("ec2:DescribeVpcs", arn="*"),
            More("ec2:DescribeRegions", arn="*"),
        ),
    },
    tags=tags_by("servicediscovery", "ListTagsForResource", "ResourceARN", "Tags"),
)
