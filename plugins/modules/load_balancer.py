#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/load_balancer by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: load_balancer
short_description: Application load balancer of a stack
version_added: 0.1.0
description:
  - Makes an internet-facing or internal application load balancer with an HTTPS listener, an HTTP listener that
    redirects to it, ingress rules in its security group, and access logs in a bucket that expires them.
  - Both listeners answer 404 to what no rule matches. M(slipway.aws.service) adds target groups and rules.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  name:
    description:
      - Name of the load balancer. The default is C(<application>-<environment>-alb).
      - 'AWS requires: At most 32 letters, digits and hyphens. Another name means another load balancer.'
      - 'Class: managed.'
    type: str
  internal:
    description:
      - Whether the load balancer stands in the private subnets and has private addresses only.
      - 'AWS requires: Cannot be changed without a replacement.'
      - 'Class: managed.'
    type: bool
    default: false
  subnet_ids:
    description:
      - 'Subnets of the load balancer. The default is those of M(slipway.aws.network): the public ones, or with
        O(internal) the private ones.'
      - 'AWS requires: At least two subnets, in different Availability Zones.'
      - 'Class: managed.'
    type: list
    elements: str
  security_group_id:
    description:
      - Security group of the load balancer. The default is that of M(slipway.aws.network). The rules below are
        added to it one by one.
      - 'Class: managed.'
    type: str
  additional_security_group_ids:
    description:
      - Further security groups, whose rules are somebody else's.
      - 'AWS requires: At most 5 groups together.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  ip_address_type:
    description:
      - Addresses of the load balancer.
      - 'AWS requires: V(dualstack) needs subnets with IPv6.'
      - 'Class: managed.'
    type: str
    choices:
      - ipv4
      - dualstack
    default: ipv4
  ingress_cidrs:
    description:
      - Ranges from which the listeners can be reached, IPv4 and IPv6. The default is everywhere, or with O(internal)
        the VPC.
      - 'Class: managed.'
    type: list
    elements: str
  http_ingress_cidrs:
    description:
      - Ranges from which the HTTP listener can be reached. O(ingress_cidrs) when omitted.
      - 'Class: managed.'
    type: list
    elements: str
  ingress_prefix_list_ids:
    description:
      - Prefix lists from which the listeners can be reached, such as that of CloudFront. With one, O(ingress_cidrs)
        is empty by default.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  https:
    description:
      - Whether there is an HTTPS listener. Without it O(http) must be V(serve).
      - 'Class: managed.'
    type: bool
    default: true
  http:
    description:
      - What the HTTP listener does. V(redirect) sends everything to HTTPS (301).
      - V(serve) answers like the HTTPS listener, unencrypted. V(none) makes no HTTP listener.
      - The rules of services are made by M(slipway.aws.service), whose role serves beside HTTPS where this says
        so.
      - 'Class: managed.'
    type: str
    choices:
      - redirect
      - serve
      - none
    default: redirect
  http_port:
    description:
      - Port of the HTTP listener.
      - 'AWS requires: 1 to 65535.'
      - 'Class: managed.'
    type: int
    default: 80
  https_port:
    description:
      - Port of the HTTPS listener.
      - 'AWS requires: 1 to 65535.'
      - 'Class: managed.'
    type: int
    default: 443
  certificate_arn:
    description:
      - Certificate of the HTTPS listener. The default is that of M(slipway.aws.certificate).
      - 'AWS requires: The certificate must be in the stack''s Region, and issued.'
      - 'Class: managed.'
    type: str
  additional_certificate_arns:
    description:
      - Further certificates, chosen by the name that a client asks for.
      - 'AWS requires: At most 25 unless AWS raised the quota.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  ssl_policy:
    description:
      - Security policy of the HTTPS listener. Only policies without TLS 1.0 and 1.1 are allowed.
      - 'Class: managed.'
    type: str
    default: ELBSecurityPolicy-TLS13-1-2-2021-06
  default_response:
    description:
      - What a request gets that no rule matches. The default is 404 with the text V(Not Found).
      - 'Class: managed.'
    type: dict
    suboptions:
      status_code:
        description:
          - HTTP status.
          - 'AWS requires: 200 to 299 or 400 to 599.'
          - 'Class: managed.'
        type: int
        default: 404
      content_type:
        description:
          - Content type.
          - 'Class: managed.'
        type: str
        choices:
          - text/plain
          - text/css
          - text/html
          - application/javascript
          - application/json
        default: text/plain
      message_body:
        description:
          - Body.
          - 'AWS requires: At most 1024 characters.'
          - 'Class: managed.'
        type: str
        default: Not Found
  access_logs:
    description:
      - Whether requests are logged into an S3 bucket.
      - 'Class: managed.'
    type: bool
    default: true
  access_logs_bucket:
    description:
      - Name of that bucket. The default is made of application, environment, Region and account.
      - 'AWS requires: Bucket names are unique among all accounts.'
      - 'Class: managed.'
    type: str
  access_logs_create_bucket:
    description:
      - Whether the stack makes the bucket. Otherwise it must exist in the same Region, with a policy that lets
        Elastic Load Balancing write, and nothing in it expires by itself.
      - 'Class: managed.'
    type: bool
    default: true
  access_logs_prefix:
    description:
      - What the keys of the log files begin with.
      - 'AWS requires: Must neither contain AWSLogs nor begin or end with a slash.'
      - 'Class: managed.'
    type: str
    default: ''
  access_logs_retention_days:
    description:
      - Days after which log files are deleted.
      - 'AWS requires: 1 or more.'
      - 'Class: managed.'
    type: int
    default: 7
  access_logs_transitions:
    description:
      - Storage classes that the logs move to before they expire, one after the other.
      - 'AWS requires: Each class later than the one before it, and before O(access_logs_retention_days). Objects
        below 128 KB do not move.'
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      storage_class:
        description:
          - Storage class that objects move to.
          - 'Class: managed.'
        type: str
        choices:
          - STANDARD_IA
          - INTELLIGENT_TIERING
          - ONEZONE_IA
          - GLACIER_IR
          - GLACIER
          - DEEP_ARCHIVE
        required: true
      days:
        description:
          - Days after which they move.
          - 'AWS requires: At least 30 for V(STANDARD_IA) and V(ONEZONE_IA), and 30 later for what comes after these.'
          - 'Class: managed.'
        type: int
        required: true
  deletion_protection:
    description:
      - Whether the load balancer is protected from deletion by other tools. A destroy or prune that lists it lifts
        the protection.
      - 'Class: managed.'
    type: bool
    default: true
  idle_timeout:
    description:
      - Seconds after which an idle connection is closed.
      - 'AWS requires: 1 to 4000.'
      - 'Class: managed.'
    type: int
    default: 60
  client_keep_alive:
    description:
      - Seconds for which a client's connection is kept.
      - 'AWS requires: 60 to 604800.'
      - 'Class: managed.'
    type: int
    default: 3600
  drop_invalid_header_fields:
    description:
      - Whether header fields with invalid names are removed.
      - 'Class: managed.'
    type: bool
    default: true
  desync_mitigation_mode:
    description:
      - How requests are treated that two servers could read differently.
      - 'Class: managed.'
    type: str
    choices:
      - defensive
      - strictest
      - monitor
    default: defensive
  http2:
    description:
      - Whether clients may use HTTP/2.
      - 'Class: managed.'
    type: bool
    default: true
  preserve_host_header:
    description:
      - Whether targets get the Host header as the client sent it.
      - 'Class: managed.'
    type: bool
    default: false
  xff_header_processing_mode:
    description:
      - What happens to the X-Forwarded-For header.
      - 'Class: managed.'
    type: str
    choices:
      - append
      - preserve
      - remove
    default: append
  xff_client_port:
    description:
      - Whether the X-Forwarded-For header holds the client's port.
      - 'Class: managed.'
    type: bool
    default: false
  tls_headers:
    description:
      - Whether targets are told the TLS version and cipher in headers.
      - 'Class: managed.'
    type: bool
    default: false
  waf_fail_open:
    description:
      - Whether requests pass when AWS WAF cannot be reached.
      - 'Class: managed.'
    type: bool
    default: false
  zonal_shift:
    description:
      - Whether traffic can be shifted away from an Availability Zone.
      - 'Class: managed.'
    type: bool
    default: false
  attributes:
    description:
      - 'Further load balancer attributes by their API names. They are additive: an attribute whose line is removed
        keeps its value.'
      - 'Class: optional.'
    type: dict
    default: {}
  policy:
    description:
      - What an environment changes about O(access_logs_transitions), O(attributes) and O(default_response), by
        option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(storage_class) of O(access_logs_transitions).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
