"""Images without a builder: the gate, what neighbours find, and copies from registry to registry."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.aws.services import SERVICES
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Aws, Place
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Options, Result, Run
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from ansible_collections.slipway.aws.plugins.module_utils.steps.image.copy import Repository, copy
from tests.support.stacks import ImpatientClock, capability, converge, declare, session
from tools.simulator_process import SimulatorProcess

CONTEXT = str(Path(__file__).parents[1] / "data" / "image")
TAG = "88f7acdab66dbe5e"
REPOSITORY = "shop-test-app"
IMAGE, BUILD = "image/main/image/app", "image/main/image_build/app"
OCI = "application/vnd.oci.image"
ATTESTATION = {"vnd.docker.reference.type": "attestation-manifest"}


def put(
    simulator: SimulatorProcess, manifest: dict[str, Any], tag: str | None = None, repository: str = REPOSITORY
) -> str:
    """Put an image by its manifest, and return its digest."""
    given = {"imageTag": tag} if tag else {}
    answer = simulator.client("ecr").put_image(
        repositoryName=repository,
        imageManifest=json.dumps(manifest),
        imageManifestMediaType=manifest["mediaType"],
        **given,
    )
    return answer["image"]["imageId"]["imageDigest"]


def plain(*layers: bytes) -> dict[str, Any]:
    """The manifest of an image whose first layer is its configuration."""
    config, *rest = [
        {"digest": f"sha256:{hashlib.sha256(layer).hexdigest()}", "size": len(layer)} for layer in layers or (b"{}",)
    ]
    return {"schemaVersion": 2, "mediaType": f"{OCI}.manifest.v1+json", "config": config, "layers": rest}


def several(*digests: str, **annotations: Any) -> dict[str, Any]:
    listed = [
        {"digest": digest, "mediaType": f"{OCI}.manifest.v1+json", **annotations.get(digest, {})} for digest in digests
    ]
    return {"schemaVersion": 2, "mediaType": f"{OCI}.index.v1+json", "manifests": listed}


def run(simulator: SimulatorProcess, scan_on_push: bool = True, **options: Any) -> Result:
    check, clock = options.pop("check", False), options.pop("clock", None)
    declared = {
        "registry": {"encryption": "aws", "scan_on_push": scan_on_push},
        "image": {"scanner": "ecr", "images": {"app": {"context": CONTEXT}}, **options},
    }
    return converge(simulator, declared, check=check, clock=clock)


@pytest.fixture
def built(simulator: SimulatorProcess) -> SimulatorProcess:
    """A simulator whose repository holds the built image, not judged yet."""
    converge(simulator, {"registry": {"encryption": "aws"}})
    put(simulator, plain(), f"b-{TAG}")
    return simulator


def test_a_silent_run_reads_the_images_of_a_repository_with_one_call(built: SimulatorProcess) -> None:
    run(built)
    built.clear()
    run(built)
    calls = [call["operation"] for call in built.calls()]
    assert calls.count("BatchGetImage") == 1 and "DescribeImageScanFindings" not in calls


class Scanning(ImpatientClock):
    """A clock by which the scan ends as soon as somebody has waited for it."""

    def __init__(self, simulator: SimulatorProcess) -> None:
        super().__init__()
        self.simulator, self.waited = simulator, False

    def pause(self, seconds: float, wake: Any = None) -> bool:
        if not self.waited:
            self.waited = True
            push_again(self.simulator, 0)
        return super().pause(seconds, wake)


def push_again(simulator: SimulatorProcess, seconds: float) -> None:
    """Push the image once more; its scan takes so many seconds."""
    simulator.durations({"ecr:scan": seconds})
    simulator.client("ecr").batch_delete_image(repositoryName=REPOSITORY, imageIds=[{"imageTag": f"b-{TAG}"}])
    put(simulator, plain(b"{ }"), f"b-{TAG}")


@pytest.mark.behaviour("G16")
def test_the_release_waits_for_the_scan(built: SimulatorProcess) -> None:
    push_again(built, 86400)
    clock = Scanning(built)
    assert run(built, clock=clock).outcome.done == [IMAGE]
    assert clock.waited


def test_a_scan_that_was_never_begun_is_said(simulator: SimulatorProcess) -> None:
    converge(simulator, {"registry": {"encryption": "aws", "scan_on_push": False}})
    put(simulator, plain(), f"b-{TAG}")
    assert "registry_scan_on_push" in str(run(simulator, scan_on_push=False).outcome.failed[IMAGE])


def test_an_image_that_ecr_cannot_scan_is_said(built: SimulatorProcess) -> None:
    built.scans({REPOSITORY: {"status": "UNSUPPORTED_IMAGE"}})
    assert "use image_scanner: trivy, or none" in str(run(built).outcome.failed[IMAGE])
    assert run(built, scanner="none").outcome.done == [IMAGE]


def test_the_images_in_a_list_are_judged_and_attestations_are_not(built: SimulatorProcess) -> None:
    built.client("ecr").batch_delete_image(repositoryName=REPOSITORY, imageIds=[{"imageTag": f"b-{TAG}"}])
    one, two, attestation = (put(built, plain(text)) for text in (b"1", b"2", b"3"))
    index = put(built, several(one, two, attestation, **{attestation: {"annotations": ATTESTATION}}), f"b-{TAG}")
    enhanced = {
        "severity": "HIGH",
        "fixAvailable": "YES",
        "packageVulnerabilityDetails": {
            "vulnerabilityId": "CVE-2026-7",
            "vulnerablePackages": [{"name": "musl", "version": "1", "fixedInVersion": "2"}],
        },
    }
    built.scans({REPOSITORY: {"status": "ACTIVE", "enhancedFindings": [enhanced]}})
    built.clear()
    message = str(run(built).outcome.failed[IMAGE])
    assert "1 finding." in message and "CVE-2026-7 (HIGH) in musl 1, fixed in 2" in message
    assert run(built, severities=["CRITICAL"]).outputs["image/main"]["image_digests"]["app"] == index
    assert len([call for call in built.calls() if call["operation"] == "DescribeImageScanFindings"]) == 8


def test_a_plan_says_what_would_be_built(
    simulator: SimulatorProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "buildah").write_text("#!/bin/sh\n")
    (tmp_path / "buildah").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    plan = run(simulator, check=True, builder="buildah").plan
    assert not plan.problems
    lines = plan.by_address()
    assert lines[BUILD].verb == lines[IMAGE].verb == "run" and lines[IMAGE].want["Tag"] == f"c-{TAG}"


def test_a_neighbour_finds_the_newest_released_image(built: SimulatorProcess) -> None:
    uri = run(built).outputs["image/main"]["image_uris"]["app"]
    put(built, plain(b"newer"), "b-1111111111111111")
    stack, (declaration,) = declare({"registry": {"encryption": "aws"}})
    declaration.outputs["found"] = declaration.neighbour_node("image", "image", "app", "Uri")
    declaration.nodes[0].want["policyText"] = {"Image": declaration.outputs["found"]}
    kinds = entry.kinds_of([capability("registry"), capability("image")])
    assert look(built, stack, declaration, kinds) == uri


def look(simulator: SimulatorProcess, stack: Any, declaration: Any, kinds: Any) -> str:
    aws = client(simulator)
    try:
        result = Run(aws, stack, [declaration], kinds, EXPORTS, Words(), Options(lock=False, check=True)).execute()
    finally:
        aws.close()
    return result.plan.lines[0].want["policyText"]["Image"]


TRIVY = """#!%s
import json, os, sys
login = json.load(open(os.path.join(os.environ["DOCKER_CONFIG"], "config.json")))
assert sys.argv[sys.argv.index("--image-src") + 1] == "remote" and sys.argv[sys.argv.index("--ignorefile") + 1] == os.devnull
assert sys.argv[-1].split("/")[0] in login["auths"] and "token" not in " ".join(sys.argv)
row = {"VulnerabilityID": "CVE-2026-9", "Severity": "HIGH", "PkgName": "zlib"}
row.update(InstalledVersion="1", FixedVersion="2")
json.dump({"Results": [{"Vulnerabilities": [row]}]}, open(sys.argv[sys.argv.index("--output") + 1], "w"))
"""


def test_trivy_judges_where_it_is_installed(
    built: SimulatorProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert any("trivy is not installed" in text for text in run(built, check=True, scanner="trivy").plan.problems)
    (tmp_path / "trivy").write_text(TRIVY % sys.executable)
    (tmp_path / "trivy").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    built.clear()
    assert "CVE-2026-9 (HIGH) in zlib 1, fixed in 2" in str(run(built, scanner="auto").outcome.failed[IMAGE])
    assert "DescribeImageScanFindings" not in [call["operation"] for call in built.calls()]
    assert run(built, scanner="auto", severities=["CRITICAL"]).outcome.done == [IMAGE]


def test_a_destroyed_stack_keeps_its_images_with_their_repository(built: SimulatorProcess) -> None:
    run(built)
    built.clear()
    converge(built, {}, kinds=("registry", "image"), destroy=True)
    assert not built.calls(changing=True)
    converge(built, {}, kinds=("registry", "image"), destroy=True, words={"data": {"registry/main/ecr_repository/app"}})
    assert [call["operation"] for call in built.calls(changing=True)] == ["DeleteRepository"]


# -- copies ------------------------------------------------------------------------------------------------------------


def client(simulator: SimulatorProcess) -> Aws:
    places = {"main": Place("main", "us-east-1"), "far": Place("far", "eu-west-1")}
    return Aws(places, {"endpoint_url": simulator.url}, ImpatientClock(), session=session(), services=SERVICES)


@pytest.fixture
def ends(simulator: SimulatorProcess) -> Iterator[tuple[Repository, Repository]]:
    """Two repositories in two Regions."""
    aws = client(simulator)
    found = Repository(aws.api("ecr", "main"), "here"), Repository(aws.api("ecr", "far"), "there")
    for end in found:
        end.api.create_repository(repositoryName=end.name)
    yield found
    aws.close()


def upload(end: Repository, content: bytes) -> None:
    begun = end.api.initiate_layer_upload(repositoryName=end.name)["uploadId"]
    end.api.upload_layer_part(
        repositoryName=end.name, uploadId=begun, partFirstByte=0, partLastByte=len(content) - 1, layerPartBlob=content
    )
    end.api.complete_layer_upload(
        repositoryName=end.name, uploadId=begun, layerDigests=[f"sha256:{hashlib.sha256(content).hexdigest()}"]
    )


def image(simulator: SimulatorProcess, end: Repository, *layers: bytes) -> str:
    for layer in layers:
        upload(end, layer)
    return put(simulator, plain(*layers), repository=end.name)


def shown(end: Repository) -> dict[str, list[str]]:
    rows = end.api.describe_images(repositoryName=end.name)["imageDetails"]
    return {row["imageDigest"]: row.get("imageTags", []) for row in rows}


def test_a_copy_has_the_same_digest_and_content(
    simulator: SimulatorProcess, ends: tuple[Repository, Repository]
) -> None:
    source, target = ends
    large = bytes(range(256)) * 48 * 1024
    digest = image(simulator, source, b"{}", b"layer", large)
    upload(target, b"layer")
    simulator.clear()
    assert copy(source, target, digest, "v1") == 2
    assert shown(target) == {digest: ["v1"]}
    operations = [
        call["operation"] for call in simulator.calls() if call["region"] == "eu-west-1" and call["service"] == "ecr"
    ]
    assert operations.count("UploadLayerPart") == 3 and operations[-2:] == ["PutImage", "DescribeImages"]
    simulator.clear()
    assert copy(source, target, digest, "v1") == 0 and shown(target) == {digest: ["v1"]}
    assert not [call for call in simulator.calls(changing=True) if "Layer" in call["operation"]]


def test_a_list_is_copied_with_its_images(simulator: SimulatorProcess, ends: tuple[Repository, Repository]) -> None:
    source, target = ends
    parts = [image(simulator, source, text, text + b"layer") for text in (b"1", b"2")]
    index = put(simulator, several(*parts), repository=source.name)
    assert copy(source, target, index, "v1") == 4
    assert shown(target) == {parts[0]: [], parts[1]: [], index: ["v1"]}


def test_a_copy_that_fails_shows_no_image_and_the_next_one_goes_on(
    simulator: SimulatorProcess, ends: tuple[Repository, Repository]
) -> None:
    source, target = ends
    digest = image(simulator, source, b"{}", b"layer")
    simulator.faults([{"service": "ecr", "operation": "PutImage", "code": "AccessDeniedException", "count": 1}])
    with pytest.raises(SlipwayError, match="AccessDenied"):
        copy(source, target, digest, "v1")
    assert shown(target) == {}
    assert copy(source, target, digest, "v1") == 0 and shown(target) == {digest: ["v1"]}


def test_an_image_that_is_not_there_is_named(ends: tuple[Repository, Repository]) -> None:
    with pytest.raises(SlipwayError, match="here@sha256:none is not in the registry of us-east-1"):
        copy(*ends, "sha256:none")
