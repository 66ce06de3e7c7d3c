# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The documented options of the load balancer."""

from __future__ import annotations

RESPONSE_TYPES = ("text/plain", "text/css", "text/html", "application/javascript", "application/json")
OPTIONS = {
    "name": {
        "type": "str",
        "class": "managed",
        "sample": "inflight-ordering-alb",
        "aws": "At most 32 letters, digits and hyphens. Another name means another load balancer.",
        "description": "Name of the load balancer. The default is C(<application>-<environment>-alb).",
    },
    "internal": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "aws": "Cannot be changed without a replacement.",
        "description": "Whether the load balancer stands in the private subnets and has private addresses only.",
    },
    "subnet_ids": {
        "type": "list",
        "elements": "str",
        "class": "managed",
        "aws": "At least two subnets, in different Availability Zones.",
        "description": "Subnets of the load balancer. The default is those of M(slipway.aws.network): the public "
        "ones, or with O(internal) the private ones.",
    },
    "security_group_id": {
        "type": "str",
        "class": "managed",
        "description": "Security group of the load balancer. The default is that of M(slipway.aws.network). The rules "
        "below are added to it one by one.",
    },
    "additional_security_group_ids": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "aws": "At most 5 groups together.",
        "description": "Further security groups, whose rules are somebody else's.",
    },
    "ip_address_type": {
        "type": "str",
        "choices": ["ipv4", "dualstack"],
        "default": "ipv4",
        "class": "managed",
        "aws": "V(dualstack) needs subnets with IPv6.",
        "description": "Addresses of the load balancer.",
    },
    "ingress_cidrs": {
        "type": "list",
        "elements": "str",
        "class": "managed",
        "description": "Ranges from which the listeners can be reached, IPv4 and IPv6. The default is everywhere, or "
        "with O(internal) the VPC.",
    },
    "http_ingress_cidrs": {
        "type": "list",
        "elements": "str",
        "class": "managed",
        "description": "Ranges from which the HTTP listener can be reached. O(ingress_cidrs) when omitted.",
    },
    "ingress_prefix_list_ids": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "sample": ["pl-3b927c52"],
        "description": "Prefix lists from which the listeners can be reached, such as that of CloudFront. With one, "
        "O(ingress_cidrs) is empty by default.",
    },
    "https": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether there is an HTTPS listener. Without it O(http) must be V(serve).",
    },
    "http": {
        "type": "str",
        "choices": ["redirect", "serve", "none"],
        "default": "redirect",
        "class": "managed",
        "description": [
            "What the HTTP listener does. V(redirect) sends everything to HTTPS (301).",
            "V(serve) answers like the HTTPS listener, unencrypted. V(none) makes no HTTP listener.",
        ],
    },
    "http_port": {
        "type": "int",
        "default": 80,
        "class": "managed",
        "aws": "1 to 65535.",
        "description": "Port of the HTTP listener.",
    },
    "https_port": {
        "type": "int",
        "default": 443,
        "class": "managed",
        "aws": "1 to 65535.",
        "description": "Port of the HTTPS listener.",
    },
    "certificate_arn": {
        "type": "str",
        "class": "managed",
        "aws": "The certificate must be in the stack's Region, and issued.",
        "description": "Certificate of the HTTPS listener. The default is that of M(slipway.aws.certificate).",
    },
    "additional_certificate_arns": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "aws": "At most 25 unless AWS raised the quota.",
        "description": "Further certificates, chosen by the name that a client asks for.",
    },
    "ssl_policy": {
        "type": "str",
        "default": "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "class": "managed",
        "description": "Security policy of the HTTPS listener. Only policies without TLS 1.0 and 1.1 are allowed.",
    },
    "default_response": {
        "type": "dict",
        "class": "managed",
        "description": "What a request gets that no rule matches. The default is 404 with the text V(Not Found).",
        "options": {
            "status_code": {
                "type": "int",
                "default": 404,
                "class": "managed",
                "aws": "200 to 299 or 400 to 599.",
                "description": "HTTP status.",
            },
            "content_type": {
                "type": "str",
                "choices": list(RESPONSE_TYPES),
                "default": "text/plain",
                "class": "managed",
                "description": "Content type.",
            },
            "message_body": {
                "type": "str",
                "default": "Not Found",
                "class": "managed",
                "aws": "At most 1024 characters.",
                "description": "Body.",
            },
        },
    },
    "access_logs": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether requests are logged into an S3 bucket.",
    },
    "access_logs_bucket": {
        "type": "str",
        "class": "managed",
        "aws": "Bucket names are unique among all accounts.",
        "description": "Name of that bucket. The default is made of application, environment, Region and account.",
    },
    "access_logs_create_bucket": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the stack makes the bucket. Otherwise it must exist in the same Region, with a policy "
        "that lets Elastic Load Balancing write, and nothing in it expires by itself.",
    },
    "access_logs_prefix": {
        "type": "str",
        "default": "",
        "class": "managed",
        "aws": "Must neither contain AWSLogs nor begin or end with a slash.",
        "description": "What the keys of the log files begin with.",
    },
    "access_logs_retention_days": {
        "type": "int",
        "default": 7,
        "class": "managed",
        "aws": "1 or more.",
        "description": "Days after which log files are deleted.",
    },
    "deletion_protection": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether the load balancer is protected from deletion by other tools. A destroy or prune that "
        "lists it lifts the protection.",
    },
    "idle_timeout": {
        "type": "int",
        "default": 60,
        "class": "managed",
        "aws": "1 to 4000.",
        "description": "Seconds after which an idle connection is closed.",
    },
    "client_keep_alive": {
        "type": "int",
        "default": 3600,
        "class": "managed",
        "aws": "60 to 604800.",
        "description": "Seconds for which a client's connection is kept.",
    },
    "drop_invalid_header_fields": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether header fields with invalid names are removed.",
    },
    "desync_mitigation_mode": {
        "type": "str",
        "choices": ["defensive", "strictest", "monitor"],
        "default": "defensive",
        "class": "managed",
        "description": "How requests are treated that two servers could read differently.",
    },
    "http2": {"type": "bool", "default": True, "class": "managed", "description": "Whether clients may use HTTP/2."},
    "preserve_host_header": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "description": "Whether targets get the Host header as the client sent it.",
    },
    "xff_header_processing_mode": {
        "type": "str",
        "choices": ["append", "preserve", "remove"],
        "default": "append",
        "class": "managed",
        "description": "What happens to the X-Forwarded-For header.",
    },
    "xff_client_port": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "description": "Whether the X-Forwarded-For header holds the client's port.",
    },
    "tls_headers": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "description": "Whether targets are told the TLS version and cipher in headers.",
    },
    "waf_fail_open": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "description": "Whether requests pass when AWS WAF cannot be reached.",
    },
    "zonal_shift": {
        "type": "bool",
        "default": False,
        "class": "managed",
        "description": "Whether traffic can be shifted away from an Availability Zone.",
    },
    "attributes": {
        "type": "dict",
        "default": {},
        "class": "optional",
        "description": "Further load balancer attributes by their API names. They are additive: an attribute whose "
        "line is removed keeps its value.",
    },
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
