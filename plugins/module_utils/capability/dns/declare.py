# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.route53 import values as record_values
from ...aws.route53.base import plain
from ...aws.route53.hosted_zone import HostedZone
from ...aws.route53.query_logging import QueryLogging
from ...aws.route53.record import Record
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ..shared.handed import handed
from ..shared.hosted_zones import check_name, check_within, find_zone
from .options import SPEC

# The hosted zone of all CloudFront distributions (Route 53 API Reference, AliasTarget).
RECORD = SPEC["options"]["records"].options
CDN_ZONE = "Z2FDTNDATAQYW2"


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
        others = sorted({kind for other, kind in seen if other == name} - {record_type})
        declaration.check(
            not others or "CNAME" not in (record_type, *others),
            option,
            name,
            "a name with a CNAME record has no other (%s)" % ", ".join(others),
        )
        declaration.add(
            Record,
            "%s-%s" % (name, record_type),
            {**want, "HostedZoneId": zone, "Name": name, "Type": record_type},
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
        "DNSName": declaration.neighbour(
            "load_balancer", "dns_name", options["load_balancer_dns_name"], option="load_balancer_dns_name"
        ),
        "HostedZoneId": declaration.neighbour(
            "load_balancer",
            "hosted_zone_id",
            options["load_balancer_hosted_zone_id"],
            option="load_balancer_hosted_zone_id",
        ),
        "EvaluateTargetHealth": options["evaluate_target_health"],
    }
    # Route 53 refuses to evaluate the health of a distribution.
    cdn = {
        "DNSName": declaration.neighbour("cdn", "domain_name", options["cdn_domain_name"], option="cdn_domain_name"),
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
        return handed({**item, "ttl": None, "values": None}, RECORD, Record)
    _check_values(declaration, item["type"], values)
    if item["type"] == "CNAME":
        declaration.check(len(values) == 1, "records", values, "a CNAME record has one value")
        declaration.check(
            plain(item["name"]) != plain(options["hosted_zone"]),
            "records",
            item["name"],
            "a CNAME record at the zone's own name is not allowed; use an alias",
        )
    sent = [record_values.sent(item["type"], value) if is_known(value) else value for value in values]
    return handed({**item, "values": sent}, RECORD, Record)


def _check_values(declaration, record_type, values):
    """Refuse what Route 53 would not take as a value of this type, and one that is given twice."""
    seen = set()
    for value in filter(is_known, values):
        allowed = record_values.refused(record_type, value)
        declaration.check(not allowed, "records", value, allowed)
        same = record_values.alike(record_type, value)
        declaration.check(same not in seen, "records", value, "each value is given once")
        seen.add(same)
