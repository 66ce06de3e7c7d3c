# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Secrets Manager: our statements in the resource policy of a secret. What others have put into it stays."""

from __future__ import annotations

import fnmatch
import json

from ...engine.kind import Problem
from ..shared.policies import text

OWNER = "Slipway"  # what the Sids of our statements begin with
READERS = OWNER + "Readers"
STACK_ROLES = ":role/slipway/"  # what the ARNs of the roles of stacks have in common


def read(api, arn, missing):
    """All statements of a secret's policy; none where there is no policy, or the secret is gone."""
    answer = api.maybe("get_resource_policy", missing, SecretId=arn) or {}
    return json.loads(answer.get("ResourcePolicy") or "{}").get("Statement", [])


def ours(statements):
    """Those of the statements that are ours."""
    return [item for item in statements if _is_ours(item)]


def write(api, arn, statements, missing):
    """Put our statements in the place of those that were there."""
    kept = [item for item in read(api, arn, missing) if not _is_ours(item)]
    if kept or statements:
        document = {"Version": "2012-10-17", "Statement": kept + statements}
        api.put_resource_policy(SecretId=arn, ResourcePolicy=text(document), BlockPublicPolicy=True)
    else:
        api.maybe("delete_resource_policy", missing, SecretId=arn)


def locked_out(api, name, statements):
    """[Problem] where the one who runs this would not be able to read the secret afterwards."""
    patterns = [
        pattern
        for item in statements
        if item["Sid"] == READERS
        for pattern in item["Condition"]["ArnNotLike"]["aws:PrincipalArn"]
        if STACK_ROLES not in pattern  # nobody runs this as one of them
    ]
    if not patterns:
        return []
    caller = api.once("caller", lambda: api.of("sts").get_caller_identity()["Arn"])
    # arn:aws:sts::123456789012:assumed-role/<name>/<session>: the path of the role is not said.
    who = caller.split("/")[1] if ":assumed-role/" in caller else caller.split("/")[-1]
    if any(fnmatch.fnmatchcase(who, pattern.split("/")[-1]) for pattern in patterns):
        return []
    return [
        Problem(
            "%s could not read the secret %s any more; name it in secret_readers, such as %s"
            % (caller, name, "arn:%s:iam::%s:role/%s" % (api.partition, api.account_id, who))
        )
    ]


def _is_ours(statement):
    return str(statement.get("Sid", "")).startswith(OWNER)
