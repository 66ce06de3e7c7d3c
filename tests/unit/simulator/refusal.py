"""The error code of a call that has to be refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError


def code(call: Callable[..., Any], **parameters: Any) -> str:
    """Make a call that must fail and return AWS's error code."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return caught.value.response["Error"]["Code"]
