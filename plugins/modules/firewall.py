#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/firewall by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: firewall
short_description: Web ACLs of AWS WAF for the CDN and the load balancer
version_added: 0.1.0
description:
  - Makes a web ACL for the CDN, and on request one for the load balancer. The cdn capability puts it in front.
  - 'Both have the same rules: allowed addresses, managed rule groups, blocked addresses, a rate limit, free rules.'
  - 'New rules are best watched first: with O(count_only) everything is counted and nothing blocked.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  name:
    description:
      - Name of the web ACL for the CDN.
      - The default is made of application, environment, Region and C(waf). Cannot be changed later.
      - 'AWS requires: At most 100 letters, digits, - and _.'
      - 'Class: managed.'
    type: str
  cdn:
    description:
      - Whether there is a web ACL of scope CLOUDFRONT, in us-east-1.
      - 'Class: managed.'
    type: bool
    default: true
  load_balancer:
    description:
      - Whether there is a web ACL of scope REGIONAL for the load balancer.
      - The CDN's does not see requests that go to the load balancer directly.
      - 'Class: managed.'
    type: bool
    default: false
  load_balancer_arn:
    description:
      - ARN of the load balancer, where it is not that of the load_balancer capability.
      - 'Class: managed.'
    type: str
  default_action:
    description:
      - What happens to requests that no rule decides.
      - 'Class: managed.'
    type: str
    choices:
      - allow
      - block
    default: allow
  count_only:
    description:
      - Whether rules only count what they would block.
      - 'Class: managed.'
    type: bool
    default: false
  managed_rules:
    description:
      - Managed rule groups, in their order. The list is exact.
      - 'Class: managed.'
    type: list
    elements: dict
    default:
      - name: AWSManagedRulesCommonRuleSet
      - name: AWSManagedRulesKnownBadInputsRuleSet
    suboptions:
      name:
        description:
          - Name of the group.
          - 'Class: managed.'
        type: str
        required: true
      vendor:
        description:
          - Vendor of the group.
          - 'Class: managed.'
        type: str
        default: AWS
      version:
        description:
          - Version to stay on. The vendor's default version when omitted.
          - 'Class: managed.'
        type: str
      priority:
        description:
          - Priority. The group's place in the list when omitted.
          - 'AWS requires: 1 to 79 here.'
          - 'Class: managed.'
        type: int
      count:
        description:
          - Whether the whole group only counts.
          - 'Class: managed.'
        type: bool
        default: false
      count_rules:
        description:
          - Rules of the group that only count.
          - 'Class: managed.'
        type: list
        elements: str
        default: []
  rate_limit:
    description:
      - Limit of requests from one address.
      - 'Class: managed.'
    type: dict
    suboptions:
      limit:
        description:
          - Requests in the window. V(0) sets no limit.
          - 'AWS requires: 10 to 2000000000.'
          - 'Class: managed.'
        type: int
        default: 2000
      window:
        description:
          - Seconds.
          - 'Class: managed.'
        type: int
        choices:
          - 60
          - 120
          - 300
          - 600
        default: 300
      aggregate:
        description:
          - V(FORWARDED_IP) counts by the first address in X-Forwarded-For.
          - 'Class: managed.'
        type: str
        choices:
          - IP
          - FORWARDED_IP
        default: IP
      path:
        description:
          - Only requests whose path begins so are counted. All when omitted.
          - 'Class: managed.'
        type: str
      count:
        description:
          - Whether the limit only counts.
          - 'Class: managed.'
        type: bool
        default: false
  allowed_addresses:
    description:
      - Address ranges that pass all other rules.
      - 'AWS requires: IPv4 /1 to /32, IPv6 /1 to /128; at most 10000.'
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  blocked_addresses:
    description:
      - Address ranges that are kept out.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  rules:
    description:
      - Further rules.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      name:
        description:
          - Name of the rule and of its metric.
          - 'Class: managed.'
        type: str
        required: true
      priority:
        description:
          - Priority.
          - 'AWS requires: At least 100 here.'
          - 'Class: managed.'
        type: int
        required: true
      action:
        description:
          - What happens to requests that fit.
          - 'Class: managed.'
        type: str
        choices:
          - allow
          - block
          - count
          - captcha
          - challenge
        default: block
      statement:
        description:
          - Statement in the words of WAF's API.
          - 'Class: managed.'
        type: dict
        required: true
  logging:
    description:
      - Whether requests are logged to the log group C(aws-waf-logs-<name>). Credentials and cookies are left out.
      - 'Class: managed.'
    type: bool
    default: true
  log:
    description:
      - V(blocked) keeps only what was blocked, counted or challenged.
      - 'Class: managed.'
    type: str
    choices:
      - all
      - blocked
    default: all
  log_retention_days:
    description:
      - Days that the log is kept.
      - V(0) keeps it for ever.
      - 'AWS requires: A number of days that CloudWatch Logs has, or no retention at all.'
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 3
      - 5
      - 7
      - 14
      - 30
      - 60
      - 90
      - 120
      - 150
      - 180
      - 365
      - 400
      - 545
      - 731
      - 1096
      - 1827
      - 2192
      - 2557
      - 2922
      - 3288
      - 3653
    default: 30
  encryption:
    description:
      - V(customer) encrypts the log with the stack's key, or with O(kms_key_id), V(aws) with CloudWatch Logs' own.
      - 'A key is of one Region: the CDN''s log of a stack outside us-east-1 has no customer key.'
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of the key, where it is not that of the encryption capability.
      - 'Class: managed.'
    type: str
  policy:
    description:
      - What an environment changes about O(managed_rules), O(rate_limit) and O(rules), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(name) of O(managed_rules), C(name) of O(rules).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: Watch new rules before they block
  slipway.aws.firewall:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    name: inflight-ordering-waf
    load_balancer: true
    count_only: true
    rate_limit:
      limit: 1000
      path: /api/
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
cdn_arn:
  description: ARN of the web ACL for the CDN, or null.
  returned: when it is known
  type: str
  sample: arn:aws:wafv2:us-east-1:123456789012:global/webacl/inflight-ordering-waf/a1b2c3d4
load_balancer_arn:
  description: ARN of the web ACL for the load balancer, or null.
  returned: when it is known
  type: str
  sample: arn:aws:wafv2:us-east-1:123456789012:regional/webacl/inflight-ordering-prod-waf-lb/a1b2c3d4
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import firewall


def main():
    entry.main("firewall", firewall)


if __name__ == "__main__":
    main()
