"""Deployments that shift traffic: ECS moves the rule's weights, and no run moves them back (D19)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.serving import serving
from tests.integration import test_handover
from tests.integration.test_handover import GROUP, RULE, SERVICE, Killed, Watch, done
from tests.support.copies import Copyable
from tests.support.environments import destroy
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.behaviour("D19")

REPOSITORY = "public.ecr.aws/nginx/nginx"
SHIFT: dict[str, Any] = {"strategy": "BLUE_GREEN", "bake_time": 2}
ROLLING: dict[str, Any] = {}  # no option: the default
BREAKER = {"circuit_breaker": False}


def declared(tag: str = "1", deployment: dict[str, Any] | None = None, **api: Any) -> dict[str, Any]:
    return test_handover.declared(
        image=f"{REPOSITORY}:{tag}", deployment=SHIFT if deployment is None else deployment, **api
    )


@pytest.fixture(scope="module")
def original() -> Iterator[Copyable]:
    """A service whose deployments shift traffic, deployed once: its tasks stand in the second group."""
    with Copyable() as simulator:
        done(converge(simulator, declared()))
        assert weights(simulator) == GREEN
        yield simulator


@pytest.fixture
def deployed(original: Copyable) -> Iterator[SimulatorProcess]:
    """A copy of it."""
    with original.copy() as copy:
        copy.clear()
        yield copy


def ecs(simulator: SimulatorProcess) -> dict[str, Any]:
    names = {"cluster": "shop-test-cluster", "services": ["shop-test-api"]}
    return simulator.client("ecs").describe_services(**names)["services"][0]


def weights(simulator: SimulatorProcess) -> dict[str, int]:
    """Of the production rule, by the target group's name."""
    elbv2 = simulator.client("elbv2")
    names = {row["TargetGroupArn"]: row["TargetGroupName"] for row in elbv2.describe_target_groups()["TargetGroups"]}
    rule = _rules(simulator)[-1]
    return {
        names[group["TargetGroupArn"]]: group["Weight"] for group in rule["Actions"][0]["ForwardConfig"]["TargetGroups"]
    }


def _rules(simulator: SimulatorProcess) -> list[dict[str, Any]]:
    elbv2 = simulator.client("elbv2")
    balancer = elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    listener = elbv2.describe_listeners(LoadBalancerArn=balancer)["Listeners"][0]["ListenerArn"]
    return [rule for rule in elbv2.describe_rules(ListenerArn=listener)["Rules"] if not rule["IsDefault"]]


def silent(simulator: SimulatorProcess, stack: dict[str, Any]) -> None:
    simulator.clear()
    assert not converge(simulator, stack).plan.moves
    assert not simulator.calls(changing=True)


BLUE, GREEN = {"shop-test-api": 100, "shop-test-api-alternate": 0}, {"shop-test-api": 0, "shop-test-api-alternate": 100}


@pytest.mark.behaviour("D19")
def test_d19_weights_are_left_to_ecs_after_any_number_of_deployments(simulator: SimulatorProcess) -> None:
    for tag, seen in (("1", GREEN), ("2", BLUE)):
        done(converge(simulator, declared(tag)))
        assert weights(simulator) == seen
        silent(simulator, declared(tag))
    test_handover.served(simulator)


def test_d19_other_members_of_the_rule_stay_managed(deployed: SimulatorProcess) -> None:
    elbv2, rule = deployed.client("elbv2"), _rules(deployed)[0]
    elbv2.modify_rule(RuleArn=rule["RuleArn"], Conditions=[{"Field": "path-pattern", "Values": ["/other"]}])
    assert done(converge(deployed, declared())) == {RULE: "update"}
    assert _rules(deployed)[0]["Conditions"] == rule["Conditions"]
    assert weights(deployed) == GREEN

    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    elbv2.modify_rule(RuleArn=rule["RuleArn"], Actions=[answer])
    assert done(converge(deployed, declared())) == {RULE: "update"}
    assert weights(deployed) == GREEN


@pytest.mark.behaviour("D19")
def test_d19_deployed_is_said_after_the_bake_time_only(deployed: SimulatorProcess) -> None:
    deployed.durations({"ecs:minute": 0.5})
    done(converge(deployed, declared("2")))
    assert ecs(deployed)["deployments"][0]["rolloutState"] == "COMPLETED"
    assert "currentServiceDeployment" not in ecs(deployed)
    silent(deployed, declared("2"))


