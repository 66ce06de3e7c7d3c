"""Security groups: names, and what keeps a group from being deleted."""

from __future__ import annotations

import re
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ec2.models.security_groups import SecurityGroup, SecurityGroupBackend, SecurityGroupRule

from simulator.core.handlers import AwsError, Call, operation

from .interfaces import held

TEXT = re.compile(r"^[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{0,255}$")


def all_groups(call: Call) -> list[SecurityGroup]:
    """The groups of an account in a region."""
    vpcs = ec2_backends[call.account][call.region].groups.values()
    return [group for groups in vpcs for group in groups.values()]


def find(call: Call, identity: str) -> SecurityGroup:
    """The group of an id. Raises AwsError InvalidGroup.NotFound."""
    for group in all_groups(call):
        if group.id == identity:
            return group
    raise AwsError("InvalidGroup.NotFound", f"The security group '{identity}' does not exist")


def check_text(text: str | None, parameter: str) -> None:
    """Refuse characters that names and descriptions cannot have. Raises AwsError."""
    if text is not None and not TEXT.match(text):
        raise AwsError(
            "InvalidParameterValue",
            f"Invalid {parameter} '{text}'. Valid descriptions are strings less than 256 characters from the "
            "following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*",
        )


@operation("ec2", "CreateSecurityGroup")
def create_security_group(call: Call) -> dict[str, Any]:
    name = call.params.get("GroupName") or ""
    if name.startswith("sg-"):
        raise AwsError(
            "InvalidParameterValue",
            f"Value ({name}) for parameter GroupName is invalid. Group names may not be in the format sg-*.",
        )
    check_text(name, "group name")
    check_text(call.params.get("Description"), "security group description")
    return call.forward()


@operation("ec2", "DeleteSecurityGroup")
def delete_security_group(call: Call) -> dict[str, Any]:  # B7, B8
    if not call.params.get("GroupId"):
        return call.forward()
    group = find(call, call.params["GroupId"])
    if group.name == "default":
        raise AwsError("CannotDelete", f'the specified group: "{group.id}" name: "default" cannot be deleted by a user')
    attached = any(group in interface.group_set for interface in held(call.account, call.region))
    referenced = any(
        rule.source_group.get("GroupId") == group.id
        for other in all_groups(call)
        if other is not group
        for rule in [*other.ingress_rules, *other.egress_rules]
    )
    if attached or referenced:
        raise AwsError("DependencyViolation", f"resource {group.id} has a dependent object")
    return call.forward()


def install() -> None:
    """A default group lets its members talk to each other."""
    create = SecurityGroupBackend.create_security_group

    def create_security_group(self: Any, name: str, *args: Any, **kwargs: Any) -> SecurityGroup:
        group = create(self, name, *args, **kwargs)
        group.arn = group.arn.replace("arn:aws:", f"arn:{self.partition}:", 1)
        if name == "default":
            member = {"GroupId": group.id, "UserId": self.account_id}
            rule = SecurityGroupRule(self, "-1", group.id, None, None, None, member, is_egress=False)
            group.ingress_rules.append(rule)
        return group

    SecurityGroupBackend.create_security_group = create_security_group
