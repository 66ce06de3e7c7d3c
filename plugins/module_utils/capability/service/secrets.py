# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where a container's secrets come from, what their reading needs, and what a person may still have to fill in."""

from __future__ import annotations

import re

from ...aws.secretsmanager.secret import Secret
from ...aws.ssm.parameter import Parameter, by_hand
from ...engine.references import is_known
from ..secret import HIDDEN, shown

FORMS = ({"secret", "key"}, {"arn", "key", "kms_key_arn"}, {"parameter", "kms_key_arn"})
ALLOWED = "{secret, key}, {arn, key, kms_key_arn}, {parameter, kms_key_arn} or an ARN is allowed, all of them text"


def value_from(context, source, where):
    """The ``valueFrom`` of one secret; what it is read from goes to ``context.reads``."""
    if isinstance(source, str):
        source = {"arn": source}
    words = [word for word in _SOURCES if isinstance(source, dict) and word in source]
    texts = words and all(value is None or isinstance(value, str) for value in source.values())
    if len(words) != 1 or not texts or not source[words[0]] or not any(set(source) <= form for form in FORMS):
        context.refuse(where, shown(source), ALLOWED)
    if source.get("kms_key_arn"):
        context.reads.add("keys", source["kms_key_arn"])
    return _SOURCES[words[0]](context, source, where)


def _secret(context, source, where):
    def of(field):
        found = context.declaration.neighbour_node("secret", Secret, source["secret"], field)
        return context.declaration.asks(found, context.option(where), source)

    key = source.get("key")
    if key:
        context.declaration.expect(
            of("Keys"),
            lambda found: key in found,
            context.option(where),
            source,
            lambda found: "the secret has the keys %s" % ", ".join(sorted(found)),
        )
    context.reads.fills.append(
        {
            "unfilled": of("Unfilled"),
            "needs": key,
            "how": (
                "%s of the secret %s is still to be filled in by hand: edit the secret's value in the console of Secrets "
                "Manager, or say aws secretsmanager put-secret-value --region %s with all of it"
                % ("the key %s" % key if key else "a key", of("Name"), context.stack.region)
            ),
        }
    )
    context.reads.add("secrets", of("ARN"))
    return _with_key(of("ARN"), key)


def _arn(context, source, where):
    arn = source["arn"]
    context.check(
        re.match(r"arn:[a-z-]+:(secretsmanager|ssm):", arn) if is_known(arn) else True,
        where,
        HIDDEN,
        "the ARN of a secret or an SSM parameter is allowed",
    )
    if is_known(arn) and ":ssm:" in arn:
        context.reads.add("parameters", arn)
        return arn
    context.reads.add("secrets", arn)
    return _with_key(arn, source.get("key"))


def _with_key(arn, key):
    return "%s:%s::" % (arn, key) if key else arn


def _parameter(context, source, where):
    name, stack = source["parameter"], context.stack
    if is_known(name) and not re.match(r"/|arn:", name):
        return _own_parameter(context, name, where)
    arn = (
        name
        if not is_known(name) or name.startswith("arn:")
        else "arn:%s:ssm:%s:%s:parameter/%s"
        % (stack.partition, stack.region, stack.account_id or "*", name.lstrip("/"))
    )
    context.reads.add("parameters", arn)
    return arn if "*" not in arn else name


def _own_parameter(context, name, where):
    """A parameter of this stack by its name in the secret capability."""
    declaration = context.declaration

    def of(field):
        return declaration.asks(
            declaration.neighbour_node("secret", Parameter, name, field), context.option(where), {"parameter": name}
        )

    def names(found):
        return sorted(other.rpartition("/")[2] for other in found)

    declaration.expect(
        declaration.neighbour("secret", "parameter_names"),
        lambda found: name in names(found),
        context.option(where),
        {"parameter": name},
        lambda found: (
            "the stack's parameters are %s; any other is named with its slash or ARN"
            % (", ".join(names(found)) or "none")
        ),
    )
    how = by_hand(context.stack.region, of("Name"))
    context.reads.fills.append(
        {
            "unfilled": of("Unfilled"),
            "needs": None,
            "how": ("the parameter %s is still to be filled in by hand: %s" % (of("Name"), how)),
        }
    )
    # All of the stack's lie in one folder, so the first one's will do.
    context.reads.folder = context.reads.folder or of("Folder")
    return of("ARN")


_SOURCES = {"secret": _secret, "arn": _arn, "parameter": _parameter}
