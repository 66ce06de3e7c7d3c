# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.logs.log_group import LogGroup
from ...aws.wafv2.ip_set import IpSet
from ...aws.wafv2.web_acl import WebAcl
from ...aws.wafv2.web_acl_association import WebAclAssociation
from ...aws.wafv2.web_acl_logging import WebAclLogging
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .checks import check
from .options import SPEC
from .rules import rules, visibility

# What the logs do not say (WAF Developer Guide, redacted fields): credentials and sessions.
REDACTED = [{"SingleHeader": {"Name": "authorization"}}, {"SingleHeader": {"Name": "cookie"}}]


def declare(options, stack, instance="main"):
    """A web ACL with its address sets and log for each place that is asked for."""
    declaration = Declaration("firewall", stack, instance)
    check(declaration, options)
    cdn = _acl(declaration, options, "cdn", "CLOUDFRONT", "cdn") if options["cdn"] else None
    regional = None
    if options["load_balancer"]:
        regional = _acl(declaration, options, "load_balancer", "REGIONAL", "main")
        balancer = declaration.neighbour(
            "load_balancer", "arn", options["load_balancer_arn"], option="load_balancer_arn"
        )
        # A load balancer that is still being made is refused with WAFUnavailableEntityException.
        declaration.add(
            WebAclAssociation,
            "load_balancer",
            {"WebACLArn": regional["ARN"], "ResourceArn": balancer},
            after=[("load_balancer/main/load_balancer/main", "ready")],
        )
    declaration.outputs = {
        "cdn_arn": cdn["ARN"] if cdn else None,
        "load_balancer_arn": regional["ARN"] if regional else None,
    }
    return declaration


def _acl(declaration, options, node, scope, place):
    suffix = {"cdn": "waf", "load_balancer": "waf-lb"}[node]
    if declaration.instance != "main":
        suffix = "%s-%s" % (suffix, declaration.instance)
    # Of scope CLOUDFRONT all Regions' stacks have theirs in us-east-1.
    name = (
        options["name"]
        if options["name"] and node == "cdn"
        else declaration.stack.name(suffix, limit=128, regional=scope == "CLOUDFRONT")
    )
    sets = _sets(declaration, options, node, scope, place, name)
    acl = declaration.add(
        WebAcl,
        node,
        {
            "Name": name,
            "Scope": scope,
            **handed(options, SPEC["options"], WebAcl),
            "Rules": rules(options, sets),
            "VisibilityConfig": visibility(name),
        },
        place=place,
    )
    if options["logging"]:
        _log(declaration, options, node, place, name, acl)
    return acl


def _sets(declaration, options, node, scope, place, name):
    """{allowed | blocked: [ARNs]}; a set holds addresses of one IP version."""
    made = {}
    for which in ("allowed", "blocked"):
        addresses = options[which + "_addresses"]
        for version, there in (
            ("IPV4", [item for item in addresses if ":" not in item]),
            ("IPV6", [item for item in addresses if ":" in item]),
        ):
            if there:
                short = "%s-%s" % (which, version.lower())
                made.setdefault(which, []).append(
                    declaration.add(
                        IpSet,
                        "%s-%s" % (node, short),
                        {
                            "Name": "%s-%s" % (name[:113], short),
                            "Scope": scope,
                            "IPAddressVersion": version,
                            "Addresses": there,
                        },
                        place=place,
                    )["ARN"]
                )
    return made


def _log(declaration, options, node, place, name, acl):
    stack = declaration.stack
    # The key is the Region's own: where the stack is elsewhere, the log in us-east-1 is encrypted by CloudWatch Logs.
    here = place == "main" or stack.region == "us-east-1"
    key = (
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer" and here
        else None
    )
    group = declaration.add(
        LogGroup,
        node,
        {
            "logGroupName": "aws-waf-logs-%s" % name,
            **handed(options, SPEC["options"], LogGroup),
            "kmsKeyId": key,
        },
        place=place,
    )
    only = None
    if options["log"] == "blocked":
        only = {
            "DefaultBehavior": "DROP",
            "Filters": [
                {
                    "Behavior": "KEEP",
                    "Requirement": "MEETS_ANY",
                    "Conditions": [
                        {"ActionCondition": {"Action": action}}
                        for action in ("BLOCK", "COUNT", "CAPTCHA", "CHALLENGE", "EXCLUDED_AS_COUNT")
                    ],
                }
            ],
        }
    declaration.add(
        WebAclLogging,
        node,
        {
            "ResourceArn": acl["ARN"],
            "LogDestinationConfigs": [group["Arn"]],
            "RedactedFields": REDACTED,
            "LoggingFilter": only,
        },
        place=place,
    )
