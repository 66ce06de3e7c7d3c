"""A simulator that can be copied while it runs: what a process would find that begins at this moment.

`python -m tests.support.copies` is `python -m simulator` with two requests more: `POST /simulator/copy` answers the
address of a copy with the same accounts and a call log of its own, `POST /simulator/exit` ends a copy.
"""

from __future__ import annotations

import contextlib
import os
import signal
import stat
import threading
import urllib.error
from typing import Any, Self

from simulator import __main__ as command
from simulator.core.admin import endpoint
from simulator.core.application import Application
from simulator.core.server import SimulatorServer
from tools.simulator_process import SimulatorProcess


class Copyable(SimulatorProcess):
    """A simulator process that can be copied. Its copies end with it."""

    MODULE = "tests.support.copies"

    def copy(self) -> Copy:
        """Return a simulator with the accounts as they are now."""
        return Copy(self.admin("POST", "copy")["url"])


class Copy(Copyable):
    """One copy, known by its address: it can be handed to another process."""

    def __init__(self, url: str) -> None:
        self.url = url

    def __enter__(self) -> Self:
        return self

    def stop(self) -> None:
        """End it; harmless if it has ended already."""
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            self.admin("POST", "exit")


def _copy(application: Application, _body: Any) -> dict[str, str]:
    """Fork: memory is all the state there is. Under the lock of all calls no object is half made."""
    reader, writer = os.pipe()
    with application._lock:
        if os.fork() == 0:
            os.close(reader)
            _serve(application, writer)
    os.close(writer)
    with os.fdopen(reader) as source:
        return {"url": source.read()}


def _serve(application: Application, writer: int) -> None:
    """Be the copy: serve on a port of its own. The process never returns from here."""
    try:
        _close_sockets()
        _end_with_original()
        application.log.clear()
        server = SimulatorServer(application)
        os.write(writer, server.url.encode())
        os.close(writer)
        # The lock is this thread's since the fork; from here on others answer.
        application._lock.release()
        server.serve_forever()
    finally:
        os._exit(1)


def _close_sockets() -> None:
    """A copy must keep neither the original's port nor its connections."""
    for name in os.listdir("/dev/fd"):
        with contextlib.suppress(OSError):
            if stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                os.close(int(name))


# The ends of a pipe into which nothing is ever written: the copies read it, and it ends when the original does.
_life = list(os.pipe())


def _end_with_original() -> None:
    reader, writer = _life
    os.close(writer)
    _life[:] = os.pipe()  # for copies of the copy

    def wait() -> None:
        os.read(reader, 1)
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    endpoint("POST", "/simulator/copy")(_copy)
    endpoint("POST", "/simulator/exit")(lambda _application, _body: os._exit(0))
    command.main()
