#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/queue by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: queue
short_description: Make Amazon SQS queues, each with its dead-letter queue
version_added: 0.1.0
description:
  - Makes standard queues that are encrypted and take requests with TLS only, each with a queue for what could not
    be worked on.
  - Services send and receive by O(slipway.aws.service#module:services.queues), which gives them rights and the
    queue's URL.
  - Messages in a queue go with it when it is deleted.
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  queues:
    description:
      - The queues, name to options. The name is part of every address and cannot change later.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      name:
        description:
          - Name of the queue. Made of the stack's name and the key when omitted. Another name means another queue.
          - 'AWS requires: At most 80 letters, digits, hyphens and underscores.'
          - 'Class: managed.'
        type: str
      visibility_timeout:
        description:
          - Seconds for which a received message is hidden from other receivers. At least as long as its work takes.
          - 'AWS requires: 0 to 43200 seconds (12 hours).'
          - 'Class: managed.'
        type: int
        default: 30
      message_retention_period:
        description:
          - Seconds for which a message that nobody deletes is kept.
          - 'AWS requires: 60 to 1209600 seconds (14 days).'
          - 'Class: managed.'
        type: int
        default: 345600
      delay_seconds:
        description:
          - Seconds before a sent message can be received.
          - 'AWS requires: 0 to 900 seconds (15 minutes).'
          - 'Class: managed.'
        type: int
        default: 0
      maximum_message_size:
        description:
          - Bytes that a message has at the most.
          - 'AWS requires: 1024 bytes to 1048576 (1 MiB).'
          - 'Class: managed.'
        type: int
        default: 1048576
      receive_wait_seconds:
        description:
          - 'Seconds for which ReceiveMessage waits for a message that is not there yet: above V(0), long polling.'
          - 'AWS requires: 0 to 20.'
          - 'Class: managed.'
        type: int
        default: 20
      s3_notifications:
        description:
          - 'Whether buckets of the account may send their notifications to it: O(slipway.aws.storage#module:buckets.notifications).'
          - 'Class: managed.'
        type: bool
        default: false
      dead_letter:
        description:
          - The queue for what could not be worked on, called as this one with C(-dead-letter) at its end.
          - Messages are moved there once they were received O(queues.dead_letter.max_receive_count) times and not
            deleted.
          - 'Class: managed.'
        type: dict
        default: {}
        suboptions:
          max_receive_count:
            description:
              - How often a message is received before it goes to the dead-letter queue.
              - 'AWS requires: 1 to 1000.'
              - 'Class: managed.'
            type: int
            default: 5
          message_retention_period:
            description:
              - Seconds for which the dead-letter queue keeps a message, counted from when it was first sent.
              - 'AWS requires: 60 to 1209600 seconds (14 days).'
              - 'Class: managed.'
            type: int
            default: 1209600
  encryption:
    description:
      - Key for the messages. V(customer) is the stack's own key or O(kms_key_id), V(aws) is one of SQS.
      - With V(customer), AWS services that send to a queue need leave to use the key.
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of a KMS key. The stack's own when omitted.
      - 'Class: optional.'
    type: str
  policy:
    description:
      - What an environment changes about O(queues), by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
- name: A queue for mail that takes a minute to send
  slipway.aws.queue:
    queues:
      mail:
        visibility_timeout: 120

- name: Another that gives up at the second try, with SQS's own key
  slipway.aws.queue:
    queues:
      import:
        dead_letter: {max_receive_count: 2, message_retention_period: 604800}
    encryption: aws
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
queue_urls:
  description: URLs by name.
  returned: when it is known
  type: dict
  sample:
    mail: https://sqs.us-east-1.amazonaws.com/123456789012/shop-prod-mail
queue_arns:
  description: ARNs by name.
  returned: when it is known
  type: dict
  sample:
    mail: arn:aws:sqs:us-east-1:123456789012:shop-prod-mail
dead_letter_queue_names:
  description: Names of the dead-letter queues, by the name of their queue.
  returned: when it is known
  type: dict
  sample:
    mail: shop-prod-mail-dead-letter
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import queue


def main():
    entry.main("queue", queue)


if __name__ == "__main__":
    main()
