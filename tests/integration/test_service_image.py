"""Which image a service runs: by digest, kept by every later run, until the inventory or a release names another."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.support.environments import changing, finished, moves
from tests.support.images import push
from tests.support.registry import DIGEST, serving
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

SERVICE, TASK, RECORD = (f"service/main/{kind}/api" for kind in ("ecs_service", "task_definition", "image_record"))
NETWORK = {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False}
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-test-api"
PUBLIC = "public.ecr.aws/nginx/nginx"


def declared(**api: Any) -> dict[str, Any]:
    return {
        "network": NETWORK,
        "cluster": {"encryption": "aws"},
        "registry": {"encryption": "aws", "repositories": {"api": {}}},
        "service": {"encryption": "aws", "services": {"api": {"desired_count": 1, "port": None, **api}}},
    }


def running(simulator: SimulatorProcess) -> tuple[str, str, str | None]:
    """Return revision, image and record of the service, as AWS has them."""
    ecs = simulator.client("ecs")
    (row,) = ecs.describe_services(cluster="shop-test-cluster", services=["shop-test-api"], include=["TAGS"])[
        "services"
    ]
    definition = ecs.describe_task_definition(taskDefinition=row["taskDefinition"])["taskDefinition"]
    tags = {tag["key"]: tag["value"] for tag in row["tags"]}
    return (
        row["taskDefinition"].rpartition(":")[2],
        definition["containerDefinitions"][0]["image"],
        tags.get("slipway:image"),
    )


def changed(simulator: SimulatorProcess) -> list[str]:
    """Return the changing calls of services in order, those about the stack's lock left out."""
    return [
        f"{call['service']}.{call['operation']}" for call in simulator.calls(changing=True) if call["service"] != "ssm"
    ]


@pytest.fixture
def digests(simulator: SimulatorProcess) -> dict[str, str]:
    """A stack with a registry of three images, and a service that runs the first: tag to digest."""
    finished(converge(simulator, {"registry": declared()["registry"]}))
    result = {tag: push(simulator, "shop-test-api", tag) for tag in ("1.0", "1.1", "1.2-broken")}
    finished(converge(simulator, declared(tag="1.0")))
    simulator.clear()
    return result


def silent(simulator: SimulatorProcess, **api: Any) -> None:
    simulator.clear()
    result = finished(converge(simulator, declared(**api)))
    assert (moves(result), changing(simulator)) == ({}, [])


def test_a_service_runs_a_digest_which_a_second_run_does_not_ask_for(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.0")
    silent(simulator, tag="1.0")
    assert not [call for call in simulator.calls() if call["operation"] in ("DescribeImages", "BatchGetImage")]


def test_the_plan_shows_tag_and_digest(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    plan = converge(simulator, declared(tag="1.1"), check=True).plan

    changes = {change.path: (change.was, change.wanted) for change in plan.by_address()[TASK].changes}
    assert changes["containerDefinitions[api].image"] == (f"{URI}@{digests['1.0']}", f"{URI}@{digests['1.1']}")
    assert changes["containerDefinitions[api].dockerLabels.slipway.image"] == ("1.0", "1.1")
    assert not changing(simulator)


def test_another_name_in_the_inventory_is_deployed_and_recorded_last(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(tag="1.1")))

    assert changed(simulator) == ["ecs.RegisterTaskDefinition", "ecs.UpdateService", "ecs.TagResource"]
    assert running(simulator) == ("2", f"{URI}@{digests['1.1']}", "1.1")
    silent(simulator, tag="1.1")


@pytest.mark.parametrize("named", [{"tag": "1.0"}, {}])
def test_a_release_is_kept_by_later_runs(
    simulator: SimulatorProcess, digests: dict[str, str], named: dict[str, Any]
) -> None:
    finished(converge(simulator, declared(**named)))
    finished(converge(simulator, declared(**named), {"release": {"api": "1.1"}}))

    assert running(simulator) == ("2", f"{URI}@{digests['1.1']}", named.get("tag", "-"))
    silent(simulator, **named)
    finished(converge(simulator, declared(**named, environment={"A": "1"})))
    assert running(simulator)[:2] == ("3", f"{URI}@{digests['1.1']}")


def test_the_inventory_has_its_way_again_once_it_names_another(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(), {"release": {"api": digests["1.1"]}}))
    assert running(simulator) == ("2", f"{URI}@{digests['1.1']}", "-")

    finished(converge(simulator, declared(tag="1.0")))
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.0")


