"""What each kind's changing calls will send is checked in the plan, by the service models, for every kind."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.handed import fields_of
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Aws, Place
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Stack
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live, Node
from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import CREATE, Line
from ansible_collections.slipway.aws.plugins.module_utils.engine.names import Names
from ansible_collections.slipway.aws.plugins.module_utils.engine.requests import Request, problems, requests, shown
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tests.support.wishes import nodes

STACK = Stack("shop", "test", "us-east-1", "123456789012")
# Kinds of which nothing can be said before AWS has answered something, with the reason.
UNSAID = {
    "bucket_policy": "the policy that is there is read first: statements of others stay in it",
    "certificate_validation": "its records are ACM's answer",
    "default_security_group": "it is never made, and only rules that are there are taken away",
    "dkim_records": "its records are SES's answer",
    "existing": "lookups change nothing",
}


@pytest.fixture(scope="module")
def aws() -> Iterator[Aws]:
    place = Place("main", "us-east-1")
    made = Aws(
        dict.fromkeys(("main", "cdn", "dns", "replica"), place),
        {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "x"},
    )
    made._accounts["main"] = "123456789012"
    yield made
    made.close()


def changing() -> list[Node]:
    return [node for node in nodes() if not (node.kind.data or node.kind.step)]


def line(node: Node, **changed: Any) -> Line:
    made = Line(node.address, CREATE, node.kind, node, want={**copy.deepcopy(node.filled()), **changed})
    chosen, _before = node.kind.arrange([made], [], Words())
    made.want.update(chosen.get(node.address, {}))
    return made


def api(aws: Aws, node: Node) -> Any:
    return aws.api(node.kind.service, node.place, node.kind.region)


def test_every_kind_says_what_it_sends_or_why_it_cannot(aws: Aws) -> None:
    said: dict[str, list[Request]] = {}
    for node in changing():
        said.setdefault(node.kind.kind, []).extend(requests(api(aws, node), line(node), STACK, Words())[1])
    assert {kind for kind, found in said.items() if not found} == set(UNSAID) - {"existing"}
    assert len(said) > 60


def test_what_is_declared_anywhere_is_what_aws_takes(aws: Aws) -> None:
    found = {text for node in changing() for text in problems(api(aws, node), line(node), STACK, Words())}
    assert found == set()


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        (
            "alarm",
            {"Dimensions": [{"Name": "Shard", "Value": 1}]},
            "Dimensions[0].Value: 1 is not possible; text is needed",
        ),
        ("alarm", {"AlarmName": "x" * 300}, "AlarmName: 'xxx"),
        (
            "budget",
            {"CostFilters": {"LinkedAccount": [210987654321]}},
            "Budget.CostFilters[LinkedAccount][0]: 210987654321",
        ),
        ("log_group", {"retentionInDays": "30"}, "retentionInDays: '30' is not possible; a whole number is needed"),
        ("log_group", {"kmsKeyId": "x" * 300}, "kmsKeyId: 'xxx"),
        ("log_group", {"logGroupName": "a b"}, "logGroupName: 'a b' is not possible; it has to fit"),
        ("role", {"RoleName": "a/b"}, "RoleName: 'a/b' is not possible; it has to fit"),
        (
            "role",
            {"Policies": {"a b": {"Version": "2012-10-17", "Statement": []}}},
            "PolicyName: 'a b' is not possible; it has to fit",
        ),
        ("kms_key", {"Description": "x" * 9000}, "Description: 'xxx"),
        (
            "ecr_repository",
            {"repositoryName": "Not Lower"},
            "repositoryName: 'Not Lower' is not possible; it has to fit",
        ),
        ("web_acl", {"Rules": [{"Name": "r", "Priority": "1"}]}, "Rules[0].Priority: '1' is not possible"),
        ("sns_subscription", {"Endpoint": 7}, "Endpoint: 7 is not possible; text is needed"),
        ("target_group", {"HealthCheckIntervalSeconds": 1000}, "HealthCheckIntervalSeconds: 1000"),
        ("ecs_service", {"desiredCount": "two"}, "desiredCount: 'two' is not possible; a whole number is needed"),
    ],
)
def test_what_aws_would_refuse_is_said_by_address_member_value_and_limit(
    aws: Aws, kind: str, changed: dict[str, Any], said: str
) -> None:
    node = next(node for node in changing() if node.kind.kind == kind)
    found = problems(api(aws, node), line(node, **changed), STACK, Words())
    assert any(text.startswith(f"{node.address}: {said}") for text in found), found
    assert all(len(text) < 1000 for text in found)


@pytest.mark.parametrize(
    ("kind", "changed", "said"),
    [
        ("db_instance", {"DBInstanceClass": 5}, "DBInstanceClass (option database_instance_class): 5 is not possible"),
        ("log_group", {"retentionInDays": "x"}, "retentionInDays (option database_log_retention_days): 'x' is not"),
    ],
)
def test_what_aws_would_refuse_is_said_by_the_option_that_filled_it(
    aws: Aws, kind: str, changed: dict[str, Any], said: str
) -> None:
    node = next(
        node for node in changing() if node.kind.kind == kind and node.address.startswith(("database/", "queue/"))
    )
    names = Names({name: fields_of(CAPABILITIES[name].SPEC["options"]) for name in ("database", "queue")})
    found = problems(api(aws, node), line(node, **changed), STACK, Words(), names)
    assert any(problem.startswith(f"{node.address}: {said}") for problem in found), found


@pytest.mark.parametrize(
    ("address", "path", "variable"),
    [
        ("queue/main/sqs_queue/mail", "VisibilityTimeout", "queue_queues.mail.visibility_timeout"),
        ("queue/main/sqs_queue/mail", "MessageRetentionPeriod", "queue_queues.mail.message_retention_period"),
        (
            "queue/main/sqs_queue/mail-dead-letter",
            "MessageRetentionPeriod",
            "queue_queues.mail.dead_letter.message_retention_period",
        ),
        ("load_balancer/main/listener/https", "Port", "load_balancer_https_port"),
        (
            "load_balancer/main/load_balancer/main",
            "Attributes.idle_timeout.timeout_seconds",
            "load_balancer_idle_timeout",
        ),
        ("service/main/target_group/api", "HealthCheckPath", "service_services.api.health_check.path"),
        ("service/main/task_definition/api", "containerDefinitions[api].command", "service_services.api.command"),
        (
            "service/main/task_definition/api",
            "containerDefinitions[1].stopTimeout",
            "service_services.api.sidecars[].stop_timeout",
        ),
        ("service/main/ecs_service/api", "taskDefinition", ""),
        ("vpn/main/ecs_service/api", "desiredCount", ""),
    ],
)
def test_a_field_is_known_by_the_variable_that_fills_it(address: str, path: str, variable: str) -> None:
    given = {"queue": {"queues": {"mail": {}, "mail-2": {}}}, "service": {"services": {"api": {}, "apis": {}}}}
    declared = [
        (name, CAPABILITIES[name], "main", "present", given.get(name, {}))
        for name in ("queue", "service", "load_balancer")
    ]
    assert entry.names_of(declared).variable(address, path) == variable


def test_asking_changes_nothing_and_nobody_waits(aws: Aws) -> None:
    node = next(node for node in changing() if node.kind.kind == "role")
    there = Live(node.want["RoleName"], {"Policies": {"old": {}}, "Arn": "arn"}, {"a": "b"}, raw={"deep": [1]})
    there.kind = node.kind
    made = line(node)
    made.live, made.verb = there, "update"
    before = copy.deepcopy((there, made.want))
    aws.clock.pause, pause = None, aws.clock.pause
    try:
        assert requests(api(aws, node), made, STACK, Words())[1]
    finally:
        aws.clock.pause = pause
    assert (there, made.want) == before


def test_a_secret_value_is_not_part_of_what_is_said(aws: Aws) -> None:
    node = next(node for node in changing() if node.kind.kind == "parameter" and "Value" in node.want["Source"])
    changed = {"Source": {"Value": 'hunter2" ' * 2000}, "AllowedPattern": "x" * 2000, "KeyId": 7}
    found = "\n".join(problems(api(aws, node), line(node, **changed), STACK, Words()))
    assert "AllowedPattern: 'xxx" in found and "hunter2" not in found
    made = line(node, **changed)
    assert shown(made, node.want["Name"]) and shown(made, 7)
    assert not shown(made, 'hunter2" ' * 2000) and not shown(made, {"Value": "hunter2"})
