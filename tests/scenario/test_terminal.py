"""What a person sees in a terminal while a run works, and what is never shown or left behind."""

from __future__ import annotations

import itertools
import json
import os
import re
import select
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.playbook import COMMAND, Playbook
from tests.support.processes import kill_tree
from tests.support.shop import deploy, drift, identity, inventory
from tests.support.terminal import Screen, opened
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

WAIT_SECONDS = 30
RUN_SECONDS = 180
STACKS = ("one", "two")


class Read(NamedTuple):
    """A line on the terminal, and when it could be read."""

    time: float
    text: str


def watch(arguments: list[str], env: dict[str, str], columns: int = 200) -> tuple[int, list[Read]]:
    """Run ansible-playbook in a terminal of its own; return its exit code and what was read, as it came."""
    here, there = opened(columns)
    process = subprocess.Popen(
        [COMMAND, *arguments], cwd=ROOT, env=env, stdin=there, stdout=there, stderr=there, start_new_session=True
    )
    os.close(there)
    lines, rest, end = [], "", time.monotonic() + RUN_SECONDS
    try:
        while time.monotonic() < end and select.select([here], [], [], RUN_SECONDS)[0]:
            try:
                rest += os.read(here, 65536).decode(errors="replace")
            except OSError:  # the other end is closed: nobody has the terminal open any more
                break
            *whole, rest = rest.split("\n")
            lines += [Read(time.monotonic(), text.rstrip("\r")) for text in whole]
        return process.wait(RUN_SECONDS), lines
    finally:
        if process.poll() is None:
            kill_tree(process.pid)
            process.wait()
        os.close(here)


def test_long_waits_are_shown_live_with_stack_and_time(simulator: SimulatorProcess, tmp_path: Path) -> None:
    simulator.durations({"ec2:nat_gateway": WAIT_SECONDS})
    simulator.faults(
        [
            {"service": "ec2", "operation": "CreateVpc", "code": "RequestLimitExceeded", "status": 503, "count": 3},
            {"service": "ec2", "operation": "CreateSubnet", "code": "InvalidVpcID.NotFound"},
            {"service": "ssm", "operation": "GetParameters", "code": "ThrottlingException"},
        ]
    )
    path = inventory(
        tmp_path, {stack: {} for stack in STACKS}, network_nat_gateways="single", stack_capabilities=["network"]
    )
    env = {
        **simulator.env(),
        "HOME": str(tmp_path),
        "ANSIBLE_REMOTE_TMP": str(tmp_path / "tmp"),
        "TERM": "dumb",  # no cursor to move: no bars
        "LC_ALL": "C.UTF-8",
    }
    code, lines = watch(["site.yml", "-i", str(path), "-v"], env)
    shown = "\n".join(line.text for line in lines)
    assert code == 0, shown

    for stack in STACKS:
        waits = {}
        for line in lines:
            if found := re.search(
                rf"\[{identity(stack)}\] +\d+/\d+ waiting for network/main/nat_gateway/a: .*, (\d+) s", line.text
            ):
                waits[int(found[1])] = line.time
        ready = next(
            line.time
            for line in lines
            if f"[{identity(stack)}]" in line.text and " done network/main/nat_gateway/a" in line.text
        )
        seconds = sorted(waits)
        assert len(seconds) >= 2, shown
        assert seconds[-1] <= WAIT_SECONDS + 5
        for earlier, later in itertools.pairwise(seconds):
            # A line comes when it is true, not with the others at the end.
            assert waits[later] - waits[earlier] > (later - earlier) / 2
        assert ready > waits[seconds[-1]]
    retries = re.findall(r"\[shop/(?:one|two)/us-east-1\] (\S+ \S+: \S+); trying again \(\d\)", shown)
    assert re.search(
        r"\[shop/(?:one|two)/us-east-1\] ssm get_parameters: was refused or lost, answered at try 2", shown
    ), shown
    assert sorted(retries) == [
        "ec2 create_subnet: InvalidVpcID.NotFound",
        *["ec2 create_vpc: RequestLimitExceeded"] * 3,
    ]
    # What is made is shown while other things are still waited for.
    made = next(
        line.time
        for line in lines
        if f"[{identity('one')}]" in line.text and " done network/main/vpc/main" in line.text
    )
    assert made < next(line.time for line in lines if "done network/main/nat_gateway/a" in line.text) - WAIT_SECONDS / 2


