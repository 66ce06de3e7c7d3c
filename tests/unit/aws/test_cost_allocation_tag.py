"""Cost allocation tags: what waits for whom."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ce.cost_allocation_tag import CostAllocationTag
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from tests.support.api import Api

DENIED = AwsError("ce", "list_cost_allocation_tags", "AccessDeniedException", "linked account")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (DENIED, "only the account that pays"),
        ({"CostAllocationTags": []}, "has not seen the tag team"),
    ],
)
def test_what_cannot_be_activated_waits_and_stops_nothing(answer: object, said: str) -> None:
    (problem,) = CostAllocationTag.preflight(Api(list_cost_allocation_tags=answer), {"TagKey": "team"}, None)

    assert problem.waits
    assert said in problem.text


def test_what_was_seen_is_activated() -> None:
    known = {"CostAllocationTags": [{"TagKey": "team", "Status": "Inactive"}]}
    assert CostAllocationTag.preflight(Api(list_cost_allocation_tags=known), {"TagKey": "team"}, None) == []
