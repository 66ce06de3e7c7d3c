"""playbooks/release.yml and rollback.yml, as a person runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.environments import finished
from tests.support.images import push
from tests.support.playbook import Playbook, Result
from tests.support.shop import OPTIONS, changing, inventory
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario

SERVICES: dict[str, Any] = {"api": {"tag": "1.0", "port": 8080, "cpu": 256, "memory": 512}}
JOBS = {"nightly": {"service": "api", "command": ["bin/clean"], "schedule": "rate(1 day)"}}
REGISTRY = {"encryption": "aws", "repositories": {"api": {}}}
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-one-api"


def said(result: Result) -> str:
    """Return the output on one line: Ansible folds long texts."""
    return " ".join((result.out + result.err).split())


class Shop:
    """One stack with two images in its registry, of which it runs the first."""

    def __init__(self, simulator: SimulatorProcess, playbook: Playbook, folder: Path) -> None:
        self.simulator, self.playbook = simulator, playbook
        (folder / "site").mkdir()
        (folder / "site" / "index.html").write_text("one")
        self.site = folder / "site"
        site = {"encryption": "aws", "source": str(self.site)}
        variables = {f"site_{name}": value for name, value in site.items()}
        self.hosts = inventory(
            folder,
            {"one": {}},
            registry_repositories=REGISTRY["repositories"],
            service_services=SERVICES,
            job_jobs=JOBS,
            stack_capabilities=["network", "registry", "cluster", "service", "job", "site"],
            **variables,
        )
        options = {
            **OPTIONS,
            "registry": REGISTRY,
            "service": {"encryption": "aws", "services": SERVICES},
            "job": {"jobs": JOBS},
            "site": site,
        }
        identity = {"environment": "one"}
        finished(converge(simulator, {"registry": REGISTRY}, identity=identity))
        self.digests = {tag: push(simulator, "shop-one-api", tag) for tag in ("1.0", "1.1", "1.2-broken")}
        finished(converge(simulator, options, identity=identity))
        simulator.clear()

    def run(self, name: str, *arguments: str) -> Result:
        self.simulator.clear()
        return self.playbook(name, "-i", str(self.hosts), *arguments)

    def changed(self) -> list[str]:
        return [call for call in changing(self.simulator) if not call.startswith("ssm.")]


@pytest.fixture
def shop(simulator: SimulatorProcess, playbook: Playbook, tmp_path: Path) -> Shop:
    return Shop(simulator, playbook, tmp_path)


def test_release_and_roll_back(shop: Shop) -> None:
    release, rollback = "playbooks/release.yml", "playbooks/rollback.yml"
    unnamed = shop.run(release)
    assert unnamed.rc == 2, unnamed
    assert (
        "name what to release, such as -e release=api: the services are api; site is the single-page application"
        in said(unnamed)
    )

    planned = shop.run(release, "-e", "release=api:1.1", "--check")
    assert (planned.rc, shop.changed()) == (0, []), planned
    assert "1.0 -> 1.1" in said(planned)

    released = shop.run(release, "-e", "release=api:1.1")
    assert released.rc == 0, released
    assert f"  api serves shop-one-api:2, {URI}@{shop.digests['1.1']} (tag 1.1)\n" in released.out
    assert shop.changed() == ["ecs.RegisterTaskDefinition", "ecs.UpdateService", "scheduler.UpdateSchedule"]

    broken = shop.run(release, "-e", "release=api:1.2-broken")
    assert broken.rc == 2, broken
    assert "it runs shop-one-api:2" in said(broken)
    assert "ecs.TagResource" not in shop.changed()

    shop.site.joinpath("index.html").write_text("two")
    site = shop.run(release, "-e", "release=site")
    assert (site.rc, {call.partition(".")[0] for call in shop.changed()}) == (0, {"s3"}), site
    assert "  site serves r" in site.out

    listed = shop.run(rollback)
    assert (listed.rc, shop.changed()) == (0, []), listed
    assert "api: 2, " in listed.out and "(tag 1.1), served since" in listed.out and "site:r" in listed.out

    back = shop.run(rollback, "-e", "rollback=api:1,site")
    assert back.rc == 0, back
    assert f"  api serves shop-one-api:1, {URI}@{shop.digests['1.0']} (tag 1.0)\n" in back.out
    assert "  site serves r" in back.out
    assert "scheduler.UpdateSchedule" in shop.changed()
    served = shop.simulator.client("s3").get_object(Bucket="shop-one-us-east-1-123456789012-site", Key="index.html")
    assert served["Body"].read() == b"one"

    later = shop.run("site.yml")
    assert (later.rc, later.changed, shop.changed()) == (0, 0, []), later


def test_a_bad_deployment_under_way_and_a_promotion(shop: Shop) -> None:
    """What staging has proven goes into the environment `one`; what is bad goes back before it has ended."""
    staging = {"environment": "staging"}
    finished(converge(shop.simulator, {"registry": REGISTRY}, identity=staging))
    proven = push(shop.simulator, "shop-staging-api", "2.0")
    services = {"api": {**SERVICES["api"], "tag": "2.0"}}
    options = {**OPTIONS, "registry": REGISTRY, "service": {"encryption": "aws", "services": services}}
    finished(converge(shop.simulator, options, identity=staging))

    refused = shop.run("playbooks/release.yml", "-e", "release=api:1.1", "-e", "stack_promote_from=staging")
    assert (refused.rc, shop.changed()) == (2, []), refused
    assert "-e release_unproven=true" in said(refused)
    promoted = shop.run("playbooks/release.yml", "-e", "release=api", "-e", "stack_promote_from=staging")
    assert promoted.rc == 0, promoted
    assert f"  api serves shop-one-api:2, {URI}@{proven} (tag 2.0)\n" in promoted.out

    shop.simulator.durations({"ecs:deployment": 3600})
    bad = shop.run("playbooks/release.yml", "-e", "release=api:1.2-broken", "-e", "stack_wait=false")
    assert bad.rc == 0, bad
    assert "  api is being deployed: shop-one-api:3, " in bad.out
    shop.simulator.durations({"ecs:deployment": 0})
    back = shop.run("playbooks/rollback.yml", "-e", "rollback=api")
    assert back.rc == 0, back
    assert f"  api serves shop-one-api:2, {URI}@{proven} (tag 2.0)\n" in back.out
