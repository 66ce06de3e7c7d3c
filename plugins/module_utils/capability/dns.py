# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""DNS: the hosted zone, alias records for load balancer and CDN, and free records."""

from __future__ import annotations

import ipaddress

from ..aws.cloudfront_distribution import Distribution
from ..aws.dns_record import Record
from ..aws.load_balancer import LoadBalancer
from ..aws.query_logging import QueryLogging
from ..aws.route53 import ExistingHostedZone, HostedZone, ZoneRecords, plain, quoted
from ..engine.declaring import Declaration
from ..engine.references import is_known
from .hosted_zones import OPTIONS, check_name, check_within, find_zone

KINDS = (HostedZone, ExistingHostedZone, ZoneRecords, Record, QueryLogging)
NEIGHBOURS = (LoadBalancer, Distribution)
# The hosted zone of all CloudFront distributions (Route 53 API Reference, AliasTarget).
CDN_ZONE = "Z2FDTNDATAQYW2"
TYPES = ("A", "AAAA", "CAA", "CNAME", "DS", "HTTPS", "MX", "NAPTR", "NS", "PTR", "SRV", "SSHFP", "SVCB", "TLSA", "TXT")

SPEC = {
    "short_description": "Hosted zone and DNS records of a stack",
    "description": [
        "Writes alias records for the load balancer and the CDN, and any other records, into a public Route 53 zone.",
        (
            "The zone may be somebody else's, also in another account (O(ignore:dns_role_arn)). Each record is made "
            "together with a TXT record beside it (C(_slipway-<type>.<name>)) that says whose it is. All other records "
            "are left alone, and a record that exists and is not the stack's is never overwritten; take it over with "
            "O(ignore:adopt)."
        ),
    ],
    "options": {
        **OPTIONS,
        "create_hosted_zone": {
            "type": "bool",
            "default": False,
            "class": "managed",
            "description": "Whether the stack makes the zone O(hosted_zone) for itself. Otherwise the zone must exist.",
        },
        "parent_zone": {
            "type": "str",
            "class": "managed",
            "sample": "example.com",
            "description": "Name of an existing public zone that gets the NS record for the zone made by "
            "O(create_hosted_zone). Without it, somebody has to delegate to the output RV(name_servers).",
        },
        "query_log_group_arn": {
            "type": "str",
            "class": "managed",
            "sample": "arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com",
            "aws": "The log group must be in us-east-1, with a resource policy that lets Route 53 write.",
            "description": "Log group that gets the DNS queries of the zone made by O(create_hosted_zone).",
        },
        "load_balancer_names": {
            "type": "list",
            "elements": "str",
            "default": [],
            "class": "managed",
            "sample": ["api.inflight-ordering.example.com"],
            "description": "Names that are aliases of the load balancer.",
        },
        "load_balancer_ipv6": {
            "type": "bool",
            "default": False,
            "class": "managed",
            "description": "Whether those names get AAAA records too, for a load balancer with "
            "O(ignore:ip_address_type=dualstack).",
        },
        "load_balancer_dns_name": {
            "type": "str",
            "class": "managed",
            "description": "DNS name of the load balancer. The default is that of M(slipway.aws.load_balancer).",
        },
        "load_balancer_hosted_zone_id": {
            "type": "str",
            "class": "managed",
            "description": "Hosted zone ID of the load balancer, together with O(load_balancer_dns_name).",
        },
        "evaluate_target_health": {
            "type": "bool",
            "default": True,
            "class": "managed",
            "description": "Whether Route 53 leaves the load balancer out of its answers while no target is healthy.",
        },
        "cdn_names": {
            "type": "list",
            "elements": "str",
            "default": [],
            "class": "managed",
            "sample": ["inflight-ordering.example.com"],
            "description": "Names that are aliases of the distribution, for IPv4 and IPv6. They must be among its "
            "aliases.",
        },
        "cdn_ipv6": {
            "type": "bool",
            "default": True,
            "class": "managed",
            "description": "Whether those names get AAAA records too.",
        },
        "cdn_domain_name": {
            "type": "str",
            "class": "managed",
            "sample": "d111111abcdef8.cloudfront.net",
            "description": "Domain name of the distribution. The default is that of M(slipway.aws.cdn).",
        },
        "records": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "class": "managed",
            "description": "Further records. Each has either O(records[].values) or O(records[].alias).",
            "options": {
                "name": {
                    "type": "str",
                    "required": True,
                    "class": "managed",
                    "description": "Full name of the record. A wildcard such as V(*.example.com) is allowed.",
                },
                "type": {
                    "type": "str",
                    "required": True,
                    "choices": list(TYPES),
                    "class": "managed",
                    "description": "Type of the record.",
                },
                "ttl": {
                    "type": "int",
                    "default": 300,
                    "class": "managed",
                    "aws": "0 to 2147483647.",
                    "description": "Seconds for which resolvers may keep the values. Aliases have none.",
                },
                "values": {
                    "type": "list",
                    "elements": "str",
                    "class": "managed",
                    "description": "Values, in the form of the record's type. Text of TXT records needs no quotes.",
                },
                "alias": {
                    "type": "dict",
                    "class": "managed",
                    "description": "An AWS resource that the name stands for.",
                    "options": {
                        "dns_name": {
                            "type": "str",
                            "required": True,
                            "class": "managed",
                            "description": "DNS name of the resource.",
                        },
                        "hosted_zone_id": {
                            "type": "str",
                            "required": True,
                            "class": "managed",
                            "description": "Hosted zone ID of the resource's service.",
                        },
                        "evaluate_target_health": {
                            "type": "bool",
                            "default": False,
                            "class": "managed",
                            "description": "Whether the health of the resource counts.",
                        },
                    },
                },
            },
        },
    },
    "outputs": {
        "zone_id": {"type": "str", "description": "ID of the hosted zone.", "sample": "Z0123456789ABCDEFGHIJ"},
        "name_servers": {
            "type": "list",
            "description": "Name servers of the zone that the stack made, else none.",
            "sample": ["ns-1.awsdns-01.com", "ns-2.awsdns-02.net"],
        },
        "urls": {
            "type": "list",
            "description": "HTTPS addresses of all alias names.",
            "sample": ["https://inflight-ordering.example.com"],
        },
    },
    "examples": """
- name: The application's names in the existing zone example.com
  slipway.aws.dns:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    hosted_zone: example.com
    load_balancer_names: [api.inflight-ordering.example.com]
    cdn_names: [inflight-ordering.example.com, www.inflight-ordering.example.com]

- name: A zone of its own below example.com, with a mail record
  slipway.aws.dns:
    application: inflight-ordering
    environment: dev
    region: us-east-1
    hosted_zone: dev.inflight-ordering.example.com
    create_hosted_zone: true
    parent_zone: example.com
    records:
      - name: dev.inflight-ordering.example.com
        type: MX
        values: ["10 mail.example.com"]
""",
}


