"""Builders: the commands, the login that they get, and how programs run."""

from __future__ import annotations

import base64
import json
import stat
import sys
import threading
from pathlib import Path

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Interrupted, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.steps.image import builder as image_builder
from ansible_collections.slipway.aws.plugins.module_utils.steps.image.builder import NATIVE, Job, commands, login
from ansible_collections.slipway.aws.plugins.module_utils.steps.shared import programs

ECR = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
TOKEN = base64.b64encode(b"AWS:open sesame").decode()


def job(**changes: object) -> Job:
    values = {
        "reference": f"{ECR}/app:b-1",
        "context": "/app",
        "dockerfile": "/app/Dockerfile",
        "ignore_file": None,
        "platforms": (NATIVE,),
        "build_args": {"B": "2", "A": "1 $x"},
        "labels": {"team": "shop"},
    }
    return Job(**{**values, **changes})


def texts(builder: str, wanted: Job) -> list[str]:
    return [" ".join(command) for command, _matters in commands(builder, wanted, "/login")]


@pytest.mark.parametrize("builder", ["podman", "buildah"])
def test_podman_and_buildah_build_and_then_push(builder: str) -> None:
    assert texts(builder, job(target="run")) == [
        (
            f"{builder} build --authfile /login/config.json --file /app/Dockerfile --platform {NATIVE} --target run "
            f"--build-arg A=1 $x --build-arg B=2 --label team=shop --ignorefile /dev/null --layers "
            f"--tag {ECR}/app:b-1 /app"
        ),
        f"{builder} push --authfile /login/config.json {ECR}/app:b-1 docker://{ECR}/app:b-1",
    ]


def test_several_platforms_are_a_list_that_is_pushed_whole() -> None:
    first, build, push = commands("buildah", job(platforms=("linux/amd64", "linux/arm64")), "/login")
    assert first == (["buildah", "manifest", "rm", f"{ECR}/app:b-1"], False)
    assert "--manifest" in build[0] and "--layers" not in build[0] and "linux/amd64,linux/arm64" in build[0]
    assert push[0][:4] == ["buildah", "manifest", "push", "--all"]


def test_docker_builds_and_pushes_in_one() -> None:
    (text,) = texts("docker", job(platforms=("linux/amd64", "linux/arm64"), cache_repository=f"{ECR}/cache"))
    assert text.startswith("docker buildx build --file /app/Dockerfile --platform linux/amd64,linux/arm64 ")
    assert text.endswith(f" --tag {ECR}/app:b-1 --push /app") and "--provenance=false" in text
    assert f"--cache-from type=registry,ref={ECR}/cache:buildcache" in text


def test_no_command_holds_the_password() -> None:
    with login(f"{ECR}/app:b-1", TOKEN, "buildah") as folder:
        text = json.dumps([commands(name, job(), folder) for name in image_builder.PROBES])
    assert TOKEN not in text and "sesame" not in text


@pytest.mark.parametrize("builder", ["docker", "podman", "buildah"])
def test_layers_are_not_used_again_where_nobody_wants_it(builder: str) -> None:
    assert "--no-cache" in texts(builder, job(cache=False))[0]


@pytest.mark.parametrize(
    ("reference", "loopback"),
    [
        ("127.0.0.1:5000/app", True),
        ("localhost:5000/app", True),
        ("[::1]:5000/app", True),
        ("127.0.0.1.example.com/app", False),
        (f"{ECR}/app", False),
        ("10.0.0.1:5000/app", False),
    ],
)
def test_only_loopback_goes_without_tls(reference: str, loopback: bool) -> None:
    assert image_builder.is_loopback(reference) is loopback
    assert ("--tls-verify=false" in " ".join(texts("buildah", job(reference=reference + ":t")))) is loopback


def test_the_login_is_for_this_user_only_and_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "docker"
    (own / "cli-plugins").mkdir(parents=True)
    (own / "config.json").write_text(
        json.dumps({"auths": {"ghcr.io": {"auth": "x"}}, "credsStore": "desktop", "credHelpers": {ECR: "ecr-login"}})
    )
    monkeypatch.setenv("DOCKER_CONFIG", str(own))
    with login(f"{ECR}/app:b-1", TOKEN, "docker") as folder:
        file = Path(folder, "config.json")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(Path(folder).stat().st_mode) == 0o700
        config = json.loads(file.read_text())
        assert config["auths"] == {"ghcr.io": {"auth": "x"}, ECR: {"auth": TOKEN}}
        assert config["credHelpers"] == {ECR: ""} and config["credsStore"] == "desktop"
        assert Path(folder, "cli-plugins").resolve() == own / "cli-plugins"
    assert not Path(folder).exists() and (own / "cli-plugins").exists()


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH that holds only what a test puts there."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str, code: str) -> None:
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{code}\n")
    file.chmod(0o755)


def test_docker_without_a_daemon_is_passed_over(path: Path) -> None:
    assert image_builder.find("auto") is None
    program(path, "docker", "import sys; sys.exit(sys.argv[1] == 'version')")
    assert image_builder.find("auto") is None and image_builder.find("docker") is None
    program(path, "buildah", "")
    assert image_builder.find("auto") == "buildah"
    program(path, "podman", "")
    assert image_builder.find("auto") == "podman" and image_builder.find("buildah") == "buildah"


def test_a_failure_shows_the_last_lines_without_secrets(path: Path) -> None:
    program(
        path,
        "tool",
        "for number in range(40): print('line', number)\nprint('login with sesame failed')\nraise SystemExit(3)",
    )
    seen: list[str] = []
    with pytest.raises(SlipwayError) as caught:
        programs.run(["tool"], "building app", hidden=("sesame",), line=seen.append)
    message = str(caught.value)
    assert message.startswith("building app: tool ended with 3.") and "login with (secret) failed" in message
    assert "line 39" in message and "line 20\n" not in message and len(seen) == 41


def test_a_program_ends_with_the_run(path: Path) -> None:
    program(path, "tool", "import time\nprint('up', flush=True)\ntime.sleep(60)")
    stopping = threading.Event()
    with pytest.raises(Interrupted):
        programs.run(["tool"], "building app", stopping=stopping, line=lambda text: stopping.set())


def test_a_missing_program_is_named(path: Path) -> None:
    with pytest.raises(SlipwayError, match="nothing could not be started"):
        programs.run(["nothing"], "building app")
