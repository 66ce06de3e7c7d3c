#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/cluster by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: cluster
short_description: Make an Amazon ECS cluster for Fargate
version_added: 0.1.0
description:
  - Makes a cluster with the Fargate capacity providers and Container Insights.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  name:
    description:
      - Name of the cluster. Made of the stack's name when omitted.
      - 'AWS requires: At most 255 letters, digits, hyphens and underscores.'
      - 'Class: managed.'
    type: str
  container_insights:
    description:
      - CloudWatch Container Insights.
      - V(enhanced) measures every task and container. The account's default is never relied on.
      - 'Class: managed.'
    type: str
    choices:
      - enabled
      - enhanced
      - disabled
    default: enabled
  capacity_providers:
    description:
      - Capacity providers of the cluster.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - FARGATE
      - FARGATE_SPOT
    default:
      - FARGATE
      - FARGATE_SPOT
  default_capacity_provider_strategy:
    description:
      - Where tasks run that do not say so themselves.
      - 'Class: managed.'
    type: list
    elements: dict
    default:
      - capacity_provider: FARGATE
        weight: 1
        base: 0
    suboptions:
      capacity_provider:
        description:
          - The capacity provider.
          - 'Class: managed.'
        type: str
        choices:
          - FARGATE
          - FARGATE_SPOT
        required: true
      weight:
        description:
          - Its share of the tasks.
          - 'AWS requires: 0 to 1000.'
          - 'Class: managed.'
        type: int
        default: 1
      base:
        description:
          - Tasks that it gets before weights count; at most one provider has a base.
          - 'AWS requires: 0 to 100000.'
          - 'Class: managed.'
        type: int
        default: 0
  exec_logging:
    description:
      - Where the sessions of ECS Exec are logged.
      - V(default) uses the log group of the container, V(override) a log group of the cluster's own, V(none) nothing.
      - With V(override) the services' task roles need leave to write to that log group.
      - 'Class: managed.'
    type: str
    choices:
      - default
      - override
      - none
    default: default
  exec_log_group_name:
    description:
      - Name of the log group for O(exec_logging=override). Made of the cluster's name when omitted.
      - 'Class: managed.'
    type: str
  exec_log_retention_days:
    description:
      - Days for which sessions are kept.
      - V(0) keeps it for ever.
      - 'AWS requires: A number of days that CloudWatch Logs has, or no retention at all.'
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 3
      - 5
      - 7
      - 14
      - 30
      - 60
      - 90
      - 120
      - 150
      - 180
      - 365
      - 400
      - 545
      - 731
      - 1096
      - 1827
      - 2192
      - 2557
      - 2922
      - 3288
      - 3653
    default: 365
  ephemeral_storage_encryption:
    description:
      - Key for the file systems of tasks, which AWS always encrypts.
      - V(customer) needs a key policy that lets Fargate use the key.
      - 'Class: managed.'
    type: str
    choices:
      - aws
      - customer
    default: aws
  encryption:
    description:
      - Key for the sessions of ECS Exec and their log group.
      - V(customer) is the stack's own key or O(kms_key_id); V(aws) are keys that AWS manages.
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
      - What an environment changes about O(default_capacity_provider_strategy), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(capacity_provider) of O(default_capacity_provider_strategy).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Make a cluster
  slipway.aws.cluster:
    name: inflight-ordering-cluster

- name: A cluster that prefers spare capacity and logs every shell
  slipway.aws.cluster:
    container_insights: enhanced
    default_capacity_provider_strategy:
      - {capacity_provider: FARGATE_SPOT, weight: 3}
      - {capacity_provider: FARGATE, weight: 1, base: 1}
    exec_logging: override
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
cluster_name:
  description: Name of the cluster.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-cluster
cluster_arn:
  description: ARN of the cluster.
  returned: when it is known
  type: str
  sample: arn:aws:ecs:us-east-1:123456789012:cluster/inflight-ordering-prod-cluster
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import cluster


def main():
    entry.main("cluster", cluster)


if __name__ == "__main__":
    main()
