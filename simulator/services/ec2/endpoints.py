"""VPC endpoints: services that exist, interfaces in their subnets, states over time."""

from __future__ import annotations

import json
from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .checks import once
from .groups import find
from .interfaces import attach, release

GATEWAY = ("dynamodb", "s3")
# AWS services with interface endpoints, see "AWS services that integrate with AWS PrivateLink"; a selection.
INTERFACE = (
    "acm-pca",
    "application-autoscaling",
    "autoscaling",
    "backup",
    "cloudformation",
    "codebuild",
    "dynamodb",
    "ec2",
    "ec2messages",
    "ecr.api",
    "ecr.dkr",
    "ecs",
    "ecs-agent",
    "ecs-telemetry",
    "elasticache",
    "elasticfilesystem",
    "elasticloadbalancing",
    "email-smtp",
    "events",
    "execute-api",
    "kinesis-firehose",
    "kinesis-streams",
    "kms",
    "lambda",
    "logs",
    "monitoring",
    "rds",
    "rds-data",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "sns",
    "sqs",
    "ssm",
    "ssmmessages",
    "states",
    "sts",
    "synthetics",
    "xray",
)


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameter", message)


def _services(call: Call) -> dict[str, list[str]]:
    """Full service name to the kinds of endpoint it has."""
    reverse = "cn.com.amazonaws" if call.partition == "aws-cn" else "com.amazonaws"
    kinds = {f"{reverse}.{call.region}.{name}": ["Interface"] for name in INTERFACE}
    for name in GATEWAY:
        kinds.setdefault(f"{reverse}.{call.region}.{name}", []).append("Gateway")
    return kinds


def _check_service(call: Call, name: str, kind: str) -> None:
    if kind not in _services(call).get(name, []):
        raise AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")


@operation("ec2", "DescribeVpcEndpointServices")
def describe_vpc_endpoint_services(call: Call) -> dict[str, Any]:
    known = _services(call)
    wanted = call.params.get("ServiceNames") or sorted(known)
    for name in wanted:
        if name not in known:
            raise AwsError("InvalidServiceName", f"The Vpc Endpoint Service '{name}' does not exist")
    zones = [zone.name for zone in ec2_backends[call.account][call.region].describe_availability_zones()]
    details = [
        {
            "ServiceName": name,
            "ServiceType": [{"ServiceType": kind}],
            "AvailabilityZones": zones,
            "Owner": "amazon",
            "AcceptanceRequired": False,
            "ManagesVpcEndpoints": False,
            "VpcEndpointPolicySupported": True,
            "SupportedIpAddressTypes": ["ipv4"],
            "Tags": [],
        }
        for name in wanted
        for kind in known[name]
    ]
    for item in call.params.get("Filters") or []:
        if item["Name"] == "service-type":
            details = [row for row in details if row["ServiceType"][0]["ServiceType"] in item["Values"]]
        elif item["Name"] == "service-name":
            details = [row for row in details if row["ServiceName"] in item["Values"]]
        else:
            raise AwsError("InvalidParameterValue", f"The filter '{item['Name']}' is invalid")
    return {"ServiceNames": sorted({row["ServiceName"] for row in details}), "ServiceDetails": details}


def _check_interface(call: Call, params: dict[str, Any]) -> None:
    ec2 = ec2_backends[call.account][call.region]
    vpc = ec2.get_vpc(params["VpcId"])
    for subnet in params.get("SubnetIds") or []:
        if ec2.get_subnet(subnet).vpc_id != vpc.id:
            raise _invalid(f"Subnet {subnet} does not belong to {vpc.id}")
    for group in params.get("SecurityGroupIds") or []:
        find(call, group)
    if not params["PrivateDnsEnabled"]:
        return
    if not (vpc.enable_dns_support and vpc.enable_dns_hostnames):
        raise _invalid(
            "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true "
            f"for {vpc.id}"
        )
    for other in ec2.vpc_end_points.values():
        if (other.vpc_id, other.service_name, other.private_dns_enabled) == (vpc.id, params["ServiceName"], True):
            raise _invalid(
                f"private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{params['ServiceName']} in the VPC {vpc.id}"
            )


def _check_gateway(call: Call, params: dict[str, Any]) -> None:
    for other in ec2_backends[call.account][call.region].vpc_end_points.values():
        shared = set(other.route_table_ids) & set(params.get("RouteTableIds") or [])
        if other.service_name == params["ServiceName"] and shared:
            raise AwsError(
                "RouteAlreadyExists",
                f"route table {min(shared)} already has a route with destination-prefix-list-id "
                f"{other.destination_prefix_list_id}",
            )


POLICY = 20_480  # characters with blanks, see "Control access to VPC endpoints using endpoint policies"


def _check_policy(text: str | None) -> None:
    if text is not None and len(text) > POLICY:
        raise AwsError("InvalidPolicyDocument", f"The policy document is longer than {POLICY} characters")
    try:
        if text is not None and "Statement" not in json.loads(text):
            raise ValueError
    except ValueError as error:
        raise AwsError("InvalidPolicyDocument", "The policy document is invalid") from error


