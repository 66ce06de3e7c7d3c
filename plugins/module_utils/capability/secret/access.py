# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who may reach the secrets: the statements of their resource policies. Pure."""

from __future__ import annotations

import re

from ...aws.secretsmanager.resource_policy import OWNER, READERS
from ...aws.sts.account import account_id
from ..shared import roles

PRINCIPAL = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)/[A-Za-z0-9_+=,.@*?/-]{1,512})")


def statements(declaration, options):
    """The statements of each secret's policy, by the option ``access``: refusals only, so nobody gains a right.

    Whoever calls as an AWS service is left to IAM (IAM User Guide, data perimeters). Reading alone is kept from those who
    are not named, so an administrator can always mend the policy.
    """
    access, readers = options["access"], options["readers"]
    for index, pattern in enumerate(readers):
        allowed = "the ARN of a role or user, in which * stands for any text, is allowed"
        declaration.check(PRINCIPAL.fullmatch(pattern), "readers[%d]" % index, pattern, allowed)
    declaration.check(access == "readers" or not readers, "readers", readers, "readers go with access readers")
    if access == "open":
        return []
    account = account_id(declaration)
    result = [
        _deny(OWNER + "OtherAccounts", "secretsmanager:*", {"StringNotEquals": {"aws:PrincipalAccount": account}}),
        _deny(OWNER + "PlainText", "secretsmanager:*", {"Bool": {"aws:SecureTransport": "false"}}),
    ]
    if access == "readers":
        declaration.check(
            readers,
            "readers",
            readers,
            "at least the role that runs this is needed, which has to read what it composes",
        )
        stack = declaration.stack
        own = "arn:%s:iam::%s:role%s*" % (stack.partition, account, roles.path(stack))
        result.append(
            _deny(READERS, "secretsmanager:GetSecretValue", {"ArnNotLike": {"aws:PrincipalArn": [own, *readers]}})
        )
    return result


def _deny(sid, action, condition):
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": "*",
        "Condition": {**condition, "BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
    }