def declare(options, stack, instance="main"):
    """The zone, or its look-up, and the records."""
    declaration = Declaration("dns", stack, instance)
    zone = _zone(declaration, options)
    seen = set()

    def record(option, name, record_type, want):
        name = check_name(declaration, option, name)
        check_within(declaration, option, name, options["hosted_zone"])
        declaration.check(
            (name, record_type) not in seen, option, name, "one %s record per name is allowed" % record_type
        )
        seen.add((name, record_type))
        declaration.add(
            Record,
            "%s-%s" % (name, record_type),
            {"HostedZoneId": zone, "Name": name, "Type": record_type, **want},
            place="dns",
        )

    if options["load_balancer_names"]:
        declaration.check(
            bool(options["load_balancer_dns_name"]) == bool(options["load_balancer_hosted_zone_id"]),
            "load_balancer_hosted_zone_id",
            options["load_balancer_hosted_zone_id"],
            "it is given together with dns_load_balancer_dns_name",
        )
    balancer = {
        "DNSName": declaration.neighbour("load_balancer", "dns_name", options["load_balancer_dns_name"]),
        "HostedZoneId": declaration.neighbour(
            "load_balancer", "hosted_zone_id", options["load_balancer_hosted_zone_id"]
        ),
        "EvaluateTargetHealth": options["evaluate_target_health"],
    }
    # Route 53 refuses to evaluate the health of a distribution.
    cdn = {
        "DNSName": declaration.neighbour("cdn", "domain_name", options["cdn_domain_name"]),
        "HostedZoneId": CDN_ZONE,
        "EvaluateTargetHealth": False,
    }
    for option, target, ipv6 in (
        ("load_balancer_names", balancer, options["load_balancer_ipv6"]),
        ("cdn_names", cdn, options["cdn_ipv6"]),
    ):
        for name in options[option]:
            for record_type in ("A", "AAAA") if ipv6 else ("A",):
                record(option, name, record_type, {"AliasTarget": target})
    for item in options["records"]:
        record("records", item["name"], item["type"], _free(declaration, options, item))
    declaration.outputs["urls"] = [
        "https://" + plain(name) for name in options["cdn_names"] + options["load_balancer_names"]
    ]
    return declaration


