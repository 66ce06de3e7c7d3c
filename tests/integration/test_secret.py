"""What secrets do that cannot be told as data: services that wait for a person, and values that nobody sees."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import reporting
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows
from tests.support.stacks import converge, declare
from tools.simulator_process import SimulatorProcess

SERVICE, TASK, ROLE = (
    "service/main/ecs_service/api",
    "service/main/task_definition/api",
    "service/main/role/api-execution",
)
NETWORK = {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False}
PARAMETERS = {"MONGO_URI": {"fill": True}, "JWT_SECRET": {"generate": {"length": 64}, "min_length": 32}}
SOURCES = {name: {"parameter": name} for name in PARAMETERS}


def declared(sources: dict[str, Any], **secret: Any) -> dict[str, Any]:
    api = {"image": "public.ecr.aws/nginx/nginx:1.27", "desired_count": 1, "secrets": sources}
    return {
        "network": NETWORK,
        "cluster": {"encryption": "aws"},
        "secret": {"encryption": "aws", "rotation": "off", **secret},
        "service": {"encryption": "aws", "services": {"api": api}},
    }


def line(result: Any, address: str) -> Any:
    return next(line for line in result.plan.lines if line.address == address)


def statements(simulator: SimulatorProcess) -> dict[str, Any]:
    role = {"RoleName": "shop-test-us-east-1-api-execution", "PolicyName": "execution"}
    document = simulator.client("iam").get_role_policy(**role)["PolicyDocument"]
    return {statement["Sid"]: statement for statement in document["Statement"]}


def test_a_service_waits_for_the_parameter_that_a_person_fills_in(simulator: SimulatorProcess) -> None:
    wish = declared(SOURCES, parameters=PARAMETERS)
    first = converge(simulator, wish)

    assert first.outcome.failed == {} and SERVICE in first.outcome.skipped
    assert {"secret/main/parameter/MONGO_URI", ROLE} <= set(first.outcome.done)
    command = "aws ssm put-parameter --region us-east-1 --name /shop/test/MONGO_URI --overwrite --value <value>"
    assert line(first, TASK).verb == "wait"
    assert line(first, TASK).reason == f"the parameter /shop/test/MONGO_URI is still to be filled in by hand: {command}"
    assert first.outputs["secret/main"]["unfilled_parameters"] == {"MONGO_URI": ["/shop/test/MONGO_URI"]}

    # Alone it finds the parameter among what there is.
    alone = converge(simulator, {"service": wish["service"]}, kinds=("secret", "network", "cluster"), check=True)
    assert command in line(alone, TASK).reason

    simulator.client("ssm").put_parameter(Name="/shop/test/MONGO_URI", Value="mongodb://filled-in", Overwrite=True)
    second = converge(simulator, wish)
    assert second.outcome.failed == second.outcome.skipped == {}
    assert (line(second, TASK).verb, line(second, SERVICE).verb) == ("create", "create")
    definition = simulator.client("ecs").describe_task_definition(taskDefinition="shop-test-api")["taskDefinition"]
    folder = "arn:aws:ssm:us-east-1:123456789012:parameter/shop/test/"
    assert {row["name"]: row["valueFrom"] for row in definition["containerDefinitions"][0]["secrets"]} == {
        name: folder + name for name in PARAMETERS
    }
    assert statements(simulator)["Parameters"] == {
        "Sid": "Parameters",
        "Effect": "Allow",
        "Action": ["ssm:GetParameters"],
        "Resource": [folder + "*"],
    }
    assert "Decrypt" not in statements(simulator)
    assert not converge(simulator, wish).plan.moves


def test_a_service_waits_for_the_key_that_a_person_fills_in(simulator: SimulatorProcess) -> None:
    sources = {"TOKEN": {"secret": "app", "key": "token"}}
    secrets = {"app": {"keys": {"pepper": {"generate": True}, "token": {"fill": True}}}}
    converge(
        simulator,
        declared(
            {"PEPPER": {"secret": "app", "key": "pepper"}}, secrets={"app": {"keys": {"pepper": {"generate": True}}}}
        ),
    )

    # The key comes in the same run as the service that asks for it; what runs goes on without it.
    wish = declared({**sources, "PEPPER": {"secret": "app", "key": "pepper"}}, secrets=secrets)
    first = converge(simulator, wish)
    assert first.outcome.failed == {}
    assert (line(first, TASK).verb, line(first, SERVICE).verb) == ("wait", "update")
    assert "the key token of the secret shop-test-app is still to be filled in by hand" in line(first, TASK).reason

    client = simulator.client("secretsmanager")
    value = json.loads(client.get_secret_value(SecretId="shop-test-app")["SecretString"])
    client.put_secret_value(SecretId="shop-test-app", SecretString=json.dumps({**value, "token": "filled-in"}))
    second = converge(simulator, wish)
    assert second.outcome.failed == second.outcome.skipped == {}
    assert (line(second, TASK).verb, line(second, SERVICE).verb) == ("revise", "update")


@pytest.mark.parametrize(
    ("before", "after", "address"),
    [
        ({"parameters": {"A": "first-value"}}, {"parameters": {"A": "second-value"}}, "secret/main/parameter/A"),
        (
            {"secrets": {"a": {"keys": {"k": "first-value"}}}},
            {"secrets": {"a": {"keys": {"k": "second-value"}}}},
            "secret/main/secret/a",
        ),
    ],
)
def test_a_changed_value_shows_as_a_change_and_nothing_else(
    simulator: SimulatorProcess, before: dict[str, Any], after: dict[str, Any], address: str
) -> None:
    stack, _unused = declare({})
    lines = []
    for options in (before, after):
        result = converge(
            simulator,
            {"secret": {"encryption": "aws", "rotation": "off", **options}},
            report=lambda *row: lines.append(row),
        )
        shown = [
            rows.text(reporting.data(result.plan, stack)),
            json.dumps(reporting.data(result.plan, stack), default=str),
            result.digest,
            str(result.outputs),
            str(lines),
        ]
        for value in ("first-value", "second-value"):
            assert not [text for text in shown if value in text]
    assert line(result, address).verb == "update"
    assert "(secret changes)" in shown[0]


def test_a_value_past_the_pattern_waits_with_the_way_out(simulator: SimulatorProcess) -> None:
    wish = {
        "secret": {
            "encryption": "aws",
            "rotation": "off",
            "parameters": {"JWT_SECRET": {"fill": True, "min_length": 32}},
        }
    }
    converge(simulator, wish)
    simulator.client("ssm").put_parameter(
        Name="/shop/test/JWT_SECRET", Value="short", Overwrite=True, AllowedPattern=""
    )

    result = converge(simulator, wish)
    assert line(result, "secret/main/parameter/JWT_SECRET").verb == "wait"
    assert "--name /shop/test/JWT_SECRET --overwrite" in line(result, "secret/main/parameter/JWT_SECRET").reason
    assert "short" not in line(result, "secret/main/parameter/JWT_SECRET").reason


def test_what_has_no_room_in_the_followers_role_is_in_managed_policies(simulator: SimulatorProcess) -> None:
    iam = simulator.client("iam")

    def follow(count: int, **more: Any) -> Any:
        arns = [
            f"arn:aws:secretsmanager:us-east-1:123456789012:secret:other-{number:03}-a1B2c3" for number in range(count)
        ]
        secrets = {"app": {"keys": {"email": {"fill": True}}}}
        return converge(
            simulator, {"secret": {"encryption": "aws", "secrets": secrets, "watched_secrets": arns}}, **more
        )

    def attached() -> list[str]:
        rows = iam.list_attached_role_policies(RoleName="shop-test-us-east-1-secrets")["AttachedPolicies"]
        return sorted(row["PolicyName"] for row in rows)

    assert not follow(5).outcome.failed and attached() == []
    grown = follow(120)
    assert not grown.outcome.failed, grown.outcome.failed
    further = attached()
    assert further and all(name.startswith("shop-test-us-east-1-secrets-") for name in further)
    assert not list(follow(120).plan.moves)
    # More versions than AWS keeps of a policy; the one in force is the last.
    for count in range(121, 127):
        assert not follow(count).outcome.failed
    arn = iam.list_attached_role_policies(RoleName="shop-test-us-east-1-secrets")["AttachedPolicies"][-1]["PolicyArn"]
    assert len(iam.list_policy_versions(PolicyArn=arn)["Versions"]) <= 5
    assert not list(follow(126).plan.moves)
    pruned = follow(5, words={"prune": True}, sweep=True)
    assert not pruned.outcome.failed, pruned.outcome.failed
    assert attached() == [] and iam.list_policies(Scope="Local")["Policies"] == []
