# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import ipaddress
import re

from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.elbv2.listener import Listener
from ...aws.elbv2.listener_certificate import ListenerCertificate
from ...aws.elbv2.load_balancer import LoadBalancer, name_problems
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, tls_only
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ..shared.handed import handed
from ..shared.subnets import subnets
from ..storage import lifecycle
from .attributes import further
from .options import OPTIONS

EVERYWHERE = ["0.0.0.0/0", "::/0"]
# Policies that allow neither TLS 1.0 nor 1.1 (User Guide, security policies for the load balancer).
MODERN_TLS = re.compile(r"ELBSecurityPolicy-(TLS13-1-[23]|FS-1-2|TLS-1-2)-[A-Za-z0-9-]+")
SID = "SlipwayAccessLogs"


def declare(options, stack, instance="main"):
    """The load balancer and everything that is its own."""
    declaration = Declaration("load_balancer", stack, instance)
    _check(declaration, options)
    suffix = "alb" if instance == "main" else "%s-alb" % instance
    name = options["name"] or stack.name(suffix, LoadBalancer.name_limit, room=3)
    declaration.check(
        not name_problems(name),
        "name",
        name,
        "at most 32 letters, digits and hyphens, neither at the ends, nor beginning with internal-, are allowed",
    )
    group = declaration.neighbour(
        "network", "load_balancer_security_group_id", options["security_group_id"], option="security_group_id"
    )
    logs, policy = _access_logs(declaration, options, stack, suffix) if options["access_logs"] else (None, [])
    want = handed({**options, "name": name}, OPTIONS, LoadBalancer)
    if logs:
        want["Attributes"]["access_logs.s3.bucket"] = logs
    else:
        del want["Attributes"]["access_logs.s3.prefix"]
    want["Attributes"].update(further(options))
    balancer = declaration.add(
        LoadBalancer,
        "main",
        {
            **want,
            "Subnets": subnets(
                declaration, options["subnet_ids"], "private" if options["internal"] else "public", least=2
            ),
            "SecurityGroups": [group, *options["additional_security_group_ids"]],
        },
        after=policy,
    )
    listeners = _listeners(declaration, options, balancer)
    _ingress(declaration, options, group, listeners)
    declaration.outputs = {
        "arn": balancer["LoadBalancerArn"],
        "dns_name": balancer["DNSName"],
        "hosted_zone_id": balancer["CanonicalHostedZoneId"],
        "full_name": balancer["FullName"],
        "access_logs_bucket": logs,
        **{
            "%s_listener_arn" % name: listeners[name]["ListenerArn"] if name in listeners else None
            for name in ("http", "https")
        },
    }
    return declaration


def _check(declaration, options):
    """What can be said of the options alone."""
    declaration.check(
        options["https"] or options["http"] == "serve",
        "http",
        options["http"],
        "serve is allowed where load_balancer_https is false",
    )
    declaration.check(
        not (options["https"] and options["http"] != "none") or options["http_port"] != options["https_port"],
        "http_port",
        options["http_port"],
        "another port than load_balancer_https_port is allowed",
    )
    declaration.check(
        MODERN_TLS.fullmatch(options["ssl_policy"]),
        "ssl_policy",
        options["ssl_policy"],
        "a policy without TLS 1.0 and 1.1 is allowed, such as ELBSecurityPolicy-TLS13-1-2-2021-06",
    )
    for option in ("certificate_arn", "additional_certificate_arns"):
        given = options[option] if isinstance(options[option], list) else [options[option]]
        for arn in given:
            if arn:
                _check_certificate(declaration, option, arn)
    if options["subnet_ids"]:
        declaration.check(
            len(set(options["subnet_ids"])) >= 2,
            "subnet_ids",
            options["subnet_ids"],
            "at least two subnets, in different Availability Zones, are needed",
        )
    prefix = options["access_logs_prefix"]
    declaration.check(
        "AWSLogs" not in prefix and prefix.strip("/") == prefix,
        "access_logs_prefix",
        prefix,
        "a prefix without AWSLogs and without a slash at its ends is allowed",
    )
    declaration.check(
        options["access_logs_create_bucket"] or options["access_logs_bucket"],
        "access_logs_bucket",
        options["access_logs_bucket"],
        "the name of an existing bucket is needed where load_balancer_access_logs_create_bucket is false",
    )


def _check_certificate(declaration, option, arn):
    if is_known(arn):
        parts = arn.split(":")
        declaration.check(
            len(parts) > 5 and parts[2] in ("acm", "iam"), option, arn, "the ARN of a certificate is allowed"
        )
        declaration.check(
            parts[3] in ("", declaration.stack.region),
            option,
            arn,
            "a certificate in the load balancer's Region, %s, is allowed" % declaration.stack.region,
        )


