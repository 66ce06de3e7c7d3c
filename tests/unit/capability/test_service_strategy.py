"""Deployment strategies of services: what they declare, and what is refused before the first call (D19)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.unit.capability.test_service import api, nodes

pytestmark = pytest.mark.behaviour("D19")

BLUE_GREEN = {"strategy": "BLUE_GREEN"}
POLICY = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"


def shifting(deployment: dict[str, Any], **options: Any) -> dict[str, Any]:
    return api({"load_balancer": {}, "deployment": {**BLUE_GREEN, **deployment}, **options})


def test_d19_a_rolling_service_has_one_target_group_and_owns_its_weights() -> None:
    found = api({"load_balancer": {}})
    assert [address for address in found if address.startswith("target_group/")] == ["target_group/api"]
    assert found["listener_rule/api"].delegated == ()
    assert found["ecs_service/api"].want["deploymentConfiguration"]["strategy"] == "ROLLING"
    assert "advancedConfiguration" not in found["ecs_service/api"].want["loadBalancers"][0]


@pytest.mark.behaviour("D19")
def test_d19_blue_green_takes_a_second_group_and_the_infrastructure_role() -> None:
    found = shifting({})
    first, second = (found[f"target_group/{name}"].want for name in ("api", "api.alternate"))
    assert {**first, "Name": None} == {**second, "Name": None}
    assert (first["Name"], second["Name"]) == ("shop-test-api", "shop-test-api-alternate")
    role = found["role/api-infrastructure"].want
    assert role["ManagedPolicyArns"] == [POLICY]
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "ecs.amazonaws.com"}
    assert found["listener_rule/api"].delegated == ("Actions",)
    assert found["ecs_service/api"].want["loadBalancers"][0]["advancedConfiguration"] == {
        "alternateTargetGroupArn": "(known after apply: service/main/target_group/api.alternate.TargetGroupArn)",
        "productionListenerRule": "(known after apply: service/main/listener_rule/api.RuleArn)",
        "roleArn": "(known after apply: service/main/role/api-infrastructure.Arn)",
    }


def test_d19_a_given_role_is_not_made() -> None:
    arn = "arn:aws:iam::123456789012:role/ecsInfrastructureRole"
    found = shifting({"role_arn": arn})
    assert found["ecs_service/api"].want["loadBalancers"][0]["advancedConfiguration"]["roleArn"] == arn
    assert "role/api-infrastructure" not in found


@pytest.mark.parametrize(
    ("deployment", "wanted"),
    [
        ({}, {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}),
        ({"bake_time": 0}, {"bakeTimeInMinutes": 0}),
        ({"strategy": "LINEAR"}, {"linearConfiguration": {"stepPercent": 10.0, "stepBakeTimeInMinutes": 6}}),
        ({"strategy": "CANARY"}, {"canaryConfiguration": {"canaryPercent": 5.0, "canaryBakeTimeInMinutes": 10}}),
        (
            {"strategy": "LINEAR", "step_percent": 33.3, "step_bake_time": 0},
            {"linearConfiguration": {"stepPercent": 33.3, "stepBakeTimeInMinutes": 0}},
        ),
    ],
)
def test_d19_configurations(deployment: dict[str, Any], wanted: dict[str, Any]) -> None:
    configuration = shifting(deployment)["ecs_service/api"].want["deploymentConfiguration"]
    assert {name: configuration[name] for name in wanted} == wanted
    others = {"linearConfiguration", "canaryConfiguration"} - set(wanted)
    assert not others & set(configuration) or configuration["strategy"] in ("LINEAR", "CANARY")


def test_d19_test_traffic_has_the_rules_conditions_and_its_headers() -> None:
    found = shifting(
        {"test_headers": {"X-Test": ["yes"]}, "test_priority": 9}, load_balancer={"paths": ["/api/*"], "priority": 10}
    )
    production, test = found["listener_rule/api"].want, found["listener_rule/api.test"].want
    header = {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": "X-Test", "Values": ["yes"]}}
    assert test["Conditions"] == [*production["Conditions"], header]
    assert (test["Priority"], test["Actions"]) == (9, production["Actions"])
    advanced = found["ecs_service/api"].want["loadBalancers"][0]["advancedConfiguration"]
    assert advanced["testListenerRule"] == "(known after apply: service/main/listener_rule/api.test.RuleArn)"


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"deployment": {"strategy": "LINEAR"}}, "deployment.strategy"),
        ({"deployment": {"strategy": "CANARY"}, "connect": {}}, "deployment.strategy"),
        ({"load_balancer": {}, "deployment": {"bake_time": 5}}, "deployment.bake_time"),
        ({"load_balancer": {}, "deployment": {"bake_time": 0}}, "deployment.bake_time"),
        ({"load_balancer": {}, "deployment": {"test_headers": {"X": ["1"]}}}, "deployment.test_headers"),
        ({"load_balancer": {}, "deployment": {**BLUE_GREEN, "bake_time": 1441}}, "deployment.bake_time"),
        ({"load_balancer": {}, "deployment": {**BLUE_GREEN, "step_percent": 10}}, "deployment.step_percent"),
        ({"load_balancer": {}, "deployment": {**BLUE_GREEN, "step_bake_time": 0}}, "deployment.step_bake_time"),
        ({"load_balancer": {}, "deployment": {"strategy": "LINEAR", "step_percent": 2.9}}, "deployment.step_percent"),
        ({"load_balancer": {}, "deployment": {"strategy": "CANARY", "step_percent": 0.25}}, "deployment.step_percent"),
        (
            {"load_balancer": {}, "deployment": {"strategy": "CANARY", "step_bake_time": -1}},
            "deployment.step_bake_time",
        ),
        ({"deployment": {**BLUE_GREEN, "test_headers": {"X": ["1"]}}}, "deployment.test_headers"),
        ({"deployment": {**BLUE_GREEN, "role_arn": "arn:aws:iam::123456789012:role/x"}}, "deployment.role_arn"),
        ({"load_balancer": {}, "deployment": {**BLUE_GREEN, "role_arn": "x"}}, "deployment.role_arn"),
        ({"load_balancer": {}, "deployment": {**BLUE_GREEN, "test_priority": 3}}, "deployment.test_priority"),
        (
            {"load_balancer": {"priority": 5}, "deployment": {**BLUE_GREEN, "test_headers": {"X": ["1"]}}},
            "deployment.test_priority",
        ),
        (
            {"load_balancer": {}, "deployment": {**BLUE_GREEN, "test_headers": {"X": ["1", "2", "3", "4", "5"]}}},
            "deployment.test_headers",
        ),
        (
            {
                "load_balancer": {},
                "deployment": BLUE_GREEN,
                "autoscaling": {"min": 1, "max": 2, "requests_per_target": 5},
            },
            "autoscaling.requests_per_target",
        ),
        (
            {"load_balancer": {"target_group_name": "a" * 29}, "deployment": BLUE_GREEN},
            "load_balancer.target_group_name",
        ),
    ],
)
def test_d19_what_cannot_be_is_refused_by_name(options: dict[str, Any], option: str) -> None:
    with pytest.raises(BadInput) as caught:
        api(options)
    assert caught.value.option == f"service_services.api.{option}"


def test_d19_names_do_not_meet() -> None:
    service = {"image": "public.ecr.aws/nginx/nginx:1.27", "load_balancer": {}, "deployment": BLUE_GREEN}
    with pytest.raises(BadInput, match="api-alternate cannot stand beside it"):
        nodes({"services": {"api": service, "api-alternate": service}})


@pytest.mark.parametrize("options", [{}, {"connect": {"name": "api"}, "deployment": {"strategy": "LINEAR"}}])
def test_d19_without_load_balancer_there_is_no_rule(options: dict[str, Any]) -> None:
    found = api({"deployment": BLUE_GREEN, **options})
    assert not [address for address in found if address.startswith(("target_group", "listener_rule", "role/api-infra"))]