def _zone(declaration, options):
    declaration.check(
        options["hosted_zone"] or options["hosted_zone_id"],
        "hosted_zone",
        options["hosted_zone"],
        "the name of a public hosted zone, or dns_hosted_zone_id, is needed",
    )
    if not options["create_hosted_zone"]:
        for option in ("parent_zone", "query_log_group_arn"):
            declaration.check(
                not options[option],
                option,
                options[option],
                "it is for a zone that the stack makes; set dns_create_hosted_zone: true, or leave it out",
            )
        declaration.outputs = {"zone_id": find_zone(declaration, options), "name_servers": []}
        return declaration.outputs["zone_id"]
    declaration.check(
        not options["hosted_zone_id"],
        "hosted_zone_id",
        options["hosted_zone_id"],
        "it is not allowed together with dns_create_hosted_zone",
    )
    name = check_name(declaration, "hosted_zone", options["hosted_zone"])
    zone = declaration.add(HostedZone, "zone", {"Name": name}, place="dns")
    if options["parent_zone"]:
        check_name(declaration, "parent_zone", options["parent_zone"])
        check_within(declaration, "hosted_zone", name, options["parent_zone"])
        declaration.check(
            name != plain(options["parent_zone"]),
            "parent_zone",
            options["parent_zone"],
            "a zone above %s is allowed" % name,
        )
        parent = find_zone(declaration, {"hosted_zone": options["parent_zone"], "hosted_zone_id": None}, "parent")
        declaration.add(
            Record,
            "delegation",
            {"HostedZoneId": parent, "Name": name, "Type": "NS", "TTL": 300, "ResourceRecords": [zone["NameServers"]]},
            place="dns",
        )
    if options["query_log_group_arn"]:
        declaration.check(
            ":logs:us-east-1:" in options["query_log_group_arn"],
            "query_log_group_arn",
            options["query_log_group_arn"],
            "the ARN of a log group in us-east-1 is allowed",
        )
        declaration.add(
            QueryLogging,
            "zone",
            {"HostedZoneId": zone["HostedZoneId"], "CloudWatchLogsLogGroupArn": options["query_log_group_arn"]},
            place="dns",
        )
    declaration.outputs = {"zone_id": zone["HostedZoneId"], "name_servers": zone["NameServers"]}
    return zone["HostedZoneId"]


def _free(declaration, options, item):
    """The wish of a free record."""
    values, target = item["values"], item["alias"]
    declaration.check(bool(values) != bool(target), "records", item["name"], "either values or an alias is needed")
    if target:
        return {
            "AliasTarget": {
                "DNSName": target["dns_name"],
                "HostedZoneId": target["hosted_zone_id"],
                "EvaluateTargetHealth": target["evaluate_target_health"],
            }
        }
    declaration.check(0 <= item["ttl"] <= 2147483647, "records", item["ttl"], "a ttl of 0 to 2147483647 is allowed")
    family = {"A": ipaddress.IPv4Address, "AAAA": ipaddress.IPv6Address}.get(item["type"])
    for value in values:
        if family and is_known(value):
            declaration.check(
                _parses(family, value),
                "records",
                value,
                "%s records hold IPv%d addresses" % (item["type"], 4 if item["type"] == "A" else 6),
            )
    if item["type"] == "CNAME":
        declaration.check(len(values) == 1, "records", values, "a CNAME record has one value")
        declaration.check(
            plain(item["name"]) != plain(options["hosted_zone"]),
            "records",
            item["name"],
            "a CNAME record at the zone's own name is not allowed; use an alias",
        )
    if item["type"] == "TXT":
        values = [value if value.startswith('"') or not is_known(value) else quoted(value) for value in values]
    return {"TTL": item["ttl"], "ResourceRecords": values}


def _parses(family, value):
    try:
        family(value)
    except ValueError:
        return False
    return True
