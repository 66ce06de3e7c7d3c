# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copying an image between two Amazon ECR repositories, of any account and Region, by ECR's API: no container engine.

Manifests are copied byte for byte, so the digest stays the same. Layers go up first, then the images of a list, then
the list itself, with the tag: a copy that is stopped on the way shows no image, and the next one uploads only what is
missing (the ECR model: BatchCheckLayerAvailability, InitiateLayerUpload, UploadLayerPart, CompleteLayerUpload,
PutImage; PutImage refuses an image whose layers or images are not there).
"""

from __future__ import annotations

import dataclasses
import json
import typing

from ...engine.errors import Interrupted, SlipwayError
from .registry import Pushed, read

PART = 10 * 1024 * 1024  # bytes of one part, where ECR does not ask for more; a part is held in memory
BATCH = 100  # layers that one BatchCheckLayerAvailability takes
SECONDS = 60


@dataclasses.dataclass(frozen=True)
class Repository:
    """One end of a copy.

    :param api: engine.aws.Api of ECR in the repository's place
    """

    api: typing.Any
    name: str


def copy(source, target, digest, tag=None):
    """Copy the image with this digest; gives the number of layers that were uploaded.

    :param source, target: Repository
    :param tag: tag it gets in the target
    :raises SlipwayError: it is not in the source, or a layer cannot be downloaded
    """
    image = _image(source, digest)
    there = digest in read(target.api, target.name, [{"imageDigest": digest}])
    layers = 0 if there else _content(source, target, image)
    if tag is not None or not there:
        _put(target, image, tag)
    return layers


def _image(source, digest):
    found = read(source.api, source.name, [{"imageDigest": digest}]).get(digest)
    if found is None:
        raise SlipwayError(
            "%s@%s is not in the registry of %s; name an image that is there" % (source.name, digest, source.api.region)
        )
    return found


def _content(source, target, image):
    """Everything that a manifest refers to; gives the number of uploaded layers."""
    manifest = json.loads(image.manifest)
    if "manifests" in manifest:
        count, digests = 0, [item["digest"] for item in manifest["manifests"]]
        parts = read(source.api, source.name, [{"imageDigest": digest} for digest in digests])
        for digest in digests:
            part = parts.get(digest) or _image(source, digest)
            count += _content(source, target, part)
            _put(target, part, None)
        return count
    layers = {item["digest"]: item for item in [manifest["config"], *manifest.get("layers", ())]}
    missing = sorted(set(layers) - _there(target, sorted(layers)))
    for digest in missing:
        _layer(source, target, digest)
    return len(missing)


def _there(target, digests):
    found = set()
    for start in range(0, len(digests), BATCH):
        answer = target.api.batch_check_layer_availability(
            repositoryName=target.name, layerDigests=digests[start : start + BATCH]
        )
        found |= {
            row["layerDigest"] for row in answer.get("layers") or () if row.get("layerAvailability") == "AVAILABLE"
        }
    return found


def _layer(source, target, digest):
    """Download a layer and upload it, part by part."""
    url = source.api.get_download_url_for_layer(repositoryName=source.name, layerDigest=digest)["downloadUrl"]
    upload = target.api.initiate_layer_upload(repositoryName=target.name)
    first, size = 0, max(PART, upload.get("partSize") or 0)
    same = {"repositoryName": target.name, "uploadId": upload["uploadId"]}
    with _open(url, digest) as content:
        while part := content.read(size):
            if target.api.stopping.is_set():
                raise Interrupted("copying %s was stopped: the run is stopping" % digest)
            target.api.upload_layer_part(
                partFirstByte=first, partLastByte=first + len(part) - 1, layerPartBlob=part, **same
            )
            first += len(part)
    # Somebody else may have been faster; ECR checks that the content has the digest.
    target.api.maybe("complete_layer_upload", ("LayerAlreadyExistsException",), layerDigests=[digest], **same)


def _open(url, digest):
    # Imported here: it brings cryptography and costs each run as much as ten calls to AWS; few runs copy an image.
    from ansible.module_utils.urls import open_url

    try:
        return open_url(url, timeout=SECONDS, http_agent="slipway.aws")
    except OSError as error:
        # The URL is signed: whoever has it reads the layer. It is in no message.
        raise SlipwayError("the layer %s could not be downloaded: %s" % (digest, type(error).__name__)) from None


def _put(target, image: Pushed, tag):
    target.api.maybe(
        "put_image",
        ("ImageAlreadyExistsException",),
        repositoryName=target.name,
        imageManifest=image.manifest,
        imageDigest=image.digest,
        **({"imageManifestMediaType": image.media_type} if image.media_type else {}),
        **({"imageTag": tag} if tag else {}),
    )
