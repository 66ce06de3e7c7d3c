"""Queues whose names are taken for a minute after they were deleted."""

from __future__ import annotations

import pytest

from tests.support.environments import changing, finished
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

STANDING = {"queue": {"encryption": "aws", "queues": {"mail": {}}}}
RECENTLY = "AWS.SimpleQueueService.QueueDeletedRecently"


@pytest.mark.behaviour("G15")
def test_a_queue_is_made_again_as_soon_as_its_name_is_free(simulator_process: SimulatorProcess) -> None:
    simulator_process.reset()
    simulator_process.faults(
        [{"service": "sqs", "operation": "CreateQueue", "code": RECENTLY, "status": 400, "count": 2}]
    )
    finished(converge(simulator_process, STANDING))
    assert changing(simulator_process).count("sqs.CreateQueue") == 4
