"""Messages have a length, whatever was given."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import LONGEST, BadInput, short


@pytest.mark.parametrize("value", ["x" * 5000, ["y" * 50] * 100, {"z": "x" * 5000}])
def test_a_long_value_is_not_repeated(value):
    text = str(BadInput("service_cpu", value, "256 is allowed"))
    assert text.startswith("service_cpu: ")
    assert text.endswith("characters) is not possible; 256 is allowed")
    assert len(text) < LONGEST + 100


def test_a_short_value_is_repeated_whole():
    assert str(BadInput("service_cpu", 300, "256 is allowed")) == "service_cpu: 300 is not possible; 256 is allowed"
    assert short("x" * LONGEST) == "x" * LONGEST


def test_a_message_is_one_line_that_can_be_printed():
    text = str(BadInput("service_services.a\nb\ud800", 300, "with \u2028ümlaut"))
    assert text == "service_services.a\\nb\\ud800: 300 is not possible; with \\u2028ümlaut"
