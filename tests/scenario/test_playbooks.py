"""The playbooks of the collection, as a person runs them: plan and approval, drift, destroy, the lock, and stack_info."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.playbook import Playbook, Result
from tests.support.shop import changing, deploy, drift, identity, inventory
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

REPOSITORY = "registry/main/ecr_repository/app"
LOCK = f"/slipway/{identity('one')}/lock"


@pytest.fixture
def hosts(tmp_path: Path) -> Path:
    """The inventory of one stack."""
    return inventory(tmp_path, {"one": {}})


def said(result: Result) -> str:
    """Return the output on one line: Ansible folds long texts."""
    return " ".join((result.out + result.err).split())


def plan(playbook: Playbook, hosts: Path, *arguments: str) -> tuple[Result, dict[str, Any]]:
    folder = hosts.parent / "plans"
    result = playbook("playbooks/plan.yml", "-i", str(hosts), "-e", f"plan_directory={folder}", *arguments, check=True)
    name = identity("one").replace("/", "_")
    written = json.loads((folder / f"{name}.json").read_text())
    page = (folder / f"{name}.txt").read_text()
    assert page.startswith(f"Plan for {identity('one')}")
    assert page.splitlines()[0] in result.out
    rows = [row for row in page.splitlines() if row.startswith("  ")]
    assert all(sum(line["address"] in row.replace(":", " ").split() for row in rows) == 1 for line in written["lines"])
    return result, written


# -- plan and approval -------------------------------------------------------------------------------------------------


def test_a_plan_is_shown_written_and_can_be_approved(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path
) -> None:
    shown, written = plan(playbook, hosts)
    assert shown.plays["one"]["changed"] == 1
    assert f"-e stack_approved={written['digest']}" in said(shown)
    assert {line["verb"] for line in written["lines"]} == {"create"}
    assert not changing(simulator)

    refused = playbook("site.yml", "-i", str(hosts), "-e", "stack_approved=0123456789abcdef")
    assert refused.rc == 2, refused
    assert f"stack_approved: the plan is now {written['digest']}, and 0123456789abcdef was approved" in said(refused)
    assert not changing(simulator)

    playbook("site.yml", "-i", str(hosts), "-e", f"stack_approved={written['digest']}", check=True)
    assert changing(simulator)
    silent, nothing = plan(playbook, hosts, "--check")
    assert silent.plays["one"]["changed"] == 0
    assert (nothing["lines"], nothing["unchanged"] > 10) == ([], True)


def test_an_approval_ends_where_the_account_has_moved_on(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path
) -> None:
    deploy(simulator, "one")
    drift(simulator, "one")
    _unused, written = plan(playbook, hosts)
    simulator.client("ecr").put_image_scanning_configuration(
        repositoryName="shop-one-app", imageScanningConfiguration={"scanOnPush": False}
    )
    simulator.clear()
    refused = playbook("site.yml", "-i", str(hosts), "-e", f"stack_approved={written['digest']}")

    assert refused.rc == 2, refused
    assert f"and {written['digest']} was approved" in said(refused)
    assert not changing(simulator)


def test_a_stack_is_drawn_as_it_stands(simulator: SimulatorProcess, playbook: Playbook, hosts: Path) -> None:
    deploy(simulator, "one")
    folder = hosts.parent / "plans"
    result = playbook("playbooks/diagram.yml", "-i", str(hosts), "-e", f"plan_directory={folder}", check=True)
    assert result.changed == 0
    assert not changing(simulator)
    path = folder / "shop_one_us-east-1-diagram.html"
    assert f"[{identity('one')}] is drawn in {path}" in result.out
    assert "service/main/ecs_service/api: as it is" in path.read_text()


# -- drift -------------------------------------------------------------------------------------------------------------


def test_drift_ends_with_an_error_unless_it_is_allowed(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path
) -> None:
    deploy(simulator, "one")
    assert playbook("playbooks/drift.yml", "-i", str(hosts)).rc == 0
    drift(simulator, "one")
    found = playbook("playbooks/drift.yml", "-i", str(hosts))
    allowed = playbook("playbooks/drift.yml", "-i", str(hosts), "-e", "drift_allowed=true")

    assert (found.rc, allowed.rc) == (2, 0), found
    assert f"{identity('one')} differs from its declaration: 1 to update" in said(found)
    for result in (found, allowed):
        assert "update cluster/main/ecs_cluster/main" in result.out
        assert "settings[containerInsights]" in result.out
    assert not changing(simulator)


# -- destroy -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("named", ["", "shop/two/us-east-1", "shop/one", "shop/one/us-east-1,shop/two/us-east-1"])
def test_destroy_wants_the_identity(simulator: SimulatorProcess, playbook: Playbook, hosts: Path, named: str) -> None:
    refused = playbook("playbooks/destroy.yml", "-i", str(hosts), "-e", f"destroy={named}")

    assert refused.rc == 2, refused
    assert f"Nothing was deleted. To delete exactly the stacks of this play say -e destroy={identity('one')}" in said(
        refused
    )
    assert not simulator.calls()


def test_destroy_keeps_data_and_says_why(simulator: SimulatorProcess, playbook: Playbook, hosts: Path) -> None:
    deploy(simulator, "one")
    command = ("playbooks/destroy.yml", "-i", str(hosts), "-e", f"destroy={identity('one')}")
    kept = playbook(*command, check=True)
    assert kept.changed == 1
    assert f"kept {REPOSITORY} (shop-one-app): " in kept.out
    assert "data" in kept.out.rpartition(f"kept {REPOSITORY}")[2].splitlines()[0]
    assert [row["repositoryName"] for row in simulator.client("ecr").describe_repositories()["repositories"]] == [
        "shop-one-app"
    ]
    assert all(vpc["IsDefault"] for vpc in simulator.client("ec2").describe_vpcs()["Vpcs"])

    playbook(*command, "-e", json.dumps({"stack_data": [REPOSITORY]}), check=True)
    assert simulator.client("ecr").describe_repositories()["repositories"] == []
    assert simulator.client("ssm").describe_parameters()["Parameters"] == []


# -- the lock ----------------------------------------------------------------------------------------------------------


def test_a_locked_stack_is_refused_until_the_lock_is_broken(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path
) -> None:
    deploy(simulator, "one")
    drift(simulator, "one")
    holder = {"id": "0123456789ab", "who": "jane@build-7", "pid": 4711, "since": "2026-01-02T03:04:05+00:00"}
    simulator.client("ssm").put_parameter(Name=LOCK, Value=json.dumps(holder), Type="String")
    simulator.clear()
    for wrong in ((), ("-e", "stack_break_lock=ba9876543210")):
        refused = playbook("site.yml", "-i", str(hosts), *wrong)
        assert refused.rc == 2, refused
        assert f"the stack {identity('one')} is being changed by jane@build-7 (process 4711" in said(refused)
        assert "this one is probably dead. Where you know that it is: -e stack_break_lock=0123456789ab" in said(refused)
        assert set(changing(simulator)) <= {"ssm.PutParameter"}
        assert json.loads(simulator.client("ssm").get_parameter(Name=LOCK)["Parameter"]["Value"]) == holder

    finished = playbook("site.yml", "-i", str(hosts), "-e", "stack_break_lock=0123456789ab", check=True)
    assert finished.changed == 1
    assert LOCK not in [row["Name"] for row in simulator.client("ssm").describe_parameters()["Parameters"]]


# -- stack_info --------------------------------------------------------------------------------------------------------

INFO = """
- hosts: localhost
  gather_facts: false
  tasks:
    - slipway.aws.stack_info: {application: shop, environment: one, region: us-east-1}
      register: info
    - ansible.builtin.copy: {content: "{{ info | to_json }}", dest: "{{ target }}"}
