"""Images end to end: built with buildah, pushed to a container registry on loopback, judged, and released by digest."""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

PROGRAMS = ("buildah", "docker-registry")
# The user and password in the simulator's tokens; the second is bcrypt of the first.
PASSWORD = "123456789012-auth-token"
HASH = "$2b$04$24Q0fxbY6BifhNu7yE7W2.ItkFoF7NAJz8TpJi/nIohYnXCtkk7g2"
START_SECONDS = 20
BUILD, IMAGE = "image/main/image_build/app", "image/main/image/app"
FINDING = {"name": "CVE-2026-1", "severity": "CRITICAL", "attributes": [{"key": "package_name", "value": "openssl"}]}


class Registry:
    """Debian's docker-registry, which lets in only who has ECR's token."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{probe.getsockname()[1]}"
        (folder / "users").write_text(f"AWS:{HASH}\n")
        self._images = folder / "images"
        config = {
            "version": 0.1,
            "log": {"level": "error"},
            "storage": {"filesystem": {"rootdirectory": str(self._images)}},
            "http": {"addr": self.address},
            "auth": {"htpasswd": {"realm": "registry", "path": str(folder / "users")}},
        }
        (folder / "config.yml").write_text(json.dumps(config))
        self._process = subprocess.Popen(
            ["docker-registry", "serve", str(folder / "config.yml")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._wait()

    def _wait(self) -> None:
        """Until it accepts connections, or has ended."""
        host, port = self.address.split(":")
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((host, int(port))) == 0:
                    return
        pytest.fail("docker-registry did not start")

    def ask(self, path: str, types: str = "*/*") -> Any:
        """Return the decoded answer to GET /v2/<path>."""
        login = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(
            f"http://{self.address}/v2/{path}", headers={"Authorization": f"Basic {login}", "Accept": types}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def empty(self) -> None:
        """Remove all images: the registry keeps nothing of them in memory."""
        shutil.rmtree(self._images, ignore_errors=True)

    def stop(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


@pytest.fixture(scope="module")
def programs() -> None:
    """Fail, rather than leave out, where the programs are missing: `make packages` installs them."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.fail(
            f"{' and '.join(missing)} missing: run `make packages` as root, or install the Debian packages of that name"
        )


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, programs: None) -> Iterator[tuple[Registry, SimulatorProcess]]:
    """A registry, and a simulator whose ECR repositories are in it."""
    registry = Registry(tmp_path_factory.mktemp("registry"))
    try:
        with SimulatorProcess(["--registry", registry.address]) as process:
            yield registry, process
    finally:
        registry.stop()


@pytest.fixture
def registry(running: tuple[Registry, SimulatorProcess]) -> Registry:
    """The registry, empty."""
    running[0].empty()
    return running[0]


@pytest.fixture
def aws(running: tuple[Registry, SimulatorProcess], registry: Registry) -> SimulatorProcess:
    """The simulator, empty."""
    running[1].reset()
    return running[1]


@pytest.fixture(autouse=True)
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """buildah without privileges and without what a machine has configured; storage in this test's folder."""
    folder = tmp_path / "containers"
    folder.mkdir()
    (folder / "policy.json").write_text(json.dumps({"default": [{"type": "insecureAcceptAnything"}]}))
    (folder / "storage.conf").write_text(
        f'[storage]\ndriver = "vfs"\ngraphroot = "{folder}/images"\nrunroot = "{folder}/run"\n'
    )
    monkeypatch.setenv("BUILDAH_ISOLATION", "chroot")
    monkeypatch.setenv("CONTAINERS_STORAGE_CONF", str(folder / "storage.conf"))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))


@pytest.fixture
def context(tmp_path: Path) -> Path:
    folder = tmp_path / "application"
    folder.mkdir()
    (folder / "Dockerfile").write_text("FROM scratch\nARG NAME=none\nLABEL name=$NAME\nCOPY . /\n")
    (folder / ".dockerignore").write_text("Dockerfile\n.dockerignore\n*.log\n")
    (folder / "index.html").write_text("one")
    (folder / "debug.log").write_text("never in the image")
    return folder


def run(aws: SimulatorProcess, context: Path, check: bool = False, report: Any = None, **image: Any) -> Result:
    options = {name: image.pop(name) for name in ("waivers", "scanner") if name in image}
    declared = {
        "registry": {"encryption": "aws"},
        "image": {
            "builder": "buildah",
            "scanner": "ecr",
            "images": {"app": {"context": str(context), **image}},
            **options,
        },
    }
    return converge(aws, declared, check=check, report=report)


