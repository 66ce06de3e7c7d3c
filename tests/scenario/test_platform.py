"""Two applications on the network, load balancer, cluster and zone of a third stack: neither moves the others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.account import Picture, differences, picture
from tests.support.playbook import Playbook, Result
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario
INVENTORY = ("-i", "inventories/platform")
DESTROYED = "inflight-ordering"
# The shared cluster counts what runs in it. Security groups show their rules, each of which is compared by itself.
SUMS = ("ecs_cluster", "security_group")


class Deployment:
    """The platform with both applications, and what the account showed before and after one of them was destroyed."""

    def __init__(self, simulator: SimulatorProcess, playbook: Playbook) -> None:
        self.simulator, self._playbook = simulator, playbook
        self._run("site.yml", "--limit", "shared")
        # What takes its time only once: a new mount target's DNS name. Later runs need not wait for it.
        self._run(
            "site.yml", "--limit", "proshop", "--tags", "network,encryption,file_system", "-e", "stack_wait=false"
        )
        self._run("site.yml", "--limit", "!shared")
        simulator.clear()
        self.again = self._run("site.yml")
        self.again_calls = simulator.calls(changing=True)
        self.before = picture(simulator)
        self.destroyed = self._run(
            "playbooks/destroy.yml", "--limit", DESTROYED, "-e", f"destroy={DESTROYED}/platform/us-east-1"
        )
        self.after = picture(simulator)
        self.others = self._run("site.yml", "--limit", f"!{DESTROYED}")

    def _run(self, *arguments: str) -> Result:
        return self._playbook(*arguments, *INVENTORY, check=True)

    def __getattr__(self, service: str) -> Any:
        return self.simulator.client(service)


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The account after one application was destroyed."""
    home = tmp_path_factory.mktemp("home")
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        env = {
            **simulator.env(),
            "HOME": str(home),
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
        }
        yield Deployment(simulator, Playbook(env))


def test_a_second_run_of_all_three_is_silent(aws: Deployment) -> None:
    assert aws.again.changed == 0
    assert not aws.again_calls


def test_the_applications_share_what_the_platform_has(aws: Deployment) -> None:
    kinds = [kind for _region, kind, _name in aws.before]
    assert {kind: kinds.count(kind) for kind in ("load_balancer", "nat_gateway", "ecs_cluster")} == {
        "load_balancer": 1,
        "nat_gateway": 2,
        "ecs_cluster": 1,
    }
    assert {kind: kinds.count(kind) for kind in ("ecs_service", "db_instance")} == {"ecs_service": 4, "db_instance": 1}


def group_names(aws: Deployment, service: str) -> list[str]:
    row = aws.ecs.describe_services(cluster="shared-platform-cluster", services=[service])["services"][0]
    ids = row["networkConfiguration"]["awsvpcConfiguration"]["securityGroups"]
    return [group["GroupName"] for group in aws.ec2.describe_security_groups(GroupIds=ids)["SecurityGroups"]]


def test_each_application_has_a_security_group_of_its_own(aws: Deployment) -> None:
    assert group_names(aws, "proshop-platform-backend") == ["proshop-platform-service"]


def of_others(objects: Picture) -> Picture:
    return {
        key: described
        for key, described in objects.items()
        if DESTROYED not in f"{key} {described}" and key[1] not in SUMS
    }


def test_destroying_one_application_leaves_the_other_and_the_platform_as_they_were(aws: Deployment) -> None:
    assert any(DESTROYED in str(key) for key in aws.before if key[1] == "ecs_service")
    assert not any(
        DESTROYED in str(key) for key in aws.after if key[1] in ("ecs_service", "target_group", "record", "alarm")
    )
    others = of_others(aws.before)
    assert {kind for _region, kind, _name in others} >= {
        "vpc",
        "subnet",
        "security_group_rule",
        "load_balancer",
        "listener",
        "listener_rule",
        "record",
        "ecs_service",
        "target_group",
    }
    assert not differences(others, aws.after)


def test_the_other_application_still_serves(aws: Deployment) -> None:
    groups = aws.elbv2.describe_target_groups()["TargetGroups"]
    assert len(groups) == 1
    health = aws.elbv2.describe_target_health(TargetGroupArn=groups[0]["TargetGroupArn"])["TargetHealthDescriptions"]
    assert [item["TargetHealth"]["State"] for item in health] == ["healthy", "healthy"]
    rows = aws.ecs.describe_services(
        cluster="shared-platform-cluster",
        services=[f"proshop-platform-{name}" for name in ("gateway", "frontend", "backend")],
    )["services"]
    assert [(row["status"], row["runningCount"]) for row in rows] == [("ACTIVE", 2)] * 3


def test_nothing_is_left_to_put_right(aws: Deployment) -> None:
    assert aws.others.changed == 0
