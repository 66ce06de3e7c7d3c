#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/stack by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: stack
short_description: Identity, credentials and account preconditions of a stack
version_added: 0.1.0
description:
  - Says which stack the following tasks are about, how AWS is reached, and what is accepted in this run.
  - Makes the service-linked roles that the stack's services need, so that the first cluster, load balancer or database
    of an account does not fail. They are shared by the whole account and never deleted.
  - 'Opens the declaration of a host: later tasks of the collection only declare, until converge.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  capabilities:
    description:
      - The capabilities that the stack has; all when omitted. The playbooks skip the roles of the others.
      - 'Taking one out changes nothing on AWS: say C(<capability>_state=absent) to remove what it made.'
      - 'Class: optional.'
    type: list
    elements: str
    choices:
      - network
      - encryption
      - database
      - secret
      - queue
      - storage
      - file_system
      - registry
      - image
      - dns
      - email
      - certificate
      - load_balancer
      - cluster
      - discovery
      - service
      - job
      - site
      - firewall
      - cdn
      - monitoring
  service_linked_roles:
    description:
      - Services whose service-linked role must exist, with or without C(.amazonaws.com).
      - When omitted, they are those that the cluster, the load balancer, the database and the autoscaling of this
        run need.
      - 'Class: optional.'
    type: list
    elements: str
  quotas:
    description:
      - Service Quotas that must have at least a value, checked before anything is made.
      - Each costs a call in every run.
      - M(slipway.aws.network) checks the quotas of VPCs and Elastic IP addresses by itself.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      service_code:
        description:
          - Code of the service in Service Quotas.
          - 'Class: managed.'
        type: str
        required: true
      quota_code:
        description:
          - Code of the quota in Service Quotas.
          - 'Class: managed.'
        type: str
        required: true
      at_least:
        description:
          - Value that the account must have.
          - 'Class: managed.'
        type: int
        required: true
"""

EXAMPLES = r"""
---
- name: Say which stack the following tasks are about
  slipway.aws.stack:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    account_id: "123456789012"
    quotas:
      - service_code: fargate
        quota_code: L-3032A538
        at_least: 40
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
identity:
  description: Identity of the stack.
  returned: when it is known
  type: str
  sample: inflight-ordering/prod/us-east-1
service_linked_role_arns:
  description: ARNs of the service-linked roles by service.
  returned: when it is known
  type: dict
  sample:
    ecs: arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import stack


def main():
    entry.main("stack", stack)


if __name__ == "__main__":
    main()
