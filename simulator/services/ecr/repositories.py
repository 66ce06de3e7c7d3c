"""Amazon ECR: digests of the manifest's bytes, one image with several tags, tokens that are valid, scans as told."""

from __future__ import annotations

import datetime
import fnmatch
import hashlib
import json
import re
from collections import Counter
from typing import Any

from moto.ecr.models import Image

from simulator.core import state
from simulator.core.admin import endpoint
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page, utc

from . import registry

SCAN = "ecr:scan"
TOKEN_LIFE = datetime.timedelta(hours=12)
DOCKER = "application/vnd.docker.distribution.manifest.v2+json"
TAG = re.compile(r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,299}$")


def _repository(call: Call) -> Any:
    name = call.params["repositoryName"]
    found = backend("ecr", call.account, call.region).repositories.get(name)
    if found is None:
        raise AwsError(
            "RepositoryNotFoundException",
            f"The repository with name '{name}' does not exist in the registry with id '{call.account}'",
        )
    registry.pull(call.account, found)
    return found


def _is_immutable(repository: Any, tag: str) -> bool:
    filters = repository.image_tag_mutability_exclusion_filters or []
    excluded = any(fnmatch.fnmatchcase(tag, entry["filter"]) for entry in filters)
    return repository.is_tag_immutable() != excluded


@operation("ecr", "PutImage")
def put_image(call: Call) -> dict[str, Any]:  # G16
    repository = _repository(call)
    text, tag = call.params["imageManifest"], call.params.get("imageTag")
    try:
        manifest = json.loads(text)
    except ValueError as error:
        message = "Invalid parameter at 'ImageManifest' failed to satisfy constraint: 'Invalid JSON syntax'"
        raise AwsError("InvalidParameterException", message) from error
    media_type = call.params.get("imageManifestMediaType") or manifest.get("mediaType") or DOCKER
    digest = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    if call.params.get("imageDigest", digest) != digest:
        raise AwsError("ImageDigestDoesNotMatchException", f"The calculated digest is {digest}.")
    if tag is not None and not TAG.match(tag):
        raise AwsError("InvalidParameterException", f"Invalid parameter at 'imageTag': '{tag}'")
    image = next((entry for entry in repository.images if entry.image_digest == digest), None)
    holder = next((entry for entry in repository.images if tag in entry.image_tags), None) if tag else None
    if image is not None and (tag is None or holder is image):
        raise AwsError(
            "ImageAlreadyExistsException",
            f"Image with digest '{digest}' and tag '{tag}' already exists in the repository with name "
            f"'{repository.name}' in registry with id '{call.account}'",
        )
    if holder is not None:
        if _is_immutable(repository, tag):
            raise AwsError(
                "ImageTagAlreadyExistsException",
                f"The image tag '{tag}' already exists in the '{repository.name}' repository and cannot be overwritten "
                "because the tag is immutable.",
            )
        holder.remove_tag(tag)
    if image is None:
        image = Image(call.account, None, text, repository.name, media_type, digest)
        image.scanned_at = state.ready_at(SCAN)
        repository.images.append(image)
    if tag is not None:
        image.update_tag(tag)
    registry.push(call.account, repository.name, image, tag or digest)
    return {"image": _shown(image, tag)}


def _shown(image: Image, tag: str | None) -> dict[str, Any]:
    identifier = {"imageDigest": image.image_digest, **({"imageTag": tag} if tag else {})}
    return {
        "registryId": image.registry_id,
        "repositoryName": image.repository_name,
        "imageId": identifier,
        "imageManifest": image.image_manifest,
        "imageManifestMediaType": image.image_manifest_media_type,
    }


def _size(image: Image) -> int:
    manifest = json.loads(image.image_manifest)
    parts = [manifest.get("config", {}), *manifest.get("layers", []), *manifest.get("manifests", [])]
    return sum(int(part.get("size", 0)) for part in parts)


def _find(call: Call, repository: Any, identifier: dict[str, str]) -> Image:
    digest, tag = identifier.get("imageDigest"), identifier.get("imageTag")
    for image in repository.images:
        if digest in (None, image.image_digest) and (tag is None or tag in image.image_tags):
            return image
    raise AwsError(
        "ImageNotFoundException",
        f"The image with imageId {{imageDigest:'{digest or 'null'}', imageTag:'{tag or 'null'}'}} does not exist "
        f"within the repository with name '{repository.name}' in the registry with id '{call.account}'",
    )


@operation("ecr", "DescribeImages")
def describe_images(call: Call) -> dict[str, Any]:
    repository = _repository(call)
    wanted = call.params.get("imageIds")
    images = [_find(call, repository, identifier) for identifier in wanted] if wanted else repository.images
    status = (call.params.get("filter") or {}).get("tagStatus", "ANY")
    images = [image for image in dict.fromkeys(images) if status in ("ANY", _tag_status(image))]
    part, following = page(images, call.params.get("nextToken"), call.params.get("maxResults"))
    return {"imageDetails": [_detail(repository, image) for image in part], "nextToken": following}


def _tag_status(image: Image) -> str:
    return "TAGGED" if image.image_tags else "UNTAGGED"


