"""The word output(): what another capability has, in an option."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.outputs import replaced
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference


def replace(value: Any) -> tuple[Any, list[str]]:
    problems: list[Any] = []
    return replaced(value, "", "service_{}".format, problems), [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("output(cdn.domain_name)", reference("cdn/main", "domain_name")),
        ("https://output(cdn/second.domain_name)/x", f"https://{reference('cdn/second', 'domain_name')}/x"),
        (
            "output(platform/prod/us-east-1//network.vpc_id)",
            reference("platform/prod/us-east-1//network/main", "vpc_id"),
        ),
        (["output(network.private_subnet_ids)"], [reference("network/main", "private_subnet_ids")]),
        ("put(cdn.domain_name) and output() are text", "put(cdn.domain_name) and output() are text"),
    ],
)
def test_a_word_is_the_reference_that_it_stands_for(given: Any, meant: Any) -> None:
    assert replace({"services": {"api": {"environment": {"A": given}}}}) == (
        {"services": {"api": {"environment": {"A": meant}}}},
        [],
    )


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ("output(cnd.domain_name)", "did you mean output(cdn.domain_name)?"),
        ("output(cdn.domain)", "did you mean output(cdn.domain_name)?"),
        ("output(rollback.x)", "capabilities with outputs are "),
        ("output(cdn.zzz)", "cdn has "),
        ("x output(network.private_subnet_ids)", "no part of a text"),
    ],
)
def test_what_no_capability_has_is_refused_by_option(given: str, allowed: str) -> None:
    _value, (problem,) = replace({"services": {"api": {"environment": {"A": given}}}})
    assert "service_services.api.environment.A" in problem
    assert allowed in problem
