# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of dns."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.hosted_zones import OPTIONS
from ..shared.option import Option

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
        "create_hosted_zone": Option(
            "bool",
            "Whether the stack makes the zone O(hosted_zone) for itself. Otherwise the zone must exist.",
            default=False,
        ),
        "parent_zone": Option(
            "str",
            "Name of an existing public zone that gets the NS record for the zone made by "
            "O(create_hosted_zone). Without it, somebody has to delegate to the output RV(name_servers).",
            sample="example.com",
        ),
        "query_log_group_arn": Option(
            "str",
            "Log group that gets the DNS queries of the zone made by O(create_hosted_zone).",
            sample="arn:aws:logs:us-east-1:123456789012:log-group:/aws/route53/example.com",
            aws="The log group must be in us-east-1, with a resource policy that lets Route 53 write.",
            form=forms.LOG_GROUP_ARN,
        ),
        "load_balancer_names": Option(
            "list",
            "Names that are aliases of the load balancer.",
            default=[],
            elements="str",
            sample=["api.inflight-ordering.example.com"],
        ),
        "load_balancer_ipv6": Option(
            "bool",
            "Whether those names get AAAA records too, for a load balancer with O(ignore:ip_address_type=dualstack).",
            default=False,
        ),
        "load_balancer_dns_name": Option(
            "str", "DNS name of the load balancer. The default is that of M(slipway.aws.load_balancer)."
        ),
        "load_balancer_hosted_zone_id": Option(
            "str",
            "Hosted zone ID of the load balancer, together with O(load_balancer_dns_name).",
            form=forms.HOSTED_ZONE_ID,
        ),
        "evaluate_target_health": Option(
            "bool",
            "Whether Route 53 leaves the load balancer out of its answers while no target is healthy.",
            default=True,
        ),
        "cdn_names": Option(
            "list",
            "Names that are aliases of the distribution, for IPv4 and IPv6. They must be among its aliases.",
            default=[],
            elements="str",
            sample=["inflight-ordering.example.com"],
        ),
        "cdn_ipv6": Option("bool", "Whether those names get AAAA records too.", default=True),
        "cdn_domain_name": Option(
            "str",
            "Domain name of the distribution. The default is that of M(slipway.aws.cdn).",
            sample="d111111abcdef8.cloudfront.net",
        ),
        "records": Option(
            "list",
            "Further records. Each has either O(records[].values) or O(records[].alias).",
            default=[],
            elements="dict",
            key=("name", "type"),
            options={
                "name": Option(
                    "str",
                    "Full name of the record. A wildcard such as V(*.example.com) is allowed.",
                    required=True,
                    field="record.Name",
                ),
                "type": Option(
                    "str",
                    "Type of the record.",
                    required=True,
                    choices=list(TYPES),
                    field="record.Type",
                ),
                "ttl": Option(
                    "int",
                    "Seconds for which resolvers may keep the values. Aliases have none.",
                    default=300,
                    aws="0 to 2147483647.",
                    between=(0, 2147483647),
                    field="record.TTL",
                ),
                "values": Option(
                    "list",
                    "Values, in the form of the record's type. Text of TXT records needs no quotes.",
                    elements="str",
                    field="record.ResourceRecords",
                ),
                "alias": Option(
                    "dict",
                    "An AWS resource that the name stands for.",
                    options={
                        "dns_name": Option(
                            "str",
                            "DNS name of the resource.",
                            required=True,
                            field="record.AliasTarget.DNSName",
                        ),
                        "hosted_zone_id": Option(
                            "str",
                            "Hosted zone ID of the resource's service.",
                            required=True,
                            form=forms.HOSTED_ZONE_ID,
                            field="record.AliasTarget.HostedZoneId",
                        ),
                        "evaluate_target_health": Option(
                            "bool",
                            "Whether the health of the resource counts.",
                            default=False,
                            field="record.AliasTarget.EvaluateTargetHealth",
                        ),
                    },
                ),
            },
        ),
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

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
