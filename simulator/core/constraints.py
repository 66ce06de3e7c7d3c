"""What the service models themselves say of values: lengths, ranges, patterns. AWS refuses a request that breaks them.

Enumerations are left to the services: AWS often takes values that its models do not list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.exceptions import UnknownServiceError
from botocore.model import OperationNotFoundError
from moto.core.utils import get_service_model

from simulator.core import discovery, tags
from simulator.core.handlers import AwsError, Call

# Java's classes of letters, separators and numbers: of each one sign stands for all in ``_plain``.
CLASSES = {r"\p{L}": "a", r"\p{Z}": " ", r"\p{N}": "0", r"\p{IsAlphabetic}": "a", r"\p{IsDigit}": "0"}


@cache
def _pattern(text: str) -> tuple[re.Pattern[str] | None, bool]:
    """A pattern of a model, and whether it is for texts made plain; None for what only Java understands."""
    plain = text
    for name, sign in CLASSES.items():
        plain = plain.replace(name, sign)
    try:
        return re.compile(plain), plain != text
    except re.error:
        return None, False


def _plain(value: str) -> str:
    signs = {"L": "a", "Z": " ", "N": "0"}
    return "".join(signs.get(unicodedata.category(sign)[0], sign) if ord(sign) > 32 else sign for sign in value)


def matches(pattern: str, value: str) -> bool:
    """True when a value is as a pattern of a model wants it."""
    compiled, plain = _pattern(pattern)
    return compiled is None or bool(compiled.fullmatch(_plain(value) if plain else value))


def problems(shape: Any, value: Any, path: str = "") -> Iterator[str]:
    """What is wrong with a value of a shape, in AWS's words."""
    if shape.type_name == "structure" and isinstance(value, dict):
        for name, member in shape.members.items():
            if value.get(name) is not None:
                yield from problems(member, value[name], f"{path}.{_lowered(name)}" if path else _lowered(name))
    elif shape.type_name == "list" and isinstance(value, list):
        yield from _size_problems(shape, len(value), "length", str(value), path)
        for number, item in enumerate(value, start=1):
            yield from problems(shape.member, item, f"{path}.{number}.member")
    elif shape.type_name == "map" and isinstance(value, dict):
        yield from _size_problems(shape, len(value), "length", str(value), path)
        for key, item in value.items():
            yield from problems(shape.key, key, f"{path}.key")
            yield from problems(shape.value, item, f"{path}.{key}.member")
    elif shape.type_name == "string" and isinstance(value, str):
        yield from _size_problems(shape, len(value), "length", value, path)
        pattern = shape.metadata.get("pattern")
        if pattern and not matches(pattern, value):
            yield f"{_said(value, path)} satisfy regular expression pattern: {pattern}"
    elif shape.type_name in ("integer", "long", "float", "double") and isinstance(value, (int, float)):
        yield from _size_problems(shape, value, "value", str(value), path)


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def _said(value: str, path: str) -> str:
    return f"Value '{value[:100]}' at '{path}' failed to satisfy constraint: Member must"


def _size_problems(shape: Any, size: float, word: str, value: str, path: str) -> Iterator[str]:
    rules = shape.metadata
    if size > rules.get("max", size):
        yield f"{_said(value, path)} have {word} less than or equal to {rules['max']}"
    if size < rules.get("min", size):
        yield f"{_said(value, path)} have {word} greater than or equal to {rules['min']}"


def refuse(call: Call) -> None:
    """Refuse values that break what the model says, and more tags than an object may have. Raises AwsError."""
    try:
        shape = get_service_model(call.service).operation_model(call.operation).input_shape
    except (UnknownServiceError, OperationNotFoundError):
        return
    found = list(problems(shape, call.params)) if shape is not None else []
    if found:
        number = f"{len(found)} validation error{'s' if len(found) > 1 else ''} detected: "
        raise AwsError(discovery.service(call.service).invalid, number + "; ".join(found), 400)
    for (operation, path), (most, error) in discovery.service(call.service).documents.items():
        if operation == call.operation and len(_text(call.params, path).encode()) > most:
            raise AwsError(*error)
    tags.refuse(call)


def _text(params: Any, path: str) -> str:
    """The text of a member at a path of names with dots; "" where there is none."""
    for name in path.split("."):
        params = params.get(name) if isinstance(params, dict) else None
    return params if isinstance(params, str) else ""
