"""Bad input as data: options that can never work are refused by name, with the value and with what is allowed.

`refused` of every file tests/cases/<capability>.yml is a list of rows:

    {name: cpu that Fargate does not have, options: {…}, option: service_services.api.cpu, allowed: "256, 512, 1024"}

`option` is the full name as a user writes it, `allowed` a part of the words that say what is allowed. The value that is
shown is a part of the options; a row has its own `shown` where the message sums up. `identity` changes the stack's.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, short
from tests.support import cases
from tests.support.stacks import IDENTITY, declare, options_of

FILES = {name: found["refused"] for name, found in cases.read().items() if found["refused"]}
ROWS = [
    pytest.param(capability, row, id=f"{capability}: {row['name']}")
    for capability, rows in FILES.items()
    for row in rows
]


def parts(value: Any) -> Iterator[Any]:
    """Yield a value and everything inside it, keys too."""
    yield value
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from parts(item)


@pytest.mark.parametrize(("capability", "row"), ROWS)
@pytest.mark.behaviour("D3")
def test_the_refusal_names_option_value_and_what_is_allowed(
    capability: str, row: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(Path(__file__).parents[2])  # folders in the rows are relative to the checkout
    identity = row.get("identity", {})
    with pytest.raises(BadInput) as caught:
        declare({capability: row["options"]}, **identity)

    refusal = caught.value
    assert refusal.option == row["option"]
    assert row["option"].startswith(f"{capability}_")
    assert row["allowed"] in refusal.allowed
    assert all(part in str(refusal) for part in (refusal.option, short(repr(refusal.value)), refusal.allowed))
    if "shown" in row:
        assert refusal.value == row["shown"]
    else:
        assert refusal.value in [
            None,
            *parts({**IDENTITY, **identity, **row["options"]}),
            *parts(completed(capability, row)),
        ]


def completed(capability: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row's options with defaults, those that are no options left as they are."""
    try:
        return options_of(capability, row["options"])
    except BadInput:
        return {}


def test_every_capability_has_its_rows() -> None:
    assert FILES.keys() == CAPABILITIES.keys()
    assert sum(map(len, FILES.values())) >= 80


@pytest.mark.parametrize("capability", FILES)
def test_names_of_rows_differ(capability: str) -> None:
    names = [row["name"] for row in FILES[capability]]
    assert len(names) == len(set(names))
