#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

DOCUMENTATION = r"""
---
module: stack_info
short_description: Show what a stack has
version_added: 0.1.0
description:
  - Reads the objects of any stack by their tags, from any playbook, and changes nothing.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.attributes
"""

EXAMPLES = r"""
---
- name: Look at the production stack
  slipway.aws.stack_info:
    application: inflight-ordering
    environment: prod
    region: us-east-1
  register: info

- name: Show where it answers
  ansible.builtin.debug:
    var: info.outputs['load_balancer/main'].dns_name
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
outputs:
  description:
    - What each capability offers its neighbours, by capability instance, as the modules give it in their own C(outputs).
  returned: always
  type: dict
  sample: {"network/main": {"vpc_id": "vpc-0123456789abcdef0"}, "registry/main": {"repository_names": {"app": "shop-app"}}}
resources:
  description: The stack's objects, in the order of their addresses.
  returned: always
  type: list
  elements: dict
  contains:
    address:
      description: The object's address.
      type: str
      returned: always
    kind:
      description: What it is.
      type: str
      returned: always
    id:
      description: What the API calls it.
      type: str
      returned: always
    state:
      description: V(ready), V(working) or V(failed).
      type: str
      returned: always
    console:
      description: Link to the AWS console.
      type: str
      returned: where the console has a page for it
unreadable:
  description: Kinds that could not be read, with the reason.
  returned: always
  type: dict
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability.everything import CAPABILITIES


def main():
    entry.main_info(CAPABILITIES)


if __name__ == "__main__":
    main()
