"""A rehearsal from its first step to its last, on a simulator of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tools.rehearsal import standin
from tools.rehearsal.account import Account
from tools.rehearsal.judging import judge, kept_lines
from tools.rehearsal.runs import Run, play
from tools.rehearsal.serving import serving
from tools.rehearsal.stacks import Stack
from tools.rehearsal.steps import Step
from tools.simulator_process import SimulatorProcess

Say = Callable[[str], None]


class Performance:
    """One pass through the steps, in an account that is empty at first.

    :param inventory: its sources
    :param folder: where the runs' outputs go
    :param tell: called with each line for the terminal
    """

    def __init__(
        self, simulator: SimulatorProcess, account: Account, inventory: list[str], folder: Path, tell: Say = print
    ) -> None:
        self.simulator, self.account, self.inventory, self.folder = simulator, account, inventory, folder
        self.keys: tuple[str, str] | None = None  # of the runs, where not the simulator's own
        self.runs: list[Run] = []
        self._tell = tell
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)

    def prepare(self) -> None:
        """What has to be there before the first run."""
        self.account.prepare(self.simulator)

    def perform(self, steps: list[Step]) -> bool:
        """Run the steps until one does not come to what it should; True where all did."""
        for number, step in enumerate(steps, 1):
            run = self.step(step)
            verdict = "ok" if run.passed else "NOT AS IT SHOULD BE"
            calls = (
                f"{len(run.rows)} calls, {len(run.changing)} changing" if step.playbook else f"{len(run.done)} by hand"
            )
            self._tell(f"{number:>3}/{len(steps)}  {step.title:<40} {run.seconds:6.1f} s  {verdict}: {calls}")
            for good, text in run.checks:
                if not good:
                    self._tell(f"        {text}")
            if not run.passed:
                self._tell(f"        The whole output: {self.folder / step.name}.log")
                return False
        return True

    def step(self, step: Step, more: dict[str, Any] | None = None) -> Run:
        """Run one step and judge it."""
        if not step.playbook:
            run = Run(step, done=self._by_hand(step))
        else:
            variables = {**self.account.variables, **self._words(step), **(more or {})}
            self.simulator.faults(
                [
                    {"service": service, "operation": operation, "code": "AccessDenied", "status": 403, "count": 10**6}
                    for service, operation in step.refused
                ]
            )
            run = play(step, self.simulator, self.inventory, self.folder, variables, self.account.extra, self.keys)
            self.simulator.mend()
            run.serving = serving(self.simulator, self.account.stacks)
        run.checks = judge(run, self.runs)
        self.runs.append(run)
        return run

    def _by_hand(self, step: Step) -> list[str]:
        if step.judge == "proven":
            return standin.all_of(self.simulator, self.account, list(step.stacks))
        return self.account.fill(self.simulator, list(step.stacks))

    def _words(self, step: Step) -> dict[str, Any]:
        """The addresses of all data that the destructions before have kept, by host."""
        if step.judge != "destroyed_data":
            return {}
        hosts: dict[str, list[str]] = {stack.host: [] for stack in step.stacks}
        names = {stack.identity: stack.host for stack in step.stacks}
        for run in self.runs:
            if run.step.judge == "destroyed":
                for line in kept_lines(run):
                    if line["stack"] in names and "stack_data:" in line["reason"]:
                        hosts[names[line["stack"]]].append(line["address"])
        return {"rehearsal_data": hosts, "stack_data": "{{ rehearsal_data[inventory_hostname] }}"}


def sites(stacks: list[Stack], folder: Path) -> dict[str, str]:
    """host -> copy of its site's folder with one file more, for a release that has something to upload."""
    made = {}
    for stack in stacks:
        source = Path(stack.site) if stack.site and "site" in stack.capabilities else None
        if source and source.is_dir():
            target = (folder / "sites" / stack.host).resolve()
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target)
            (target / "rehearsal.txt").write_text("This file makes a release of it.\n")
            made[stack.host] = str(target)
    return made
