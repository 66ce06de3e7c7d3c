# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of a service behind the load balancer: its requests, its target group, and the check of that."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option

HEALTH_CHECK = {
    "path": Option(
        "str",
        "The path that the load balancer asks for.",
        default="/health",
        field="target_group.HealthCheckPath",
    ),
    "port": Option(
        "str",
        "The port, or V(traffic-port).",
        default="traffic-port",
        known=True,
        field="target_group.HealthCheckPort",
    ),
    "protocol": Option(
        "str",
        "The protocol. That of the load balancer's own requests when omitted.",
        choices=["HTTP", "HTTPS"],
        field="target_group.HealthCheckProtocol",
    ),
    "interval": Option(
        "int",
        "Seconds between two checks.",
        default=30,
        aws="5 to 300.",
        between=(5, 300),
        field="target_group.HealthCheckIntervalSeconds",
    ),
    "timeout": Option(
        "int",
        "Seconds until a check counts as failed; less than O(interval).",
        default=5,
        aws="2 to 120.",
        between=(2, 120),
        field="target_group.HealthCheckTimeoutSeconds",
    ),
    "healthy_threshold": Option(
        "int",
        "Good checks in a row until a target is healthy.",
        default=2,
        aws="2 to 10.",
        between=(2, 10),
        field="target_group.HealthyThresholdCount",
    ),
    "unhealthy_threshold": Option(
        "int",
        "Failed checks in a row until a target is unhealthy.",
        default=3,
        aws="2 to 10.",
        between=(2, 10),
        field="target_group.UnhealthyThresholdCount",
    ),
    "matcher": Option("str", "Codes of a good answer, such as V(200-299). V(200) when omitted, V(12) for gRPC."),
    "grace_period": Option(
        "int",
        "Seconds after a task's start in which ECS ignores failed checks.",
        default=60,
        aws="0 to 2147483647.",
        between=(0, 2147483647),
        field="ecs_service.healthCheckGracePeriodSeconds",
    ),
}

STICKINESS = {
    "duration": Option(
        "int",
        "Seconds for which a client stays with its target.",
        default=86400,
        aws="1 to 604800.",
        between=(1, 604800),
    ),
    "cookie_name": Option("str", "Cookie of the application to follow. The load balancer makes its own when omitted."),
}

USER_POOL_ARN = forms.arn(
    "cognito-idp", r"userpool/[\w-]{1,50}_[0-9a-zA-Z]+", "a user pool", "userpool/us-east-1_AbCdEf123"
)
AUTHENTICATE = {
    "user_pool_arn": Option("str", "ARN of the Amazon Cognito user pool.", required=True, form=USER_POOL_ARN),
    "client_id": Option(
        "str",
        "ID of the pool's app client.",
        required=True,
        sample="1h57kf5cpq17m0eml12EXAMPLE",
        aws="It has a secret, the code flow, and C(https://<domain>/oauth2/idpresponse) among its callback URLs.",
    ),
    "domain": Option(
        "str", "The pool's domain: its prefix, or its whole name where it is its own.", required=True, sample="shop"
    ),
    "scope": Option("str", "What is asked of the pool, with spaces between.", default="openid"),
    "session_cookie_name": Option("str", "Name of the session's cookie.", default="AWSELBAuthSessionCookie"),
    "session_timeout": Option(
        "int", "Seconds that a session lasts at the most.", default=604800, between=(1, 604800), aws="1 to 604800."
    ),
    "on_unauthenticated_request": Option(
        "str",
        "What happens to who is not logged in: the login, an answer 401, or nothing.",
        default="authenticate",
        choices=["authenticate", "deny", "allow"],
    ),
}

LOAD_BALANCER = {
    "paths": Option("list", "Path patterns, such as V(/api/*).", default=[], elements="str"),
    "hosts": Option("list", "Host names or patterns.", default=[], elements="str"),
    "headers": Option(
        "dict",
        "HTTP headers, name to list of values. Each of them is needed, with one of its values.",
        default={},
        of="list",
    ),
    "methods": Option("list", "HTTP methods.", default=[], elements="str"),
    "query": Option("dict", "Query parameters, key to value. One of them is needed.", default={}, of="str"),
    "source_cidrs": Option("list", "Address ranges of clients.", default=[], elements="str", form=forms.CIDR),
    "listener": Option(
        "str", "The load balancer's listener that gets the rule.", default="https", choices=["https", "http"]
    ),
    "priority": Option(
        "int",
        "The rule's priority. Chosen among the free ones when omitted, after narrower rules and before wider ones; it follows the conditions.",
        class_="delegated",
        aws="1 to 50000.",
        between=(1, 50000),
    ),
    "stickiness": Option("dict", "Keep a client with its target. Off when omitted.", options=STICKINESS),
    "authenticate": Option(
        "dict",
        [
            "Login at the load balancer by a user pool of Amazon Cognito, before a request reaches the service. None when omitted.",
            "Needs the HTTPS listener. The load balancer is let out to the pool's endpoints.",
        ],
        options=AUTHENTICATE,
    ),
    "protocol": Option(
        "str",
        "The protocol towards the tasks. With V(HTTPS) they answer with a certificate, which is not verified.",
        default="HTTP",
        choices=["HTTP", "HTTPS"],
        field="target_group.Protocol",
    ),
    "protocol_version": Option(
        "str",
        "The protocol version towards the tasks.",
        default="HTTP1",
        choices=["HTTP1", "HTTP2", "GRPC"],
        field="target_group.ProtocolVersion",
    ),
    "deregistration_delay": Option(
        "int",
        "Seconds that a stopping task has for requests under way.",
        default=30,
        aws="0 to 3600.",
        between=(0, 3600),
        field="target_group.Attributes[deregistration_delay.timeout_seconds]",
    ),
    "slow_start": Option(
        "int",
        "Seconds over which a new task gets its full share of requests. V(0) is off.",
        default=0,
        aws="0, or 30 to 900.",
        field="target_group.Attributes[slow_start.duration_seconds]",
    ),
    "algorithm": Option(
        "str",
        "How requests are spread.",
        default="round_robin",
        choices=["round_robin", "least_outstanding_requests", "weighted_random"],
        field="target_group.Attributes[load_balancing.algorithm.type]",
    ),
    "target_group_name": Option(
        "str",
        "Name of the target group. Made of stack and service when omitted.",
        aws="At most 32 characters.",
        length=(None, 32),
        field="target_group.Name",
    ),
}
