#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/dns by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: dns
short_description: Hosted zone and DNS records of a stack
version_added: 0.1.0
description:
  - Writes alias records for the load balancer and the CDN, and any other records, into a public Route 53 zone.
  - The zone may be somebody else's, also in another account (O(ignore:dns_role_arn)). Each record is made together
    with a TXT record beside it (C(_slipway-<type>.<name>)) that says whose it is. All other records are left alone,
    and a record that exists and is not the stack's is never overwritten; take it over with O(ignore:adopt).
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  hosted_zone:
    description:
      - Name of the public hosted zone that the records go into.
      - 'AWS requires: The public zone must exist, in the stack''s account or in that of O(ignore:dns_role_arn).'
      - 'Class: managed.'
    type: str
  hosted_zone_id:
    description:
      - ID of the hosted zone, instead of a look-up by name, or where two public zones have one name.
      - 'Class: managed.'
    type: str
  create_hosted_zone:
    description:
      - Whether the stack makes the zone O(hosted_zone) for itself. Otherwise the zone must exist.
      - 'Class: managed.'
    type: bool
    default: false
  parent_zone:
    description:
      - Name of an existing public zone that gets the NS record for the zone made by O(create_hosted_zone). Without
        it, somebody has to delegate to the output RV(name_servers).
      - 'Class: managed.'
    type: str
  query_log_group_arn:
    description:
      - Log group that gets the DNS queries of the zone made by O(create_hosted_zone).
      - 'AWS requires: The log group must be in us-east-1, with a resource policy that lets Route 53 write.'
      - 'Class: managed.'
    type: str
  load_balancer_names:
    description:
      - Names that are aliases of the load balancer.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  load_balancer_ipv6:
    description:
      - Whether those names get AAAA records too, for a load balancer with O(ignore:ip_address_type=dualstack).
      - 'Class: managed.'
    type: bool
    default: false
  load_balancer_dns_name:
    description:
      - DNS name of the load balancer. The default is that of M(slipway.aws.load_balancer).
      - 'Class: managed.'
    type: str
  load_balancer_hosted_zone_id:
    description:
      - Hosted zone ID of the load balancer, together with O(load_balancer_dns_name).
      - 'Class: managed.'
    type: str
  evaluate_target_health:
    description:
      - Whether Route 53 leaves the load balancer out of its answers while no target is healthy.
      - 'Class: managed.'
    type: bool
    default: true
  cdn_names:
    description:
      - Names that are aliases of the distribution, for IPv4 and IPv6. They must be among its aliases.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  cdn_ipv6:
    description:
      - Whether those names get AAAA records too.
      - 'Class: managed.'
    type: bool
    default: true
  cdn_domain_name:
    description:
      - Domain name of the distribution. The default is that of M(slipway.aws.cdn).
      - 'Class: managed.'
    type: str
  records:
    description:
      - Further records. Each has either O(records[].values) or O(records[].alias).
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Full name of the record. A wildcard such as V(*.example.com) is allowed.
          - 'Class: managed.'
        type: str
        required: true
      type:
        description:
          - Type of the record.
          - 'Class: managed.'
        type: str
        choices:
          - A
          - AAAA
          - CAA
          - CNAME
          - DS
          - HTTPS
          - MX
          - NAPTR
          - NS
          - PTR
          - SRV
          - SSHFP
          - SVCB
          - TLSA
          - TXT
        required: true
      ttl:
        description:
          - Seconds for which resolvers may keep the values. Aliases have none.
          - 'AWS requires: 0 to 2147483647.'
          - 'Class: managed.'
        type: int
        default: 300
      values:
        description:
          - Values, in the form of the record's type. Text of TXT records needs no quotes.
          - 'Class: managed.'
        type: list
        elements: str
      alias:
        description:
          - An AWS resource that the name stands for.
          - 'Class: managed.'
        type: dict
        suboptions:
          dns_name:
            description:
              - DNS name of the resource.
              - 'Class: managed.'
            type: str
            required: true
          hosted_zone_id:
            description:
              - Hosted zone ID of the resource's service.
              - 'Class: managed.'
            type: str
            required: true
          evaluate_target_health:
            description:
              - Whether the health of the resource counts.
              - 'Class: managed.'
            type: bool
            default: false
  policy:
    description:
      - What an environment changes about O(records), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(name type) of O(records).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
zone_id:
  description: ID of the hosted zone.
  returned: when it is known
  type: str
  sample: Z0123456789ABCDEFGHIJ
name_servers:
  description: Name servers of the zone that the stack made, else none.
  returned: when it is known
  type: list
  sample:
    - ns-1.awsdns-01.com
    - ns-2.awsdns-02.net
urls:
  description: HTTPS addresses of all alias names.
  returned: when it is known
  type: list
  sample:
    - https://inflight-ordering.example.com
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import dns


def main():
    entry.main("dns", dns)


if __name__ == "__main__":
    main()
