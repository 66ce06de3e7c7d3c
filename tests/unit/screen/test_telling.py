"""Every kind of object has fields by which a person tells a new one from others."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.engine.reporting import telling

KINDS = {kind.kind: kind for capability in CAPABILITIES.values() for kind in capability.KINDS}


@pytest.mark.parametrize("name", sorted(KINDS))
def test_telling_fields_are_few_and_those_of_the_kind(name: str) -> None:
    found = telling(KINDS[name])
    assert len(found) <= 3
    for field in found:
        assert not KINDS[name].fields[field].computed
        assert not KINDS[name].fields[field].secret or field not in KINDS[name].telling
