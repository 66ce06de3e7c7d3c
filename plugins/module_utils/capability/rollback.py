# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rollback: services run an earlier revision again, and the site serves an earlier release. An operation, no part of a stack."""

from __future__ import annotations

import re

from ..aws.ecs_cluster import EcsCluster
from ..aws.ecs_service import EcsService
from ..aws.s3 import Bucket
from ..aws.s3_content import SiteContent
from ..aws.service_rollback import RollbackCandidates, ServiceRollback
from ..aws.site_releases import PREVIOUS
from ..engine.declaring import Declaration
from .releasing import SITE, parsed

KINDS = (ServiceRollback, RollbackCandidates)
NEIGHBOURS = (EcsCluster, EcsService, Bucket, SiteContent)
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SPEC = {
    "short_description": "Go back to an earlier revision of services, or release of the site",
    "description": [
        (
            "A service runs the revision of its task definition that served before, or one that is named, also while a bad "
            "deployment is under way. The run ends well once that revision serves."
        ),
        "Without O(what) it only says to what the services and the site can go back.",
        (
            "Later runs keep the revision until the service is changed or released. Nothing else of the stack is looked at. Jobs, "
            "such as migrations, are not undone."
        ),
    ],
    "options": {
        "what": {
            "type": "raw",
            "class": "optional",
            "sample": "backend:5",
            "description": [
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
        },
        "cluster": {
            "type": "str",
            "class": "optional",
            "role_default": "{{ service_cluster | default('', true) }}",
            "description": "Name or ARN of the cluster that the services run in, where it is given to M(slipway.aws.service) too.",
        },
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


def declare(options, stack, instance="main"):
    """A step for each service; or the lookup of what there is. See SPEC for the options."""
    declaration = Declaration("rollback", stack, instance)
    wanted = parsed(options["what"], "rollback_what") if options["what"] else {}
    declaration.outputs.update(
        {"task_definitions": {}, "images": {}, "image_tags": {}, "site": None, "candidates": None, "lines": None}
    )
    cluster = (options["cluster"] or "").rsplit("/", 1)[-1]
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_-]{0,255}", cluster),
        "cluster",
        options["cluster"],
        "a cluster's name or ARN is allowed",
    )
    if not wanted:
        found = declaration.add(RollbackCandidates, "all", {"Instance": instance, "Cluster": cluster})
        declaration.outputs.update(candidates=found["Candidates"], lines=found["Lines"])
    for name, version in wanted.items():
        if name == SITE:
            declaration.check(
                not version or version == PREVIOUS or re.fullmatch(r"r[0-9a-f]{12}", version),
                "what",
                {name: version},
                "previous is allowed, or the name of a release that is kept, such as r4f2a91c3d0e1",
            )
            declaration.outputs["site"] = version or PREVIOUS
            continue
        declaration.check(NAME.fullmatch(name) and len(name) <= 40, "what", name, "the key of a service is allowed")
        declaration.check(
            re.fullmatch(r"([1-9]\d{0,8})?", version),
            "what",
            {name: version},
            "the number of a revision is allowed, such as 5",
        )
        node = declaration.add(
            ServiceRollback,
            name,
            {
                "Service": "service/%s/%s/%s" % (instance, EcsService.kind, name),
                "Revision": version,
                "Cluster": cluster,
            },
        )
        for output, field in (("task_definitions", "taskDefinition"), ("images", "Image"), ("image_tags", "Label")):
            declaration.outputs[output][name] = node[field]
    return declaration
