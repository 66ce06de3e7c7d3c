"""What makes a new revision: pure."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.revisions import family_of
from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.task_definition import TaskDefinition, digest, trimmed
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference

WANT: dict[str, Any] = {
    "family": "api",
    "cpu": "512",
    "memory": "1024",
    "networkMode": "awsvpc",
    "requiresCompatibilities": ["FARGATE"],
    "executionRoleArn": "arn:aws:iam::123456789012:role/e",
    "containerDefinitions": [
        {
            "name": "api",
            "image": "nginx:1",
            "environment": [{"name": "A", "value": "1"}],
            "healthCheck": {"command": ["CMD", "ok"], "interval": 30},
        }
    ],
}


def live(want: dict[str, Any], wish: str | None = None) -> Live:
    """A revision as AWS answers it for a wish, with the members that AWS fills in."""
    row = copy.deepcopy(want)
    for container in row["containerDefinitions"]:
        container.update({"cpu": 0, "essential": True, "mountPoints": [], "volumesFrom": [], "systemControls": []})
    return Live(
        "arn:1", {name: trimmed(value) for name, value in row.items()}, {}, raw={"digest": wish or digest(want)}
    )


def changed(**members: Any) -> dict[str, Any]:
    want = copy.deepcopy(WANT)
    for name, value in members.items():
        if value is None:
            want["containerDefinitions"][0].pop(name, None)
        else:
            want["containerDefinitions"][0][name] = value
    return want


def paths(want: dict[str, Any], found: Live) -> list[str]:
    return [path for path, _was, _wanted in TaskDefinition.differences(want, found)]


@pytest.mark.behaviour("D1")
def test_what_aws_fills_in_is_no_difference() -> None:
    assert TaskDefinition.differences(WANT, live(WANT)) == []
    assert paths(changed(image="nginx:2"), live(WANT)) == ["containerDefinitions[api].image"]


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"image": "nginx:2"}, "containerDefinitions[api].image"),
        ({"healthCheck": None}, "containerDefinitions[api].healthCheck"),
        ({"environment": None}, "containerDefinitions[api].environment[A]"),
        ({"secrets": [{"name": "S", "valueFrom": "arn"}]}, "containerDefinitions[api].secrets[S].name"),
    ],
)
def test_changed_and_removed_members_are_shown(members: dict[str, Any], path: str) -> None:
    assert path in paths(changed(**members), live(WANT))


def test_member_that_the_table_does_not_know_still_makes_a_revision() -> None:
    assert paths(changed(hostname="x"), live(WANT)) == ["containerDefinitions[api].hostname"]
    assert paths(WANT, live(changed(hostname="x"))) == ["containerDefinitions[api].hostname"]


def test_revision_without_a_digest_is_revised() -> None:
    assert paths(WANT, live(WANT, wish="0" * 16)) == ["revision"]


def test_unknown_value_shows_what_else_differs() -> None:
    want = {**changed(image="nginx:2"), "executionRoleArn": reference("service/main/role/api-execution", "Arn")}
    assert {"containerDefinitions[api].image", "executionRoleArn"} <= set(paths(want, live(WANT)))


def test_null_members_do_not_change_the_digest() -> None:
    assert digest({**WANT, "volumes": None}) == digest(WANT)


def test_family_of_an_arn() -> None:
    assert family_of("arn:aws:ecs:us-east-1:123456789012:task-definition/shop-api:12") == "shop-api"


@pytest.mark.behaviour("D4")
def test_missing_image_of_a_registry_to_be_made_waits() -> None:
    (problem,) = TaskDefinition.preflight(
        None, changed(image=reference("registry/main/ecr_repository/app", "repositoryUri") + ":1.0"), None
    )
    assert problem.waits
    assert ":1.0" in problem.text


def test_image_of_another_registry_is_not_asked_for() -> None:
    assert TaskDefinition.preflight(None, WANT, None) == []


def test_where_nothing_was_released_the_definition_waits_and_says_how() -> None:
    (problem,) = TaskDefinition.preflight(
        None, {**changed(), "containerDefinitions": [{"name": "main", "image": None}], "service": "api"}, None
    )
    assert problem.waits
    assert "playbooks/release.yml -e release=api" in problem.text


def test_what_is_no_member_of_the_api_makes_no_revision() -> None:
    assert digest({**WANT, "service": "api", "runningRevision": "arn:1"}) == digest(WANT)
