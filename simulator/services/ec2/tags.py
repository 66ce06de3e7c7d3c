"""Tags of EC2's objects: moto goes through those of all objects whenever it looks at one."""

from __future__ import annotations

from typing import Any

from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE, get_prefix


def install() -> None:
    """Let moto take an object's tags by its id."""

    def get_tags(resource: Any) -> list[dict[str, str]]:
        identity = resource.id
        return [
            {
                "resource_id": identity,
                "key": key,
                "value": value,
                "resource_type": EC2_PREFIX_TO_RESOURCE.get(get_prefix(identity), ""),
            }
            for key, value in resource.ec2_backend.tags.get(identity, {}).items()
        ]

    TaggedEC2Resource.get_tags = get_tags
