"""Bad input as data: options that can never work, with the option that is named and words of what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.support.stacks import declare

DATA = Path(__file__).parent.parent / "data"


def cases(capability: str) -> list[Any]:
    """The rows of a capability as pytest parameters."""
    rows = yaml.safe_load((DATA / f"bad_input_{capability}.yml").read_text())
    return [pytest.param(row, id=row["name"]) for row in rows]


def check(capability: str, case: dict[str, Any]) -> None:
    """Declare, and read the refusal."""
    with pytest.raises(BadInput) as caught:
        declare({capability: case["options"]}, **case.get("identity", {}))
    assert caught.value.option == case["option"]
    assert case["allowed"] in caught.value.allowed
