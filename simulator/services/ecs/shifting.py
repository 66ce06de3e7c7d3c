"""Shifting deployments: a green revision comes up beside the blue one, traffic moves to it by listener weights, the blue one
goes after the bake time (behaviour D19).

The stages and what each does are from the Developer Guide ("Amazon ECS blue/green service deployments workflow", "Amazon ECS
linear deployments", "Amazon ECS canary deployments"); that a first deployment stands in the alternate target group is
observed on AWS (go-to-k/cdk-real-drift#1730). Durations: ``ecs:traffic_shift`` for each shift, ``ecs:minute`` for each
minute of bake and step times.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call

from . import strategies
from .model import Deployment, Service, moment

RECONCILE, SCALE_UP, BAKE, CLEAN_UP = "RECONCILE_SERVICE", "SCALE_UP", "BAKE_TIME", "CLEAN_UP"


@dataclass(frozen=True)
class Move:
    """One step of a deployment after its tasks are up.

    :param production: the percentage of production traffic that the green revision gets
    :param test: the same of test traffic
    :param minutes: how long it stays so
    """

    stage: str
    production: float | None = None
    test: float | None = None
    minutes: int = 0


def moves(configuration: dict[str, Any]) -> list[Move] | None:
    """What a deployment under a configuration goes through; None for a rolling one."""
    if configuration["strategy"] == strategies.ROLLING:
        return None
    return [
        Move("POST_SCALE_UP"),
        Move("TEST_TRAFFIC_SHIFT", test=100.0),
        Move("POST_TEST_TRAFFIC_SHIFT"),
        *(Move("PRODUCTION_TRAFFIC_SHIFT", share, minutes=wait) for share, wait in _shares(configuration)),
        Move("POST_PRODUCTION_TRAFFIC_SHIFT"),
        Move(BAKE, minutes=configuration["bakeTimeInMinutes"]),
    ]


def _shares(configuration: dict[str, Any]) -> list[tuple[float, int]]:
    """(percentage, minutes until the next) of the shifts; no step bake time follows the last one."""
    if configuration["strategy"] == strategies.CANARY:
        canary = configuration["canaryConfiguration"]
        steps = [(canary["canaryPercent"], canary["canaryBakeTimeInMinutes"])]
    elif configuration["strategy"] == strategies.LINEAR:
        linear = configuration["linearConfiguration"]
        step, count = linear["stepPercent"], 1
        steps = []
        while round(step * count, 1) < 100:
            steps.append((round(step * count, 1), linear["stepBakeTimeInMinutes"]))
            count += 1
    else:
        steps = []
    return [item for item in steps if item[0] < 100] + [(100.0, 0)]


def resolved(service: Service, declared: dict[str, Any]) -> list[dict[str, str]]:
    """The target groups that the tasks of a new revision stand in, as ``resolvedConfiguration.loadBalancers``.

    Blue and green swap roles from one shifting deployment to the next; a rolling one stays in the group that serves.
    """
    shifts = service.declared["deploymentConfiguration"]["strategy"] != strategies.ROLLING
    good = service.revisions.get(service.last_good or "", {}).get("resolvedConfiguration", {}).get("loadBalancers", [])
    serving = {row["targetGroupArn"] for row in good}
    rows = []
    for balancer in declared.get("loadBalancers") or []:
        group, advanced = balancer.get("targetGroupArn"), balancer.get("advancedConfiguration")
        if not group:
            continue
        row = {"targetGroupArn": group}
        if advanced:
            alternate = advanced["alternateTargetGroupArn"]
            now = alternate if alternate in serving else group
            if shifts:
                now = group if alternate in serving else alternate
            row = {"targetGroupArn": now, "productionListenerRule": advanced["productionListenerRule"]}
        rows.append(row)
    return rows


def go(call: Call, service: Service, deployment: Deployment, again: Callable[[], None]) -> str | None:
    """Make the next moves of a deployment whose tasks are up, as far as they take no time.

    ``again`` is called whenever time has passed. Returns why a move failed, or None.
    """
    while deployment.moves and not deployment.moving:
        move = deployment.moves.pop(0)
        enter(deployment, move.stage)
        problem = shift(call, service, deployment, move.production, move.test)
        if problem:
            return problem
        deployment.moving = True
        shifts = move.production is not None or move.test is not None

        def waited(minutes: int = move.minutes) -> None:
            _wait(service, deployment, minutes, again)

        if shifts:
            state.after("ecs:traffic_shift", waited)
        else:
            waited()
    if not deployment.moves and not deployment.moving and deployment.stage != CLEAN_UP:
        enter(deployment, CLEAN_UP)
        again()
    return None


def _wait(service: Service, deployment: Deployment, minutes: int, again: Callable[[], None]) -> None:
    """Let minutes pass one by one: alarms are looked at after each."""
    if minutes <= 0 or not state.duration("ecs:minute"):
        deployment.moving = False
        again()
        return

    def passed() -> None:
        again()
        if service.status == "ACTIVE" and deployment.data["status"] == "PRIMARY" and deployment.stage != CLEAN_UP:
            _wait(service, deployment, minutes - 1, again)

    state.after("ecs:minute", passed)


def enter(deployment: Deployment, stage: str) -> None:
    """Show the stage of a deployment."""
    deployment.stage = stage
    if deployment.record:
        deployment.record.update(lifecycleStage=stage, updatedAt=moment())


def shift(
    call: Call, service: Service, deployment: Deployment, production: float | None, test: float | None
) -> str | None:
    """Send a percentage of the traffic to a deployment and the rest to the revision it replaces.

    Returns why that was not possible, or None.
    """
    revision = service.revisions[deployment.revision]
    for balancer in revision.get("loadBalancers") or []:
        advanced = balancer.get("advancedConfiguration")
        if not advanced:
            continue
        pair = {balancer["targetGroupArn"], advanced["alternateTargetGroupArn"]}
        green = next(
            row["targetGroupArn"]
            for row in revision["resolvedConfiguration"]["loadBalancers"]
            if row["targetGroupArn"] in pair
        )
        (blue,) = pair - {green}
        for member, share in (("productionListenerRule", production), ("testListenerRule", test)):
            if share is None or not advanced.get(member):
                continue
            if not strategies.may(call, advanced["roleArn"], "elasticloadbalancing:ModifyRule"):
                return f"the role {advanced['roleArn']} is not authorized to perform: elasticloadbalancing:ModifyRule"
            try:
                _weigh(call, advanced[member], blue, green, share)
            except AwsError as error:
                return f"{error.code}: {error.message}"
    if production is not None:
        deployment.production = production
        _note(deployment, "requestedProductionTrafficWeight", production)
    if test is not None:
        _note(deployment, "requestedTestTrafficWeight", test)
    return None


def _note(deployment: Deployment, member: str, share: float) -> None:
    row = deployment.record
    if row is None:
        return
    row["targetServiceRevision"][member] = share
    for source in row["sourceServiceRevisions"]:
        source[member] = round(100.0 - share, 1)


def _weigh(call: Call, arn: str, blue: str, green: str, share: float) -> None:
    """Rewrite the forward action of a rule, or of a Network Load Balancer's listener, to weights of two groups."""
    listener = ":listener/" in arn
    if listener:
        rows = call.invoke("elbv2", "DescribeListeners", {"ListenerArns": [arn]})["Listeners"][0]["DefaultActions"]
    else:
        rows = call.invoke("elbv2", "DescribeRules", {"RuleArns": [arn]})["Rules"][0]["Actions"]
    if [row["Type"] for row in rows] != ["forward"]:
        raise AwsError("InvalidLoadBalancerAction", "the rule must have one action, of type forward")
    # Weights are whole numbers up to 999, percentages multiples of 0.1.
    parts = 1 if float(share).is_integer() else 10
    weights = {blue: round((100 - share) * parts), green: round(share * parts)}
    action = copy.deepcopy(rows[0])
    action.pop("TargetGroupArn", None)
    action["ForwardConfig"]["TargetGroups"] = [
        {"TargetGroupArn": group, "Weight": weight} for group, weight in weights.items()
    ]
    if listener:
        call.invoke("elbv2", "ModifyListener", {"ListenerArn": arn, "DefaultActions": [action]})
    else:
        call.invoke("elbv2", "ModifyRule", {"RuleArn": arn, "Actions": [action]})
