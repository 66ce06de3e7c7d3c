# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The master password: RDS's own affair, or in a secret of the stack, changed by word and by schedule."""

from __future__ import annotations

import inspect
import json

from ...aws.iam.managed_policy import ManagedPolicy
from ...aws.iam.role import Role
from ...aws.lambda_.function import LambdaFunction
from ...aws.lambda_.permission import LambdaPermission
from ...aws.logs.log_group import LogGroup
from ...aws.rds import password
from ...aws.secretsmanager.rotation import ClusterSecretRotation, SecretRotation
from ...aws.secretsmanager.secret import Secret
from ...aws.shared import password_rotation
from ...aws.sts.account import account_id
from ..shared import roles
from ..shared.handed import handed
from ..shared.option import Form, Option

KINDS = (Secret, SecretRotation, ClusterSecretRotation, LambdaFunction, LambdaPermission, LogGroup, Role, ManagedPolicy)
MANAGED, OWN = "managed", "own"
RUNTIME = "python3.13"

PASSWORD = {
    "password": Option(
        "str",
        [
            (
                "Who keeps the master password. With V(managed) RDS makes, keeps and rotates it. It then refuses read replicas, blue/green "
                "deployments and global databases."
            ),
            (
                "With V(own) it is generated for a secret of the stack, handed to RDS, and rotated by O(password_version) and by a "
                "function of the stack. No output shows it. A standing database goes from one to the other in place; the secret of the "
                "stack's own is data and stays."
            ),
        ],
        default=MANAGED,
        choices=[MANAGED, OWN],
        no_log=False,
    ),
    "password_version": Option(
        "str",
        "Any word. Another one than before gives the database a new master password in that run. For V(own) only.",
        class_="optional",
        sample="2026-09",
        no_log=False,
        length=(1, 256),
        field="db_instance.PasswordVersion",
    ),
    "password_secret_name": Option(
        "str",
        "Name of the secret of V(own). The default is C(<application>-<environment>-db-password).",
        sample="inflight-ordering-db-password",
        aws="1 to 512 letters, digits and / _ + = . @ -. Cannot be changed later.",
        no_log=False,
        form=Form("1 to 512 letters, digits and / _ + = . @ - are allowed", r"[A-Za-z0-9/_+=.@-]{1,512}"),
    ),
    "rotation": Option(
        "str",
        [
            (
                "V(follow) rotates the master password by schedule; the secret capability then composes its secrets again and deploys "
                "the services that use them (see its O(slipway.aws.secret#module:rotation)). RDS does it itself, or, with "
                "O(password=own), a function of the stack that may do nothing else."
            ),
            (
                "V(off) cancels the automatic rotation. The password then stays as it is until somebody rotates it, by "
                "O(password_version), or C(aws rds modify-db-instance --rotate-master-user-password --apply-immediately) of a password "
                "that RDS manages, and running tasks have to be replaced "
                "by hand afterwards. RDS cannot make an instance without rotation: it is on until this run has switched it off."
            ),
        ],
        default="follow",
        choices=["follow", "off"],
        field="secret_rotation.RotationEnabled cluster_secret_rotation.RotationEnabled",
        sent={"follow": True, "off": False},
    ),
    "password_rotation_days": Option(
        "int",
        "Days between two rotations of the master password.",
        default=7,
        aws="1 to 1000.",
        no_log=False,
        between=(1, 1000),
        field="secret_rotation.AutomaticallyAfterDays cluster_secret_rotation.AutomaticallyAfterDays",
    ),
}


def check(declaration, options):
    """Refuse what does not go with a password that RDS manages."""
    for name in ("password_version", "password_secret_name"):
        declaration.check(
            options["password"] == OWN or options[name] is None,
            name,
            options[name],
            "it goes with database_password: own",
        )


def secret(declaration, options, stack, suffix, key):
    """The node of the secret of an own password, or None."""
    if options["password"] == MANAGED:
        return None
    name = options["password_secret_name"] or stack.name(suffix + "-password", 512)
    return declaration.add(
        Secret,
        "password",
        {
            "Name": name,
            "Description": "Master password of %s" % options["identifier"],
            "Parts": {"username": {"Value": options["master_username"]}, "password": {"Generate": password.GENERATED}},
            "Keys": ["password", "username"],
            "Unfilled": [],
            **({"KmsKeyId": key} if key else {}),
        },
    )


