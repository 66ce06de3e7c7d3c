"""What is wrong with the options of a task: all of it at once, each thing once."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.declared import Declared

STACK = {"application": "shop", "environment": "test", "region": "us-east-1"}


def test_an_option_that_is_refused_hides_none_whose_name_begins_alike() -> None:
    stack = Declared("stack", CAPABILITIES["stack"], STACK)
    stack.declare(None)
    options = {
        "secrets": {"app": {"keys": {"token": {"fill": True}}}},
        "policy": {"secrets": {"ap": {"keys": {"token": None}}, "app": {"name": "two words"}}},
    }
    declared = Declared("secret", CAPABILITIES["secret"], options)
    assert [problem.option for problem in declared.problems] == ["secret_policy.secrets.ap"]
    declared.declare(stack.row())
    assert [problem.option for problem in declared.problems][1:] == ["secret_policy.secrets.app.name"]
