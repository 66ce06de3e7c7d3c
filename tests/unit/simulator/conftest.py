"""One simulator for the session on a free port, emptied before each test, and boto3 clients for it."""

from __future__ import annotations

import functools
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config

from simulator.core.application import Application
from simulator.core.server import SimulatorServer

from . import databases, stack

ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE"


class Simulator:
    """What tests use: ``client``, the call log, durations and faults over the real HTTP endpoints."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.client = functools.cache(self._client)

    def _client(self, service: str, region: str = "us-east-1", key: str = ACCESS_KEY, token: str = "") -> Any:
        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.url,
            aws_access_key_id=key,
            aws_secret_access_key="secret",
            aws_session_token=token or None,
            config=Config(retries={"total_max_attempts": 1}),
        )

    def request(self, method: str, path: str, body: Any = None) -> Any:
        """Call one of the simulator's own endpoints."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/simulator/{path}", data=data, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def reset(self) -> None:
        """Empty it."""
        self.request("POST", "reset")

    def calls(self) -> list[dict[str, Any]]:
        """The rows of the call log."""
        return self.request("GET", "calls")

    def durations(self, **seconds: float) -> None:
        """Set durations; ``rds__db_instance=1`` stands for ``rds:db_instance``."""
        self.request("POST", "durations", {name.replace("__", ":"): value for name, value in seconds.items()})

    def fault(self, **order: Any) -> None:
        """Order one fault."""
        self.request("POST", "faults", [order])


@pytest.fixture(scope="session")
def simulator_server() -> Iterator[Simulator]:
    server = SimulatorServer(Application())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield Simulator(server.url)
    server.shutdown()
    server.server_close()


@pytest.fixture
def simulator(simulator_server: Simulator) -> Simulator:
    simulator_server.reset()
    return simulator_server


@pytest.fixture
def client(simulator: Simulator) -> Callable[..., Any]:
    """``client("ec2")`` is a boto3 client of an empty simulator."""
    return simulator.client


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """``clock(30)`` moves the simulator's clock forward by 30 seconds, so that no test waits."""
    from simulator.core import state

    offset = [0.0]
    real = state.now
    monkeypatch.setattr(state, "now", lambda: real() + offset[0])

    def forward(seconds: float) -> None:
        offset[0] += seconds

    return forward


@pytest.fixture
def profile(simulator: Simulator) -> Iterator[Callable[..., Any]]:
    """``profile("aws", minute_ms=60_000)`` switches the simulator over; afterwards it is calm again."""

    def use(name: str, **more: Any) -> Any:
        return simulator.request("POST", "profile", {"profile": name, **more})

    yield use
    use("calm")


@pytest.fixture
def real_time(profile: Callable[..., Any]) -> None:
    """As on AWS and as long as there, without faults drawn; ``clock`` moves on."""
    profile("aws", minute_ms=60_000, rates={})


@pytest.fixture
def place(client: Callable[..., Any]) -> stack.Network:
    """A network."""
    return stack.network(client)


@pytest.fixture
def elb(client: Callable[..., Any]) -> Any:
    return client("elbv2")


@pytest.fixture
def web(client: Callable[..., Any], place: stack.Network) -> tuple[str, str]:
    """A load balancer and a target group."""
    return stack.balancer(client, place), stack.target_group(client, place)


@pytest.fixture
def rds(client: Callable[..., Any]) -> Any:
    return client("rds")


@pytest.fixture
def subnet_group(rds: Any, place: stack.Network) -> None:
    """The subnet group of databases."""
    rds.create_db_subnet_group(DBSubnetGroupName="Main", DBSubnetGroupDescription="main", SubnetIds=place.subnets)


@pytest.fixture
def database(rds: Any, place: stack.Network, subnet_group: None) -> None:
    """A database, app."""
    rds.create_db_instance(**databases.arguments(place))
