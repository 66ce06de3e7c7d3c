# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The one place where AnsibleModule and the engine meet: options in, one run, a result or a failure out.

What only a run needs, the SDK above all, is imported by it: Ansible's own process, which declares, starts without.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import re
import select
import signal
import sys
import threading
import urllib.parse

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .aws.services import SERVICES
from .capability.catalog import ALL_KINDS
from .capability.index import EXPORTS
from .capability.shared import common
from .capability.shared.handed import fields_of, keys_of
from .capability.shared.option import argument_spec
from .capability.shared.validation import secrets
from .declared import declare, module_options, read_declarations, stack_of, validated_options
from .engine.defects import defect, traced, unheard
from .engine.errors import BadInput, Refused, SlipwayError
from .engine.kinds import Kinds
from .engine.names import Names
from .engine.words import Words

CONSOLES = {
    "aws": "console.aws.amazon.com",
    "aws-cn": "console.amazonaws.cn",
    "aws-us-gov": "console.amazonaws-us-gov.com",
}
LOOKING = ("plan", "drift", "diagram")  # modes of converge that change nothing
SHORTEST = 6  # characters of a text that is masked wherever it occurs
# What nobody keeps secret, and what outputs are full of: Regions and zones, ARNs, URLs without credentials, host names, numbers.
PUBLIC = re.compile(
    r"[a-z]{2,4}(-[a-z]+)+-\d[a-z]?|arn:aws\S*|[a-z][a-z0-9+.-]*://[^@\s]*|([a-z0-9-]+\.)+[a-z]{2,}|[\d.:/-]+"
)


def kinds_of(capabilities):
    """engine.kinds.Kinds of all kinds that some capabilities may touch."""
    return Kinds(
        {kind.kind: kind for capability in capabilities for kind in (*capability.KINDS, *capability.NEIGHBOURS)}
    )


def main(name, capability):
    """A capability's module on its own: declares itself and converges at once."""
    module = Module(argument_spec(module_options(capability)), supports_check_mode=True)
    given, problems = validated_options(name, capability, module.params)
    if problems:
        module.fail_json(msg=str(BadInput.together(problems)))
    module.params.update(given)
    options = {key: given[key] for key in capability.SPEC["options"]}
    _hide(module, capability, options, given)
    declared = [(name, capability, module.params["instance"], module.params["state"], options)]
    _converge(module, module.params, declared, kinds_of([capability]), {})


def main_converge(module, capabilities):
    """The converge module: joins what was declared for the host.

    :param capabilities: catalog.CAPABILITIES
    """
    declared, stack_options = [], {}
    for row in read_declarations(module.params["declarations"]):
        name, options = row["capability"], row["options"]
        module.no_log_values.update(secrets(module_options(capabilities[name]), options))
        if name == "stack":
            stack_options = options
        own = {key: options[key] for key in capabilities[name].SPEC["options"]}
        _hide(module, capabilities[name], own, stack_options)
        declared.append((name, capabilities[name], options["instance"], options["state"], own))
    if not stack_options:
        module.fail_json(msg="nothing was declared for this host: include the role slipway.aws.stack first")
    _converge(module, stack_options, declared, ALL_KINDS, module.params)


class Module(AnsibleModule):
    """A module that writes no options into the log of its machine: which are secret is known only when they were read."""

    def _log_invocation(self):
        self.log("Invoked")


def _hide(module, capability, options, stack):
    """Mask what a capability says is secret among its options, in everything that Ansible shows of the module.

    Short text, what has a public form and what names the stack are masked where the options themselves are shown, and not
    wherever they occur: no output could be read then.

    :param stack: the options that say which stack it is
    """
    names = "/".join(str(stack.get(name)) for name in ("application", "environment", "region", "account_id"))
    values = set(getattr(capability, "hidden", lambda given: ())(options))
    module.no_log_values.update(
        value for value in values if len(value) >= SHORTEST and not PUBLIC.fullmatch(value) and value not in names
    )
    if values:
        module.params.update(
            {name: _without(value, values) for name, value in options.items() if name in module.params}
        )


def _without(value, values):
    """``value`` with every leaf that is one of ``values`` replaced."""
    if isinstance(value, dict):
        return {name: _without(item, values) for name, item in value.items()}
    if isinstance(value, list):
        return [_without(item, values) for item in value]
    return "(not shown)" if not isinstance(value, bool) and str(value) in values else value


