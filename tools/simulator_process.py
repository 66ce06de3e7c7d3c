"""The simulator as a child process: started on a free port, asked about its calls, stopped.

Used by the demo, the benchmark and the tests, so that all of them run against the same AWS.
"""

from __future__ import annotations

import functools
import json
import os
import selectors
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Sequence
from typing import Any, Self

import boto3

from tools.checkout import ROOT

REGION = "us-east-1"
START_SECONDS = 60
STOP_SECONDS = 10
GREETING = "simulator listening on "

# Nothing that a person has configured for real accounts may reach a run against the simulator.
ISOLATED = {
    "AWS_ACCESS_KEY_ID": "simulator",
    "AWS_SECRET_ACCESS_KEY": "simulator",
    "AWS_DEFAULT_REGION": REGION,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    # What is asked of public registries is refused at once: a run shows the same with the internet and without.
    "https_proxy": "http://127.0.0.1:9",
}


_making = threading.Lock()


@functools.cache
def _session() -> boto3.Session:
    """The session of all clients: it keeps the service models that it has read, which takes most of a client's making."""
    return boto3.Session(ISOLATED["AWS_ACCESS_KEY_ID"], ISOLATED["AWS_SECRET_ACCESS_KEY"])


class SimulatorError(RuntimeError):
    """The simulator did not start."""


class SimulatorProcess:
    """A running simulator. Use it as a context manager, which stops it at the end.

    `options` are the simulator's own, such as `["--hosted-zone", "example.com"]`; the port is chosen by the system.
    Raises SimulatorError if it does not say where it listens.
    """

    MODULE = "simulator"

    def __init__(self, options: Sequence[str] = ()) -> None:
        # A session of its own: Ctrl-C in a terminal must not end AWS under a run that is still tidying up.
        self._process = subprocess.Popen(
            [sys.executable, "-m", self.MODULE, "--port", "0", *options],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            self.url = self._read_url()
        except BaseException:
            self.stop()
            raise

    def _read_url(self) -> str:
        stdout = self._process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(stdout, selectors.EVENT_READ)
            line = stdout.readline().decode().strip() if selector.select(START_SECONDS) else ""
        if not line.startswith(GREETING):
            raise SimulatorError(f"the simulator did not start: it said {line!r}; its errors are above")
        return line.removeprefix(GREETING)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process; harmless if it has ended already."""
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        for client in self._clients.values():
            client.close()

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Call `/simulator/<path>` and return the decoded JSON answer, or None if there is none."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(f"{self.url}/simulator/{path}", data, headers, method=method)
        with urllib.request.urlopen(request) as response:
            text = response.read()
        return json.loads(text) if text else None

    def reset(self) -> None:
        """Empty the accounts, the call log, durations and faults; the hosted zones are made again."""
        self.admin("POST", "reset")

    def calls(self, changing: bool | None = None) -> list[dict[str, Any]]:
        """Return the log rows since the last reset or clear: all, or only the changing or the reading ones."""
        rows = self.admin("GET", "calls")
        return [row for row in rows if changing is None or row["changing"] is changing]

    def clear(self) -> None:
        """Empty the call log and leave the accounts as they are."""
        self.admin("DELETE", "calls")

    def durations(self, seconds: dict[str, float]) -> None:
        """Let objects made from now on take their time, such as `{"ec2:nat_gateway": 5}`."""
        self.admin("POST", "durations", seconds)

    def faults(self, faults: list[dict[str, Any]]) -> None:
        """Let coming calls fail, such as `[{"service": "ec2", "operation": "CreateVpc", "code": …, "count": 1}]`."""
        self.admin("POST", "faults", faults)

    def mend(self) -> None:
        """Forget the faults that were ordered and not met."""
        self.admin("DELETE", "faults")

    def profile(self, name: str, **more: Any) -> None:
        """Behave otherwise from now on: `profile("storm", seed=7)`; also `minute_ms`, and `rates` of faults by kind."""
        self.admin("POST", "profile", {"profile": name, **more})

    def drawn(self) -> list[dict[str, Any]]:
        """Return the faults that the profile has drawn so far."""
        return self.admin("GET", "faults")

    def scans(self, scans: dict[str, dict[str, Any]]) -> None:
        """Say what ECR's scans find, such as `{"app": {"status": "COMPLETE", "findings": [...]}}`."""
        self.admin("POST", "scans", scans)

    def tasks(self, outcomes: list[dict[str, Any]]) -> None:
        """Let coming one-off tasks end so, such as `[{"command": "migrate", "exit_code": 3, "lines": […], "seconds": 5}]`."""
        self.admin("POST", "tasks", outcomes)

    def env(self) -> dict[str, str]:
        """Return a whole process environment whose only AWS is this simulator."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        return {**inherited, **ISOLATED, "AWS_ENDPOINT_URL": self.url}

    def client(self, service: str, region: str = REGION) -> Any:
        """Return a boto3 client of `service` that reads the simulator, for looking at what stands; made once."""
        with _making:
            if (service, region) not in self._clients:
                made = _session().client(service, region_name=region, endpoint_url=self.url)
                self._clients[service, region] = made
            return self._clients[service, region]

    @functools.cached_property
    def _clients(self) -> dict[tuple[str, str], Any]:
        return {}

    def permissions(self, **switches: bool) -> None:
        """Note what calls require (`note=True`), refuse what their identities may not do (`enforce=True`)."""
        self.admin("POST", "permissions", switches)
