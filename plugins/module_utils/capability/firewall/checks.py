# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What WAF would refuse, found before the first call."""

from __future__ import annotations

import ipaddress
import re

from .rules import FREE, metric_name

# WAF's quota for one IP set.
MOST_ADDRESSES = 10000
RESERVED = frozenset(("AllowedAddresses", "BlockedAddresses", "RateLimit"))


def check(declaration, options):
    """Refuse what can never work."""
    declaration.check(
        options["cdn"] or options["load_balancer"],
        "cdn",
        options["cdn"],
        "firewall_cdn or firewall_load_balancer has to be true",
    )
    arn = options["load_balancer_arn"]
    if arn:
        declaration.check(
            options["load_balancer"], "load_balancer_arn", arn, "firewall_load_balancer: true is needed with it"
        )
        declaration.check(
            bool(
                re.fullmatch(
                    r"arn:[\w-]+:elasticloadbalancing:%s:\d{12}:loadbalancer/app/.+" % declaration.stack.region, arn
                )
            ),
            "load_balancer_arn",
            arn,
            "the ARN of an application load balancer in %s is needed" % declaration.stack.region,
        )
    declaration.check(
        not (options["kms_key_id"] and options["encryption"] == "aws"),
        "kms_key_id",
        options["kms_key_id"],
        "a key is used only with firewall_encryption: customer",
    )
    limit = options["rate_limit"]
    declaration.check(
        limit["limit"] == 0 or 10 <= limit["limit"] <= 2000000000,
        "rate_limit",
        limit["limit"],
        "limit: 0, or 10 to 2000000000 requests are allowed",
    )
    declaration.check(
        not limit["path"] or limit["path"].startswith("/") and len(limit["path"]) <= 200,
        "rate_limit",
        limit["path"],
        "path: a path with a slash before it is allowed, of at most 200 characters",
    )
    _addresses(declaration, options)
    _rules(declaration, options)


def _addresses(declaration, options):
    for option in ("allowed_addresses", "blocked_addresses"):
        declaration.check(
            len(options[option]) <= MOST_ADDRESSES,
            option,
            len(options[option]),
            "at most %d ranges are allowed" % MOST_ADDRESSES,
        )
        for item in options[option]:
            declaration.check(
                _is_range(item),
                option,
                item,
                "an address range in CIDR form is allowed, from /1, such as 198.51.100.0/24 or 2001:db8::/32",
            )
    both = sorted(set(options["allowed_addresses"]) & set(options["blocked_addresses"]))
    declaration.check(not both, "blocked_addresses", both, "a range is either allowed or blocked")


def _is_range(item):
    try:
        return "/" in item and ipaddress.ip_network(item, strict=True).prefixlen >= 1
    except ValueError:
        return False


def _rules(declaration, options):
    groups = [group["name"] for group in options["managed_rules"]]
    priorities = [group["priority"] or number for number, group in enumerate(options["managed_rules"], 1)]
    for group, priority in zip(options["managed_rules"], priorities):
        declaration.check(
            groups.count(group["name"]) == 1 and bool(re.fullmatch(r"[A-Za-z0-9_-]{1,128}", group["name"])),
            "managed_rules",
            group["name"],
            "each group is allowed once, by its name",
        )
        declaration.check(
            1 <= priority <= 79 and priorities.count(priority) == 1,
            "managed_rules",
            priority,
            "each group needs a priority of its own, from 1 to 79",
        )
    names = [rule["name"] for rule in options["rules"]]
    taken = set(groups) | {metric_name(name) for name in groups} | RESERVED
    for rule in options["rules"]:
        name, priority = rule["name"], rule["priority"]
        declaration.check(
            names.count(name) == 1 and name not in taken and bool(re.fullmatch(r"[A-Za-z0-9_-]{1,128}", name)),
            "rules",
            name,
            "each rule needs a name of its own, of letters, digits, - and _",
        )
        declaration.check(
            priority >= FREE and [item["priority"] for item in options["rules"]].count(priority) == 1,
            "rules",
            priority,
            "each rule needs a priority of its own, from %d" % FREE,
        )
        declaration.check(
            len(rule["statement"]) == 1 and next(iter(rule["statement"]), "").endswith("Statement"),
            "rules",
            sorted(rule["statement"]),
            "a statement has one member, such as GeoMatchStatement",
        )