def verbs(result: Result) -> dict[str, str]:
    return {line.address: line.verb for line in result.plan.lines if line.address.startswith("image/")}


def failures(result: Result) -> dict[str, str]:
    return {address: str(error) for address, error in result.outcome.failed.items()}


def test_an_image_is_built_pushed_and_released_once(aws: SimulatorProcess, registry: Registry, context: Path) -> None:
    first = run(aws, context, build_args={"NAME": "shop"})
    assert not failures(first)
    assert verbs(first) == {BUILD: "run", IMAGE: "run"}
    uri = first.outputs["image/main"]["image_uris"]["app"]
    tag = first.outputs["image/main"]["image_tags"]["app"]
    assert uri.startswith(f"{registry.address}/shop-test-app@sha256:") and tag.startswith("c-")
    assert sorted(registry.ask("shop-test-app/tags/list")["tags"]) == [f"b-{tag[2:]}", tag]

    manifest = registry.ask(
        f"shop-test-app/manifests/{uri.partition('@')[2]}", "application/vnd.oci.image.manifest.v1+json"
    )
    config = registry.ask(f"shop-test-app/blobs/{manifest['config']['digest']}")
    labels = config["config"]["Labels"]
    assert labels["name"] == "shop" and labels["org.opencontainers.image.created"]
    assert config["architecture"] == "amd64"

    aws.clear()
    again = run(aws, context, build_args={"NAME": "shop"})
    assert verbs(again) == {BUILD: "keep", IMAGE: "keep"} and not again.plan.moves
    assert not aws.calls(changing=True)
    assert again.outputs["image/main"]["image_uris"]["app"] == uri


def test_what_is_ignored_changes_nothing_and_what_is_not_makes_another_image(
    aws: SimulatorProcess, context: Path
) -> None:
    tag = run(aws, context).outputs["image/main"]["image_tags"]["app"]
    (context / "debug.log").write_text("more")
    assert verbs(run(aws, context, check=True)) == {BUILD: "keep", IMAGE: "keep"}
    (context / "index.html").write_text("two")
    changed = run(aws, context)
    assert not failures(changed) and changed.outputs["image/main"]["image_tags"]["app"] != tag


def test_several_platforms_are_one_image(aws: SimulatorProcess, registry: Registry, context: Path) -> None:
    result = run(aws, context, platforms=["linux/amd64", "linux/arm64"])
    assert not failures(result)
    digest = result.outputs["image/main"]["image_digests"]["app"]
    index = registry.ask(f"shop-test-app/manifests/{digest}", "application/vnd.oci.image.index.v1+json")
    assert sorted(item["platform"]["architecture"] for item in index["manifests"]) == ["amd64", "arm64"]


def test_findings_keep_it_back_until_they_are_waived_and_it_is_built_once(
    aws: SimulatorProcess, registry: Registry, context: Path, tmp_path: Path
) -> None:
    aws.scans({"shop-test-app": {"findings": [FINDING]}})
    refused = run(aws, context)
    assert "CVE-2026-1 (CRITICAL) in openssl" in failures(refused)[IMAGE]
    assert all(tag.startswith("b-") for tag in registry.ask("shop-test-app/tags/list")["tags"])

    waivers = tmp_path / "waivers.yml"
    waivers.write_text("- {id: CVE-2026-1, reason: not reachable, expires: 2020-01-31}\n")
    assert "its waiver expired on 2020-01-31" in failures(run(aws, context, waivers=str(waivers)))[IMAGE]
    waivers.write_text("- {id: CVE-2026-1, reason: not reachable, expires: 2999-12-31}\n")
    accepted = run(aws, context, waivers=str(waivers))
    assert not failures(accepted) and verbs(accepted) == {BUILD: "keep", IMAGE: "run"}


def test_a_failed_build_shows_its_last_lines_and_no_password(aws: SimulatorProcess, context: Path) -> None:
    (context / "Dockerfile").write_text("FROM scratch\nCOPY missing /\n")
    reported: list[str] = []
    result = run(aws, context, report=lambda event, address, text: reported.append(text))
    message = failures(result)[BUILD]
    assert "buildah ended with" in message and "missing" in message
    assert PASSWORD not in message + "".join(map(str, reported))
    assert not [name for name in os.listdir(tempfile.gettempdir()) if name.startswith("slipway-")]
    assert result.outcome.skipped == {IMAGE: BUILD}
