"""Switches of ansible-playbook and ways to declare: what a person may type, and what is refused by name."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from tests.support.playbook import Playbook, Result
from tests.support.shop import changing, deploy, identity, inventory
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

BIGGER = {"service_policy": {"api": {"cpu": 512, "memory": 1024}}}


def said(result: Result) -> str:
    """Return the output on one line: Ansible folds long texts."""
    return " ".join((result.out + result.err).split())


def digest(result: Result) -> str:
    found = re.findall(r"stack_approved=([0-9a-f]{16})", said(result))
    assert len(found) == 1, result
    return found[0]


def repositories(simulator: SimulatorProcess) -> list[str]:
    return sorted(row["repositoryName"] for row in simulator.client("ecr").describe_repositories()["repositories"])


# -- tags and start-at-task --------------------------------------------------------------------------------------------


def test_tags_service_after_a_full_deployment_is_silent(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    result = playbook("site.yml", "-i", str(inventory(tmp_path, {"one": {}})), "--tags", "service", check=True)

    assert result.changed == 0
    assert "Nothing to do" in result.out
    assert not changing(simulator)


def test_tags_service_deploys_the_service_and_nothing_else(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    # The cluster's new line waits for a run that declares the cluster.
    path = inventory(tmp_path, {"one": {}}, cluster_container_insights="disabled", **BIGGER)
    result = playbook("site.yml", "-i", str(path), "--tags", "service", check=True)

    assert result.changed == 1
    assert changing(simulator) == [
        "ssm.PutParameter",
        "ecs.RegisterTaskDefinition",
        "ecs.UpdateService",
        "ssm.PutParameter",
        "ssm.DeleteParameter",
    ]
    running = simulator.client("ecs").describe_services(cluster="shop-one-cluster", services=["shop-one-api"])[
        "services"
    ][0]
    assert running["taskDefinition"].endswith("/shop-one-api:2")


@pytest.mark.parametrize(
    "switches",
    [("--tags", "service"), ("--skip-tags", "network"), ("--start-at-task", "Declare the stack")],
    ids=lambda switches: switches[0],
)
def test_pruning_is_refused_where_not_everything_is_declared(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, switches: tuple[str, str]
) -> None:
    deploy(simulator, "one")
    result = playbook("site.yml", "-i", str(inventory(tmp_path, {"one": {}})), *switches, "-e", "stack_prune=true")

    assert result.rc == 2, result
    assert "stack_prune" in said(result)
    assert "--start-at-task" in said(result)
    assert not changing(simulator)


def test_start_at_task_declares_from_there_on(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    path = inventory(tmp_path, {"one": {}})
    whole = playbook("site.yml", "-i", str(path), "--start-at-task", "Declare the stack", check=True)

    assert whole.changed == 1
    assert repositories(simulator) == ["shop-one-app"]


def test_a_run_that_begins_behind_the_stack_says_so(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    result = playbook("site.yml", "-i", str(inventory(tmp_path, {"one": {}})), "--start-at-task", "Declare the service")

    assert result.rc == 2, result
    assert "nothing was declared for this host" in said(result)
    assert "--start-at-task" in said(result)
    assert not changing(simulator)


@pytest.mark.parametrize(("tags", "near"), [("servce", "did you mean service?"), ("mine", "they have: ")])
def test_tags_that_no_role_has_are_no_success(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, tags: str, near: str
) -> None:
    result = playbook("site.yml", "-i", str(inventory(tmp_path, {"one": {}})), "--tags", tags)

    assert result.rc == 2, result
    assert f"--tags {tags}: no role of the collection has such a tag" in said(result)
    assert near in said(result)
    assert not changing(simulator)


def test_what_is_declared_and_never_carried_out_is_said_at_the_end(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    play = [{"hosts": "all", "gather_facts": False, "roles": ["slipway.aws.stack", "slipway.aws.registry"]}]
    (tmp_path / "play.yml").write_text(json.dumps(play))
    result = playbook("play.yml", "-i", str(inventory(tmp_path, {"one": {}})), cwd=tmp_path, check=True)

    assert "one: stack, registry: declared, and neither planned nor made" in " ".join(result.err.split())
    assert "declared, and neither" not in result.out
    assert not simulator.calls()


# -- hosts and answers that are none -----------------------------------------------------------------------------------

# As a survey hands over the questions that nobody answered.
UNANSWERED = {
    "stack_hosts": "",
    "stack_prune": "",
    "stack_adopt": "",
    "stack_approved": "",
    "network_cidr": "",
    "network_public_subnets": "",
    "service_subnet_ids": "",
    "plan_directory": "",
}


def test_a_question_without_an_answer_is_an_option_that_is_not_given(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    folder = tmp_path / "beside"
    folder.mkdir()
    command = ("slipway.aws.plan", "-i", str(inventory(tmp_path, {"one": {}})))
    result = playbook(*command, "-e", json.dumps(UNANSWERED), "--limit", "one", cwd=folder, check=True)

    assert result.changed == 0, result
    assert sorted(path.name for path in (folder / "plans").iterdir()) == [
        "shop_one_us-east-1.html",
        "shop_one_us-east-1.json",
        "shop_one_us-east-1.txt",
    ]


def test_hosts_that_are_no_stacks_are_left_out_by_a_word(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    nobody = dict.fromkeys(("stack_application", "stack_environment", "stack_region"), "{{ omit }}")
    path = inventory(tmp_path, {"one": {}, "laptop": nobody})
    all_hosts = playbook("site.yml", "-i", str(path))
    stacks = playbook("site.yml", "-i", str(path), "-e", "stack_hosts=one", check=True)

    assert all_hosts.rc == 2
    assert "-e stack_hosts=<pattern>" in said(all_hosts)
    assert list(stacks.plays) == ["one"]


# -- ways to declare ---------------------------------------------------------------------------------------------------


def test_a_fact_cache_remembers_no_declaration(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    env = {"ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile", "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(cache)}
    path = inventory(tmp_path, {"one": {}})
    playbook("site.yml", "-i", str(path), env=env, check=True)
    simulator.clear()
    silent = playbook("site.yml", "-i", str(path), env=env, check=True)
    assert silent.changed == 0
    assert not changing(simulator)

    path = inventory(tmp_path, {"one": {}}, stack_capabilities=["registry"], registry_scan_on_push=False)
    changed = playbook("site.yml", "-i", str(path), env=env, check=True)
    assert changed.changed == 1
    assert [call for call in changing(simulator) if not call.startswith("ssm.")] == [
        "ecr.PutImageScanningConfiguration"
    ]
    assert "slipway" not in "".join(file.read_text() for file in cache.rglob("*") if file.is_file())


LOOPS = """
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: slipway.aws.stack}
    - slipway.aws.registry: {instance: "{{ item }}", encryption: aws}
      loop: [main, tools]
    - ansible.builtin.include_role: {name: slipway.aws.registry}
      vars: {registry_instance: "{{ item }}"}
      loop: [batch, report]
    - ansible.builtin.include_role: {name: slipway.aws.converge}
