# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of encryption."""

from __future__ import annotations

from ...aws.shared import documents
from ..shared.option import Option

SPEC = {
    "short_description": "Customer-managed KMS key of a stack",
    "description": [
        (
            "Makes a symmetric key with automatic rotation, an alias, and a key policy. The other capabilities encrypt with it "
            "unless their O(ignore:encryption) says V(aws)."
        ),
        (
            "The key policy lets the account delegate by IAM, and lets the AWS services in that write on their own use the key "
            "for this account: CloudWatch Logs, log delivery, CloudWatch alarms, EventBridge, Budgets and CloudFront."
        ),
        (
            "A key is data: it is deleted only when its address is named, with a window of 30 days in which a run that declares it "
            "again takes it back."
        ),
    ],
    "options": {
        "alias": Option(
            "str",
            [
                "Alias of the key, with or without C(alias/) before it.",
                "The default is C(<application>-<environment>-key).",
            ],
            sample="inflight-ordering-key",
            aws="1 to 250 letters, digits and C(/ _ -). It cannot begin with C(aws/).",
            field="kms_key.AliasName",
        ),
        "description": Option(
            "str",
            "Description of the key. The default names the application and the environment.",
            aws="At most 8192 characters.",
            length=(None, 8192),
            field="kms_key.Description",
        ),
        "rotation": Option(
            "bool",
            "Whether AWS makes new key material regularly. What was encrypted before stays readable.",
            default=True,
            field="kms_key.EnableKeyRotation",
        ),
        "rotation_days": Option(
            "int",
            "Days between two automatic rotations.",
            default=365,
            aws="90 to 2560.",
            between=(90, 2560),
            field="kms_key.RotationPeriodInDays",
        ),
        "multi_region": Option(
            "bool",
            "Whether replicas of the key can be made in other Regions.",
            default=False,
            aws="Cannot be changed later.",
            field="kms_key.MultiRegion",
        ),
        "policy_statements": Option(
            "list",
            [
                (
                    "Further statements of the key policy, in the words of the policy language, such as those for another "
                    "account that reads a copied snapshot."
                ),
                "A statement that would let everybody use the key is refused.",
            ],
            default=[],
            elements="dict",
            document=documents.of_resource,
            aws="A policy has at most 32768 characters, and all its principals must exist.",
        ),
    },
    "outputs": {
        "key_arn": {
            "type": "str",
            "description": "ARN of the key.",
            "sample": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        },
        "key_id": {"type": "str", "description": "ID of the key.", "sample": "1234abcd-12ab-34cd-56ef-1234567890ab"},
        "alias": {"type": "str", "description": "Alias of the key.", "sample": "alias/inflight-ordering-key"},
    },
    "examples": """
- name: Encrypt the stack with a key of its own
  slipway.aws.encryption:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    alias: inflight-ordering-key
""",
}
