"""INT, TERM and KILL in the middle of a deployment: nothing is changed any more, the lock is let go, the next run finishes."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.support.environments import finished
from tests.support.playbook import Playbook, Result, Run
from tests.support.processes import DEADLINE, until
from tests.support.shop import OPTIONS, changing, identity, inventory
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

NAT_SECONDS = 20  # a NAT gateway that is made now is waited for that long
STOP_SECONDS = 5  # within these a stopped run makes its last call
GATEWAY = "network/main/nat_gateway/a"
SECRET = "a-value-that-only-a-declaration-holds"


class Case(NamedTuple):
    """A signal, and whether it goes to the whole process group as a terminal's Ctrl-C does."""

    number: signal.Signals
    group: bool = False


CASES = {
    "int": Case(signal.SIGINT),
    "ctrl-c": Case(signal.SIGINT, True),
    "term": Case(signal.SIGTERM),
    "term-group": Case(signal.SIGTERM, True),
    "kill": Case(signal.SIGKILL),
}


class Stopped(NamedTuple):
    """What one stopped run left: its result, the time of the signal, and all its calls until long after."""

    result: Result
    signalled: float
    calls: list[dict[str, Any]]


def of(calls: list[dict[str, Any]], host: str) -> list[dict[str, Any]]:
    return [call for call in calls if call["access_key"] == host]


def made_gateways(simulator: SimulatorProcess) -> set[str]:
    return {call["access_key"] for call in simulator.calls(changing=True) if call["operation"] == "CreateNatGateway"}


def start(
    simulator: SimulatorProcess, home: Path, hosts: dict[str, Any], seconds: float = NAT_SECONDS
) -> tuple[Playbook, dict[str, Run]]:
    """Start one run for each host; each NAT gateway keeps them waiting for some seconds."""
    simulator.durations({"ec2:nat_gateway": seconds})
    keys = {host: {"stack_access_key": host, "stack_secret_key": SECRET} for host in hosts}
    path = inventory(home, keys, network_nat_gateways="single")
    env = {"HOME": str(home), "ANSIBLE_REMOTE_TMP": str(home / "tmp"), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"}
    playbook = Playbook({**simulator.env(), **env})
    return playbook, {host: playbook.start("site.yml", "-i", str(path), "--limit", host) for host in hosts}


@pytest.fixture(scope="module")
def aws() -> Iterator[SimulatorProcess]:
    """A simulator of this module's own."""
    with SimulatorProcess() as process:
        yield process


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home folder of the runs."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def stopped(aws: SimulatorProcess, home: Path) -> Iterator[dict[str, Stopped]]:
    """One run per case, all at once, each stopped while it waits for its NAT gateway."""
    # An account may have five VPCs, and has the default one: whoever looks last would find no room for another.
    aws.client("service-quotas").request_service_quota_increase(
        ServiceCode="vpc", QuotaCode="L-F678F1CE", DesiredValue=len(CASES) + 1
    )
    playbook, runs = start(aws, home, CASES)
    signalled: dict[str, float] = {}

    def news() -> set[str]:
        ended = [run.wait() for host, run in runs.items() if host not in signalled and run.process.poll() is not None]
        assert not ended, str(ended[0])
        return made_gateways(aws) - set(signalled)

    try:
        while len(signalled) < len(CASES):
            for host in until(news):
                signalled[host] = time.time()
                runs[host].signal(*CASES[host])
        results = {host: run.wait() for host, run in runs.items()}
        # A run that goes on would now make routes to its gateway.
        until(
            lambda: all(row["State"] == "available" for row in aws.client("ec2").describe_nat_gateways()["NatGateways"])
        )
        until(lambda: time.time() > max(signalled.values()) + STOP_SECONDS)
        calls = aws.calls()
        yield {host: Stopped(results[host], signalled[host], of(calls, host)) for host in CASES}
    finally:
        playbook.stop()


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_called_any_more_and_the_lock_is_let_go(
    stopped: dict[str, Stopped], aws: SimulatorProcess, case: str
) -> None:
    run = stopped[case]
    assert run.result.rc in (99, -CASES[case].number), run.result
    changes = [call for call in run.calls if call["changing"]]
    assert "CreateService" not in {call["operation"] for call in changes}
    assert [call["operation"] for call in changes[-2:]] == ["PutParameter", "DeleteParameter"]
    assert max(call["time"] for call in run.calls) - run.signalled < STOP_SECONDS
    parameters = [row["Name"] for row in aws.client("ssm").describe_parameters()["Parameters"]]
    assert f"/slipway/{identity(case)}/lock" not in parameters


@pytest.mark.parametrize("case", CASES)
def test_the_person_is_told_what_is_done_and_what_is_pending(stopped: dict[str, Stopped], case: str) -> None:
    out = stopped[case].result.out
    report = out.partition(f"[{identity(case)}] The run was stopped.")[2]
    assert "Run it again to finish." in report, stopped[case].result
    assert "  done network/main/vpc/main\n" in report
    assert f"  pending {GATEWAY}\n" in report
    assert "  pending service/main/ecs_service/api\n" in report


@pytest.mark.parametrize("case", CASES)
def test_the_next_run_finishes(stopped: dict[str, Stopped], aws: SimulatorProcess, case: str) -> None:
    options = {**OPTIONS, "network": {**OPTIONS["network"], "nat_gateways": "single"}}
    who = {"environment": case}
    before = len(aws.client("ec2").describe_nat_gateways()["NatGateways"])
    assert finished(converge(aws, options, identity=who, lock=True)).outcome.done
    assert len(aws.client("ec2").describe_nat_gateways()["NatGateways"]) == before == len(CASES)
    assert (
        aws.client("ecs").describe_services(cluster=f"shop-{case}-cluster", services=[f"shop-{case}-api"])["services"][
            0
        ]["runningCount"]
        == 2
    )
    aws.clear()
    assert not converge(aws, options, identity=who).plan.moves
    assert not changing(aws)


def test_no_file_of_a_stopped_run_holds_what_was_declared(stopped: dict[str, Stopped], home: Path) -> None:
    assert stopped
    holding = [file for file in home.rglob("*") if file.is_file() and SECRET.encode() in file.read_bytes()]
    assert holding == [home / "hosts.yml"]


def test_a_second_run_is_refused_while_the_first_one_works(simulator: SimulatorProcess, tmp_path: Path) -> None:
    # The first one is killed in the end, so it may wait for longer than the second one takes.
    playbook, _unused = start(simulator, tmp_path, {"holder": {}}, DEADLINE)
    lock = {"Name": f"/slipway/{identity('holder')}/lock"}
    try:
        until(lambda: made_gateways(simulator))
        holder = json.loads(simulator.client("ssm").get_parameter(**lock)["Parameter"]["Value"])
        result = playbook("site.yml", "-i", str(tmp_path / "hosts.yml"))
        assert json.loads(simulator.client("ssm").get_parameter(**lock)["Parameter"]["Value"])["id"] == holder["id"]
    finally:
        playbook.stop()
    assert result.rc == 2, result
    said = " ".join((result.out + result.err).split())
    assert f"the stack {identity('holder')} is being changed by {holder['who']} (process {holder['pid']}" in said
    assert f"-e stack_break_lock={holder['id']}" in said
    assert [call["operation"] for call in simulator.calls(changing=True)].count("CreateNatGateway") == 1
