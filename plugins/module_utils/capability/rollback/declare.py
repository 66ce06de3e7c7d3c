# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.ecs.service import EcsService
from ...engine.declaring import Declaration
from ...steps.release.narrowing import SITE, parsed
from ...steps.release.rollback_candidates import RollbackCandidates
from ...steps.release.service_rollback import ServiceRollback
from ...steps.site.releases import PREVIOUS

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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
