# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.route53.dkim_records import DkimRecords
from ...aws.route53.record import Record
from ...aws.sesv2.configuration_set import ConfigurationSet
from ...aws.sesv2.email_identity import EmailIdentity
from ...aws.sns.topic import TLS_ONLY, SnsTopic
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration
from ..monitoring import subscribe
from ..shared.handed import handed
from ..shared.hosted_zones import check_name, check_within, find_zone
from .options import SPEC

TTL = 300


def declare(options, stack, instance="main"):
    """The identity, its records, the configuration set and the topic."""
    declaration = Declaration("email", stack, instance)
    domain = check_name(declaration, "domain", options["domain"])
    declaration.check("_" not in domain and not domain.startswith("*"), "domain", domain, "a domain name is allowed")
    check_within(declaration, "domain", domain, options["hosted_zone"])
    sender = options["mail_from_domain"] and check_name(declaration, "mail_from_domain", options["mail_from_domain"])
    declaration.check(
        not sender or sender.endswith("." + domain),
        "mail_from_domain",
        sender,
        "a name below %s, such as bounce.%s, is allowed" % (domain, domain),
    )
    declaration.check(
        sender or options["behavior_on_mx_failure"] == "USE_DEFAULT_VALUE",
        "behavior_on_mx_failure",
        options["behavior_on_mx_failure"],
        "it goes with email_mail_from_domain",
    )
    suffix = "" if instance == "main" else instance
    full = {
        **options,
        "domain": domain,
        "mail_from_domain": sender,
        "configuration_set_name": options["configuration_set_name"] or stack.name(suffix, ConfigurationSet.name_limit),
    }
    topic = _topic(declaration, full, "-".join(filter(None, (suffix, "email"))))
    told = {"Name": "topic", "Enabled": True, "MatchingEventTypes": sorted(options["events"])}
    through = declaration.add(
        ConfigurationSet,
        "main",
        {
            **handed(full, SPEC["options"], ConfigurationSet),
            "EventDestinations": [{**told, "SnsDestination": {"TopicArn": topic}}] if topic else [],
        },
    )
    identity = declaration.add(
        EmailIdentity,
        "main",
        {
            **handed(full, SPEC["options"], EmailIdentity),
            "ConfigurationSetName": through["ConfigurationSetName"],
        },
    )
    if options["records"] == "route53":
        _records(declaration, full, identity)
    declaration.outputs = {
        "domain": domain,
        "identity_arn": identity["Arn"],
        "configuration_set_name": through["ConfigurationSetName"],
        "topic_arn": topic,
        "dkim_records": identity["DkimRecords"],
    }
    return declaration


def _records(declaration, options, identity):
    """SES Developer Guide, Easy DKIM and custom MAIL FROM domains; RFC 7489 for DMARC."""
    zone = find_zone(declaration, options) or declaration.neighbour("dns", "zone_id")
    domain, sender, dmarc = options["domain"], options["mail_from_domain"], options["dmarc"]
    declaration.add(
        DkimRecords,
        "dkim",
        {"HostedZoneId": zone, "DomainNames": ["_domainkey." + domain], "Records": identity["DkimRecords"]},
        place="dns",
        readies=[identity],
    )

    def record(name, full, record_type, value, readies=()):
        want = {"HostedZoneId": zone, "Name": full, "Type": record_type, "TTL": TTL, "ResourceRecords": [value]}
        declaration.add(Record, name, want, place="dns", readies=readies)

    if sender:
        mail = "10 feedback-smtp.%s.amazonses.com" % declaration.stack.region
        record("mail-from-MX", sender, "MX", mail, [identity])
        record("mail-from-TXT", sender, "TXT", '"v=spf1 include:amazonses.com ~all"', [identity])
    if dmarc:
        record("dmarc", "_dmarc." + domain, "TXT", '"%s"' % _dmarc(dmarc))


def _dmarc(given):
    """The text of a DMARC record (RFC 7489, section 6.3)."""
    reports = ",".join("mailto:" + address for address in given["report_addresses"])
    members = {"p": given["policy"], "sp": given["subdomain_policy"], "pct": given["percent"], "rua": reports}
    return "; ".join(["v=DMARC1", *("%s=%s" % item for item in members.items() if item[1] not in (None, ""))])


def _topic(declaration, options, suffix):
    """The ARN of the topic, or None where nothing is told."""
    alone = not options["events"] or options["topic_arn"]
    declaration.check(
        not (alone and options["subscriptions"]),
        "subscriptions",
        options["subscriptions"],
        "leave it out where the stack makes no topic: with email_topic_arn, or without email_events",
    )
    if alone:
        return options["topic_arn"] if options["events"] else None
    # SES Developer Guide, topics as event destinations.
    statements = [
        {
            "Sid": "Mail",
            "Effect": "Allow",
            "Principal": {"Service": "ses.amazonaws.com"},
            "Action": "sns:Publish",
            "Condition": {"StringEquals": {"aws:SourceAccount": account_id(declaration)}},
        },
        TLS_ONLY,
    ]
    want = {
        "Name": declaration.stack.name(suffix, SnsTopic.name_limit),
        "Policy": {"Version": "2012-10-17", "Statement": statements},
    }
    if options["encryption"] == "customer":
        want["KmsMasterKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"], option="kms_key_id"
        )
    topic = declaration.add(SnsTopic, "events", want)
    given = [("subscriptions", item["protocol"], item["endpoint"]) for item in options["subscriptions"]]
    subscribe(declaration, topic["TopicArn"], given)
    return topic["TopicArn"]
