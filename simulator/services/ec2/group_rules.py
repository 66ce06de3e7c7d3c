"""Rules of security groups: canonical, each with its id, description and tags."""

from __future__ import annotations

import copy
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.security_groups import GroupedSecurityRuleView, SecurityGroup, SecurityGroupRule

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .cidr import canonical
from .groups import all_groups, check_text, find
from .protocols import protocol_name

LIMIT = 60  # rules of each direction, see "Amazon VPC quotas"
WITH_PORTS = ("tcp", "udp", "icmp", "icmpv6")
# How a rule says whom it is about: member of IpPermissions, member within it, member of a rule.
PEERS = (
    ("IpRanges", "CidrIp", "CidrIpv4"),
    ("Ipv6Ranges", "CidrIpv6", "CidrIpv6"),
    ("PrefixListIds", "PrefixListId", "PrefixListId"),
    ("UserIdGroupPairs", "GroupId", "ReferencedGroupId"),
)


def _ports(protocol: str, low: int | None, high: int | None) -> tuple[int | None, int | None]:
    if protocol not in WITH_PORTS:
        return None, None
    if protocol.startswith("icmp"):
        return (-1 if low is None else low), (-1 if high is None else high)
    if low is None or high is None:
        raise AwsError(
            "InvalidParameterValue", "Invalid value for portRange. Must specify both from and to ports with TCP/UDP."
        )
    if not 0 <= low <= high <= 65535:
        raise AwsError("InvalidParameterValue", f"Invalid TCP/UDP port range ({low}:{high})")
    return low, high


def _rules(
    call: Call, group: SecurityGroup, permissions: list[dict[str, Any]], egress: bool
) -> list[SecurityGroupRule]:
    """The rules that permissions stand for, one per peer. Raises AwsError for what EC2 refuses."""
    rules = []
    for permission in permissions:
        if permission.get("IpProtocol") is None:
            raise AwsError(
                "InvalidParameterValue",
                "Invalid value 'null' for protocol. VPC security group rules must specify protocols explicitly.",
            )
        protocol = protocol_name(permission["IpProtocol"])
        low, high = _ports(protocol, permission.get("FromPort"), permission.get("ToPort"))
        peers = [
            _peer(call, member, {**item})
            for collection, member, _name in PEERS
            for item in permission.get(collection) or []
        ]
        if not peers:
            raise AwsError("MissingParameter", "The request must contain the parameter ipRanges")
        for peer in peers:
            rules.append(_rule(group, protocol, low, high, peer, egress))
    return rules


def _peer(call: Call, member: str, item: dict[str, Any]) -> dict[str, Any]:
    check_text(item.get("Description"), "rule description")
    if member.startswith("Cidr"):
        item[member] = canonical(item[member])
    elif member == "GroupId":
        own = item.get("UserId") in (None, call.account)
        if not item.get("GroupId"):
            raise AwsError("MissingParameter", "The request must contain the parameter groupId")
        if own:
            find(call, item["GroupId"])
        item["UserId"] = item.get("UserId") or call.account
        item.pop("GroupName", None)
    elif item[member] not in ec2_backends[call.account][call.region].managed_prefix_lists:
        raise AwsError("InvalidPrefixListID.NotFound", f"The prefix list ID '{item[member]}' does not exist")
    return item


def _rule(
    group: SecurityGroup, protocol: str, low: int | None, high: int | None, peer: dict[str, Any], egress: bool
) -> SecurityGroupRule:
    rule = SecurityGroupRule(group.ec2_backend, "-1", group.id, None, None, None, is_egress=egress)
    rule.ip_protocol, rule.from_port, rule.to_port = protocol, low, high
    _aim(rule, peer)
    return rule


def _aim(rule: SecurityGroupRule, peer: dict[str, Any]) -> None:
    """Point a rule at its peer, where moto keeps each kind."""
    rule.ip_range = peer if "CidrIp" in peer or "CidrIpv6" in peer else {}
    rule.source_group = peer if "GroupId" in peer else {}
    rule.prefix_list_id = peer.get("PrefixListId")
    rule.peer = peer


def _peer_of(rule: SecurityGroupRule) -> dict[str, Any]:
    """The peer of a rule; rules that moto made itself only have its members."""
    return getattr(rule, "peer", None) or rule.ip_range or rule.source_group


def _identity(rule: SecurityGroupRule) -> tuple[Any, ...]:
    peer = _peer_of(rule)
    target = next((member, peer[member]) for _collection, member, _name in PEERS if member in peer)
    return rule.ip_protocol, rule.from_port, rule.to_port, target


