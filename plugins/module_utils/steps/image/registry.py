# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images as Amazon ECR has them: read by tag or digest, many with one call."""

from __future__ import annotations

import dataclasses
import json

GONE = ("RepositoryNotFoundException",)
# Manifests and lists of them, of the OCI image specification and of Docker's schema 2.
MEDIA_TYPES = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
]
BATCH = 50


@dataclasses.dataclass
class Pushed:
    """One image as the registry has it.

    :param manifest: its text, byte for byte
    :param tags: those that were asked for
    """

    digest: str
    manifest: str
    media_type: str
    tags: set

    def parts(self):
        """Digests of what a scanner reads: the image itself, or the images in a list. Attestations are no images."""
        listed = json.loads(self.manifest).get("manifests")
        if listed is None:
            return [self.digest]
        return [item["digest"] for item in listed if "vnd.docker.reference.type" not in (item.get("annotations") or {})]


def built_tag(tag):
    """The tag of an image that is pushed and not released."""
    return "b-" + tag.partition("-")[2]


def repository_name(uri):
    """The repository's name in its URI."""
    return uri.partition("/")[2]


def read(api, repository, identifiers):
    """digest -> Pushed of the images that are there."""
    found = {}
    for start in range(0, len(identifiers), BATCH):
        answer = api.maybe(
            "batch_get_image",
            GONE,
            repositoryName=repository,
            imageIds=identifiers[start : start + BATCH],
            acceptedMediaTypes=MEDIA_TYPES,
        )
        for row in (answer or {}).get("images") or ():
            image = found.setdefault(
                row["imageId"]["imageDigest"],
                Pushed(
                    row["imageId"]["imageDigest"], row["imageManifest"], row.get("imageManifestMediaType", ""), set()
                ),
            )
            image.tags.add(row["imageId"].get("imageTag"))
    return found


def token(api):
    """ECR's authorizationToken: good for the registry of the place's account, for twelve hours."""
    return api.get_authorization_token()["authorizationData"][0]["authorizationToken"]
