"""Process trees, and waiting for what they do. Ansible gives each of its workers a session of its own, so a process group does not hold a run."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from typing import Any

DEADLINE = 120  # seconds after which a condition is taken for impossible


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes below `pid`, children before grandchildren."""
    listing = subprocess.run(["ps", "-A", "-o", "ppid=,pid="], check=True, capture_output=True, text=True).stdout
    children: dict[int, list[int]] = {}
    for line in listing.splitlines():
        parent, child = map(int, line.split())
        children.setdefault(parent, []).append(child)
    found = list(children.get(pid, ()))
    for process in found:
        found.extend(children.get(process, ()))
    return found


def kill_tree(pid: int) -> None:
    """Kill `pid` and all below it; a process that has just ended by itself is no error."""
    tree: set[int] = set()
    # Stopped first, and looked for again: a process that still runs could start another one behind our back.
    while found := {pid, *descendants(pid)} - tree:
        _send(found, signal.SIGSTOP)
        tree |= found
    _send(tree, signal.SIGKILL)


def _send(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


def until(condition: Callable[[], Any]) -> Any:
    """Return the first true answer of a condition; AssertionError after the deadline."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if answer := condition():
            return answer
        time.sleep(0.1)
    raise AssertionError("the condition did not come true")
