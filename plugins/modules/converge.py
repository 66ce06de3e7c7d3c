#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/shared/converge.py by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: converge
short_description: Make a stack what was declared for it
version_added: 0.1.0
description:
  - Joins everything that the tasks since M(slipway.aws.stack) declared for the host into one graph, plans it, carries
    the plan out in parallel, waits for it, and deletes what is superseded.
  - In check mode, and with O(mode=plan), nothing is changed.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common.attributes
options:
  mode:
    description:
      - V(apply) plans and carries out; so does V(release), which is refused where O(slipway.aws.stack#module:release)
        names nothing.
      - V(plan) only plans, and looks for undeclared objects too. V(drift) compares only.
      - V(diagram) only draws the stack as it stands, into O(plan_directory).
      - V(destroy) deletes everything of the stack but guarded data that O(slipway.aws.stack#module:data) does not
        name, and what that data needs.
      - 'Class: optional.'
    type: str
    choices:
      - apply
      - release
      - plan
      - drift
      - diagram
      - destroy
    default: apply
  plan_directory:
    description:
      - Folder in which the plan is written as text, as JSON and as a page with a picture, one file of each for
        a stack.
      - 'Class: optional.'
    type: path
  declarations:
    description:
      - File of what was declared for the host. The action plugin sets it.
      - 'Class: optional.'
    type: path
  progress:
    description:
      - File to which progress is appended. The action plugin sets it.
      - 'Class: optional.'
    type: path
  plugins:
    description:
      - Folder of the collection's plugins on this machine. The action plugin sets it.
      - 'Class: optional.'
    type: path
  complete:
    description:
      - Whether the whole play runs, so that pruning is safe. The action plugin sets it.
      - 'Class: optional.'
    type: bool
    default: true
"""

EXAMPLES = r"""
---
- name: Deploy a stack
  hosts: stacks
  gather_facts: false
  roles:
    - slipway.aws.stack
    - slipway.aws.network
    - slipway.aws.converge
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
"""

import importlib
import sys

from ansible.module_utils.basic import AnsibleModule

SPEC = {
    "mode": {"type": "str", "choices": ["apply", "release", "plan", "drift", "diagram", "destroy"], "default": "apply"},
    "plan_directory": {"type": "path"},
    "declarations": {"type": "path"},
    "progress": {"type": "path"},
    "plugins": {"type": "path"},
    "complete": {"type": "bool", "default": True},
}


def main():
    module = AnsibleModule(SPEC, supports_check_mode=True)
    if not (module.params["declarations"] and module.params["plugins"]):
        module.fail_json(msg="converge runs behind its action plugin, on the machine that runs Ansible")
    if "ansible_collections.slipway.aws.plugins" in sys.modules:
        sys.modules["ansible_collections.slipway.aws.plugins"].__path__.append(module.params["plugins"])
    base = "ansible_collections.slipway.aws.plugins.module_utils."
    entry = importlib.import_module(base + "entry")
    entry.main_converge(module, importlib.import_module(base + "capability.catalog").CAPABILITIES)


if __name__ == "__main__":
    main()
