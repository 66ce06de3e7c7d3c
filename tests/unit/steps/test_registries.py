"""Tags of images in other registries than Amazon ECR: asked for as clients do, without a password, and not for long."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.steps.image import registries
from tests.support.api import Api
from tests.support.registry import DIGEST, Registry, serving


@pytest.fixture
def registry() -> Iterator[Registry]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("tag", [":1", ":latest", ""])
def test_a_tag_is_resolved_to_its_digest(registry: Registry, tag: str) -> None:
    image = f"{registry.host}/team/app"

    assert registries.resolved(Api(), image + tag) == (f"{image}@{DIGEST}", "")


def test_a_token_for_anybody_is_fetched_where_one_is_asked_for(registry: Registry) -> None:
    registry.secret = "free"
    image = f"{registry.host}/team/app"

    assert registries.resolved(Api(), image + ":1") == (f"{image}@{DIGEST}", "")
    assert registry.asked[1] == "GET /token?service=here&scope=repository%3Ateam%2Fapp%3Apull"


@pytest.mark.parametrize(
    ("image", "secret", "why"),
    [
        ("team/other:1", "", "that there is no such image"),
        ("team/app:2", "", "that there is no such image"),
        ("team/app:1", "not for anybody", "with 401"),
    ],
)
def test_what_is_not_told_stays_a_tag_and_is_said(registry: Registry, image: str, secret: str, why: str) -> None:
    registry.secret, named = secret, f"{registry.host}/{image}"
    found, note = registries.resolved(Api(), named)

    assert found == named
    assert note == (
        f"{named} is a tag, which may come to mean another image: its digest is not known, since {registry.host} answers {why}"
    )


def test_what_does_not_answer_is_asked_once(registry: Registry) -> None:
    host = registry.host
    registry.server_close()
    api = Api()

    notes = [registries.resolved(api, f"{host}/team/{name}:1")[1] for name in ("app", "web")]
    assert [note.rpartition(", since ")[2] for note in notes] == [f"{host} does not answer"] * 2


@pytest.mark.parametrize(
    "image",
    [f"nginx@{DIGEST}", "(known after apply: image/main/image/api.Uri)", None, f"127.0.0.1:9/a/b:1@{DIGEST}"],
)
def test_what_has_a_digest_or_is_not_known_yet_is_not_asked_for(image: str | None) -> None:
    assert registries.resolved(Api(), image) == (image, "")


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("nginx", ("registry-1.docker.io", "library/nginx", "latest")),
        ("redash/redash:10", ("registry-1.docker.io", "redash/redash", "10")),
        ("docker.io/redash/redash", ("registry-1.docker.io", "redash/redash", "latest")),
        ("public.ecr.aws/nginx/nginx:1.27", ("public.ecr.aws", "nginx/nginx", "1.27")),
        ("localhost:5000/app", ("localhost:5000", "app", "latest")),
    ],
)
def test_where_an_image_without_a_registry_is(image: str, parts: tuple[str, str, str]) -> None:
    assert registries._parts(image) == parts
