"""What goes back: a step for each service, the site by its own declaration, or only a lookup."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.narrowing import narrowed
from tests.support.stacks import declare

STEP, LOOKUP = "rollback/main/service_rollback/%s", "rollback/main/rollback_candidates/all"
SITE = {"source": "dist", "rollback": "previous", "runtime_config": {"values": {"a": 1}}, "encryption": "aws"}
CONTENT = "site/main/site_content/site"


def declarations(what: Any, **more: Any) -> list[Any]:
    return declare({**more, "rollback": {"what": what}})[1]


@pytest.mark.parametrize("what", ["api:5,web", ["api:5", "web"], {"api": 5, "web": None}])
def test_a_step_for_each_service(what: Any) -> None:
    given = declarations(what)
    assert {node.address: (node.want["Service"], node.want["Revision"]) for node in given[-1].nodes} == {
        STEP % "api": ("service/main/ecs_service/api", "5"),
        STEP % "web": ("service/main/ecs_service/web", ""),
    }
    assert narrowed(given) == (STEP % "api", STEP % "web")


@pytest.mark.parametrize("what", [None, "", {}])
def test_nothing_named_is_a_lookup(what: Any) -> None:
    assert narrowed(declarations(what, site=SITE)) == (LOOKUP,)


@pytest.mark.parametrize(
    ("what", "version"), [("site", "previous"), ("site:previous", "previous"), ("site:r0123456789ab", "r0123456789ab")]
)
def test_the_site_is_told_its_release_and_nothing_of_its_source(what: str, version: str) -> None:
    given = declarations(what, site=SITE, cdn={"firewall": False})
    assert narrowed(given) == ("cdn/main/invalidation/main", CONTENT)
    (content,) = [node for node in given[0].nodes if node.address == CONTENT]
    assert (content.want["Version"], content.want["Built"], content.want["Rendered"]) == (version, "", {})


def test_services_alone_leave_the_site_alone() -> None:
    assert narrowed(declarations("api", site=SITE)) == (STEP % "api",)


def test_nothing_is_released_beside() -> None:
    with pytest.raises(BadInput, match="while something goes back"):
        narrowed(declarations("api"), "api:1.0")
