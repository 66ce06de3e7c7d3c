# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The parameters of a stack in Parameter Store: the words of the options as wishes of the kind Parameter."""

from __future__ import annotations

import re

from ...aws.ssm.parameter import AWS_KEY, SIZES, Parameter, fits, name_problem, value_problem
from ...engine.references import is_known
from ..shared.option import Form, Option
from ..shared.validation import accepted
from .values import HIDDEN, generate

WORDS = ("value", "generate", "fill")
MEMBERS = {
    "description": Option("str", "Shown in the console.", default="", length=(None, 1024), lines=True),
    "type": Option("str", "Type.", default="SecureString", choices=["SecureString", "String"]),
    "tier": Option("str", "Tier.", choices=list(SIZES)),
    "key": Option(
        "str",
        "Key.",
        form=Form(
            "aws, customer, or a KMS key's ARN, id or alias is allowed",
            r"aws|customer|arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:(key|alias)/[A-Za-z0-9:/_-]+|"
            r"alias/[A-Za-z0-9:/_-]+|[A-Za-z0-9-]{36,40}",
        ),
    ),
    "min_length": Option("int", "Fewest characters.", default=1, between=(1, 4096)),
    "allowed_pattern": Option("str", "Regular expression.", default="", length=(None, 1024), known=True),
}
ALLOWED = "text, a number, or a mapping with one of %s, and with %s is allowed" % (", ".join(WORDS), ", ".join(MEMBERS))
# Braces beside what breaks connection strings: Parameter Store reads double ones as a reference.
EXCLUDED = "\"'@/\\`{}"


def parameters(declaration, options):
    """The parameters, by their names in the options: {name: node}."""
    stack = declaration.stack
    folder = options["parameter_path"] or "/%s/%s/" % (stack.application, stack.environment)
    declaration.check(
        re.fullmatch(r"/([A-Za-z0-9_.-]+/)+", folder),
        "parameter_path",
        folder,
        "a path that begins and ends with a slash, with letters, digits and _ . - between, is allowed",
    )
    return {
        name: declaration.add(Parameter, name, _wish(declaration, folder, str(name), given, options))
        for name, given in sorted(options["parameters"].items())
    }


def changing(nodes):
    """The parameters whose value may change after a task has started: all but generated ones."""
    return [node for node in nodes.values() if "Generate" not in node.want["Source"]]


def literals(given):
    """The values among the options of parameters, which no output may show. What is a String is no secret."""
    items = (given or {}).values() if isinstance(given, dict) else ()
    return [
        item.get("value") if isinstance(item, dict) else item
        for item in items
        if not isinstance(item, dict) or item.get("type") != "String"
    ]


def _wish(declaration, folder, name, given, options):
    option = "parameters." + name
    physical = folder + name
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_.-]+", name), "parameters", name, "letters, digits and _ . - are allowed"
    )
    declaration.check(not name_problem(physical), option, physical, name_problem(physical))
    given = _complete(declaration, option, given, options)
    source = _SOURCES[given["word"]](declaration, option, given)
    pattern = given["allowed_pattern"]
    if not pattern and given["min_length"] > 1:
        pattern = r"^[\s\S]{%d,}$" % given["min_length"]
    want = {
        "Name": physical,
        "Type": given["type"],
        "Description": given["description"],
        "Tier": given["tier"],
        "AllowedPattern": pattern,
        "Source": source,
        "Unfilled": [physical] if "Fill" in source else [],
    }
    if given["type"] == "SecureString":
        want["KeyId"] = _key(declaration, given["key"], options)
    return want


def _complete(declaration, option, given, options):
    """The options of one parameter with their defaults, checked; ``word`` says where the value comes from."""
    given = given if isinstance(given, dict) else {"value": given}
    words = [word for word in WORDS if word in given]
    unknown = sorted(set(given) - {*WORDS, *MEMBERS})
    if len(words) != 1 or unknown:
        declaration.fail(option, unknown or words or HIDDEN, ALLOWED)
    said = {name: value for name, value in given.items() if name in MEMBERS}
    said = accepted(MEMBERS, said, "%s_%s." % (declaration.name, option))
    declaration.check(
        not said["allowed_pattern"] or words != ["fill"],
        option + ".allowed_pattern",
        said["allowed_pattern"],
        "none is allowed beside fill, as the placeholder would have to match it; min_length may stand there",
    )
    declaration.check(
        not said["key"] or said["type"] == "SecureString",
        option + ".key",
        said["key"],
        "none is allowed for a String, which is not encrypted",
    )
    said["tier"] = said["tier"] or options["parameter_tier"]
    return {**said, words[0]: given[words[0]], "word": words[0]}


def _value(declaration, option, given):
    value = given["value"]
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        declaration.fail(option, HIDDEN, "text or a number is allowed")
    value = str(value)
    if is_known(value):
        problem = value_problem(value, given["tier"])
        if not problem and len(value) < given["min_length"]:
            problem = "at least %d characters are needed, and it has %d" % (given["min_length"], len(value))
        if not problem and given["allowed_pattern"] and not fits(value, given["allowed_pattern"]):
            problem = "a value that matches allowed_pattern is allowed"
        if problem:
            declaration.fail(option + ".value", HIDDEN, problem)
    return {"Value": value}


def _generate(declaration, option, given):
    least = max(8, given["min_length"])
    return {"Generate": generate(declaration, option, {"generate": given["generate"]}, EXCLUDED, least)}


def _fill(declaration, option, given):
    declaration.check(given["fill"] is True, option, HIDDEN, "fill: true is allowed")
    return {"Fill": given["min_length"]}


def _key(declaration, given, options):
    given = given or options["parameter_encryption"]
    if given == "customer":
        return declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
    return AWS_KEY if given == "aws" else given


_SOURCES = {"value": _value, "generate": _generate, "fill": _fill}
