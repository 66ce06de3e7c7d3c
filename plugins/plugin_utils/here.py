# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a module runs. A stack is no machine that one could log in to: unless the user says otherwise, it is this machine.

What the user says is a variable ``ansible_connection``, or the keyword ``connection`` with anything but Ansible's default.
"""

from __future__ import annotations

import os
import sys

from ansible import constants as C

DISCOVERED = ("auto", "auto_legacy", "auto_silent", "auto_legacy_silent")


def connection(action, task_vars):
    """The connection that a module's run uses: the host's own if the user named one, else to this machine.

    :param action: the action plugin, with the connection that Ansible has made for the host
    :param task_vars: variables of the task
    """
    found = action._connection
    if found.matches_name(["local"]) or not found.matches_name([C.DEFAULT_TRANSPORT]) or _named(action, task_vars):
        return found
    local = action._shared_loader_obj.connection_loader.get(
        "ansible.builtin.local",
        action._play_context,
        new_stdin=None,
        task_uuid=action._task._uuid,
        ansible_playbook_pid=str(os.getppid()),
    )
    local.set_options()
    local.set_option("pipelining", True)  # what the options hold never lies in a file
    local._shell = found._shell
    local.set_become_plugin(found.become)
    return local


def _named(action, task_vars):
    """True where a variable names the connection. Those of the task have it always: Ansible adds it to them."""
    host = task_vars["hostvars"].raw_get(task_vars["inventory_hostname"])
    return "ansible_connection" in host or "ansible_connection" in action._task.get_vars()


def python(used, templar, task_vars):
    """Path of the Python that a module runs with, or None where Ansible has to look for one.

    On this machine it is Ansible's own, which has what the modules need, unless the user names another.

    :param used: the connection
    """
    named = templar.template(task_vars.get("ansible_python_interpreter"))
    if used.transport == "local" and (not named or named in DISCOVERED):
        return sys.executable
    return named
