"""Errors to order: the next matching calls fail, before or after their work is done."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from simulator.handlers import AwsError

MEMBERS = {"service", "operation", "code", "message", "status", "count", "when"}


@dataclass
class Fault:
    """One order. ``service`` and ``operation`` may be ``*``."""

    service: str
    operation: str
    code: str = "InternalFailure"
    message: str = "This failure was ordered."
    status: int | None = None
    count: int = 1
    when: str = "before"

    def __post_init__(self) -> None:
        if self.when not in ("before", "after"):
            raise ValueError(f"when is {self.when!r}, allowed are 'before' and 'after'")
        if self.count < 1:
            raise ValueError(f"count is {self.count}, it must be at least 1")


class Faults:
    """The open orders, oldest first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def order(self, orders: list[dict]) -> None:
        """Add orders. Raises ValueError for unknown or missing members or bad values."""
        for order in orders:
            unknown = set(order) - MEMBERS
            if unknown or not {"service", "operation"} <= set(order):
                raise ValueError(f"a fault needs service and operation, of {sorted(MEMBERS)}; got {sorted(order)}")
        made = [Fault(**order) for order in orders]
        with self._lock:
            self._faults.extend(made)

    def take(self, service: str, operation: str, when: str) -> AwsError | None:
        """The error that this call has to answer, if one is ordered; counts it down."""
        with self._lock:
            for fault in self._faults:
                if fault.when == when and fault.service in (service, "*") and fault.operation in (operation, "*"):
                    fault.count -= 1
                    if fault.count == 0:
                        self._faults.remove(fault)
                    return AwsError(fault.code, fault.message, fault.status)
        return None

    def clear(self) -> None:
        """Forget all orders."""
        with self._lock:
            self._faults.clear()
