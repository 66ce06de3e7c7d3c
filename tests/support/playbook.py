"""Runs of the real ansible-playbook command, as a person would start them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import kill_tree
from tools.checkout import ROOT

COMMAND = Path(sys.executable).with_name("ansible-playbook")
RUN_SECONDS = 300

_RECAP = re.compile(r"^(?P<host>\S+)\s*:\s+(?P<counts>ok=\d+\s.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """What a finished run leaves: exit code, standard output and error, wall time."""

    rc: int
    out: str
    err: str
    seconds: float

    @property
    def plays(self) -> dict[str, dict[str, int]]:
        """Return the recap: host -> {"ok": 12, "changed": 1, "unreachable": 0, "failed": 0, ...}."""
        recap = self.out.partition("PLAY RECAP")[2]
        return {
            row["host"]: {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", row["counts"])}
            for row in _RECAP.finditer(recap)
        }

    @property
    def changed(self) -> int:
        """Return how many tasks reported a change, over all hosts."""
        return sum(counts["changed"] for counts in self.plays.values())

    def __str__(self) -> str:
        return f"exit code {self.rc} after {self.seconds:.1f} s\n--- out\n{self.out}\n--- err\n{self.err}"


class Run:
    """A run that is under way: it can be waited for, or sent a signal."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str], cwd: Path) -> None:
        self._started = time.monotonic()
        # A process group of its own: a signal to it must not reach the tests.
        self.process = subprocess.Popen(
            [str(COMMAND), *arguments],
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            encoding="utf-8",
            errors="replace",
        )

    def signal(self, number: signal.Signals, group: bool = False) -> None:
        """Send a signal to ansible-playbook, or to its whole process group as a terminal's Ctrl-C does."""
        if group:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def wait(self, timeout: float = RUN_SECONDS) -> Result:
        """Return the result; after `timeout` seconds the run is killed and subprocess.TimeoutExpired raised."""
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        seconds = time.monotonic() - self._started
        return Result(self.process.returncode, out, err, seconds)

    def kill(self) -> None:
        """End the run and all that it has started at once; harmless if it has ended."""
        if self.process.poll() is None:
            kill_tree(self.process.pid)
        self.process.communicate()


class Playbook:
    """Starts runs in one environment; calling it runs a playbook to its end.

    `playbook("site.yml", "-i", "inventories/local", env={"ANSIBLE_FORKS": "1"}, cwd=folder)` returns a Result,
    whatever the exit code; `check=True` turns a failure into an AssertionError that shows the output.
    `env` adds to the environment given here, a value of None takes a variable away.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = dict(env)
        self._runs: list[Run] = []

    def start(self, *arguments: str, env: Mapping[str, str | None] | None = None, cwd: Path = ROOT) -> Run:
        """Start a run and return it at once."""
        merged = {**self._env, **(env or {})}
        run = Run(arguments, {name: value for name, value in merged.items() if value is not None}, cwd)
        self._runs.append(run)
        return run

    def __call__(
        self,
        *arguments: str,
        env: Mapping[str, str | None] | None = None,
        cwd: Path = ROOT,
        timeout: float = RUN_SECONDS,
        check: bool = False,
    ) -> Result:
        result = self.start(*arguments, env=env, cwd=cwd).wait(timeout)
        if check and result.rc:
            raise AssertionError(f"ansible-playbook {' '.join(arguments)}\n{result}")
        return result

    def stop(self) -> None:
        """Kill the runs that a test has left."""
        for run in self._runs:
            if run.process.poll() is None:
                run.kill()