"""


def test_every_item_of_a_loop_is_declared(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    (tmp_path / "play.yml").write_text(LOOPS)
    result = playbook("play.yml", "-i", str(inventory(tmp_path, {"one": {}})), cwd=tmp_path, check=True)

    assert result.changed == 1
    assert repositories(simulator) == [
        "shop-one-app",
        "shop-one-batch-app",
        "shop-one-report-app",
        "shop-one-tools-app",
    ]


def test_two_hosts_are_two_stacks_of_one_run(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    path = inventory(tmp_path, {"one": {}, "two": {"registry_image_tag_mutability": "MUTABLE"}})
    result = playbook("site.yml", "-i", str(path), check=True)

    assert {host: counts["changed"] for host, counts in result.plays.items()} == {"one": 1, "two": 1}
    found = {
        row["repositoryName"]: row["imageTagMutability"]
        for row in simulator.client("ecr").describe_repositories()["repositories"]
    }
    assert found == {"shop-one-app": "IMMUTABLE", "shop-two-app": "MUTABLE"}
    for host in ("one", "two"):
        assert f"Plan for {identity(host)}" in result.out
        assert re.search(rf"\[{identity(host)}\] +\d+/\d+ done service/main/ecs_service/api \(create\)", result.out)
    simulator.clear()
    again = playbook("site.yml", "-i", str(path), check=True)
    assert again.changed == 0
    assert not changing(simulator)


REFUSED = """
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.include_role: {name: slipway.aws.stack}
    - slipway.aws.registry: {encryption: aws}
      %s
    - ansible.builtin.include_role: {name: slipway.aws.converge}
