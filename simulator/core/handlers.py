"""The registry of operations that the simulator answers itself, instead of or around moto.

A handler takes a ``Call`` and returns the output in AWS's member names (as boto3 shows it), or raises ``AwsError``::

    @operation("ec2", "CreateNatGateway")
    def create_nat_gateway(call):
        if known(call.params.get("ClientToken")):
            raise AwsError("IdempotentParameterMismatch", "...")
        result = call.forward()          # what moto answers, as boto3 would parse it; moto's errors raise AwsError
        result["NatGateway"]["State"] = "pending"
        return result
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Handler = Callable[["Call"], "dict[str, Any] | None"]

_handlers: dict[tuple[str, str], Handler] = {}
_checks: dict[str, list[Callable[[Call], None]]] = {}


class AwsError(Exception):
    """An error answer of AWS: error code, message, HTTP status, and further members of the error's shape."""

    def __init__(self, code: str, message: str, status: int | None = None, **members: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        for name, value in members.items():
            setattr(self, name, value)


class Call:
    """One call: who asks what, where. ``params`` are the parsed input members under their AWS names."""

    def __init__(self, service: str, operation: str, account: str, region: str, partition: str) -> None:
        self.service = service
        self.operation = operation
        self.account = account
        self.region = region
        self.partition = partition
        self.access_key = ""

    @property
    def params(self) -> dict[str, Any]:
        """The parsed input."""
        raise NotImplementedError

    def forward(self, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """Let moto answer (with other parameters when given) and return its parsed output.

        Raises AwsError with the code, message and status of moto's error answer.
        """
        raise NotImplementedError

    def invoke(
        self,
        service: str,
        operation: str,
        params: dict[str, Any] | None = None,
        account: str | None = None,
        region: str | None = None,
    ) -> dict[str, Any]:
        """Make another call inside the simulator, as this caller; not logged. Raises AwsError as forward does."""
        raise NotImplementedError


def operation(service: str, *names: str) -> Callable[[Handler], Handler]:
    """Register the decorated handler for the named operations of a service (its botocore name, such as ``elbv2``).

    Raises ValueError when one of them has a handler already: a second one would hide the first silently.
    """

    def register(handler: Handler) -> Handler:
        for name in names:
            if (service, name) in _handlers:
                raise ValueError(f"{service} {name} has two handlers")
            _handlers[service, name] = handler
        return handler

    return register


def check(service: str) -> Callable[[Callable[[Call], None]], Callable[[Call], None]]:
    """Register the decorated function to look at every call of a service first; it raises AwsError to refuse one.

    The service ``*`` stands for all of them.
    """

    def register(function: Callable[[Call], None]) -> Callable[[Call], None]:
        _checks.setdefault(service, []).append(function)
        return function

    return register


def run_checks(call: Call) -> None:
    """Run the checks of the call's service."""
    for function in (*_checks.get("*", ()), *_checks.get(call.service, ())):
        function(call)


def handler_for(service: str, name: str) -> Handler | None:
    """The registered handler of an operation, or None when moto answers alone."""
    return _handlers.get((service, name))


def services() -> list[str]:
    """The services that have handlers."""
    return sorted({service for service, _name in _handlers})
