"""Services go back to an earlier revision, also during a bad deployment, and no later run undoes that."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.serving import serving
from tests.integration.test_service_image import NETWORK, PUBLIC, TASK, URI, changed, declared, digests, running, silent
from tests.support.environments import changing, finished, moves
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

__all__ = ["digests"]

STEP = "rollback/main/service_rollback/api"
LEFT = "a rollback left shop-test-api:2 for shop-test-api:1"


def back(simulator: SimulatorProcess, what: Any = "api", check: bool = False) -> Result:
    simulator.clear()
    result = converge(simulator, {"rollback": {"what": what}}, check=check)
    return result if check else finished(result)


def failing(simulator: SimulatorProcess, what: Any) -> str:
    with pytest.raises(Refused) as caught:
        converge(simulator, {"rollback": {"what": what}})
    assert not changing(simulator)
    return str(caught.value)


def test_a_plan_then_the_revision_before_which_later_runs_keep(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(tag="1.1")))
    planned = back(simulator, check=True)
    (change,) = planned.plan.by_address()[STEP].changes
    assert (change.was, change.wanted) == ("shop-test-api:2", "shop-test-api:1 (1.0)")
    assert not changing(simulator)

    result = back(simulator)
    assert changed(simulator) == ["ecs.TagResource", "ecs.UpdateService"]
    assert serving(result.plan) == [f"api serves shop-test-api:1, {URI}@{digests['1.0']} (tag 1.0)"]
    assert result.outputs["rollback/main"]["image_tags"] == {"api": "1.0"}
    assert running(simulator)[:2] == ("1", f"{URI}@{digests['1.0']}")
    silent(simulator, tag="1.1")
    assert running(simulator)[0] == "1"


def test_services_in_a_cluster_that_is_not_the_stacks_own_go_back_too(simulator: SimulatorProcess) -> None:
    simulator.client("ecs").create_cluster(clusterName="theirs", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    wanted = {
        "network": NETWORK,
        "service": {
            "encryption": "aws",
            "cluster": "theirs",
            "services": {"api": {"image": f"{PUBLIC}:1", "port": None, "desired_count": 1}},
        },
    }
    for version in ("1", "2"):
        wanted["service"]["services"]["api"]["image"] = f"{PUBLIC}:{version}"
        finished(converge(simulator, wanted))
    arn = simulator.client("ecs").describe_clusters(clusters=["theirs"])["clusters"][0]["clusterArn"]

    (found,) = (
        finished(converge(simulator, {"rollback": {"cluster": arn}})).outputs["rollback/main"]["candidates"].values()
    )
    assert [(row["revision"], row["current"]) for row in found] == [(2, True), (1, False)]
    finished(converge(simulator, {"rollback": {"what": "api", "cluster": "theirs"}}))
    (row,) = simulator.client("ecs").describe_services(cluster="theirs", services=["shop-test-api"])["services"]
    assert row["taskDefinition"].endswith(":1")


def test_said_again_it_goes_no_further_unless_a_revision_is_named(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    for number, tag in enumerate(("1.1", "1.0", "1.1")):
        finished(converge(simulator, declared(tag=tag, environment={"A": str(number)})))
    assert running(simulator)[0] == "4"
    back(simulator)
    again = back(simulator)
    assert (moves(again), changing(simulator), running(simulator)[0]) == ({}, [], "3")
    assert "it went back from shop-test-api:4 to shop-test-api:3 already" in "; ".join(again.plan.notes)

    back(simulator, "api:2")
    assert running(simulator)[0] == "2"


def test_what_was_released_after_a_rollback_goes_back_to_what_served_before(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(environment={"A": "1"}, tag="1.0")))
    back(simulator)
    finished(converge(simulator, declared(environment={"A": "2"}, tag="1.0")))
    assert running(simulator)[0] == "3"
    back(simulator)
    assert running(simulator)[0] == "1"


def test_a_rolled_back_configuration_stays_so_until_the_service_changes(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(tag="1.0", environment={"A": "bad"})))
    back(simulator)
    simulator.clear()
    kept = finished(converge(simulator, declared(tag="1.0", environment={"A": "bad"})))
    assert (moves(kept), changing(simulator)) == ({}, [])
    assert LEFT in "; ".join(kept.plan.notes)
    assert "rolled-back" not in str(kept.plan.by_address()[TASK].changes)

    finished(converge(simulator, declared(tag="1.0", environment={"A": "good"})))
    assert running(simulator)[0] == "3"
    silent(simulator, tag="1.0", environment={"A": "good"})


def test_a_release_ends_what_a_rollback_began(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    finished(converge(simulator, declared(tag="1.0", environment={"A": "bad"})))
    back(simulator)
    finished(converge(simulator, declared(tag="1.0", environment={"A": "bad"}), {"release": "api"}))
    assert running(simulator)[0] == "2"
    silent(simulator, tag="1.0", environment={"A": "bad"})


@pytest.mark.behaviour("D20")
def test_a_bad_deployment_under_way_goes_back_to_what_served(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    simulator.durations({"ecs:deployment": 3600})
    assert converge(simulator, declared(tag="1.2-broken"), wait=False).outcome.pending
    assert running(simulator)[0] == "2"
    simulator.durations({"ecs:deployment": 0})

    result = back(simulator)
    assert running(simulator)[:2] == ("1", f"{URI}@{digests['1.0']}")
    assert serving(result.plan)[0].startswith("api serves shop-test-api:1, ")
    finished(converge(simulator, declared(tag="1.2-broken")))
    silent(simulator, tag="1.2-broken")
    assert running(simulator)[0] == "1"


def test_what_ecs_rolled_back_itself_is_where_one_would_go(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    finished(converge(simulator, declared(tag="1.1")))
    assert converge(simulator, declared(tag="1.2-broken")).outcome.failed
    assert running(simulator)[0] == "2"

    kept = back(simulator)
    assert (moves(kept), running(simulator)[0]) == ({}, "2")
    assert "it went back from shop-test-api:3 to shop-test-api:2 already" in "; ".join(kept.plan.notes)


def test_without_a_name_the_candidates_are_said(simulator: SimulatorProcess, digests: dict[str, str]) -> None:
    finished(converge(simulator, declared(tag="1.1")))
    assert converge(simulator, declared(tag="1.2-broken")).outcome.failed

    result = back(simulator, "")
    assert not changing(simulator)
    rows = result.outputs["rollback/main"]["candidates"]["api"]
    assert [(row["revision"], row["tag"], row["completed"], row["current"]) for row in rows] == [
        (3, "1.2-broken", False, False),
        (2, "1.1", True, True),
        (1, "1.0", True, False),
    ]
    first = result.outputs["rollback/main"]["lines"][0]
    assert re.fullmatch(rf"api: 3, {URI}@sha256:[0-9a-f]+ \(tag 1.2-broken\), did not complete \(.+\)", first), first


def test_what_cannot_be_gone_back_to_is_refused_with_what_can(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    simulator.clear()
    assert "no revision before shop-test-api:1 is known to have served. There are: 1, " in failing(simulator, "api")
    assert "rollback of api:7 is not possible; there is no active revision 7. There are: 1, " in failing(
        simulator, "api:7"
    )
    assert "rollback of apy is not possible; the services are api" in failing(simulator, "apy")


@pytest.mark.parametrize(
    ("what", "allowed"),
    [
        ("api:new", "the number of a revision"),
        ("site:1", "the name of a release"),
        ("site", "no files of a site are declared"),
        (7, "name, name:version"),
        ("api:1,api:2", "api has two versions"),
    ],
)
def test_what_a_rollback_may_not_name(simulator: SimulatorProcess, what: Any, allowed: str) -> None:
    with pytest.raises(BadInput, match=re.escape(allowed)) as caught:
        converge(simulator, {"rollback": {"what": what}})
    assert caught.value.option == "rollback_what"
    assert not simulator.calls()
