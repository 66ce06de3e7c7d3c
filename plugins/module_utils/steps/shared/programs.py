# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Programs of this machine: run by an argument list, never by a shell, and stopped with the run.

An error ends with the last lines of what a program said. A module's run_command neither stops with the run nor follows output.
"""

from __future__ import annotations

import collections
import os
import select
import shutil
import signal
import subprocess

from ...engine.errors import Interrupted, SlipwayError

TAIL = 20  # lines of a failed program that an error shows
LONGEST = 300  # characters of one of them
GRACE = 2  # seconds between TERM and KILL, within the five of a stop
HIDDEN = "(secret)"


def installed(name):
    """True where the program is on the PATH."""
    return shutil.which(name) is not None


def answers(command, seconds=15):
    """True where a program runs and ends well: used to see whether it can work here."""
    try:
        return (
            subprocess.run(  # pylint: disable=ansible-bad-function
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            ).returncode
            == 0
        )
    except (OSError, subprocess.SubprocessError):
        return False


def run(command, doing, environment=None, hidden=(), stopping=None, line=None):
    """Run a program to its end.

    :param command: list of arguments; holds no secret, since all users of the machine may read it
    :param doing: what is attempted, as the beginning of a sentence
    :param environment: variables beside those of this process
    :param hidden: texts that are masked in what it says
    :param stopping: threading.Event that ends it
    :param line: called with each line of its output
    :raises SlipwayError: it failed; the message ends with its last lines
    :raises Interrupted: ``stopping`` was set
    """
    try:
        process = subprocess.Popen(  # pylint: disable=ansible-bad-function
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    except OSError as error:
        raise SlipwayError("%s: %s could not be started: %s" % (doing, command[0], error)) from error
    last = collections.deque(maxlen=TAIL)
    with process:
        try:
            for text in _lines(process, stopping):
                for secret in hidden:
                    text = text.replace(secret, HIDDEN)
                last.append(text[:LONGEST])
                if line is not None:
                    line(text)
        except BaseException:
            _end(process)
            raise
        code = process.wait()
    if code:
        raise SlipwayError(
            "%s: %s ended with %d. Its last lines:\n%s"
            % (doing, command[0], code, "\n".join("  %s" % text for text in last) or "  (none)")
        )


def _lines(process, stopping):
    """The lines of a program's output as they come; raises Interrupted once ``stopping`` is set."""
    output, rest = process.stdout.fileno(), b""
    while True:
        if stopping is not None and stopping.is_set():
            raise Interrupted("%s was ended: the run is stopping" % process.args[0])
        if not select.select([output], [], [], 0.5)[0]:
            continue
        piece = os.read(output, 65536)
        *lines, rest = (rest + piece).split(b"\n")
        if not piece and rest:
            lines.append(rest)
        for text in lines:
            text = text.decode("utf-8", "replace").rsplit("\r", 1)[-1].rstrip()
            if text:
                yield text
        if not piece:
            return


def _end(process):
    """TERM to the program and all that it started, then KILL."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
            process.wait(GRACE)
            return
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
