# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VPC endpoints: private ways to AWS services."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Problem
from ..shared import limits
from ..shared.policies import policy
from .base import Ec2Kind, Listing, without_going_twins

# What AWS puts on an endpoint without a policy (CreateVpcEndpoint's documentation: full access).
FULL_ACCESS = {
    "Version": "2008-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}],
}
LISTS = ("RouteTableIds", "SubnetIds", "SecurityGroupIds")


def access(document):
    """Canonical policy; the version means nothing in a policy without variables."""
    document = policy(document)
    return {"Statement": document["Statement"]} if isinstance(document, dict) and "Statement" in document else document


def _services(details):
    """Name -> whether it takes an endpoint policy (ServiceDetail.VpcEndpointPolicySupported)."""
    return {row["ServiceName"]: row.get("VpcEndpointPolicySupported", True) for row in details}


class VpcEndpoint(Ec2Kind):
    """A gateway endpoint (S3, DynamoDB; in route tables, free) or an interface endpoint (in subnets, paid for)."""

    kind = "vpc_endpoint"
    telling = ("ServiceName", "VpcEndpointType")
    tag_type = "vpc-endpoint"
    listing = Listing(
        "describe_vpc_endpoints",
        "VpcEndpoints",
        "VpcEndpointId",
        "VpcEndpointIds",
        ("InvalidVpcEndpointId.NotFound", "InvalidVpcEndpoint.NotFound"),
    )
    uses = ("vpc", "subnet", "route_table", "security_group")
    coexist = "new_name"
    on_repeat = "overlap"
    waits_for_deletion = True
    # Seen: about a minute to come, two to go with its network interfaces.
    durations = {"create": 60, "delete": 120}
    poll = 10
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "ServiceName": fields.required(change=fields.REPLACE),
        "VpcEndpointType": fields.managed("Gateway", change=fields.REPLACE),
        "RouteTableIds": fields.managed([], order="set"),
        "SubnetIds": fields.managed([], order="set"),
        "SecurityGroupIds": fields.managed([], order="set"),
        "PrivateDnsEnabled": fields.managed(False),
        "PolicyDocument": fields.managed(FULL_ACCESS, canonical=access, exact=True, limit=limits.ENDPOINT_POLICY),
        "VpcEndpointId": fields.computed(),
    }

    @classmethod
    def shape(cls, row):
        values = {name: row.get(name) or [] for name in ("RouteTableIds", "SubnetIds")}
        values.update({name: row[name] for name in ("VpcId", "ServiceName", "VpcEndpointId", "VpcEndpointType")})
        values["SecurityGroupIds"] = [group["GroupId"] for group in row.get("Groups") or []]
        # Only interface endpoints have names of their own.
        values["PrivateDnsEnabled"] = row["VpcEndpointType"] == "Interface" and bool(row.get("PrivateDnsEnabled"))
        values["PolicyDocument"] = row.get("PolicyDocument") or FULL_ACCESS
        return values

    @classmethod
    def live(cls, row, tags=None):
        live = super().live(row, tags)
        # The model writes Available, the service available.
        live.raw = (row.get("State") or "available").lower()
        if live.raw == "failed":
            live.raw = "failed: %s" % (
                (row.get("LastError") or {}).get("Message") or row.get("FailureReason") or "no reason given"
            )
        return live

    @classmethod
    def observe(cls, api, scope):
        lives = [live for live in super().observe(api, scope) if live.raw != "deleted"]
        return without_going_twins(lives, ("deleting",))

    @classmethod
    def state(cls, live):
        if live.raw in (None, "available"):
            return READY, ""
        failed = live.raw.startswith("failed") or live.raw in ("rejected", "expired")
        return (FAILED if failed else WORKING), live.raw

    @classmethod
    def refresh_many(cls, api, lives):
        found = cls.described(api, lives, "Filters", "vpc-endpoint-id")
        return {key: live for key, live in found.items() if live.raw != "deleted"}

    @classmethod
    def refresh(cls, api, live):
        return cls.refresh_many(api, [live]).get(live.id)

    @classmethod
    def preflight(cls, api, want, live):
        """The region must offer the service, and the service a policy where one is wished."""
        name, limited = want["ServiceName"], access(want["PolicyDocument"]) != access(FULL_ACCESS)
        if live is not None and (not limited or access(live.fields["PolicyDocument"]) != access(FULL_ACCESS)):
            return []
        # One listing for all endpoints. Of other providers it may leave one out, which is asked for by name.
        offered = api.once(
            "endpoint services", lambda: _services(api.all("describe_vpc_endpoint_services", "ServiceDetails"))
        )
        if name not in offered:
            answer = api.maybe("describe_vpc_endpoint_services", ("InvalidServiceName",), ServiceNames=[name])
            offered = _services(answer["ServiceDetails"]) if answer else {}
        if name not in offered:
            text = "%s is no endpoint service of region %s; aws ec2 describe-vpc-endpoint-services lists them"
            return [Problem(text % (name, api.region))]
        if limited and not offered[name]:
            text = "%s takes no endpoint policy; say open for it in endpoint_policies, or do without the endpoint"
            return [Problem(text % name)]
        return []

    @classmethod
    def create(cls, api, want, tags):
        arguments = {name: want[name] for name in LISTS if want[name]}
        if access(want["PolicyDocument"]) != access(FULL_ACCESS):
            arguments["PolicyDocument"] = json.dumps(want["PolicyDocument"])
        if want["VpcEndpointType"] == "Interface":
            arguments["PrivateDnsEnabled"] = want["PrivateDnsEnabled"]
        row = api.create_vpc_endpoint(
            VpcId=want["VpcId"],
            ServiceName=want["ServiceName"],
            VpcEndpointType=want["VpcEndpointType"],
            TagSpecifications=cls.specification(tags),
            **arguments,
        )["VpcEndpoint"]
        return cls.live(row, tags)

    @classmethod
    def update(cls, api, live, want, delta):
        arguments = {}
        for name in LISTS:
            if delta.touches(name):
                added, removed = set(want[name]) - set(live.fields[name]), set(live.fields[name]) - set(want[name])
                changes = {"Add" + name: sorted(added), "Remove" + name: sorted(removed)}
                arguments.update({argument: ids for argument, ids in changes.items() if ids})
        if delta.touches("PrivateDnsEnabled"):
            arguments["PrivateDnsEnabled"] = want["PrivateDnsEnabled"]
        if delta.touches("PolicyDocument"):
            arguments["PolicyDocument"] = json.dumps(want["PolicyDocument"])
        api.modify_vpc_endpoint(VpcEndpointId=live.id, **arguments)
        live.fields.update({name: want[name] for name in (*LISTS, "PrivateDnsEnabled", "PolicyDocument")})
        return live

    @classmethod
    def delete(cls, api, live):
        if live.raw != "deleting":
            cls.remove(api, "delete_vpc_endpoints", VpcEndpointIds=[live.id])
