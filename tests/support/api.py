"""The one Api of unit tests: what kinds and steps see of AWS, with answers that a test has said beforehand."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError


class Clock:
    """Time that passes only by pausing."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> float:
        return self.seconds

    def utc(self) -> datetime.datetime:
        return datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)

    def pause(self, seconds: float, wake: Any = None) -> bool:
        self.seconds += seconds
        return False


class Api:
    """Answers each operation with what was said for it, or with the method of that name that a subclass has.

    An answer is a value, or a list of which each call gets the next and all later ones the last, or a function of the
    call's arguments. An AwsError is raised. `calls` is what was asked: (operation, arguments). `once` remembers, as within
    one look; `look_again` forgets.
    """

    partition, region, account_id, service, place = "aws", "us-east-1", "123456789012", "service", None

    def __init__(self, **answers: Any) -> None:
        self.answers = {name: list(value) if isinstance(value, list) else [value] for name, value in answers.items()}
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.clock = Clock()
        self.memory: dict[Any, Any] = {}

    def __getattr__(self, operation: str) -> Callable[..., Any]:
        if operation.startswith("_") or operation not in self.answers:
            raise AttributeError(operation)

        def call(**arguments: Any) -> Any:
            self.calls.append((operation, arguments))
            waiting = self.answers[operation]
            answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if isinstance(answer, AwsError):
                raise answer
            return answer(**arguments) if callable(answer) else answer

        return call

    def maybe(self, operation: str, missing: tuple[str, ...], **arguments: Any) -> Any:
        try:
            return getattr(self, operation)(**arguments)
        except AwsError as error:
            if error.code in missing:
                return None
            raise

    def all(self, operation: str, member: str, missing: tuple[str, ...] = (), **arguments: Any) -> list[Any]:
        return list((self.maybe(operation, missing, **arguments) or {}).get(member) or [])

    def pages(self, operation: str, missing: tuple[str, ...] = (), **arguments: Any) -> Iterator[Any]:
        """Yield answer after answer, until one has no `more`."""
        page: Any = {"more": True}
        while page and page.get("more"):
            page = self.maybe(operation, missing, **arguments)
            if page is not None:
                yield page

    def caller_reference(self, text: str) -> str:
        return f"reference of {text}"

    def once(self, key: Any, read: Callable[[], Any]) -> Any:
        if key not in self.memory:
            self.memory[key] = read()
        return self.memory[key]

    def look_again(self) -> None:
        """What `once` read is forgotten."""
        self.memory.clear()

    def map(self, function: Callable[[Any], Any], items: Any) -> list[Any]:
        return [function(item) for item in items]

    def of(self, service: str, region: str | None = None) -> Api:
        return self

    def operations(self) -> list[str]:
        """The names of the calls made."""
        return [operation for operation, _unused in self.calls]


def refusal(code: str, message: str = "") -> AwsError:
    """An answer of AWS that is a refusal."""
    return AwsError("service", "operation", code, message)
