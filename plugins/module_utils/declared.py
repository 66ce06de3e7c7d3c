# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What tasks declare: the options of each, all that is wrong with them, and the nodes that follow. Nothing is called."""

from __future__ import annotations

import contextlib
import dataclasses
import difflib
import functools
import importlib.util
import json
import os
import re

from .capability.shared import common
from .capability.shared.outputs import asked, replaced
from .capability.shared.policy import Laid
from .capability.shared.validation import validated
from .engine.declaring import Stack, together
from .engine.errors import BadInput
from .engine.references import reference

STAND_IN = Stack("application", "environment", "us-east-1", "123456789012")  # of a stack whose identity is refused


def module_options(capability):
    """The options of a capability's module: name -> Option."""
    return {**common.COMMON_OPTIONS, **capability.SPEC["options"]}


class Declared:
    """What one task declares: its options, its nodes, and all that is wrong with them.

    :param arguments: the options as they were given
    :param problems: what is known to be wrong
    """

    def __init__(self, name, capability, arguments, problems=()):
        self.name, self.capability = name, capability
        self.options, found, self.laid = completed(name, capability, arguments)
        self.problems = [*problems, *found]
        self.declaration = self.stack = None

    def declare(self, first):
        """Find out the nodes, or what is wrong.

        :param first: the row of the task that said which stack this is; None where this one does
        """
        own = {key: self.options.get(key, option.default) for key, option in self.capability.SPEC["options"].items()}
        try:
            self.stack = stack_of(first["options"] if first else self.options, first and first["partition"])
        except BadInput as error:
            self.stack = STAND_IN
            if not first:  # else it was said there
                self.problems += error.problems
        if self.options.get("state") == "absent":
            return
        known = [problem.option for problem in self.problems]
        try:
            instance = self.options.get("instance") or "main"
            self.declaration = together(self.capability.declare, own, self.stack, instance)
        except BadInput as error:
            self.problems += [
                problem
                for problem in self.laid.problems_told(error.problems)
                if not any(
                    problem.option == name or problem.option.startswith((name + ".", name + "[")) for name in known
                )
            ]
        except Exception:
            if not self.problems:
                raise  # else it stumbled over what is refused already

    def row(self):
        """What is kept for converge, as JSON can carry it."""
        return {
            "capability": self.name,
            "options": self.options,
            "partition": self.stack.partition,
            "problems": [str(problem) for problem in self.problems],
        }

    def given(self):
        """The options that say something, for a module."""
        return {name: value for name, value in self.options.items() if value is not None}

    def outputs(self):
        """The outputs, as references; of what is refused those that are text."""
        if self.declaration or self.options.get("state") == "absent":
            return self.declaration.outputs if self.declaration else {}
        address = "%s/%s" % (self.name, "main")
        texts = [name for name, output in self.capability.SPEC["outputs"].items() if output["type"] == "str"]
        return {name: reference(address, name) for name in texts}


def validated_options(name, capability, given):
    """The options of a capability's module, completed, by the names of its role's variables.

    :returns: (name -> value, list of BadInput)
    """
    return completed(name, capability, given)[:2]


def completed(name, capability, given, options=None):
    """The same, and how an environment's policy was laid over the options.

    :param options: name -> Option of those that may be given; all of the module's where omitted
    :returns: (name -> value, list of BadInput, policy.Laid)
    """
    own = capability.SPEC["options"]

    def named(path):
        shared = name != "stack" and re.split(r"[.\[]", path)[0] in common.STACK_OPTIONS.keys() - own.keys()
        return "%s_%s" % ("stack" if shared else name, path)

    problems = []
    laid = Laid(own, replaced(given, "", named, problems), named)
    values, found = validated(options or module_options(capability), laid.given, lambda path: named(laid.told(path)))
    return values, [*problems, *laid.problems, *found], laid


def read_declarations(path):
    """The rows that the action plugin collected for one host: dicts with capability and options."""
    with open(path, encoding="utf-8") as source:
        return [json.loads(line) for line in source if line.strip()]


def stack_of(options, partition=None):
    """The Stack of common options.

    :param partition: where it is known already; looking it up loads the SDK's list of endpoints
    :raises BadInput: a part of the identity is missing or cannot be
    """
    stack = Stack(
        options["application"],
        options["environment"],
        options["region"],
        options["account_id"],
        dict(options["tags"] or {}),
        dict(options["from_stack"] or {}),
        existing={"network": dict(options.get("network") or {})},
        replica_region=options.get("replica_region"),
    )
    common.check_identity(stack)
    stack = dataclasses.replace(stack, partition=partition or partition_of(_known(stack.region)))
    replica = stack.replica_region and partition_of(_known(stack.replica_region, "stack_replica_region"))
    if replica and replica != stack.partition:
        raise BadInput("stack_replica_region", stack.replica_region, "a Region of %s is needed" % stack.partition)
    return stack


def _known(region, option="stack_region"):
    """The Region, which the SDK has to know."""
    regions = [name for row in _partitions() for name in row["regions"] if not name.endswith("-global")]
    if region not in regions and regions:
        near = difflib.get_close_matches(region, regions, 5)
        listed = ", ".join([*near, *(name for name in sorted(regions) if name not in near)])
        raise BadInput(option, region, "one of %s is needed; a newer Region needs a newer boto3" % listed)
    return region


@functools.cache
def _partitions():
    """The SDK's partitions, each with its Regions; [] where the SDK is missing or has them elsewhere.

    One of its files says it without the cost of importing the SDK.
    """
    sdk = importlib.util.find_spec("botocore")
    if sdk is not None:
        with contextlib.suppress(OSError, ValueError, LookupError):
            path = os.path.join(sdk.submodule_search_locations[0], "data", "partitions.json")
            with open(path, encoding="utf-8") as source:
                return json.load(source)["partitions"]
    return []


@functools.cache
def partition_of(region):
    """The partition of a Region, as the SDK knows it."""
    if importlib.util.find_spec("botocore") is None:
        return "aws"  # the module says that the SDK is missing
    for row in _partitions():
        if region in row["regions"] or re.match(row["regionRegex"], region):
            return row["id"]
    import botocore.session

    return botocore.session.Session().get_partition_for_region(region)


def declaration_of(capability, options, stack, instance):
    """The Declaration of a capability by its validated options, which knows where they ask for outputs of others.

    :raises BadInput: all that is refused
    """
    declaration = together(capability.declare, options, stack, instance)
    for path, found, word in asked(options):
        declaration.asks(found, path, word)
    return declaration


def declare(declared, stack):
    """Declarations and the absent capabilities: (list of Declaration, set of ``capability/instance``)."""
    declarations, absent = [], set()
    for name, capability, instance, state, options in declared:
        if state == "absent":
            absent.add("%s/%s" % (name, instance))
        else:
            declarations.append(declaration_of(capability, options, stack, instance))
    return declarations, absent
