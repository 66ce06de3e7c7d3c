"""The task that brings users into a database: before services, with its log where it fails, and no password anywhere."""

from __future__ import annotations

import json
from typing import Any

from tests.support.environments import finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

TASK, SERVICE = "database/main/task/users", "service/main/ecs_service/api"
NETWORK = {"nat_gateways": "none", "flow_logs": False, "gateway_endpoints": [], "check_quotas": False}
DATABASE = {"encryption": "aws", "monitoring_interval": 0, "users": {"app": {"privileges": "owner"}}}
SECRET = {"encryption": "aws", "secrets": {"db": {"keys": {"pass": {"database": "password", "user": "app"}}}}}


def declared(**database: Any) -> dict[str, Any]:
    api = {"image": "public.ecr.aws/nginx/nginx:1", "desired_count": 1}
    return {
        "network": NETWORK,
        "cluster": {"encryption": "aws"},
        "database": {**DATABASE, **database},
        "secret": SECRET,
        "service": {"encryption": "aws", "services": {"api": api}},
    }


def test_services_start_after_their_users_are_there(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, declared()))
    operations = [row["operation"] for row in simulator.calls(changing=True)]
    assert operations.index("CreateDBInstance") < operations.index("RunTask") < operations.index("CreateService")


def test_a_task_that_fails_says_what_postgresql_said_and_is_run_again(simulator: SimulatorProcess) -> None:
    words = 'ERROR:  role "app" cannot be altered'
    simulator.tasks([{"command": "", "exit_code": 3, "lines": ["connecting", words]}])
    failed = converge(simulator, declared())
    text = str(failed.outcome.failed[TASK])
    for part in ("exit code 3", words, "of /ecs/shop-test-db-users"):
        assert part in text
    assert failed.outcome.skipped[SERVICE] == TASK
    simulator.tasks([{"command": ""}])
    assert TASK in finished(converge(simulator, declared())).outcome.done


def test_no_plan_and_no_task_definition_has_a_password(simulator: SimulatorProcess) -> None:
    planned = converge(simulator, declared(password="own"), check=True)
    result = finished(converge(simulator, declared(password="own")))
    secrets, known = simulator.client("secretsmanager"), []
    for row in secrets.list_secrets()["SecretList"]:
        value = json.loads(secrets.get_secret_value(SecretId=row["ARN"])["SecretString"])
        known += [text for key, text in value.items() if key in ("password", "pass")]
    assert len(known) == 3 and all(len(text) == 40 for text in known)
    lines = [(line.want, line.changes, line.reason) for plan in (planned.plan, result.plan) for line in plan.lines]
    shown = repr((lines, planned.outputs, result.outputs))
    definition = simulator.client("ecs").describe_task_definition(taskDefinition="shop-test-db-users")
    for text in known:
        assert text not in shown and text not in repr(definition)
