# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import graphlib
import re

from ...aws.secretsmanager.secret import Secret
from ...engine.declaring import Declaration
from ...engine.references import is_known
from . import access, follower
from . import parameters as secret_parameters
from . import values as secret_parts


def declare(options, stack, instance="main"):
    """The secrets, the parameters, and their follower where one is of use."""
    declaration = Declaration("secret", stack, instance)
    key = (
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer"
        else None
    )
    declared = {name: _options(declaration, name, given) for name, given in sorted(options["secrets"].items())}
    names, policy = {}, access.statements(declaration, options)
    for name, given in declared.items():
        physical = given["name"] or stack.name(name, 512)
        declaration.check(
            isinstance(physical, str) and re.fullmatch(r"[A-Za-z0-9/_+=.@-]{1,512}", physical),
            "secrets.%s.name" % name,
            physical,
            "1 to 512 letters, digits and / _ + = . @ - are allowed",
        )
        declaration.check(
            physical not in names,
            "secrets.%s.name" % name,
            physical,
            "each secret needs a name of its own; %s has this one" % names.get(physical),
        )
        names[physical] = name
        wanted = secret_parts.parts(declaration, name, given["keys"], options["database"])
        declaration.add(
            Secret,
            name,
            {
                "Name": physical,
                "Description": given["description"],
                "ResourcePolicy": policy,
                "Parts": wanted,
                "Keys": sorted(wanted),
                "Unfilled": sorted(key for key, part in wanted.items() if "Fill" in part),
                **({"KmsKeyId": key} if key else {}),
            },
        )
    secrets = {node.address.rpartition("/")[2]: node for node in declaration.nodes if node.kind is Secret}
    _check_keys(declaration, secrets)
    _check_circles(declaration, secrets)
    parameters = secret_parameters.parameters(declaration, options)
    if options["rotation"] == "follow":
        follower.follow(declaration, options, secrets, secret_parameters.changing(parameters), key)
    declaration.outputs = {
        "arns": {name: node["ARN"] for name, node in secrets.items()},
        "key_names": {name: node.want["Keys"] for name, node in secrets.items()},
        "unfilled": {
            name: node["Unfilled"]
            for name, node in secrets.items()
            if any("Fill" in part for part in node.want["Parts"].values())
        },
        "parameter_arns": {name: node["ARN"] for name, node in parameters.items()},
        "unfilled_parameters": {
            name: node["Unfilled"] for name, node in parameters.items() if "Fill" in node.want["Source"]
        },
    }
    return declaration


def _options(declaration, name, given):
    known = {"name": None, "description": "", "keys": None}
    declaration.check(
        re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name),
        "secrets",
        name,
        "1 to 64 letters, digits, hyphens and underscores are allowed as the name of a secret",
    )
    declaration.check(
        isinstance(given, dict) and not set(given) - set(known),
        "secrets." + name,
        secret_parts.shown(given),
        "a mapping of %s is allowed" % ", ".join(known),
    )
    given = {**known, **given}
    text = given["description"]
    declaration.check(
        isinstance(text, str) and len(text) <= 2048,
        "secrets.%s.description" % name,
        secret_parts.HIDDEN,
        "text of at most 2048 characters is allowed",
    )
    return given


def _check_keys(declaration, secrets):
    """A key of another secret declared here has to be declared there."""
    keys = {node["ARN"]: node.want["Keys"] for node in secrets.values()}
    for name, node in secrets.items():
        for key, part in node.want["Parts"].items():
            if "From" in part and part["From"] in keys:
                declaration.check(
                    part["Key"] in keys[part["From"]],
                    "secrets.%s.keys.%s" % (name, key),
                    part["Key"],
                    "that secret has the keys %s" % ", ".join(keys[part["From"]]),
                )


def _check_circles(declaration, secrets):
    """A secret is not composed of one that is composed of it."""
    names = {node["ARN"]: name for name, node in secrets.items()}
    sources = {
        name: {names[part["From"]] for part in node.want["Parts"].values() if part.get("From") in names}
        for name, node in secrets.items()
    }
    try:
        graphlib.TopologicalSorter(sources).prepare()
    except graphlib.CycleError as error:
        circle = error.args[1][::-1]
        declaration.fail(
            "secrets.%s.keys" % circle[0], " <- ".join(circle), "a secret that is not composed of itself is allowed"
        )


def hidden(options):
    """The literal values among the options, which no output may show, as text."""
    values = secret_parameters.literals(options.get("parameters"))
    for secret in (options.get("secrets") or {}).values():
        keys = secret.get("keys") if isinstance(secret, dict) else None
        for key in keys.values() if isinstance(keys, dict) else ():
            values.append(key.get("value") if isinstance(key, dict) else key)
    return [
        str(value)
        for value in values
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and is_known(value)
    ]
