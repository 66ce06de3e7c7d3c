# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Promotion: the image that a service of another stack has proven, by its digest, in this stack's own repository.

Proven is what a deployment of that service came to its end with. The other stack is only read. Images are copied within
one account and Region, under the same digest.
"""

from __future__ import annotations

import dataclasses

from ...aws.ecr.images import location, resolved
from ...aws.ecs import deployments
from ...aws.ecs.deployment_history import application, history
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.shared.tagging import tagged
from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ..image.registry import read, repository_name

GONE = ("ServiceNotFoundException", "ClusterNotFoundException")
UNPROVEN = "to release it all the same, say -e release_unproven=true"


@dataclasses.dataclass
class Proof:
    """What a service of the other stack runs, and has run.

    :param images: (image by digest, label) of its revisions that came to serve, the one that serves now first
    :param running: (image, label) of what it runs, proven or not
    """

    images: list
    running: tuple


class Promotion(Kind):
    """What is released, by what another stack has run; a read-only lookup.

    ``Version`` is a tag, a digest or an image, or an empty text for what runs there. ``Image`` is the image in this
    stack's repository, ``Source`` the name of the repository to copy it from, empty where it is there already, and
    ``Problem`` why it cannot be released.
    """

    kind = "promotion"
    service = "ecs"
    identity = "natural"
    taggable = False
    data = True
    uses = ("ecr_repository",)
    fields = {
        "Service": fields.required(),
        "From": fields.required(),
        "Repository": fields.required(),
        "Version": fields.required(),
        "Unproven": fields.required(),
        "Image": fields.computed(),
        "Label": fields.computed(),
        "Source": fields.computed(),
        "Problem": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Service")

    @classmethod
    def observe(cls, api, scope):
        return api.map(lambda want: cls._look(api, want), scope.wants)

    @classmethod
    def _look(cls, api, want):
        proof, problem = _proof(api, want), ""
        image, label = _chosen(api, want, proof)
        if image is None:
            problem = _unproven(want, proof)
        place = location(image) if image else None
        if place and (place[0], place[1]) != (api.account_id, api.region):
            problem = "%s runs %s, and only images of the account %s in %s are promoted to here" % (
                want["From"],
                image,
                api.account_id,
                api.region,
            )
        source, own = "", repository_name(want["Repository"])
        if place and not problem and location(want["Repository"] + ":x") and place[2] != own:
            digest = image.partition("@")[2]
            if digest not in read(api.of("ecr"), own, [{"imageDigest": digest}]):
                source = place[2]
            image = "%s@%s" % (want["Repository"], digest)
        return Live(want["Service"], {**want, "Image": image, "Label": label, "Source": source, "Problem": problem})


def _proof(api, want):
    """The Proof of the other stack's service, or None where it has no such service."""
    index = tagged(api, [want["From"]], "ecs:service")
    arn = next(
        (
            arn
            for arn, tags in sorted(index.items())
            if tags.get(ownership.ADDRESS, "").partition("/ecs_service/")[2] == want["Service"]
        ),
        None,
    )
    if arn is None:
        return None
    cluster, name = arn.split("/")[-2:]
    answer = api.maybe("describe_services", GONE, cluster=cluster, services=[name])
    row = next((row for row in (answer or {}).get("services") or () if row["status"] == "ACTIVE"), None)
    if row is None:
        return None
    current = deployments.primary(row) or row
    served = [item.revision for item in history(api, cluster, arn) if item.completed]
    if current.get("rolloutState", "COMPLETED") == "COMPLETED":
        served.insert(0, current["taskDefinition"])
    arns = list(dict.fromkeys([*served, current["taskDefinition"]]))
    images = dict(zip(arns, api.map(lambda arn: _image(api, arn), arns)))
    return Proof([images[arn] for arn in dict.fromkeys(served)], images[current["taskDefinition"]])


def _image(api, revision):
    live = TaskDefinition.revision(api, revision)
    image, label = application(live) if live else (None, None)
    return resolved(api, image), label


def _chosen(api, want, proof):
    """(image, label) to release, or (None, None)."""
    version, proven = want["Version"], proof.images if proof else []
    if not version and proof:
        return proof.running if want["Unproven"] else proven[0] if proven else (None, None)
    found = next(
        (pair for pair in proven if pair[0] and version in (pair[0], pair[1], pair[0].partition("@")[2])), None
    )
    if found or not version:
        return found or (None, None)
    places = [want["Repository"], *(image.partition("@")[0] for image, _label in proven[:1])]
    for place in places:
        image = _named(api, place, version)
        found = next(
            (
                pair
                for pair in proven
                if pair[0] == image or image and pair[0].partition("@")[2] == image.partition("@")[2]
            ),
            None,
        )
        if found:
            return found
        if image and want["Unproven"]:
            return image, version
    return None, None


def _named(api, repository, version):
    """The image that a version means in a repository, by its digest where the registry knows it; else None."""
    if version.startswith("sha256:"):
        known = location("%s@%s" % (repository, version))
        there = known and version in read(api.of("ecr"), known[2], [{"imageDigest": version}])
        return "%s@%s" % (repository, version) if there else None
    image = resolved(api, version if "/" in version or ":" in version else "%s:%s" % (repository, version))
    return image if "@" in image or not location(image) else None


def _unproven(want, proof):
    """Why nothing can be released, and what could be."""
    name = want["Service"]
    if proof is None:
        return "%s has no service %s to promote from" % (want["From"], name)
    rows = ", ".join("%s (%s)" % (label, image.partition("@")[2][:19] or image) for image, label in proof.images)
    ran = "it has run: %s" % rows if rows else "no deployment of it has come to its end"
    if not want["Version"]:
        return "%s has not proven an image of %s; %s; %s" % (want["From"], name, ran, UNPROVEN)
    return "%s of %s has no record of a complete deployment in %s; %s; %s" % (
        want["Version"],
        name,
        want["From"],
        ran,
        UNPROVEN,
    )
