"""What the input of a call does not say, but the simulated account knows: tags, keys behind aliases, roles.

What only one service asks for is in the ``facts`` of its table: functions of a ``Facts``.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from simulator.core import discovery
from simulator.core.handlers import AwsError, Call
from simulator.core.lists import backend
from simulator.core.permissions.paths import under
from simulator.core.permissions.table import Table


def tag_dict(tags: Any) -> dict[str, str]:
    """Tags as a dictionary, whichever of AWS's forms they come in."""
    if isinstance(tags, dict) and "Items" in tags:
        tags = tags["Items"]
    if isinstance(tags, dict):
        return {str(key): str(value) for key, value in tags.items()}
    found = {}
    for tag in tags or ():
        key = tag.get("Key") or tag.get("key") or tag.get("TagKey")
        value = next((tag[name] for name in ("Value", "value", "TagValue") if name in tag), "")
        found[str(key)] = str(value)
    return found


@cache
def tables_by_prefix() -> dict[str, Table]:
    """The services' tables by their names in actions, which are those in ARNs."""
    tables = [data.permissions for data in discovery.services().values() if data.permissions]
    return {table.prefix: table for table in tables}


class Facts:
    """What one call can ask about the account that it is made in."""

    def __init__(self, call: Call, table: Table) -> None:
        self.call = call
        self._table = table
        self._tags: dict[str, dict[str, str]] = {}

    def tags(self, arn: str) -> dict[str, str]:
        """The tags of a resource; none where it does not exist."""
        if arn not in self._tags:
            self._tags[arn] = self._read_tags(arn)
        return self._tags[arn]

    def values(self, name: str) -> list[str]:
        """What a ``#name`` of the table stands for."""
        return [value for value in self._table.facts[name](self) if value]

    def has_role_of(self, service: str) -> bool:
        """True when the service-linked role of a service exists."""
        roles = backend("iam", self.call.account, self.call.partition).roles.values()
        return any(f":role/aws-service-role/{service}/" in role.arn for role in roles)

    def key(self, name: str) -> str | None:
        """The ARN of a key of the account, named in any of the four ways; None for AWS's own keys, which need no
        permission of the caller."""
        if "alias/aws/" in name:
            return None
        try:
            found = self.invoke("kms", "DescribeKey", {"KeyId": name})["KeyMetadata"]
        except AwsError:
            return name if name.startswith("arn:") else None
        return found["Arn"] if found.get("KeyManager") != "AWS" else None

    def given(self, *paths: str) -> list[str]:
        """What the call's input has under some paths."""
        return [str(value) for path in paths for value in under(self.call.params, path)]

    def arn(self, service: str, resource: str, region: str | None = None) -> str:
        """An ARN in the call's partition, region and account."""
        place = self.call.region if region is None else region
        return f"arn:{self.call.partition}:{service}:{place}:{self.call.account}:{resource}"

    def invoke(self, service: str, operation: str, params: dict[str, Any]) -> dict[str, Any]:
        """Make a call inside the simulator. Raises AwsError."""
        return self.call.invoke(service, operation, params)

    def _read_tags(self, arn: str) -> dict[str, str]:
        table = tables_by_prefix().get(arn.split(":")[2])
        if table is None or table.tags is None:
            return {}
        try:
            return tag_dict(table.tags(self, arn))
        except AwsError:
            return {}
