"""Tags from an index are read again before a write: the index lags, and an object may have been given away since."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK, Indexed, prove
from tests.unit.engine.cloud import STACK as SHOP

OURS = {STACK: SHOP.identity, ADDRESS: "part/main/base/a"}


class Tagged(Kind):
    """A kind whose real tags are those in ``raw``."""

    kind = "tagged"

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = dict(live.raw)


def live(tags, real):
    return Live("id-1", {}, tags, raw=real, kind=Tagged)


def test_an_object_that_was_given_away_is_not_touched():
    with pytest.raises(SlipwayError, match="id-1 exists and is not this stack's"):
        prove(None, SHOP, live(Indexed(OURS), {}))


def test_an_object_that_is_ours_is():
    found = live(Indexed(OURS), {**OURS, "team": "shop"})
    prove(None, SHOP, found)
    assert found.tags["team"] == "shop"


def test_tags_that_the_object_answered_are_believed():
    found = live(dict(OURS), {})
    prove(None, SHOP, found)
    assert found.tags == OURS
