#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/certificate by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: certificate
short_description: ACM certificate of a stack, validated through DNS
version_added: 0.1.0
description:
  - Requests a public certificate and writes its validation records into the hosted zone, where they stay, since
    AWS renews the certificate through them.
  - Where the stack is not in us-east-1 and has a CDN, a second certificate of the same names is requested there
    for CloudFront. In us-east-1 one certificate serves both, unless O(cdn=always). The validation records are the
    same for all Regions.
  - A certificate that failed, expired or was not validated in time is replaced by a new one.
  - Listeners and distributions wait until the certificate is issued.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  domain:
    description:
      - Domain name of the certificate. A wildcard such as V(*.example.com) is allowed.
      - 'AWS requires: At most 64 characters. Another name means another certificate.'
      - 'Class: managed.'
    type: str
    required: true
  alternative_names:
    description:
      - Further names that the certificate is for.
      - 'AWS requires: At most 10 names in one certificate unless AWS raised the quota, 100 at the very most.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
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
  further_zones:
    description:
      - Names of further public hosted zones of the same account, for names that do not lie in O(hosted_zone).
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  validation:
    description:
      - V(route53) writes the validation records into O(hosted_zone), or, where neither that nor O(hosted_zone_id)
        is given, into the zone that M(slipway.aws.dns) made for the stack.
      - 'V(external) writes none: the DNS is somewhere else, and the run waits until somebody has entered the records
        of the output RV(validation_records).'
      - 'Class: managed.'
    type: str
    choices:
      - route53
      - external
    default: route53
  key_algorithm:
    description:
      - Algorithm of the certificate's key.
      - 'AWS requires: CloudFront takes V(RSA_2048) and V(EC_prime256v1). Another algorithm means another certificate.'
      - 'Class: managed.'
    type: str
    choices:
      - RSA_2048
      - EC_prime256v1
      - EC_secp384r1
    default: RSA_2048
  cdn:
    description:
      - Whether a certificate of its own is requested in us-east-1 for CloudFront.
      - V(auto) does so where the stack is in another Region and M(slipway.aws.cdn) is declared in the same run.
        A stack whose certificate the CDN of another stack takes needs V(always).
      - 'Class: managed.'
    type: str
    choices:
      - auto
      - always
      - never
    default: auto
"""

EXAMPLES = r"""
---
- name: Certificate for the application and its www name
  slipway.aws.certificate:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    domain: inflight-ordering.example.com
    alternative_names: [www.inflight-ordering.example.com]
    hosted_zone: example.com

- name: Certificate whose zone lives in another account
  slipway.aws.certificate:
    application: inflight-ordering
    environment: prod
    region: eu-central-1
    dns_role_arn: arn:aws:iam::210987654321:role/dns
    domain: inflight-ordering.example.com
    hosted_zone: example.com
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
  description: ARN of the certificate in the stack's Region.
  returned: when it is known
  type: str
  sample: arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
cdn_arn:
  description: ARN of the certificate that CloudFront can use, or none with O(cdn=never) outside us-east-1.
  returned: when it is known
  type: str
  sample: arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012
validation_records:
  description: Records that prove the domain, with C(Name), C(Type) and C(Value).
  returned: when it is known
  type: list
  sample:
    - Name: _a79.example.com.
      Type: CNAME
      Value: _x1.acm-validations.aws.
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import certificate


def main():
    entry.main("certificate", certificate)


if __name__ == "__main__":
    main()
