# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A module of the collection in a fork of Ansible's worker, for tasks that run on this machine with Ansible's own Python.

Packing a module, starting Python and compiling all of it again takes most of a second; the worker has it imported. It is
the same module, with the same arguments and environment, and answers as it would by itself.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import sys

from ansible.module_utils import basic
from ansible.module_utils.common.json import Direction, get_module_decoder, get_module_encoder

from ansible_collections.slipway.aws.plugins.plugin_utils.compiled import compiled

MODULES = "ansible_collections.slipway.aws.plugins.modules."
PROFILE = "legacy"  # how Ansible writes down arguments and results of modules that name no other way


def possible(connection, python):
    """Whether a module would run on this machine, as this user and with this Python.

    Not on macOS, whose libraries may end a process that was forked and then uses them (Python's issue 33725).

    :param connection: Ansible's connection to the host
    :param python: path of the Python that the host's modules run with, or None
    """
    here = connection.transport == "local" and not connection.become and python == sys.executable
    return here and sys.platform != "darwin"


class Forked:
    """One module, begun.

    :param name: the module's, without the collection's
    :param arguments: what it gets, with those that Ansible adds itself
    :param environment: name -> value, what the task adds to the environment
    """

    def __init__(self, name, arguments, environment):
        encoder = get_module_encoder(PROFILE, Direction.CONTROLLER_TO_MODULE)
        text = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}, cls=encoder).encode("utf-8")
        self._reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            try:
                os.close(self._reading)
                _run(name, text, environment, writing)
            finally:
                os._exit(1)  # whatever happened: it must never go on as a second copy of Ansible's worker
        os.close(writing)

    def result(self):
        """Wait for its end: what it answered, or a failure with its last words where it did not."""
        with os.fdopen(self._reading, encoding="utf-8", errors="surrogateescape") as source:
            last = source.read().strip().rpartition("\n")[2]
        code = os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])
        try:
            return json.loads(last, cls=get_module_decoder(PROFILE, Direction.MODULE_TO_CONTROLLER))
        except ValueError:
            return {
                "failed": True,
                "msg": "the module ended with %d and without a result: %s" % (code, last or "no output"),
            }


def _run(name, arguments, environment, writing):
    """In the fork: what the module's file does when it is run, with its output going into the pipe.

    Ends the process, unless nobody reads the pipe any more.
    """
    code = 1
    try:
        for number in (signal.SIGINT, signal.SIGTERM):  # the worker's handlers are not the module's
            signal.signal(number, signal.SIG_DFL)
        os.dup2(writing, sys.__stdout__.fileno())
        os.close(writing)
        sys.stdout = os.fdopen(sys.__stdout__.fileno(), "w", encoding="utf-8", errors="surrogateescape", closefd=False)
        # What Ansible has loaded stays; looking through all of it again and again takes a tenth of the run.
        gc.freeze()
        gc.set_threshold(100_000)
        os.environ.update({key: str(value) for key, value in environment.items()})
        basic._ANSIBLE_ARGS, basic._ANSIBLE_PROFILE = arguments, PROFILE
        with compiled():
            importlib.import_module(MODULES + name).main()
    except SystemExit as ended:
        code = ended.code or 0
    except BaseException as error:  # noqa: BLE001 - the last line is what a person is told
        sys.stdout.write("%s: %s" % (type(error).__name__, " ".join(str(error).split())))
    sys.stdout.flush()
    os._exit(code)
