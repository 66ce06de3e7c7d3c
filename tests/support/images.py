"""Container images without a container engine: a minimal OCI manifest, put into the simulated registry."""

from __future__ import annotations

import hashlib
import json

from tools.simulator_process import REGION, SimulatorProcess

MEDIA = "application/vnd.oci.image"


def push(simulator: SimulatorProcess, repository: str, tag: str, region: str = REGION, layers: bool = False) -> str:
    """Put an image and return its digest. Only with `layers` its content is there too, as a copy needs it."""
    ecr = simulator.client("ecr", region)
    content = json.dumps({"repository": repository, "tag": tag}).encode()
    blob = {"digest": f"sha256:{hashlib.sha256(content).hexdigest()}", "size": len(content)}
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{MEDIA}.manifest.v1+json",
        "config": {"mediaType": f"{MEDIA}.config.v1+json", **blob},
        "layers": [{"mediaType": f"{MEDIA}.layer.v1.tar+gzip", **blob}],
    }
    if layers:
        upload = {"repositoryName": repository, "uploadId": ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]}
        ecr.upload_layer_part(**upload, partFirstByte=0, partLastByte=len(content) - 1, layerPartBlob=content)
        ecr.complete_layer_upload(**upload, layerDigests=[blob["digest"]])
    answer = ecr.put_image(
        repositoryName=repository, imageTag=tag, imageManifest=json.dumps(manifest), imageManifestMediaType=manifest["mediaType"])
    return answer["image"]["imageId"]["imageDigest"]
