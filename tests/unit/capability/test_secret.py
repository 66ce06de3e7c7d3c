"""The secret capability: what it wishes for."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.secret import SPEC
from tests.support.stacks import declare

from .bad_input import cases, check

FACTS = {"username": "username", "password": "password", "engine": "engine", "host": "endpoint", "port": "port", "dbname": "name"}
GUIDE = {"db": {"name": "inflight-ordering-db-credentials", "keys": {key: {"database": fact} for key, fact in FACTS.items()}}}


def declared(options: dict[str, Any], **identity: Any) -> Any:
    _unused, (declaration,) = declare({"secret": options}, **identity)
    return declaration


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    return {node.address: node for node in declared(options, **identity).nodes}


@pytest.mark.parametrize("case", cases("secret"))
def test_bad_input_is_refused(case: dict[str, Any]) -> None:
    check("secret", case)


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
    found = nodes({"secrets": {"a": {"keys": {"x": {"generate": True}}}, "b": {"keys": {"y": {"secret": "a", "key": "x"}}}}})
    assert found["secret/main/secret/b"].want["Parts"]["y"]["From"] == found["secret/main/secret/a"]["ARN"]


def test_secret_may_take_a_key_of_a_foreign_one() -> None:
    arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:shared-AbCdEf"
    found = nodes({"secrets": {"b": {"keys": {"y": {"secret": arn, "key": "x"}}}}})
    assert found["secret/main/secret/b"].want["Parts"]["y"] == {"From": arn, "Key": "x"}


def test_database_of_another_stack_is_referred_to() -> None:
    found = nodes({"secrets": GUIDE}, from_stack={"database": "platform/prod/us-east-1"})
    assert found["secret/main/secret/db"].want["Parts"]["password"]["From"] == (
        "(known after apply: platform/prod/us-east-1//database/main.secret_arn)")


def test_follower_is_made_where_values_change_behind_our_back() -> None:
    found = nodes({"secrets": GUIDE})
    rule = found["secret/main/event_rule/follower"].want
    arns = ["(known after apply: database/main.secret_arn)", found["secret/main/secret/db"]["ARN"]]
    assert rule["EventPattern"] == {
        "source": ["aws.secretsmanager"], "detail-type": ["Secret Label Updated"], "resources": arns,
        "detail": {"labelUpdated": ["AWSCURRENT"]}}
    assert rule["ScheduleExpression"] == "rate(15 minutes)"
    assert rule["Targets"] == [{"Id": "follower", "Arn": found["secret/main/lambda_function/follower"]["FunctionArn"]}]
    assert found["secret/main/lambda_permission/follower"].want["SourceArn"] == found["secret/main/event_rule/follower"]["Arn"]


@pytest.mark.parametrize("options", [
    {"secrets": GUIDE, "rotation": "off"},
    {"secrets": {"app": {"keys": {"k": {"generate": True}, "f": {"fill": True}}}}}])
def test_no_follower_where_it_is_off_or_of_no_use(options: dict[str, Any]) -> None:
    assert {address.split("/")[2] for address in nodes(options)} == {"secret"}


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
    command = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import index; index.handler"]
    subprocess.run(command, check=True, timeout=30)


def test_follower_may_write_only_composed_secrets_and_deploy_only_the_stacks_services() -> None:
    found = nodes({"secrets": {**GUIDE, "app": {"keys": {"k": {"fill": True}}}}})
    statements = found["secret/main/role/follower"].want["Policies"]["follower"]["Statement"]
    by_action = {action: statement for statement in statements for action in statement["Action"]}
    assert by_action["secretsmanager:PutSecretValue"]["Resource"] == [found["secret/main/secret/db"]["ARN"]]
    assert by_action["ecs:UpdateService"]["Condition"] == {
        "StringEquals": {"aws:ResourceTag/slipway:stack": "shop/test/us-east-1"}}
    assert "*" not in by_action["secretsmanager:GetSecretValue"]["Resource"]


def test_outputs_name_the_keys_a_person_has_to_fill() -> None:
    declaration = declared({"secrets": {"app": {"keys": {"a": "b", "f": {"fill": True}}}, "plain": {"keys": {"a": "b"}}}})
    assert set(declaration.outputs) == set(SPEC["outputs"])
    assert set(declaration.outputs["unfilled"]) == {"app"}
    assert declaration.outputs["keys"]["app"] == ["a", "f"]
