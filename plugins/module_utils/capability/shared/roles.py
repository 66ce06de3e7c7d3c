# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the roles of all capabilities share: who may assume them, and where they are. Pure."""

from __future__ import annotations

from ...aws.sts.account import account_id

# Services whose calls of AssumeRole do not say whom they act for, with the page that shows their trust.
WITHOUT_SOURCE = {
    "ecs.amazonaws.com": "Amazon ECS Developer Guide, Amazon ECS infrastructure IAM role for load balancers",
}


def document(statements):
    """A policy document of statements."""
    return {"Version": "2012-10-17", "Statement": statements}


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
