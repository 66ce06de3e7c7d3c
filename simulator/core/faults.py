"""Failures: those that were ordered one by one, and those that a profile draws by seed so that they can be replayed."""

from __future__ import annotations

import collections
import random
import threading
from dataclasses import dataclass

from simulator.core import wording
from simulator.core.handlers import AwsError

MEMBERS = {"service", "operation", "code", "message", "status", "count", "when"}
KINDS = ("throttled", "busy", "failed_before", "failed_after", "dropped_before", "dropped_after", "expired", "slow")


class Dropped(AwsError):
    """The connection is closed instead of an answer."""

    def __init__(self) -> None:
        super().__init__("ConnectionReset", "The connection was closed.")


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

    def take(self, service: str, operation: str, when: str) -> AwsError | None:  # G6, G25, G28
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


@dataclass(frozen=True)
class Drawn:
    """What a plan does to one call: its kind, and the error that is answered, before or after the work."""

    kind: str
    error: AwsError | None = None

    @property
    def after(self) -> bool:
        """True when the work is done and only the answer is lost."""
        return self.kind.endswith("_after")


class Plan:
    """Failures by seed: the n-th call of an operation always meets the same, whatever came between (G21, G22)."""

    def __init__(self, rates: dict[str, float] | None = None, seed: int = 0) -> None:
        """Raises ValueError for unknown kinds and for rates that are no share of all calls."""
        self.seed = int(seed)
        self.rates = {str(kind): float(rate) for kind, rate in (rates or {}).items()}
        if set(self.rates) - set(KINDS):
            raise ValueError(f"a rate is for one of {', '.join(KINDS)}; got {', '.join(sorted(self.rates))}")
        if any(rate < 0 for rate in self.rates.values()) or sum(self.rates.values()) > 1:
            raise ValueError("rates are shares of all calls: each at least 0, together at most 1")
        self._lock = threading.Lock()
        self.clear()

    def clear(self) -> None:
        """Begin anew: the same calls will meet the same failures again."""
        with self._lock:
            self._counts: collections.Counter = collections.Counter()
            self._log: list[dict] = []

    def log(self) -> list[dict]:
        """What was done so far: service, operation, number of the call, kind and code."""
        with self._lock:
            return list(self._log)

    def draw(self, service: str, operation: str) -> Drawn | None:
        """What happens to this call; counts it."""
        if not self.rates:
            return None
        with self._lock:
            self._counts[service, operation] += 1
            number = self._counts[service, operation]
            drawn = self._drawn(service, operation, number)
            if drawn:
                code = drawn.error.code if drawn.error else None
                row = {"service": service, "operation": operation, "call": number, "kind": drawn.kind, "code": code}
                self._log.append(row)
        return drawn

    def _drawn(self, service: str, operation: str, number: int) -> Drawn | None:
        # Not for secrets: the same seed has to draw the same.
        point = random.Random(f"{self.seed} {service} {operation} {number}").random()
        for kind in KINDS:
            point -= self.rates.get(kind, 0.0)
            if point < 0:
                break
        else:
            return None
        if kind == "slow":
            return Drawn(kind)
        if kind.startswith("dropped"):
            return Drawn(kind, Dropped())
        if kind == "expired" and any(row["kind"] == kind for row in self._log):
            return None
        error = wording.error_of(kind.partition("_")[0], service, operation)
        return Drawn(kind, AwsError(*error)) if error else None
