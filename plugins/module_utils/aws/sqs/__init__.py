# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SQS."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "sqs",
    # The name of a deleted queue is taken for a minute; the SDK gives the code of the older protocol.
    busy=("QueueDeletedRecently", "AWS.SimpleQueueService.QueueDeletedRecently"),
    unseen=("invalid value for the parameter policy",),
)