"""


def test_stack_info_reads_any_stack(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    for host in ("one", "two"):
        deploy(simulator, host)
    (tmp_path / "play.yml").write_text(INFO)
    target = tmp_path / "info.json"
    playbook("play.yml", "-e", f"target={target}", cwd=tmp_path, check=True)
    info = json.loads(target.read_text())
    assert not changing(simulator)

    resources = {row["address"]: row for row in info["resources"]}
    assert info["stack"] == identity("one")
    assert not info["unreadable"]
    vpc = simulator.client("ec2").describe_vpcs(Filters=[{"Name": "tag:slipway:stack", "Values": [identity("one")]}])[
        "Vpcs"
    ]
    assert info["outputs"]["network/main"]["vpc_id"] == vpc[0]["VpcId"]
    # Dictionaries where the modules give them, lists where they give lists.
    assert info["outputs"]["registry/main"]["repository_names"] == {"app": "shop-one-app"}
    assert info["outputs"]["network/main"]["private_subnet_ids"] == [
        resources[f"network/main/subnet/private-{zone}"]["id"] for zone in "ab"
    ]
    assert list(resources) == sorted(resources)
    service = resources["service/main/ecs_service/api"]
    assert (service["kind"], service["state"]) == ("ecs_service", "ready")
    assert service["id"].endswith("shop-one-cluster/shop-one-api")
    assert "/clusters/shop-one-cluster/services/shop-one-api" in service["console"]
    assert not any("shop-two" in row["id"] for row in info["resources"])


# -- results for programs ----------------------------------------------------------------------------------------------

ALONE = """
- hosts: all
  gather_facts: false
  roles: [slipway.aws.registry]
  tasks:
    - ansible.builtin.copy: {content: "{{ registry_result | to_json }}", dest: "{{ playbook_dir }}/result.json"}
      delegate_to: localhost
"""


def test_a_role_alone_leaves_result_outputs_and_plan(
    simulator: SimulatorProcess, playbook: Playbook, hosts: Path, tmp_path: Path
) -> None:
    (tmp_path / "play.yml").write_text(ALONE)
    here = tmp_path / "here"
    here.mkdir()
    command = (str(tmp_path / "play.yml"), "-i", str(hosts), "-e", "stack_plan_json=plan.json")
    # Files are beside where the command runs, whatever a shell that is not there says.
    env = {"PWD": "/nowhere", "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv/collections")}
    name = {"app": "shop-one-app"}
    playbook(*command, "-e", "stack_outputs_file=out/outputs.env", "--check", env=env, cwd=here, check=True)
    assert json.loads((here / "plan.json").read_text())["moves"] == 1
    assert not (here / "out").exists()

    playbook(*command, "-e", "stack_outputs_file=out/outputs.env", env=env, cwd=here, check=True)
    assert json.loads((tmp_path / "result.json").read_text())["repository_names"] == name
    assert "REGISTRY_REPOSITORY_NAMES_APP=shop-one-app" in (here / "out/outputs.env").read_text().splitlines()
    assert json.loads((here / "plan.json").read_text())["lines"][0]["verb"] == "create"

    playbook(*command, "-e", "stack_outputs_file=out/outputs.json", env=env, cwd=here, check=True)
    assert json.loads((here / "out/outputs.json").read_text())["registry/main"]["repository_names"] == name
    assert json.loads((here / "plan.json").read_text())["lines"] == []
    assert {path.name for path in (here / "out").iterdir()} == {"outputs.env", "outputs.json"}