def places_of(options, stack):
    """The places of a stack: its own, the global services' region for CDN parts, the hosted zone's account, and the Region of copies."""
    from .engine.aws import Place

    home = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}.get(
        stack.partition, stack.region
    )
    role = {"role_arn": options["assume_role_arn"], "external_id": options["external_id"]}
    main = Place("main", stack.region, account_id=stack.account_id, **role)
    cdn = main if home == stack.region else dataclasses.replace(main, name="cdn", region=home)
    # Two places in one Region would each see the other's objects.
    replica = next((place for place in (main, cdn) if stack.replica_region in (None, "", place.region)), None)
    replica = replica or dataclasses.replace(main, name="replica", region=stack.replica_region)
    dns = (
        main
        if not options["dns_role_arn"]
        else Place("dns", stack.region, role_arn=options["dns_role_arn"], external_id=options["dns_external_id"])
    )
    return {"main": main, "cdn": cdn, "dns": dns, "replica": replica}


def credentials_of(options):
    """Keyword arguments of engine.aws.Aws's session and clients."""
    names = {
        "access_key": "aws_access_key_id",
        "secret_key": "aws_secret_access_key",
        "session_token": "aws_session_token",
        "profile": "profile_name",
        "endpoint_url": "endpoint_url",
    }
    result = {key: options[name] for name, key in names.items() if options[name]}
    if options["aws_ca_bundle"] or not options["validate_certs"]:
        result["verify"] = options["aws_ca_bundle"] if options["validate_certs"] else False
    return result


def words_of(options):
    """The user's words of this run."""
    return Words(
        frozenset(options["replace"]),
        frozenset(options["data"]),
        frozenset(options["new_data"]),
        dict(options["adopt"]),
        frozenset(options["forget"]),
        dict(options["formerly"]),
        tuple(options["ignore"]),
        tuple(options["ignore_tags"]),
        bool(options["prune"]),
    )


class Progress:
    """Appends progress to the file that the action plugin shows live: one JSON object a line.

    The file is the action plugin's: when it is gone, nobody listens any more.
    """

    def __init__(self, path, stack):
        self.path, self.stack, self.guard = path, stack.identity, threading.Lock()

    def __call__(self, event, address, text):
        if not self.path:
            return
        row = json.dumps({"stack": self.stack, "event": event, "address": address, "text": text}, default=str) + "\n"
        with contextlib.suppress(FileNotFoundError), self.guard:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)
            with open(descriptor, "a", encoding="utf-8") as target:
                target.write(row)

    def gone(self):
        """True where the action plugin took its file away: it lost its own parent."""
        return bool(self.path) and not os.path.exists(self.path)


def _converge(module, common_options, declared, kinds, extra):
    from .engine.converging import Options, Run

    def converge(stack, aws, progress):
        declarations, absent = declare(declared, stack)
        mode = extra.get("mode") or "apply"
        words = words_of(common_options)
        if words.prune and not extra.get("complete", True):
            raise BadInput(
                "stack_prune",
                True,
                "only a full run knows what is undeclared: leave out --tags, --skip-tags and --start-at-task",
            )
        only = _narrowed(declarations, common_options, words, mode) if mode != "destroy" else None
        options = Options(
            check=module.check_mode or mode in LOOKING,
            absent=frozenset(absent),
            destroy=mode == "destroy",
            sweep=mode in LOOKING and only is None or words.prune,
            drift=mode == "drift",
            wait=common_options["wait"],
            lock=common_options["lock"],
            lock_wait_minutes=common_options["lock_wait_minutes"],
            break_lock=common_options["break_lock"],
            approved=common_options["approved"],
            workers=common_options["workers"],
            only=only,
            picture=bool(extra.get("plan_directory")),
            names=names_of(declared),
        )
        if mode == "destroy":
            declarations = []
        run = Run(aws, stack, declarations, kinds, EXPORTS, words, options, progress)
        result = run.execute()
        finish(module, result, run.data(result.plan), stack, kinds is not ALL_KINDS, aws, only is not None)

    _run(module, common_options, converge)


def names_of(declared):
    """The options that fill the fields of what is declared."""
    specs = {name: capability.SPEC["options"] for name, capability, *dummy in declared}
    keys = {}
    for name, dummy, dummy, dummy, options in declared:
        keys.setdefault(name, set()).update(keys_of(specs[name], options))
    return Names({name: fields_of(spec) for name, spec in specs.items()}, keys)


