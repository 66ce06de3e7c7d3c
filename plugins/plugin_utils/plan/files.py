# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Files beside a run: its plan and its outputs. Paths are of the folder in which the command runs."""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import shlex

from ansible import constants as C
from ansible.errors import AnsibleActionFail

from ansible_collections.slipway.aws.plugins.plugin_utils.plan.rows import text

UNKNOWN = "(known after apply"
ENDINGS = (".json", ".env")


class Outlets:
    """Where a stack's run leaves its plan and its outputs.

    :param options: the stack's, with ``plan_json`` and ``outputs_file`` where they are said
    :param folder: for the plan as a person reads it, or None
    :param host: the stack's host
    :raises AnsibleActionFail: a file cannot be meant, or is another stack's of this run
    """

    def __init__(self, options, folder, host):
        self._folder = os.path.expanduser(folder) if folder else None
        self._plan = _path(options, "plan_json", host)
        self._outputs = _path(options, "outputs_file", host)
        if self._outputs and not self._outputs.endswith(ENDINGS):
            raise AnsibleActionFail(
                "stack_outputs_file: %s is not possible; a name that ends with .json or .env is needed" % self._outputs
            )

    def plan(self, plan):
        """Write a plan as JSON, and into the folder as ``<application>_<environment>_<region>``: .txt, .json and .html."""
        content = json.dumps({name: item for name, item in plan.items() if name != "objects"}, indent=2, default=str)
        if self._plan:
            write(self._plan, content)
        if self._folder:
            write(self._base(plan) + ".txt", text(plan, approval=True))
            write(self._base(plan) + ".json", content)
            write(self._base(plan) + ".html", _page(plan))

    def diagram(self, plan):
        """Draw a stack as it stands: ``<application>_<environment>_<region>-diagram.html``. Gives the path."""
        path = self._base(plan) + "-diagram.html"
        write(path, _page(plan, planned=False))
        return path

    def _base(self, plan):
        return os.path.join(self._folder, plan["stack"].replace("/", "_"))

    def outputs(self, result):
        """Write the outputs of a run that ended well."""
        if self._outputs and "outputs" in result:
            known = _known({"stack": result["stack"], **result["outputs"]})
            content = dotenv(known) if self._outputs.endswith(".env") else json.dumps(known, indent=2)
            write(self._outputs, content, 0o600)


def _page(plan, planned=True):
    # Imported where a page is written: no other run pays for it.
    from ansible_collections.slipway.aws.plugins.plugin_utils.plan.page import page

    return page(plan, planned)


def write(path, content, mode=0o666):
    """Write a file, whole or not at all. Its folder is made.

    :param mode: its permissions, of which the user's mask takes some away
    """
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    beside = "%s.%d" % (path, os.getpid())
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as target:
        target.write(content + "\n")
    os.replace(beside, path)


def dotenv(outputs):
    """Outputs as lines that a shell reads: ``LOAD_BALANCER_DNS_NAME=...``; the main instance of a capability has no name."""
    found = {}
    for name, value in _flat("", outputs):
        variable = _variable(name)
        # Two names may differ in what no variable can have, such as "api-v2" and "api_v2": the second one is numbered.
        numbered = (variable if number == 1 else "%s_%d" % (variable, number) for number in itertools.count(1))
        found[next(other for other in numbered if other not in found)] = value
    return "\n".join("%s=%s" % (variable, shlex.quote(value)) for variable, value in found.items())


def _flat(name, value):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat("%s_%s" % (name, key.removesuffix("/main")) if name else key.removesuffix("/main"), item)
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        return  # a shell has no word for it
    elif isinstance(value, list):
        yield name, ",".join(item if isinstance(item, str) else json.dumps(item) for item in value)
    else:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _variable(name):
    return re.sub(r"[^A-Z0-9]+", "_", name.upper())


def _known(value):
    """A copy of outputs without what is not there, and without what AWS has not told yet."""
    if isinstance(value, dict):
        found = {key: _known(item) for key, item in value.items()}
        return {key: item for key, item in found.items() if item not in (None, {}, [])}
    if isinstance(value, list):
        return [item for item in map(_known, value) if item is not None]
    return None if isinstance(value, str) and UNKNOWN in value else value


def _path(options, name, host):
    """The path that an option says, claimed for the host's stack."""
    if not options.get(name):
        return None
    path = os.path.abspath(os.path.expanduser(options[name]))
    claim = os.path.join(C.DEFAULT_LOCAL_TMP, "slipway-file-%s" % hashlib.sha256(path.encode()).hexdigest()[:16])
    try:
        with open(claim, "x", encoding="utf-8") as target:
            target.write(host)
    except FileExistsError:
        with open(claim, encoding="utf-8") as source:
            other = source.read()
        if other != host:
            raise AnsibleActionFail(
                "stack_%s: %s is written by %s in this run; put {{ inventory_hostname }} into its name"
                % (name, path, other)
            ) from None
    return path
