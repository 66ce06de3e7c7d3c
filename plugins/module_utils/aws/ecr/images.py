# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images by name: which repository of Amazon ECR a text means, and which digest a tag stands for."""

from __future__ import annotations

import re

from ...engine.references import is_known

# The address of a private repository: the account, the Region, the name, then a tag, a digest, or both.
_ECR = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.[^/]+/([^:@]+)(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?")
_ABSENT = ("ImageNotFoundException", "RepositoryNotFoundException")


def without_version(image):
    """An image without its tag and digest; a registry's port is part of its name."""
    name = image.partition("@")[0]
    head, colon, tail = name.rpartition(":")
    return head if colon and "/" not in tail else name


def location(image):
    """(account, Region, repository) of an image in a private repository of Amazon ECR, else None."""
    match = _ECR.fullmatch(image)
    return match.group(1, 2, 3) if match else None


def resolved(api, image):
    """``image`` by digest where it is a tag of an ECR repository that answers; else as it is."""
    match = _ECR.fullmatch(image) if image and is_known(image) else None
    if not match or match.group(5):
        return image
    digest = _digest(api, match, {"imageTag": match.group(4) or "latest"}, (*_ABSENT, "AccessDeniedException"))
    return "%s@%s" % (without_version(image), digest) if digest else image


def missing(api, image):
    """True where the image belongs into this account's registry and is not there. Other registries are not asked."""
    match = _ECR.fullmatch(image)
    if not match or match.group(1) != api.account_id:
        return False
    version = {"imageDigest": match.group(5)} if match.group(5) else {"imageTag": match.group(4) or "latest"}
    return _digest(api, match, version, _ABSENT) is None


def _digest(api, match, version, absent):
    """The digest of one version, or None; asked once by all that one look reads."""
    registry, region, repository = match.group(1, 2, 3)
    ecr = api.of("ecr", region)

    def read():
        answer = ecr.maybe(
            "describe_images", absent, registryId=registry, repositoryName=repository, imageIds=[version]
        )
        return answer["imageDetails"][0]["imageDigest"] if answer else None

    found = ecr.once(("image", registry, repository, *version.values()), read)
    # A digest that a tag stands for is there: nobody has to ask for it again.
    return ecr.once(("image", registry, repository, found), lambda: found) if found else None