def _narrowed(declarations, options, words, mode):
    """The addresses to which a run is narrowed that releases or goes back; None for any other run."""
    needed = mode == "release"
    if not (needed or options["release"] or any(declaration.name == "rollback" for declaration in declarations)):
        return None
    if words.prune:
        raise BadInput(
            "stack_prune", True, "a release or a rollback looks at nothing else: leave out stack_prune or stack_release"
        )
    from .steps.release.narrowing import narrowed

    return narrowed(declarations, options["release"], options["promote_from"], options["unproven"], needed)


def _run(module, common_options, work):
    """Do ``work(stack, aws, progress)``; every error becomes a failure that a person can read."""
    from .engine.aws import HAS_BOTO3, Aws

    if not HAS_BOTO3:
        module.fail_json(msg=missing_required_lib("boto3"))
    aws, told = None, {}
    progress = unheard
    try:
        stack = stack_of(common_options)
        told["stack"] = stack.identity
        progress = Progress(module.params["progress"], stack)
        aws = Aws(
            places_of(common_options, stack),
            credentials_of(common_options),
            report=lambda text: progress("retry", "", text),
            services=SERVICES,
        )
        told["warnings"] = aws.warnings  # a list that still grows
        _stop_gracefully(aws.stopping, progress)
        work(stack, aws, progress)
    except BadInput as error:
        module.fail_json(msg=str(error), option=error.option, allowed=error.allowed, **told)
    except Refused as error:
        module.fail_json(msg="Nothing was changed.\n%s" % error, problems=error.problems, **told)
    except SlipwayError as error:
        module.fail_json(msg=str(error), **told)
    except Exception as error:  # noqa: BLE001 - the last stop: no traceback reaches a user, the place of the defect does
        progress("trace", "", traced(error))
        module.fail_json(msg=str(defect("this run", "go on", error)), **told)
    finally:
        if aws is not None:
            aws.close()


def finish(module, result, data, stack, alone, aws, narrowed=False):
    """Turn a Result into the module's result, or its failure.

    :param data: the plan as reporting.data gives it
    :param narrowed: True for a release or a rollback, which says what serves at its end
    """
    from .engine import reporting
    from .engine.deleting import HOLDS

    outcome, plan = result.outcome, result.plan
    outputs = result.outputs
    answer = {
        "changed": result.changed,
        "stack": stack.identity,
        "digest": result.digest,
        "totals": reporting.totals(plan, outcome),
        "plan": data,
        "outputs": outputs,
        "calls": dict(sorted(aws.counts.items())),
        "kept": [
            {
                "address": line.address,
                "id": line.live.id,
                "reason": line.reason,
                "upkeep": line.kind.upkeep,
                "guarded": line.reason == HOLDS,
            }
            for line in plan.lines
            if line.verb == "kept"
        ],
    }
    own = next(iter(outputs.values())) if alone and len(outputs) == 1 else {}
    if outcome is None:
        if plan.problems:
            # There is nothing to approve, and Ansible shows the whole result of a failed task.
            for name in ("digest", "calls", "outputs"):
                answer.pop(name)
            module.fail_json(
                msg="This plan cannot be carried out.\n%s" % "\n".join(plan.problems), problems=plan.problems, **answer
            )
        module.exit_json(**{**answer, **own})
    answer.update(
        warnings=list(aws.warnings),
        done=sorted(outcome.done),
        deleted=sorted(line.address for line in outcome.deleted),
        pending=sorted(outcome.pending),
    )
    errors = {address: str(error) for address, error in sorted(outcome.failed.items())}
    waiting = {line.address: line.reason for line in plan.waiting}
    if not (errors or waiting or outcome.interrupted or outcome.unfinished):
        if narrowed:
            from .steps.release.serving import serving

            answer["serving"] = serving(plan)
        module.exit_json(**{**answer, **own})
    for name in ("plan", "calls", "outputs"):
        answer.pop(name, None)  # Ansible shows the whole result of a failed task; the plan was shown before
    answer.update(
        failures=errors, waiting=waiting, skipped={key: str(value) for key, value in sorted(outcome.skipped.items())}
    )
    parts = list(errors.values()) + ["%s waits: %s" % item for item in sorted(waiting.items())]
    if waiting:
        parts.append("What waits is made by the next run: run again once it is there.")
    if outcome.unfinished and not (parts or outcome.interrupted):
        parts.append("Not finished: %s. Run again to finish." % ", ".join(sorted(outcome.unfinished)))
    head = []
    if outcome.interrupted:
        head.append(
            "The run was stopped. Done: %d; not reached: %d. Run it again to finish."
            % (len(outcome.done), len(outcome.pending))
        )
    try:
        module.fail_json(msg="\n".join(head + parts), **answer)
    finally:
        if outcome.interrupted:
            # A call in flight may hang for longer than a stop may take; nothing waits for its thread.
            sys.stdout.flush()
            os._exit(1)


