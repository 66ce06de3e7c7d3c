"""A user's project with the collection installed beside it: linted, deployed, rehearsed, run by a controller; the newest Ansible."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.ecosystem.conftest import Collection, Tools
from tools.simulator_process import ISOLATED, SimulatorProcess

pytestmark = pytest.mark.scenario

REHEARSED = {"rehearse_options": ["--no-proof", "--minute-ms", "100"]}


@pytest.fixture
def aws(simulator: SimulatorProcess) -> dict[str, str]:
    """What the environment says of the simulated AWS, and nothing of this checkout."""
    return {**ISOLATED, "AWS_ENDPOINT_URL": simulator.url}


def test_ansible_lint_is_content_with_a_project_that_uses_modules_roles_and_playbooks(
    ansible: Callable[..., str],
) -> None:
    said = ansible("ansible-lint", "--offline", "--strict", "--profile", "production")
    assert "Passed: 0 failure(s), 0 warning(s)" in said


def test_modules_and_roles_run_without_a_word_about_connections(
    simulator: SimulatorProcess, aws: dict[str, str], ansible: Callable[..., str], project: Path
) -> None:
    modules = ansible("ansible-playbook", "modules.yml", "-i", "hosts.yml", **aws)
    assert "shop-modules-api of shop/modules/us-east-1" in modules
    roles = ansible("ansible-playbook", "roles.yml", "-i", "hosts.yml", **aws)
    assert "DEPRECATION" not in modules + roles

    names = {row["repositoryName"] for row in simulator.client("ecr").describe_repositories()["repositories"]}
    assert names == {"shop-modules-api", "shop-dev-api", "shop-test-api"}
    assert (project / "plans" / "shop_dev_us-east-1.txt").exists()


def test_a_project_is_rehearsed_where_the_collection_is_installed(
    aws: dict[str, str], ansible: Callable[..., str], project: Path
) -> None:
    (project / "tools").mkdir()
    (project / "tools" / "__init__.py").write_text("raise SystemExit('the tools of the user')")
    command = ("slipway.aws.rehearse", "-i", "hosts.yml", "-e", "stack_hosts=shop-dev", "-e", json.dumps(REHEARSED))
    ansible("ansible-playbook", *command)

    report = (project / "rehearsal" / "report.txt").read_text()
    assert "PASSED" in report.splitlines()[1]
    assert (project / "rehearsal" / "slipway-shop-dev-deploy.json").exists()


def test_an_execution_environment_has_what_the_modules_need(
    tools: Tools, collection: Collection, tmp_path: Path
) -> None:
    """As a person builds one: with the archive, whose own list says which Python packages that needs."""
    definition = {
        "version": 3,
        "dependencies": {
            "ansible_core": {"package_pip": "ansible-core>=2.19"},
            "ansible_runner": {"package_pip": "ansible-runner"},
            "galaxy": {"collections": [{"name": str(collection.archive), "type": "file"}]},
        },
    }
    (tmp_path / "execution-environment.yml").write_text(json.dumps(definition))
    tools("ansible-builder", "create", "--output-filename", "Containerfile", cwd=tmp_path)
    assert "introspect" in (tmp_path / "context" / "Containerfile").read_text()

    said = tools("ansible-builder", "introspect", collection.path, cwd=tmp_path)
    assert "boto3>=" in said
    assert "botocore>=" in said
