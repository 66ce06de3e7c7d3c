# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a user gives in AWS's own form: what AWS would refuse of it, each as a limits.Breach by the path of its member.

Where the SDK has a shape for it, that one is asked. Policies are text to the SDK: their grammar is IAM's (IAM User Guide,
grammar of the IAM JSON policy language).
"""

from __future__ import annotations

import functools
import json
import re

from ...engine.limits import Breach, breaches
from ...engine.models import service_model
from ...engine.references import is_known

OPERATOR = re.compile(
    r"(For(AllValues|AnyValue):)?(String(Not)?(Equals(IgnoreCase)?|Like)|(Numeric|Date)((Not)?Equals|(Less|Greater)Than(Equals)?)"
    r"|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?|(For(AllValues|AnyValue):)?Null"
)
ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+")
RESOURCE = re.compile(r"[*?]+|arn:\S.*")
PRINCIPALS = {
    "AWS": (
        re.compile(r"\*|\d{12}|arn:[a-z-]+:(iam|sts)::(\d{12}|cloudfront):\S+|A[A-Z0-9]{15,}"),
        "*, an account's ID, or the ARN of a role, user or account is allowed",
    ),
    "Service": (re.compile(r"[a-z0-9.-]+\.[a-z]{2,}"), "a service's name such as ecs-tasks.amazonaws.com is allowed"),
    "Federated": (re.compile(r"\S+"), "the name or ARN of an identity provider is allowed"),
    "CanonicalUser": (re.compile(r"[0-9a-f]{64}"), "a canonical user ID is allowed"),
}
VERSIONS = ("2012-10-17", "2008-10-17")
ONE_OR_MORE = "a text or a list of texts is allowed"


def shaped(service, name):
    """A function that gives the Breaches of a value against a shape of the SDK's, such as ``wafv2``, ``Statement``.

    Where there is no SDK nothing is said: the module says that it is missing.
    """

    def check(value):
        model = service_model(service)
        return breaches(model.shape_for(name), value) if model else []

    return check


def read(value):
    """A document that may be JSON as text; what is none stays as it is."""
    try:
        found = json.loads(value) if isinstance(value, str) and value.lstrip().startswith("{") else value
    except ValueError:
        return value
    return found if isinstance(found, dict) else value


def policy(document):
    """The Breaches of a policy of a resource: who may do what."""
    found = _members(document, ("Version", "Id", "Statement"))
    if "Version" in document and document["Version"] not in VERSIONS:
        found.append(Breach("Version", document["Version"], "%s is allowed" % " or ".join(VERSIONS)))
    given = document.get("Statement")
    if not given or not isinstance(given, (list, dict)):
        return [*found, Breach("Statement", given, "a list of statements is needed")]
    for index, item in enumerate(given if isinstance(given, list) else [given]):
        path = "Statement[%d]" % index
        if not isinstance(item, dict):
            found.append(Breach(path, item, "a dictionary is allowed"))
            continue
        found += [_below(path, breach) for breach in of_resource(item)]
    return found


def of_identity(statement):
    """The Breaches of a statement of a role: what it may do. It allows where it does not say."""
    return _statement(statement, (("Action", "NotAction"), ("Resource", "NotResource")))


def of_resource(statement, completed=()):
    """The Breaches of a statement of a resource's policy.

    :param completed: members that need not be given
    """
    pairs = (("Principal", "NotPrincipal"), ("Action", "NotAction"), ("Resource", "NotResource"))
    return _statement(statement, pairs, completed, effect=True)


def without_resource(statement):
    """The Breaches of a statement of a resource's policy that means that resource where it names none."""
    return of_resource(statement, ("Resource",))


def _statement(statement, pairs, completed=(), effect=False):
    found = _members(statement, ("Sid", "Effect", *(name for pair in pairs for name in pair), "Condition"))
    if effect or "Effect" in statement:
        given = statement.get("Effect")
        if given not in ("Allow", "Deny"):
            found.append(Breach("Effect", given, "Allow or Deny is needed"))
    if not isinstance(statement.get("Sid", ""), str):
        found.append(Breach("Sid", statement["Sid"], "text is allowed"))
    for pair in pairs:
        there = [name for name in pair if name in statement]
        if len(there) > 1 or not there and pair[0] not in completed:
            found.append(Breach("", sorted(statement), "one of %s and %s is needed" % pair))
        for name in there:
            found += CHECKS[pair[0]](name, statement[name])
    return found + _condition(statement.get("Condition", {}))


def _members(value, known):
    return [
        Breach(name, None, "it is no member here; %s are" % ", ".join(known)) for name in value if name not in known
    ]


def _texts(path, value, pattern, allowed):
    """A text, or a list of some, each of a form."""
    several = isinstance(value, list)
    if several and not value or not several and not isinstance(value, str):
        return [Breach(path, value, ONE_OR_MORE)]
    return [
        Breach("%s[%d]" % (path, index) if several else path, item, allowed)
        for index, item in enumerate(value if several else [value])
        if not isinstance(item, str) or is_known(item) and not pattern.fullmatch(item)
    ]


def _principal(path, value):
    if value == "*" or isinstance(value, str) and not is_known(value):
        return []
    if not isinstance(value, dict) or not value:
        return [Breach(path, value, "* or a dictionary of %s is allowed" % ", ".join(PRINCIPALS))]
    found = [_below(path, breach) for breach in _members(value, tuple(PRINCIPALS))]
    for name, item in value.items():
        if name in PRINCIPALS:
            found += _texts("%s.%s" % (path, name), item, *PRINCIPALS[name])
    return found


def _condition(value):
    if not isinstance(value, dict):
        return [Breach("Condition", value, "a dictionary of operators is allowed")]
    found = []
    for operator, keys in value.items():
        path = "Condition.%s" % operator
        if not OPERATOR.fullmatch(operator):
            found.append(Breach(path, None, "it is no operator of IAM's, such as StringEquals or ArnLike"))
        elif not isinstance(keys, dict) or not keys:
            found.append(Breach(path, keys, "a dictionary of condition keys is allowed"))
        else:
            found += [
                Breach("%s.%s" % (path, key), item, "a value or a list of values is allowed")
                for key, item in keys.items()
                if not all(isinstance(leaf, (str, int, float)) for leaf in (item if isinstance(item, list) else [item]))
            ]
    return found


def _below(path, breach):
    dot = "." if breach.path and not breach.path.startswith("[") else ""
    return Breach(path + dot + breach.path, breach.value, breach.limit)


CHECKS = {
    "Principal": _principal,
    "Action": functools.partial(
        _texts, pattern=ACTION, allowed="* or a service and its action, such as s3:GetObject, is allowed"
    ),
    "Resource": functools.partial(_texts, pattern=RESOURCE, allowed="* or an ARN is allowed"),
}
