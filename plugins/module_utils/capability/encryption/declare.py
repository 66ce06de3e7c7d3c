# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import json
import re

from ...aws.kms.alias import KmsAlias
from ...aws.kms.key import KmsKey
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ..shared.handed import handed
from .options import SPEC

USE = ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"]


def declare(options, stack, instance="main"):
    """The key and its alias."""
    declaration = Declaration("encryption", stack, instance)
    alias = "alias/" + (options["alias"] or stack.name("key" if instance == "main" else instance)).removeprefix(
        "alias/"
    )
    declaration.check(
        re.fullmatch(r"alias/(?!aws/)[A-Za-z0-9/_-]{1,250}", alias),
        "alias",
        options["alias"],
        "1 to 250 letters, digits and / _ - are allowed, not beginning with aws/",
    )
    description = options["description"] or "Key of %s in %s" % (stack.application, stack.environment)
    key = declaration.add(
        KmsKey,
        "main",
        {
            **handed({**options, "alias": alias, "description": description}, SPEC["options"], KmsKey),
            "Policy": _policy(declaration, options),
        },
    )
    declaration.add(KmsAlias, "main", {"AliasName": alias, "TargetKeyId": key["KeyId"]})
    declaration.outputs = {"key_arn": key["Arn"], "key_id": key["KeyId"], "alias": alias}
    return declaration


def _policy(declaration, options):
    """AWS KMS Developer Guide, default key policy; each service's page on encryption for its statement."""
    stack, account = declaration.stack, account_id(declaration)
    suffix = "amazonaws.com.cn" if stack.partition == "aws-cn" else "amazonaws.com"

    def arn(service, resource, region=stack.region):
        return "arn:%s:%s:%s:%s:%s" % (stack.partition, service, region, account, resource)

    def service(sid, principals, actions, condition=None):
        statement = {
            "Sid": sid,
            "Effect": "Allow",
            "Principal": {"Service": principals},
            "Action": actions,
            "Resource": "*",
        }
        return {**statement, "Condition": condition} if condition else statement

    mine = {"StringEquals": {"aws:SourceAccount": account}}
    statements = [
        {
            "Sid": "Account",
            "Effect": "Allow",
            "Principal": {"AWS": arn("iam", "root", "")},
            "Action": "kms:*",
            "Resource": "*",
        },
        service(
            "Logs",
            ["logs.%s.%s" % (stack.region, suffix)],
            USE,
            {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn("logs", "*")}},
        ),
        service("LogDelivery", ["delivery.logs.amazonaws.com"], USE, mine),
        # What CloudWatch, EventBridge, S3 and SES send to an encrypted topic or queue carries no source account that a condition
        # could ask for (Amazon SNS Developer Guide, event sources and encrypted topics; S3 User Guide, event notifications).
        service(
            "Notifications",
            ["cloudwatch.amazonaws.com", "events.amazonaws.com", "s3.amazonaws.com", "ses.amazonaws.com"],
            ["kms:Decrypt", "kms:GenerateDataKey*"],
        ),
        service("Budgets", ["budgets.amazonaws.com"], ["kms:Decrypt", "kms:GenerateDataKey*"], mine),
        service(
            "Content",
            ["cloudfront.amazonaws.com"],
            ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*"],
            {"ArnLike": {"aws:SourceArn": arn("cloudfront", "distribution/*", "")}},
        ),
    ]
    for statement in options["policy_statements"]:
        _check_statement(declaration, statement)
    document = {"Version": "2012-10-17", "Statement": statements + options["policy_statements"]}
    declaration.check(
        len(json.dumps(document)) <= 32768,
        "policy_statements",
        "%d statements" % len(options["policy_statements"]),
        "a key policy of at most 32768 characters is allowed",
    )
    return document


def _check_statement(declaration, statement):
    if not is_known(statement):
        return
    principal = statement.get("Principal")
    everybody = principal == "*" or isinstance(principal, dict) and "*" in _list(principal.get("AWS"))
    declaration.check(
        not (everybody and statement.get("Effect") == "Allow" and not statement.get("Condition")),
        "policy_statements",
        statement,
        "principals of your own, or a Condition, are allowed; the key must not be public",
    )


def _list(value):
    return value if isinstance(value, list) else [value]
