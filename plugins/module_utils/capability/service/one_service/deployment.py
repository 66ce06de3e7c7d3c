# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of deployments: how a new revision takes over."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option

DEPLOYMENT = {
    "strategy": Option(
        "str",
        [
            "V(ROLLING) replaces tasks batch by batch.",
            (
                "The others bring up all tasks of the new revision beside the old ones, and move the traffic then: V(BLUE_GREEN) all "
                "at once, V(LINEAR) in equal steps, V(CANARY) a small part first. The old tasks stay for O(bake_time), in which "
                "going back takes moments."
            ),
            (
                "Behind the load balancer they take a second target group, and the infrastructure role O(role_arn). ECS then owns the "
                "weights of the listener rule. Without O(load_balancer) and O(connect.name) only V(BLUE_GREEN) is possible, and "
                "there is no traffic to move."
            ),
        ],
        default="ROLLING",
        choices=["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"],
        field="ecs_service.deploymentConfiguration.strategy",
    ),
    "bake_time": Option(
        "int",
        "Minutes that old and new tasks run after all traffic has moved. V(5) when omitted. Not with V(ROLLING).",
        aws="0 to 1440.",
        between=(0, 1440),
        field="ecs_service.deploymentConfiguration.bakeTimeInMinutes",
    ),
    "step_percent": Option(
        "float",
        "Traffic that moves with each step of V(LINEAR), or with the first one of V(CANARY), in percent. V(10) and V(5) when omitted.",
        aws="Multiples of 0.1, from 3 with V(LINEAR), from 0.1 with V(CANARY).",
    ),
    "step_bake_time": Option(
        "int",
        "Minutes between two steps of V(LINEAR) or V(CANARY). V(6) and V(10) when omitted.",
        aws="0 to 1440.",
        between=(0, 1440),
    ),
    "test_headers": Option(
        "dict",
        [
            "HTTP headers that mark test traffic, name to list of values.",
            "Requests with them reach the new revision before any other do, by a listener rule of its own. Not with V(ROLLING).",
        ],
        default={},
        of="list",
    ),
    "test_priority": Option(
        "int",
        "Priority of the rule for O(test_headers), before that of the service's own. Needed where O(load_balancer.priority) is given.",
        class_="delegated",
        aws="1 to 50000.",
        between=(1, 50000),
    ),
    "role_arn": Option(
        "str",
        [
            "ARN of the ECS infrastructure role that moves the weights.",
            "Made when omitted, with the policy C(AmazonECSInfrastructureRolePolicyForLoadBalancers).",
        ],
        form=forms.ROLE_ARN,
    ),
    "minimum_healthy_percent": Option(
        "int",
        "Tasks that stay up during a rolling deployment, in percent of the desired count.",
        default=100,
        aws="0 to 100.",
        between=(0, 100),
        field="ecs_service.deploymentConfiguration.minimumHealthyPercent",
    ),
    "maximum_percent": Option(
        "int",
        "Tasks that may run during a rolling deployment, in percent of the desired count. The other O(strategy)s run twice the count.",
        default=200,
        aws="100 to 200 with availability zone rebalancing above 100.",
        field="ecs_service.deploymentConfiguration.maximumPercent",
    ),
    "circuit_breaker": Option(
        "bool",
        "Whether ECS ends a deployment whose tasks do not become healthy. A run that waits for its deployment ends it in any case "
        "once three tasks have failed, and more than run.",
        default=True,
        field="ecs_service.deploymentConfiguration.deploymentCircuitBreaker.enable",
    ),
    "rollback": Option("bool", "Whether a failed deployment returns to the last one that succeeded.", default=True),
    "alarms": Option(
        "list",
        "Names of CloudWatch alarms that end a deployment.",
        default=[],
        elements="str",
        field="ecs_service.deploymentConfiguration.alarms.alarmNames",
    ),
}
