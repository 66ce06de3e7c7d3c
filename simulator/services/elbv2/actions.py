"""Actions and conditions of listeners and rules in the form in which AWS reads them back (behaviour C7)."""

from __future__ import annotations

import copy
import re
from typing import Any

from moto.elbv2.models import FakeAction

from simulator.core.handlers import AwsError, Call

from .find import backend, users, validation

REDIRECT = {"Protocol": "#{protocol}", "Port": "#{port}", "Host": "#{host}", "Path": "/#{path}", "Query": "#{query}"}
LOGIN = {
    "SessionCookieName": "AWSELBAuthSessionCookie",
    "Scope": "openid",
    "SessionTimeout": 604800,
    "OnUnauthenticatedRequest": "authenticate",
}
FINAL = ("forward", "redirect", "fixed-response")
# The member that holds the values of each kind of condition.
CONDITIONS = {
    "host-header": "HostHeaderConfig",
    "path-pattern": "PathPatternConfig",
    "http-header": "HttpHeaderConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "query-string": "QueryStringConfig",
    "source-ip": "SourceIpConfig",
}
FORMS = {
    "host-header": re.compile(r"[A-Za-z0-9.*?-]*\.[A-Za-z]+"),
    "path-pattern": re.compile(r"[A-Za-z0-9_.$/~\"'@:+&*?-]+"),
    "http-request-method": re.compile(r"[A-Z_-]{1,40}"),
}
HEADER = re.compile(r"[A-Za-z0-9!#$%&'+.^_`|~-]{1,40}")
PLAIN_VALUES = ("host-header", "path-pattern")
VALUE_LIMIT = 5  # condition values per rule, see "Quotas for your Application Load Balancers"


def _bad(message: str) -> AwsError:
    return AwsError("InvalidLoadBalancerAction", message)


def check_version(call: Call, arn: str, protocol: str) -> None:
    """Refuse to forward gRPC and HTTP/2 from a listener without TLS.

    See "Target groups for your Application Load Balancers", protocol version.
    """
    version = backend(call).target_groups[arn].protocol_version
    if protocol == "HTTP" and version in ("GRPC", "HTTP2"):
        raise _bad(
            f"Listener protocol '{protocol}' is not supported with a target group with the protocol-version '{version}'"
        )


def _forward(call: Call, action: dict[str, Any], balancer_arn: str, protocol: str) -> None:
    config = action.setdefault("ForwardConfig", {})
    groups = config.get("TargetGroups") or (
        [{"TargetGroupArn": action["TargetGroupArn"]}] if "TargetGroupArn" in action else []
    )
    if not groups:
        raise validation("A target group ARN must be specified")
    for group in groups:
        arn = group["TargetGroupArn"]
        if arn not in backend(call).target_groups:
            raise AwsError("TargetGroupNotFound", f"Target groups '{arn}' not found")
        check_version(call, arn, protocol)
        if set(users(call, arn)) - {balancer_arn}:
            raise AwsError(
                "TargetGroupAssociationLimit",
                f"The following target groups cannot be associated with more than one load balancer: {arn}",
            )
        group.setdefault("Weight", 1)
    config["TargetGroups"] = groups
    config.setdefault("TargetGroupStickinessConfig", {"Enabled": False})
    action.pop("TargetGroupArn", None)
    if len(groups) == 1:
        action["TargetGroupArn"] = groups[0]["TargetGroupArn"]


def _redirect(action: dict[str, Any]) -> None:
    given = action.get("RedirectConfig") or {}
    if given.get("StatusCode") not in ("HTTP_301", "HTTP_302"):
        raise validation("A redirect needs the status code HTTP_301 or HTTP_302")
    config = {**REDIRECT, **given}
    if all(config[name] == value for name, value in REDIRECT.items() if name != "Query"):
        raise _bad("The redirect configuration is not valid because it creates a loop.")
    action["RedirectConfig"] = config


def _fixed(action: dict[str, Any]) -> None:
    config = action.get("FixedResponseConfig") or {}
    if not re.match(r"^[245]\d\d$", config.get("StatusCode", "")):
        raise validation("A fixed response needs a status code 2XX, 4XX or 5XX")