def _side(group: SecurityGroup, egress: bool) -> list[SecurityGroupRule]:
    return group.egress_rules if egress else group.ingress_rules


def _shown(rule: SecurityGroupRule) -> dict[str, Any]:
    peer = _peer_of(rule)
    shown = {
        "SecurityGroupRuleId": rule.id,
        "GroupId": rule.group_id,
        "GroupOwnerId": rule.owner_id,
        "IsEgress": rule.is_egress,
        "IpProtocol": rule.ip_protocol,
        "FromPort": -1 if rule.from_port is None else rule.from_port,
        "ToPort": -1 if rule.to_port is None else rule.to_port,
        "Tags": [{"Key": tag["key"], "Value": tag["value"]} for tag in rule.get_tags()],
    }
    for _collection, member, name in PEERS:
        if member in peer and member != "GroupId":
            shown[name] = peer[member]
    if "GroupId" in peer:
        shown["ReferencedGroupInfo"] = {"GroupId": peer["GroupId"], "UserId": peer["UserId"]}
    if peer.get("Description"):
        shown["Description"] = peer["Description"]
    return shown


def _permissions(params: dict[str, Any]) -> list[dict[str, Any]]:
    """IpPermissions, or the short form of one rule with CidrIp."""
    if params.get("IpPermissions"):
        return params["IpPermissions"]
    if params.get("CidrIp"):
        return [{**params, "IpRanges": [{"CidrIp": params["CidrIp"]}]}]
    raise AwsError("MissingParameter", "The request must contain the parameter ipPermissions")


def _group(call: Call) -> SecurityGroup:
    if call.params.get("GroupId"):
        return find(call, call.params["GroupId"])
    default_vpc = ec2_backends[call.account][call.region].default_vpc
    for group in all_groups(call):
        if group.name == call.params.get("GroupName") and default_vpc and group.vpc_id == default_vpc.id:
            return group
    raise AwsError("InvalidGroup.NotFound", f"The security group '{call.params.get('GroupName')}' does not exist")


