"""A site that is built, released, rolled back and released again, with the CDN in front: what AWS gets to see."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.lines import KEEP, RUN
from tests.support.account import client
from tests.support.stacks import converge
from tools.simulator_process import REGION, SimulatorProcess

BUCKET = "shop-test-us-east-1-123456789012-site"
BUILD, CONTENT, INVALIDATION = "site/main/site_build/site", "site/main/site_content/site", "cdn/main/invalidation/main"
MAKE = (
    "import pathlib; out = pathlib.Path('dist'); out.mkdir(exist_ok=True);"
    "[(out / p.name).write_text(p.read_text()) for p in pathlib.Path('src').iterdir()]"
)


class Project:
    """The sources of a site and the stack that serves it."""

    def __init__(self, simulator: SimulatorProcess, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        (folder / "src").mkdir()

    def write(self, text: str) -> None:
        (self.folder / "src" / "index.html").write_text(text)

    def declared(self, **options: Any) -> dict[str, Any]:
        build = {"command": [sys.executable, "-c", MAKE]}
        return {
            "site": {"encryption": "aws", "source": str(self.folder / "dist"), "build": build, **options},
            "cdn": {"firewall": False, "access_logs": False},
        }

    def run(self, check: bool = False, **options: Any) -> Any:
        self.simulator.clear()
        result = converge(self.simulator, self.declared(**options), check=check)
        assert check or not result.outcome.failed
        return result

    def served(self) -> str:
        return (
            client(self.simulator.url, "s3", REGION).get_object(Bucket=BUCKET, Key="index.html")["Body"].read().decode()
        )

    def invalidations(self) -> int:
        return sum(call["operation"] == "CreateInvalidation" for call in self.simulator.calls(changing=True))


@pytest.fixture
def project(simulator: SimulatorProcess, tmp_path: Path) -> Project:
    return Project(simulator, tmp_path)


def verbs(result: Any) -> dict[str, str]:
    return {line.address: line.verb for line in result.plan.lines}


def touches_the_site(simulator: SimulatorProcess) -> list[str]:
    return [call["operation"] for call in simulator.calls(changing=True) if call["service"] in ("s3", "cloudfront")]


def test_build_release_roll_back_and_release_again(project: Project) -> None:
    project.write("one")
    planned = project.run(check=True)
    assert (verbs(planned)[BUILD], verbs(planned)[CONTENT]) == (RUN, RUN)
    assert not (project.folder / "dist").exists(), "check mode built"
    project.run()
    assert project.served() == "one"

    again = project.run()
    assert (verbs(again)[BUILD], verbs(again)[CONTENT], touches_the_site(project.simulator)) == (KEEP, KEEP, [])

    project.write("two")
    second = project.run()
    assert (project.served(), project.invalidations()) == ("two", 1)
    newest, older = second.outputs["site/main"]["releases"]
    assert (newest["current"], older["current"], newest["files"]) == (True, False, 1)

    planned = project.run(check=True, rollback="previous")
    (change,) = next(line.changes for line in planned.plan.lines if line.address == CONTENT)
    assert change.wanted == f"{older['id']} of {older['time']} (1 files): 1 to restore, 0 to delete"
    assert planned.outputs["site/main"]["releases"] == [newest, older]
    assert project.served() == "two"
    project.run(rollback="previous")
    assert (project.served(), project.invalidations()) == ("one", 1)
    assert not [call for call in project.simulator.calls(changing=True) if call["operation"] == "CreateDistribution"]

    kept = project.run()
    assert (verbs(kept)[CONTENT], verbs(kept)[INVALIDATION], touches_the_site(project.simulator)) == (KEEP, KEEP, [])
    assert project.served() == "one"

    project.write("three")
    project.run()
    assert (project.served(), project.invalidations()) == ("three", 1)


def test_a_fresh_copy_of_released_sources_builds_and_uploads_nothing(project: Project) -> None:
    project.write("one")
    project.run()
    for path in (project.folder / "dist").iterdir():
        path.unlink()
    (project.folder / "dist").rmdir()
    result = project.run()

    assert verbs(result)[BUILD] == RUN
    assert touches_the_site(project.simulator) == []
    assert project.served() == "one"


def test_a_failed_build_releases_nothing(project: Project) -> None:
    project.write("one")
    project.run()
    project.write("two")
    project.simulator.clear()
    broken = {"command": [sys.executable, "-c", "raise SystemExit('syntax error')"]}
    result = converge(project.simulator, project.declared(build=broken))

    assert "syntax error" in str(result.outcome.failed[BUILD])
    assert CONTENT in result.outcome.skipped
    assert touches_the_site(project.simulator) == []
    assert project.served() == "one"


def test_the_cdn_may_read_the_site_and_nothing_that_is_written_down_about_it(project: Project) -> None:
    project.write("one")
    project.run()
    api = client(project.simulator.url, "s3", REGION)
    statements = json.load(io.StringIO(api.get_bucket_policy(Bucket=BUCKET)["Policy"]))["Statement"]
    denied = [
        rule["Resource"]
        for rule in statements
        if rule["Effect"] == "Deny" and rule["Principal"] == {"Service": "cloudfront.amazonaws.com"}
    ]
    keys = [row["Key"] for row in api.list_objects_v2(Bucket=BUCKET)["Contents"]]

    assert denied == [f"arn:aws:s3:::{BUCKET}/.slipway/*"]
    assert {key.split("/")[0] for key in keys} == {".slipway", "index.html"}
    assert {key.split("/")[1] for key in keys if key.startswith(".slipway/")} == {"content", "objects", "releases"}
