"""The plan of production against an emulator that knows nothing of slipway: moto's own server, with its recorder."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from simulator.core.calls import is_changing
from tests.support.playbook import Playbook
from tools.simulator_process import ISOLATED

pytestmark = pytest.mark.scenario

# AWS's JSON and query protocols name the operation; the others are read with GET and HEAD.
READING_METHODS = ("GET", "HEAD")
KINDS = {
    "vpc",
    "subnet",
    "internet_gateway",
    "nat_gateway",
    "elastic_ip",
    "route_table",
    "route",
    "network_acl",
    "security_group",
    "security_group_rule",
    "default_security_group",
    "vpc_endpoint",
    "flow_log",
    "kms_key",
    "kms_alias",
    "db_subnet_group",
    "db_parameter_group",
    "db_instance",
    "secret",
    "ecr_repository",
    "certificate",
    "record",
    "load_balancer",
    "listener",
    "target_group",
    "listener_rule",
    "ecs_cluster",
    "role",
    "log_group",
    "task_definition",
    "ecs_service",
    "scalable_target",
    "scaling_policy",
    "s3_bucket",
    "site_content",
    "distribution",
    "invalidation",
    "origin_access_control",
    "response_headers_policy",
    "web_acl",
    "sns_topic",
    "sns_subscription",
    "alarm",
    "dashboard",
    "budget",
    "event_rule",
    "lambda_function",
    "service_linked_role",
}

# The image is not there yet, and moto cannot list these policies: it is said, and all else is planned.
OTHERS = {"service/main/task_definition/app": "wait", "cdn/main/response_headers_policy/main": "unknown"}


class Emulator:
    """moto's server as a child process on a port of the system's choice."""

    def __init__(self, folder: Path) -> None:
        command = [Path(sys.executable).with_name("moto_server"), "-H", "127.0.0.1", "-p", "0"]
        environment = {
            **ISOLATED,
            "PATH": str(Path(sys.executable).parent),
            "MOTO_RECORDER_FILEPATH": str(folder / "recording"),
        }
        # A file, as what the server says about calls that it does not know would fill a pipe that nobody reads.
        said = folder / "said"
        with said.open("w") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=log)
        while not (found := re.search(r"http://127\.0\.0\.1:\d+", said.read_text())):
            assert self._process.poll() is None, f"the server did not start: {said.read_text()}"
            time.sleep(0.05)
        self.url = found[0]

    def client(self, service: str) -> Any:
        return boto3.client(
            service, endpoint_url=self.url, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="a"
        )

    def recorder(self, method: str, action: str) -> str:
        request = urllib.request.Request(f"{self.url}/moto-api/recorder/{action}", method=method)
        with urllib.request.urlopen(request) as response:
            return response.read().decode()

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def emulator(tmp_path: Path) -> Iterator[Emulator]:
    """An account that holds nothing but the hosted zone."""
    server = Emulator(tmp_path)
    try:
        server.client("route53").create_hosted_zone(Name="example.com", CallerReference="1")
        yield server
    finally:
        server.stop()


def changes(row: dict[str, Any]) -> bool:
    """Return whether a recorded request changes something."""
    headers = {name.lower(): value for name, value in row["headers"].items()}
    service = re.search(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/", headers["authorization"])[1]
    if target := headers.get("x-amz-target"):
        return is_changing(service, target.rpartition(".")[2])
    body = base64.b64decode(row["body"]).decode() if row.get("body_encoded") else row["body"]
    if action := re.search(r"(?:^|&)Action=(\w+)", body):
        return is_changing(service, action[1])
    return row["method"] not in READING_METHODS


def test_the_plan_of_production_is_complete(emulator: Emulator, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    env = {
        **ISOLATED,
        "AWS_ENDPOINT_URL": emulator.url,
        "PATH": "/usr/bin:/bin",
        "HOME": str(home),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
        "ANSIBLE_NOCOLOR": "1",
    }
    emulator.recorder("POST", "start-recording")
    result = Playbook(env)(
        "playbooks/plan.yml",
        "-i",
        "inventories/prod",
        "--limit",
        "inflight-ordering",
        "-e",
        f"plan_directory={tmp_path}",
    )
    emulator.recorder("POST", "stop-recording")
    assert result.rc == 0, result

    rows = [json.loads(line) for line in emulator.recorder("GET", "download-recording").splitlines() if line]
    assert len(rows) > 20
    assert not [(row["method"], row["url"], row["headers"], row["body"]) for row in rows if changes(row)]
    plan = json.loads((tmp_path / "inflight-ordering_prod_us-east-1.json").read_text())
    others = {line["address"]: line["verb"] for line in plan["lines"] if line["verb"] not in ("create", "run")}
    assert others == OTHERS
    assert not plan["problems"]
    planned = {line["kind"] for line in plan["lines"]}
    assert planned >= KINDS, KINDS - planned
