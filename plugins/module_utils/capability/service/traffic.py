# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How traffic reaches a service and leaves it: target group, listener rule, security group rules."""

from __future__ import annotations

import re
import typing

from ...aws.elbv2.listener_rule import ListenerRule
from ...aws.elbv2.target_group import ALTERNATE, TargetGroup
from ..shared.handed import handed
from . import matching, strategy
from .one_service import SERVICE

PLAIN = ".http"
# Member of AuthenticateCognitoActionConfig -> option.
LOGIN = {
    "UserPoolArn": "user_pool_arn",
    "UserPoolClientId": "client_id",
    "UserPoolDomain": "domain",
    "Scope": "scope",
    "SessionCookieName": "session_cookie_name",
    "SessionTimeout": "session_timeout",
    "OnUnauthenticatedRequest": "on_unauthenticated_request",
}


class Traffic(typing.NamedTuple):
    """The nodes between load balancer and service. The last two only where deployments shift traffic: the group that takes
    turns with the first one, and the rule of test traffic; ``plain`` is the rule of the HTTP listener beside HTTPS."""

    group: typing.Any
    rule: typing.Any
    alternate: typing.Any = None
    test: typing.Any = None
    plain: typing.Any = None

    @property
    def rules(self):
        """The listener rules."""
        return [rule for rule in (self.rule, self.test, self.plain) if rule is not None]


def attach(context, vpc):
    """Traffic of a service behind the load balancer."""
    options, health = context.options["load_balancer"], context.options["health_check"]
    if context.options["port"] is None:
        context.refuse("port", None, "a service behind the load balancer needs a port")
    _check_balancing(context, options, health)
    context.check(
        options["protocol_version"] == "HTTP1" or options["listener"] == "https",
        "load_balancer.protocol_version",
        options["protocol_version"],
        "HTTP1 is allowed on the HTTP listener: only HTTPS listeners speak the others",
    )
    context.check(
        not (context.common["http_rules"] and options["listener"] == "https") or not strategy.shifts(context),
        "deployment.strategy",
        context.options["deployment"]["strategy"],
        "ROLLING is allowed where the HTTP listener serves too (http_rules): ECS moves the weights of one rule only",
    )
    _check_login(context, options)
    declaration, stack = context.declaration, context.stack
    grpc, name = options["protocol_version"] == "GRPC", options["target_group_name"]
    filled = {
        "load_balancer": {**options, "target_group_name": name or stack.name(context.name, limit=32, room=3)},
        "health_check": {**health, "protocol": health["protocol"] or options["protocol"]},
    }
    wish = handed({**context.options, **filled}, SERVICE, TargetGroup)
    wish.update(
        Port=context.options["port"],
        VpcId=vpc,
        TargetType="ip",
        Matcher={"GrpcCode": health["matcher"] or "12"} if grpc else {"HttpCode": health["matcher"] or "200"},
    )
    wish["Attributes"].update(_stickiness(options["stickiness"]))
    group, alternate = declaration.add(TargetGroup, context.name, wish), None
    if strategy.shifts(context):
        alternate = declaration.add(
            TargetGroup,
            context.name + ALTERNATE,
            {
                **wish,
                "Name": name + "-alt"
                if name
                else stack.name(context.name + ALTERNATE.replace(".", "-"), limit=32, room=3),
            },
        )
    common = context.common
    export = "%s_listener_arn" % options["listener"]
    want = {
        "ListenerArn": declaration.asks(
            declaration.neighbour("load_balancer", export, common[export], option=export),
            context.option("load_balancer.listener"),
            options["listener"],
        ),
        "Conditions": matching.conditions(context),
        "Actions": [*_login(options["authenticate"]), {"Type": "forward", "TargetGroupArn": group["TargetGroupArn"]}],
    }
    if options["priority"] is not None:
        want["Priority"] = options["priority"]
    if alternate is None:
        return Traffic(group, declaration.add(ListenerRule, context.name, want), plain=_plain_rule(context, want))
    # Both groups must be attached for ECS to take them; which of them gets the traffic is ECS's business from then on.
    want.update(
        ShiftedByEcs=True,
        Actions=[
            *_login(options["authenticate"]),
            {
                "Type": "forward",
                "ForwardConfig": {
                    "TargetGroups": [
                        {"TargetGroupArn": node["TargetGroupArn"], "Weight": weight}
                        for node, weight in ((group, 100), (alternate, 0))
                    ]
                },
            },
        ],
    )
    rule = declaration.add(ListenerRule, context.name, want, delegated=("Actions",))
    return Traffic(group, rule, alternate, _test_rule(context, declaration, want))


