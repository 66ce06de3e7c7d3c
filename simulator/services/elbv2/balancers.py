"""Load balancers: creation, places, protection and deletion."""

from __future__ import annotations

import random
import re
from typing import Any

from moto.ec2.exceptions import InvalidSubnetIdError
from moto.ec2.models import ec2_backends
from moto.elbv2.models import ELBv2Backend, FakeLoadBalancer
from moto.elbv2.utils import make_arn_for_load_balancer
from moto.moto_api._internal import mock_random

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from ..ec2 import interfaces
from . import defaults
from .find import backend, balancer, validation

NAME = re.compile(r"^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?$")
TAG_LIMIT = 50


def _check_name(name: str) -> None:
    if len(name) > 32:
        raise validation(f"Load balancer name '{name}' cannot be longer than '32' characters")
    if not NAME.match(name):
        raise validation(
            f"Load balancer name '{name}' can only contain characters that are alphanumeric characters and hyphens(-) "
            "and cannot begin or end with a hyphen"
        )
    if name.startswith("internal-"):
        raise validation("The load balancer name cannot begin with 'internal-'.")


def _subnets(call: Call, params: dict[str, Any], kind: str) -> list[Any]:
    wanted = params.get("Subnets") or [item["SubnetId"] for item in params.get("SubnetMappings") or []]
    ec2 = ec2_backends[call.account][call.region]
    found = []
    for subnet in wanted:
        try:
            found.append(ec2.get_subnet(subnet))
        except InvalidSubnetIdError as error:
            raise AwsError("SubnetNotFound", f"The subnet ID '{subnet}' does not exist") from error
    zones = [subnet.availability_zone for subnet in found]
    if len(set(zones)) < len(zones):
        raise AwsError(
            "InvalidConfigurationRequest",
            "A load balancer cannot be attached to multiple subnets in the same Availability Zone",
        )
    if len(zones) < (2 if kind == "application" else 1):
        raise validation("At least two subnets in two different Availability Zones must be specified")
    if len({subnet.vpc_id for subnet in found}) > 1:
        raise AwsError("InvalidConfigurationRequest", "All subnets must belong to the same VPC")
    return found


def _check_addresses(kind: str, subnets: list[Any]) -> None:
    """Every subnet of a load balancer with IPv6 addresses has some, see "IP address types"."""
    if kind.startswith("dualstack") and not all(subnet.ipv6_cidr_block_association_set for subnet in subnets):
        raise validation("You must specify subnets with an associated IPv6 CIDR block.")


def _check_gateway(call: Call, vpc_id: str) -> None:
    gateways = ec2_backends[call.account][call.region].internet_gateways.values()
    if not any(gateway.vpc and gateway.vpc.id == vpc_id for gateway in gateways):
        raise AwsError("InvalidSubnet", f"VPC {vpc_id} has no internet gateway")


def _groups(call: Call, given: list[str], vpc_id: str) -> list[str]:
    ec2 = ec2_backends[call.account][call.region]
    for group in given:
        found = ec2.get_security_group_from_id(group)
        if found is None or found.vpc_id != vpc_id:
            raise AwsError("InvalidSecurityGroup", f"One or more security groups are invalid: {group}")
    return given or [ec2.get_default_security_group(vpc_id).id]


def _settings(item: Any) -> dict[str, Any]:
    """What has to be equal for a second creation under the same name to be the same load balancer."""
    return {
        "subnets": {subnet.id for subnet in item.subnets},
        "groups": set(item.security_groups),
        "scheme": item.scheme,
        "type": item.type,
        "address": item.ip_address_type,
    }


def place(call: Call, item: Any) -> None:
    """Give the load balancer one interface in each of its subnets, with its groups, and only there."""
    item.interfaces = getattr(item, "interfaces", {})
    for subnet_id in set(item.interfaces) - {subnet.id for subnet in item.subnets}:
        interfaces.release(call.account, call.region, item.interfaces.pop(subnet_id))
    description = f"ELB {item.arn.split(':loadbalancer/')[1]}"
    for subnet in item.subnets:
        if subnet.id not in item.interfaces:
            made = interfaces.attach(
                call.account,
                call.region,
                subnet.id,
                item.security_groups,
                description,
                "amazon-elb",
                public=item.scheme == "internet-facing",
            )
            item.interfaces[subnet.id] = made.id
    ec2 = ec2_backends[call.account][call.region]
    for interface_id in item.interfaces.values():
        ec2.enis[interface_id]._group_set = [ec2.get_security_group_from_id(group) for group in item.security_groups]


def shown(item: Any) -> dict[str, Any]:
    """A load balancer as DescribeLoadBalancers shows it."""
    return {
        "LoadBalancerArn": item.arn,
        "DNSName": item.dns_name,
        "CanonicalHostedZoneId": item.canonical_hosted_zone_id,
        "CreatedTime": item.created_time,
        "LoadBalancerName": item.name,
        "Scheme": item.scheme,
        "VpcId": item.vpc_id,
        "State": {"Code": item.state},
        "Type": item.type,
        "AvailabilityZones": _zones(item),
        "SecurityGroups": item.security_groups,
        "IpAddressType": item.ip_address_type,
    }


def _zones(item: Any) -> list[dict[str, Any]]:
    return [
        {"ZoneName": subnet.availability_zone, "SubnetId": subnet.id, "LoadBalancerAddresses": []}
        for subnet in item.subnets
    ]


