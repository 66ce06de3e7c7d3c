# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the roles of all capabilities share: who may assume them, and where they are. Pure."""

from __future__ import annotations

from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.shared import limits
from ...aws.sts.account import account_id
from ...engine.references import substitute

LONG_ARN = 128  # characters of an ARN that is not known yet, as a rule fewer

# Services whose calls of AssumeRole do not say whom they act for, with the page that shows their trust.
WITHOUT_SOURCE = {
    "ecs.amazonaws.com": "Amazon ECS Developer Guide, Amazon ECS infrastructure IAM role for load balancers",
    "s3.amazonaws.com": "Amazon S3 User Guide, setting up permissions for live replication",
}


def document(statements):
    """A policy document of statements."""
    return {"Version": "2012-10-17", "Statement": statements}


def allow(actions, resources, condition=None):
    """A statement that allows actions on resources."""
    statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
    return {**statement, "Condition": condition} if condition else statement


def path(stack):
    """Where a stack's roles are, so that a policy can name all of them."""
    return "/slipway/%s/%s/" % (stack.application, stack.environment)


def trust(declaration, service, arn=None, pattern=None):
    """The trust policy of a role that an AWS service assumes, for what is this account's only.

    IAM User Guide, cross-service confused deputy prevention.

    :param service: service principal, such as ``ecs-tasks.amazonaws.com``
    :param arn: ARN of the one object for which the service acts; may be a reference
    :param pattern: pattern of the ARNs of such objects: what follows the partition, such as
        ``ecs:{region}:{account}:*``
    """
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    if service not in WITHOUT_SOURCE:
        stack, account = declaration.stack, account_id(declaration)
        equal = {"aws:SourceAccount": account, **({"aws:SourceArn": arn} if arn else {})}
        statement["Condition"] = {"StringEquals": equal}
        if pattern:
            like = "arn:%s:%s" % (stack.partition, pattern.format(region=stack.region, account=account))
            statement["Condition"]["ArnLike"] = {"aws:SourceArn": like}
    return document([statement])


def grant(declaration, name, want, statements, policy):
    """The node of a role that may do what ``statements`` say.

    What has no room in the role's inline policy goes into managed policies of the stack's own, which are attached to it.

    :param want: the role's wish without its policies, but for ``ManagedPolicyArns``
    :param policy: name of the inline policy
    """
    parts = [part for part in split(statements) if part]
    further = [
        declaration.add(
            ManagedPolicy,
            "%s-%d" % (name, number),
            {
                "PolicyName": "%s-%d" % (want["RoleName"], number),
                "Path": path(declaration.stack),
                "PolicyDocument": document(part),
            },
        )
        for number, part in enumerate(parts[1:], 2)
    ]
    arns = [*want.get("ManagedPolicyArns", []), *(node["Arn"] for node in further)]
    inline = {policy: document(parts[0])} if parts else {}
    return declaration.add(Role, name, {**want, "Policies": inline, "ManagedPolicyArns": arns})


def split(statements):
    """The statements in lists that each have room in one document: the first in a role's, the others in managed policies.

    A statement whose resources are too many is cut between them. What is not known yet counts as a long ARN.
    """
    if _length(statements) <= limits.ROLE_POLICIES.most:
        return [statements]
    parts = [[]]
    for statement in statements:
        rest = statement.get("Resource")
        rest = rest if isinstance(rest, list) else [rest]
        while rest:
            most = (limits.MANAGED_POLICY if len(parts) > 1 else limits.ROLE_POLICIES).most
            count = _fitting(parts[-1], statement, rest, most)
            if not count and parts[-1]:
                parts.append([])
                continue
            count = count or len(rest)  # no document has room for it: the plan will say so
            parts[-1].append(
                statement if count == len(rest) and rest[0] is None else {**statement, "Resource": rest[:count]}
            )
            rest = rest[count:]
    return parts


def _fitting(part, statement, resources, most):
    """How many of the resources have room beside what is in a document."""
    if resources[0] is None:
        return 1 if _length([*part, statement]) <= most else 0
    room = most - _length([*part, {**statement, "Resource": []}])
    for count, resource in enumerate(resources):
        room -= limits.without_blanks(_estimated(resource)) + 3  # its quotes and comma
        if room < 0:
            return count
    return len(resources)


def _length(statements):
    return limits.without_blanks(document(_estimated(statements)))


def _estimated(value):
    return substitute(value, lambda address, field: "x" * LONG_ARN)