@operation("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def authorize(call: Call) -> dict[str, Any]:  # B9
    """All rules of the call or none."""
    egress = call.operation.endswith("Egress")
    group = _group(call)
    added = _rules(call, group, _permissions(call.params), egress)
    identities = [_identity(rule) for rule in added]
    if len(set(identities)) < len(identities):
        raise AwsError("InvalidParameterValue", "The same permission must not appear multiple times")
    present = {_identity(rule) for rule in _side(group, egress)}
    for identity in identities:
        if identity in present:
            protocol, low, high, (_member, peer) = identity
            raise AwsError(
                "InvalidPermission.Duplicate",
                f'the specified rule "peer: {peer}, {protocol.upper()}, from port: {low}, to port: {high}, ALLOW" '
                "already exists",
            )
    if len(present) + len(added) > LIMIT:
        raise AwsError(
            "RulesPerSecurityGroupLimitExceeded", "The maximum number of rules per security group has been reached."
        )
    tags = {
        tag["Key"]: tag.get("Value", "")
        for item in call.params.get("TagSpecifications") or []
        if item.get("ResourceType") == "security-group-rule"
        for tag in item["Tags"]
    }
    for rule in added:
        rule.add_tags(tags)
        _side(group, egress).append(rule)
    return {"Return": True, "SecurityGroupRules": [_shown(rule) for rule in added]}


@operation("ec2", "RevokeSecurityGroupIngress", "RevokeSecurityGroupEgress")
def revoke(call: Call) -> dict[str, Any]:
    egress = call.operation.endswith("Egress")
    group = _group(call)
    side = _side(group, egress)
    wanted = call.params.get("SecurityGroupRuleIds")
    if wanted:
        by_id = {rule.id: rule for rule in side}
        missing = next((identity for identity in wanted if identity not in by_id), None)
        if missing:
            raise AwsError(
                "InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{missing}' does not exist"
            )
        gone = [by_id[identity] for identity in wanted]
    else:
        by_identity = {_identity(rule): rule for rule in side}
        identities = [_identity(rule) for rule in _rules(call, group, _permissions(call.params), egress)]
        if any(identity not in by_identity for identity in identities):
            raise AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
        gone = [by_identity[identity] for identity in identities]
    side[:] = [rule for rule in side if not any(rule is other for other in gone)]
    revoked = [{name: value for name, value in _shown(rule).items() if name != "Tags"} for rule in gone]
    return {"Return": True, "RevokedSecurityGroupRules": revoked}


@operation("ec2", "ModifySecurityGroupRules")
def modify_rules(call: Call) -> dict[str, Any]:
    group = find(call, call.params["GroupId"])
    for change in call.params["SecurityGroupRules"]:
        rule = group.get_rule(change["SecurityGroupRuleId"])
        if rule is None:
            raise AwsError(
                "InvalidSecurityGroupRuleId.NotFound",
                f"The security group rule ID '{change['SecurityGroupRuleId']}' does not exist",
            )
        wanted = change.get("SecurityGroupRule") or {}
        peers = [(collection, member, name) for collection, member, name in PEERS if wanted.get(name)]
        if len(peers) != 1:
            raise AwsError(
                "InvalidParameterCombination",
                "Exactly one of cidrIp, cidrIpv6, prefixListId, or referencedGroupId must be specified",
            )
        collection, member, name = peers[0]
        peer = {member: wanted[name], **({"Description": wanted["Description"]} if wanted.get("Description") else {})}
        new = _rules(call, group, [{**wanted, collection: [peer]}], rule.is_egress)[0]
        if any(_identity(other) == _identity(new) for other in _side(group, rule.is_egress) if other is not rule):
            raise AwsError("InvalidPermission.Duplicate", "the specified rule already exists")
        rule.ip_protocol, rule.from_port, rule.to_port = new.ip_protocol, new.from_port, new.to_port
        _aim(rule, new.peer)
    return {"Return": True}


@operation("ec2", "UpdateSecurityGroupRuleDescriptionsIngress", "UpdateSecurityGroupRuleDescriptionsEgress")
def update_descriptions(call: Call) -> dict[str, Any]:
    egress = call.operation.endswith("Egress")
    group = _group(call)
    changes = {
        item["SecurityGroupRuleId"]: item.get("Description")
        for item in call.params.get("SecurityGroupRuleDescriptions") or []
    }
    by_identity = {_identity(rule): rule for rule in _side(group, egress)}
    for wanted in _rules(call, group, call.params.get("IpPermissions") or [], egress):
        if _identity(wanted) not in by_identity:
            raise AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.")
        changes[by_identity[_identity(wanted)].id] = wanted.peer.get("Description")
    for rule in _side(group, egress):
        if rule.id in changes:
            peer = {name: value for name, value in _peer_of(rule).items() if name != "Description"}
            _aim(rule, {**peer, **({"Description": changes[rule.id]} if changes[rule.id] else {})})
    return {"Return": True}


@operation("ec2", "DescribeSecurityGroupRules")
def describe_rules(call: Call) -> dict[str, Any]:
    params = call.params
    rows = [_shown(rule) for group in all_groups(call) for rule in [*group.ingress_rules, *group.egress_rules]]
    wanted = params.get("SecurityGroupRuleIds")
    if wanted:
        missing = set(wanted) - {row["SecurityGroupRuleId"] for row in rows}
        if missing:
            raise AwsError(
                "InvalidSecurityGroupRuleId.NotFound",
                f"The security group rule ID '{min(missing)}' does not exist",
            )
        rows = [row for row in rows if row["SecurityGroupRuleId"] in wanted]
    for item in params.get("Filters") or []:
        rows = [row for row in rows if _matches(row, item["Name"], item["Values"])]
    rows, token = page(rows, params.get("NextToken"), params.get("MaxResults"), 1000)
    return {"SecurityGroupRules": rows, "NextToken": token}


def _matches(row: dict[str, Any], name: str, values: list[str]) -> bool:
    tags = {tag["Key"]: tag["Value"] for tag in row["Tags"]}
    if name == "tag-key":
        return bool(set(values) & set(tags))
    if name.startswith("tag:"):
        return tags.get(name[4:]) in values
    member = {"group-id": "GroupId", "security-group-rule-id": "SecurityGroupRuleId"}.get(name)
    if member is None:
        raise AwsError("InvalidParameterValue", f"The filter '{name}' is invalid")
    return row[member] in values


def install() -> None:
    """Let DescribeSecurityGroups group the rules with all that their peers say, descriptions too."""

    def _flattened_rules(_self: SecurityGroup, rules: list[SecurityGroupRule]) -> list[GroupedSecurityRuleView]:
        views: dict[tuple[Any, ...], GroupedSecurityRuleView] = {}
        for rule in rules:
            key = rule.from_port, rule.to_port, rule.ip_protocol
            view = views.setdefault(key, GroupedSecurityRuleView(*key))
            peer = copy.copy(_peer_of(rule))
            if "GroupId" in peer:
                view.source_groups.append(peer)
            elif "PrefixListId" in peer:
                view.prefix_list_ids.append(peer)
            else:
                view.all_ip_ranges.append(peer)
        return list(views.values())

    SecurityGroup._flattened_rules = _flattened_rules
