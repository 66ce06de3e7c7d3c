"""The objects of ECS and where they are kept: one ``Region`` per account and region."""

from __future__ import annotations

import datetime
import itertools
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from moto.ecs.models import ecs_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call

_sequence = itertools.count(1)


def moment() -> datetime.datetime:
    """The simulator's time as AWS shows it."""
    return datetime.datetime.fromtimestamp(state.now(), datetime.UTC)


def short_id() -> str:
    """The 19-digit numbers of deployments."""
    return str(random.randint(10**18, 10**19 - 1))


@dataclass
class Task:
    """A task in AWS's shape, and what the scheduler has to know of it."""

    data: dict[str, Any]
    tags: list[dict[str, str]] = field(default_factory=list)
    deployment: str = ""
    interface: str | None = None
    targets: list[tuple[str, int]] = field(default_factory=list)
    until: float | None = None
    exit_code: int = 0
    lines: list[str] = field(default_factory=list)
    seen: bool = False
    sound: bool = False
    halfway: float | None = None
    order: int = field(default_factory=lambda: next(_sequence))

    @property
    def address(self) -> str:
        """The private IPv4 address, empty outside awsvpc."""
        details = self.data["attachments"][0]["details"] if self.data["attachments"] else []
        return next((item["value"] for item in details if item["name"] == "privateIPv4Address"), "")


@dataclass
class Deployment:
    """A deployment as ``deployments`` of a service shows it, with its revision and its service deployment.

    :param failures: tasks that failed since it was made or its desired count was set, those AWS does not count included
    :param moves: what is left to do once the tasks are up (``shifting``); None for a rolling deployment
    :param moving: a move takes its time
    :param stage: the lifecycle stage of one that shifts traffic
    :param production: the percentage of production traffic that it gets
    """

    data: dict[str, Any]
    revision: str
    record: dict[str, Any] | None = None
    going_back: bool = False
    failures: int = 0
    moves: list[Any] | None = None
    moving: bool = False
    stage: str = ""
    production: float = 0.0


@dataclass
class Service:
    """A service: declared members under their AWS names, and what became of them."""

    name: str
    arn: str
    cluster: Cluster
    declared: dict[str, Any]
    tags: list[dict[str, str]]
    given: dict[str, Any]
    status: str = "ACTIVE"
    created: datetime.datetime = field(default_factory=moment)
    created_by: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    deployments: list[Deployment] = field(default_factory=list)
    revisions: dict[str, dict[str, Any]] = field(default_factory=dict)
    records: list[dict[str, Any]] = field(default_factory=list)
    last_good: str | None = None
    stepping: bool = False
    again: bool = False

    def event(self, message: str) -> None:
        """Add a service event; the newest comes first, AWS keeps 100."""
        entry = {"id": str(uuid.uuid4()), "createdAt": moment(), "message": f"(service {self.name}) {message}"}
        self.events.insert(0, entry)
        del self.events[100:]

    def tasks(self) -> list[Task]:
        """Its tasks that are not stopped, oldest first."""
        group = f"service:{self.name}"
        live = [task for task in self.cluster.tasks.values() if task.data["lastStatus"] != "STOPPED"]
        return sorted((task for task in live if task.data["group"] == group), key=lambda task: task.order)


@dataclass
class Cluster:
    """A cluster in AWS's shape with its services and tasks."""

    name: str
    data: dict[str, Any]
    tags: list[dict[str, str]]
    services: dict[str, Service] = field(default_factory=dict)
    tasks: dict[str, Task] = field(default_factory=dict)


@dataclass
class Region:
    """All of ECS in one account and region."""

    clusters: dict[str, Cluster] = field(default_factory=dict)
    families: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    definition_tags: dict[str, list[dict[str, str]]] = field(default_factory=dict)


def region_of(call: Call) -> Region:
    """The region of a call. moto's backend is made too, as the tagging API asks only services in use."""
    return region_for(call.account, call.region)


def region_for(account: str, region: str) -> Region:
    """The region of an account."""
    assert ecs_backends[account][region] is not None
    return state.store("ecs", account, region).setdefault("region", Region())


def arn(call: Call, kind: str, name: str) -> str:
    """The ARN of something in the region of a call."""
    return f"arn:{call.partition}:ecs:{call.region}:{call.account}:{kind}/{name}"


def find_cluster(call: Call, name: str | None) -> Cluster:
    """The active cluster named (by name or ARN; ``default`` when None).

    Raises AwsError ClusterNotFoundException.
    """
    cluster = region_of(call).clusters.get((name or "default").rsplit("/", 1)[-1])
    if cluster is None or cluster.data["status"] != "ACTIVE":
        raise AwsError("ClusterNotFoundException", "Cluster not found.")
    return cluster


def find_service(call: Call, cluster: Cluster, name: str) -> Service:
    """The service named (by name or ARN) in a cluster, whatever its status.

    Raises AwsError ServiceNotFoundException.
    """
    service = cluster.services.get(name.rsplit("/", 1)[-1])
    if service is None:
        raise AwsError("ServiceNotFoundException", "Service not found.")
    return service


def invalid(message: str) -> AwsError:
    """InvalidParameterException, ECS's word for nearly everything that is wrong with a request."""
    return AwsError("InvalidParameterException", message)
