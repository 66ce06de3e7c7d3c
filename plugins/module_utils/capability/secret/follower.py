# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The follower of new values: a function, what calls it, and what it may do."""

from __future__ import annotations

import inspect
import json

from ...aws.events.rule import EventRule
from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.lambda_.function import LambdaFunction
from ...aws.lambda_.permission import LambdaPermission
from ...aws.logs.log_group import LogGroup
from ...aws.shared import limits, rotation_follower
from ...aws.sts.account import Account
from ..shared import roles
from ..shared.handed import handed
from .options import SPEC

KINDS = (LambdaFunction, LambdaPermission, EventRule, Role, ManagedPolicy, LogGroup, Account)
ARN = "arn:%s:secretsmanager:%s:123456789012:secret:%s-AbCdEf"
NAMED = 40  # secrets in one condition, so that each has room in a managed policy
RUNTIME = "python3.13"


def follow(declaration, options, secrets, parameters, key):
    """A rule for each store, a function, and what the function may do. Nothing where no value can change.

    :param secrets: name -> node
    :param parameters: nodes of the parameters whose value may change
    :param key: ARN of the key, or None
    """
    stack = declaration.stack
    parts = [(node, part) for node in secrets.values() for part in node.want["Parts"].values()]
    composed = list(dict.fromkeys(node for node, part in parts if "From" in part))
    sources = {part["From"]: None for dummy, part in parts if "From" in part}
    watched = {**sources, **dict.fromkeys(options["watched_secrets"])}
    # What is generated stays as it is; anything else may change, by a run or by hand.
    if not watched and not parameters and not any(set(part) & {"Value", "Fill"} for dummy, part in parts):
        return
    suffix = "secrets" if declaration.instance == "main" else "secrets-" + declaration.instance
    name = stack.name(suffix, 64)
    encrypted = {"kmsKeyId": key} if key else {}
    # Lambda writes to the group of this name, and would make it without retention and key if it were not there.
    log_group = declaration.add(
        LogGroup,
        "follower",
        {
            "logGroupName": "/aws/lambda/" + name,
            **handed(options, SPEC["options"], LogGroup),
            **encrypted,
        },
    )
    # A person who fills in a key changes a value too, so all secrets are watched, not only their sources.
    watching = {arn: len(arn) for arn in sorted(watched)}
    watching.update(
        (node["ARN"], len(ARN % (stack.partition, stack.region, node.want["Name"]))) for node in secrets.values()
    )
    role = roles.grant(
        declaration,
        "follower",
        {
            "RoleName": stack.name(suffix, 64, regional=True),
            "Path": roles.path(stack),
            "AssumeRolePolicyDocument": roles.trust(declaration, "lambda.amazonaws.com"),
        },
        _statements(stack, log_group["Arn"], [node["ARN"] for node in composed], list(watching), parameters),
        "follower",
    )
    # Only what is taken from other secrets goes into the function: all else is in the secret itself.
    recipes = {"stack": stack.identity, "watched": list(watching), "secrets": {}}
    if parameters:
        recipes["parameters"] = [node.want["Name"] for node in parameters]
    for node in composed:
        recipes["secrets"][node["ARN"]] = {
            name: part for name, part in node.want["Parts"].items() if "From" in part or "Format" in part
        }
    function = declaration.add(
        LambdaFunction,
        "follower",
        {
            "FunctionName": name,
            "Description": "Composes secrets again and deploys the services that use them",
            "Role": role["Arn"],
            "Runtime": RUNTIME,
            "Handler": "index.handler",
            "Timeout": 120,
            "MemorySize": 256,
            "Architectures": ["arm64"],
            "Code": {
                "index.py": inspect.getsource(rotation_follower),
                "recipes.json": json.dumps(recipes, sort_keys=True),
            },
        },
        after=[log_group],
    )
    events = _events(watching, parameters)
    for index, (node, pattern) in enumerate(events):
        rule = declaration.add(
            EventRule,
            node,
            {
                "Name": name if node == "follower" else stack.name("%s-%s" % (suffix, node), 64),
                "Description": "New values of the secrets of %s" % stack.identity,
                "EventPattern": pattern,
                # It makes up for events that were lost; once is enough.
                "ScheduleExpression": None if index else "rate(15 minutes)",
                "Targets": [{"Id": "follower", "Arn": function["FunctionArn"]}],
            },
        )
        declaration.add(
            LambdaPermission,
            node,
            {
                "FunctionName": function["FunctionName"],
                "StatementId": "events" if node == "follower" else "events-" + node,
                "Principal": "events.amazonaws.com",
                "SourceArn": rule["Arn"],
            },
        )


def _events(watching, parameters):
    """The events of new values: [(name, pattern)]. None of them needs a trail.

    :param watching: ARN of each secret -> how long it will be: a pattern has no room for many

    Secrets Manager User Guide, Secret Label Updated event; Systems Manager User Guide, EventBridge event examples,
    Parameter Store Change, whose resources are the parameter's ARN.
    """
    found, room = [], 0
    for arn, length in watching.items():
        if room < length + 3:  # with its quotes and comma
            updated = {
                "source": ["aws.secretsmanager"],
                "detail-type": ["Secret Label Updated"],
                "resources": [],
                "detail": {"labelUpdated": ["AWSCURRENT"]},
            }
            found.append(("follower-%d" % (len(found) + 1) if found else "follower", updated))
            room = limits.EVENT_PATTERN.most - limits.text(updated)
        found[-1][1]["resources"].append(arn)
        room -= length + 3
    if parameters:
        found.append(
            (
                "parameters",
                {
                    "source": ["aws.ssm"],
                    "detail-type": ["Parameter Store Change"],
                    "resources": [{"prefix": parameters[0]["Folder"]}],
                    "detail": {"operation": ["Create", "Update"]},
                },
            )
        )
    return found


def _statements(stack, log_group, composed, readable, parameters):
    """What the follower may do: read the sources, write the composed secrets, deploy services with the stack's tag."""
    statements = [
        roles.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group + ":*"]),
        roles.allow(["ecs:DescribeTaskDefinition", "tag:GetResources"], ["*"]),
        roles.allow(
            ["ecs:DescribeServices", "ecs:UpdateService"],
            ["*"],
            {"StringEquals": {"aws:ResourceTag/slipway:stack": stack.identity}},
        ),
    ]
    if parameters:
        # It knows no resources, and shows when a parameter changed, never its value.
        statements.append(roles.allow(["ssm:DescribeParameters"], ["*"]))
    if composed:
        statements.append(roles.allow(["secretsmanager:PutSecretValue"], composed))
    if not readable:
        return statements
    statements.insert(1, roles.allow(["secretsmanager:GetSecretValue"], readable))
    # Whatever keys the secrets have: the service names the secret when it asks for decryption, and only these may be.
    suffix = "amazonaws.com.cn" if stack.partition == "aws-cn" else "amazonaws.com"
    for start in range(0, len(readable), NAMED):
        named = {
            "kms:ViaService": "secretsmanager.%s.%s" % (stack.region, suffix),
            "kms:EncryptionContext:SecretARN": readable[start : start + NAMED],
        }
        keys = ["arn:%s:kms:%s:*:key/*" % (stack.partition, stack.region)]
        statements.append(roles.allow(["kms:Decrypt", "kms:GenerateDataKey"], keys, {"StringEquals": named}))
    return statements
