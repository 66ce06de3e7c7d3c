"""Releases by word, the site's among them, and images that another environment has proven."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Result
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, Refused
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.serving import serving
from tests.integration.test_service_image import RECORD, SERVICE, TASK, changed, declared, digests, running
from tests.support.environments import changing, finished, moves
from tests.support.images import push
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

__all__ = ["digests"]

CONTEXT, BUILT = str(Path(__file__).parents[1] / "data" / "image"), "b-88f7acdab66dbe5e"
STAGING = {"environment": "staging"}
COPY = "service/main/image_copy/api"
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-test-api"


def needed(**api: Any) -> dict[str, Any]:
    """Return what playbooks/release.yml declares."""
    return {"service": declared(**api)["service"]}


# -- by word -----------------------------------------------------------------------------------------------------------


def test_a_release_needs_no_other_declaration_and_says_what_serves(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    planned = converge(simulator, needed(tag="1.0"), {"release": "api:1.1"}, check=True)
    assert (set(moves(planned)), changing(simulator)) == ({TASK, SERVICE}, [])
    simulator.clear()
    result = finished(converge(simulator, needed(tag="1.0"), {"release": "api:1.1"}))

    assert serving(result.plan) == [f"api serves shop-test-api:2, {URI}@{digests['1.1']} (tag 1.1)"]
    assert changed(simulator) == ["ecs.RegisterTaskDefinition", "ecs.UpdateService"]
    calls = [call["operation"] for call in simulator.calls()]
    # Everything after the update only waits for AWS.
    assert calls.index("UpdateService") < 25, calls


def test_a_release_finds_the_outputs_of_what_it_does_not_declare_on_aws(
    simulator: SimulatorProcess, digests: dict[str, str], tmp_path: Path
) -> None:
    asks = {"tag": "1.0", "environment": {"PAGES": "s3://output(site.bucket)/"}}
    (tmp_path / "index.html").write_text("hello")
    site = {"site": {"encryption": "aws", "source": str(tmp_path)}}
    finished(converge(simulator, {**declared(**asks), **site}))
    simulator.clear()

    result = finished(converge(simulator, needed(**asks), {"release": "api:1.1"}))
    assert (set(moves(result)), running(simulator)[1]) == ({TASK, SERVICE}, f"{URI}@{digests['1.1']}")
    ecs = simulator.client("ecs")
    (container,) = ecs.describe_task_definition(taskDefinition="shop-test-api")["taskDefinition"][
        "containerDefinitions"
    ]
    assert {"name": "PAGES", "value": "s3://shop-test-us-east-1-123456789012-site/"} in container["environment"]


def test_an_image_that_is_built_is_released_in_the_same_run(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    image = {"image": {"scanner": "none", "images": {"api": {"context": CONTEXT}}}}
    # As if this run had built it: what is left is the gate.
    pushed = push(simulator, "shop-test-api", BUILT)
    result = finished(converge(simulator, {**image, **needed()}, {"release": "api"}))

    assert set(moves(result)) == {"image/main/image/api", TASK, SERVICE, RECORD}
    assert running(simulator) == ("2", f"{URI}@{pushed}", f"c-{BUILT[2:]}")
    assert serving(result.plan) == [f"api serves shop-test-api:2, {URI}@{pushed} (tag c-{BUILT[2:]})"]


def test_a_release_that_serves_already_says_so_and_changes_nothing(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    result = finished(converge(simulator, needed(tag="1.0"), {"release": f"api@{digests['1.0']}"}))
    # The tag that the digest had is a label of the revision: another label is another revision.
    assert running(simulator)[1] == f"{URI}@{digests['1.0']}"
    simulator.clear()
    result = finished(converge(simulator, needed(tag="1.0"), {"release": f"api@{digests['1.0']}"}))
    assert (moves(result), changing(simulator)) == ({}, [])
    assert serving(result.plan)[0].startswith("api serves shop-test-api:")


def test_a_failed_release_leaves_what_served_and_the_next_run_does_nothing(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    failed = converge(simulator, needed(tag="1.0"), {"release": "api:1.2-broken"})
    assert "it runs shop-test-api:1" in str(failed.outcome.failed[SERVICE])
    assert running(simulator) == ("1", f"{URI}@{digests['1.0']}", "1.0")
    simulator.clear()
    result = finished(converge(simulator, declared(tag="1.0")))
    assert (moves(result), changing(simulator)) == ({}, [])


def test_the_site_is_released_alone_and_again_after_it_was_rolled_back(
    simulator: SimulatorProcess, tmp_path: Path
) -> None:
    page = tmp_path / "index.html"
    site = {"site": {"encryption": "aws", "source": str(tmp_path)}}

    def run(words: dict[str, Any] | None = None, **more: Any) -> Result:
        simulator.clear()
        return finished(converge(simulator, {**site, **more}, words))

    def served() -> str:
        bucket = "shop-test-us-east-1-123456789012-site"
        return simulator.client("s3").get_object(Bucket=bucket, Key="index.html")["Body"].read().decode()

    page.write_text("one")
    run()
    page.write_text("two")
    released = run({"release": "site"})
    assert (served(), {call.partition(".")[0] for call in changing(simulator)}) == ("two", {"s3"})
    (line,) = serving(released.plan)
    assert line.startswith("site serves r") and line.endswith(" (1 files)")

    run(rollback={"what": "site"})
    assert served() == "one"
    run()
    assert (served(), changing(simulator)) == ("one", [])
    run({"release": "site"})
    assert served() == "two"
    listed = run(rollback={"what": ""}).outputs["rollback/main"]
    assert [row["current"] for row in listed["candidates"]["site"]] == [True, False]
    assert all(text.startswith("site:r") for text in listed["lines"])

    with pytest.raises(BadInput, match="-e rollback=site:r123"):
        run({"release": "site:r123"})


# -- what another environment has proven -------------------------------------------------------------------------------


@pytest.fixture
def staging(simulator: SimulatorProcess, digests: dict[str, str]) -> dict[str, str]:
    """Tag to digest in the registry of another environment, whose service has run 2.0 and runs 2.1."""
    finished(converge(simulator, {"registry": declared()["registry"]}, identity=STAGING))
    result = {tag: push(simulator, "shop-staging-api", tag) for tag in ("2.0", "2.1", "2.2-broken")}
    for tag in ("2.0", "2.1"):
        finished(converge(simulator, declared(tag=tag), identity=STAGING))
    simulator.clear()
    return result


def promote(simulator: SimulatorProcess, release: str, **more: Any) -> Result:
    said = {name: more.pop(name) for name in ("unproven",) if name in more}
    return converge(simulator, needed(tag="1.0"), {"release": release, "promote_from": "staging", **said}, **more)


def test_what_staging_runs_is_copied_and_released_under_its_digest(
    simulator: SimulatorProcess, digests: dict[str, str], staging: dict[str, str]
) -> None:
    planned = promote(simulator, "api", check=True)
    assert {COPY, TASK, SERVICE} == set(moves(planned))
    assert not planned.plan.problems and not planned.plan.waiting
    assert not changing(simulator)

    result = finished(promote(simulator, "api"))
    assert running(simulator) == ("2", f"{URI}@{staging['2.1']}", "1.0")
    assert serving(result.plan) == [f"api serves shop-test-api:2, {URI}@{staging['2.1']} (tag 2.1)"]
    images = simulator.client("ecr").describe_images(
        repositoryName="shop-test-api", imageIds=[{"imageDigest": staging["2.1"]}]
    )
    assert images["imageDetails"][0]["imageTags"] == ["2.1"]

    simulator.clear()
    again = finished(promote(simulator, "api"))
    assert (moves(again), changing(simulator)) == ({}, [])
    finished(converge(simulator, declared(tag="1.0")))
    assert running(simulator)[0] == "2"


@pytest.mark.parametrize("by_digest", [False, True])
def test_what_staging_has_run_before_is_proven_too(
    simulator: SimulatorProcess, digests: dict[str, str], staging: dict[str, str], by_digest: bool
) -> None:
    finished(promote(simulator, f"api@{staging['2.0']}" if by_digest else "api:2.0"))
    assert running(simulator)[1] == f"{URI}@{staging['2.0']}"


def test_what_staging_has_not_run_is_refused_unless_told_otherwise(
    simulator: SimulatorProcess, digests: dict[str, str], staging: dict[str, str]
) -> None:
    assert converge(simulator, declared(tag="2.2-broken"), identity=STAGING).outcome.failed
    simulator.clear()
    for release in ("api:1.1", f"api@{digests['1.1']}", f"api@{staging['2.2-broken']}", "api:9.9"):
        with pytest.raises(Refused, match="has no record of a complete deployment in shop/staging/us-east-1") as caught:
            promote(simulator, release)
        assert "-e release_unproven=true" in str(caught.value)
        assert f"it has run: 2.1 ({staging['2.1'][:19]}), 2.0 (" in str(caught.value)
    assert not changing(simulator)

    finished(promote(simulator, "api:1.1", unproven=True))
    assert running(simulator)[1] == f"{URI}@{digests['1.1']}"


def test_a_deployment_under_way_proves_nothing(
    simulator: SimulatorProcess, digests: dict[str, str], staging: dict[str, str]
) -> None:
    push(simulator, "shop-staging-api", "2.3")
    simulator.durations({"ecs:deployment": 3600})
    assert converge(simulator, declared(tag="2.3"), identity=STAGING, wait=False).outcome.pending
    simulator.durations({"ecs:deployment": 0})

    finished(promote(simulator, "api"))
    assert running(simulator)[1] == f"{URI}@{staging['2.1']}"


def test_a_service_that_the_other_stack_has_not_is_refused(
    simulator: SimulatorProcess, digests: dict[str, str]
) -> None:
    with pytest.raises(Refused, match="shop/staging/us-east-1 has no service api to promote from"):
        promote(simulator, "api")
    assert not changing(simulator)


@pytest.mark.parametrize("other", ["test", "Staging", "other/prod"])
def test_only_another_environment_of_the_application_is_promoted_from(
    simulator: SimulatorProcess, digests: dict[str, str], other: str
) -> None:
    with pytest.raises(BadInput, match="in the same account and Region"):
        converge(simulator, needed(tag="1.0"), {"release": "api", "promote_from": other})