@operation("elbv2", "CreateLoadBalancer")
def create_load_balancer(call: Call) -> dict[str, Any]:  # C1, C11
    params = call.params
    name = params["Name"]
    _check_name(name)
    kind = params.get("Type") or "application"
    scheme = params.get("Scheme") or "internet-facing"
    subnets = _subnets(call, params, kind)
    _check_addresses(params.get("IpAddressType") or "ipv4", subnets)
    vpc_id = subnets[0].vpc_id
    groups = _groups(call, params.get("SecurityGroups") or [], vpc_id) if kind == "application" else []
    if scheme == "internet-facing":
        _check_gateway(call, vpc_id)
    store = backend(call)
    identity = mock_random.get_random_hex(16)
    arn = make_arn_for_load_balancer(call.account, identity, name, call.region)
    arn = arn.replace("/app/", {"network": "/net/", "gateway": "/gwy/"}.get(kind, "/app/"))
    label = f"{'internal-' if scheme == 'internal' and kind == 'application' else ''}{name}"
    item = FakeLoadBalancer(
        name=name,
        security_groups=groups,
        subnets=subnets,
        vpc_id=vpc_id,
        arn=arn,
        dns_name=f"{label}-{random.randint(10**8, 10**10 - 1)}.{call.region}.elb.amazonaws.com",
        state="provisioning",
        scheme=scheme,
        loadbalancer_type=kind,
        ip_address_type=params.get("IpAddressType") or "ipv4",
    )
    for known in store.load_balancers.values():
        if known.name == name:
            if _settings(known) != _settings(item):
                raise AwsError(
                    "DuplicateLoadBalancerName",
                    f"A load balancer with the same name '{name}' exists, but with different settings",
                )
            return {"LoadBalancers": [shown(known)]}
    item.attrs = defaults.values(defaults.BALANCER[kind])
    item.canonical_hosted_zone_id = defaults.HOSTED_ZONES.get(call.region, defaults.OTHER_HOSTED_ZONE)
    store.load_balancers[arn] = item
    store.add_tags([arn], params.get("Tags") or [])
    place(call, item)
    answer = {"LoadBalancers": [shown(item)]}
    state.after("elbv2:load_balancer", lambda: setattr(item, "state", "active"))
    return answer


@operation("elbv2", "DescribeLoadBalancers")
def describe_load_balancers(call: Call) -> dict[str, Any]:
    params = call.params
    known = backend(call).load_balancers
    if params.get("LoadBalancerArns"):
        found = [balancer(call, arn) for arn in params["LoadBalancerArns"]]
    elif params.get("Names"):
        by_name = {item.name: item for item in known.values()}
        missing = [name for name in params["Names"] if name not in by_name]
        if missing:
            raise AwsError("LoadBalancerNotFound", f"Load balancers '[{', '.join(missing)}]' not found")
        found = [by_name[name] for name in params["Names"]]
    else:
        found = list(known.values())
    found, marker = page(found, params.get("Marker"), params.get("PageSize"), 400)
    return {"LoadBalancers": [shown(item) for item in found], "NextMarker": marker}


@operation("elbv2", "DeleteLoadBalancer")
def delete_load_balancer(call: Call) -> dict[str, Any]:  # B7, C12
    """Deleting what is not there succeeds, see the API reference of DeleteLoadBalancer."""
    arn = call.params["LoadBalancerArn"]
    store = backend(call)
    item = store.load_balancers.get(arn)
    if item is None:
        return {}
    if item.attrs.get("deletion_protection.enabled") == "true":
        raise AwsError(
            "OperationNotPermitted",
            f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled",
        )
    # Its interfaces stay for minutes and keep groups and subnets in use (behaviour B7).
    for interface_id in item.interfaces.values():
        state.after("elbv2:interfaces", lambda known=interface_id: interfaces.release(call.account, call.region, known))
    del store.load_balancers[arn]
    return {}


@operation("elbv2", "SetSecurityGroups")
def set_security_groups(call: Call) -> dict[str, Any]:
    item = balancer(call, call.params["LoadBalancerArn"])
    item.security_groups = _groups(call, call.params["SecurityGroups"], item.vpc_id)
    place(call, item)
    return {"SecurityGroupIds": item.security_groups}


@operation("elbv2", "SetSubnets")
def set_subnets(call: Call) -> dict[str, Any]:
    item = balancer(call, call.params["LoadBalancerArn"])
    subnets = _subnets(call, call.params, item.type)
    item.ip_address_type = call.params.get("IpAddressType") or item.ip_address_type
    _check_addresses(item.ip_address_type, subnets)
    item.subnets = subnets
    place(call, item)
    return {"AvailabilityZones": _zones(item), "IpAddressType": item.ip_address_type}


@operation("elbv2", "SetIpAddressType")
def set_ip_address_type(call: Call) -> dict[str, Any]:
    item = balancer(call, call.params["LoadBalancerArn"])
    _check_addresses(call.params["IpAddressType"], item.subnets)
    item.ip_address_type = call.params["IpAddressType"]
    return {"IpAddressType": item.ip_address_type}


def install() -> None:  # G24
    """Tags up to AWS's limit, and a state that only time changes."""

    def add_tags(self: ELBv2Backend, resource_arns: list[str], tags: list[dict[str, str]]) -> None:
        added = {tag["Key"] for tag in tags}
        if any(key.lower().startswith("aws:") for key in added):
            raise validation("aws: prefixed tag key names are not allowed for external use.")
        for arn in resource_arns:
            self._get_resource_by_arn(arn)
            if len(added | set(self.tagging_service.get_tag_dict_for_resource(arn))) > TAG_LIMIT:
                raise AwsError("TooManyTags", f"The maximum number of tags is {TAG_LIMIT}.")
            self.tagging_service.tag_resource(arn, tags)

    ELBv2Backend.add_tags = add_tags
    FakeLoadBalancer.activate = lambda self: None
