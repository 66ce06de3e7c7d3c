#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/registry by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: registry
short_description: Make Amazon ECR repositories
version_added: 0.1.0
description:
  - Makes private repositories that scan images when they are pushed, keep tags fixed and remove old images.
  - The images are data. A repository is only deleted where its address is named, and then with its images.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  repositories:
    description:
      - The repositories, key to options. A service finds its repository by its own key.
      - The key is part of every address and cannot change later. Options outside of this one hold for all repositories.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default:
      app: {}
    suboptions:
      name:
        description:
          - Name of the repository. Made of the stack's name and the key when omitted.
          - 'AWS requires: 2 to 256 lower-case letters and digits, with single . _ / and hyphens between them.'
          - 'Class: managed.'
        type: str
      image_tag_mutability:
        description:
          - As O(repositories.image_tag_mutability), for this repository only.
          - 'Class: managed.'
        type: str
        choices:
          - IMMUTABLE
          - MUTABLE
      mutability_exceptions:
        description:
          - As O(repositories.mutability_exceptions), for this repository only.
          - 'AWS requires: At most 5 patterns of at most 128 characters, with at most 2 wildcards each.'
          - 'Class: managed.'
        type: list
        elements: str
      scan_on_push:
        description:
          - As O(repositories.scan_on_push), for this repository only.
          - 'Class: managed.'
        type: bool
      keep_images:
        description:
          - As O(repositories.keep_images), for this repository only.
          - 'AWS requires: At most 100000.'
          - 'Class: managed.'
        type: int
      untagged_days:
        description:
          - As O(repositories.untagged_days), for this repository only.
          - 'AWS requires: At most 36500.'
          - 'Class: managed.'
        type: int
      lifecycle_policy:
        description:
          - As O(repositories.lifecycle_policy), for this repository only.
          - 'Class: managed.'
        type: dict
      pull_account_ids:
        description:
          - As O(repositories.pull_account_ids), for this repository only.
          - 'Class: managed.'
        type: list
        elements: str
      encryption:
        description:
          - As O(repositories.encryption), for this repository only.
          - 'Class: managed.'
        type: str
        choices:
          - customer
          - aws
      kms_key_id:
        description:
          - As O(repositories.kms_key_id), for this repository only.
          - 'Class: optional.'
        type: str
  image_tag_mutability:
    description:
      - Whether a tag may be pushed again with another image.
      - 'Class: managed.'
    type: str
    choices:
      - IMMUTABLE
      - MUTABLE
    default: IMMUTABLE
  mutability_exceptions:
    description:
      - Tags to which O(image_tag_mutability) does not apply; V(*) stands for any text.
      - 'AWS requires: At most 5 patterns of at most 128 characters, with at most 2 wildcards each.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  scan_on_push:
    description:
      - Whether images are scanned when they are pushed.
      - 'Class: managed.'
    type: bool
    default: true
  keep_images:
    description:
      - How many images are kept, the newest first. V(0) keeps all.
      - Keep more than the services have revisions to roll back to.
      - 'AWS requires: At most 100000.'
      - 'Class: managed.'
    type: int
    default: 10
  untagged_days:
    description:
      - Days after which images without a tag are removed. V(0) keeps them.
      - 'AWS requires: At most 36500.'
      - 'Class: managed.'
    type: int
    default: 7
  lifecycle_policy:
    description:
      - A lifecycle policy in ECR's own form, in place of O(keep_images) and O(untagged_days).
      - 'Class: managed.'
    type: dict
  pull_account_ids:
    description:
      - Other accounts that may pull images.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  encryption:
    description:
      - Key for the images. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one of AWS (AES-256).
      - It cannot change once the repository exists.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of a KMS key. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  policy:
    description:
      - What an environment changes about O(lifecycle_policy) and O(repositories), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Make a repository
  slipway.aws.registry:
    repositories:
      app: {name: inflight-ordering-app}

- name: Make one for each service, of which one keeps more images and lets another account pull them
  slipway.aws.registry:
    repositories:
      api: {}
      worker:
        keep_images: 50
        pull_account_ids: ["210987654321"]
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
repository_names:
  description: Names of the repositories, by key.
  returned: when it is known
  type: dict
  sample:
    app: inflight-ordering-app
repository_uris:
  description: What images are tagged and pushed with, by key.
  returned: when it is known
  type: dict
  sample:
    app: 123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-app
repository_arns:
  description: ARNs of the repositories, by key.
  returned: when it is known
  type: dict
  sample:
    app: arn:aws:ecr:us-east-1:123456789012:repository/inflight-ordering-app
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import registry


def main():
    entry.main("registry", registry)


if __name__ == "__main__":
    main()
