# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of rollback."""

from __future__ import annotations

from ..shared.option import Option

SPEC = {
    "short_description": "Go back to an earlier revision of services, or release of the site",
    "description": [
        (
            "A service runs the revision of its task definition that served before, or one that is named, also while a bad "
            "deployment is under way. The run ends well once that revision serves."
        ),
        "Without O(what) it only says to what the services and the site can go back.",
        (
            "Later runs keep the revision until the service is changed or released. Schedules of its jobs that are declared in the "
            "same run, as in C(playbooks/rollback.yml), start that revision from then on. Nothing else of the stack is looked at. "
            "What jobs have done, such as migrations, is not undone."
        ),
    ],
    "options": {
        "what": Option(
            "raw",
            [
                (
                    "What goes back: V(backend) to the revision that served before, V(backend:5) to a named one, several with commas "
                    "between them, or a dictionary of service to revision."
                ),
                (
                    "V(site) is the single-page application, V(site:r4f2a91c3d0e1) a release of it that is kept. Its role has to be declared "
                    "in the same run, as C(playbooks/rollback.yml) does."
                ),
                "While a deployment is under way, the revision before is the last one whose deployment was completed.",
            ],
            class_="optional",
            sample="backend:5",
        ),
        "cluster": Option(
            "str",
            "Name or ARN of the cluster that the services run in, where it is given to M(slipway.aws.service) too.",
            class_="optional",
            role_default="{{ service_cluster | default('', true) }}",
        ),
    },
    "outputs": {
        "task_definitions": {
            "type": "dict",
            "description": "The revisions that serve, by service.",
            "sample": {"api": "arn:aws:ecs:us-east-1:123456789012:task-definition/inflight-ordering-prod-api:6"},
        },
        "images": {
            "type": "dict",
            "description": "Their images, by service.",
            "sample": {
                "api": "123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-app@sha256:"
                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
            },
        },
        "image_tags": {
            "type": "dict",
            "description": "What the images are called, by service.",
            "sample": {"api": "1.4.0"},
        },
        "site": {"type": "str", "description": "The release of the site that was asked for."},
        "candidates": {
            "type": "dict",
            "description": "To what the services and the site can go back, the newest first. Only without O(what).",
        },
        "lines": {"type": "list", "elements": "str", "description": "The same for a person. Only without O(what)."},
    },
    "examples": """
- name: Go back to the revision that served before
  slipway.aws.rollback:
    what: backend

- name: Go back to a revision that is named
  slipway.aws.rollback:
    what: backend:5

- name: Say to what one can go back
  slipway.aws.rollback: {}
""",
}