def _create(call: Call) -> dict[str, Any]:  # B12
    kind = call.params.get("VpcEndpointType") or "Gateway"
    params = {**call.params, "VpcEndpointType": kind}
    params["PrivateDnsEnabled"] = call.params.get("PrivateDnsEnabled", kind == "Interface")
    _check_service(call, params["ServiceName"], kind)
    _check_policy(params.get("PolicyDocument"))
    if kind == "Interface":
        _check_interface(call, params)
        # moto would make interfaces outside their subnets; _place makes the right ones.
        subnets = params.pop("SubnetIds", [])
    else:
        _check_gateway(call, params)
        subnets = []
    identity = call.forward(params)["VpcEndpoint"]["VpcEndpointId"]
    endpoint = ec2_backends[call.account][call.region].vpc_end_points[identity]
    endpoint.route_table_ids = endpoint.route_table_ids or []
    endpoint.subnet_ids = []
    if kind == "Interface":
        if not endpoint.security_group_ids:
            ec2 = ec2_backends[call.account][call.region]
            endpoint.security_group_ids = [ec2.get_default_security_group(endpoint.vpc_id).id]
        _place(call, endpoint, subnets)
    endpoint.state = "pending"
    state.after("ec2:vpc_endpoint", lambda: _ready(endpoint))
    return {"VpcEndpointId": identity}


def _ready(endpoint: Any) -> None:
    if endpoint.state == "pending":
        endpoint.state = "available"


def _place(call: Call, endpoint: Any, subnets: list[str]) -> None:
    """One interface in each subnet, with the groups of the endpoint."""
    known = getattr(endpoint, "places", {})
    for subnet in set(known) - set(subnets):
        release(call.account, call.region, known.pop(subnet))
    for subnet in subnets:
        if subnet not in known:
            description = f"VPC Endpoint Interface {endpoint.id}"
            made = attach(
                call.account,
                call.region,
                subnet,
                endpoint.security_group_ids,
                description,
                "amazon-vpce",
                "vpc_endpoint",
            )
            known[subnet] = made.id
    ec2 = ec2_backends[call.account][call.region]
    for interface in known.values():
        ec2.enis[interface]._group_set = [find(call, group) for group in endpoint.security_group_ids]
    endpoint.places = known
    endpoint.subnet_ids = list(known)
    endpoint.network_interface_ids = list(known.values())


@operation("ec2", "CreateVpcEndpoint")
def create_vpc_endpoint(call: Call) -> dict[str, Any]:
    identity = once(call, lambda: _create(call))["VpcEndpointId"]
    shown = call.invoke("ec2", "DescribeVpcEndpoints", {"VpcEndpointIds": [identity]})["VpcEndpoints"][0]
    return {"VpcEndpoint": {**shown, "State": "pending"}, "ClientToken": call.params.get("ClientToken")}


@operation("ec2", "DescribeVpcEndpoints")
def describe_vpc_endpoints(call: Call) -> dict[str, Any]:
    """With a filter by id, which moto does not know."""
    filters = call.params.get("Filters") or []
    wanted = [item["Values"] for item in filters if item["Name"] == "vpc-endpoint-id"]
    others = [item for item in filters if item["Name"] != "vpc-endpoint-id"]
    answer = call.forward({**call.params, "Filters": others} if wanted else None)
    answer["VpcEndpoints"] = [
        row for row in answer["VpcEndpoints"] if all(row["VpcEndpointId"] in ids for ids in wanted)
    ]
    return answer


@operation("ec2", "ModifyVpcEndpoint")
def modify_vpc_endpoint(call: Call) -> dict[str, Any]:
    params = call.params
    endpoint = ec2_backends[call.account][call.region].vpc_end_points.get(params["VpcEndpointId"])
    if endpoint is None:
        raise AwsError(
            "InvalidVpcEndpointId.NotFound", f"The Vpc Endpoint Id '{params['VpcEndpointId']}' does not exist"
        )
    _check_policy(params.get("PolicyDocument"))
    if endpoint.vpc_endpoint_type == "Gateway":
        return call.forward()
    if params.get("PolicyDocument"):
        endpoint.policy_document = params["PolicyDocument"]
    elif params.get("ResetPolicy"):
        endpoint.policy_document = json.dumps(endpoint.DEFAULT_POLICY)
    if "PrivateDnsEnabled" in params:
        endpoint.private_dns_enabled = params["PrivateDnsEnabled"]
    groups = [*endpoint.security_group_ids, *(params.get("AddSecurityGroupIds") or [])]
    removed = params.get("RemoveSecurityGroupIds") or []
    endpoint.security_group_ids = [group for group in dict.fromkeys(groups) if group not in removed]
    for group in endpoint.security_group_ids:
        find(call, group)
    subnets = [*endpoint.subnet_ids, *(params.get("AddSubnetIds") or [])]
    removed = params.get("RemoveSubnetIds") or []
    _place(call, endpoint, [subnet for subnet in dict.fromkeys(subnets) if subnet not in removed])
    return {"Return": True}


@operation("ec2", "DeleteVpcEndpoints")
def delete_vpc_endpoints(call: Call) -> dict[str, Any]:
    ec2 = ec2_backends[call.account][call.region]
    failed = []
    for identity in call.params["VpcEndpointIds"]:
        endpoint = ec2.vpc_end_points.get(identity)
        if endpoint is None:
            error = {
                "Code": "InvalidVpcEndpoint.NotFound",
                "Message": f"The Vpc Endpoint Id '{identity}' does not exist",
            }
            failed.append({"ResourceId": identity, "Error": error})
            continue
        if endpoint.state == "deleting":
            continue
        if endpoint.vpc_endpoint_type == "Gateway":
            ec2.delete_vpc_endpoints([identity])
        endpoint.state = "deleting"
        state.after("ec2:vpc_endpoint", lambda endpoint=endpoint: _gone(call, endpoint), "delete")
    return {"Unsuccessful": failed}


def _gone(call: Call, endpoint: Any) -> None:
    for interface in getattr(endpoint, "places", {}).values():
        release(call.account, call.region, interface)
    ec2_backends[call.account][call.region].vpc_end_points.pop(endpoint.id, None)
