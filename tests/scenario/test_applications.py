"""The applications, production deployed by the real command; what their guides ask for is read back from AWS."""

from __future__ import annotations

import contextlib
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import jmespath
import pytest

from tests.support import cases, guides
from tests.support.applications import application
from tests.support.images import push
from tests.support.playbook import Playbook, Result
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario
TYPED = "typed-by-hand-"
NAMES = [name for name, guide in guides.read().items() if "tag" in guide]
ROWS = [
    pytest.param(name, environment, read, id=f"{name}-{number}-{environment}-{place}")
    for name in NAMES
    for number, environment, place, read in guides.reads(guides.read()[name])
]


class Deployment:
    """A deployed application: the simulator, what the engine knows of the stack, and the runs of the command if any."""

    def __init__(self, name: str, environment: str, simulator: SimulatorProcess, playbook: Playbook) -> None:
        self.name, self.environment, self.simulator, self.playbook = name, environment, simulator, playbook
        self.identity, self.declared = application(name, environment)
        self.guide = guides.read()[name]
        self.runs: list[Result] = []
        self._run()
        self._by_hand()
        self._run()
        simulator.clear()
        self._run("--diff", "-vvv")
        self.changing = [f"{call['service']}:{call['operation']}" for call in simulator.calls(changing=True)]
        self.snapshot = self._converge(check=True).snapshot

    def _run(self, *arguments: str) -> None:
        """Deploy: production by the command, the other environments in this process."""
        if self.environment != "prod":
            self._converge()
            return
        self.runs.append(self.playbook("site.yml", "-i", "inventories/prod", "--limit", self.name, *arguments))

    def _converge(self, **options: Any) -> Any:
        return converge(self.simulator, self.declared, identity=self.identity, **options)

    def _by_hand(self) -> None:
        """Do what a person does after the first run: push the images, fill in the secrets."""
        region = self.identity["region"]
        for repository in self.simulator.client("ecr", region).describe_repositories()["repositories"]:
            push(self.simulator, repository["repositoryName"], self.guide["tag"], region)
        client = self.simulator.client("secretsmanager", region)
        for line in self._converge(check=True).plan.lines:
            if line.kind.kind == "secret":
                name, waiting = line.want["Name"], line.want["Unfilled"]
                known = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
                typed = {key: f"{TYPED}{key}" for key in waiting}
                client.put_secret_value(SecretId=name, SecretString=json.dumps(known | typed))


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Deployment]]:
    """What deploys an application in an environment when it is first asked for, on a simulator of its own."""
    with contextlib.ExitStack() as stack:

        @functools.cache
        def deployment(name: str, environment: str) -> Deployment:
            simulator = stack.enter_context(SimulatorProcess(["--hosted-zone", "example.com"]))
            home = tmp_path_factory.mktemp("home")
            own = {"HOME": str(home), "ANSIBLE_REMOTE_TMP": str(home / "tmp")}
            env = {**simulator.env(), **own, "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"}
            return Deployment(name, environment, simulator, Playbook(env))

        yield deployment


@pytest.mark.parametrize("name", NAMES)
def test_production_is_deployed_by_the_command_and_then_silent(
    deployed: Callable[[str, str], Deployment], name: str
) -> None:
    production = deployed(name, "prod")
    first, finished, again = production.runs
    assert first.rc != 0, "nothing was waited for"
    assert finished.rc == 0, finished
    assert again.rc == 0, again
    assert again.changed == 0
    assert not production.changing
    shown = "".join(run.out + run.err for run in production.runs)
    assert TYPED not in shown


@pytest.mark.parametrize(("name", "environment", "read"), ROWS)
def test_row(deployed: Callable[[str, str], Deployment], name: str, environment: str, read: dict[str, Any]) -> None:
    at = deployed(name, environment)
    answer = cases.call(at.simulator, {"region": at.identity["region"], **read}, at.snapshot)
    assert jmespath.search(read["path"], answer) == read["equals"]