def wish(node):
    """(fields, tags) of the database whose password is in a secret of the stack, or in RDS's where that is None."""
    if node is None:
        return {}, {}
    return (
        {"ManageMasterUserPassword": False, "PasswordSecretArn": node["ARN"]},
        {password.SECRET_TAG: node.want["Name"]},
    )


def rotation(declaration, options, database, node, key, kind=SecretRotation):
    """The schedule of the password's rotation, and of an own one the function that carries it out."""
    want = {"SecretId": database["MasterUserSecretArn"] if node is None else node["ARN"]}
    after = []
    if node is not None and options["rotation"] == "follow":
        function, permission = _function(declaration, options, database, node, key)
        want["RotationLambdaARN"] = function["FunctionArn"]
        # A secret is tried with its function as soon as it has one.
        after = [permission, (function, "ready"), (database, "ready")]
    declaration.add(kind, "main", {**want, **handed(options, PASSWORD, kind)}, after=after)


def _function(declaration, options, database, node, key):
    """(function that rotates an own password, permission of Secrets Manager to call it)."""
    stack = declaration.stack
    suffix = "db-password" if declaration.instance == "main" else "db-password-" + declaration.instance
    name = stack.name(suffix, 64)
    log_group = declaration.add(
        LogGroup,
        "rotation",
        {
            "logGroupName": "/aws/lambda/" + name,
            "retentionInDays": options["log_retention_days"],
            **({"kmsKeyId": key} if key else {}),
        },
    )
    role = roles.grant(
        declaration,
        "rotation",
        {
            "RoleName": stack.name(suffix, 64, regional=True),
            "Path": roles.path(stack),
            "AssumeRolePolicyDocument": roles.trust(declaration, "lambda.amazonaws.com"),
        },
        _statements(stack, log_group["Arn"], database["Arn"], node["ARN"]),
        "rotation",
    )
    recipe = {"instance": options["identifier"].lower(), "generated": password.GENERATED}
    function = declaration.add(
        LambdaFunction,
        "rotation",
        {
            "FunctionName": name,
            "Description": "Rotates the master password of %s" % options["identifier"],
            "Role": role["Arn"],
            "Runtime": RUNTIME,
            "Handler": "index.handler",
            "Timeout": 300,
            "MemorySize": 256,
            "Architectures": ["arm64"],
            "Code": {
                "index.py": inspect.getsource(password_rotation),
                "database.json": json.dumps(recipe, sort_keys=True),
            },
        },
        after=[log_group],
    )
    # Secrets Manager User Guide, permissions for rotation: the account tells whose secrets may call it.
    permission = declaration.add(
        LambdaPermission,
        "rotation",
        {
            "FunctionName": function["FunctionName"],
            "StatementId": "rotation",
            "Principal": "secretsmanager.amazonaws.com",
            "SourceAccount": account_id(declaration),
        },
    )
    return function, permission


def _statements(stack, log_group, database, arn):
    """What the rotation function may do: with this secret, and with this database."""
    suffix = "amazonaws.com.cn" if stack.partition == "aws-cn" else "amazonaws.com"
    named = {
        "kms:ViaService": "secretsmanager.%s.%s" % (stack.region, suffix),
        "kms:EncryptionContext:SecretARN": arn,
    }
    keys = ["arn:%s:kms:%s:*:key/*" % (stack.partition, stack.region)]
    own = ("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage")
    return [
        roles.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group + ":*"]),
        roles.allow(["secretsmanager:" + action for action in own], [arn]),
        roles.allow(["secretsmanager:GetRandomPassword"], ["*"]),
        roles.allow(["rds:DescribeDBInstances", "rds:ModifyDBInstance"], [database]),
        roles.allow(["kms:Decrypt", "kms:GenerateDataKey"], keys, {"StringEquals": named}),
    ]
