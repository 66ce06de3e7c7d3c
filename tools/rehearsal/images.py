"""Images of nothing in the simulated registry: a manifest and one layer, as a person or a pipeline would have pushed them."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

MEDIA = "application/vnd.oci.image"
# An image in somebody's private registry: account, Region, repository, tag.
PRIVATE = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/(?P<repository>[^:@]+)(?::(?P<tag>[^@]+))?"
)


def push(ecr: Any, repository: str, tag: str) -> str:
    """Put an image with its layer into a repository and return its digest. The content follows from the tag alone.

    :param ecr: boto3 client
    """
    content = json.dumps({"tag": tag}).encode()
    blob = {"digest": f"sha256:{hashlib.sha256(content).hexdigest()}", "size": len(content)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA}.manifest.v1+json",
        "config": {"mediaType": f"{MEDIA}.config.v1+json", **blob},
        "layers": [{"mediaType": f"{MEDIA}.layer.v1.tar+gzip", **blob}],
    }
    check = ecr.batch_check_layer_availability(repositoryName=repository, layerDigests=[blob["digest"]])
    if not any(row.get("layerAvailability") == "AVAILABLE" for row in check["layers"]):
        upload = {
            "repositoryName": repository,
            "uploadId": ecr.initiate_layer_upload(repositoryName=repository)["uploadId"],
        }
        ecr.upload_layer_part(**upload, partFirstByte=0, partLastByte=len(content) - 1, layerPartBlob=content)
        ecr.complete_layer_upload(**upload, layerDigests=[blob["digest"]])
    answer = ecr.put_image(
        repositoryName=repository,
        imageTag=tag,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=manifest["mediaType"],
    )
    return answer["image"]["imageId"]["imageDigest"]


def untagged(image: str) -> str:
    """An image without its tag and digest."""
    name = image.partition("@")[0]
    head, slash, last = name.rpartition("/")
    return head + slash + last.partition(":")[0]
