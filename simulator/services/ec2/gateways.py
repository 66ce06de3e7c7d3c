"""Internet and NAT gateways and elastic addresses: states over time, tokens, and what is in use."""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .checks import once
from .interfaces import held, own, release

GONE = ("deleted", "failed")


@operation("ec2", "AttachInternetGateway")
def attach_internet_gateway(call: Call) -> dict[str, Any]:
    gateways = ec2_backends[call.account][call.region].internet_gateways.values()
    vpc_id = call.params["VpcId"]
    if any(item.vpc and item.vpc.id == vpc_id for item in gateways):
        raise AwsError("Resource.AlreadyAssociated", f"Network {vpc_id} already has an internet gateway attached")
    return call.forward()


@operation("ec2", "DetachInternetGateway")
def detach_internet_gateway(call: Call) -> dict[str, Any]:  # B6
    vpc_id = call.params["VpcId"]
    if any(item.vpc_id == vpc_id and item.public_ip for item in held(call.account, call.region)):
        raise AwsError(
            "DependencyViolation",
            f"Network {vpc_id} has some mapped public address(es). Please unmap those public address(es) before "
            "detaching the gateway.",
        )
    return call.forward()


@operation("ec2", "ReleaseAddress")
def release_address(call: Call) -> dict[str, Any]:  # B5
    """An address of a NAT gateway cannot be released, nor right after: AWS has other words for that (behaviour B5)."""
    allocation = call.params.get("AllocationId")
    ec2 = ec2_backends[call.account][call.region]
    address = next((item for item in ec2.addresses if item.allocation_id == allocation), None)
    if address is not None and address.association_id:
        if address.eni and address.eni.id not in ec2.enis:
            raise AwsError(
                "InvalidNetworkInterfaceID.NotFound", f"The networkInterface ID '{address.eni.id}' does not exist"
            )
        if address.eni and address.eni.interface_type == "nat_gateway":
            raise AwsError("AuthFailure", "You do not have permission to access the specified resource.")
        raise AwsError("InvalidIPAddress.InUse", f"Address {address.public_ip} is in use.")
    return call.forward()


def _failure(call: Call, params: dict[str, Any]) -> tuple[str, str] | None:
    """Why a NAT gateway will end as failed: AWS accepts the call and says so in the gateway."""
    ec2 = ec2_backends[call.account][call.region]
    subnet = ec2.get_subnet(params["SubnetId"])
    if params.get("ConnectivityType") == "private":
        return None
    gateways = ec2.internet_gateways.values()
    if not any(item.vpc and item.vpc.id == subnet.vpc_id for item in gateways):
        return "Gateway.NotAttached", f"Network {subnet.vpc_id} has no Internet gateway attached"
    address = ec2.address_by_allocation([params["AllocationId"]])[0]
    if address.association_id:
        return (
            "Resource.AlreadyAssociated",
            f"Elastic IP address [{params['AllocationId']}] is already associated",
        )
    return None


def _create(call: Call) -> dict[str, Any]:
    params = {"ConnectivityType": "public", **call.params}
    params.pop("ClientToken", None)
    public = params["ConnectivityType"] == "public"
    if public != bool(params.get("AllocationId")):
        raise AwsError(
            "MissingParameter" if public else "InvalidParameterCombination",
            "The request must contain the parameter AllocationId"
            if public
            else "AllocationId cannot be used with the connectivity type private",
        )
    failure = _failure(call, params)
    if failure:
        params.pop("AllocationId", None)
    ec2 = ec2_backends[call.account][call.region]
    gateway = ec2.nat_gateways[call.forward(params)["NatGateway"]["NatGatewayId"]]
    gateway._eni._group_set = []
    gateway._eni.description = f"Interface for NAT Gateway {gateway.id}"
    gateway._eni.private_ip_address = gateway._eni.subnet.get_available_subnet_ip(gateway)
    own(gateway._eni, "amazon-aws", "nat_gateway")
    gateway.address_set[0].update(privateIp=gateway._eni.private_ip_address, isPrimary=True, status="succeeded")
    gateway.state = "pending"
    state.after("ec2:nat_gateway", lambda: _settle(call, gateway, failure))
    return {"NatGatewayId": gateway.id}


def _settle(call: Call, gateway: Any, failure: tuple[str, str] | None) -> None:
    if gateway.state != "pending":
        return
    gateway.state = "failed" if failure else "available"
    if failure:
        gateway.failure_code, gateway.failure_message = failure
        gateway.address_set[0].pop("publicIp", None)
        release(call.account, call.region, gateway._eni.id)


@operation("ec2", "CreateNatGateway")
def create_nat_gateway(call: Call) -> dict[str, Any]:  # B3, B13
    identity = once(call, lambda: _create(call))["NatGatewayId"]
    shown = call.invoke("ec2", "DescribeNatGateways", {"NatGatewayIds": [identity]})["NatGateways"][0]
    # The answer of the creation shows the gateway before it is ready, however soon it is.
    return {"NatGateway": {**shown, "State": "pending"}, "ClientToken": call.params.get("ClientToken")}


@operation("ec2", "DescribeNatGateways")
def describe_nat_gateways(call: Call) -> dict[str, Any]:  # B4
    known = ec2_backends[call.account][call.region].nat_gateways
    for identity in call.params.get("NatGatewayIds") or []:
        if identity not in known:
            raise AwsError("NatGatewayNotFound", f"NAT gateway {identity} was not found")
    # moto passes over filters by tag.
    tags = [item for item in call.params.get("Filter") or [] if item["Name"].startswith("tag")]
    answer = call.forward()
    answer["NatGateways"] = [row for row in answer["NatGateways"] if all(_tagged(row, item) for item in tags)]
    return answer


def _tagged(row: dict[str, Any], item: dict[str, Any]) -> bool:
    tags = {tag["Key"]: tag["Value"] for tag in row.get("Tags") or []}
    if item["Name"] == "tag-key":
        return bool(set(item["Values"]) & set(tags))
    return tags.get(item["Name"].partition(":")[2]) in item["Values"]


@operation("ec2", "DeleteNatGateway")
def delete_nat_gateway(call: Call) -> dict[str, Any]:
    identity = call.params["NatGatewayId"]
    gateway = ec2_backends[call.account][call.region].nat_gateways.get(identity)
    if gateway is None:
        raise AwsError("NatGatewayNotFound", f"NAT gateway {identity} was not found")
    if gateway.state == "failed":
        gateway.state = "deleted"
    elif gateway.state not in ("deleted", "deleting"):
        gateway.state = "deleting"
        state.after("ec2:nat_gateway", lambda: _gone(call, gateway), "delete")
    return {"NatGatewayId": identity}


def _gone(call: Call, gateway: Any) -> None:
    """With the gateway goes its interface and later the association of its address; AWS lists it as deleted for an hour."""
    ec2 = ec2_backends[call.account][call.region]
    addresses = [address for address in ec2.addresses if address.eni is gateway._eni]
    release(call.account, call.region, gateway._eni.id)
    gateway.state = "deleted"
    gateway.delete_time = utcnow()
    for address in addresses:
        association = address.association_id
        state.after("ec2:address", lambda known=association: ec2.disassociate_address(association_id=known))
