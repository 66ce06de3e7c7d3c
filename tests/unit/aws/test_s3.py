"""Buckets: emptied page by page, however many versions there are."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.s3.bucket import PAGES, Bucket
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live, More
from tests.support.api import Api

PAGE = 1000


class Full(Api):
    """A bucket with so many versions; the most that were held at once is `held`."""

    def __init__(self, versions: int) -> None:
        super().__init__(delete_bucket={})
        self.versions, self.held, self.listed = versions, 0, 0

    def list_object_versions(self, **_given: Any) -> dict[str, Any]:
        found = [{"Key": "a", "VersionId": str(number)} for number in range(min(self.versions, PAGE))]
        self.listed += len(found)
        self.held = max(self.held, len(found))
        return {"Versions": found[::2], "DeleteMarkers": found[1::2], "more": self.versions > PAGE}

    def delete_objects(self, Delete: dict[str, Any], **_given: Any) -> dict[str, Any]:
        self.versions -= len(Delete["Objects"])
        return {}


@pytest.mark.parametrize(("versions", "parts"), [(0, []), (3, []), (2 * PAGE * PAGES + 5, [PAGE * PAGES] * 2)])
def test_a_bucket_is_emptied_in_parts_and_each_version_is_listed_once(versions: int, parts: list[int]) -> None:
    api, done = Full(versions), []
    while more := Bucket.delete(api, Live("logs", {}, {})):
        done.append(more)

    assert done == [More(part, "versions") for part in parts]
    assert (api.versions, api.listed, api.held) == (0, versions, min(versions, PAGE))
    assert api.operations() == ["delete_bucket"]


def test_a_bucket_that_is_gone_is_gone() -> None:
    gone = AwsError("s3", "list_object_versions", "NoSuchBucket", "")
    assert Bucket.delete(Api(list_object_versions=gone, delete_bucket=gone), Live("logs", {}, {})) is None
