#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/discovery by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: discovery
short_description: Make an AWS Cloud Map namespace for services
version_added: 0.1.0
description:
  - Makes the namespace in which the services of M(slipway.aws.service) reach one another by name.
  - Services enter and leave it by themselves. It is deleted once the last one has left, which takes minutes.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  namespace:
    description:
      - Name of the namespace. C(<application>-<environment>) when omitted.
      - 'AWS requires: At most 253 letters, digits and . _ -; a host name in lower case for O(type=private_dns).'
      - 'Class: managed.'
    type: str
  type:
    description:
      - V(http) is enough for Amazon ECS Service Connect.
      - V(private_dns) has a private hosted zone as well, so that what resolves names in the VPC finds tasks that
        are registered there. It needs a VPC with DNS support and DNS host names.
      - 'Class: managed.'
    type: str
    choices:
      - http
      - private_dns
    default: http
  description:
    description:
      - Description of the namespace.
      - 'AWS requires: At most 1024 characters.'
      - 'Class: managed.'
    type: str
    default: ''
  vpc_id:
    description:
      - ID of the VPC for O(type=private_dns). The stack's own when omitted.
      - 'Class: optional.'
    type: str
"""

EXAMPLES = r"""
---
- name: Make a namespace for Service Connect
  slipway.aws.discovery: {}

- name: One whose names the VPC resolves too
  slipway.aws.discovery:
    namespace: prod.internal
    type: private_dns
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
namespace_name:
  description: Name of the namespace.
  returned: when it is known
  type: str
  sample: lauv-prod
namespace_arn:
  description: ARN of the namespace.
  returned: when it is known
  type: str
  sample: arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-a1b2c3d4e5f6g7h8
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import discovery


def main():
    entry.main("discovery", discovery)


if __name__ == "__main__":
    main()
