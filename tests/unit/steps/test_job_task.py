"""One-off tasks: what their ends mean, and that a repeated start starts nothing twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING
from ansible_collections.slipway.aws.plugins.module_utils.steps.job import outcome
from ansible_collections.slipway.aws.plugins.module_utils.steps.job.task import Task, digest, started_by
from tests.support.api import Api, refusal

REVISION = "arn:aws:ecs:us-east-1:123456789012:task-definition/api:7"
ARN = "arn:aws:ecs:us-east-1:123456789012:task/main/"
OVERRIDES = {"containerOverrides": [{"name": "api", "command": ["up"]}]}
WANT: dict[str, Any] = {
    "Job": "migrate",
    "taskDefinition": REVISION,
    "cluster": "main",
    "networkConfiguration": {},
    "overrides": OVERRIDES,
    "timeout": 60,
    "again": False,
}


def row(name: str = "1", status: str = "RUNNING", code: int | None = None, **more: Any) -> dict[str, Any]:
    container = {"name": "api", **({} if code is None else {"exitCode": code})}
    return {
        "taskArn": ARN + name,
        "lastStatus": status,
        "overrides": OVERRIDES,
        "containers": [{"name": "proxy", "exitCode": 143}, container],
        "startedBy": started_by(WANT),
        "taskDefinitionArn": REVISION,
        "createdAt": datetime.datetime(2026, 1, 1, int(name), tzinfo=datetime.UTC),
        **more,
    }


def ended(code: int | None, name: str = "1", stop: str = "EssentialContainerExited", **more: Any) -> dict[str, Any]:
    return row(name, "STOPPED", code, stopCode=stop, **more)


def api(*rows: dict[str, Any], **answers: Any) -> Api:
    return Api(
        list_tasks={"taskArns": [item["taskArn"] for item in rows]},
        describe_tasks={"tasks": list(rows)},
        run_task={"tasks": [row("5", "PROVISIONING")], "failures": []},
        tag_resource={},
        stop_task={},
        describe_task_definition={"taskDefinition": {"containerDefinitions": []}},
        **answers,
    )


def token(stub: Api) -> str:
    (arguments,) = [arguments for operation, arguments in stub.calls if operation == "run_task"]
    return arguments["clientToken"]


def start(*rows: dict[str, Any], **wanted: Any) -> Api:
    stub = api(*rows)
    Task.create(stub, {**WANT, **wanted}, {})
    return stub


@pytest.mark.parametrize(
    ("task", "success"),
    [
        (ended(0), True),
        (ended(1), False),
        (ended(None, stop="TaskFailedToStart"), False),
        (ended(0, stop="UserInitiated"), False),
        (row(code=0), False),
    ],
)
def test_only_the_jobs_own_container_and_its_own_end_count(task: dict[str, Any], success: bool) -> None:
    assert outcome.succeeded(task) is success


def test_the_same_start_has_the_same_token_until_a_task_has_ended() -> None:
    assert token(start()) == token(start())
    assert token(start(ended(1))) != token(start())
    assert token(start(ended(1))) != token(start(ended(1), ended(1, "2")))
    assert token(start(networkConfiguration={"a": 1})) != token(start())


def test_a_token_does_not_outlast_the_listing_of_the_task_that_it_started(monkeypatch: pytest.MonkeyPatch) -> None:
    stub = api()
    monkeypatch.setattr(stub.clock, "utc", lambda: datetime.datetime(2026, 1, 2, 5, tzinfo=datetime.UTC))
    Task.create(stub, WANT, {})
    assert token(stub) != token(start())


@pytest.mark.parametrize("found", [row(), ended(0)])
def test_a_task_that_runs_or_has_succeeded_is_taken_over(found: dict[str, Any]) -> None:
    assert "run_task" not in start(found).operations()


def test_a_job_that_is_to_run_again_takes_over_only_what_runs() -> None:
    assert "run_task" not in start(row(), again=True).operations()
    assert "run_task" in start(ended(0), again=True).operations()


def test_started_by_is_the_only_filter_of_its_listing() -> None:
    listings = [arguments for operation, arguments in start().calls if operation == "list_tasks"]
    assert [sorted(arguments) for arguments in listings] == [
        ["cluster", "startedBy"],
        ["cluster", "desiredStatus", "family"],
    ]


def test_a_start_that_aws_could_not_place_is_an_error() -> None:
    stub = api()
    stub.answers["run_task"] = [{"tasks": [], "failures": [{"reason": "Capacity is unavailable at this time"}]}]
    with pytest.raises(AwsError, match="Capacity is unavailable"):
        Task.create(stub, WANT, {})


def test_success_is_put_on_record_once_it_is_seen() -> None:
    live = Task.create(api(), WANT, {})
    assert Task.state(live) == (WORKING, "task 5 is provisioning")
    stub = api(ended(0, "5"))
    live = Task.refresh(stub, live)
    assert Task.state(live)[0] == READY
    assert (
        "tag_resource",
        {"resourceArn": REVISION, "tags": [{"key": "slipway:job:migrate", "value": digest(WANT) + "/5"}]},
    ) in stub.calls


def test_a_task_that_is_not_seen_yet_is_waited_for() -> None:
    live = Task.refresh(api(), Task.create(api(), WANT, {}))
    assert Task.state(live)[0] == WORKING


def test_failure_leaves_no_record_and_is_told_even_where_the_log_is_not_to_be_read() -> None:
    stub = api(
        ended(2, "5", stoppedReason="Essential container in task exited"),
        get_log_events=refusal("AccessDeniedException"),
    )
    logging = {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/api", "awslogs-stream-prefix": "ecs"}}
    stub.answers["describe_task_definition"] = [
        {"taskDefinition": {"containerDefinitions": [{"name": "api", "logConfiguration": logging}]}}
    ]
    live = Task.refresh(stub, Task.create(api(), WANT, {}))

    state, text = Task.state(live)
    assert state == FAILED
    assert text == (
        "exit code 2; EssentialContainerExited; Essential container in task exited; its log, ecs/api/5 of /ecs/api, "
        "has no lines"
    )
    assert "tag_resource" not in stub.operations()


def test_a_task_is_stopped_once_when_its_time_is_up() -> None:
    stub = api(row("5"))
    live = Task.create(api(), WANT, {})
    for seconds in (30, 61, 62):
        stub.clock.seconds = seconds
        live = Task.refresh(stub, live)
    assert stub.operations().count("stop_task") == 1
    stub.answers["describe_tasks"] = [{"tasks": [ended(0, "5", stop="UserInitiated")]}]
    assert Task.state(Task.refresh(stub, live))[1].startswith("it did not end within 60 s; exit code 0")


def test_command_and_revision_make_another_digest_and_the_network_does_not() -> None:
    assert digest({**WANT, "networkConfiguration": {"a": 1}, "timeout": 1}) == digest(WANT)
    assert digest({**WANT, "taskDefinition": REVISION + "1"}) != digest(WANT)
    assert digest({**WANT, "overrides": {}}) != digest(WANT)
