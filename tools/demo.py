"""The demonstration behind `make demo`: the example applications planned, deployed and deployed again.

Everything happens on a simulator that lives as long as the demonstration. Ends with 0 if the second deployment
made no changing call.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from types import FrameType

from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

STEPS = (
    ("What a deployment would make in an empty account", "playbooks/plan.yml"),
    ("The deployment", "site.yml"),
    ("The same deployment once more", "site.yml"),
)
TIDY_SECONDS = 15


def main() -> int:
    """Run the steps and return the exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        print(f"A simulated AWS listens on {simulator.url}; it holds the hosted zone example.com and nothing else.")
        for number, (title, playbook) in enumerate(STEPS, 1):
            command = ["ansible-playbook", playbook, "-i", "inventories/local"]
            print(f"\n=== {number}/{len(STEPS)}  {title}\n=== {' '.join(command)}\n", flush=True)
            simulator.clear()
            code = _run(command, simulator.env())
            if code:
                print(f"\nThe demonstration stopped: {playbook} ended with {code}.", file=sys.stderr)
                return code
        changing = [f"{call['service']}:{call['operation']}" for call in simulator.calls(changing=True)]
        if changing:
            print(f"\nThe second deployment still changed something: {', '.join(changing)}", file=sys.stderr)
            return 1
        print(f"\nUnchanged: the second deployment made {len(simulator.calls())} calls, none of them changing.")
    return 0


class Terminated(KeyboardInterrupt):
    """TERM, which unlike Ctrl-C reaches this process only."""


def _terminated(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _run(command: list[str], env: dict[str, str]) -> int:
    """Run one playbook; after an interruption give it the time to release its lock and to report."""
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        return process.wait()
    except KeyboardInterrupt as interruption:
        if isinstance(interruption, Terminated):
            process.terminate()
        try:
            process.wait(TIDY_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
