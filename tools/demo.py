"""The demonstration behind `make demo [APP=…]`: example applications planned, deployed and deployed again.

Everything happens on a simulator that lives as long as the demonstration and behaves like AWS, only faster. Ends with 0 if
the second deployment made no changing call.
"""

from __future__ import annotations

import argparse
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
MINUTE_SECONDS = 6  # that a minute of AWS lasts: long waits are seen, and the whole takes less than three minutes
WELCOME = """\
A simulated AWS listens on {url}; it holds the hosted zone example.com and nothing else. It behaves like AWS: it takes
its time, knows of changes late, and refuses a call now and then. A minute of AWS lasts {seconds} s here: what a line calls
"about 10 min" is over after {ten} s."""


def main(arguments: list[str] | None = None) -> int:
    """Run the steps for the hosts of `--app` and return the exit code."""
    parser = argparse.ArgumentParser(description="Plan, deploy and deploy again on a simulator.")
    parser.add_argument("--app", required=True, help="hosts of inventories/local, with commas between")
    limit = ["--limit", parser.parse_args(arguments).app]
    signal.signal(signal.SIGTERM, _terminated)
    pace = ["--profile", "aws", "--minute-ms", str(1000 * MINUTE_SECONDS)]
    with SimulatorProcess(["--hosted-zone", "example.com", *pace]) as simulator:
        print(WELCOME.format(url=simulator.url, seconds=MINUTE_SECONDS, ten=10 * MINUTE_SECONDS))
        for number, (title, playbook) in enumerate(STEPS, 1):
            command = ["ansible-playbook", playbook, "-i", "inventories/local", *limit]
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
        print(f"On the way {len(simulator.drawn())} calls were refused or lost by the simulated AWS, and made again.")
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
