"""The steps of a rehearsal, in their order."""

from __future__ import annotations

import pytest

from tools.rehearsal import steps
from tools.rehearsal.stacks import Unusable, waves

from .runs_of import stack

PLATFORM = stack("platform", identity="platform/test/us-east-1", services=())
GUEST = stack(
    "guest", identity="guest/test/us-east-1", variables={"from_stack": {"network": "platform/test/us-east-1"}}
)


def names(found):
    return [step.name for step in found]


def test_one_stack_with_images_from_its_registry():
    found = steps.of([[stack()]], {})
    assert names(found) == [
        "plan",
        "begin",
        "deploy",
        "by-hand",
        "finish",
        "again",
        "drift",
        "release-failing",
        "release",
        "rollback",
        "destroy-begin",
        "destroy",
        "destroy-data",
    ]
    by_name = {step.name: step for step in found}
    assert by_name["release-failing"].named == {"shop": "api:rehearsal-crash"}, "the service that people reach"
    assert by_name["release"].named == {"shop": "worker:rehearsal-good,api:rehearsal-good"}
    assert by_name["rollback"].named == {"shop": "worker,api"}
    assert by_name["destroy"].variables == {"destroy": "shop/test/us-east-1"}
    assert {step.purpose for step in found} == set(steps.PURPOSES)


def test_nothing_is_done_by_hand_and_nothing_released_where_there_is_nothing():
    assert names(steps.of([[stack(services=())]], {})) == [
        "plan",
        "begin",
        "deploy",
        "again",
        "drift",
        "destroy-begin",
        "destroy",
        "destroy-data",
    ]
    only_a_site = steps.of([[stack(services=())]], {"shop": "/folder"})
    assert {step.name: step.named for step in only_a_site if step.purpose == "release"} == {
        "release": {"shop": "site"},
        "rollback": {"shop": "site"},
    }
    release = next(step for step in only_a_site if step.name == "release")
    assert release.variables["rehearsal_site_source"] == {"shop": "/folder"}


def test_images_that_are_promoted_have_run_elsewhere_first():
    found = steps.of([[stack(variables={"promote_from": "staging"})]], {})
    assert names(found)[7:10] == ["promotion", "release-failing", "release"]
    assert {step.name: step.named for step in found}["release"] == {"shop": "worker,api"}


def test_a_platform_comes_first_and_goes_last():
    order = waves([GUEST, PLATFORM])
    assert [[item.host for item in wave] for wave in order] == [["platform"], ["guest"]]
    found = steps.of(order, {})
    assert names(found) == [
        "plan-1",
        "begin-1",
        "deploy-1",
        "plan-2",
        "begin-2",
        "deploy-2",
        "by-hand-2",
        "finish-2",
        "again",
        "drift",
        "release-failing",
        "release",
        "rollback",
        "destroy-begin-1",
        "destroy-1",
        "destroy-data-1",
        "destroy-begin-2",
        "destroy-2",
        "destroy-data-2",
    ]
    assert next(step for step in found if step.name == "destroy-1").variables == {"destroy": "guest/test/us-east-1"}


def test_a_platform_that_is_not_there_is_named():
    with pytest.raises(Unusable, match="guest takes parts from platform/test/us-east-1"):
        waves([GUEST])
