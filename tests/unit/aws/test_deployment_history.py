"""To which revision a service goes back, by what it has deployed and how that ended."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.deployment_history import Attempt, Choice, history
from tests.support.api import Api

ARN = "arn:aws:ecs:us-east-1:123456789012:task-definition/shop-api:"
OK, BACK, STOPPED, GOING = "SUCCESSFUL", "ROLLBACK_SUCCESSFUL", "STOPPED", "IN_PROGRESS"


class Ecs(Api):
    """ECS with some active revisions, and deployments in pages of one."""

    def __init__(self, active: str = "", deployments: list[dict[str, Any]] | None = None) -> None:
        super().__init__(list_task_definitions={"taskDefinitionArns": [ARN + number for number in active]})
        self.deployments = deployments or []

    def list_service_deployments(self, **arguments: Any) -> dict[str, Any]:
        page = int(arguments.get("nextToken", 0))
        more = {"nextToken": str(page + 1)} if page + 1 < len(self.deployments) else {}
        return {"serviceDeployments": self.deployments[page : page + 1], **more}

    def describe_service_revisions(self, **arguments: Any) -> dict[str, Any]:
        names = arguments["serviceRevisionArns"]
        return {"serviceRevisions": [{"serviceRevisionArn": name, "taskDefinition": ARN + name} for name in names]}


def test_the_history_is_sorted_and_read_to_its_end() -> None:
    rows = [{"createdAt": number, "targetServiceRevisionArn": str(number), "status": OK} for number in (2, 3, 1)]
    assert [item.revision for item in history(Ecs(deployments=rows), "c", "s")] == [ARN + "3", ARN + "2", ARN + "1"]


@pytest.mark.parametrize(
    ("attempts", "current", "settled", "undone", "target"),
    [
        # the revision that served before, whatever its number
        ([("3", OK), ("2", OK), ("1", OK)], "3", True, {}, "2"),
        ([("1", OK), ("3", OK), ("2", OK)], "1", True, {}, "3"),
        # what failed never served
        ([("4", OK), ("3", BACK), ("2", STOPPED), ("1", OK)], "4", True, {}, "1"),
        # said again; ECS was faster; another release since then
        ([("2", OK), ("3", OK), ("2", OK), ("1", OK)], "2", True, {"3": 2}, "2"),
        ([("3", BACK), ("2", OK), ("1", OK)], "2", True, {}, "2"),
        ([("4", OK), ("2", OK), ("3", OK), ("2", OK)], "4", True, {"3": 2}, "2"),
        # under way: the last that served; on its way back already
        ([("3", GOING), ("2", OK), ("1", OK)], "3", False, {}, "2"),
        ([("2", GOING), ("3", STOPPED), ("2", OK), ("1", OK)], "2", False, {}, "2"),
        # no longer active, and longer ago than is remembered
        ([("5", OK), ("9", OK)], "5", True, {}, "4"),
        ([("5", OK), ("4", BACK)], "5", True, {}, "3"),
        ([], "1", True, {}, None),
    ],
)
def test_what_one_goes_back_to(
    attempts: list[tuple[str, str]], current: str, settled: bool, undone: dict[str, int], target: str | None
) -> None:
    rows = [Attempt(ARN + revision, status, None) for revision, status in attempts]
    choice = Choice(Ecs("54321"), rows, ARN + current, settled, lambda arn: undone.get(arn.rpartition(":")[2])).make("")
    assert (choice.target and choice.target.rpartition(":")[2]) == target
    assert bool(choice.problem) == (target is None)
    assert bool(choice.note) == (target == current)


@pytest.mark.parametrize(("wanted", "problem"), [("2", ""), ("9", "there is no active revision 9")])
def test_a_revision_that_is_named_has_to_be_active(wanted: str, problem: str) -> None:
    assert Choice(Ecs("54321"), [], ARN + "5", True, lambda arn: None).make(wanted).problem == problem