def _login(given):
    """The action before forwarding where users log in at the load balancer."""
    if not given:
        return []
    config = {name: given[option] for name, option in LOGIN.items()}
    return [{"Type": "authenticate-cognito", "AuthenticateCognitoConfig": config}]


def _check_login(context, options):
    """Only HTTPS listeners log users in, and a rule beside them would let everybody past the login."""
    plain = options["listener"] != "https" or context.common["http_rules"]
    context.check(
        not (options["authenticate"] and plain),
        "load_balancer.authenticate",
        (options["authenticate"] or {}).get("user_pool_arn"),
        "the HTTPS listener alone is allowed (listener: https, without service_http_rules): no other logs users in",
    )


def _plain_rule(context, want):
    """The same rule of the HTTP listener, where that serves beside HTTPS; gRPC and HTTP/2 are spoken on HTTPS only."""
    options, common = context.options["load_balancer"], context.common
    if not common["http_rules"] or options["listener"] != "https" or options["protocol_version"] != "HTTP1":
        return None
    listener = context.declaration.neighbour("load_balancer", "http_listener_arn", common["http_listener_arn"])
    return context.declaration.add(ListenerRule, context.name + PLAIN, {**want, "ListenerArn": listener})


def _test_rule(context, declaration, production):
    """The rule of test traffic: that of production, for requests with further headers."""
    deployment = context.options["deployment"]
    if not deployment["test_headers"]:
        return None
    want = {**production, "Conditions": production["Conditions"] + matching.headers(context, "deployment.test_headers")}
    want.pop("Priority", None)
    if deployment["test_priority"] is not None:
        want["Priority"] = deployment["test_priority"]
    matching.check_count(context, want["Conditions"], "deployment.test_headers")
    return declaration.add(ListenerRule, context.name + ".test", want, delegated=("Actions",))


def _check_balancing(context, options, health):
    context.check(
        health["timeout"] < health["interval"],
        "health_check.timeout",
        health["timeout"],
        "less than the interval of %d is allowed" % health["interval"],
    )
    context.check(
        health["path"].startswith("/") and len(health["path"]) <= 1024,
        "health_check.path",
        health["path"],
        "a path that begins with / is allowed",
    )
    context.check(
        health["port"] == "traffic-port" or health["port"].isdigit() and 1 <= int(health["port"]) <= 65535,
        "health_check.port",
        health["port"],
        "traffic-port or 1 to 65535 is allowed",
    )
    context.check(
        options["slow_start"] == 0 or 30 <= options["slow_start"] <= 900,
        "load_balancer.slow_start",
        options["slow_start"],
        "0, or 30 to 900 is allowed",
    )
    context.check(
        options["slow_start"] == 0 or options["algorithm"] == "round_robin",
        "load_balancer.slow_start",
        options["slow_start"],
        "only the algorithm round_robin has a slow start",
    )
    if options["stickiness"]:
        cookie = options["stickiness"]["cookie_name"]
        context.check(
            cookie is None or cookie.upper() not in ("AWSALB", "AWSALBAPP", "AWSALBTG"),
            "load_balancer.stickiness.cookie_name",
            cookie,
            "AWSALB, AWSALBAPP and AWSALBTG are the load balancer's own",
        )
    name = options["target_group_name"]
    context.check(
        name is None or re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?", name),
        "load_balancer.target_group_name",
        name,
        "1 to 32 letters, digits and inner hyphens are allowed",
    )
    context.check(
        name is None or len(name) <= 28 or not strategy.shifts(context),
        "load_balancer.target_group_name",
        name,
        "at most 28 characters are allowed with the strategy %s: the second group has -alt behind it"
        % context.options["deployment"]["strategy"],
    )


def _stickiness(sticky):
    """The attributes that keep a client with its target, or not."""
    result = {"stickiness.enabled": bool(sticky)}
    if sticky and sticky["cookie_name"]:
        result.update(
            {
                "stickiness.type": "app_cookie",
                "stickiness.app_cookie.cookie_name": sticky["cookie_name"],
                "stickiness.app_cookie.duration_seconds": sticky["duration"],
            }
        )
    elif sticky:
        result.update({"stickiness.type": "lb_cookie", "stickiness.lb_cookie.duration_seconds": sticky["duration"]})
    return result
