# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the firewall capability."""

from __future__ import annotations

from ...aws.shared import documents
from ..shared import forms, policy
from ..shared.option import Form, Option
from ..shared.retention import retention_option

WINDOWS = (60, 120, 300, 600)
MANAGED_RULES = [{"name": "AWSManagedRulesCommonRuleSet"}, {"name": "AWSManagedRulesKnownBadInputsRuleSet"}]


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
        "name": Option(
            "str",
            [
                "Name of the web ACL for the CDN.",
                "The default is made of application, environment, Region and C(waf). Cannot be changed later.",
            ],
            sample="inflight-ordering-waf",
            aws="At most 100 letters, digits, - and _.",
            field="web_acl/cdn.Name",
            form=Form("1 to 100 letters, digits, - and _ are allowed", "[A-Za-z0-9_-]{1,100}", samples=("shop-waf",)),
        ),
        "cdn": Option("bool", "Whether there is a web ACL of scope CLOUDFRONT, in us-east-1.", default=True),
        "load_balancer": Option(
            "bool",
            [
                "Whether there is a web ACL of scope REGIONAL for the load balancer.",
                "The CDN's does not see requests that go to the load balancer directly.",
            ],
            default=False,
        ),
        "load_balancer_arn": Option(
            "str",
            "ARN of the load balancer, where it is not that of the load_balancer capability.",
            form=forms.BALANCER_ARN,
        ),
        "default_action": Option(
            "str",
            "What happens to requests that no rule decides.",
            default="allow",
            choices=["allow", "block"],
            field="web_acl.DefaultAction",
            sent=lambda action: {action.capitalize(): {}},
        ),
        "count_only": Option("bool", "Whether rules only count what they would block.", default=False),
        "managed_rules": Option(
            "list",
            "Managed rule groups, in their order. The list is exact.",
            default=MANAGED_RULES,
            elements="dict",
            key=("name",),
            options={
                "name": Option("str", "Name of the group.", required=True, sample="AWSManagedRulesSQLiRuleSet"),
                "vendor": Option("str", "Vendor of the group.", default="AWS"),
                "version": Option(
                    "str",
                    "Version to stay on. The vendor's default version when omitted.",
                    form=Form("a version of letters, digits and _ # : . - / is allowed", r"[\w#:./-]{1,64}"),
                ),
                "priority": Option(
                    "int", "Priority. The group's place in the list when omitted.", aws="1 to 79 here.", between=(1, 79)
                ),
                "count": Option("bool", "Whether the whole group only counts.", default=False),
                "count_rules": Option(
                    "list",
                    "Rules of the group that only count.",
                    default=[],
                    elements="str",
                    sample=["SizeRestrictions_BODY"],
                    form=Form("names of rules, of letters, digits, - and _, are allowed", r"[\w-]{1,128}"),
                ),
            },
        ),
        "rate_limit": Option(
            "dict",
            "Limit of requests from one address.",
            apply_defaults=True,
            options={
                "limit": Option(
                    "int", "Requests in the window. V(0) sets no limit.", default=2000, aws="10 to 2000000000."
                ),
                "window": Option("int", "Seconds.", default=300, choices=list(WINDOWS)),
                "aggregate": Option(
                    "str",
                    "V(FORWARDED_IP) counts by the first address in X-Forwarded-For.",
                    default="IP",
                    choices=["IP", "FORWARDED_IP"],
                ),
                "path": Option(
                    "str", "Only requests whose path begins so are counted. All when omitted.", sample="/api/"
                ),
                "count": Option("bool", "Whether the limit only counts.", default=False),
            },
        ),
        "allowed_addresses": Option(
            "list",
            "Address ranges that pass all other rules.",
            default=[],
            elements="str",
            sample=["198.51.100.0/24"],
            aws="IPv4 /1 to /32, IPv6 /1 to /128; at most 10000.",
            form=forms.CIDR,
        ),
        "blocked_addresses": Option(
            "list",
            "Address ranges that are kept out.",
            default=[],
            elements="str",
            sample=["203.0.113.0/24", "2001:db8::/32"],
            form=forms.CIDR,
        ),
        "rules": Option(
            "list",
            "Further rules.",
            default=[],
            elements="dict",
            key=("name",),
            options={
                "name": Option("str", "Name of the rule and of its metric.", required=True),
                "priority": Option("int", "Priority.", required=True, aws="At least 100 here.", between=(100, None)),
                "action": Option(
                    "str",
                    "What happens to requests that fit.",
                    default="block",
                    choices=["allow", "block", "count", "captcha", "challenge"],
                ),
                "statement": Option(
                    "dict",
                    "Statement in the words of WAF's API.",
                    required=True,
                    document=documents.shaped("wafv2", "Statement"),
                    sample={"GeoMatchStatement": {"CountryCodes": ["KP"]}},
                ),
            },
        ),
        "logging": Option(
            "bool",
            "Whether requests are logged to the log group C(aws-waf-logs-<name>). Credentials and cookies are "
            "left out.",
            default=True,
        ),
        "log": Option(
            "str",
            "V(blocked) keeps only what was blocked, counted or challenged.",
            default="all",
            choices=["all", "blocked"],
        ),
        "log_retention_days": retention_option("Days that the log is kept.", 30),
        "encryption": Option(
            "str",
            [
                (
                    "V(customer) encrypts the log with the stack's key, or with O(kms_key_id), V(aws) with "
                    "CloudWatch Logs' own."
                ),
                "A key is of one Region: the CDN's log of a stack outside us-east-1 has no customer key.",
            ],
            default="customer",
            choices=["customer", "aws"],
        ),
        "kms_key_id": Option(
            "str", "ARN of the key, where it is not that of the encryption capability.", form=forms.KEY_ARN
        ),
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

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
