"""ECR: digests, tags, guards, tokens and scans."""

from __future__ import annotations

import datetime
import hashlib
import json
import urllib.request
from typing import Any

import pytest

from simulator.core import state
from simulator.services.ecr.repositories import set_scans
from tests.unit.simulator.refusal import code

NAME = "app"


def manifest(size: int = 7) -> str:
    config = {"mediaType": "application/vnd.oci.image.config.v1+json", "digest": "sha256:" + "0" * 64, "size": size}
    media_type = "application/vnd.oci.image.manifest.v1+json"
    return json.dumps({"schemaVersion": 2, "mediaType": media_type, "config": config, "layers": []})


@pytest.fixture
def ecr(client):
    made = client("ecr")
    made.create_repository(repositoryName=NAME)
    return made


def put(ecr, tag: str | None = None, text: str | None = None) -> str:
    parameters: dict[str, Any] = {"repositoryName": NAME, "imageManifest": text or manifest()}
    if tag:
        parameters["imageTag"] = tag
    return ecr.put_image(**parameters)["image"]["imageId"]["imageDigest"]


def images(ecr, **filters: Any) -> list[dict[str, Any]]:
    return ecr.describe_images(repositoryName=NAME, **filters)["imageDetails"]


def test_the_digest_is_that_of_the_manifest(ecr):
    assert put(ecr, "v1") == "sha256:" + hashlib.sha256(manifest().encode()).hexdigest()
    assert put(ecr, "v2", manifest(8)) != put(ecr, "v3", manifest(9))


def test_tags_of_one_digest_are_one_image(ecr):
    assert put(ecr, "v1") == put(ecr, "v2")
    (image,) = images(ecr)
    assert image["imageTags"] == ["v1", "v2"] and image["imageSizeInBytes"] == 7
    assert images(ecr, imageIds=[{"imageTag": "v2"}])[0]["imageDigest"] == image["imageDigest"]
    assert len(ecr.list_images(repositoryName=NAME)["imageIds"]) == 2
    assert code(ecr.put_image, repositoryName=NAME, imageManifest=manifest(), imageTag="v1") == (
        "ImageAlreadyExistsException"
    )


def test_a_moved_tag_leaves_its_image_untagged(ecr):
    put(ecr, "latest")
    put(ecr, "latest", manifest(8))
    assert len(images(ecr, filter={"tagStatus": "UNTAGGED"})) == 1
    assert len(images(ecr, filter={"tagStatus": "TAGGED"})) == 1


@pytest.mark.behaviour("G16")
def test_immutable_tags_stay(ecr):
    put(ecr, "v1")
    ecr.put_image_tag_mutability(repositoryName=NAME, imageTagMutability="IMMUTABLE")
    parameters = {"repositoryName": NAME, "imageManifest": manifest(8), "imageTag": "v1"}
    assert code(ecr.put_image, **parameters) == "ImageTagAlreadyExistsException"


@pytest.mark.parametrize(("mode", "free"), [("IMMUTABLE", "dev-1"), ("MUTABLE", "v1")])
def test_excluded_tags_have_the_other_mutability(ecr, mode, free):
    ecr.put_image_tag_mutability(
        repositoryName=NAME,
        imageTagMutability=f"{mode}_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=[{"filterType": "WILDCARD", "filter": "dev-*"}],
    )
    (held,) = {"dev-1", "v1"} - {free}
    for tag in (free, held):
        put(ecr, tag)
    put(ecr, free, manifest(8))
    parameters = {"repositoryName": NAME, "imageManifest": manifest(9), "imageTag": held}
    assert code(ecr.put_image, **parameters) == "ImageTagAlreadyExistsException"


def test_missing_images_and_repositories(ecr):
    assert code(images, ecr=ecr, imageIds=[{"imageTag": "none"}]) == "ImageNotFoundException"
    assert code(ecr.describe_images, repositoryName="none") == "RepositoryNotFoundException"
    answer = ecr.batch_get_image(repositoryName=NAME, imageIds=[{"imageTag": "none"}])
    assert answer["failures"][0]["failureCode"] == "ImageNotFound"


def test_deleting_the_last_tag_deletes_the_image(ecr):
    put(ecr, "v1")
    put(ecr, "v2")
    ecr.batch_delete_image(repositoryName=NAME, imageIds=[{"imageTag": "v1"}])
    assert images(ecr)[0]["imageTags"] == ["v2"]
    assert code(ecr.delete_repository, repositoryName=NAME) == "RepositoryNotEmptyException"
    ecr.batch_delete_image(repositoryName=NAME, imageIds=[{"imageTag": "v2"}])
    assert images(ecr) == []
    ecr.delete_repository(repositoryName=NAME)


