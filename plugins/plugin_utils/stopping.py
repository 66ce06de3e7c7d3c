# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""INT and TERM while a module works: Ansible ends its worker at once, and nobody would hear what was done and what was not."""

from __future__ import annotations

import os
import select
import signal
import threading

NUMBERS = (signal.SIGINT, signal.SIGTERM)


def _terminal():
    """Where the user looks, or None.

    A worker's own streams lead nowhere, and an interrupted main process does not listen to its workers any more. The
    action plugin is imported before they are forked, so they find its copy of standard output here.
    """
    try:
        return os.dup(1)
    except OSError:
        return None


def _interrupts():
    """The end of a pipe that becomes readable once the main process got an INT, for the workers that are forked from it.

    The main process turns the signal into an exception, which is lost where it hits a callback, and heard late where the
    process is busy: its workers would go on as if nobody had said anything.
    """
    if threading.current_thread() is not threading.main_thread():
        return None
    main, before = os.getpid(), signal.getsignal(signal.SIGINT)
    if not callable(before):
        return None  # ignored, as for a command in the background
    reading, writing = os.pipe()
    os.set_blocking(writing, False)

    def tell(number, frame):
        if os.getpid() == main:
            try:
                os.write(writing, b"!")
            except OSError:
                pass  # full: it is readable
        return before(number, frame)

    signal.signal(signal.SIGINT, tell)
    return reading


TERMINAL = _terminal()
INTERRUPTS = _interrupts()


class Stopping:
    """Lets a worker outlive INT, TERM and the loss of the main process until its module has ended; then the worker ends.

    Leaving the context of a run that was stopped ends the process: there is nobody to hand a result to, and handing a
    large one over would block for ever.
    """

    def __init__(self):
        self._parent, self._number, self._before = os.getppid(), None, {}

    @property
    def stopped(self):
        """True after a signal to the worker or the main process, or where the main process is gone."""
        interrupted = INTERRUPTS is not None and bool(select.select([INTERRUPTS], [], [], 0)[0])
        return self._number is not None or interrupted or os.getppid() != self._parent

    def __enter__(self):
        # Only a worker is the leader of a group of its own, with nothing in it but its module.
        if os.getpgrp() == os.getpid() and threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._forward) for number in NUMBERS}
        return self

    def __exit__(self, *exception):
        if self._before and self.stopped:
            os._exit(1)
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def tell(self, result):
        """Write what the stopped module answered: its message, what is done, what is pending."""
        rows = ["[%s] %s" % (result.get("stack", "-"), result.get("msg", "The run was stopped."))]
        for word, name in (("done", "done"), ("deleted", "deleted"), ("pending", "pending")):
            rows.extend("  %s %s" % (word, address) for address in result.get(name) or ())
        if TERMINAL is not None:
            try:
                os.write(TERMINAL, ("\n".join(rows) + "\n").encode("utf-8"))
            except OSError:
                pass  # the terminal is gone too

    def _forward(self, number, frame):
        """Tell the module, and wait for it: it ends within five seconds."""
        self._number = number
        signal.signal(number, signal.SIG_IGN)
        os.killpg(0, number)
