"""AWS WAF: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import fewer, key
from simulator.core.lags import Race
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

_UNAVAILABLE = (
    "WAFUnavailableEntityException",
    "AWS WAF couldn't retrieve a resource that you specified for this operation. Retry your request.",
    400,
)


def _waf(scope: str) -> list[Listing]:
    given = {"Scope": scope}
    named = {"Name": "@Name", "Id": "@Id", **given}
    tags = ("list_tags_for_resource", {"ResourceARN": "@ARN"})
    return [
        Listing(
            f"web_acl {scope}",
            "list_web_acls",
            "WebACLs",
            "ARN",
            given,
            (("get_web_acl", named), ("get_logging_configuration", {"ResourceArn": "@ARN"}), tags),
            scope == "REGIONAL",
        ),
        Listing(
            f"ip_set {scope}",
            "list_ip_sets",
            "IPSets",
            "ARN",
            given,
            (("get_ip_set", named), tags),
            scope == "REGIONAL",
        ),
    ]


SERVICE = Service(
    "wafv2",
    uses=("cloudfront",),
    # C19
    too_many_tags=("WAFLimitsExceededException", 400),
    busy={"AssociateWebACL": _UNAVAILABLE},
    # C19
    races=(Race("web_acl", {"CreateWebACL": "Summary.ARN"}, 30),),
    refuses=dict.fromkeys(
        ("web_acl", "load_balancer"), dict.fromkeys(("AssociateWebACL", "PutLoggingConfiguration"), _UNAVAILABLE)
    ),
    pages={
        name: ("NextMarker", "NextMarker", [rows])
        for name, rows in (("ListWebACLs", "WebACLs"), ("ListIPSets", "IPSets"), ("ListRuleGroups", "RuleGroups"))
    },
    permissions=TABLE,
    listings=(
        *_waf("REGIONAL"),
        *_waf("CLOUDFRONT"),
    ),
    changes={
        ("ip_set", "Addresses"): ["198.51.100.0/24"],
        ("web_acl", "Rules"): fewer,
        ("web_acl", "DefaultAction"): {"Block": {}},
        ("web_acl", "VisibilityConfig"): key("SampledRequestsEnabled", False),
        ("web_acl_logging", "RedactedFields"): fewer,
    },
)
