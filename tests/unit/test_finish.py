"""How a run's outcome becomes a module's result: what is not done is no success, and warnings are told in any case."""

from __future__ import annotations

import types
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.engine.applying import Outcome
from tests.unit.engine.cloud import STACK, Aws, Base, Cloud, converge, declare

ADDRESS = "part/main/base/a"


class Ended(Exception):
    """The module gave its answer."""


class Module:
    """Stands for AnsibleModule."""

    _diff = False

    def exit_json(self, **answer: Any) -> None:
        raise Ended(True, answer)

    def fail_json(self, **answer: Any) -> None:
        raise Ended(False, answer)


def finished(**outcome: Any) -> tuple[bool, dict[str, Any]]:
    """Return whether a run with that outcome is a success, and its answer."""
    result = converge(Cloud(), declare((Base, "a", {})))
    result.outcome = Outcome(**outcome)
    aws = types.SimpleNamespace(counts={}, warnings=["The lock could not be released."])
    with pytest.raises(Ended) as ended:
        entry.finish(Module(), result, {}, STACK, True, aws)
    return ended.value.args


def test_what_is_done_is_a_success_and_its_warnings_are_told() -> None:
    success, answer = finished(done=[ADDRESS])

    assert success
    assert answer["warnings"] == ["The lock could not be released."]


def test_what_was_left_undone_is_no_success_though_nothing_failed() -> None:
    success, answer = finished(pending=[ADDRESS])

    assert not success
    assert answer["msg"] == f"Not finished: {ADDRESS}. Run again to finish."
    assert answer["warnings"]


def test_what_a_run_without_waiting_leaves_to_aws_is_a_success() -> None:
    assert finished(done=[ADDRESS], pending=[ADDRESS], left={ADDRESS})[0]


def test_without_workers_nothing_is_run() -> None:
    with pytest.raises(ValueError, match="max_workers"):
        converge(Cloud(), declare((Base, "a", {})), aws=Aws(Cloud()), workers=0)


def test_a_refused_plan_says_its_problems_and_carries_no_pages() -> None:
    result = converge(Cloud(), declare((Base, "a", {})), check=True)
    result.plan.problems = ["part/main/base/a: there is no zone", "part/main/base/a: there is no key"]
    aws = types.SimpleNamespace(counts={"x": 1}, warnings=[])
    with pytest.raises(Ended) as ended:
        entry.finish(Module(), result, {"lines": []}, STACK, True, aws)
    success, answer = ended.value.args

    assert not success
    assert answer["problems"] == result.plan.problems
    # The plan is shown and taken out by the action plugin; there is nothing to approve.
    assert answer.keys() == {"changed", "stack", "totals", "plan", "kept", "msg", "problems"}
