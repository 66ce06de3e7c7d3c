"""Queues: the name of a deleted one."""

from __future__ import annotations

import pytest

from .refusal import code


@pytest.mark.behaviour("G15")
def test_the_name_of_a_deleted_queue_is_taken_for_a_minute(profile, client, clock):
    profile("aws", minute_ms=60_000, rates={})
    queues = client("sqs")
    queues.delete_queue(QueueUrl=queues.create_queue(QueueName="jobs")["QueueUrl"])
    assert queues.create_queue(QueueName="other")["QueueUrl"]
    assert code(queues.create_queue, QueueName="jobs") == "AWS.SimpleQueueService.QueueDeletedRecently"
    clock(61)
    assert queues.create_queue(QueueName="jobs")["QueueUrl"]
