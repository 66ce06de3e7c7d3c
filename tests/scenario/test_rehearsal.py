"""A small inventory rehearsed: each step and the report by the command; the policies with their proof in this process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.shop import identity, inventory
from tools.checkout import ROOT
from tools.rehearsal import rehearsing, steps
from tools.rehearsal.__main__ import main
from tools.rehearsal.report import actions_of

pytestmark = pytest.mark.scenario
SECONDS = 900  # until a run that hangs is ended
STEPS = (
    "Plan",
    "Half a deployment",
    "Deployment",
    "Images pushed, values filled in",
    "Deployment of what waited",
    "The same deployment once more",
    "Comparison with AWS",
    "A release that crashes",
    "A release",
    "The rollback",
    "Half a destruction",
    "Destruction",
    "Destruction of the data",
)


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess, Path]:
    """The finished command, and the folder of its report."""
    folder = tmp_path_factory.mktemp("rehearsal")
    services = {"api": {"tag": "1.0", "port": 8080, "cpu": 256, "memory": 512}}
    hosts = inventory(
        folder, {"one": {}}, registry_repositories={"api": {}}, service_services=services, stack_profile="nobody-has-it"
    )
    command = [
        sys.executable,
        "-m",
        "tools.rehearsal",
        "-i",
        str(hosts),
        "--folder",
        str(folder / "report"),
        "--no-proof",
        "--minute-ms",
        "300",
    ]
    env = {**os.environ, "HOME": str(folder), "ANSIBLE_REMOTE_TMP": str(folder / "tmp"), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, check=False, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS)
    return done, folder / "report"


def test_every_step_passes_and_is_told(rehearsed) -> None:
    done, folder = rehearsed
    assert done.returncode == 0, done.stdout + done.stderr
    text = (folder / "report.txt").read_text()
    assert f"PASSED: {len(STEPS)} of {len(STEPS)} steps" in text
    for step in STEPS:
        assert f"  ok     {step}" in text
        assert step in done.stdout
    assert identity("one") in text
    assert "pushed shop-one-api:1.0" in text
    assert "api serves shop-one-api:1, as before the release" in text
    assert "stack_profile is left out" in text


def test_the_page_has_the_timeline_the_limits_and_the_policies(rehearsed) -> None:
    page = (rehearsed[1] / "report.html").read_text()
    for shown in (
        '<svg class="timeline"',
        "service/ecs_service/api",
        "https://docs.aws.amazon.com/AmazonECS/",
        "registry/ecr_repository/api",
        "ecs:RegisterTaskDefinition",
    ):
        assert shown in page
    assert not list(rehearsed[1].rglob("variables.json")), "variables of an inventory may be secret"


def test_there_is_a_policy_for_each_purpose(rehearsed) -> None:
    folder = rehearsed[1]
    found = {path.stem: json.loads(path.read_text()) for path in folder.glob("slipway-*.json")}
    assert {name.split("-")[3] for name in found} == {"look", "deploy", "release", "destroy"}, sorted(found)
    assert all(
        statement["Effect"] == "Allow" and "*" not in statement["Action"]
        for document in found.values()
        for statement in document["Statement"]
    )
    looking = [action for statement in found["slipway-shop-one-look"]["Statement"] for action in statement["Action"]]
    assert not [
        action for action in looking if action.partition(":")[2].startswith(("Create", "Delete", "Update", "Put"))
    ]


def test_the_policies_suffice_and_nothing_less_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = inventory(tmp_path, {"one": {}}, stack_capabilities=["registry"], registry_repositories={"app": {}})
    whole = steps.of

    def shortened(*arguments: Any) -> list[steps.Step]:
        return [step for step in whole(*arguments) if step.name in ("plan", "deploy")]

    monkeypatch.setattr(steps, "of", shortened)
    monkeypatch.setenv("HOME", str(tmp_path))
    result = rehearsing.rehearse([str(hosts)], "", tmp_path / "report", minute_ms=300, removals=2)

    assert result.passed, [run.checks for run in [*result.runs, *(result.proof.runs if result.proof else [])]]
    assert "ecr:CreateRepository" in actions_of(result.policies)
    keys = [{row["access_key"] for row in run.rows} for run in result.proof.runs]
    assert [len(found) for found in keys] == [1, 1]
    assert not keys[0] & keys[1], "each purpose has a user of its own"
    assert {removal.purpose for removal in result.proof.removals} == {"look", "deploy"}
    assert all("not authorized to perform" in removal.said for removal in result.proof.removals)


def test_what_cannot_be_rehearsed_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    hosts = inventory(tmp_path, {"one": {}, "two": {"stack_account_id": "210987654321"}})
    assert main(["-i", str(hosts), "--folder", str(tmp_path / "report")]) == 2
    assert "the hosts are in the accounts 123456789012, 210987654321" in capsys.readouterr().err
    guest = inventory(tmp_path, {"one": {"stack_from_stack": {"network": "platform/one/us-east-1"}}})
    assert main(["-i", str(guest), "--folder", str(tmp_path / "report")]) == 2
    assert "one takes parts from platform/one/us-east-1" in capsys.readouterr().err
