"""Layers of Amazon ECR's images: kept byte for byte, checked against their digest, and read by a signed URL."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote, urlencode

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend

# Layers are in a bucket of AWS's, not of whoever pushes them.
BUCKET, OWNER = "prod-{region}-starport-layer-bucket", "000000000000"


@operation("ecr", "CompleteLayerUpload")
def complete(call: Call) -> dict[str, Any]:
    """The digest that the caller names has to be that of what was uploaded; a layer is uploaded once."""
    name, digests = call.params["repositoryName"], call.params["layerDigests"]
    repository = backend("ecr", call.account, call.region).repositories.get(name)
    upload = repository.uploads.get(call.params["uploadId"]) if repository else None
    if upload is None:
        return call.forward()
    content = bytes(upload.layer_parts)
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if not content:
        raise AwsError("EmptyUploadException", "The specified layer upload does not contain any layer parts.")
    if digest not in digests:
        raise AwsError("InvalidLayerException", f"Layer digest {digests[0]} does not match calculated digest {digest}")
    if digest in repository.layers:
        raise AwsError(
            "LayerAlreadyExistsException", f"Layer with digest '{digest}' already exists in the repository '{name}'"
        )
    answer = call.forward()
    bucket = BUCKET.format(region=call.region)
    layers = state.store("ecr_layers", call.account, call.region)
    if bucket not in backend("s3", OWNER, call.partition).buckets:
        call.invoke("s3", "CreateBucket", {"Bucket": bucket}, OWNER, "us-east-1")
    layers[name, digest] = bucket
    call.invoke(
        "s3",
        "PutObject",
        {"Bucket": bucket, "Key": f"{call.account}/{name}/{digest}", "Body": content},
        OWNER,
        "us-east-1",
    )
    return answer


@operation("ecr", "GetDownloadUrlForLayer")
def download_url(call: Call) -> dict[str, Any]:
    """A URL in Amazon S3, signed for an hour."""
    name, digest = call.params["repositoryName"], call.params["layerDigest"]
    bucket = state.store("ecr_layers", call.account, call.region).get((name, digest))
    if bucket is None:
        raise AwsError(
            "LayersNotFoundException", f"The layer with digest '{digest}' does not exist in the repository '{name}'"
        )
    host = call.request.host_url.rstrip("/")
    signed = {
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{call.access_key}/20000101/{call.region}/s3/aws4_request",
        "X-Amz-Expires": "3600",
        "X-Amz-SignedHeaders": "host",
        "X-Amz-Signature": "0",
    }
    url = f"{host}/{bucket}/{call.account}/{name}/{quote(digest)}?{urlencode(signed)}"
    return {"downloadUrl": url, "layerDigest": digest}
