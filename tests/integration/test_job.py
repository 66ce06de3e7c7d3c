"""What jobs do that cannot be told as data: once per revision, before the service, failures, limits, half-made runs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.environments import finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

SERVICE, TASK = "service/main/ecs_service/api", "service/main/task_definition/api"
JOB = "job/main/task/migrate"
NETWORK = {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False}
IMAGE = "public.ecr.aws/nginx/nginx:1"
MIGRATE = {"service": "api", "command": ["bin/migrate", "up"]}


def declared(image: str = IMAGE, jobs: dict[str, Any] | None = None, **job: Any) -> dict[str, Any]:
    service = {"encryption": "aws", "services": {"api": {"image": image, "desired_count": 1}}}
    jobs = {"migrate": {**MIGRATE, **job}} if jobs is None else jobs
    return {"network": NETWORK, "cluster": {"encryption": "aws"}, "service": service, "job": {"jobs": jobs}}


def verbs(result: Any) -> dict[str, str]:
    return {line.address: line.verb for line in result.plan.lines}


def changing(simulator: SimulatorProcess, *operations: str) -> list[str]:
    """The changing calls to ECS besides tags, or those named, in their order."""
    rows = [row for row in simulator.calls(changing=True) if row["service"] == "ecs"]
    return [
        row["operation"]
        for row in rows
        if (row["operation"] in operations if operations else row["operation"] != "TagResource")
    ]


def started(simulator: SimulatorProcess) -> int:
    return len(changing(simulator, "RunTask"))


def outputs(result: Any) -> dict[str, Any]:
    return result.outputs["job/main"]


def test_job_runs_after_all_that_the_service_needs_and_before_it(simulator: SimulatorProcess) -> None:
    converge(simulator, declared())

    operations = [row["operation"] for row in simulator.calls(changing=True)]
    started, served = operations.index("RunTask"), operations.index("CreateService")
    assert started < operations.index("TagResource", started) < served
    for needed in (
        "RegisterTaskDefinition",
        "AuthorizeSecurityGroupEgress",
        "AuthorizeSecurityGroupIngress",
        "PutRolePolicy",
    ):
        assert needed not in operations[started:]


def test_task_has_the_services_definition_and_network_and_its_own_command(simulator: SimulatorProcess) -> None:
    result = converge(simulator, declared(environment={"MODE": "up"}, cpu=1024, memory=2048))

    (task,) = simulator.client("ecs").describe_tasks(
        cluster="shop-test-cluster", tasks=[outputs(result)["tasks"]["migrate"]]
    )["tasks"]
    assert task["taskDefinitionArn"].endswith("task-definition/shop-test-api:1")
    assert task["overrides"]["containerOverrides"] == [
        {"name": "api", "command": ["bin/migrate", "up"], "environment": [{"name": "MODE", "value": "up"}]}
    ]
    assert (task["cpu"], task["memory"], task["group"], task["launchType"]) == (
        "1024",
        "2048",
        "job:migrate",
        "FARGATE",
    )
    assert outputs(result)["exit_codes"] == {"migrate": 0}


def test_second_run_is_silent_and_a_new_revision_runs_the_job_again(simulator: SimulatorProcess) -> None:
    first = converge(simulator, declared())
    simulator.clear()
    second = converge(simulator, declared())
    assert not second.plan.moves
    assert not changing(simulator)
    assert outputs(second)["tasks"] == outputs(first)["tasks"]

    third = converge(simulator, declared(IMAGE + ".1"))
    assert verbs(third)[JOB] == "run"
    assert changing(simulator) == ["RegisterTaskDefinition", "RunTask", "UpdateService"]

    simulator.clear()
    fourth = converge(simulator, declared(IMAGE + ".1", command=["bin/migrate", "all"]))
    assert [line.address for line in fourth.plan.moves] == [JOB]
    assert changing(simulator) == ["RunTask"]

    simulator.clear()
    assert not converge(simulator, declared(IMAGE + ".1", command=["bin/migrate", "all"], timeout=60)).plan.moves


def test_going_back_to_an_older_revision_runs_nothing_again(simulator: SimulatorProcess) -> None:
    for image in (IMAGE, IMAGE + ".1"):
        converge(simulator, declared(image))
    simulator.clear()

    back = converge(simulator, declared())
    assert JOB not in [line.address for line in back.plan.moves]
    assert not started(simulator)
    assert not converge(simulator, declared()).plan.moves


def test_failed_job_keeps_the_service_as_it_is_and_says_why(simulator: SimulatorProcess) -> None:
    converge(simulator, declared())
    simulator.tasks(
        [{"command": "bin/migrate", "exit_code": 3, "lines": ["connecting", 'relation "users" does not exist']}]
    )
    simulator.clear()

    failed = converge(simulator, declared(IMAGE + ".1"))

    text = str(failed.outcome.failed[JOB])
    for part in (
        "exit code 3",
        "EssentialContainerExited",
        "Essential container in task exited",
        "connecting",
        'relation "users" does not exist',
        "of /ecs/shop-test/api",
    ):
        assert part in text
    assert failed.outcome.skipped[SERVICE] == JOB
    assert changing(simulator) == ["RegisterTaskDefinition", "RunTask"]
    running = simulator.client("ecs").describe_services(cluster="shop-test-cluster", services=["shop-test-api"])[
        "services"
    ][0]
    assert running["taskDefinition"].endswith(":1")

    again = converge(simulator, declared(IMAGE + ".1"))
    assert JOB in again.outcome.failed
    assert started(simulator) == 2

    simulator.tasks([{"command": "bin/migrate"}])
    mended = converge(simulator, declared(IMAGE + ".1"))
    assert mended.outcome.failed == {}
    assert changing(simulator)[-2:] == ["RunTask", "UpdateService"]


def test_task_that_cannot_start_says_why(simulator: SimulatorProcess) -> None:
    simulator.tasks([{"command": "bin/migrate", "error": "ResourceInitializationError: unable to pull secrets"}])
    failed = converge(simulator, declared())

    text = str(failed.outcome.failed[JOB])
    assert "it never ran; TaskFailedToStart; ResourceInitializationError: unable to pull secrets" in text
    assert "CreateService" not in changing(simulator)


def test_task_is_stopped_when_its_time_is_up(simulator: SimulatorProcess) -> None:
    simulator.tasks([{"command": "bin/migrate", "seconds": 9999, "lines": ["waiting for a lock"]}])
    failed = converge(simulator, declared(timeout=120))

    text = str(failed.outcome.failed[JOB])
    assert "it did not end within 120 s" in text
    assert "waiting for a lock" in text
    assert changing(simulator, "StopTask", "CreateService") == ["StopTask"]


def test_job_waits_with_its_service_for_an_image(simulator: SimulatorProcess) -> None:
    stack = declared()
    stack["service"]["services"]["api"]["image"] = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-test-app:1"
    simulator.client("ecr").create_repository(repositoryName="shop-test-app")

    result = converge(simulator, stack)

    assert verbs(result)[TASK] == "wait"
    assert {JOB, SERVICE} <= set(result.outcome.skipped)
    assert not started(simulator)


def test_run_that_was_left_finds_its_task_and_starts_no_second(simulator: SimulatorProcess) -> None:
    """Killed after RunTask, or after the task had ended and before the record: the ``startedBy`` of the task tells."""
    converge(simulator, declared())
    simulator.faults(
        [{"service": "ecs", "operation": "TagResource", "count": 1, "code": "AccessDeniedException", "status": 400}]
    )
    killed = converge(simulator, declared(IMAGE + ".1"))
    assert JOB in killed.outcome.failed
    assert SERVICE in killed.outcome.skipped
    simulator.clear()

    plan = converge(simulator, declared(IMAGE + ".1"), check=True)
    assert verbs(plan)[JOB] == "run"
    result = converge(simulator, declared(IMAGE + ".1"))
    assert result.outcome.failed == {}
    assert changing(simulator) == ["UpdateService"]
    assert not converge(simulator, declared(IMAGE + ".1")).plan.moves


def test_unclear_answer_of_run_task_starts_no_second_task(simulator: SimulatorProcess) -> None:
    simulator.faults([{"service": "ecs", "operation": "RunTask", "when": "after", "status": 500}])
    result = converge(simulator, declared())

    assert result.outcome.failed == {}
    assert started(simulator) == 1


def test_job_alone_finds_its_service_and_network(simulator: SimulatorProcess) -> None:
    converge(simulator, declared(jobs={}))
    result = converge(simulator, {"job": {"jobs": {"migrate": MIGRATE}}})

    assert verbs(result) == {JOB: "run"}
    assert result.outcome.failed == {}


def test_job_of_choice_runs_now_whatever_is_on_record(simulator: SimulatorProcess) -> None:
    jobs = {
        "migrate": MIGRATE,
        "seed": {**MIGRATE, "command": ["bin/seed"]},
        "cleanup": {"service": "api", "command": ["bin/cleanup"], "schedule": "rate(1 day)"},
    }
    converge(simulator, declared(jobs=jobs))
    simulator.tasks([{"command": "bin/", "lines": ["done"]}])
    for name in ("migrate", "migrate", "cleanup"):
        simulator.clear()
        result = converge(simulator, {"job": {"jobs": jobs, "run": [name]}})
        assert result.outcome.done == [f"job/main/task/{name}"]
        assert changing(simulator) == ["RunTask"]
        assert outputs(result)["last_lines"] == {name: ["done"]}
        assert outputs(result)["exit_codes"] == {name: 0}

    simulator.tasks([{"command": "bin/", "exit_code": 7}])
    failed = converge(simulator, {"job": {"jobs": jobs, "run": ["cleanup"]}})
    assert "exit code 7" in str(failed.outcome.failed["job/main/task/cleanup"])
    assert not converge(simulator, declared(jobs=jobs)).plan.moves


@pytest.mark.behaviour("D33")
def test_running_tasks_go_with_their_stack(simulator: SimulatorProcess) -> None:
    converge(simulator, declared())
    simulator.tasks([{"command": "bin/migrate", "seconds": 9999}])
    with pytest.raises(KeyboardInterrupt):
        converge(simulator, declared(IMAGE + ".1"), report=interrupt_at(JOB))
    simulator.clear()

    gone = converge(simulator, {}, kinds=("network", "cluster", "service", "job"), destroy=True)

    assert gone.outcome.failed == {}
    assert changing(simulator, "StopTask", "DeleteCluster") == ["StopTask", "DeleteCluster"]


def interrupt_at(address: str) -> Any:
    def report(event: str, where: str, text: str) -> None:
        if event == "wait" and where == address:
            raise KeyboardInterrupt

    return report


@pytest.mark.behaviour("A1", "A5", "G18")
def test_schedule_waits_for_a_role_that_is_too_new(simulator: SimulatorProcess) -> None:
    simulator.faults(
        [
            {
                "service": "scheduler",
                "operation": "CreateSchedule",
                "code": "ValidationException",
                "status": 400,
                "message": "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
            }
        ]
    )
    result = converge(
        simulator, declared(jobs={"clean": {"service": "api", "command": ["x"], "schedule": "rate(1 day)"}})
    )

    assert result.outcome.failed == {}
    assert [row["operation"] for row in simulator.calls(changing=True)].count("CreateSchedule") == 2


def test_schedule_stays_with_the_revision_that_serves(simulator: SimulatorProcess) -> None:
    jobs = {"clean": {"service": "api", "command": ["x"], "schedule": "rate(1 day)"}}
    converge(simulator, declared(jobs=jobs))
    failed = converge(simulator, declared("public.ecr.aws/nginx/nginx:broken", jobs=jobs))

    assert SERVICE in failed.outcome.failed
    found = simulator.client("scheduler").get_schedule(GroupName="shop-test", Name="clean")
    assert found["Target"]["EcsParameters"]["TaskDefinitionArn"].endswith(":1")


NIGHTLY = {"nightly": {"service": "api", "command": ["bin/clean"], "schedule": "rate(1 day)"}}


def ran(simulator: SimulatorProcess, job: str, jobs: dict[str, Any]) -> str:
    """Run a job by hand, as playbooks/job.yml does: the revision that it ran."""
    result = finished(converge(simulator, {"job": {"jobs": jobs, "run": [job]}}))
    (task,) = simulator.client("ecs").describe_tasks(
        cluster="shop-test-cluster", tasks=[outputs(result)["tasks"][job]]
    )["tasks"]
    return task["taskDefinitionArn"].rpartition(":")[2]


def scheduled(simulator: SimulatorProcess) -> str:
    """The revision that the schedule starts."""
    found = simulator.client("scheduler").get_schedule(GroupName="shop-test", Name="nightly")
    return found["Target"]["EcsParameters"]["TaskDefinitionArn"].rpartition(":")[2]


def test_after_a_rollback_a_job_and_a_schedule_run_what_their_service_serves(simulator: SimulatorProcess) -> None:
    for image in (IMAGE, IMAGE + ".1"):
        finished(converge(simulator, declared(image, jobs=NIGHTLY)))
    assert (scheduled(simulator), ran(simulator, "nightly", NIGHTLY)) == ("2", "2")

    back = {"rollback": {"what": "api"}, "job": {"jobs": NIGHTLY}}
    planned = converge(simulator, back, check=True)
    (change,) = planned.plan.by_address()["job/main/schedule/nightly"].changes
    assert (change.was[-2:], change.wanted[-2:]) == (":2", ":1")
    simulator.clear()
    finished(converge(simulator, back))
    assert [row["operation"] for row in simulator.calls(changing=True) if row["service"] != "ssm"] == [
        "TagResource",
        "UpdateService",
        "UpdateSchedule",
    ]
    assert (scheduled(simulator), ran(simulator, "nightly", NIGHTLY)) == ("1", "1")
    assert not converge(simulator, declared(IMAGE + ".1", jobs=NIGHTLY)).plan.moves


def test_a_rollback_takes_along_the_names_of_containers_and_the_roles(simulator: SimulatorProcess) -> None:
    first = declared(jobs=NIGHTLY)
    second = declared(IMAGE + ".1", jobs=NIGHTLY)
    trust = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = simulator.client("iam").create_role(RoleName="another", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    second["service"]["services"]["api"] |= {"container_name": "web", "task_role_arn": role}
    for wanted in (first, second):
        finished(converge(simulator, wanted))
    finished(converge(simulator, {"rollback": {"what": "api"}, "job": {"jobs": {**NIGHTLY, "migrate": MIGRATE}}}))

    found = simulator.client("scheduler").get_schedule(GroupName="shop-test", Name="nightly")["Target"]
    assert found["Input"] == '{"containerOverrides": [{"command": ["bin/clean"], "name": "api"}]}'
    policy = simulator.client("iam").get_role_policy(RoleName="shop-test-us-east-1-jobs", PolicyName="jobs")
    passed = next(item for item in policy["PolicyDocument"]["Statement"] if item["Sid"] == "Pass")
    assert [arn.rpartition("/")[2] for arn in passed["Resource"]] == [
        "shop-test-us-east-1-api-execution",
        "shop-test-us-east-1-api-task",
    ]


def test_after_a_wish_that_came_back_a_job_runs_what_its_service_serves(simulator: SimulatorProcess) -> None:
    wanted = declared(jobs=NIGHTLY)
    for cpu in (256, 512, 256):
        wanted["service"]["services"]["api"]["cpu"] = cpu
        finished(converge(simulator, wanted))
    assert (scheduled(simulator), ran(simulator, "nightly", NIGHTLY)) == ("1", "1")
    assert not converge(simulator, {"job": {"jobs": NIGHTLY}}).plan.moves


def test_during_a_bad_deployment_a_job_runs_what_still_serves(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, declared(jobs=NIGHTLY)))
    simulator.durations({"ecs:deployment": 3600})
    assert (
        "job/main/schedule/nightly"
        in converge(simulator, declared(IMAGE + ".1", jobs=NIGHTLY), wait=False).outcome.pending
    )
    assert (scheduled(simulator), ran(simulator, "nightly", NIGHTLY)) == ("1", "1")


def test_a_job_runs_what_serves_in_a_cluster_that_is_not_the_stacks_own_whoever_registered_it(
    simulator: SimulatorProcess,
) -> None:
    ecs = simulator.client("ecs")
    ecs.create_cluster(clusterName="theirs", capacityProviders=["FARGATE", "FARGATE_SPOT"])
    wanted = declared(jobs={})
    del wanted["cluster"]
    wanted["service"]["cluster"] = "theirs"
    finished(converge(simulator, wanted))
    row = ecs.describe_task_definition(taskDefinition="shop-test-api:1")["taskDefinition"]
    members = ("family", "cpu", "memory", "networkMode", "containerDefinitions", "executionRoleArn", "volumes")
    ecs.register_task_definition(**{name: row[name] for name in members}, requiresCompatibilities=["FARGATE"])
    ecs.update_service(cluster="theirs", service="shop-test-api", taskDefinition="shop-test-api:2")

    result = finished(
        converge(simulator, {"job": {"cluster": "theirs", "jobs": {"seed": {**MIGRATE, "command": ["x"]}}}})
    )
    (task,) = ecs.describe_tasks(cluster="theirs", tasks=[outputs(result)["tasks"]["seed"]])["tasks"]
    assert task["taskDefinitionArn"].endswith(":2")
