"""What an account looks like, whoever made it and when: a picture without ids, times, addresses and random values."""

from __future__ import annotations

import collections
import datetime
import json
import re
from typing import Any

from tests.support.account import Picture

# Members that AWS or a random generator chooses.
CHOSEN = {
    "ApplyMethod",
    "SecretString",
    "VersionId",
    "VersionIdsToStages",
    "PublicIp",
    "PrivateIpAddress",
    "PrivateIp",
    "IpAddress",
    "CallerReference",
    "CodeSha256",
    "DbClusterResourceId",
    "DbiResourceId",
    "events",
    "HostedZoneId",
    "ETag",
    "LockToken",
    "LastChangedDate",
    "LastModifiedUser",
}
RANDOM = re.compile(
    r"""[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-[A-Za-z]{6}\b)?
    | [a-z]+-[0-9a-f]{8,17}(?![0-9a-z-])(-[0-9a-f]{8}\b)?       # vpc-0123456789abcdef0
    | vpce-[0-9a-f]+-[0-9a-f]+
    | ns-[0-9a-z]{16,}
    | \b(?:(?=[a-z]*\d)[0-9a-z]{13,14}|[de][0-9a-z]{13})\b       # CloudFront's ids, milliseconds
    | \b[0-9a-f]{16,64}\b
    | (?<=\.)[0-9a-f]{12}(?=\.)                                  # in a database's endpoint
    | \b(?:E|Z|AROA|AIDA|ANPA)[A-Z0-9]{11,20}\b
    | (?<=-)[A-Za-z0-9]{6}(?=["':]|$)                            # a secret's ARN
    | \d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[0-9.+:Z]*
    | (?:\b\d+-)?\d{8}T\d{6}Z                                   # a site's release
    | (?<=:)\d{1,3}(?=["']|$)                                    # a task definition's revision""",
    re.VERBOSE,
)

Shape = collections.Counter[tuple[str, str, str]]


def shape(objects: Picture) -> Shape:
    """Return how many objects there are of each (region, kind, description)."""
    return collections.Counter((region, kind, _text(described)) for (region, kind, _name), described in objects.items())


def changed(before: Picture, after: Picture) -> dict[tuple[str, str, str], str]:
    """Return the objects of an earlier picture that are not there or not the same any more: "deleted" or "changed"."""
    return {
        key: "changed" if key in after else "deleted"
        for key, value in before.items()
        if key not in after or value != after[key] and _text(value) != _text(after[key])
    }


def _text(described: Any) -> str:
    return RANDOM.sub("*", json.dumps(_plain(described), sort_keys=True, default=str))


def _chosen(name: str, value: Any) -> bool:
    """True for what says nothing of the object as it is; numbers of versions count the changes."""
    return name in CHOSEN or name.lower() in ("version", "revision") and isinstance(value, int)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        # An empty member is an absent one.
        full = {
            name: item for name, item in value.items() if item not in ("", None, [], {}) and name != "InvalidationList"
        }
        return {RANDOM.sub("*", name): "*" if _chosen(name, item) else _plain(item) for name, item in full.items()}
    if isinstance(value, list):
        return sorted((_plain(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True, default=str))
    if isinstance(value, datetime.datetime):
        return "*"
    if isinstance(value, str) and value[:1] in ("{", "["):
        try:
            return _plain(json.loads(value))
        except ValueError:
            return value
    return RANDOM.sub("*", value) if isinstance(value, str) else value