def test_the_token_is_valid_for_twelve_hours(ecr):
    expires = ecr.get_authorization_token()["authorizationData"][0]["expiresAt"]
    left = expires - datetime.datetime.now(datetime.UTC)
    assert datetime.timedelta(hours=11) < left <= datetime.timedelta(hours=12)


def test_scans_find_nothing(ecr):
    put(ecr, "v1")
    parameters = {"repositoryName": NAME, "imageId": {"imageTag": "v1"}}
    assert code(ecr.describe_image_scan_findings, **parameters) == "ScanNotFoundException"
    ecr.put_image_scanning_configuration(repositoryName=NAME, imageScanningConfiguration={"scanOnPush": True})
    answer = ecr.describe_image_scan_findings(**parameters)
    assert answer["imageScanStatus"]["status"] == "COMPLETE" and answer["imageScanFindings"]["findings"] == []


def test_lifecycle_policy_and_tags(ecr):
    rule = {
        "rulePriority": 1,
        "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10},
        "action": {"type": "expire"},
    }
    text = json.dumps({"rules": [rule]})
    ecr.put_lifecycle_policy(repositoryName=NAME, lifecyclePolicyText=text)
    assert json.loads(ecr.get_lifecycle_policy(repositoryName=NAME)["lifecyclePolicyText"]) == {"rules": [rule]}
    arn = ecr.describe_repositories(repositoryNames=[NAME])["repositories"][0]["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "a", "Value": "b"}])
    assert ecr.list_tags_for_resource(resourceArn=arn)["tags"] == [{"Key": "a", "Value": "b"}]


FINDING = {"name": "CVE-2026-1", "severity": "HIGH", "attributes": [{"key": "package_name", "value": "openssl"}]}


@pytest.mark.behaviour("G16")
def test_scans_take_their_time_and_find_what_was_said(ecr):
    ecr.put_image_scanning_configuration(repositoryName=NAME, imageScanningConfiguration={"scanOnPush": True})
    set_scans(None, {NAME: {"findings": [FINDING, {**FINDING, "name": "CVE-2026-2"}]}})
    put(ecr, "v1")
    parameters = {"repositoryName": NAME, "imageId": {"imageTag": "v1"}}
    first = ecr.describe_image_scan_findings(**parameters, maxResults=1)
    assert first["imageScanFindings"]["findings"] == [FINDING] and first["nextToken"]
    assert images(ecr)[0]["imageScanFindingsSummary"]["findingSeverityCounts"] == {"HIGH": 2}
    state.set_durations({"ecr:scan": 60})
    put(ecr, "v2", manifest(8))
    parameters["imageId"] = {"imageTag": "v2"}
    answer = ecr.describe_image_scan_findings(**parameters)
    assert answer["imageScanStatus"]["status"] == "IN_PROGRESS" and "imageScanFindings" not in answer


def test_a_scan_that_is_misspelt_is_refused():
    with pytest.raises(ValueError, match="found is no part"):
        set_scans(None, {NAME: {"found": []}})


def upload(ecr, content: bytes, digest: str) -> dict[str, Any]:
    begun = ecr.initiate_layer_upload(repositoryName=NAME)["uploadId"]
    if content:
        ecr.upload_layer_part(
            repositoryName=NAME, uploadId=begun, partFirstByte=0, partLastByte=len(content) - 1, layerPartBlob=content
        )
    return {"repositoryName": NAME, "uploadId": begun, "layerDigests": [digest]}


def test_layers_are_checked_kept_and_uploaded_once(ecr):
    digest = "sha256:" + hashlib.sha256(b"layer").hexdigest()
    assert code(ecr.complete_layer_upload, **upload(ecr, b"", digest)) == "EmptyUploadException"
    assert code(ecr.complete_layer_upload, **upload(ecr, b"other", digest)) == "InvalidLayerException"
    missing = {"repositoryName": NAME, "layerDigest": digest}
    assert code(ecr.get_download_url_for_layer, **missing) == "LayersNotFoundException"
    ecr.complete_layer_upload(**upload(ecr, b"layer", digest))
    assert code(ecr.complete_layer_upload, **upload(ecr, b"layer", digest)) == "LayerAlreadyExistsException"
    url = ecr.get_download_url_for_layer(repositoryName=NAME, layerDigest=digest)["downloadUrl"]
    with urllib.request.urlopen(url) as answer:
        assert answer.read() == b"layer"


def test_the_bucket_of_layers_is_awss_own(client, ecr):
    ecr.complete_layer_upload(**upload(ecr, b"layer", "sha256:" + hashlib.sha256(b"layer").hexdigest()))
    assert client("s3").list_buckets()["Buckets"] == []
