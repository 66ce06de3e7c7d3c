"""Small shapes shared by the services: pages of a list, tag lists, moto's backend of an account and region."""

from __future__ import annotations

import datetime
from typing import Any

from moto.backends import get_backend
from moto.utilities.utils import get_partition

PAGE = 100


def page(
    items: list[Any], token: str | None, size: int | str | None, default: int = PAGE
) -> tuple[list[Any], str | None]:
    """Cut one page out of ``items``. Returns it with the token of the next page, or None at the end."""
    start = int(token or 0)
    end = start + int(size or default)
    return items[start:end], str(end) if end < len(items) else None


def tags_of(tags: list[dict[str, str]] | None) -> dict[str, str]:
    """A list of Key and Value pairs as a dictionary."""
    return {tag["Key"]: tag.get("Value", "") for tag in tags or []}


def tag_list(tags: dict[str, str]) -> list[dict[str, str]]:
    """The reverse of ``tags_of``."""
    return [{"Key": key, "Value": value} for key, value in tags.items()]


def utc(moment: float) -> datetime.datetime:
    """Seconds since the epoch as the naive UTC time that moto keeps."""
    return datetime.datetime.fromtimestamp(moment, datetime.UTC).replace(tzinfo=None)


def backend(service: str, account: str, region: str) -> Any:
    """Moto's backend of a service (by moto's name) for an account and region; of the partition for a global service."""
    regional = get_backend(service)[account]
    return regional[region] if region in regional.regions else regional[get_partition(region)]


def accounts(service: str) -> list[str]:
    """The accounts that have used a service so far (by moto's name)."""
    return list(get_backend(service))
