"""AWS Lambda: moto's, with permissions that are not given twice."""

from __future__ import annotations

import json
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

# See AddPermission in the Lambda API reference: ResourceConflictException, "the resource already exists".
TAKEN = "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing statement."


@operation("lambda", "AddPermission")
def add_permission(call: Call) -> dict[str, Any]:
    try:
        answer = call.invoke("lambda", "GetPolicy", {"FunctionName": call.params["FunctionName"]})
        known = {row["Sid"] for row in json.loads(answer["Policy"])["Statement"]}
    except AwsError:  # no policy yet, or no function
        known = set()
    statement = call.params["StatementId"]
    if statement in known:
        raise AwsError("ResourceConflictException", TAKEN.format(statement), 409)
    return call.forward()