def _detail(repository: Any, image: Image) -> dict[str, Any]:
    detail = {
        "registryId": image.registry_id,
        "repositoryName": image.repository_name,
        "imageDigest": image.image_digest,
        "imageSizeInBytes": _size(image),
        "imagePushedAt": image.image_pushed_at,
        "imageManifestMediaType": image.image_manifest_media_type,
        "artifactMediaType": "application/vnd.docker.container.image.v1+json",
    }
    if image.image_tags:
        detail["imageTags"] = list(image.image_tags)
    if _is_scanned(repository, image):
        detail["imageScanStatus"] = _scan_status(repository, image)
        if detail["imageScanStatus"]["status"] in ("COMPLETE", "ACTIVE"):
            detail["imageScanFindingsSummary"] = {"findingSeverityCounts": _counts(repository)}
    return detail


@endpoint("POST", "/simulator/scans")
def set_scans(_application: Any, scans: dict[str, dict[str, Any]]) -> None:
    """Say what scans find: repository name to status, findings and enhancedFindings, in AWS's member names.

    Raises ValueError for a member that is not one of these.
    """
    for name, scan in scans.items():
        unknown = set(scan) - {"status", "findings", "enhancedFindings"}
        if unknown:
            raise ValueError(f"{name}: {', '.join(sorted(unknown))} is no part of a scan")
    state.store(SCAN, "", "").update(scans)


def _scan(repository: Any) -> dict[str, Any]:
    return state.store(SCAN, "", "").get(repository.name, {})


def _scan_status(repository: Any, image: Image) -> dict[str, str]:  # G16
    if not state.is_ready(getattr(image, "scanned_at", None)):
        return {"status": "IN_PROGRESS"}
    status = _scan(repository).get("status", "COMPLETE")
    text = "The scan was completed successfully." if status == "COMPLETE" else f"The scan ended as {status}."
    return {"status": status, "description": text}


def _counts(repository: Any) -> dict[str, int]:
    scan = _scan(repository)
    return dict(Counter(row["severity"] for row in [*scan.get("findings", []), *scan.get("enhancedFindings", [])]))


def _is_scanned(repository: Any, image: Image) -> bool:
    return bool(repository.image_scanning_configuration.get("scanOnPush")) or image.last_scan is not None


@operation("ecr", "DescribeImageScanFindings")
def scan_findings(call: Call) -> dict[str, Any]:
    repository = _repository(call)
    image = _find(call, repository, call.params["imageId"])
    if not _is_scanned(repository, image):
        raise AwsError("ScanNotFoundException", f"Image scan does not exist for the image {image.image_digest}")
    answer = {
        "registryId": call.account,
        "repositoryName": repository.name,
        "imageId": call.params["imageId"],
        "imageScanStatus": _scan_status(repository, image),
    }
    if answer["imageScanStatus"]["status"] in ("COMPLETE", "ACTIVE"):
        scan = _scan(repository)
        kind = "enhancedFindings" if "enhancedFindings" in scan else "findings"
        part, following = page(scan.get(kind, []), call.params.get("nextToken"), call.params.get("maxResults"))
        answer["imageScanFindings"] = {kind: part, "findingSeverityCounts": _counts(repository)}
        answer["nextToken"] = following
    return answer


@operation("ecr", "ListImages")
def list_images(call: Call) -> dict[str, Any]:
    status = (call.params.get("filter") or {}).get("tagStatus", "ANY")
    found = []
    for image in _repository(call).images:
        if status in ("ANY", _tag_status(image)):
            tags = image.image_tags or [None]
            found += [{"imageDigest": image.image_digest, **({"imageTag": tag} if tag else {})} for tag in tags]
    part, following = page(found, call.params.get("nextToken"), call.params.get("maxResults"))
    return {"imageIds": part, "nextToken": following}


@operation("ecr", "BatchGetImage")
def batch_get(call: Call) -> dict[str, Any]:
    repository = _repository(call)
    images, failures = [], []
    for identifier in call.params["imageIds"]:
        try:
            images.append(_shown(_find(call, repository, identifier), identifier.get("imageTag")))
        except AwsError:
            failures.append(_failure(identifier))
    return {"images": images, "failures": failures}


def _failure(identifier: dict[str, str]) -> dict[str, Any]:
    return {"imageId": identifier, "failureCode": "ImageNotFound", "failureReason": "Requested image not found"}


@operation("ecr", "BatchDeleteImage")
def batch_delete(call: Call) -> dict[str, Any]:  # G16
    repository = _repository(call)
    deleted, failures = [], []
    for identifier in call.params["imageIds"]:
        try:
            image = _find(call, repository, identifier)
        except AwsError:
            failures.append(_failure(identifier))
            continue
        tag = identifier.get("imageTag")
        if tag and "imageDigest" not in identifier:
            image.remove_tag(tag)
            deleted.append({"imageDigest": image.image_digest, "imageTag": tag})
            if image.image_tags:
                continue
        else:
            deleted += [{"imageDigest": image.image_digest, "imageTag": name} for name in image.image_tags] or [
                {"imageDigest": image.image_digest}
            ]
        repository.images.remove(image)
    return {"imageIds": deleted, "failures": failures}


@operation("ecr", "GetAuthorizationToken")
def authorization_token(call: Call) -> dict[str, Any]:
    answer = call.forward()
    for entry in answer["authorizationData"]:
        entry["expiresAt"] = utc(state.now()) + TOKEN_LIFE
        entry["proxyEndpoint"] = registry.endpoint() or entry["proxyEndpoint"]
    return answer
