# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Policy documents in one form, so that two that mean the same compare equal.

AWS gives documents back re-ordered, with one-item lists as text, and from IAM URL-encoded (IAM User Guide, grammar of the
JSON policy language).
"""

from __future__ import annotations

import json
import urllib.parse

# Members of a statement that are a list whose order means nothing.
LISTS = ("Action", "NotAction", "Resource", "NotResource")
PRINCIPALS = ("Principal", "NotPrincipal")


def policy(document):
    """The canonical form of a policy document.

    :param document: a dict, or JSON text, URL-encoded or not; anything that is no policy is given back as it is
    :returns: a dict with Version, and Statement as a sorted list whose lists are sorted
    """
    if isinstance(document, str):
        document = _parsed(document)
    if not isinstance(document, dict):
        return document
    statements = document.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    result = {name: value for name, value in document.items() if name != "Statement"}
    result["Statement"] = sorted((_statement(item) for item in statements), key=_key)
    return result


def statements(items):
    """Statements in canonical form; references pass."""
    return policy({"Statement": items})["Statement"] if isinstance(items, list) else items


def allowed(documents):
    """What policy documents allow: pairs (actions, resources), each a list."""
    for document in map(policy, documents):
        for statement in document["Statement"] if isinstance(document, dict) else ():
            if isinstance(statement, dict) and statement.get("Effect") == "Allow":
                yield statement.get("Action", []), statement.get("Resource", [])


def text(document):
    """A policy document as the compact JSON text that the APIs take."""
    return document if isinstance(document, str) else json.dumps(document, separators=(",", ":"), sort_keys=True)


def _parsed(document):
    for candidate in (document, urllib.parse.unquote(document)):
        try:
            return json.loads(candidate)
        except ValueError:
            continue
    return document


def _statement(statement):
    if not isinstance(statement, dict):
        return statement
    result = {}
    for name, value in statement.items():
        if name in LISTS:
            result[name] = _sorted(value)
        elif name in PRINCIPALS:
            # "*" and {"AWS": "*"} are the same principal (IAM User Guide, Principal element).
            value = {"AWS": "*"} if value == "*" else value
            result[name] = {kind: _sorted(items) for kind, items in value.items()} if isinstance(value, dict) else value
        elif name == "Condition" and isinstance(value, dict):
            result[name] = {
                operator: {key: _texts(items) for key, items in keys.items()} for operator, keys in value.items()
            }
        elif name == "Sid" and not value:
            continue
        else:
            result[name] = value
    return result


def _sorted(value):
    return sorted(value, key=_key) if isinstance(value, list) else [value]


def _texts(value):
    """Condition values are text to AWS: true is "true", 7 is "7"."""
    items = value if isinstance(value, list) else [value]
    return sorted((str(item).lower() if isinstance(item, bool) else str(item)) for item in items)


def _key(value):
    return json.dumps(value, sort_keys=True, default=str)
