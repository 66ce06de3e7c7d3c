# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How a new revision of a service takes over: the deployment configuration, and what shifting traffic takes."""

from __future__ import annotations

from ...aws.ecs import deployment_strategy as ecs
from ...aws.ecs.service import EcsService
from ...aws.iam.role import Role
from ..shared import roles
from ..shared.handed import handed
from .one_service import DEPLOYMENT

BAKE_TIME = 5  # minutes; ECS wants one said with BLUE_GREEN
# Strategy -> default and least percentage of a step, default minutes between two (the same pages).
STEPS = {ecs.LINEAR: (10.0, 3.0, 6), ecs.CANARY: (5.0, 0.1, 10)}
SHIFTING_ONLY = ("bake_time", "step_percent", "step_bake_time", "test_headers", "test_priority", "role_arn")
POLICY = "policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"


def shifts(context):
    """True where the service's deployments shift traffic by themselves."""
    return context.options["deployment"]["strategy"] != ecs.ROLLING


def check(context):
    """Refuse what ECS refuses of a strategy, and options that mean nothing with it."""
    options, deployment = context.options, context.options["deployment"]
    name, balanced = deployment["strategy"], options["load_balancer"] is not None
    if not shifts(context):
        for option in SHIFTING_ONLY:
            context.check(
                not deployment[option] and deployment[option] != 0,
                "deployment." + option,
                deployment[option],
                "leave it out with the strategy ROLLING, or choose BLUE_GREEN, LINEAR or CANARY",
            )
        return
    endpoint = options["connect"] and options["connect"]["name"]
    context.check(
        name == ecs.BLUE_GREEN or balanced or endpoint,
        "deployment.strategy",
        name,
        "load_balancer or connect.name is needed: without them there is no traffic to shift, and only ROLLING and "
        "BLUE_GREEN are allowed",
    )
    context.check(
        context.name + "-alternate" not in context.common["services"],
        "deployment.strategy",
        name,
        "a service %s-alternate cannot stand beside it: the second target group has that name" % context.name,
    )
    for option in ("step_percent", "step_bake_time"):
        context.check(
            deployment[option] is None or name in STEPS,
            "deployment." + option,
            deployment[option],
            "leave it out with BLUE_GREEN, which moves all traffic at once",
        )
    if name in STEPS:
        percent, least = deployment["step_percent"], STEPS[name][1]
        context.check(
            percent is None or least <= percent <= 100 and not round(percent * 10, 6) % 1,
            "deployment.step_percent",
            percent,
            "multiples of 0.1 from %g to 100 are allowed" % least,
        )
    for option in ("test_headers", "test_priority", "role_arn"):
        context.check(
            not deployment[option] or balanced,
            "deployment." + option,
            deployment[option],
            "load_balancer is needed for it",
        )
    _check_test(context, deployment, options["load_balancer"])
    scaling = options["autoscaling"] or {}
    # Developer Guide, "Use a target metric to scale Amazon ECS services".
    context.check(
        not scaling.get("requests_per_target"),
        "autoscaling.requests_per_target",
        scaling.get("requests_per_target"),
        "cpu, memory or schedules are allowed with the strategy %s: the metric follows one of the two target groups only"
        % name,
    )


def _check_test(context, deployment, balancer):
    priority, own = deployment["test_priority"], (balancer or {}).get("priority")
    context.check(
        priority is None or deployment["test_headers"],
        "deployment.test_priority",
        priority,
        "test_headers is needed for it",
    )
    if deployment["test_headers"] and own is not None:
        context.check(
            priority is not None and priority < own,
            "deployment.test_priority",
            priority,
            "less than load_balancer.priority (%d) is needed: the rule for test traffic comes first" % own,
        )


def configuration(context):
    """The deploymentConfiguration of the service."""
    deployment = context.options["deployment"]
    name, rollback, alarms = deployment["strategy"], deployment["rollback"], deployment["alarms"]
    bake_time = _given(deployment["bake_time"], BAKE_TIME) if shifts(context) else 0
    result = handed({**deployment, "bake_time": bake_time}, DEPLOYMENT, EcsService)["deploymentConfiguration"]
    result["deploymentCircuitBreaker"]["rollback"] = deployment["circuit_breaker"] and rollback
    result["alarms"].update(enable=bool(alarms), rollback=bool(alarms) and rollback)
    if name in STEPS:
        percent, _least, wait = STEPS[name]
        percent, wait = _given(deployment["step_percent"], percent), _given(deployment["step_bake_time"], wait)
        if name == ecs.LINEAR:
            result["linearConfiguration"] = {"stepPercent": percent, "stepBakeTimeInMinutes": wait}
        else:
            result["canaryConfiguration"] = {"canaryPercent": percent, "canaryBakeTimeInMinutes": wait}
    return result


def _given(value, default):
    return default if value is None else value


def advanced(context, traffic):
    """The advancedConfiguration of the service's load balancer.

    :param traffic: traffic.Traffic of the service
    """
    result = {
        "alternateTargetGroupArn": traffic.alternate["TargetGroupArn"],
        "productionListenerRule": traffic.rule["RuleArn"],
        "roleArn": context.options["deployment"]["role_arn"] or _role(context),
    }
    if traffic.test:
        result["testListenerRule"] = traffic.test["RuleArn"]
    return result


def _role(context):
    """The ARN of the infrastructure role that ECS moves listener weights with (Developer Guide, "Amazon ECS infrastructure IAM
    role for load balancers")."""
    stack = context.stack
    want = {
        "RoleName": stack.name("%s-infrastructure" % context.name, limit=64, regional=True),
        "Path": roles.path(stack),
        "AssumeRolePolicyDocument": roles.trust(context.declaration, "ecs.amazonaws.com"),
        "ManagedPolicyArns": ["arn:%s:iam::aws:%s" % (stack.partition, POLICY)],
    }
    if context.common["permissions_boundary"]:
        want["PermissionsBoundary"] = context.common["permissions_boundary"]
    return context.declaration.add(Role, "%s-infrastructure" % context.name, want)["Arn"]
