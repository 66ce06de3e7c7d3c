#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/email by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: email
short_description: Domain of a stack that mail is sent from with Amazon SES
version_added: 0.1.0
description:
  - Makes a domain identity with Easy DKIM, a configuration set, and a topic that is told of bounces and complaints.
  - Writes the records of DKIM, of the MAIL FROM domain and of DMARC into the hosted zone, and waits until SES has
    seen them.
  - Services send by O(slipway.aws.service#module:services.email), which gives them rights and the sender's address.
  - An account starts in the sandbox of SES, where mail goes to verified addresses only. A person asks AWS for production
    access by hand; the plan says so until it is there.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  domain:
    description:
      - Domain that mail is sent from. Addresses of names below it can send, too.
      - 'AWS requires: One identity of a domain in an account and Region. Another domain means another identity.'
      - 'Class: managed.'
    type: str
    required: true
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
  records:
    description:
      - V(route53) writes the records into O(hosted_zone), or, where neither that nor O(hosted_zone_id) is given,
        into the zone that M(slipway.aws.dns) made for the stack.
      - 'V(external) writes none: the DNS is somewhere else, and the run waits until somebody has entered those
        of the output RV(dkim_records) there.'
      - 'Class: managed.'
    type: str
    choices:
      - route53
      - external
    default: route53
  dkim_key_length:
    description:
      - Length of the keys that SES makes for DKIM.
      - 'AWS requires: Can change once a day.'
      - 'Class: managed.'
    type: str
    choices:
      - RSA_1024_BIT
      - RSA_2048_BIT
    default: RSA_2048_BIT
  mail_from_domain:
    description:
      - Name below the domain that bounces come back to, so that SPF proves the domain, too. C(amazonses.com) when
        omitted.
      - 'AWS requires: Nothing else may be sent from it or received at it.'
      - 'Class: managed.'
    type: str
  behavior_on_mx_failure:
    description:
      - 'What SES does while the MX record of O(mail_from_domain) is not there: send from C(amazonses.com), or refuse.'
      - 'Class: managed.'
    type: str
    choices:
      - USE_DEFAULT_VALUE
      - REJECT_MESSAGE
    default: USE_DEFAULT_VALUE
  dmarc:
    description:
      - A DMARC record for the domain. None is written when omitted.
      - 'Class: managed.'
    type: dict
    suboptions:
      policy:
        description:
          - What receivers do with mail that neither DKIM nor SPF proves to be the domain's.
          - 'Class: managed.'
        type: str
        choices:
          - none
          - quarantine
          - reject
        default: none
      subdomain_policy:
        description:
          - The same for names below the domain. As for the domain when omitted.
          - 'Class: managed.'
        type: str
        choices:
          - none
          - quarantine
          - reject
      percent:
        description:
          - Share of that mail for which the policy counts.
          - 'Class: managed.'
        type: int
        default: 100
      report_addresses:
        description:
          - Addresses that receivers send their reports to.
          - 'AWS requires: An address of another domain needs a record of that domain that allows it (RFC 7489,
            section 7.1).'
          - 'Class: managed.'
        type: list
        elements: str
        default: []
  feedback_forwarding:
    description:
      - Whether SES also mails bounces and complaints to the sender. Without a topic it does so anyway.
      - 'Class: managed.'
    type: bool
    default: true
  configuration_set_name:
    description:
      - Name of the configuration set that mail of the domain goes through. Made of the stack's name when omitted.
      - 'AWS requires: At most 64 letters, digits, hyphens and underscores.'
      - 'Class: managed.'
    type: str
  tls_policy:
    description:
      - V(REQUIRE) sends nothing to servers without TLS.
      - 'Class: managed.'
    type: str
    choices:
      - REQUIRE
      - OPTIONAL
    default: OPTIONAL
  reputation_metrics:
    description:
      - Whether the rates of bounces and complaints are metrics of CloudWatch.
      - 'Class: managed.'
    type: bool
    default: true
  sending_enabled:
    description:
      - V(false) stops the mail of the domain.
      - 'Class: managed.'
    type: bool
    default: true
  suppressed_reasons:
    description:
      - Why addresses come onto the account's suppression list. With an empty list those of the account count.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - BOUNCE
      - COMPLAINT
    default:
      - BOUNCE
      - COMPLAINT
  events:
    description:
      - What the topic is told of. With an empty list there is none.
      - 'Class: managed.'
    type: list
    elements: str
    choices:
      - SEND
      - REJECT
      - BOUNCE
      - COMPLAINT
      - DELIVERY
      - OPEN
      - CLICK
      - RENDERING_FAILURE
      - DELIVERY_DELAY
      - SUBSCRIPTION
    default:
      - BOUNCE
      - COMPLAINT
  topic_arn:
    description:
      - An existing topic to tell. Its policy and key have to let C(ses.amazonaws.com) in.
      - 'Class: managed.'
    type: str
  encryption:
    description:
      - Whether the topic is encrypted with a customer-managed key.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - none
    default: customer
  kms_key_id:
    description:
      - Key of the topic. The default is that of M(slipway.aws.encryption), whose policy lets SES in.
      - 'Class: managed.'
    type: str
  subscriptions:
    description:
      - Who listens to the topic.
      - 'Class: managed.'
    type: list
    elements: dict
    default: []
    suboptions:
      protocol:
        description:
          - Protocol.
          - 'Class: managed.'
        type: str
        choices:
          - email
          - email-json
          - https
          - sqs
          - lambda
        required: true
      endpoint:
        description:
          - Address, URL or ARN.
          - 'Class: managed.'
        type: str
        required: true
  policy:
    description:
      - What an environment changes about O(dmarc) and O(subscriptions), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - An item of a list is named by C(endpoint) of O(subscriptions).
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: A domain whose mail is proven by DKIM, SPF and DMARC
  slipway.aws.email:
    application: proshop
    environment: prod
    region: us-east-1
    domain: proshop.example.com
    hosted_zone: example.com
    mail_from_domain: bounce.proshop.example.com
    dmarc: {policy: quarantine, report_addresses: [dmarc@example.com]}
    subscriptions: [{protocol: email, endpoint: operations@example.com}]
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
domain:
  description: The domain.
  returned: when it is known
  type: str
  sample: example.com
identity_arn:
  description: ARN of the identity.
  returned: when it is known
  type: str
  sample: arn:aws:ses:us-east-1:123456789012:identity/example.com
configuration_set_name:
  description: Name of the configuration set.
  returned: when it is known
  type: str
  sample: shop-prod
topic_arn:
  description: ARN of the topic, or none.
  returned: when it is known
  type: str
  sample: arn:aws:sns:us-east-1:123456789012:shop-prod-email
dkim_records:
  description: Records that prove the domain, with C(Name), C(Type) and C(Value).
  returned: when it is known
  type: list
  sample:
    - Name: abc._domainkey.example.com
      Type: CNAME
      Value: abc.dkim.amazonses.com
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import email


def main():
    entry.main("email", email)


if __name__ == "__main__":
    main()
