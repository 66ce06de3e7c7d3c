"""What AWS WAF refuses in rules, what it fills in, and the capacity (WCU) they need.

Source of the capacities: AWS WAF developer guide, "Web ACL capacity units" and the pages of the statements.
"""

from __future__ import annotations

import copy
import ipaddress
from typing import Any

from simulator.core.handlers import AwsError

from .managed import GROUPS, VENDOR

LIMIT = 5000
WINDOWS = (60, 120, 300, 600)
STATEMENT_CAPACITY = {
    "IPSetReferenceStatement": 1,
    "GeoMatchStatement": 1,
    "LabelMatchStatement": 1,
    "AsnMatchStatement": 1,
    "SizeConstraintStatement": 1,
    "ByteMatchStatement": 10,
    "RegexMatchStatement": 3,
    "RegexPatternSetReferenceStatement": 25,
    "SqliMatchStatement": 20,
    "XssMatchStatement": 40,
    "RateBasedStatement": 2,
}
GROUP_STATEMENTS = ("ManagedRuleGroupStatement", "RuleGroupReferenceStatement")


def refuse(reason: str, field: str, parameter: str) -> AwsError:
    """The WAFInvalidParameterException for a parameter, in WAF's wording."""
    message = f"Error reason: {reason}, field: {field}, parameter: {parameter}"
    return AwsError("WAFInvalidParameterException", message, Field=field, Parameter=parameter, Reason=reason)


def missing() -> AwsError:
    return AwsError(
        "WAFNonexistentItemException",
        "AWS WAF couldn\u2019t perform the operation because your resource doesn\u2019t exist.",
    )


def prepared(rules: list[dict[str, Any]], known: dict[str, Any]) -> list[dict[str, Any]]:
    """Check rules and return them with the defaults that AWS fills in.

    :param known: the objects that statements may refer to, by ARN.
    Raises AwsError WAFInvalidParameterException or WAFNonexistentItemException.
    """
    rules = copy.deepcopy(rules)
    for attribute, field in (("Name", "RULE"), ("Priority", "RULE_PRIORITY")):
        values = [rule[attribute] for rule in rules]
        if len(set(values)) != len(values):
            raise refuse(f"The rule {attribute.lower()} must be unique", field, str(values))
    for rule in rules:
        _rule(rule, known)
    return rules


def _rule(rule: dict[str, Any], known: dict[str, Any]) -> None:
    if "VisibilityConfig" not in rule:
        raise refuse("A required field is missing", "VISIBILITY_CONFIG", rule["Name"])
    group = any(name in rule["Statement"] for name in GROUP_STATEMENTS)
    wanted, other = ("OverrideAction", "Action") if group else ("Action", "OverrideAction")
    if wanted not in rule or other in rule:
        raise refuse(
            f"A reference in your rule statement is not valid: the rule needs {wanted} and no {other}",
            "RULE_ACTION",
            rule["Name"],
        )
    _statement(rule["Statement"], known)


def _statement(statement: dict[str, Any], known: dict[str, Any]) -> None:  # C22
    if len(statement) != 1:
        raise refuse("You must specify exactly one statement", "STATEMENT", ", ".join(statement) or "none")
    (name, body), *_unused = statement.items()
    if name == "ManagedRuleGroupStatement":
        if body["VendorName"] == VENDOR and body["Name"] not in GROUPS:
            raise missing()
    elif "ARN" in body and body["ARN"] not in known:
        raise missing()
    elif name == "RateBasedStatement":
        body.setdefault("EvaluationWindowSec", 300)
        if body["EvaluationWindowSec"] not in WINDOWS:
            raise refuse("The parameter contains a value that is not valid", "EVALUATION_WINDOW_SEC", str(body))
        if not 10 <= body["Limit"] <= 2_000_000_000:
            raise refuse("The rate limit is out of range", "RATE_LIMIT", str(body["Limit"]))
    for inner in nested(body):
        _statement(inner, known)


def nested(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The statements inside a statement."""
    inner = [body[key] for key in ("Statement", "ScopeDownStatement") if key in body]
    return inner + list(body.get("Statements", []))


def references(rules: list[dict[str, Any]]) -> set[str]:
    """The ARNs that rules refer to."""

    def of(statement: dict[str, Any]) -> set[str]:
        body = next(iter(statement.values()))
        found = {body["ARN"]} if "ARN" in body else set()
        return found.union(*(of(inner) for inner in nested(body)))

    return set().union(*(of(rule["Statement"]) for rule in rules))


def capacity(rules: list[dict[str, Any]], known: dict[str, Any]) -> int:
    """The web ACL capacity units of rules. Raises AwsError WAFLimitsExceededException over the limit."""

    def of(statement: dict[str, Any]) -> int:
        (name, body), *_unused = statement.items()
        if name == "ManagedRuleGroupStatement":
            units = GROUPS[body["Name"]].capacity if body["Name"] in GROUPS else 50
        elif name == "RuleGroupReferenceStatement":
            units = known[body["ARN"]].config["Capacity"]
        else:
            units = STATEMENT_CAPACITY.get(name, 0) + 10 * len(body.get("TextTransformations", []))
        return units + sum(of(inner) for inner in nested(body))

    total = sum(of(rule["Statement"]) for rule in rules)
    if total > LIMIT:
        raise AwsError(
            "WAFLimitsExceededException",
            "AWS WAF couldn\u2019t perform the operation because you exceeded your resource limit. "
            f"({total} of {LIMIT} capacity units)",
        )
    return total


def addresses(version: str, given: list[str]) -> list[str]:
    """The addresses of an IP set in canonical form. Raises AwsError WAFInvalidParameterException."""
    found = []
    for text in given:
        try:
            network = ipaddress.ip_network(text, strict=False)
        except ValueError:
            network = None
        if network is None or "/" not in text or f"IPV{network.version}" != version or network.prefixlen == 0:
            raise refuse("The parameter contains formatting that is not valid.", "IP_ADDRESS", text)
        found.append(str(network))
    return found
