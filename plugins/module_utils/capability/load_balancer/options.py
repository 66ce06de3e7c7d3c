# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of the load balancer."""

from __future__ import annotations

from ..shared import forms, policy
from ..shared.option import Option
from ..storage import lifecycle

RESPONSE_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
OPTIONS = {
    "name": Option(
        "str",
        "Name of the load balancer. The default is C(<application>-<environment>-alb).",
        sample="inflight-ordering-alb",
        aws="At most 32 letters, digits and hyphens. Another name means another load balancer.",
        length=(None, 32),
        field="load_balancer.Name",
    ),
    "internal": Option(
        "bool",
        "Whether the load balancer stands in the private subnets and has private addresses only.",
        default=False,
        aws="Cannot be changed without a replacement.",
        field="load_balancer.Scheme",
        sent={True: "internal", False: "internet-facing"},
    ),
    "subnet_ids": Option(
        "list",
        "Subnets of the load balancer. The default is those of M(slipway.aws.network): the public "
        "ones, or with O(internal) the private ones.",
        elements="str",
        aws="At least two subnets, in different Availability Zones.",
        form=forms.SUBNET_ID,
    ),
    "security_group_id": Option(
        "str",
        "Security group of the load balancer. The default is that of M(slipway.aws.network). The rules "
        "below are added to it one by one.",
        form=forms.SECURITY_GROUP_ID,
    ),
    "additional_security_group_ids": Option(
        "list",
        "Further security groups, whose rules are somebody else's.",
        default=[],
        elements="str",
        aws="At most 5 groups together.",
        count=(None, 4),
        form=forms.SECURITY_GROUP_ID,
    ),
    "ip_address_type": Option(
        "str",
        "Addresses of the load balancer.",
        default="ipv4",
        choices=["ipv4", "dualstack"],
        aws="V(dualstack) needs subnets with IPv6.",
        field="load_balancer.IpAddressType",
    ),
    "ingress_cidrs": Option(
        "list",
        "Ranges from which the listeners can be reached, IPv4 and IPv6. The default is everywhere, or "
        "with O(internal) the VPC.",
        elements="str",
        form=forms.CIDR,
    ),
    "http_ingress_cidrs": Option(
        "list",
        "Ranges from which the HTTP listener can be reached. O(ingress_cidrs) when omitted.",
        elements="str",
        form=forms.CIDR,
    ),
    "ingress_prefix_list_ids": Option(
        "list",
        "Prefix lists from which the listeners can be reached, such as that of CloudFront. With one, "
        "O(ingress_cidrs) is empty by default.",
        default=[],
        elements="str",
        sample=["pl-3b927c52"],
        form=forms.PREFIX_LIST_ID,
    ),
    "https": Option("bool", "Whether there is an HTTPS listener. Without it O(http) must be V(serve).", default=True),
    "http": Option(
        "str",
        [
            "What the HTTP listener does. V(redirect) sends everything to HTTPS (301).",
            "V(serve) answers like the HTTPS listener, unencrypted. V(none) makes no HTTP listener.",
            "The rules of services are made by M(slipway.aws.service), whose role serves beside HTTPS where this says so.",
        ],
        default="redirect",
        choices=["redirect", "serve", "none"],
    ),
    "http_port": Option(
        "int",
        "Port of the HTTP listener.",
        default=80,
        aws="1 to 65535.",
        between=(1, 65535),
        field="listener/http.Port",
    ),
    "https_port": Option(
        "int",
        "Port of the HTTPS listener.",
        default=443,
        aws="1 to 65535.",
        between=(1, 65535),
        field="listener/https.Port",
    ),
    "certificate_arn": Option(
        "str",
        "Certificate of the HTTPS listener. The default is that of M(slipway.aws.certificate).",
        aws="The certificate must be in the stack's Region, and issued.",
        form=forms.CERTIFICATE_ARN,
    ),
    "additional_certificate_arns": Option(
        "list",
        "Further certificates, chosen by the name that a client asks for.",
        default=[],
        elements="str",
        aws="At most 25 unless AWS raised the quota.",
        form=forms.CERTIFICATE_ARN,
    ),
    "ssl_policy": Option(
        "str",
        "Security policy of the HTTPS listener. Only policies without TLS 1.0 and 1.1 are allowed.",
        default="ELBSecurityPolicy-TLS13-1-2-2021-06",
        field="listener/https.SslPolicy",
    ),
    "default_response": Option(
        "dict",
        "What a request gets that no rule matches. The default is 404 with the text V(Not Found).",
        options={
            "status_code": Option(
                "int",
                "HTTP status.",
                default=404,
                aws="200 to 299 or 400 to 599.",
                field=".FixedResponseConfig.StatusCode",
                sent=str,
            ),
            "content_type": Option(
                "str",
                "Content type.",
                default="text/plain",
                choices=list(RESPONSE_TYPES),
                field=".FixedResponseConfig.ContentType",
            ),
            "message_body": Option(
                "str",
                "Body.",
                default="Not Found",
                aws="At most 1024 characters.",
                length=(None, 1024),
                field=".FixedResponseConfig.MessageBody",
            ),
        },
        field="listener.DefaultActions",
        sent=lambda answer: [{"Type": "fixed-response", **answer}],
    ),
    "access_logs": Option(
        "bool",
        "Whether requests are logged into an S3 bucket.",
        default=True,
        field="load_balancer.Attributes[access_logs.s3.enabled]",
    ),
    "access_logs_bucket": Option(
        "str",
        "Name of that bucket. The default is made of application, environment, Region and account.",
        aws="Bucket names are unique among all accounts.",
        field="s3_bucket.Bucket",
        form=forms.BUCKET_NAME,
    ),
    "access_logs_create_bucket": Option(
        "bool",
        "Whether the stack makes the bucket. Otherwise it must exist in the same Region, with a policy "
        "that lets Elastic Load Balancing write, and nothing in it expires by itself.",
        default=True,
    ),
    "access_logs_prefix": Option(
        "str",
        "What the keys of the log files begin with.",
        default="",
        aws="Must neither contain AWSLogs nor begin or end with a slash.",
        field="load_balancer.Attributes[access_logs.s3.prefix]",
    ),
    "access_logs_retention_days": Option(
        "int", "Days after which log files are deleted.", default=7, aws="1 or more.", between=(1, 2147483647)
    ),
    "access_logs_transitions": lifecycle.log_transitions("access_logs_retention_days"),
    "deletion_protection": Option(
        "bool",
        "Whether the load balancer is protected from deletion by other tools. A destroy or prune that "
        "lists it lifts the protection.",
        default=True,
        field="load_balancer.Attributes[deletion_protection.enabled]",
    ),
    "idle_timeout": Option(
        "int",
        "Seconds after which an idle connection is closed.",
        default=60,
        aws="1 to 4000.",
        between=(1, 4000),
        field="load_balancer.Attributes[idle_timeout.timeout_seconds]",
    ),
    "client_keep_alive": Option(
        "int",
        "Seconds for which a client's connection is kept.",
        default=3600,
        aws="60 to 604800.",
        between=(60, 604800),
        field="load_balancer.Attributes[client_keep_alive.seconds]",
    ),
    "drop_invalid_header_fields": Option(
        "bool",
        "Whether header fields with invalid names are removed.",
        default=True,
        field="load_balancer.Attributes[routing.http.drop_invalid_header_fields.enabled]",
    ),
    "desync_mitigation_mode": Option(
        "str",
        "How requests are treated that two servers could read differently.",
        default="defensive",
        choices=["defensive", "strictest", "monitor"],
        field="load_balancer.Attributes[routing.http.desync_mitigation_mode]",
    ),
    "http2": Option(
        "bool",
        "Whether clients may use HTTP/2.",
        default=True,
        field="load_balancer.Attributes[routing.http2.enabled]",
    ),
    "preserve_host_header": Option(
        "bool",
        "Whether targets get the Host header as the client sent it.",
        default=False,
        field="load_balancer.Attributes[routing.http.preserve_host_header.enabled]",
    ),
    "xff_header_processing_mode": Option(
        "str",
        "What happens to the X-Forwarded-For header.",
        default="append",
        choices=["append", "preserve", "remove"],
        field="load_balancer.Attributes[routing.http.xff_header_processing.mode]",
    ),
    "xff_client_port": Option(
        "bool",
        "Whether the X-Forwarded-For header holds the client's port.",
        default=False,
        field="load_balancer.Attributes[routing.http.xff_client_port.enabled]",
    ),
    "tls_headers": Option(
        "bool",
        "Whether targets are told the TLS version and cipher in headers.",
        default=False,
        field="load_balancer.Attributes[routing.http.x_amzn_tls_version_and_cipher_suite.enabled]",
    ),
    "waf_fail_open": Option(
        "bool",
        "Whether requests pass when AWS WAF cannot be reached.",
        default=False,
        field="load_balancer.Attributes[waf.fail_open.enabled]",
    ),
    "zonal_shift": Option(
        "bool",
        "Whether traffic can be shifted away from an Availability Zone.",
        default=False,
        field="load_balancer.Attributes[zonal_shift.config.enabled]",
    ),
    "attributes": Option(
        "dict",
        "Further load balancer attributes by their API names. They are additive: an attribute whose "
        "line is removed keeps its value.",
        default={},
        class_="optional",
    ),
}
OUTPUTS = {
    "arn": {
        "type": "str",
        "description": "ARN of the load balancer.",
        "sample": ""
        "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/inflight-ordering-alb/0123456789abcdef",
    },
    "dns_name": {
        "type": "str",
        "description": "DNS name of the load balancer.",
        "sample": "inflight-ordering-alb-1234567890.us-east-1.elb.amazonaws.com",
    },
    "hosted_zone_id": {"type": "str", "description": "Hosted zone ID for alias records.", "sample": "Z35SXDOTRQ7X7K"},
    "full_name": {
        "type": "str",
        "description": "Value of the CloudWatch dimension LoadBalancer.",
        "sample": "app/inflight-ordering-alb/0123456789abcdef",
    },
    "http_listener_arn": {
        "type": "str",
        "description": "ARN of the HTTP listener, or none.",
        "sample": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/inflight-ordering-alb/01/02",
    },
    "https_listener_arn": {
        "type": "str",
        "description": "ARN of the HTTPS listener, or none.",
        "sample": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/inflight-ordering-alb/01/03",
    },
    "access_logs_bucket": {
        "type": "str",
        "description": "Bucket of the access logs, or none.",
        "sample": "inflight-ordering-prod-us-east-1-123456789012-alb-logs",
    },
}
EXAMPLES = """
- name: Public load balancer with HTTPS, access logs for 7 days
  slipway.aws.load_balancer:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    name: inflight-ordering-alb

- name: Internal load balancer without a certificate, in subnets of somebody else
  slipway.aws.load_balancer:
    application: inflight-ordering
    environment: dev
    region: us-east-1
    internal: true
    subnet_ids: [subnet-0a1b2c3d4e5f60718, subnet-1a1b2c3d4e5f60718]
    security_group_id: sg-0a1b2c3d4e5f60718
    ingress_cidrs: [10.0.0.0/16]
    https: false
    http: serve
"""

SPEC = {
    "short_description": "Application load balancer of a stack",
    "description": [
        (
            "Makes an internet-facing or internal application load balancer with an HTTPS listener, an HTTP listener that "
            "redirects to it, ingress rules in its security group, and access logs in a bucket that expires them."
        ),
        "Both listeners answer 404 to what no rule matches. M(slipway.aws.service) adds target groups and rules.",
    ],
    "options": OPTIONS,
    "outputs": OUTPUTS,
    "examples": EXAMPLES,
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
