"""The service capability: what it wishes for."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.managed_policy import ManagedPolicy
from ansible_collections.slipway.aws.plugins.module_utils.aws.sts.account import Account
from ansible_collections.slipway.aws.plugins.module_utils.capability import service
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.support.stacks import capability, declare

IMAGE = {"image": "public.ecr.aws/nginx/nginx:1.27"}


def declared(options: dict[str, Any], **identity: Any) -> Any:
    _unused, (declaration,) = declare({"service": options}, **identity)
    return declaration


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    return {node.address.removeprefix("service/main/"): node for node in declared(options, **identity).nodes}


def api(options: dict[str, Any], **top: Any) -> dict[str, Any]:
    return nodes({"services": {"api": {**IMAGE, **options}}, **top})


def container(options: dict[str, Any], **top: Any) -> dict[str, Any]:
    return api(options, **top)["task_definition/api"].want["containerDefinitions"][0]


def statements(found: dict[str, Any], purpose: str) -> dict[str, Any]:
    policies = found["role/api-" + purpose].want["Policies"]
    return {item.get("Sid"): item for item in policies[purpose]["Statement"]} if policies else {}


def test_no_service_is_no_node() -> None:
    assert declared({}).nodes == []


def test_defaults_are_the_guides_figures() -> None:
    found = api({"load_balancer": {}})
    task, wanted = found["task_definition/api"].want, found["ecs_service/api"].filled()

    assert (task["cpu"], task["memory"], task["networkMode"]) == ("512", "1024", "awsvpc")
    assert task["requiresCompatibilities"] == ["FARGATE"]
    assert wanted["desiredCount"] == 2
    assert wanted["deploymentConfiguration"]["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert wanted["networkConfiguration"]["awsvpcConfiguration"] == {
        "subnets": ["(known after apply: network/main.private_subnet_ids)"],
        "assignPublicIp": "DISABLED",
        "securityGroups": ["(known after apply: network/main.service_security_group_id)"],
    }
    assert found["log_group/api"].want["retentionInDays"] == 30
    group = found["target_group/api"].want
    assert (group["TargetType"], group["Port"], group["HealthCheckPath"]) == ("ip", 8080, "/health")
    assert [
        group[name]
        for name in (
            "HealthCheckIntervalSeconds",
            "HealthCheckTimeoutSeconds",
            "HealthyThresholdCount",
            "UnhealthyThresholdCount",
        )
    ] == [30, 5, 2, 3]


def test_literal_names_of_the_guide_are_possible() -> None:
    found = api(
        {
            "name": "inflight-ordering-service",
            "task_family": "inflight-ordering-task",
            "container_name": "inflight-ordering-app",
            "log_group_name": "/ecs/inflight-ordering",
            "execution_role_name": "ecsTaskExecutionRole",
            "task_role_name": "ecsTaskRole",
            "load_balancer": {"target_group_name": "inflight-ordering-targets"},
        }
    )

    assert found["ecs_service/api"].want["serviceName"] == "inflight-ordering-service"
    assert found["task_definition/api"].want["family"] == "inflight-ordering-task"
    assert found["log_group/api"].want["logGroupName"] == "/ecs/inflight-ordering"
    assert found["role/api-execution"].want["RoleName"] == "ecsTaskExecutionRole"
    assert found["role/api-task"].want["RoleName"] == "ecsTaskRole"
    assert found["target_group/api"].want["Name"] == "inflight-ordering-targets"
    assert found["ecs_service/api"].want["loadBalancers"][0]["containerName"] == "inflight-ordering-app"


def test_traffic_and_health_checks_to_the_tasks_are_encrypted_on_request() -> None:
    group = api({"load_balancer": {"protocol": "HTTPS"}})["target_group/api"].want
    assert (group["Protocol"], group["HealthCheckProtocol"]) == ("HTTPS", "HTTPS")
    group = api({"load_balancer": {"protocol": "HTTPS"}, "health_check": {"protocol": "HTTP"}})["target_group/api"].want
    assert (group["Protocol"], group["HealthCheckProtocol"]) == ("HTTPS", "HTTP")


def test_service_comes_after_the_rule_that_attaches_its_target_group() -> None:
    found = api({"load_balancer": {"paths": ["/api/*"]}})

    assert ("service/main/listener_rule/api", "exists") in found["ecs_service/api"].after
    assert found["listener_rule/api"].want["Conditions"] == [
        {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/api/*"]}}
    ]
    assert "Priority" not in found["listener_rule/api"].want


def test_service_without_load_balancer_has_neither_group_nor_inbound_rule() -> None:
    found = api({})

    assert not [
        address
        for address in found
        if address.startswith(("target_group", "listener_rule", "security_group_rule/load"))
    ]
    assert "loadBalancers" not in found["ecs_service/api"].want


def test_all_conditions_of_a_rule() -> None:
    (rule,) = [
        node
        for address, node in api(
            {
                "load_balancer": {
                    "hosts": ["a.example"],
                    "headers": {"X-Key": ["k"]},
                    "methods": ["GET"],
                    "query": {"v": "1"},
                    "source_cidrs": ["203.0.113.5"],
                    "listener": "http",
                    "priority": 7,
                }
            }
        ).items()
        if address.startswith("listener_rule")
    ]

    assert {item["Field"] for item in rule.want["Conditions"]} == {
        "host-header",
        "http-header",
        "http-request-method",
        "query-string",
        "source-ip",
    }
    # An address alone is a range of one (RuleCondition, SourceIpConfig).
    assert {"Field": "source-ip", "SourceIpConfig": {"Values": ["203.0.113.5/32"]}} in rule.want["Conditions"]
    assert rule.want["Priority"] == 7
    assert rule.want["ListenerArn"] == "(known after apply: load_balancer/main.http_listener_arn)"


@pytest.mark.parametrize(
    ("stickiness", "expected"),
    [
        (None, {"stickiness.enabled": False}),
        (
            {},
            {
                "stickiness.enabled": True,
                "stickiness.type": "lb_cookie",
                "stickiness.lb_cookie.duration_seconds": 86400,
            },
        ),
        (
            {"cookie_name": "SID", "duration": 60},
            {
                "stickiness.enabled": True,
                "stickiness.type": "app_cookie",
                "stickiness.app_cookie.cookie_name": "SID",
                "stickiness.app_cookie.duration_seconds": 60,
            },
        ),
    ],
)
def test_sticky_sessions(stickiness: dict[str, Any] | None, expected: dict[str, Any]) -> None:
    attributes = api({"load_balancer": {"stickiness": stickiness}})["target_group/api"].want["Attributes"]
    assert {name: value for name, value in attributes.items() if name.startswith("stickiness")} == expected


def test_security_group_rules_of_services_are_shared() -> None:
    found = nodes(
        {
            "services": {
                "a": {**IMAGE, "load_balancer": {}},
                "b": {
                    **IMAGE,
                    "load_balancer": {"paths": ["/b/*"]},
                    "egress": [
                        {"host": "api.example.com", "port": 443},
                        {"cidr": "2001:db8::/32", "port": 5671, "to_port": 5672},
                    ],
                },
            }
        }
    )
    rules = {
        address.partition("/")[2]: node.want
        for address, node in found.items()
        if address.startswith("security_group_rule")
    }

    assert set(rules) == {
        "load_balancer-to-service-8080",
        "service-from-load_balancer-8080",
        "service-to-0.0.0.0_0-tcp-443",
        "service-to-2001:db8::_32-tcp-5671-5672",
    }
    assert rules["service-from-load_balancer-8080"]["ReferencedGroupId"] == (
        "(known after apply: network/main.load_balancer_security_group_id)"
    )
    assert rules["load_balancer-to-service-8080"]["IsEgress"] is True
    assert rules["service-to-2001:db8::_32-tcp-5671-5672"]["CidrIpv6"] == "2001:db8::/32"


def test_security_groups_and_services_are_named_on_either_side() -> None:
    group = "sg-0123456789abcdef0"
    found = nodes(
        {
            "services": {
                "a": {**IMAGE, "egress": [{"service": "b"}, {"security_group": group, "port": 6379}]},
                "b": {**IMAGE, "port": 9000, "ingress": [{"service": "a"}, {"security_group": group}]},
            }
        }
    )
    rules = {
        address.partition("/")[2]: (node.want["IsEgress"], node.want["FromPort"], node.want.get("ReferencedGroupId"))
        for address, node in found.items()
        if address.startswith("security_group_rule")
    }

    own = "(known after apply: network/main.service_security_group_id)"
    del rules["service-to-0.0.0.0_0-tcp-443"]
    assert rules == {
        "service-to-service-9000": (True, 9000, own),
        "service-from-service-9000": (False, 9000, own),
        f"service-to-{group}-tcp-6379": (True, 6379, group),
        f"service-from-{group}-tcp-9000": (False, 9000, group),
    }


def test_egress_inside_the_vpc_only() -> None:
    found = api({}, aws_egress="vpc", vpc_id="vpc-0000000a")
    rules = [node.want for address, node in found.items() if address.startswith("security_group_rule")]

    assert not [rule for rule in rules if rule.get("CidrIpv4") == "0.0.0.0/0"]
    assert {"CidrIpv4", "PrefixListId"} <= {name for rule in rules for name in rule}
    assert found["prefix_list/s3"].want == {"PrefixListName": "com.amazonaws.us-east-1.s3"}


def test_the_stacks_own_network_opens_the_way_to_s3_itself() -> None:
    found = api({}, aws_egress="vpc")
    assert [address for address in found if address.startswith(("security_group_rule", "prefix_list"))] == [
        "security_group_rule/service-to-vpc-443"
    ]


def test_foreign_groups_may_keep_their_rules() -> None:
    found = api({"load_balancer": {}}, security_group_ids=["sg-0000000a"], security_group_rules=False)
    assert not [address for address in found if address.startswith("security_group_rule")]


def test_root_file_system_is_read_only_but_for_declared_paths() -> None:
    found = api({"writable_paths": ["/tmp", "/var/cache/app"]})
    definition = found["task_definition/api"].want["containerDefinitions"][0]

    assert definition["readonlyRootFilesystem"] is True
    assert [mount["containerPath"] for mount in definition["mountPoints"]] == ["/tmp", "/var/cache/app"]
    assert [volume["name"] for volume in found["task_definition/api"].want["volumes"]] == [
        "api-tmp",
        "api-var-cache-app",
    ]


def test_writable_root_needs_no_volume() -> None:
    assert "volumes" not in api({"read_only_root_filesystem": False})["task_definition/api"].want


def image(options: dict[str, Any], **top: Any) -> dict[str, Any]:
    return nodes({"services": {"api": options}, **top})["service_image/api"].want


def repository(key: str, field: str = "repositoryUri") -> str:
    return f"(known after apply: registry/main/ecr_repository/{key}.{field})"


def test_the_definition_runs_what_the_lookup_chooses_and_says_what_it_is() -> None:
    found = nodes({"services": {"api": {"tag": "1.4.0", "redeploy": "again"}}})
    definition = found["task_definition/api"].want["containerDefinitions"][0]

    assert definition["image"] == "(known after apply: service/main/service_image/api.Image)"
    assert definition["dockerLabels"] == {
        "slipway.image": "(known after apply: service/main/service_image/api.Label)",
        "slipway.redeploy": "again",
    }
    assert found["image_record/api"].after == (("service/main/ecs_service/api", "ready"),)


def test_a_service_has_the_repository_of_its_own_key() -> None:
    wanted = image({"tag": "1.4.0"})

    assert (wanted["Repository"], wanted["Wanted"]) == (repository("api"), repository("api") + ":1.4.0")
    assert (wanted["Named"], wanted["Shown"]) == ("1.4.0", "1.4.0")
    assert statements(nodes({"services": {"api": {"tag": "1.4.0"}}}), "execution")["Pull"]["Resource"] == [
        repository("api", "repositoryArn")
    ]


def test_a_service_may_name_the_repository_of_another_key() -> None:
    wanted = image({"repository": "shared", "tag": "1.4.0"})
    assert (wanted["Wanted"], wanted["Named"]) == (repository("shared") + ":1.4.0", "shared:1.4.0")


def test_image_by_digest_of_another_repository() -> None:
    digest, uri = "sha256:" + "0" * 64, "210987654321.dkr.ecr.eu-west-1.amazonaws.com/team/app"
    given = {"repository": uri, "digest": digest}

    assert image(given)["Wanted"] == f"{uri}@{digest}"
    assert statements(nodes({"services": {"api": given}}), "execution")["Pull"]["Resource"] == [
        "arn:aws:ecr:eu-west-1:210987654321:repository/team/app"
    ]


def test_a_service_that_names_nothing_takes_what_the_image_capability_builds_where_that_is_declared() -> None:
    node = nodes({"services": {"api": {}}})["service_image/api"]

    assert (node.want["Named"], node.want["Wanted"]) == (None, None)
    assert node.where == {
        "image/main/image/api": {
            "Named": "(known after apply: image/main/image/api.Tag)",
            "Shown": "(known after apply: image/main/image/api.Tag)",
            "Wanted": "(known after apply: image/main/image/api.Uri)",
        }
    }


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("nginx", "nginx"),
        ("nginx:1.27", "nginx"),
        ("localhost:5000/team/app", "localhost:5000/team/app"),
        ("localhost:5000/team/app:2@sha256:" + "0" * 64, "localhost:5000/team/app"),
    ],
)
def test_the_repository_of_an_image(given: str, name: str) -> None:
    assert image({"image": given})["Repository"] == name


def test_public_image_needs_no_right_to_pull() -> None:
    assert set(statements(api({}), "execution")) == {"Logs"}


def test_secret_by_key_of_the_stacks_secret() -> None:
    declaration = declared(
        {"services": {"api": {**IMAGE, "secrets": {"DB_PASSWORD": {"secret": "db-credentials", "key": "password"}}}}}
    )
    found = {node.address.removeprefix("service/main/"): node for node in declaration.nodes}
    arn = "(known after apply: secret/main/secret/db-credentials.ARN)"

    assert found["task_definition/api"].want["containerDefinitions"][0]["secrets"] == [
        {"name": "DB_PASSWORD", "valueFrom": arn + ":password::"}
    ]
    assert statements(found, "execution")["Secrets"]["Resource"] == [arn]
    assert statements(found, "execution")["Decrypt"]["Resource"] == ["(known after apply: encryption/main.key_arn)"]
    (expectation,) = [item for item in declaration.expectations if "secrets" in item.option]
    assert expectation.test(["password", "username"])
    assert not expectation.test(["username"])
    assert "username" in expectation.allowed(["username"])


@pytest.mark.parametrize(
    ("services", "policy", "option"),
    [
        ({"A": {"secret": "db", "key": "a"}}, {}, "service_services.api.secrets.A"),
        ({}, {"api": {"secrets": {"A": {"secret": "db", "key": "a"}}}}, "service_policy.api.secrets.A"),
        ({}, {"defaults": {"secrets": {"A": {"secret": "db", "key": "a"}}}}, "service_policy.defaults.secrets.A"),
        (
            {"A": {"secret": "db", "key": "a"}},
            {"api": {"secrets": {"B": "arn:aws:ssm:us-east-1:123456789012:parameter/b"}}},
            "service_services.api.secrets.A",
        ),
        (
            {"A": {"secret": "db", "key": "a"}},
            {"api": {"secrets": {"A": {"key": "b"}}}},
            "service_policy.api.secrets.A",
        ),
    ],
)
def test_an_unknown_key_is_refused_by_the_option_that_named_it(services: dict, policy: dict, option: str) -> None:
    declaration = declared({"services": {"api": {**IMAGE, "secrets": services}}, "policy": policy})
    assert [item.option for item in declaration.expectations if "secrets" in item.option] == [option]


@pytest.mark.parametrize(
    ("source", "value", "statement"),
    [
        (
            {"arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf", "key": "k"},
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf:k::",
            "Secrets",
        ),
        (
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:x-AbCdEf",
            "Secrets",
        ),
        (
            "arn:aws:ssm:us-east-1:123456789012:parameter/p",
            "arn:aws:ssm:us-east-1:123456789012:parameter/p",
            "Parameters",
        ),
        ({"parameter": "/shop/key"}, "arn:aws:ssm:us-east-1:123456789012:parameter/shop/key", "Parameters"),
    ],
)
def test_other_secrets(source: Any, value: str, statement: str) -> None:
    found = api({"secrets": {"KEY": source}}, encryption="aws")

    assert found["task_definition/api"].want["containerDefinitions"][0]["secrets"] == [
        {"name": "KEY", "valueFrom": value}
    ]
    assert statements(found, "execution")[statement]["Resource"] == [value.removesuffix(":k::")]
    assert "Decrypt" not in statements(found, "execution")


def test_parameters_of_the_stack_are_read_by_path() -> None:
    declaration = declared(
        {
            "services": {
                "api": {
                    **IMAGE,
                    "secrets": {
                        "URI": {"parameter": "MONGO_URI"},
                        "KEY": {"parameter": "JWT_SECRET"},
                        "OTHER": {"parameter": "/other/key"},
                    },
                }
            }
        }
    )
    found = {node.address.removeprefix("service/main/"): node for node in declaration.nodes}
    own = "(known after apply: secret/main/parameter/%s.%s)"
    other = "arn:aws:ssm:us-east-1:123456789012:parameter/other/key"

    assert found["task_definition/api"].want["containerDefinitions"][0]["secrets"] == [
        {"name": "KEY", "valueFrom": own % ("JWT_SECRET", "ARN")},
        {"name": "OTHER", "valueFrom": other},
        {"name": "URI", "valueFrom": own % ("MONGO_URI", "ARN")},
    ]
    assert statements(found, "execution")["Parameters"]["Resource"] == [other, own % ("JWT_SECRET", "Folder") + "*"]
    assert [fill["unfilled"] for fill in found["task_definition/api"].want["fills"]] == [
        own % ("JWT_SECRET", "Unfilled"),
        own % ("MONGO_URI", "Unfilled"),
    ]
    expectation = declaration.expectations[-1]
    assert expectation.value == "(known after apply: secret/main.parameter_names)"
    assert expectation.test(["/shop/test/MONGO_URI"])
    assert not expectation.test(["/shop/test/MONGO_URL"])
    assert "MONGO_URL" in expectation.allowed(["/shop/test/MONGO_URL"])


@pytest.mark.parametrize(
    ("encryption", "resources"), [("aws", None), ("customer", ["(known after apply: encryption/main.key_arn)"])]
)
def test_only_a_customers_key_of_parameters_is_decrypted_with(encryption: str, resources: Any) -> None:
    found = api({"secrets": {"KEY": {"parameter": "JWT_SECRET"}}}, parameter_encryption=encryption)
    decrypt = statements(found, "execution").get("Decrypt")
    assert (decrypt and decrypt["Resource"]) == resources
    assert not decrypt or decrypt["Condition"] == {"StringLike": {"kms:ViaService": ["ssm.us-east-1.*"]}}


def test_key_of_a_foreign_secret_may_be_named() -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/k"
    found = api(
        {"secrets": {"KEY": {"arn": "arn:aws:secretsmanager:us-east-1:123456789012:secret:x", "kms_key_arn": key}}},
        encryption="aws",
    )
    assert statements(found, "execution")["Decrypt"]["Resource"] == [key]


def test_roles_are_for_tasks_of_this_account_only() -> None:
    (trust,) = api({})["role/api-task"].want["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert trust["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}


def test_task_role_has_what_is_declared_and_no_more() -> None:
    assert statements(api({}), "task") == {}
    own = {"Sid": "Own", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::x/*"}
    assert statements(api({"task_policy_statements": [own]}), "task") == {"Own": {"Effect": "Allow", **own}}


def test_exec_brings_its_rights() -> None:
    found = api({"exec": True, "read_only_root_filesystem": False})

    assert found["ecs_service/api"].want["enableExecuteCommand"] is True
    assert {"Exec", "ExecLogs", "ExecKey"} <= set(statements(found, "task"))


def test_given_roles_are_used_and_none_is_made() -> None:
    role = "arn:aws:iam::123456789012:role/given"
    found = api({"task_role_arn": role, "execution_role_arn": role})

    assert not [address for address in found if address.startswith("role/")]
    assert found["task_definition/api"].want["taskRoleArn"] == role


def test_environment_becomes_text() -> None:
    assert container({"environment": {"B": True, "A": 1, "C": ["x"]}})["environment"] == [
        {"name": "A", "value": "1"},
        {"name": "B", "value": "true"},
        {"name": "C", "value": '["x"]'},
    ]


def test_container_health_check_of_the_shell() -> None:
    check_ = container({"container_health_check": {"command": "curl -f localhost:8080/health"}})["healthCheck"]
    assert check_ == {
        "command": ["CMD-SHELL", "curl -f localhost:8080/health"],
        "interval": 30,
        "timeout": 5,
        "retries": 3,
        "startPeriod": 60,
    }


def test_sidecars_and_their_order() -> None:
    found = api(
        {
            "depends_on": {"proxy": "HEALTHY"},
            "sidecars": [
                {
                    "name": "proxy",
                    "image": "123456789012.dkr.ecr.us-east-1.amazonaws.com/proxy:1",
                    "port": 9000,
                    "memory": 128,
                    "container_health_check": {"command": ["CMD", "ok"]},
                }
            ],
        }
    )
    main, proxy = found["task_definition/api"].want["containerDefinitions"]

    assert main["dependsOn"] == [{"containerName": "proxy", "condition": "HEALTHY"}]
    assert (proxy["memory"], proxy["portMappings"][0]["containerPort"]) == (128, 9000)
    assert statements(found, "execution")["Pull"]["Resource"] == ["arn:aws:ecr:us-east-1:123456789012:repository/proxy"]


def test_autoscaling_owns_the_desired_count_while_it_is_declared() -> None:
    scaled = api({"autoscaling": {"min": 3, "max": 10, "cpu": 70}})

    assert "desiredCount" in scaled["ecs_service/api"].delegated
    assert scaled["ecs_service/api"].want["desiredCount"] == 3
    assert api({"load_balancer": {}})["ecs_service/api"].delegated == ()


def test_what_is_known_after_apply_is_a_part_of_one_word_of_a_command() -> None:
    text = "run --bucket=(known after apply: site/main/s3_bucket/site.Bucket)/x 'a b'"
    (main,) = api({"command": text})["task_definition/api"].want["containerDefinitions"]

    assert main["command"] == ["run", "--bucket=(known after apply: site/main/s3_bucket/site.Bucket)/x", "a b"]


def test_services_are_served_on_the_http_listener_too_where_that_serves() -> None:
    options = {"https": {"load_balancer": {}}, "http": {"load_balancer": {"listener": "http"}}}
    options["grpc"] = {"load_balancer": {"protocol_version": "GRPC", "paths": ["/grpc/*"]}}
    services = {name: {**IMAGE, **given} for name, given in options.items()}
    with pytest.raises(BadInput, match="the service https has the same conditions"):
        nodes({"services": services, "http_rules": True})
    services["http"]["load_balancer"]["paths"] = ["/old/*"]
    found = nodes({"services": services, "http_rules": True})

    rules = {name: node.want for name, node in found.items() if name.startswith("listener_rule/")}
    assert set(rules) == {f"listener_rule/{name}" for name in ("https", "https.http", "http", "grpc")}
    first, second = rules["listener_rule/https"], rules["listener_rule/https.http"]
    assert second["ListenerArn"] == rules["listener_rule/http"]["ListenerArn"] != first["ListenerArn"]
    assert {**first, "ListenerArn": ""} == {**second, "ListenerArn": ""}


def test_all_ways_of_autoscaling() -> None:
    found = api(
        {
            "load_balancer": {},
            "autoscaling": {
                "min": 2,
                "max": 10,
                "cpu": 70,
                "memory": 80,
                "requests_per_target": 1000,
                "scale_in_cooldown": 600,
                "schedules": [
                    {"name": "morning", "schedule": "cron(0 8 ? * MON-FRI *)", "timezone": "Europe/Vienna", "min": 4}
                ],
            },
        }
    )

    assert found["scalable_target/api"].want["ScheduledCapacities"] == {"MinCapacity": [4]}
    policy = found["scaling_policy/api-cpu"].want
    assert policy["PolicyName"] == "cpu-scaling-policy"
    assert policy["TargetTrackingScalingPolicyConfiguration"]["ScaleInCooldown"] == 600
    label = found["scaling_policy/api-requests_per_target"].want["TargetTrackingScalingPolicyConfiguration"][
        "PredefinedMetricSpecification"
    ]["ResourceLabel"]
    assert (
        label
        == "(known after apply: load_balancer/main.full_name)/(known after apply: service/main/target_group/api.FullName)"
    )
    assert found["scheduled_action/api-morning"].want["ScalableTargetAction"] == {"MinCapacity": 4}
    assert found["scheduled_action/api-morning"].want["Timezone"] == "Europe/Vienna"


def test_policy_of_the_environment_is_laid_over_the_services() -> None:
    found = nodes(
        {
            "services": {
                "api": {
                    **IMAGE,
                    "cpu": 512,
                    "environment": {"A": "1", "B": "1"},
                    "autoscaling": {"min": 2, "max": 10, "cpu": 70},
                },
                "worker": {**IMAGE, "port": None},
            },
            "policy": {
                "defaults": {"log_retention_days": 7, "cpu": 256},
                "api": {"environment": {"B": "2"}, "autoscaling": {"max": 3}, "memory": 2048},
                "worker": {"desired_count": "1"},
            },
        }
    )
    task = found["task_definition/api"].want

    assert (task["cpu"], task["memory"]) == ("512", "2048")
    assert task["containerDefinitions"][0]["environment"] == [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    assert (found["scalable_target/api"].want["MinCapacity"], found["scalable_target/api"].want["MaxCapacity"]) == (
        2,
        3,
    )
    assert found["log_group/worker"].want["retentionInDays"] == 7
    assert found["task_definition/worker"].want["cpu"] == "256"
    assert found["ecs_service/worker"].want["desiredCount"] == 1


def test_null_in_a_policy_takes_an_option_away() -> None:
    found = nodes(
        {
            "services": {"api": {**IMAGE, "load_balancer": {}, "autoscaling": {"min": 1, "max": 2, "cpu": 50}}},
            "policy": {"api": {"load_balancer": None, "autoscaling": None}},
        }
    )
    assert not [address for address in found if address.startswith(("target_group", "scal"))]


@pytest.mark.behaviour("D2")
def test_order_of_mappings_does_not_matter() -> None:
    one = container(
        {"environment": {"A": "1", "B": "2"}, "secrets": {"X": {"parameter": "x"}, "Y": {"parameter": "y"}}}
    )
    two = container(
        {"secrets": {"Y": {"parameter": "y"}, "X": {"parameter": "x"}}, "environment": {"B": "2", "A": "1"}}
    )
    assert one == two


def test_redeploy_changes_the_revision_only() -> None:
    assert container({"redeploy": "2"})["dockerLabels"]["slipway.redeploy"] == "2"
    assert "slipway.redeploy" not in container({})["dockerLabels"]


def test_explicit_neighbours_win() -> None:
    found = api(
        {"load_balancer": {}, "autoscaling": {"min": 1, "max": 2, "requests_per_target": 5}},
        cluster="arn:aws:ecs:us-east-1:123456789012:cluster/shared",
        subnet_ids=["subnet-0000000a"],
        vpc_id="vpc-0000000a",
        https_listener_arn="arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/x/0a/0b",
        load_balancer_full_name="app/x/1",
        security_group_ids=["sg-0000000a"],
        load_balancer_security_group_id="sg-0000000b",
        kms_key_id="arn:aws:kms:us-east-1:123456789012:key/k",
    )

    assert found["ecs_service/api"].want["cluster"] == "shared"
    assert found["target_group/api"].want["VpcId"] == "vpc-0000000a"
    assert (
        found["listener_rule/api"].want["ListenerArn"]
        == "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/x/0a/0b"
    )
    assert found["log_group/api"].want["kmsKeyId"] == "arn:aws:kms:us-east-1:123456789012:key/k"
    assert not [address for address, node in found.items() if "(known after apply: network/" in str(node.want)]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("arn:aws:iam::123456789012:policy/bound", "arn:aws:iam::123456789012:policy/bound"), ("", None)],
)
def test_a_boundary_of_the_roles_and_none_by_an_empty_text(given: str, wanted: str | None) -> None:
    found = api({}, permissions_boundary=given)
    assert [found[f"role/api-{purpose}"].want["PermissionsBoundary"] for purpose in ("task", "execution")] == [
        wanted
    ] * 2
    assert "PermissionsBoundary" not in api({})["role/api-task"].want


def test_neighbours_of_another_stack() -> None:
    found = nodes({"services": {"api": IMAGE}}, from_stack={"cluster": "platform/test/us-east-1"})
    assert found["ecs_service/api"].want["cluster"] == "(known after apply: platform/test/us-east-1//cluster/main.name)"


def test_two_environments_share_no_name() -> None:
    def names(environment: str) -> set[str]:
        found = nodes({"services": {"api": {**IMAGE, "load_balancer": {}}}}, environment=environment)
        return {node.want[node.kind.name_field] for node in found.values() if node.kind.name_field}

    assert not names("dev") & names("prod")


def test_no_node_is_of_an_unlisted_kind() -> None:
    found = api(
        {
            "load_balancer": {},
            "autoscaling": {
                "min": 1,
                "max": 2,
                "cpu": 5,
                "schedules": [{"name": "n", "schedule": "rate(1 day)", "max": 2}],
                "steps": {"load": {"metric": "cpu", "above": [{"threshold": 80, "change": 1}]}},
            },
        },
        aws_egress="vpc",
        vpc_id="vpc-0000000a",
    )
    # The account is asked for where account_id is not declared; managed policies are for what has no room in a role.
    assert {node.kind for node in found.values()} == set(service.KINDS) - {Account, ManagedPolicy}


def test_outputs_are_documented() -> None:
    declaration = declared({"services": {"api": {**IMAGE, "load_balancer": {}}}})
    assert set(declaration.outputs) == set(capability("service").SPEC["outputs"])
    assert declaration.outputs["services"] == {"api": "(known after apply: service/main/ecs_service/api.serviceName)"}


def test_defaults_of_the_application_stay_where_an_environment_has_a_policy() -> None:
    declared = {
        "services": {"api": {"image": "nginx:1"}},
        "defaults": {"cpu": 1024, "memory": 2048, "log_retention_days": 14},
        "policy": {"defaults": {"memory": 4096}, "api": {"log_retention_days": 7}},
    }
    found = {node.address: node.want for node in declare({"service": declared})[1][0].nodes}
    task = found["service/main/task_definition/api"]
    assert (task["cpu"], task["memory"]) == ("1024", "4096")
    assert found["service/main/log_group/api"]["retentionInDays"] == 7


def test_a_slip_in_the_defaults_is_told_there() -> None:
    with pytest.raises(BadInput, match=r"service_defaults\.memry: .* did you mean memory"):
        declare({"service": {"services": {"api": {"image": "nginx:1"}}, "defaults": {"memry": 1}}})


def test_files_are_refused_where_no_task_definition_has_room_for_them() -> None:
    with pytest.raises(BadInput) as caught:
        declared({"services": {"api": {**IMAGE, "files": {"/etc/app/a": "ä" * 30000, "/etc/app/b": "b" * 5537}}}})
    assert caught.value.option == "service_services.api.files"
    assert caught.value.value == "65537 bytes"


def test_the_shell_writes_files_as_they_are_given(tmp_path: Path) -> None:
    files = {"/app/etc/a": 'it\'s "$HOME" `x` %d \\n\n', "/app/etc/deep/er/b": ""}
    writer = api({"files": files})["task_definition/api"].want["containerDefinitions"][1]
    script = writer["command"][2].replace("/app/etc", str(tmp_path))
    subprocess.run(["sh", "-c", script], env={row["name"]: row["value"] for row in writer["environment"]}, check=True)

    found = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {path.removeprefix("/app/etc/"): text for path, text in files.items()}
