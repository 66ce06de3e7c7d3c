# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Secret: secrets composed of parts, and the follower that keeps them and the running services up to date."""

from __future__ import annotations

import inspect
import json
import re

from ..aws import rotation_follower
from ..aws.events import EventRule
from ..aws.iam import Role
from ..aws.kms import KmsKey
from ..aws.lambda_function import LambdaFunction, LambdaPermission
from ..aws.logs import RETENTION_DAYS, LogGroup
from ..aws.rds_instance import DbInstance
from ..aws.secretsmanager import Secret
from ..engine.declaring import Declaration
from ..engine.references import is_known
from . import secret_parts
from .secret_options import SPEC

KINDS = (Secret, LambdaFunction, LambdaPermission, EventRule, Role, LogGroup)
NEIGHBOURS = (KmsKey, DbInstance)
__all__ = ("KINDS", "NEIGHBOURS", "SPEC", "declare")

RUNTIME = "python3.13"


def declare(options, stack, instance="main"):
    """The secrets, and their follower where one is of use."""
    declaration = Declaration("secret", stack, instance)
    key = declaration.neighbour("encryption", "key_arn", options["kms_key_id"]) if options["encryption"] == "customer" else None
    declared = {name: _options(declaration, name, given) for name, given in sorted(options["secrets"].items())}
    names = {}
    for name, given in declared.items():
        physical = given["name"] or stack.name(name, 512)
        declaration.check(re.fullmatch(r"[A-Za-z0-9/_+=.@-]{1,512}", physical), "secrets.%s.name" % name, physical,
                          "1 to 512 letters, digits and / _ + = . @ - are allowed")
        declaration.check(physical not in names, "secrets.%s.name" % name, physical,
                          "each secret needs a name of its own; %s has this one" % names.get(physical))
        names[physical] = name
        wanted = secret_parts.parts(declaration, name, given["keys"], options["database"])
        declaration.add(Secret, name, {
            "Name": physical, "Description": given["description"], "Parts": wanted, "Keys": sorted(wanted),
            **({"KmsKeyId": key} if key else {})})
    secrets = {node.address.rpartition("/")[2]: node for node in declaration.nodes}
    _check_keys(declaration, secrets)
    if options["rotation"] == "follow":
        _follower(declaration, options, secrets, key)
    declaration.outputs = {
        "arns": {name: node["ARN"] for name, node in secrets.items()},
        "keys": {name: node.want["Keys"] for name, node in secrets.items()},
        "unfilled": {name: node["Unfilled"] for name, node in secrets.items()
                     if any("Fill" in part for part in node.want["Parts"].values())}}
    return declaration


def _options(declaration, name, given):
    known = {"name": None, "description": "", "keys": None}
    declaration.check(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name), "secrets", name,
                      "1 to 64 letters, digits, hyphens and underscores are allowed as the name of a secret")
    declaration.check(isinstance(given, dict) and not set(given) - set(known), "secrets." + name, given,
                      "a mapping of %s is allowed" % ", ".join(known))
    given = {**known, **given}
    text = given["description"]
    declaration.check(isinstance(text, str) and len(text) <= 2048, "secrets.%s.description" % name, text,
                      "text of at most 2048 characters is allowed")
    return given


def _check_keys(declaration, secrets):
    """A key of another secret declared here has to be declared there."""
    keys = {node["ARN"]: node.want["Keys"] for node in secrets.values()}
    for name, node in secrets.items():
        for key, part in node.want["Parts"].items():
            if "From" in part and part["From"] in keys:
                declaration.check(part["Key"] in keys[part["From"]], "secrets.%s.keys.%s" % (name, key), part["Key"],
                                  "that secret has the keys %s" % ", ".join(keys[part["From"]]))


