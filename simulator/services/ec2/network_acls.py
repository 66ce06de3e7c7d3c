"""Network ACLs: the two entries that deny everything else, and entries in canonical form."""

from __future__ import annotations

from typing import Any

from moto.ec2.models import ec2_backends

from simulator.core.handlers import AwsError, Call, operation

from .checks import once
from .cidr import canonical
from .protocols import protocol_number

LAST = 32767
ENTRIES = "L-2AEEBF1A"  # the quota of entries in each direction


def _acl(call: Call, identity: str) -> Any:
    acl = ec2_backends[call.account][call.region].network_acls.get(identity)
    if acl is None:
        raise AwsError("InvalidNetworkAclID.NotFound", f"The network ACL '{identity}' does not exist")
    return acl


def _create(call: Call) -> dict[str, Any]:
    params = {name: value for name, value in call.params.items() if name != "ClientToken"}
    identity = call.forward(params)["NetworkAcl"]["NetworkAclId"]
    for egress in (True, False):
        ec2_backends[call.account][call.region].create_network_acl_entry(
            identity, LAST, "-1", "deny", egress, "0.0.0.0/0", None, None, None, None, None
        )
    return call.invoke("ec2", "DescribeNetworkAcls", {"NetworkAclIds": [identity]})["NetworkAcls"][0]


@operation("ec2", "CreateNetworkAcl")
def create_network_acl(call: Call) -> dict[str, Any]:
    return once(call, lambda: {"NetworkAcl": _create(call)})


@operation("ec2", "DescribeNetworkAcls")
def describe_network_acls(call: Call) -> dict[str, Any]:
    for identity in call.params.get("NetworkAclIds") or []:
        _acl(call, identity)
    return call.forward()


@operation("ec2", "DeleteNetworkAcl")
def delete_network_acl(call: Call) -> dict[str, Any]:
    if _acl(call, call.params["NetworkAclId"]).default:
        raise AwsError("InvalidParameterValue", f"cannot delete default network ACL {call.params['NetworkAclId']}")
    return call.forward()


def _entry(call: Call, number: int, egress: bool) -> Any:
    acl = _acl(call, call.params["NetworkAclId"])
    return next((item for item in acl.network_acl_entries if (item.rule_number, item.egress) == (number, egress)), None)


def _canonical(params: dict[str, Any]) -> dict[str, Any]:
    number = params["RuleNumber"]
    if not 1 <= number < LAST:
        raise AwsError(
            "InvalidParameterValue", f"Value ({number}) for parameter ruleNumber is invalid. It must be 1 to 32766."
        )
    changed = {"Protocol": protocol_number(params["Protocol"])}
    for member in ("CidrBlock", "Ipv6CidrBlock"):
        if params.get(member):
            changed[member] = canonical(params[member])
    if changed["Protocol"] in ("6", "17") and not params.get("PortRange"):
        raise AwsError("MissingParameter", "The request must contain the parameter PortRange for TCP and UDP")
    if changed["Protocol"] == "1" and not params.get("IcmpTypeCode"):
        raise AwsError("MissingParameter", "The request must contain the parameter IcmpTypeCode for ICMP")
    return {**params, **changed}


@operation("ec2", "CreateNetworkAclEntry")
def create_network_acl_entry(call: Call) -> dict[str, Any]:
    acl = _acl(call, call.params["NetworkAclId"])
    there = [
        item for item in acl.network_acl_entries if item.egress == call.params["Egress"] and item.rule_number < LAST
    ]
    quota = call.invoke("service-quotas", "GetServiceQuota", {"ServiceCode": "vpc", "QuotaCode": ENTRIES})["Quota"]
    if len(there) >= quota["Value"]:
        raise AwsError(
            "NetworkAclEntryLimitExceeded",
            "The maximum number of network ACL entries has been reached for this direction.",
        )
    return _written(call)


@operation("ec2", "ReplaceNetworkAclEntry", "DeleteNetworkAclEntry")
def change_network_acl_entry(call: Call) -> dict[str, Any]:
    number, egress = call.params["RuleNumber"], call.params["Egress"]
    if _entry(call, number, egress) is None or number == LAST:
        raise AwsError(
            "InvalidNetworkAclEntry.NotFound", f"The network acl entry identified by {number} does not exist."
        )
    return _written(call) if call.operation == "ReplaceNetworkAclEntry" else call.forward()


def _written(call: Call) -> dict[str, Any]:
    answer, given = call.forward(_canonical(call.params)), call.params.get("IcmpTypeCode") or {}
    entry = _entry(call, call.params["RuleNumber"], call.params["Egress"])
    entry.icmp_type, entry.icmp_code = given.get("Type"), given.get("Code")  # moto looks for them by another name
    return answer


@operation("ec2", "ReplaceNetworkAclAssociation")
def replace_network_acl_association(call: Call) -> dict[str, Any]:
    identity = call.params["AssociationId"]
    _acl(call, call.params["NetworkAclId"])
    acls = ec2_backends[call.account][call.region].network_acls.values()
    if not any(identity in acl._associations for acl in acls):
        raise AwsError("InvalidAssociationID.NotFound", f"The association ID '{identity}' does not exist")
    return call.forward()
