"""A bucket in memory, behind the calls of S3 that a release of a site makes; it can fail at any changing one."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from .stub import StubClock


class Killed(Exception):
    """The run ended here, before the call was made."""


class BucketApi:
    """`log` holds the keys written, in order; `fails_at` is the number of the changing call that is not made."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.settings: dict[str, tuple[str, str | None]] = {}
        self.log: list[str] = []
        self.reads: list[str] = []
        self.changes, self.fails_at = 0, 0
        self.clock = StubClock()

    def _change(self) -> None:
        self.changes += 1
        if self.changes == self.fails_at:
            raise Killed

    def map(self, function: Any, items: Any) -> list[Any]:
        return [function(item) for item in items]

    def all(self, _operation: str, _member: str, *_missing: object, **arguments: str) -> list[dict[str, str]]:
        prefix = arguments.get("Prefix", "")
        return [
            {"Key": key, "ETag": etag(body)} for key, body in sorted(self.objects.items()) if key.startswith(prefix)
        ]

    def maybe(self, _operation: str, _missing: object, **arguments: str) -> dict[str, Any] | None:
        self.reads.append(arguments["Key"])
        body = self.objects.get(arguments["Key"])
        return None if body is None else {"Body": io.BytesIO(body)}

    def put_object(self, Key: str, Body: bytes, **_arguments: str) -> dict[str, str]:
        self._change()
        self.objects[Key] = Body
        self.log.append(Key)
        return {"ETag": etag(Body)}

    def copy_object(
        self, Key: str, CopySource: dict[str, str], ContentType: str, CacheControl: str | None = None, **_arguments: str
    ) -> dict[str, dict[str, str]]:
        self._change()
        self.objects[Key] = self.objects[CopySource["Key"]]
        self.settings[Key] = (ContentType, CacheControl)
        self.log.append(Key)
        return {"CopyObjectResult": {"ETag": etag(self.objects[Key])}}

    def delete_objects(self, Delete: dict[str, Any], **_arguments: str) -> dict[str, Any]:
        self._change()
        for item in Delete["Objects"]:
            self.objects.pop(item["Key"], None)
        return {}

    def served(self) -> dict[str, str]:
        """What a visitor can see: key -> text."""
        return {key: body.decode() for key, body in self.objects.items() if not key.startswith(".slipway/")}


def etag(body: bytes) -> str:
    return '"%s"' % hashlib.md5(body, usedforsecurity=False).hexdigest()
