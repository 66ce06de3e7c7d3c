#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/rollback by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: rollback
short_description: Go back to an earlier revision of services, or release of the site
version_added: 0.1.0
description:
  - A service runs the revision of its task definition that served before, or one that is named, also while a bad
    deployment is under way. The run ends well once that revision serves.
  - Without O(what) it only says to what the services and the site can go back.
  - Later runs keep the revision until the service is changed or released. Schedules of its jobs that are declared
    in the same run, as in C(playbooks/rollback.yml), start that revision from then on. Nothing else of the stack
    is looked at. What jobs have done, such as migrations, is not undone.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  what:
    description:
      - 'What goes back: V(backend) to the revision that served before, V(backend:5) to a named one, several with
        commas between them, or a dictionary of service to revision.'
      - V(site) is the single-page application, V(site:r4f2a91c3d0e1) a release of it that is kept. Its role has
        to be declared in the same run, as C(playbooks/rollback.yml) does.
      - While a deployment is under way, the revision before is the last one whose deployment was completed.
      - 'Class: optional.'
    type: raw
  cluster:
    description:
      - Name or ARN of the cluster that the services run in, where it is given to M(slipway.aws.service) too.
      - 'Class: optional.'
    type: str
"""

EXAMPLES = r"""
---
- name: Go back to the revision that served before
  slipway.aws.rollback:
    what: backend

- name: Go back to a revision that is named
  slipway.aws.rollback:
    what: backend:5

- name: Say to what one can go back
  slipway.aws.rollback: {}
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
task_definitions:
  description: The revisions that serve, by service.
  returned: when it is known
  type: dict
  sample:
    api: arn:aws:ecs:us-east-1:123456789012:task-definition/inflight-ordering-prod-api:6
images:
  description: Their images, by service.
  returned: when it is known
  type: dict
  sample:
    api: 123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-app@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
image_tags:
  description: What the images are called, by service.
  returned: when it is known
  type: dict
  sample:
    api: 1.4.0
site:
  description: The release of the site that was asked for.
  returned: when it is known
  type: str
candidates:
  description: To what the services and the site can go back, the newest first. Only without O(what).
  returned: when it is known
  type: dict
lines:
  description: The same for a person. Only without O(what).
  returned: when it is known
  type: list
  elements: str
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import rollback


def main():
    entry.main("rollback", rollback)


if __name__ == "__main__":
    main()
