# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Queue: Amazon SQS queues, each with its dead-letter queue."""

from __future__ import annotations

from ...aws.kms.key import KmsKey
from ...aws.sqs.queue import SqsQueue
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import DEAD_LETTER, declare
from .options import SPEC
from .watched import WATCHED

KINDS = (Account, SqsQueue)
NEIGHBOURS = (KmsKey,)
EXPORTS = {
    "queue_names": Export("sqs_queue", "*", "QueueName", many=True, unlike="*" + DEAD_LETTER),
    "queue_arns": Export("sqs_queue", "*", "QueueArn", many=True, unlike="*" + DEAD_LETTER),
}
# The capability after which a person reads this one in a plan.
AFTER = "secret"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "WATCHED", "declare"]