def _follower(declaration, options, secrets, key):
    """A rule, a function, and what the function may do. Nothing where no value can change behind the stack's back."""
    stack = declaration.stack
    composed = {name: node for name, node in secrets.items() if any("From" in part for part in node.want["Parts"].values())}
    sources = {part["From"]: None for node in composed.values() for part in node.want["Parts"].values() if "From" in part}
    watched = {**sources, **dict.fromkeys(options["watched_secrets"])}
    if not watched:
        return
    declaration.check(options["log_retention_days"] in RETENTION_DAYS, "log_retention_days", options["log_retention_days"],
                      "%s days are allowed" % ", ".join(str(days) for days in RETENTION_DAYS))
    suffix = "secrets" if declaration.instance == "main" else "secrets-" + declaration.instance
    name = stack.name(suffix, 64)
    encrypted = {"kmsKeyId": key} if key else {}
    # Lambda writes to the group of this name, and would make it without retention and key if it were not there.
    log_group = declaration.add(LogGroup, "follower", {
        "logGroupName": "/aws/lambda/" + name, "retentionInDays": options["log_retention_days"], **encrypted})
    # A person who fills in a key changes a value too, so all secrets are watched, not only their sources.
    watching = dict.fromkeys([*sorted(watched), *(node["ARN"] for node in secrets.values())])
    role = declaration.add(Role, "follower", {
        "RoleName": stack.name(suffix, 64, regional=True),
        "Path": "/slipway/%s/%s/" % (stack.application, stack.environment),
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        "Policies": {"follower": _policy(stack, log_group["Arn"], [node["ARN"] for node in composed.values()],
                                         list(watching))}})
    # Only what is taken from other secrets goes into the function: all else is in the secret itself.
    recipes = {"stack": stack.identity, "watched": list(watching), "secrets": {}}
    for node in composed.values():
        recipes["secrets"][node["ARN"]] = {
            name: part for name, part in node.want["Parts"].items() if "From" in part or "Format" in part}
    function = declaration.add(LambdaFunction, "follower", {
        "FunctionName": name, "Description": "Composes secrets again and deploys the services that use them",
        "Role": role["Arn"], "Runtime": RUNTIME, "Handler": "index.handler", "Timeout": 120, "MemorySize": 256,
        "Architectures": ["arm64"],
        "Code": {"index.py": inspect.getsource(rotation_follower), "recipes.json": json.dumps(recipes, sort_keys=True)}}, after=[log_group])
    # The event needs no trail (Secrets Manager User Guide, Secret Label Updated event). The schedule makes up for lost ones.
    rule = declaration.add(EventRule, "follower", {
        "Name": name, "Description": "New values of the secrets of %s" % stack.identity,
        "EventPattern": {"source": ["aws.secretsmanager"], "detail-type": ["Secret Label Updated"],
                         "resources": list(watching), "detail": {"labelUpdated": ["AWSCURRENT"]}},
        "ScheduleExpression": "rate(15 minutes)", "Targets": [{"Id": "follower", "Arn": function["FunctionArn"]}]})
    declaration.add(LambdaPermission, "follower", {
        "FunctionName": function["FunctionName"], "StatementId": "events", "Principal": "events.amazonaws.com",
        "SourceArn": rule["Arn"]})


def _policy(stack, log_group, composed, readable):
    """What the follower may do: read the sources, write the composed secrets, deploy services with the stack's tag."""
    def allow(actions, resources, condition=None):
        statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
        return {**statement, "Condition": condition} if condition else statement
    statements = [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group + ":*"]),
        allow(["secretsmanager:GetSecretValue"], readable),
        allow(["ecs:DescribeTaskDefinition", "tag:GetResources"], ["*"]),
        allow(["ecs:DescribeServices", "ecs:UpdateService"], ["*"], {"StringEquals": {"aws:ResourceTag/slipway:stack": stack.identity}}),
    ]
    if composed:
        statements.append(allow(["secretsmanager:PutSecretValue"], composed))
    # Whatever keys the secrets have: the service names the secret when it asks for decryption, and only these are allowed.
    suffix = "amazonaws.com.cn" if stack.partition == "aws-cn" else "amazonaws.com"
    statements.append(allow(
        ["kms:Decrypt", "kms:GenerateDataKey"], ["arn:%s:kms:%s:*:key/*" % (stack.partition, stack.region)],
        {"StringEquals": {"kms:ViaService": "secretsmanager.%s.%s" % (stack.region, suffix),
                          "kms:EncryptionContext:SecretARN": readable}}))
    return {"Version": "2012-10-17", "Statement": statements}


def hidden(options):
    """The literal values among the options, which no output may show: a list of text."""
    values = []
    for secret in (options.get("secrets") or {}).values():
        for key in (secret.get("keys") or {}).values() if isinstance(secret, dict) else ():
            value = key.get("value") if isinstance(key, dict) else key
            # Shorter text is no secret, and masking it would make every output unreadable.
            if isinstance(value, str) and len(value) >= 6 and is_known(value):
                values.append(value)
    return values
