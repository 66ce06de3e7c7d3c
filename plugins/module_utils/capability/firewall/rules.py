# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The rules of a web ACL, in the API's words.

Priorities: 0 allowed addresses, 1 to 79 managed rule groups in their order, 90 blocked addresses, 91 the rate limit,
from 100 free rules.
"""

from __future__ import annotations

ALLOWED, BLOCKED, RATE, FREE = 0, 90, 91, 100
PREFIX = "AWSManagedRules"


def visibility(metric):
    """Metrics and sampled requests on: without them nobody sees what a rule does (control WAF.12)."""
    return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": metric}


def rules(options, sets):
    """All rules.

    :param sets: {allowed | blocked: [ARNs of IP sets]}
    """
    made = []
    if "allowed" in sets:
        made.append(_rule("AllowedAddresses", ALLOWED, _any_of(sets["allowed"]), {"Allow": {}}))
    made.extend(
        _managed(group, number, options["count_only"]) for number, group in enumerate(options["managed_rules"], 1)
    )
    block = {"Count": {}} if options["count_only"] else {"Block": {}}
    if "blocked" in sets:
        made.append(_rule("BlockedAddresses", BLOCKED, _any_of(sets["blocked"]), block))
    limit = options["rate_limit"]
    if limit["limit"]:
        made.append(
            _rule("RateLimit", RATE, {"RateBasedStatement": _rate(limit)}, {"Count": {}} if limit["count"] else block)
        )
    for rule in options["rules"]:
        made.append(
            _rule(
                rule["name"],
                rule["priority"],
                rule["statement"],
                block if rule["action"] == "block" else {rule["action"].capitalize(): {}},
            )
        )
    return made


def metric_name(name):
    """AWSManagedRulesCommonRuleSet -> CommonRuleSetMetric."""
    return "%sMetric" % name.removeprefix(PREFIX)


def _rule(name, priority, statement, action):
    return {
        "Name": name,
        "Priority": priority,
        "Statement": statement,
        "Action": action,
        "VisibilityConfig": visibility(name),
    }


def _managed(group, number, count_only):
    statement = {"VendorName": group["vendor"], "Name": group["name"]}
    if group["version"]:
        statement["Version"] = group["version"]
    # Empty says that none is counted, so that one taken out of the list is.
    statement["RuleActionOverrides"] = [{"Name": name, "ActionToUse": {"Count": {}}} for name in group["count_rules"]]
    counts = count_only or group["count"]
    return {
        "Name": group["name"],
        "Priority": group["priority"] or number,
        "OverrideAction": {"Count" if counts else "None": {}},
        "Statement": {"ManagedRuleGroupStatement": statement},
        "VisibilityConfig": visibility(metric_name(group["name"])),
    }


def _any_of(arns):
    statements = [{"IPSetReferenceStatement": {"ARN": arn}} for arn in arns]
    return statements[0] if len(statements) == 1 else {"OrStatement": {"Statements": statements}}


def _rate(limit):
    statement = {
        "Limit": limit["limit"],
        "EvaluationWindowSec": limit["window"],
        "AggregateKeyType": limit["aggregate"],
    }
    if limit["aggregate"] == "FORWARDED_IP":
        statement["ForwardedIPConfig"] = {"HeaderName": "X-Forwarded-For", "FallbackBehavior": "MATCH"}
    if limit["path"]:
        statement["ScopeDownStatement"] = {
            "ByteMatchStatement": {
                "SearchString": limit["path"],
                "FieldToMatch": {"UriPath": {}},
                "PositionalConstraint": "STARTS_WITH",
                "TextTransformations": [{"Priority": 0, "Type": "NONE"}],
            }
        }
    return statement