def _cognito(call: Call, action: dict[str, Any]) -> None:
    """See "Prepare to use Amazon Cognito": the caller looks the client up, and that has to have a secret."""
    config = action["AuthenticateCognitoConfig"]
    asked = {"UserPoolId": config["UserPoolArn"].rpartition("/")[2], "ClientId": config["UserPoolClientId"]}
    try:
        client = call.invoke("cognito-idp", "DescribeUserPoolClient", asked)["UserPoolClient"]
    except AwsError as error:
        raise _bad(error.message) from error
    if not client.get("ClientSecret"):
        raise _bad("The user pool client must have a client secret")


def canonical(call: Call, given: list[dict[str, Any]], balancer_arn: str, protocol: str) -> list[FakeAction]:
    """Check actions and fill in what AWS does. Raises AwsError."""
    actions = copy.deepcopy(given)
    actions.sort(key=lambda action: action.get("Order", 50000))
    if not actions or actions[-1]["Type"] not in FINAL:
        raise _bad("The last action must be one of forward, redirect or fixed-response")
    for position, action in enumerate(actions, start=1):
        kind = action["Type"]
        if kind in FINAL and position < len(actions):
            raise _bad(f"The action {kind} must be the last one")
        if kind == "forward":
            _forward(call, action, balancer_arn, protocol)
        elif kind == "redirect":
            _redirect(action)
        elif kind == "fixed-response":
            _fixed(action)
        elif protocol != "HTTPS":
            raise _bad(f"The action type '{kind}' is only supported by HTTPS listeners")
        elif kind == "authenticate-cognito":
            _cognito(call, action)
        for member in ("AuthenticateOidcConfig", "AuthenticateCognitoConfig"):
            if member in action:
                action[member] = {**LOGIN, **action[member]}
                action[member].pop("ClientSecret", None)
        # AWS leaves Order out only where a sole forward was given without one.
        if kind != "forward" or len(actions) > 1:
            action.setdefault("Order", position)
    return [FakeAction(action) for action in actions]


def shown_actions(actions: list[FakeAction]) -> list[dict[str, Any]]:
    """Actions as AWS shows them."""
    return [action.data for action in actions]


def _check_values(field: str, values: list[Any], condition: dict[str, Any]) -> None:
    """See RuleCondition, HostHeaderConditionConfig and HttpHeaderConditionConfig in the API reference."""
    for value in values:
        if field in FORMS and not FORMS[field].fullmatch(value):
            raise validation(f"The value '{value}' is not valid for the condition field '{field}'")
    name = (condition.get("HttpHeaderConfig") or {}).get("HttpHeaderName", "")
    if field == "http-header" and (name.lower() == "host" or not HEADER.fullmatch(name)):
        raise validation(f"The HTTP header name '{name}' is not valid")


def canonical_conditions(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Check conditions and give host and path conditions both forms. Raises AwsError."""
    conditions = []
    total = 0
    for condition in copy.deepcopy(given):
        field = condition.get("Field")
        if field not in CONDITIONS:
            raise validation(f"Condition field '{field}' must be one of '[{', '.join(CONDITIONS)}]'")
        member = CONDITIONS[field]
        values = (condition.get(member) or {}).get("Values") or []
        if condition.get("Values"):
            if field not in PLAIN_VALUES:
                raise validation(f"The 'Values' field is not compatible with '{field}'")
            if values:
                raise validation(f"You cannot provide both Values and '{member}' for a condition of type '{field}'")
            values = condition["Values"]
        if not values and not condition.get("RegexValues") and not (condition.get(member) or {}).get("RegexValues"):
            raise validation("A condition value must be specified")
        if any(isinstance(value, str) and len(value) > 128 for value in values):
            raise validation(f"The '{field}' value is too long; the limit is '128'")
        _check_values(field, values, condition)
        total += len(values)
        if values:
            condition[member] = {**(condition.get(member) or {}), "Values": values}
        if field in PLAIN_VALUES and values:
            condition["Values"] = list(values)
        conditions.append(condition)
    if total > VALUE_LIMIT:
        raise validation(f"Rules can contain no more than {VALUE_LIMIT} condition values")
    return conditions
