# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: application load balancers."""

from __future__ import annotations

import re

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Live, Problem
from ...engine.references import is_known
from ..shared.tags import tag_list
from .base import ElbKind, attribute_list, attribute_texts, candidates, patiently, read_tags

GONE = ("LoadBalancerNotFound",)
_NAME = re.compile(r"(?!internal-)[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?")
PROTECTION = "deletion_protection.enabled"


def name_problems(name):
    """CreateLoadBalancer's and CreateTargetGroup's rule for names, as sentences."""
    if not is_known(name) or _NAME.fullmatch(name):
        return []
    return [
        "Name %s: at most 32 letters, digits and hyphens, neither beginning nor ending with a hyphen, nor beginning "
        "with internal-" % name
    ]


class LoadBalancer(ElbKind):
    """An application load balancer. Name and scheme cannot change; subnets, groups and attributes can.

    The create call takes no attributes: they are an update of what it left. Attributes are additive: only those that
    are declared are compared, since their list grows over time.
    """

    kind = "load_balancer"
    telling = ("Name", "Scheme")
    console = "ec2/home?region={region}#LoadBalancer:loadBalancerArn={id}"
    coexist = "new_name"
    name_field = "Name"
    name_limit = 32
    uses = ("subnet", "security_group", "s3_bucket", "bucket_policy")
    wait_timeout = 900
    poll = 10
    # Active after 90 to 180 s. It goes at once, but its network interfaces hold groups and subnets for minutes, and their
    # public addresses the internet gateway for 5 to 10 min.
    durations = {"create": 150, "delete": 300}
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Scheme": fields.managed("internet-facing", change=fields.REPLACE),
        "Type": fields.managed("application", change=fields.REPLACE),
        "IpAddressType": fields.managed("ipv4"),
        "Subnets": fields.required(order="set"),
        "SecurityGroups": fields.required(order="set"),
        "Attributes": fields.managed({}, canonical=attribute_texts, exact=False),
        "LoadBalancerArn": fields.computed(),
        "DNSName": fields.computed(),
        "CanonicalHostedZoneId": fields.computed(),
        "FullName": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        rows = [
            {**row, "Name": row["LoadBalancerName"]}
            for row in api.all("describe_load_balancers", "LoadBalancers")
            if row["Type"] == "application"
        ]
        rows = candidates(scope, rows, "Name")
        tags = read_tags(api, [row["LoadBalancerArn"] for row in rows], scope)
        lives = [cls._live(row, tags.get(row["LoadBalancerArn"], {})) for row in rows]
        names = set(scope.named("Name"))
        described = [
            live
            for live in lives
            if any(want.get("Attributes") for want in scope.wants)
            and (live.fields["Name"] in names or not names.isdisjoint({live.fields["Name"].rpartition("-")[0]}))
        ]
        for live, attributes in zip(described, api.map(lambda live: cls._attributes(api, live.id), described)):
            live.fields["Attributes"] = attributes
        return lives

    @staticmethod
    def _attributes(api, arn):
        rows = api.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        return {row["Key"]: row["Value"] for row in rows}

    @staticmethod
    def _live(row, tags):
        arn = row["LoadBalancerArn"]
        return Live(
            arn,
            {
                "Name": row["LoadBalancerName"],
                "Scheme": row["Scheme"],
                "Type": row["Type"],
                "IpAddressType": row.get("IpAddressType", "ipv4"),
                "Subnets": [zone["SubnetId"] for zone in row["AvailabilityZones"]],
                "SecurityGroups": list(row.get("SecurityGroups") or []),
                "LoadBalancerArn": arn,
                "DNSName": row["DNSName"],
                "CanonicalHostedZoneId": row["CanonicalHostedZoneId"],
                # The value of the CloudWatch dimension LoadBalancer (User Guide, CloudWatch metrics of the load
                # balancer).
                "FullName": arn.split(":loadbalancer/", 1)[1],
            },
            tags,
            raw=row["State"],
        )

    @classmethod
    def validate(cls, want):
        return name_problems(want["Name"])

    @classmethod
    def preflight(cls, api, want, live):
        """With IPv6, every subnet has a range of it (Application Load Balancer User Guide, IP address types)."""
        if want["IpAddressType"] == "ipv4":
            return []
        # A subnet that is still to be made is of the network capability, which makes none with IPv6.
        known = [subnet for subnet in want["Subnets"] if is_known(subnet)]
        rows = api.of("ec2").describe_subnets(SubnetIds=known)["Subnets"] if known else []
        without = [row["SubnetId"] for row in rows if not row.get("Ipv6CidrBlockAssociationSet")]
        if not without and len(rows) == len(want["Subnets"]):
            return []
        text = "IpAddressType %s: subnets with an IPv6 range are needed, and %s no such; say ip_address_type: ipv4, or give subnet_ids"
        return [
            Problem(text % (want["IpAddressType"], "%s have" % ", ".join(without) if without else "the network makes"))
        ]

    @classmethod
    def state(cls, live):
        code = live.raw["Code"]
        if code == "failed":
            return FAILED, live.raw.get("Reason", "")
        # active_impaired serves traffic, but lacks what it needs to scale.
        return (READY, "") if code in ("active", "active_impaired") else (WORKING, code)

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_load_balancer(
            Name=want["Name"],
            Subnets=want["Subnets"],
            SecurityGroups=want["SecurityGroups"],
            Scheme=want["Scheme"],
            Type=want["Type"],
            IpAddressType=want["IpAddressType"],
            Tags=tag_list(tags),
        )["LoadBalancers"][0]
        return cls._live(row, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        # IPv6 needs subnets with IPv6, IPv4 takes any: the address type goes after the subnets.
        if delta.touches("Subnets"):
            api.set_subnets(LoadBalancerArn=live.id, Subnets=want["Subnets"])
        if delta.touches("IpAddressType"):
            api.set_ip_address_type(LoadBalancerArn=live.id, IpAddressType=want["IpAddressType"])
        if delta.touches("SecurityGroups"):
            api.set_security_groups(LoadBalancerArn=live.id, SecurityGroups=want["SecurityGroups"])
        if delta.touches("Attributes"):
            patiently(
                api,
                lambda: api.modify_load_balancer_attributes(
                    LoadBalancerArn=live.id, Attributes=attribute_list(want["Attributes"])
                ),
                lambda: cls.refresh(api, live) is not None and cls.state(live)[0] != WORKING,
            )
        live.fields.update({name: want[name] for name in ("Subnets", "IpAddressType", "SecurityGroups", "Attributes")})
        return live

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("describe_load_balancers", GONE, LoadBalancerArns=[live.id])
        if not answer:
            return None
        live.raw = answer["LoadBalancers"][0]["State"]
        return live

    @classmethod
    def find_by_id(cls, api, identifier):
        answer = api.maybe("describe_load_balancers", GONE, LoadBalancerArns=[identifier])
        if not answer or answer["LoadBalancers"][0]["Type"] != "application":
            return None
        live = cls._live(answer["LoadBalancers"][0], read_tags(api, [identifier]).get(identifier, {}))
        live.fields["Attributes"] = cls._attributes(api, identifier)
        return live

    @classmethod
    def delete(cls, api, live):
        """Deletion protection is lifted first: the plan has named this load balancer, which a console click has not."""
        answer = api.maybe("describe_load_balancer_attributes", GONE, LoadBalancerArn=live.id)
        if answer is None:
            return
        if {"Key": PROTECTION, "Value": "true"} in answer["Attributes"]:
            api.modify_load_balancer_attributes(LoadBalancerArn=live.id, Attributes=attribute_list({PROTECTION: False}))
        api.maybe("delete_load_balancer", GONE, LoadBalancerArn=live.id)
