"""What the SDK's service models say of a call's arguments: types, required members, enums, lengths, ranges and patterns."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from typing import Any

import botocore.session
from botocore import xform_name

from ansible_collections.slipway.aws.plugins.module_utils.engine.references import is_known

TYPES = {
    "string": (str, bytes),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (float, int),
    "double": (float, int),
    "boolean": (bool,),
    "timestamp": (datetime.datetime, str, int, float),
    "blob": (bytes, bytearray, str),
}


@functools.cache
def operations(service: str) -> dict[str, Any]:
    """Return the operations of a service by the names of the client's methods."""
    model = botocore.session.get_session().get_service_model(service)
    return {xform_name(name): model.operation_model(name) for name in model.operation_names}


def wrong(service: str, operation: str, arguments: dict[str, Any]) -> list[str]:
    """Return what a model has against the arguments of a call. What is only known after apply is let through."""
    shape = operations(service)[operation].input_shape
    return list(_wrong(shape, arguments, operation)) if shape else []


def _wrong(shape: Any, value: Any, path: str) -> Iterator[str]:
    if isinstance(value, str) and not is_known(value):
        return
    if shape.type_name == "structure":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no structure"
            return
        for name in shape.required_members:
            if name not in value:
                yield f"{path}.{name}: missing"
        for name, item in value.items():
            if name in shape.members:
                yield from _wrong(shape.members[name], item, f"{path}.{name}")
            else:
                yield f"{path}.{name}: unknown"
    elif shape.type_name == "list":
        if not isinstance(value, (list, tuple)):
            yield f"{path}: {value!r} is no list"
            return
        yield from _bounds(shape, len(value), path)
        for index, item in enumerate(value):
            yield from _wrong(shape.member, item, f"{path}[{index}]")
    elif shape.type_name == "map":
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no map"
            return
        yield from _bounds(shape, len(value), path)
        for name, item in value.items():
            yield from _wrong(shape.key, name, f"{path} key")
            yield from _wrong(shape.value, item, f"{path}.{name}")
    else:
        yield from _scalar(shape, value, path)


def _scalar(shape: Any, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, TYPES[shape.type_name]) or isinstance(value, bool) != (shape.type_name == "boolean"):
        yield f"{path}: {value!r} is no {shape.type_name}"
        return
    if shape.type_name == "string" and isinstance(value, str):
        if shape.enum and value not in shape.enum:
            yield f"{path}: {value!r} is none of {shape.enum}"
        yield from _bounds(shape, len(value), path)
        pattern = shape.metadata.get("pattern")
        if pattern and not _fits(pattern, value):
            yield f"{path}: {value!r} does not fit {pattern}"
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _bounds(shape, value, path)


def _bounds(shape: Any, number: float, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and number < least or most is not None and number > most:
        yield f"{path}: {number} is not within {least} to {most}"


def _fits(pattern: str, value: str) -> bool:
    """True where a text fits, or where the pattern is one of Java's that Python does not know."""
    try:
        found = _compiled(pattern)
    except (re.error, OverflowError):
        return True
    return found is None or bool(found.fullmatch(value))


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if r"\p{" in pattern or "&&" in pattern:
        return None
    return re.compile(pattern, re.ASCII)
