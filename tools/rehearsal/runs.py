"""One run of ansible-playbook on the simulator, and all that it leaves to be judged and reported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tools.rehearsal.steps import Step
from tools.simulator_process import SimulatorProcess

TIDY_SECONDS = 15


@dataclass
class Run:
    """What a step left.

    :param plans: identity -> the plan as JSON, as converge writes it
    :param rows: rows of the simulator's call log
    :param checks: (True where it is as it should be, sentence)
    :param serving: (cluster, service) -> what ECS said of it after the step
    """

    step: Step
    rc: int = 0
    out: str = ""
    seconds: float = 0.0
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    checks: list[tuple[bool, str]] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    serving: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """True where everything is as it should be."""
        return all(good for good, _text in self.checks)

    @property
    def said(self) -> str:
        """The output on one line: Ansible folds long texts."""
        return " ".join(self.out.split())

    @property
    def predicted(self) -> float:
        """Seconds on AWS: stacks are deployed side by side."""
        return max((plan["forecast"]["seconds"] for plan in self.plans.values() if plan.get("forecast")), default=0.0)

    @property
    def changing(self) -> list[dict[str, Any]]:
        """The rows that changed something, or tried to."""
        return [row for row in self.rows if row["changing"]]


def play(
    step: Step,
    simulator: SimulatorProcess,
    inventory: list[str],
    folder: Path,
    variables: dict[str, Any],
    extra: Sequence[str] = (),
    keys: tuple[str, str] | None = None,
) -> Run:
    """Run a step's playbook to its end, whatever the exit code. The log of calls holds its calls alone afterwards.

    :param folder: where the output and the plans go
    :param variables: extra variables, which win over `extra`
    :param keys: access key and secret of the run, where not the simulator's own
    """
    plans = folder / f"{step.name}.plans"
    given = {**variables, **step.variables, "converge_plan_directory": str(plans), "plan_directory": str(plans)}
    path = _private(folder / "variables.json", json.dumps(given))
    command = [
        sys.executable,
        "-m",
        "ansible",
        "playbook",
        f"slipway.aws.{step.playbook}",
        *(part for source in inventory for part in ("-i", source)),
        "--limit",
        ",".join(stack.host for stack in step.stacks),
        *(part for given in extra for part in ("-e", given)),
        "-e",
        f"@{path}",
    ]
    env = {
        **simulator.env(),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_FORCE_COLOR": "0",
        "ANSIBLE_RETRY_FILES_ENABLED": "0",
        "ANSIBLE_CALLBACK_RESULT_FORMAT": "yaml",
        "ANSIBLE_STDOUT_CALLBACK": "default",
    }
    if keys:
        env |= {"AWS_ACCESS_KEY_ID": keys[0], "AWS_SECRET_ACCESS_KEY": keys[1]}
    simulator.clear()
    began = time.monotonic()
    try:
        rc = _execute(command, env, folder / f"{step.name}.log")
    finally:
        path.unlink()
    out = (folder / f"{step.name}.log").read_text(encoding="utf-8", errors="replace")
    found = [json.loads(file.read_text()) for file in sorted(plans.glob("*.json"))] if plans.is_dir() else []
    return Run(step, rc, out, time.monotonic() - began, {plan["stack"]: plan for plan in found}, simulator.calls())


def _private(path: Path, text: str) -> Path:
    """Write a file that nobody else can read: variables of the inventory may be in it."""
    path.unlink(missing_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as target:
        target.write(text)
    return path


def _execute(command: list[str], env: dict[str, str], log: Path) -> int:
    with log.open("wb") as target:
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=target, stderr=subprocess.STDOUT)
        try:
            return process.wait()
        except BaseException:
            # Ansible gets the time to release its locks; the simulator ends with us anyway.
            process.terminate()
            try:
                process.wait(TIDY_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            raise
