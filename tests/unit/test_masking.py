"""What is masked wherever it occurs in what Ansible shows, and what only among the options."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import entry
from tests.support.stacks import IDENTITY


@pytest.mark.parametrize(
    ("value", "everywhere"),
    [
        ("correct-horse-battery", True),
        ("postgres://shop:pass@db.example.com/shop", True),
        ("us-east-1", False),
        ("eu-west-1b", False),
        ("https://shop.example.com/api", False),
        ("arn:aws:sns:us-east-1:123456789012:operations", False),
        ("shop.example.com", False),
        ("123456789012", False),
        ("shop/test", False),
        ("short", False),
    ],
)
def test_what_outputs_are_full_of_is_masked_among_the_options_alone(value: str, everywhere: bool) -> None:
    module = SimpleNamespace(no_log_values=set(), params={"parameters": {"A": value}})
    capability = SimpleNamespace(hidden=lambda options: [options["parameters"]["A"]])

    entry._hide(module, capability, {"parameters": {"A": value}}, IDENTITY)

    assert module.params["parameters"]["A"] == "(not shown)"
    assert (value in module.no_log_values) == everywhere