@pytest.mark.parametrize(
    ("deployment", "shown"),
    [
        ({"strategy": "LINEAR", "step_percent": 50}, "PRODUCTION_TRAFFIC_SHIFT, 50 % of the production traffic"),
        ({"strategy": "CANARY", "step_percent": 2.5}, "PRODUCTION_TRAFFIC_SHIFT, 2.5 % of the production traffic"),
        ({"strategy": "BLUE_GREEN"}, "BAKE_TIME, 100 % of the production traffic"),
    ],
)
def test_d19_waits_show_stage_and_weights(simulator: SimulatorProcess, deployment: dict[str, Any], shown: str) -> None:
    done(converge(simulator, declared(deployment=deployment)))
    simulator.durations({"ecs:minute": 3600})

    with pytest.raises(Killed):
        converge(
            simulator, declared("2", deployment), report=_killed_at(f"{shown}, 2 of 2 tasks of shop-test-api:2 running")
        )


def _killed_at(shown: str) -> Callable[[str, str, str], None]:
    def look(event: str, address: str, text: str) -> None:
        if event == "wait" and text.startswith(shown):
            raise Killed

    return look


def test_d19_a_rolling_service_gets_the_strategy_and_loses_it_without_an_interruption(
    simulator: SimulatorProcess,
) -> None:
    done(converge(simulator, declared(deployment=ROLLING)))
    with Watch(simulator):
        done(converge(simulator, declared()))
    assert weights(simulator) == {"shop-test-api": 1, "shop-test-api-alternate": 0}
    assert ecs(simulator)["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"
    silent(simulator, declared())
    done(converge(simulator, declared("2")))
    assert weights(simulator) == GREEN

    with Watch(simulator) as watch:
        done(converge(simulator, declared("2", ROLLING)))
    assert watch.operations == ["UpdateService", "UpdateService", "ModifyRule", "UpdateService"]
    assert weights(simulator) == {"shop-test-api": 1}
    assert ecs(simulator)["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert "advancedConfiguration" not in ecs(simulator)["loadBalancers"][0]
    silent(simulator, declared("2", ROLLING))
    test_handover.served(simulator)
    converge(simulator, declared("2", ROLLING), {"prune": True})
    assert test_handover.groups(simulator) == [("shop-test-api", 8080)]
    assert [role for role in _roles(simulator) if "infrastructure" in role] == []


def _roles(simulator: SimulatorProcess) -> list[str]:
    return [role["RoleName"] for role in simulator.client("iam").list_roles()["Roles"]]


@pytest.mark.parametrize("last", [1, 3])
def test_d19_killed_on_the_way_back_the_next_run_finishes(deployed: SimulatorProcess, last: int) -> None:
    assert weights(deployed) == GREEN
    with Watch(deployed, last), pytest.raises(Killed):
        converge(deployed, declared(deployment=ROLLING))
    with Watch(deployed):
        done(converge(deployed, declared(deployment=ROLLING)))
    assert weights(deployed) == {"shop-test-api": 1}
    silent(deployed, declared(deployment=ROLLING))


@pytest.mark.parametrize("last", [4])
def test_d19_killed_on_the_way_there_the_next_run_finishes(simulator: SimulatorProcess, last: int) -> None:
    done(converge(simulator, declared(deployment=ROLLING)))
    with Watch(simulator, last), pytest.raises(Killed):
        converge(simulator, declared())
    done(converge(simulator, declared()))
    assert ecs(simulator)["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"
    silent(simulator, declared())
    done(converge(simulator, declared("2")))
    assert weights(simulator) == GREEN


def test_d19_the_strategy_waits_for_the_deployment_under_way(deployed: SimulatorProcess) -> None:
    deployed.durations({"ecs:minute": 3600})
    converge(deployed, declared("2"), wait=False)
    deployed.clear()
    with pytest.raises(Killed):
        converge(deployed, declared("2", ROLLING), report=_killed_at("BAKE_TIME, 100 % of the production traffic"))
    assert "UpdateService" not in [call["operation"] for call in deployed.calls(changing=True)]
    deployed.client("ecs").stop_service_deployment(
        serviceDeploymentArn=ecs(deployed)["currentServiceDeployment"], stopType="ROLLBACK"
    )
    done(converge(deployed, declared("3", ROLLING)))
    assert ecs(deployed)["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert weights(deployed) == {"shop-test-api": 1}


def test_d19_a_crash_loop_is_stopped_and_gets_no_traffic(simulator: SimulatorProcess) -> None:
    shift = {**SHIFT, **BREAKER}
    done(converge(simulator, declared("1", shift)))
    result = converge(simulator, declared("crash", shift))
    text = str(result.outcome.failed[SERVICE])
    assert "it was stopped and goes back to what ran before" in text
    assert "cannot connect to the database" in text
    assert weights(simulator) == GREEN
    test_handover.served(simulator)
    assert ecs(simulator)["runningCount"] == 2
    simulator.clear()
    again = converge(simulator, declared("crash", shift))
    assert {line.address: line.verb for line in again.plan.lines}[SERVICE] == "wait"
    assert not simulator.calls(changing=True)


def test_d19_a_rollback_in_the_bake_time_stops_the_deployment(deployed: SimulatorProcess) -> None:
    deployed.durations({"ecs:minute": 3600})
    converge(deployed, declared("2"), wait=False)
    assert weights(deployed) == BLUE
    deployed.clear()
    result = converge(deployed, {"rollback": {"what": "api"}})
    done(result)
    assert serving(result.plan)[0].startswith("api serves shop-test-api:1")
    operations = [call["operation"] for call in deployed.calls(changing=True) if call["service"] == "ecs"]
    assert operations == ["TagResource", "StopServiceDeployment"]
    assert weights(deployed) == GREEN
    # The run that did not wait has yet to note what it was told.
    assert list(done(converge(deployed, declared("2")))) == ["service/main/image_record/api"]
    assert weights(deployed) == GREEN


def test_d19_releases_and_rollbacks_shift_traffic(deployed: SimulatorProcess) -> None:
    done(converge(deployed, declared("2"), {"release": {"api": ""}}))
    assert weights(deployed) == BLUE
    done(converge(deployed, {"rollback": {"what": "api"}}))
    assert weights(deployed) == GREEN
    assert ecs(deployed)["taskDefinition"].endswith(":1")
    test_handover.served(deployed)
    silent(deployed, declared("2"))


def test_d19_an_alarm_in_the_bake_time_fails_the_run(simulator: SimulatorProcess) -> None:
    simulator.client("cloudwatch").put_metric_alarm(
        AlarmName="errors",
        Namespace="App",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )
    shift = {"strategy": "BLUE_GREEN", "bake_time": 600, "alarms": ["errors"]}
    done(converge(simulator, declared("1", shift)))
    simulator.durations({"ecs:minute": 0.2})

    def ring(event: str, address: str, text: str) -> None:
        if event == "wait" and "BAKE_TIME" in text:
            simulator.client("cloudwatch").set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")

    result = converge(simulator, declared("2", shift), report=ring)
    assert "rolled back" in str(result.outcome.failed[SERVICE])
    assert weights(simulator) == GREEN


def test_d19_a_rule_that_is_made_anew_sends_traffic_where_the_tasks_are(deployed: SimulatorProcess) -> None:
    deployed.client("elbv2").delete_rule(RuleArn=_rules(deployed)[0]["RuleArn"])
    deployed.durations({"ecs:task_start": 3600})
    converge(deployed, declared(), wait=False)
    assert weights(deployed) == GREEN
    test_handover.served(deployed)


@pytest.mark.parametrize("seconds", [{"ecs:minute": 60}, {"ecs:task_start": 60}])
def test_d19_destroyed_in_one_pass_in_the_middle_of_a_deployment(
    deployed: SimulatorProcess, seconds: dict[str, float]
) -> None:
    deployed.durations(seconds)
    converge(deployed, declared("2"), wait=False)
    deployed.durations({"ecs:task_start": 0})
    result = destroy(deployed)
    assert not result.outcome.failed
    assert not result.outcome.pending
    assert test_handover.groups(deployed) == []
    assert [role for role in _roles(deployed) if "shop" in role] == []


def test_d19_test_traffic_has_a_rule_before_the_services_own(simulator: SimulatorProcess) -> None:
    shift = {**SHIFT, "test_headers": {"X-Test": ["yes"]}}
    done(converge(simulator, declared("1", shift)))
    first, second = _rules(simulator)
    assert "http-header" in json.dumps(first["Conditions"])
    assert "http-header" not in json.dumps(second["Conditions"])
    assert ecs(simulator)["loadBalancers"][0]["advancedConfiguration"]["testListenerRule"] == first["RuleArn"]
    done(converge(simulator, declared("2", shift)))
    assert weights(simulator) == BLUE
    silent(simulator, declared("2", shift))


def test_d19_a_target_group_is_not_handed_over(deployed: SimulatorProcess) -> None:
    with pytest.raises(
        Refused, match="deployment strategy BLUE_GREEN shifts traffic between target groups by itself"
    ) as refused:
        converge(deployed, declared(port=9090))
    assert f"stack_replace: [{GROUP}]" in str(refused.value)


def test_d19_without_load_balancer_there_is_nothing_to_shift(simulator: SimulatorProcess) -> None:
    stack = declared()
    del stack["load_balancer"], stack["service"]["services"]["api"]["load_balancer"]
    done(converge(simulator, stack))
    assert ecs(simulator)["deploymentConfiguration"]["strategy"] == "BLUE_GREEN"
    silent(simulator, stack)
