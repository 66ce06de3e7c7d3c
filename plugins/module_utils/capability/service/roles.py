# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The two roles of a service: what ECS may do to start a task, and what the application may do. Least privilege."""

from __future__ import annotations

import re

from ..shared.roles import grant, path, trust
from . import companions, volumes

TASKS = "ecs:{region}:{account}:*"

ACTIONS_OF_EXEC = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
]


def execution_role(context, key):
    """The ARN of the role that ECS starts tasks with: given, or of a role that may read just what the containers name.

    :param key: ARN of the stack's encryption key, or None
    """
    given = context.options["execution_role_arn"]
    if given:
        _check_arn(context, "execution_role_arn", given)
        return given
    reads, stack = context.reads, context.stack
    statements = [_allow("Logs", ["logs:CreateLogStream", "logs:PutLogEvents"], [context.log_group["Arn"] + ":*"])]
    if reads.repositories:
        statements.append(_allow("Login", ["ecr:GetAuthorizationToken"], ["*"]))
        statements.append(
            _allow(
                "Pull",
                ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                reads.repositories,
            )
        )
    if reads.secrets:
        statements.append(_allow("Secrets", ["secretsmanager:GetSecretValue"], reads.secrets))
    parameters = reads.parameters + ([reads.folder + "*"] if reads.folder else [])
    if parameters:
        statements.append(_allow("Parameters", ["ssm:GetParameters"], parameters))
    keys = reads.keys + ([key] if key and (reads.secrets or reads.parameters) and key not in reads.keys else [])
    if reads.folder and context.common.get("parameter_encryption") == "customer":
        own = context.declaration.neighbour("encryption", "key_arn", context.common["kms_key_id"], option="kms_key_id")
        keys += [own] if own not in keys else []
    if keys:
        services = [service for service, read in (("secretsmanager", reads.secrets), ("ssm", parameters)) if read]
        statements.append(
            {
                **_allow("Decrypt", ["kms:Decrypt"], keys),
                "Condition": {
                    "StringLike": {"kms:ViaService": ["%s.%s.*" % (service, stack.region) for service in services]}
                },
            }
        )
    statements += _free(context, "execution_policy_statements")
    return _role(context, "execution", statements, [])


def task_role(context, key):
    """The ARN of the role that the application has: given, or of a role with the declared statements only.

    :param key: ARN of the stack's encryption key, or None
    """
    options, given = context.options, context.options["task_role_arn"]
    if given:
        _check_arn(context, "task_role_arn", given)
        for name in ("task_policy_statements", "task_managed_policy_arns"):
            context.check(not options[name], name, options[name], "leave it out where task_role_arn is given")
        return given
    statements = (
        _free(context, "task_policy_statements") + volumes.statements(context) + companions.statements(context, key)
    )
    if options["exec"]:
        # ECS Exec with the DEFAULT logging of the cluster writes to the container's own log group (Developer Guide, ECS Exec).
        statements.append(_allow("Exec", ACTIONS_OF_EXEC, ["*"]))
        statements.append(_allow("ExecLogGroups", ["logs:DescribeLogGroups"], ["*"]))
        statements.append(
            _allow(
                "ExecLogs",
                ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
                [context.log_group["Arn"] + ":*"],
            )
        )
        if key:
            statements.append(_allow("ExecKey", ["kms:Decrypt"], [key]))
    for arn in options["task_managed_policy_arns"]:
        context.check(
            not arn.endswith(":policy/AdministratorAccess"),
            "task_managed_policy_arns",
            arn,
            "a policy without full administration rights is allowed",
        )
    return _role(context, "task", statements, options["task_managed_policy_arns"])


def _role(context, purpose, statements, managed):
    stack, given = context.stack, context.options[purpose + "_role_name"]
    want = {
        "RoleName": given or stack.name("%s-%s" % (context.name, purpose), limit=64, regional=True),
        "Path": path(stack),
        # Developer Guide, task IAM role: for tasks of this account and region
        "AssumeRolePolicyDocument": trust(context.declaration, "ecs-tasks.amazonaws.com", pattern=TASKS),
        "ManagedPolicyArns": managed,
    }
    if context.common["permissions_boundary"] is not None:
        want["PermissionsBoundary"] = context.common["permissions_boundary"] or None
    return grant(context.declaration, "%s-%s" % (context.name, purpose), want, statements, purpose)["Arn"]


def _allow(sid, actions, resources):
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": resources}


def _free(context, option):
    """The user's own statements. Control IAM.1: none may allow everything on everything."""
    result = []
    for index, statement in enumerate(context.options[option]):
        statement = {"Effect": "Allow", **statement}
        everything = (
            statement["Effect"] == "Allow"
            and "*" in _items(statement, "Action")
            and "*" in _items(statement, "Resource")
        )
        path = "%s[%d]" % (option, index)
        context.check(not everything, path, "Action * on Resource *", "name the actions or the resources")
        result.append(statement)
    return result


def _items(statement, member):
    value = statement.get(member, [])
    return value if isinstance(value, list) else [value]


def _check_arn(context, option, value):
    context.check(re.match(r"arn:[a-z-]+:iam::\d{12}:role/", value), option, value, "the ARN of an IAM role is allowed")