def _stop_gracefully(stopping, progress):
    """INT, TERM and the loss of the parent end the run cleanly: no new node, calls in flight finish, the lock is released."""
    # A handler runs in the middle of whatever the main thread does, so it may take no lock, not even an event's: signals
    # only wake the watcher, which says it.
    receiver, sender = os.pipe()
    os.set_blocking(sender, False)
    signal.set_wakeup_fd(sender, warn_on_full_buffer=False)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: None)
    parent, listener = os.getppid(), select.poll()
    listener.register(receiver, select.POLLIN)
    # Ansible's worker reads our output; it may die while a shell between it and us lives on.
    listener.register(1, 0)

    def watch():
        while not stopping.is_set():
            events = dict(listener.poll(1000))
            unread = events.get(1, 0) & (select.POLLERR | select.POLLHUP)
            if receiver in events or unread or os.getppid() != parent or progress.gone():
                stopping.set()

    threading.Thread(target=watch, daemon=True).start()


def main_info(capabilities):
    """The stack_info module: what a stack has, read only.

    :param capabilities: packages of capabilities, all of them
    """
    module = AnsibleModule(argument_spec(common.STACK_OPTIONS), supports_check_mode=True)

    from .engine.converging import Options, Run

    def read(stack, aws, progress):
        run = Run(
            aws,
            stack,
            [],
            kinds_of(capabilities),
            EXPORTS,
            Words(),
            Options(check=True, sweep=True, drift=True),
        )
        snapshot = run.look()[0]
        resources = [
            _resource(live, stack, aws) for live in snapshot.all() if live.stack == stack.identity and live.address
        ]
        module.exit_json(
            changed=False,
            stack=stack.identity,
            outputs=_outputs_of(snapshot, stack, capabilities),
            resources=sorted(resources, key=lambda row: row["address"]),
            unreadable={kind: str(error) for (kind, place), error in sorted(snapshot.unknown.items())},
        )

    _run(module, module.params, read)


def _outputs_of(snapshot, stack, capabilities):
    """What live objects say of the outputs of capabilities, in the form in which the modules give them."""
    instances = {
        "/".join(live.address.split("/")[:2]): None
        for live in sorted(snapshot.all(), key=lambda live: live.address or "")
        if live.stack == stack.identity and live.address
    }
    described = {package.__name__.rpartition(".")[2]: package.SPEC["outputs"] for package in capabilities}
    found = {}
    for instance in instances:
        name = instance.split("/")[0]
        for output, export in EXPORTS.get(name, {}).items():
            if output not in described[name]:
                continue  # what neighbours alone ask for
            listed = described[name][output]["type"] == "list"
            values = {key.split("/", 3)[3]: value for key, value in snapshot.exported(export, instance).items()}
            if values:
                many = list(values.values()) if listed else values
                found.setdefault(instance, {})[output] = many if export.many else next(iter(values.values()))
    return found


def _resource(live, stack, aws):
    row = {"address": live.address, "kind": live.kind.kind, "id": live.id, "state": live.kind.state(live)[0]}
    if live.kind.console:
        values = {
            "region": live.kind.region or aws.places[live.place].region,
            "id": live.id,
            "quoted_id": urllib.parse.quote(live.id, safe=""),
            **live.fields,
        }
        values.setdefault("cluster_name", str(live.fields.get("cluster", "")).rpartition("/")[2])
        try:
            row["console"] = "https://%s/%s" % (
                CONSOLES.get(stack.partition, CONSOLES["aws"]),
                live.kind.console.format(**values),
            )
        except KeyError:
            pass  # a field of the link was not answered: no link
    return row
