# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""In front of all modules of the collection: declares while a declaration is open, else runs the module, with live progress."""

from __future__ import annotations

import difflib
import json
import os
import tempfile

from ansible import constants as C
from ansible import context
from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase
from ansible.utils.vars import load_extra_vars

from ansible_collections.slipway.aws.plugins.plugin_utils import declarations, here
from ansible_collections.slipway.aws.plugins.plugin_utils import screen as screens
from ansible_collections.slipway.aws.plugins.plugin_utils.compiled import compiled
from ansible_collections.slipway.aws.plugins.plugin_utils.forked import Forked, possible
from ansible_collections.slipway.aws.plugins.plugin_utils.live import Following, Live, closing, remove
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import files, rows
from ansible_collections.slipway.aws.plugins.plugin_utils.stopping import Stopping

with compiled():
    from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES, role_options
    from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
    from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.validation import HIDDEN
    from ansible_collections.slipway.aws.plugins.module_utils.declared import Declared
    from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput

OUTPUTLESS = ("plan", "drift", "diagram", "destroy")  # modes that leave no outputs
PLAYBOOK_WORDS = {"stack": ("hosts",)}  # what the playbooks read themselves
TAGS = ("always", "converge", "tagged", "untagged")  # beside the capabilities' names
PLUGINS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class ActionModule(ActionBase):
    """The action of every module of the collection."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = False

    def run(self, tmp=None, task_vars=None):
        """Declare, converge, or run one module."""
        super().run(tmp, task_vars)
        with Stopping() as self._stopping:
            try:
                return self._run(self._task.action.rpartition(".")[2], task_vars)
            except AnsibleActionFail:
                remove(declarations.path(task_vars["inventory_hostname"]))  # what is refused is not carried out
                raise

    def _run(self, name, task_vars):
        if name == "stack_info":  # reads any stack, from any host
            return self._module(name, _answered(self._task.args), task_vars)
        self._refuse_delegation(name, task_vars)
        host = task_vars["inventory_hostname"]
        path = declarations.path(host)
        arguments = {key: value for key, value in self._task.args.items() if value is not None}
        if self._own_role(name):
            arguments = {**self._variables(name, _options(name), task_vars), **arguments}
            if name not in ("stack", "converge") and not os.path.exists(path):
                arguments = {**self._variables("stack", common.STACK_OPTIONS, task_vars), **arguments}
        self._refuse_lasting_words(arguments)
        if name == "converge":
            return self._converge(_answered(arguments), path, task_vars)
        declared = Declared(name, capability(name), arguments, self._slips(name, task_vars))
        if name == "stack" or os.path.exists(path):
            return self._declare(declared, host)
        return self._run_alone(declared, arguments, task_vars)

    def _own_role(self, name):
        """Whether the task is that of the module's own role."""
        return self._task._role is not None and self._task._role.get_name() == "slipway.aws.%s" % name

    def _variables(self, role, options, task_vars):
        """The options that variables <role>_<option> say, those that are there and are not omitted."""
        names = {option: "%s_%s" % (role, option) for option in options}
        given = self._templar.template({option: task_vars[name] for option, name in names.items() if name in task_vars})
        return {option: value for option, value in given.items() if value is not None}

    # -- refusing ------------------------------------------------------------------------------------------------------

    def _refuse_delegation(self, name, task_vars):
        if self._task.delegate_to:
            raise AnsibleActionFail(
                "%s: delegate_to is not supported; every host is a stack, run it on the stack's host" % name
            )
        if self._task.run_once and len(task_vars.get("ansible_play_hosts_all", [])) > 1:
            raise AnsibleActionFail(
                "%s: run_once over several hosts is not supported; every host is a stack of its own" % name
            )

    def _refuse_lasting_words(self, arguments):
        """Deleting data needs its address in an extra variable of this very run: an inventory would say it for ever."""
        if arguments.get("data") and "stack_data" not in load_extra_vars(self._loader):
            raise AnsibleActionFail(
                "stack_data: data is deleted only where its address is an extra variable of the run itself: "
                '-e \'{"stack_data": ["database/main/db_instance/main"]}\''
            )

    def _slips(self, name, task_vars):
        """What is wrong with variables: one with our role's prefix that nearly is one of its own. Any other is the user's."""
        if name not in CAPABILITIES or not self._own_role(name):
            return []
        found = []
        known, prefix = {*_options(name), *PLAYBOOK_WORDS.get(name, ())}, name + "_"
        for variable in sorted(task_vars):
            own = variable.removeprefix(prefix)
            near = variable.startswith(prefix) and not _other_role(variable, prefix) and misspelt(own, known)
            if near:
                allowed = "it is no variable of the role slipway.aws.%s: did you mean %s?" % (name, prefix + near)
                found.append(BadInput(variable, HIDDEN, allowed))
        return found

    # -- declaring -----------------------------------------------------------------------------------------------------

    @staticmethod
    def _declare(declared, host):
        """Check the options and keep them, or what is wrong with them, for the host's converge; nothing is called."""
        opens, path = declared.name == "stack", declarations.path(host)
        declared.declare(None if opens else declarations.rows(path)[0])
        if opens:
            remove(path)
        declarations.add(host, declared.row())
        return {"changed": False, "declared": True, "stack": declared.stack.identity, **_plain(declared.outputs())}

    # -- running -------------------------------------------------------------------------------------------------------

    def _converge(self, arguments, path, task_vars):
        if not os.path.exists(path):
            raise AnsibleActionFail(
                "slipway.aws.converge: nothing was declared for this host; include the role slipway.aws.stack first, "
                "and do not begin behind it with --start-at-task"
            )
        found = declarations.rows(path)
        refused = [problem for row in found for problem in row["problems"]]
        if refused:
            raise _refusal(dict.fromkeys(refused))
        tags = set(context.CLIARGS.get("tags") or ["all"]) - {"all"}
        skipped = set(context.CLIARGS.get("skip_tags") or ())
        if len(found) == 1:
            _refuse_tags(tags)
        for tag, near in _slips_of_tags(skipped):
            self._display.warning("--skip-tags %s: no role of the collection has it; did you mean %s?" % (tag, near))
        complete = not (context.CLIARGS.get("start_at_task") or tags or skipped)
        try:
            return self._module(
                "converge",
                {**arguments, "declarations": path, "complete": complete, "plugins": PLUGINS},
                task_vars,
                found[0]["options"],
            )
        finally:
            remove(path)

    def _run_alone(self, declared, arguments, task_vars):
        """A capability by itself. What deletes, replaces or asks for an output of any other needs all kinds: it goes through converge."""
        declared.declare(None)
        if declared.problems:
            raise _refusal(str(BadInput.together(declared.problems)).splitlines())
        removes = arguments.get("state") == "absent" or any(
            arguments.get(word) for word in ("prune", "forget", "replace")
        )
        if removes or "output(" in json.dumps(arguments, default=str):
            host = task_vars["inventory_hostname"]
            stack = {key: value for key, value in arguments.items() if key in common.STACK_OPTIONS}
            self._declare(Declared("stack", capability("stack"), stack), host)
            self._declare(declared, host)
            return self._converge({}, declarations.path(host), task_vars)
        return self._module(declared.name, declared.given(), task_vars)

    def _module(self, name, arguments, task_vars, told=None):
        """Run the module and show its progress while it works.

        :param told: the options of the stack, where they are not among the arguments
        """
        outlets = files.Outlets(told or arguments, arguments.get("plan_directory"), task_vars["inventory_hostname"])
        descriptor, path = tempfile.mkstemp(prefix="slipway-progress-", dir=C.DEFAULT_LOCAL_TMP)
        os.close(descriptor)
        arguments, screen = {**arguments, "progress": path}, screens.Screen(self._task.no_log)
        # Forked before there is a second thread: the fork would have its locks, and not the thread that releases them.
        self._connection = here.connection(self, task_vars)
        python = here.python(self._connection, self._templar, task_vars)
        forked = self._forked(name, arguments, task_vars) if possible(self._connection, python) else None
        with Following(path, Live(screen, outlets, screens.DRAWN), self._stopping):
            if forked:
                result = forked.result()
            else:
                result = self._execute_module(
                    module_name="slipway.aws.%s" % name,
                    module_args=arguments,
                    task_vars={**task_vars, "ansible_python_interpreter": python} if python else task_vars,
                )
        if self._stopping.stopped:
            if not screen.silent:
                self._stopping.tell(result)
        else:
            self._close(result, arguments, screen, outlets)
        return result

    def _close(self, result, arguments, screen, outlets):
        """What is shown and written of a result at the end, and what of it is handed on."""
        plan = result.get("plan")
        if arguments.get("mode") == "diagram" and plan:
            screen.line("[%s] is drawn in %s" % (result["stack"], outlets.diagram(plan)))
            result.update(changed=False)
            result.pop("plan")
            return
        if plan and "done" not in result:
            outlets.plan(plan)
        if not (result.get("failed") or self._task.check_mode or arguments.get("mode") in OUTPUTLESS):
            outlets.outputs(result)
        if plan and self._task.diff and "done" not in result:  # else it was shown before anything was done
            result["diff"] = {"prepared": rows.text(plan) + "\n"}
        closing(result, screen, self._task.diff, arguments.get("mode") == "plan" or self._task.check_mode)
        (plan or {}).pop("objects", None)  # only for pages
        if result.get("failed"):
            result.pop("plan", None)  # Ansible shows the whole result of a failed task
        elif screen.verbosity < screens.PROGRAMMER:
            result["_ansible_verbose_override"] = True  # the plan was shown, its data are for programs

    def _forked(self, name, arguments, task_vars):
        environment = {}
        self._compute_environment_string(environment)
        self._update_module_args("slipway.aws.%s" % name, arguments, task_vars)
        return Forked(name, arguments, environment)


