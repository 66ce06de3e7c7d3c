"""The operators of conditions in IAM's policies."""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from simulator.core.policies import as_list

Context = Mapping[str, "str | list[str]"]


WILDCARDS = {"*": ".*", "?": "."}
# ``${*}``, ``${?}`` and ``${$}`` stand for the signs themselves.
SIGN = re.compile(r"\$\{([*?$])\}|(.)", re.DOTALL)


@functools.cache
def _pattern(text: str) -> re.Pattern[str]:
    parts = (
        re.escape(sign) if sign else WILDCARDS.get(letter, re.escape(letter)) for sign, letter in SIGN.findall(text)
    )
    return re.compile("".join(parts), re.DOTALL)


def like(value: str, pattern: str) -> bool:
    """True when a text matches a pattern of IAM: ``*`` is any text, ``?`` any letter; nothing else is special."""
    return value == pattern or bool(_pattern(pattern).fullmatch(value))


def arn_like(value: str, pattern: str) -> bool:
    """True when each of the six parts of an ARN matches that of a pattern."""
    given, wanted = value.split(":", 5), pattern.split(":", 5)
    return len(given) == len(wanted) and all(like(*pair) for pair in zip(given, wanted, strict=True))


def _time(text: str) -> float:
    if re.fullmatch(r"\d+", text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _in_network(value: str, network: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)


Test = Callable[[str, str], bool]
TESTS: dict[str, Test] = {
    "StringEquals": lambda value, wanted: value == wanted,
    "StringEqualsIgnoreCase": lambda value, wanted: value.lower() == wanted.lower(),
    "StringLike": like,
    "ArnEquals": arn_like,
    "ArnLike": arn_like,
    "Bool": lambda value, wanted: value.lower() == wanted.lower(),
    "NumericEquals": lambda value, wanted: float(value) == float(wanted),
    "NumericLessThan": lambda value, wanted: float(value) < float(wanted),
    "NumericLessThanEquals": lambda value, wanted: float(value) <= float(wanted),
    "NumericGreaterThan": lambda value, wanted: float(value) > float(wanted),
    "NumericGreaterThanEquals": lambda value, wanted: float(value) >= float(wanted),
    "DateEquals": lambda value, wanted: _time(value) == _time(wanted),
    "DateLessThan": lambda value, wanted: _time(value) < _time(wanted),
    "DateLessThanEquals": lambda value, wanted: _time(value) <= _time(wanted),
    "DateGreaterThan": lambda value, wanted: _time(value) > _time(wanted),
    "DateGreaterThanEquals": lambda value, wanted: _time(value) >= _time(wanted),
    "IpAddress": _in_network,
}
# Operators that hold where another one does not.
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
}
FOR_ALL, FOR_ANY, IF_EXISTS = "ForAllValues:", "ForAnyValue:", "IfExists"
VARIABLE = re.compile(r"\$\{([^}]+)\}")


def holds(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """True when all conditions of a statement hold in a context.

    Raises ValueError for an operator that IAM does not have.
    """
    lowered = {key.lower(): value for key, value in context.items()}
    return all(
        _holds(operator, key, as_list(wanted), lowered)
        for operator, tests in conditions.items()
        for key, wanted in tests.items()
    )


def _value(key: str, context: Context) -> list[str] | None:
    """The values of a key; a service's own word for the tags of a resource is the global one."""
    key = key.lower()
    if key not in context:
        service, found, name = key.partition(":resourcetag/")
        key = f"aws:resourcetag/{name}" if found and service != "aws" else key
    value = context.get(key)
    return None if value is None else as_list(value)


def _holds(operator: str, key: str, wanted: list[Any], context: Context) -> bool:
    values = _value(key, context)
    texts = [str(item).lower() if isinstance(item, bool) else str(item) for item in wanted]
    if operator == "Null":
        return all((values is None) == (text == "true") for text in texts)
    name, every = operator, operator.startswith(FOR_ALL)
    for prefix in (FOR_ALL, FOR_ANY):
        name = name.removeprefix(prefix)
    optional, name = name.endswith(IF_EXISTS), name.removesuffix(IF_EXISTS)
    negated = name in NEGATED
    test = TESTS.get(NEGATED.get(name, name))
    if test is None:
        raise ValueError(f"IAM has no operator {operator}")
    if values is None:
        return optional or negated or every
    texts = [_substituted(text, context) for text in texts]
    results = [any(_passes(test, value, text) for text in texts) != negated for value in values]
    # A negated operator on several values means none of them, unless one is enough by ForAnyValue.
    if every or (negated and not operator.startswith(FOR_ANY)):
        return all(results)
    return any(results)


def _passes(test: Test, value: str, wanted: str) -> bool:
    try:
        return test(value, wanted)
    except ValueError:
        return False


def _substituted(text: str, context: Context) -> str:
    """The text with policy variables such as ``${aws:PrincipalTag/team}`` replaced by what they stand for."""

    def value(match: re.Match[str]) -> str:
        found = _value(match[1], context)
        return found[0] if found else match[0]

    return VARIABLE.sub(value, text)


def substituted(text: str, context: Context) -> str:
    """The same for a resource of a statement."""
    return _substituted(text, {key.lower(): value for key, value in context.items()}) if "${" in text else text


def action_like(action: str, pattern: str) -> bool:
    """True when an action's name matches a pattern; capital letters do not count."""
    return like(action.lower(), pattern.lower())
