"""How many tags an object may have: 50 of its owner's, with every service ("Tag naming limits and requirements")."""

from __future__ import annotations

from typing import Any

from simulator.core import discovery
from simulator.core.handlers import AwsError, Call
from simulator.core.permissions.facts import tag_dict

LIMIT = 50
# Where the tags of a request are.
PATHS = ("Tags", "tags", "AddTags", "ResourceTags", "DistributionConfigWithTags.Tags", "CreateBucketConfiguration.Tags")


def given(params: dict[str, Any]) -> dict[str, str]:
    """The tags of a request, wherever they are."""
    tags: dict[str, str] = {}
    for path in PATHS:
        *parents, name = path.split(".")
        value: Any = params
        for parent in parents:
            value = (value or {}).get(parent)
        found = (value or {}).get(name)
        if found:
            tags |= tag_dict(found)
    return tags


def specified(params: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The tags of EC2's requests, by kind of resource."""
    found: dict[str, dict[str, str]] = {}
    for row in params.get("TagSpecifications") or ():
        found.setdefault(row.get("ResourceType", ""), {}).update(tag_dict(row.get("Tags")))
    return found


def too_many(service: str) -> AwsError:
    """The refusal of a further tag, in a service's words."""
    data = discovery.service(service)
    code, status = data.too_many_tags or (data.invalid, 400)
    return AwsError(code, f"The number of tags has exceeded the limit of {LIMIT} tags per resource.", status)


def refuse(call: Call) -> None:
    """Refuse more tags than an object may have. Raises AwsError."""
    if any(len(tags) > LIMIT for tags in (given(call.params), *specified(call.params).values())):
        raise too_many(call.service)
