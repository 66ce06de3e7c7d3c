# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What ansible-playbook shows of stacks: declarations in one line, bars where there is a terminal, errors at the end."""

from __future__ import annotations

DOCUMENTATION = r"""
name: stacks
type: stdout
short_description: Ansible's default output, made for stacks
version_added: 0.1.0
description:
  - As P(ansible.builtin.default#callback), but the tasks that only declare are one line for each stack, and errors of the
    collection's modules are told at the end of the run, once.
  - On a terminal that can move its cursor, a bar for each stack shows what is done and what is being worked on.
extends_documentation_fragment:
  - default_callback
  - result_format_callback
requirements:
  - set as stdout callback in the configuration
author:
  - slipway.aws contributors (@slipway)
"""

import atexit
import os
import select
import sys

from ansible import constants as C
from ansible.plugins.callback.default import CallbackModule as Default

from ansible_collections.slipway.aws.plugins.plugin_utils import bars, failures, screen, stopping

OURS = "slipway.aws."
TOLD = ("ansible.builtin.assert", "ansible.builtin.fail")  # they say what is wrong, and nothing else


class CallbackModule(Default):
    """Ansible's default output, made for stacks."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "slipway.aws.stacks"

    def __init__(self):
        super().__init__()
        self._declared = {}  # host -> (identity, set of tasks)
        self._failures, self._bars, self._working = [], None, set()
        if sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb":
            self._bars = bars.Bars(C.DEFAULT_LOCAL_TMP, sys.stdout.fileno(), _interrupted)
            atexit.register(self._bars.stop)
            screen.DRAWN = True  # what is forked from now on leaves to the bars what they show

    # -- declaring -----------------------------------------------------------------------------------------------------

    def v2_playbook_on_task_start(self, task, is_conditional):
        """A task of ours has no banner unless it has more to say than its stack does."""
        if self._quiet(task):
            self._task_type_cache[task._uuid] = "TASK"
            self._last_task_name = None
        else:
            super().v2_playbook_on_task_start(task, is_conditional)

    def v2_runner_on_start(self, host, task):
        """Before a stack is converged, it is said what was declared for it."""
        super().v2_runner_on_start(host, task)
        if _name(task) == "converge":
            identity, tasks = self._declared.pop(host.get_name(), ("", ()))
            if tasks and self._quiet(task):
                self._display.display(
                    "[%s] %s declared" % (identity, _counted(len(tasks), "capability", "capabilities"))
                )
        if _name(task) and self._bars:
            self._working.add((host.get_name(), task._uuid))
            self._bars.start()

    def v2_runner_on_ok(self, result):
        """Declared tasks are counted; the others have said themselves what they did."""
        self._ended(result)
        declared = _declared(result.result)
        if self._quiet(result.task) and declared:
            tasks = self._declared.setdefault(result.host.get_name(), (declared[0].get("stack", ""), set()))[1]
            if _name(result.task) != "stack":
                tasks.add(result.task._uuid)
        elif not (self._quiet(result.task) and _name(result.task) == "converge"):
            super().v2_runner_on_ok(result)
        else:
            self._handle_warnings(result.result)

    def v2_runner_item_on_ok(self, result):
        """Each round of a loop that declares is counted with its task."""
        if not (self._quiet(result.task) and result.result.get("declared")):
            super().v2_runner_item_on_ok(result)

    def v2_runner_on_skipped(self, result):
        """What a stack does not have is no line."""
        self._ended(result)
        if not self._quiet(result.task):
            super().v2_runner_on_skipped(result)

    # -- failing -------------------------------------------------------------------------------------------------------

    def v2_runner_on_failed(self, result, ignore_errors=False):
        """What failed is told at the end; here only that it failed."""
        self._ended(result)
        told = self._quiet(result.task) or result.task.resolved_action in TOLD and not self._display.verbosity
        if not told or result.task.loop or ignore_errors or "msg" not in result.result:
            super().v2_runner_on_failed(result, ignore_errors)
            return
        self._handle_warnings(result.result)
        failure = failures.Failure.of(result.host.get_name(), result.result)
        self._failures.append(failure)
        self._display.display("[%s] failed, for the reason at the end" % failure.name, color=C.COLOR_ERROR)

    def v2_playbook_on_stats(self, stats):
        """The recap, and after it what failed, last on the screen."""
        if self._bars:
            self._bars.stop()
        super().v2_playbook_on_stats(stats)
        if self._failures:
            self._display.banner("FAILED")
            for text in failures.told(self._failures, screen.width()):
                self._display.display(text, color=C.COLOR_ERROR)

    # -- inside --------------------------------------------------------------------------------------------------------

    def _quiet(self, task):
        """True for a task whose stack says what there is to say."""
        return bool(_name(task)) and self._display.verbosity < screen.PROGRAMMER

    def _ended(self, result):
        if self._bars:
            self._working.discard((result.host.get_name(), result.task._uuid))
            if not self._working:
                self._bars.stop()


def _name(task):
    """The name of a module of the collection that works on a stack; "" for any other."""
    action = str(task.action)
    name = action.removeprefix(OURS) if action.startswith(OURS) else ""
    return "" if name == "stack_info" else name


def _declared(result):
    """The results of a task, or of each of its rounds, where it only declared; else none."""
    rounds = result.get("results") or [result]
    return rounds if all(isinstance(item, dict) and item.get("declared") for item in rounds) else []


def _counted(count, one, many):
    return "%d %s" % (count, one if count == 1 else many)


def _interrupted():
    return stopping.INTERRUPTS is not None and bool(select.select([stopping.INTERRUPTS], [], [], 0)[0])
