"""Amazon SQS: moto's, where the name of a deleted queue stays taken for a minute (behaviour G15)."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

RECENTLY = "You must wait 60 seconds after deleting a queue before you can create another with the same name."


def _freed(call: Call) -> dict[str, float]:
    """When the names of deleted queues can be taken again."""
    return state.store("sqs", call.account, call.region).setdefault("freed", {})


@operation("sqs", "CreateQueue")
def create_queue(call: Call) -> dict[str, Any]:
    if not state.is_ready(_freed(call).get(call.params["QueueName"])):
        raise AwsError("QueueDeletedRecently", RECENTLY, 400)
    return call.forward()


@operation("sqs", "DeleteQueue")
def delete_queue(call: Call) -> dict[str, Any]:
    answer = call.forward()
    _freed(call)[call.params["QueueUrl"].rsplit("/", 1)[-1]] = state.ready_at("sqs:queue_name")
    return answer