"""


@pytest.mark.parametrize(
    ("keyword", "words"),
    [
        ("delegate_to: localhost", "registry: delegate_to is not supported"),
        ("run_once: true", "registry: run_once over several hosts is not supported"),
        ("async: 60", "This action (slipway.aws.registry) does not support async"),
    ],
)
def test_a_keyword_that_would_mix_stacks_is_refused_by_name(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, keyword: str, words: str
) -> None:
    (tmp_path / "play.yml").write_text(REFUSED % keyword)
    result = playbook("play.yml", "-i", str(inventory(tmp_path, {"one": {}, "two": {}})), cwd=tmp_path)

    assert result.rc == 2, result
    assert words in said(result)
    assert not simulator.calls()


# -- values as text ----------------------------------------------------------------------------------------------------


def text(value: Any) -> str:
    """Return a value as a person types it, or as a survey hands it over: short lists of words with commas, the rest as JSON."""
    if isinstance(value, str):
        return value
    if (
        isinstance(value, list)
        and len(value) in (1, 2)
        and all(isinstance(item, str) and "," not in item for item in value)
    ):
        return ",".join(value)
    return json.dumps(value)


@pytest.mark.parametrize("application", ["inflight-ordering", "proshop"])
def test_every_variable_of_an_environment_may_be_text(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path, application: str
) -> None:
    command = [Path(sys.executable).with_name("ansible-inventory"), "-i", "inventories/local", "--host", application]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60).stdout
    prefixes = tuple(f"{name}_" for name in CAPABILITIES)
    given = {name: text(value) for name, value in json.loads(listed).items() if name.startswith(prefixes)}
    assert len(given) > 20
    plan = ("playbooks/plan.yml", "-i", "inventories/local", "--limit", application, "-e", f"plan_directory={tmp_path}")

    typed = playbook(*plan, check=True)
    written = playbook(*plan, "-e", json.dumps(given), check=True)

    assert digest(written) == digest(typed)


SWITCHES: dict[str, Any] = {
    "network_nat_gateways": "single",
    "network_zone_count": 3,
    "network_flow_logs": True,
    "network_flow_log_interval": 60,
    "network_encryption": "aws",
    "network_gateway_endpoints": ["s3", "dynamodb"],
    "network_interface_endpoints": ["ecr.api", "logs"],
    "network_names": {"vpc/main": "mine"},
    "registry_scan_on_push": False,
    "registry_keep_images": 5,
    "registry_pull_account_ids": ["210987654321"],
    "cluster_container_insights": "disabled",
    "stack_tags": {"team": "a", "cost": "1"},
    "stack_workers": 4,
    "stack_wait": False,
    "stack_lock": False,
    "service_retained_revisions": 3,
    "stack_capabilities": ["network", "registry", "cluster", "service"],
    "service_services": {"web": {"image": "public.ecr.aws/nginx/nginx:1.27", "desired_count": 3}},
}


def test_switches_as_key_and_value(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    for name in ("typed", "text"):
        (tmp_path / name).mkdir()
    plan = ("playbooks/plan.yml", "-e", f"plan_directory={tmp_path}", "-i")
    arguments = [item for name, value in SWITCHES.items() for item in ("-e", f"{name}='{text(value)}'")]

    typed = playbook(*plan, str(inventory(tmp_path / "typed", {"one": {}}, **SWITCHES)), check=True)
    written = playbook(*plan, str(inventory(tmp_path / "text", {"one": {}})), *arguments, check=True)

    assert digest(written) == digest(typed)
    assert "network/main/subnet/private-c" in written.out
    assert "service/main/ecs_service/web" in written.out


def test_data_is_named_on_the_command_line_only(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    address = "registry/main/ecr_repository/app"
    deploy(simulator, "one")
    lasting = inventory(tmp_path, {"one": {}}, stack_data=[address], registry_state="absent")
    refused = playbook("site.yml", "-i", str(lasting))
    assert refused.rc == 2, refused
    assert "stack_data: data is deleted only where its address is an extra variable" in said(refused)
    assert not simulator.calls()

    path = inventory(tmp_path, {"one": {}}, registry_state="absent")
    playbook("site.yml", "-i", str(path), "-e", json.dumps({"stack_data": [address]}), check=True)
    assert repositories(simulator) == []
