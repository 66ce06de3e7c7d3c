"""The secret capability: what it wishes for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.secret import SPEC
from ansible_collections.slipway.aws.plugins.module_utils.capability.secret.declare import hidden
from tests.support.stacks import declare

FACTS = {
    "username": "username",
    "password": "password",
    "engine": "engine",
    "host": "endpoint",
    "port": "port",
    "dbname": "name",
}
GUIDE = {
    "db": {"name": "inflight-ordering-db-credentials", "keys": {key: {"database": fact} for key, fact in FACTS.items()}}
}


def declared(options: dict[str, Any], **identity: Any) -> Any:
    _unused, (declaration,) = declare({"secret": options}, **identity)
    return declaration


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    return {node.address: node for node in declared(options, **identity).nodes}


def test_the_guides_six_keys_come_from_the_database() -> None:
    secret = nodes({"secrets": GUIDE})["secret/main/secret/db"]
    assert secret.want["Name"] == "inflight-ordering-db-credentials"
    assert secret.want["Keys"] == sorted(FACTS)
    parts = secret.want["Parts"]
    assert parts["password"] == {"From": "(known after apply: database/main.secret_arn)", "Key": "password"}
    assert parts["host"] == {"Value": "(known after apply: database/main.endpoint)"}


def test_names_are_the_stacks_unless_given() -> None:
    assert nodes({"secrets": {"app": {"keys": {"a": "b"}}}})["secret/main/secret/app"].want["Name"] == "shop-test-app"


def test_generated_keys_leave_out_what_breaks_connection_strings() -> None:
    generate = {"secrets": {"app": {"keys": {"k": {"generate": {"length": 64, "punctuation": False}}}}}}
    part = nodes(generate)["secret/main/secret/app"].want["Parts"]["k"]
    assert part == {"Generate": {"PasswordLength": 64, "ExcludeCharacters": "\"'@/\\`", "ExcludePunctuation": True}}


def test_secret_may_take_a_key_of_another_declared_one() -> None:
    found = nodes(
        {"secrets": {"a": {"keys": {"x": {"generate": True}}}, "b": {"keys": {"y": {"secret": "a", "key": "x"}}}}}
    )
    assert found["secret/main/secret/b"].want["Parts"]["y"]["From"] == found["secret/main/secret/a"]["ARN"]


def test_secret_may_take_a_key_of_a_foreign_one() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shared-AbCdEf"
    found = nodes({"secrets": {"b": {"keys": {"y": {"secret": arn, "key": "x"}}}}})
    assert found["secret/main/secret/b"].want["Parts"]["y"] == {"From": arn, "Key": "x"}


def test_database_of_another_stack_is_referred_to() -> None:
    found = nodes({"secrets": GUIDE}, from_stack={"database": "platform/prod/us-east-1"})
    assert found["secret/main/secret/db"].want["Parts"]["password"]["From"] == (
        "(known after apply: platform/prod/us-east-1//database/main.secret_arn)"
    )


def test_follower_is_made_where_values_change_behind_our_back() -> None:
    found = nodes({"secrets": GUIDE})
    rule = found["secret/main/event_rule/follower"].want
    arns = ["(known after apply: database/main.secret_arn)", found["secret/main/secret/db"]["ARN"]]
    assert rule["EventPattern"] == {
        "source": ["aws.secretsmanager"],
        "detail-type": ["Secret Label Updated"],
        "resources": arns,
        "detail": {"labelUpdated": ["AWSCURRENT"]},
    }
    assert rule["ScheduleExpression"] == "rate(15 minutes)"
    assert rule["Targets"] == [{"Id": "follower", "Arn": found["secret/main/lambda_function/follower"]["FunctionArn"]}]
    assert (
        found["secret/main/lambda_permission/follower"].want["SourceArn"]
        == found["secret/main/event_rule/follower"]["Arn"]
    )


@pytest.mark.parametrize(
    "options",
    [
        {"secrets": GUIDE, "rotation": "off"},
        {"secrets": {"app": {"keys": {"k": {"generate": True}, "f": {"format": "x{k}"}}}}},
        {"parameters": {"A": {"fill": True}}, "rotation": "off"},
        {"parameters": {"A": {"generate": True}}},
    ],
)
def test_no_follower_where_it_is_off_or_of_no_use(options: dict[str, Any]) -> None:
    assert {address.split("/")[2] for address in nodes(options)} <= {"secret", "parameter"}


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        ({"secrets": {"app": {"keys": {"k": "value"}}}}, ["follower"]),
        ({"secrets": {"app": {"keys": {"k": {"fill": True}}}}}, ["follower"]),
        ({"parameters": {"A": "text"}}, ["parameters"]),
        (
            {"parameters": {"A": {"fill": True}}, "secrets": {"app": {"keys": {"k": {"generate": True}}}}},
            ["follower", "parameters"],
        ),
    ],
)
def test_follower_of_values_that_a_run_or_a_person_changes(options: dict[str, Any], rules: list[str]) -> None:
    found = nodes(options)
    for kind in ("event_rule", "lambda_permission"):
        assert sorted(address.split("/")[3] for address in found if address.split("/")[2] == kind) == rules
    schedules = [found["secret/main/event_rule/" + name].want["ScheduleExpression"] for name in rules]
    assert schedules == ["rate(15 minutes)", None][: len(rules)]


def test_follower_of_parameters_sees_when_they_change_and_no_value() -> None:
    found = nodes({"parameters": {"A": "text-of-a", "B": {"generate": True}}})
    rule = found["secret/main/event_rule/parameters"].want
    assert rule["Name"] == "shop-test-secrets-parameters"
    assert rule["EventPattern"] == {
        "source": ["aws.ssm"],
        "detail-type": ["Parameter Store Change"],
        "resources": [{"prefix": found["secret/main/parameter/A"]["Folder"]}],
        "detail": {"operation": ["Create", "Update"]},
    }
    code = found["secret/main/lambda_function/follower"].want["Code"]
    assert json.loads(code["recipes.json"])["parameters"] == ["/shop/test/A"]
    assert "text-of-a" not in str(code)
    statements = found["secret/main/role/follower"].want["Policies"]["follower"]["Statement"]
    actions = sorted(
        action for statement in statements for action in statement["Action"] if not action.startswith("logs:")
    )
    assert actions == [
        "ecs:DescribeServices",
        "ecs:DescribeTaskDefinition",
        "ecs:UpdateService",
        "ssm:DescribeParameters",
        "tag:GetResources",
    ]


def test_parameters_of_all_words() -> None:
    found = nodes(
        {
            "rotation": "off",
            "parameters": {
                "JWT_SECRET": {"generate": {"length": 64}, "min_length": 32},
                "MONGO_URI": {"fill": True, "min_length": 20},
                "ID": "text",
                "PORT": 8080,
                "MODE": {"value": "test", "type": "String", "description": "How it runs"},
            },
        }
    )
    wishes = {address.rpartition("/")[2]: node.want for address, node in found.items()}
    assert {name: want["Source"] for name, want in wishes.items() if name != "JWT_SECRET"} == {
        "MONGO_URI": {"Fill": 20},
        "ID": {"Value": "text"},
        "PORT": {"Value": "8080"},
        "MODE": {"Value": "test"},
    }
    assert wishes["JWT_SECRET"]["Source"] == {"Generate": {"PasswordLength": 64, "ExcludeCharacters": "\"'@/\\`{}"}}
    assert wishes["JWT_SECRET"]["AllowedPattern"] == r"^[\s\S]{32,}$"
    assert wishes["MONGO_URI"]["Unfilled"] == ["/shop/test/MONGO_URI"]
    assert {want.get("KeyId") for want in wishes.values()} == {"alias/aws/ssm", None}
    assert "KeyId" not in wishes["MODE"]
    assert (wishes["MODE"]["Type"], wishes["MODE"]["Description"]) == ("String", "How it runs")


def test_a_generated_value_is_as_long_as_is_asked() -> None:
    want = nodes({"parameters": {"A": {"generate": True, "min_length": 48}}})["secret/main/parameter/A"].want
    assert want["Source"]["Generate"]["PasswordLength"] == 48


@pytest.mark.parametrize(
    ("options", "given", "key"),
    [
        ({}, {}, "alias/aws/ssm"),
        ({"parameter_encryption": "customer"}, {}, "(known after apply: encryption/main.key_arn)"),
        (
            {"parameter_encryption": "customer", "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/k"},
            {},
            "arn:aws:kms:us-east-1:123456789012:key/k",
        ),
        ({"parameter_encryption": "customer"}, {"key": "aws"}, "alias/aws/ssm"),
        ({}, {"key": "alias/shared"}, "alias/shared"),
    ],
)
def test_keys_of_parameters(options: dict[str, Any], given: dict[str, Any], key: str) -> None:
    assert (
        nodes({**options, "parameters": {"A": {"fill": True, **given}}})["secret/main/parameter/A"].want["KeyId"] == key
    )


def test_literal_values_are_hidden() -> None:
    options = {
        "secrets": {"app": {"keys": {"a": "hidden-one", "b": {"value": "hidden-two"}, "c": {"generate": True}}}},
        "parameters": {
            "A": "hidden-three",
            "B": {"value": "hidden-four"},
            "C": {"fill": True},
            "D": 4711,
            "E": {"value": "known", "type": "String"},
        },
    }
    assert sorted(hidden(options)) == ["4711", "hidden-four", "hidden-one", "hidden-three", "hidden-two"]
    assert hidden({"secrets": {"app": {"keys": "sesame"}}, "parameters": None}) == []


def test_watched_secrets_alone_make_a_follower() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-1-AbCdEf"
    function = nodes({"watched_secrets": [arn]})["secret/main/lambda_function/follower"]
    recipes = json.loads(function.want["Code"]["recipes.json"])
    assert recipes == {"stack": "shop/test/us-east-1", "secrets": {}, "watched": [arn]}


def test_function_knows_sources_and_formats_but_no_values() -> None:
    keys = {"password": {"database": "password"}, "pepper": "do-not-show", "url": {"format": "x://{password|url}"}}
    found = nodes({"secrets": {"db": {"keys": keys}}})
    code = found["secret/main/lambda_function/follower"].want["Code"]
    recipe = json.loads(code["recipes.json"])["secrets"][found["secret/main/secret/db"]["ARN"]]
    assert set(recipe) == {"password", "url"}
    assert "do-not-show" not in str(code)


def test_code_of_the_function_runs_without_the_collection(tmp_path: Path) -> None:
    code = nodes({"secrets": GUIDE})["secret/main/lambda_function/follower"].want["Code"]
    (tmp_path / "index.py").write_text(code["index.py"])
    command = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import index; index.handler",
    ]
    subprocess.run(command, check=True, timeout=30)


def test_follower_may_write_only_composed_secrets_and_deploy_only_the_stacks_services() -> None:
    found = nodes({"secrets": {**GUIDE, "app": {"keys": {"k": {"fill": True}}}}})
    statements = found["secret/main/role/follower"].want["Policies"]["follower"]["Statement"]
    by_action = {action: statement for statement in statements for action in statement["Action"]}
    assert by_action["secretsmanager:PutSecretValue"]["Resource"] == [found["secret/main/secret/db"]["ARN"]]
    assert by_action["ecs:UpdateService"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/slipway:stack": "shop/test/us-east-1"}
    }
    assert "*" not in by_action["secretsmanager:GetSecretValue"]["Resource"]


def test_outputs_name_the_keys_a_person_has_to_fill() -> None:
    declaration = declared(
        {"secrets": {"app": {"keys": {"a": "b", "f": {"fill": True}}}, "plain": {"keys": {"a": "b"}}}}
    )
    assert set(declaration.outputs) == set(SPEC["outputs"])
    assert set(declaration.outputs["unfilled"]) == {"app"}
    assert declaration.outputs["key_names"]["app"] == ["a", "f"]
