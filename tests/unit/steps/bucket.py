"""A bucket in memory, behind the calls of S3 that a release of a site makes; it can fail at any changing one."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from tests.support.api import Api, refusal


class Killed(Exception):
    """The run ended here, before the call was made."""


class Bucket(Api):
    """`log` holds the keys written, in order; `fails_at` is the number of the changing call that is not made."""

    def __init__(self) -> None:
        super().__init__()
        self.objects: dict[str, bytes] = {}
        self.settings: dict[str, tuple[str, str | None]] = {}
        self.log: list[str] = []
        self.reads: list[str] = []
        self.changes, self.fails_at = 0, 0

    def _change(self) -> None:
        self.changes += 1
        if self.changes == self.fails_at:
            raise Killed

    def list_objects_v2(self, **arguments: str) -> dict[str, Any]:
        prefix = arguments.get("Prefix", "")
        found = [(key, body) for key, body in sorted(self.objects.items()) if key.startswith(prefix)]
        return {"Contents": [{"Key": key, "ETag": etag(body)} for key, body in found]}

    def get_object(self, Key: str, **_arguments: str) -> dict[str, Any]:
        self.reads.append(Key)
        if Key not in self.objects:
            raise refusal("NoSuchKey")
        return {"Body": io.BytesIO(self.objects[Key])}

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