@pytest.mark.parametrize("columns", [80, 200])
def test_a_terminal_has_bars_while_a_run_works_and_errors_last(
    simulator: SimulatorProcess, tmp_path: Path, columns: int
) -> None:
    simulator.durations({"ec2:nat_gateway": 3})
    simulator.faults([{"service": "ecr", "operation": "CreateRepository", "code": "AccessDeniedException"}])
    hosts = {"one": {}, "two": {"stack_capabilities": ["network", "registry"]}}
    path = inventory(tmp_path, hosts, network_nat_gateways="single", stack_capabilities=["network"])
    env = {**simulator.env(), "HOME": str(tmp_path), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
    code, lines = watch(["site.yml", "-i", str(path)], env, columns)
    raw = "\n".join(line.text for line in lines)
    screen = Screen(columns)
    screen.write(raw.replace("\n", "\r\n"))
    rows = screen.text.splitlines()

    assert code == 2, raw
    for stack in STACKS:
        assert re.search(rf"\[{identity(stack)}\] [━─]+ +\d+/\d+  \d+ s of about", raw), raw
    assert f"[{identity('one')}] 1 capability declared" in rows
    assert f"[{identity('two')}] 2 capabilities declared" in rows
    assert re.search(r"  network/main/nat_gateway/a \d+ s of about 90 s", raw)
    # Of the bars nothing is left, of the banners of what is only declared neither, and what failed is the last thing.
    assert "━" not in screen.text
    assert "TASK" not in screen.text
    told = screen.text.rpartition("FAILED ***")[2]
    assert told.count("AccessDenied") == screen.text.count("AccessDenied") == 1
    assert f"[{identity('two')}] " in told
    assert identity("one") not in told


PROGRAM = '''\
DOCUMENTATION = """
name: json_lines
type: stdout
short_description: results as JSON
description: [As the JSON callbacks of other collections.]
"""
import json
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION, CALLBACK_TYPE, CALLBACK_NAME = 2.0, "stdout", "json_lines"

    def v2_runner_on_ok(self, result):
        print(json.dumps({"task": result.task.get_name(), "result": result.result}))
'''


def test_what_programs_read_stays_what_they_read(
    simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path
) -> None:
    deploy(simulator, "one")
    drift(simulator, "one")
    (tmp_path / "json_lines.py").write_text(PROGRAM)
    env = {"ANSIBLE_STDOUT_CALLBACK": "json_lines", "ANSIBLE_CALLBACK_PLUGINS": str(tmp_path)}
    path = inventory(tmp_path, {"one": {}})
    result = playbook("site.yml", "-i", str(path), env=env, check=True)
    rows = [json.loads(row) for row in result.out.splitlines()]
    assert rows[-1]["result"]["done"] == ["cluster/main/ecs_cluster/main"]
    assert f"Plan for {identity('one')}" in result.err
    assert f"[{identity('one')}] 1/1 done cluster/main/ecs_cluster/main (update)" in result.err


def test_no_log_silences_plan_and_progress(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    role = {"ansible.builtin.include_role": {"name": "slipway.aws.registry", "apply": {"no_log": True}}}
    (tmp_path / "play.json").write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [role]}]))
    path = inventory(tmp_path, {"one": {}})
    result = playbook(str(tmp_path / "play.json"), "-i", str(path), "-v", "--diff", check=True)
    assert result.changed == 1
    assert "registry/main" not in result.out + result.err
    assert "shop-one-app" not in result.out + result.err


# What the runs are given by their environment: the key of the account, and values of secrets, a short one and a number among them.
GIVEN = {
    "KEY": "a-secret-key-of-the-run",
    "LITERAL": "a-value-in-the-vault",
    "SHORT": "%z7q",
    "PIN": "83518244",
    "PARAMETER": "a-parameter-in-the-vault",
}
SECRETS = {
    "application": {
        "keys": {
            "session_key": {"generate": {"length": 40}},
            "other": {"generate": {"length": 40}},
            "url": {"format": "https://user:{session_key|url}@example.com"},
            "literal": "{{ lookup('env', 'LITERAL') }}",
            "short": {"value": "{{ lookup('env', 'SHORT') }}"},
            "pin": "{{ lookup('env', 'PIN') | int }}",
        }
    }
}
PARAMETERS = {
    "TOKEN": "{{ lookup('env', 'PARAMETER') }}",
    "MADE": {"generate": {"length": 40}},
    "TINY": "{{ lookup('env', 'SHORT') }}",
}
ALONE = [{"hosts": "all", "gather_facts": False, "roles": ["slipway.aws.secret"]}]


def test_no_secret_is_shown_or_left_in_a_file(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> None:
    host = {"stack_access_key": "one", "stack_secret_key": "{{ lookup('env', 'KEY') }}"}
    path = inventory(
        tmp_path,
        {"one": host},
        stack_capabilities=["secret"],
        secret_encryption="aws",
        secret_secrets=SECRETS,
        secret_parameters=PARAMETERS,
    )
    home = tmp_path / "home"
    env = {
        "TMPDIR": str(home),
        **GIVEN,
        "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(home / "cache"),
        "ANSIBLE_LOG_PATH": str(home / "ansible.log"),
    }
    command = ("-i", str(path), "-vvv", "--diff")
    plan = ("playbooks/plan.yml", *command, "-e", f"plan_directory={home / 'plans'}")
    client, results = simulator.client("secretsmanager"), []
    results.append(playbook(*plan, env=env, check=True))
    results.append(playbook("site.yml", *command, env=env, check=True))
    name = client.list_secrets()["SecretList"][0]["Name"]
    values = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    assert len(values) == 6
    # Changed by hand, so that there is a difference to show, and one key of it to make again.
    client.put_secret_value(
        SecretId=name, SecretString=json.dumps({**values, "url": "https://changed-by-hand", "other": ""})
    )
    results.append(playbook(*plan, env=env, check=True))
    results.append(playbook("site.yml", *command, env=env, check=True))
    (tmp_path / "alone.json").write_text(json.dumps(ALONE))
    results.append(playbook(str(tmp_path / "alone.json"), *command, env=env, check=True))
    later = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    made = [
        simulator.client("ssm").get_parameter(Name=f"/shop/one/{name}", WithDecryption=True)["Parameter"]["Value"]
        for name in PARAMETERS
    ]
    assert later["url"] == values["url"]
    assert "(secret changes)" in results[2].out

    hidden = {
        *map(str, values.values()),
        *map(str, later.values()),
        *made,
        *GIVEN.values(),
        "https://changed-by-hand",
    } - {""}
    files = [file for file in (*home.rglob("*"), *tmp_path.rglob("*.json")) if file.is_file()]
    assert home / "ansible.log" in files
    for secret in hidden:
        for result in results:
            assert secret not in result.out + result.err
        assert not [file for file in files if secret.encode() in file.read_bytes()]
