"""Measures waiting: whole runs against objects that take as long as on AWS, with a clock that runs faster than real.

The engine is run in this process with a clock of its own, and the simulator, in its profile ``aws`` without faults, runs as
much faster: looks and pauses have the proportions that they have on AWS. Each run is also made with objects that are ready
at once; what is more with the slow ones is the waiting.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from unittest import mock

from ansible_collections.slipway.aws.plugins.module_utils.engine import converging
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import CALL
from ansible_collections.slipway.aws.plugins.module_utils.engine.predicting import Forecast, forecast, usually
from simulator.core import discovery
from tests.support import environments, stacks, torment
from tools.simulator_process import SimulatorProcess

FASTER = 10  # AWS seconds in a real one
STARTS = ("ecs:task_start", "elbv2:target_healthy")
ROLE, ROLE_SECONDS = "iam:role", 15  # until the role of its monitoring is known to RDS (A1 of simulator.behaviours)

# What takes time on the simulator: kind -> verb -> the durations that follow one another.
SLOW: dict[str, dict[str, tuple[str, ...]]] = {
    "access_point": dict.fromkeys(("create", "delete"), ("efs:access_point",)),
    "certificate": {"create": ("acm:certificate",), "delete": ("acm:in_use",)},
    "db_instance": {
        "create": (ROLE, "rds:db_instance.multi_az"),  # its first backup is no reason to wait
        "update": ("rds:db_instance.update",),
        "delete": ("rds:db_instance.delete", "rds:interfaces"),
    },
    "distribution": dict.fromkeys(("create", "update", "delete"), ("cloudfront:distribution",)),
    "ecs_service": {"create": STARTS, "update": STARTS, "delete": ("ecs:deployment",)},
    "file_system": dict.fromkeys(("create", "delete"), ("efs:file_system",)),
    "load_balancer": {"create": ("elbv2:load_balancer",), "delete": ("elbv2:interfaces",)},
    "mount_target": dict.fromkeys(("create", "delete"), ("efs:mount_target",)),
    "namespace": {
        "create": ("servicediscovery:namespace",),
        "delete": ("ecs:service_connect", "servicediscovery:namespace"),
    },
    "nat_gateway": {"create": ("ec2:nat_gateway",), "delete": ("ec2:nat_gateway.delete",)},
    "record": dict.fromkeys(("create", "update"), ("route53:change",)),
    "vpc_endpoint": {"create": ("ec2:vpc_endpoint",), "delete": ("ec2:vpc_endpoint.delete",)},
}
DRAIN = "ecs:drain"  # what a release adds to the start of tasks
SECONDS = {**discovery.durations(), ROLE: ROLE_SECONDS}


@dataclass
class Run:
    """One run: real seconds until its plan stood and in all, CPU seconds of this process, calls, those of the changes that
    were refused at first, what was to be expected."""

    planned: float
    wall: float
    cpu: float
    reading: int
    changing: int
    refused: int
    expected: Forecast

    @property
    def seconds(self) -> float:
        """AWS seconds: reading and planning last as long as they do, whatever the clock."""
        return self.planned + (self.wall - self.planned) * FASTER


@dataclass
class Waited:
    """A run with waiting beside the same one without.

    `factor` is the run's AWS seconds divided by the longest chain; `alone` what the changes would take one after the other, divided
    by them; `per_minute` the looks in an AWS minute of waiting; `cpu` the share of one core that is used meanwhile.
    """

    name: str
    run: Run
    factor: float
    alone: float
    per_minute: float
    cpu: float

    def __str__(self) -> str:
        return (
            f"{self.run.seconds / 60:.1f} min on AWS: {self.factor:.2f} x the longest chain; one after the other "
            f"{self.alone:.1f} x; waiting: {self.per_minute:.0f} looks a minute, {self.cpu:.1%} CPU; "
            f"{self.run.refused} changes refused as AWS did not know something yet, and made again"
        )


def measure() -> list[Waited]:
    """Make the first run of each application, release an image, scale, and destroy it: at once, then slowly."""
    with SimulatorProcess(torment.ZONE) as simulator:
        # As slow as AWS is with pages of listings, which is no waiting, and without any duration or lag.
        simulator.profile("aws", minute_ms=0, rates={})
        _runs(simulator, next(iter(torment.SERVICES)))  # imports are nobody's waiting
        simulator.reset()
        quick = _all(simulator)
        simulator.reset()
        simulator.profile("aws", minute_ms=60_000 / FASTER, rates={})
        return [_compare(name, quick[name], slow) for name, slow in _all(simulator).items()]


def lasting(line: Any, verb: str) -> float:
    """Return the AWS seconds that one change takes on the simulator."""
    names = SLOW.get(line.kind.kind, {}).get(verb, ())
    if line.kind.kind == "ecs_service" and any(change.path == "taskDefinition" for change in line.changes):
        names = (*names, DRAIN)
    return sum(SECONDS[name] for name in names) if usually(line, verb) > CALL else 0


def _all(simulator: SimulatorProcess) -> dict[str, Run]:
    return {f"{name}, {what}": run for name in torment.SERVICES for what, run in _runs(simulator, name).items()}


def _runs(simulator: SimulatorProcess, name: str) -> dict[str, Run]:
    """The runs of one application, whose service behind the load balancer has as many tasks as it says."""
    first, service = torment.stack(name).first, torment.SERVICES[name]
    policy = {**first.declared["service"]["policy"][service], "autoscaling": None, "desired_count": 2}
    steps = {"first run": {}, "release": {"image": torment.NEW_IMAGE}, "scale": {"desired_count": 4}}
    runs = {}
    for what, changed in steps.items():
        policy = {**policy, **changed}
        declared = {
            **first.declared,
            "service": {
                **first.declared["service"],
                "policy": {**first.declared["service"]["policy"], service: policy},
            },
        }
        runs[what] = _run(simulator, declared, identity=first.identity)
    gone = torment.with_data_words(simulator, first._replace(destroy=True))
    everything = {"kinds": environments.EVERYTHING, "destroy": True}
    return {**runs, "destroy": _run(simulator, {}, words=gone.words, identity=first.identity, **everything)}


def _run(simulator: SimulatorProcess, declared: dict[str, Any], **options: Any) -> Run:
    simulator.clear()
    expected: list[Forecast] = []
    planned: list[float] = []

    def both(plan: Any, graph: Any, edges: Any, wait: bool) -> Forecast:
        expected.append(forecast(plan, graph, edges, wait, lasting))
        planned.append(time.monotonic())
        return forecast(plan, graph, edges, wait)

    began, used = time.monotonic(), time.process_time()
    with mock.patch.object(converging, "forecast", both):
        result = stacks.converge(simulator, declared, clock=stacks.FastClock(FASTER), **options)
    wall, cpu = time.monotonic() - began, time.process_time() - used
    environments.finished(result)
    calls = simulator.calls()
    changing = sum(call["changing"] for call in calls)
    refused = sum(call["changing"] and call["error"] is not None for call in calls)
    return Run(planned[0] - began, wall, cpu, len(calls) - changing, changing, refused, expected[0])


def _compare(name: str, quick: Run, slow: Run) -> Waited:
    seconds, waited = slow.seconds, (slow.wall - quick.wall) * FASTER
    looks = slow.reading - quick.reading
    return Waited(
        name,
        slow,
        seconds / slow.expected.seconds,
        slow.expected.one_by_one / seconds,
        looks * 60 / waited,
        max(0.0, slow.cpu - quick.cpu) / waited,
    )
