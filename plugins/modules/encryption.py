#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/encryption by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: encryption
short_description: Customer-managed KMS key of a stack
version_added: 0.1.0
description:
  - Makes a symmetric key with automatic rotation, an alias, and a key policy. The other capabilities encrypt with
    it unless their O(ignore:encryption) says V(aws).
  - 'The key policy lets the account delegate by IAM, and lets the AWS services in that write on their own use the
    key for this account: CloudWatch Logs, log delivery, CloudWatch alarms, EventBridge, Budgets and CloudFront.'
  - 'A key is data: it is deleted only when its address is named, with a window of 30 days in which a run that declares
    it again takes it back.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  alias:
    description:
      - Alias of the key, with or without C(alias/) before it.
      - The default is C(<application>-<environment>-key).
      - 'AWS requires: 1 to 250 letters, digits and C(/ _ -). It cannot begin with C(aws/).'
      - 'Class: managed.'
    type: str
  description:
    description:
      - Description of the key. The default names the application and the environment.
      - 'AWS requires: At most 8192 characters.'
      - 'Class: managed.'
    type: str
  rotation:
    description:
      - Whether AWS makes new key material regularly. What was encrypted before stays readable.
      - 'Class: managed.'
    type: bool
    default: true
  rotation_days:
    description:
      - Days between two automatic rotations.
      - 'AWS requires: 90 to 2560.'
      - 'Class: managed.'
    type: int
    default: 365
  multi_region:
    description:
      - Whether replicas of the key can be made in other Regions.
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: bool
    default: false
  policy_statements:
    description:
      - Further statements of the key policy, in the words of the policy language, such as those for another account
        that reads a copied snapshot.
      - A statement that would let everybody use the key is refused.
      - 'AWS requires: A policy has at most 32768 characters, and all its principals must exist.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
---
- name: Encrypt the stack with a key of its own
  slipway.aws.encryption:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    alias: inflight-ordering-key
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
key_arn:
  description: ARN of the key.
  returned: when it is known
  type: str
  sample: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
key_id:
  description: ID of the key.
  returned: when it is known
  type: str
  sample: 1234abcd-12ab-34cd-56ef-1234567890ab
alias:
  description: Alias of the key.
  returned: when it is known
  type: str
  sample: alias/inflight-ordering-key
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import encryption


def main():
    entry.main("encryption", encryption)


if __name__ == "__main__":
    main()