def _refusal(problems):
    """The failure of a run whose options cannot be: all problems at once."""
    problems = list(problems)
    return AnsibleActionFail("\n".join(["Nothing was read or changed.", *problems]), result={"problems": problems})


def capability(name):
    """The package of a capability, imported when it is first asked for."""
    with compiled():
        return CAPABILITIES[name]


def _options(name):
    """The options that the module's role has variables for."""
    with compiled():
        return role_options(name)


def _answered(arguments):
    """Options that say something: surveys hand over an empty text for a question that nobody answered."""
    return {name: value for name, value in arguments.items() if value not in (None, "")}


def _refuse_tags(tags):
    """Tags of which none is a role's, in a run in which no role declared anything: most likely misspelt.

    A role's tag is not refused where the stack has no such capability: other stacks of the run may have it.
    """
    if not tags or tags & {*CAPABILITIES, *TAGS}:
        return
    near = ", ".join(near for dummy, near in _slips_of_tags(tags))
    raise AnsibleActionFail(
        "--tags %s: no role of the collection has such a tag, so nothing was declared; %s"
        % (
            ",".join(sorted(tags)),
            "did you mean %s?" % near if near else "they have: %s" % ", ".join(sorted(CAPABILITIES)),
        )
    )


def _slips_of_tags(tags):
    """(tag, the capability that was meant) of each misspelt tag."""
    return [
        (tag, near)
        for tag in sorted(tags - {*CAPABILITIES, *TAGS})
        for near in difflib.get_close_matches(tag, CAPABILITIES, 1, 0.75)
    ]


def misspelt(name, known):
    """The name among ``known`` that ``name`` is a slip of, or None."""
    if name in known:
        return None
    like = [item for item in known if sorted(item) == sorted(name) or len(name) > 3 and _letters(name, item) == 1]
    return next(iter([*like, *difflib.get_close_matches(name, known, 1, 0.8)]), None)


def _letters(one, other):
    """In how many letters names of the same length differ."""
    return sum(a != b for a, b in zip(one, other)) if len(one) == len(other) else None


def _other_role(variable, prefix):
    """True where a longer prefix, of another role, fits better: ``cdn_`` does not own what ``cdn_x_`` of another role does."""
    return any(variable.startswith(other + "_") and len(other) + 1 > len(prefix) for other in CAPABILITIES)


def _plain(outputs):
    """Outputs without names that Ansible's results use themselves."""
    return {name: value for name, value in outputs.items() if name not in ("changed", "failed", "skipped", "stack")}