def _access_logs(declaration, options, stack, suffix):
    """(bucket name, nodes that must come before the load balancer)."""
    name = options["access_logs_bucket"] or stack.global_name(suffix + "-logs")
    if not options["access_logs_create_bucket"]:
        return name, []
    # A new bucket is encrypted with SSE-S3, the only kind of encryption that access logs can have, and has no ACLs.
    bucket = declaration.add(
        Bucket,
        "access_logs",
        {
            **handed({**options, "access_logs_bucket": name}, OPTIONS, Bucket),
            "LifecycleConfiguration": lifecycle.log_lifecycle(
                declaration,
                "access_logs_transitions",
                options["access_logs_transitions"],
                options["access_logs_retention_days"],
                abort=1,
            ),
        },
    )
    prefix = options["access_logs_prefix"] + "/" if options["access_logs_prefix"] else ""
    delivery = {
        # One service principal for all Regions; the path holds the account of the load balancer that writes (User
        # Guide).
        "Sid": SID + "Delivery",
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "%s/%sAWSLogs/%s/*" % (bucket["Arn"], prefix, account_id(declaration)),
    }
    policy = declaration.add(
        BucketPolicy,
        "access_logs",
        {"Bucket": bucket["Bucket"], "Owner": SID, "Statement": [delivery, tls_only(bucket["Arn"], SID + "Tls")]},
    )
    return bucket["Bucket"], [policy]


def _listeners(declaration, options, balancer):
    response = options["default_response"] or {
        "status_code": 404,
        "content_type": "text/plain",
        "message_body": "Not Found",
    }
    status = response["status_code"]
    declaration.check(
        200 <= status <= 299 or 400 <= status <= 599,
        "default_response.status_code",
        status,
        "200 to 299 and 400 to 599 are allowed",
    )
    options = {**options, "default_response": response}
    redirect = [
        {
            "Type": "redirect",
            "RedirectConfig": {"Protocol": "HTTPS", "Port": str(options["https_port"]), "StatusCode": "HTTP_301"},
        }
    ]
    listeners = {}
    if options["http"] != "none":
        listeners["http"] = declaration.add(
            Listener,
            "http",
            {
                "LoadBalancerArn": balancer["LoadBalancerArn"],
                "Protocol": "HTTP",
                **handed(options, OPTIONS, Listener, "http"),
                **({"DefaultActions": redirect} if options["http"] == "redirect" else {}),
            },
        )
    if options["https"]:
        listeners["https"] = declaration.add(
            Listener,
            "https",
            {
                "LoadBalancerArn": balancer["LoadBalancerArn"],
                "Protocol": "HTTPS",
                **handed(options, OPTIONS, Listener, "https"),
                "Certificates": [
                    {
                        "CertificateArn": declaration.neighbour(
                            "certificate", "arn", options["certificate_arn"], option="certificate_arn"
                        )
                    }
                ],
            },
        )
        for number, arn in enumerate(options["additional_certificate_arns"], 1):
            name = arn.rpartition("/")[2] if is_known(arn) else "certificate-%d" % number
            declaration.add(
                ListenerCertificate, name, {"ListenerArn": listeners["https"]["ListenerArn"], "CertificateArn": arn}
            )
    return listeners


def _ingress(declaration, options, group, listeners):
    """One rule per listener and source."""
    for listener in sorted(listeners):
        given = listener == "http" and options["http_ingress_cidrs"] is not None
        sources = _sources(declaration, options, "http_ingress_cidrs" if given else "ingress_cidrs")
        port = options["%s_port" % listener]
        for name, source in sources.items():
            declaration.add(
                SecurityGroupRule,
                "%s-%s" % (listener, name),
                {
                    "GroupId": group,
                    "IsEgress": False,
                    "IpProtocol": "tcp",
                    "FromPort": port,
                    "ToPort": port,
                    **source,
                    "Description": "%s to the load balancer" % listener.upper(),
                },
            )


def _sources(declaration, options, option):
    """Who reaches a listener: the last part of a rule's name -> its source."""
    cidrs = options[option]
    if cidrs is None:
        inside = [declaration.neighbour("network", "vpc_cidr")] if options["internal"] else EVERYWHERE
        cidrs = [] if options["ingress_prefix_list_ids"] else inside
    sources = {}
    for cidr in cidrs:
        if not is_known(cidr):
            sources["vpc"] = {"CidrIpv4": cidr}
            continue
        sources[cidr.replace("/", "-")] = {"CidrIpv%d" % ipaddress.ip_network(cidr).version: cidr}
    for prefix_list in options["ingress_prefix_list_ids"]:
        sources[prefix_list] = {"PrefixListId": prefix_list}
    declaration.check(sources, option, options[option], "at least one source is needed")
    return sources
