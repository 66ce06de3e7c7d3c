"""What a service says of the failures that any call can meet (G21): code, message and HTTP status, from its data."""

from __future__ import annotations

from simulator.core import discovery
from simulator.core.lags import Error


def error_of(kind: str, service: str, operation: str) -> Error | None:
    """Code, message and status of a fault of a kind in a service; None where the service has no such fault."""
    data = discovery.service(service)
    if kind == "busy":
        return data.busy.get(operation)
    return {"throttled": data.throttled, "failed": data.failed, "expired": data.expired}[kind]


def denied(service: str, identity: str, action: str, resource: str, reason: str) -> Error:
    """Code, message and status of a refusal by IAM, as each service says it.

    EC2's messages end on AWS with an encoded part, which is left out here.
    """
    data = discovery.service(service)
    code, status = data.denied
    text = f"User: {identity} is not authorized to perform: {action} on resource: {resource} {reason}"
    return code, data.denied_text.format(text), status
