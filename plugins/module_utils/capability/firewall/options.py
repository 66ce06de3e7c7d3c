# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the firewall capability."""

from __future__ import annotations

from ...aws.logs.log_group import RETENTION_DAYS

WINDOWS = (60, 120, 300, 600)
MANAGED_RULES = [{"name": "AWSManagedRulesCommonRuleSet"}, {"name": "AWSManagedRulesKnownBadInputsRuleSet"}]


def _option(kind, description, default=None, **more):
    """A managed option; ``more`` are further keys of its entry."""
    entry = {"type": kind, "class": "managed", "description": description, **more}
    if default is not None:
        entry["default"] = default
    return entry


SPEC = {
    "short_description": "Web ACLs of AWS WAF for the CDN and the load balancer",
    "description": [
        "Makes a web ACL for the CDN, and on request one for the load balancer. The cdn capability puts it in front.",
        (
            "Both have the same rules: allowed addresses, managed rule groups, blocked addresses, a rate limit, free "
            "rules."
        ),
        "New rules are best watched first: with O(count_only) everything is counted and nothing blocked.",
    ],
    "options": {
        "name": _option(
            "str",
            [
                "Name of the web ACL for the CDN.",
                "The default is made of application, environment, Region and C(waf). Cannot be changed later.",
            ],
            sample="inflight-ordering-waf",
            aws="At most 128 letters, digits, - and _.",
        ),
        "cdn": _option("bool", "Whether there is a web ACL of scope CLOUDFRONT, in us-east-1.", True),
        "load_balancer": _option(
            "bool",
            [
                "Whether there is a web ACL of scope REGIONAL for the load balancer.",
                "The CDN's does not see requests that go to the load balancer directly.",
            ],
            False,
        ),
        "load_balancer_arn": _option(
            "str", "ARN of the load balancer, where it is not that of the load_balancer capability."
        ),
        "default_action": _option(
            "str", "What happens to requests that no rule decides.", "allow", choices=["allow", "block"]
        ),
        "count_only": _option("bool", "Whether rules only count what they would block.", False),
        "managed_rules": _option(
            "list",
            "Managed rule groups, in their order. The list is exact.",
            MANAGED_RULES,
            elements="dict",
            options={
                "name": _option("str", "Name of the group.", required=True, sample="AWSManagedRulesSQLiRuleSet"),
                "vendor": _option("str", "Vendor of the group.", "AWS"),
                "version": _option("str", "Version to stay on. The vendor's default version when omitted."),
                "priority": _option(
                    "int", "Priority. The group's place in the list when omitted.", aws="1 to 79 here."
                ),
                "count": _option("bool", "Whether the whole group only counts.", False),
                "count_rules": _option(
                    "list", "Rules of the group that only count.", [], elements="str", sample=["SizeRestrictions_BODY"]
                ),
            },
        ),
        "rate_limit": _option(
            "dict",
            "Limit of requests from one address.",
            apply_defaults=True,
            options={
                "limit": _option("int", "Requests in the window. V(0) sets no limit.", 2000, aws="10 to 2000000000."),
                "window": _option("int", "Seconds.", 300, choices=list(WINDOWS)),
                "aggregate": _option(
                    "str",
                    "V(FORWARDED_IP) counts by the first address in X-Forwarded-For.",
                    "IP",
                    choices=["IP", "FORWARDED_IP"],
                ),
                "path": _option(
                    "str", "Only requests whose path begins so are counted. All when omitted.", sample="/api/"
                ),
                "count": _option("bool", "Whether the limit only counts.", False),
            },
        ),
        "allowed_addresses": _option(
            "list",
            "Address ranges that pass all other rules.",
            [],
            elements="str",
            sample=["198.51.100.0/24"],
            aws="IPv4 /1 to /32, IPv6 /1 to /128; at most 10000.",
        ),
        "blocked_addresses": _option(
            "list", "Address ranges that are kept out.", [], elements="str", sample=["203.0.113.0/24", "2001:db8::/32"]
        ),
        "rules": _option(
            "list",
            "Further rules.",
            [],
            elements="dict",
            options={
                "name": _option("str", "Name of the rule and of its metric.", required=True),
                "priority": _option("int", "Priority.", required=True, aws="At least 100 here."),
                "action": _option(
                    "str",
                    "What happens to requests that fit.",
                    "block",
                    choices=["allow", "block", "count", "captcha", "challenge"],
                ),
                "statement": _option(
                    "dict",
                    "Statement in the words of WAF's API.",
                    required=True,
                    sample={"GeoMatchStatement": {"CountryCodes": ["KP"]}},
                ),
            },
        ),
        "logging": _option(
            "bool",
            "Whether requests are logged to the log group C(aws-waf-logs-<name>). Credentials and cookies are "
            "left out.",
            True,
        ),
        "log": _option(
            "str", "V(blocked) keeps only what was blocked, counted or challenged.", "all", choices=["all", "blocked"]
        ),
        "log_retention_days": _option("int", "Days that the log is kept.", 30, choices=list(RETENTION_DAYS)),
        "encryption": _option(
            "str",
            [
                (
                    "V(customer) encrypts the log with the stack's key, or with O(kms_key_id), V(aws) with "
                    "CloudWatch Logs' own."
                ),
                "A key is of one Region: the CDN's log of a stack outside us-east-1 has no customer key.",
            ],
            "customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": _option("str", "ARN of the key, where it is not that of the encryption capability."),
    },
    "outputs": {
        "cdn_arn": {
            "type": "str",
            "description": "ARN of the web ACL for the CDN, or null.",
            "sample": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/inflight-ordering-waf/a1b2c3d4",
        },
        "load_balancer_arn": {
            "type": "str",
            "description": "ARN of the web ACL for the load balancer, or null.",
            "sample": "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/inflight-ordering-prod-waf-lb/a1b2c3d4",
        },
    },
    "examples": """
- name: Watch new rules before they block
  slipway.aws.firewall:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    name: inflight-ordering-waf
    load_balancer: true
    count_only: true
    rate_limit:
      limit: 1000
      path: /api/
""",
}