arn:
  description: ARN of the load balancer.
  returned: when it is known
  type: str
  sample: arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/inflight-ordering-alb/0123456789abcdef
dns_name:
  description: DNS name of the load balancer.
  returned: when it is known
  type: str
  sample: inflight-ordering-alb-1234567890.us-east-1.elb.amazonaws.com
hosted_zone_id:
  description: Hosted zone ID for alias records.
  returned: when it is known
  type: str
  sample: Z35SXDOTRQ7X7K
full_name:
  description: Value of the CloudWatch dimension LoadBalancer.
  returned: when it is known
  type: str
  sample: app/inflight-ordering-alb/0123456789abcdef
http_listener_arn:
  description: ARN of the HTTP listener, or none.
  returned: when it is known
  type: str
  sample: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/inflight-ordering-alb/01/02
https_listener_arn:
  description: ARN of the HTTPS listener, or none.
  returned: when it is known
  type: str
  sample: arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/inflight-ordering-alb/01/03
access_logs_bucket:
  description: Bucket of the access logs, or none.
  returned: when it is known
  type: str
  sample: inflight-ordering-prod-us-east-1-123456789012-alb-logs
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import load_balancer


def main():
    entry.main("load_balancer", load_balancer)


if __name__ == "__main__":
    main()