def test_a_rollback_by_hand_is_kept_without_a_change(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    finished(converge(simulator, declared(tag="1.1")))
    simulator.client("ecs").update_service(
        cluster="shop-test-cluster", service="shop-test-api", taskDefinition="shop-test-api:1"
    )

    silent(simulator, tag="1.1")
    assert len([call for call in simulator.calls() if call["operation"] == "DescribeTaskDefinition"]) == 2
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.1")


def test_a_revision_that_somebody_else_deployed_lends_its_image(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    ecs = simulator.client("ecs")
    theirs = ecs.register_task_definition(
        family="theirs",
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="512",
        memory="1024",
        containerDefinitions=[{"name": "api", "image": f"{PUBLIC}:1.27"}],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.update_service(cluster="shop-test-cluster", service="shop-test-api", taskDefinition=theirs)

    finished(converge(simulator, declared(tag="1.0")))
    assert running(simulator) == ("2", f"{PUBLIC}:1.27", "1.0")


def test_a_release_may_name_the_same_and_an_empty_text_means_the_inventory(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(tag="1.0"), {"release": {"api": "1.1"}}))
    finished(converge(simulator, declared(tag="1.0"), {"release": {"api": ""}}))
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.0")


def test_a_failed_deployment_does_not_move_the_record(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    failed = converge(simulator, declared(tag="1.2-broken"))
    assert SERVICE in failed.outcome.failed
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.0")

    again = converge(simulator, declared(tag="1.2-broken"))
    assert {line.address for line in again.plan.waiting} == {SERVICE, RECORD}
    silent(simulator, tag="1.0")


def test_a_run_that_does_not_wait_leaves_the_record_to_the_next(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    result = converge(simulator, declared(tag="1.1"), wait=False)
    assert RECORD in result.outcome.pending
    assert running(simulator)[2] == "1.0"

    simulator.clear()
    finished(converge(simulator, declared(tag="1.1")))
    assert changed(simulator) == ["ecs.TagResource"]
    assert running(simulator) == ("2", f"{URI}@{digests['1.1']}", "1.1")


def test_nothing_named_and_nothing_released_waits_for_a_release(simulator: SimulatorProcess) -> None:
    result = converge(simulator, declared())

    (line,) = result.plan.waiting
    assert line.address == TASK
    assert "playbooks/release.yml -e release=api" in line.reason
    assert not result.outcome.failed

    push(simulator, "shop-test-api", "1.0")
    finished(converge(simulator, declared(), {"release": {"api": "1.0"}}))
    assert running(simulator)[0::2] == ("1", "-")


def test_an_external_image_follows_the_same_rule_without_a_digest(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, declared(image=f"{PUBLIC}:1.27")))
    finished(converge(simulator, declared(image=f"{PUBLIC}:1.27"), {"release": {"api": "1.28"}}))
    silent(simulator, image=f"{PUBLIC}:1.27")
    assert running(simulator) == ("2", f"{PUBLIC}:1.28", f"{PUBLIC}:1.27")


def test_a_release_needs_few_calls_and_looks_at_nothing_else(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    simulator.client("ecs").put_cluster_capacity_providers(
        cluster="shop-test-cluster", capacityProviders=["FARGATE"], defaultCapacityProviderStrategy=[]
    )
    simulator.clear()
    result = finished(converge(simulator, declared(tag="1.0"), {"release": {"api": "1.1"}}))

    assert set(moves(result)) == {TASK, SERVICE}
    calls = [call["operation"] for call in simulator.calls()]
    assert calls.index("UpdateService") < 25, calls


def test_a_release_leaves_what_it_does_not_look_at(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    scaled = {"tag": "1.0", "autoscaling": {"min": 1, "max": 2, "cpu": 50}}
    finished(converge(simulator, declared(**scaled)))
    finished(converge(simulator, declared(**scaled), {"release": {"api": "1.1"}}))
    silent(simulator, **scaled)


@pytest.mark.parametrize(
    ("release", "allowed"),
    [
        ({"apy": "1.0"}, "the services are api"),
        ({"api": "sha256:abc"}, "64 hexadecimal digits"),
        ({"api": "a b"}, "a tag, a digest"),
    ],
)
def test_a_release_that_can_mean_nothing_is_refused(
    simulator: SimulatorProcess, release: dict[str, str], allowed: str
) -> None:
    with pytest.raises(BadInput, match=re.escape(allowed)) as caught:
        converge(simulator, declared(tag="1.0"), {"release": release})
    assert caught.value.option == "stack_release"
    assert not simulator.calls()


def test_tags_of_other_registries_become_digests_and_stay_so_until_a_release(simulator: SimulatorProcess) -> None:
    with serving() as registry:
        named = f"{registry.host}/team/app:latest"
        sidecars = [{"name": "proxy", "image": f"{registry.host}/team/app:1", "essential": False}]
        wanted = declared(image=named, sidecars=sidecars)
        del wanted["registry"]
        finished(converge(simulator, wanted))
        assert images(simulator) == [f"{registry.host}/team/app@{DIGEST}"] * 2

        registry.images = dict.fromkeys(registry.images, "sha256:" + "cd" * 32)
        registry.asked.clear()
        assert (moves(finished(converge(simulator, wanted))), registry.asked) == ({}, [])
        finished(converge(simulator, wanted, {"release": "api"}))
        assert [image.rpartition(":")[2][:2] for image in images(simulator)] == ["cd", "ab"]
        sidecars[0]["image"] = f"{registry.host}/team/app:latest"
        finished(converge(simulator, wanted))
        assert [image.rpartition(":")[2][:2] for image in images(simulator)] == ["cd", "cd"]


def test_a_registry_that_does_not_answer_is_said_in_the_plan(simulator: SimulatorProcess) -> None:
    wanted = declared(image="redash/redash", sidecars=[{"name": "proxy", "image": "nginx:latest"}])
    del wanted["registry"]
    notes = "; ".join(finished(converge(simulator, wanted)).plan.notes)
    assert images(simulator) == ["redash/redash", "nginx:latest"]
    for image in images(simulator):
        assert f"{image} is a tag, which may come to mean another image: its digest is not known, since" in notes
    again = converge(simulator, wanted)
    assert (moves(again), again.plan.notes) == ({}, [])


def images(simulator: SimulatorProcess) -> list[str]:
    """Return the images of all containers of the revision that runs."""
    ecs = simulator.client("ecs")
    (row,) = ecs.describe_services(cluster="shop-test-cluster", services=["shop-test-api"])["services"]
    definition = ecs.describe_task_definition(taskDefinition=row["taskDefinition"])["taskDefinition"]
    return [container["image"] for container in definition["containerDefinitions"]]
