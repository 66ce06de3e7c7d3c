"""The image capability: what it wishes for."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.stacks import declare

CONTEXT = str(Path(__file__).parents[2] / "data" / "image")
# An image that stands under another tag would be built again in every stack: this never changes.
TAG = "c-88f7acdab66dbe5e"


def wishes(image: dict[str, Any], **options: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The filled wishes for the build and the release of one image."""
    _unused, (declaration,) = declare({"image": {"images": {"app": {"context": CONTEXT, **image}}, **options}})
    build, release = declaration.nodes
    assert [build.address, release.address] == ["image/main/image_build/app", "image/main/image/app"]
    return build.filled(), release.filled()


def test_a_folder_is_an_image_of_its_own_repository() -> None:
    build, release = wishes({})
    assert build["Tag"] == release["Tag"] == TAG
    assert build["Repository"] == "(known after apply: registry/main/ecr_repository/app.repositoryUri)"
    assert build["Platforms"] == ["linux/amd64"] and build["Builder"] == "auto"
    assert release["Built"] == "(known after apply: image/main/image_build/app.Digest)"
    assert release["Severities"] == ["CRITICAL", "HIGH"] and release["Unfixed"] == "ignore" and release["Waivers"] == []


def test_another_repository_is_named_by_its_key() -> None:
    assert "ecr_repository/shared." in wishes({"repository": "shared"})[0]["Repository"]


@pytest.mark.parametrize(
    "change",
    [
        {"build_args": {"NODE": 22}},
        {"labels": {"team": "shop"}},
        {"platforms": ["linux/arm64"]},
        {"target": "runtime"},
        {"dockerfile": ".dockerignore"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_decides_on_the_image_decides_on_the_tag(change: dict[str, Any]) -> None:
    tag = wishes(change)[0]["Tag"]
    assert re.fullmatch("c-[0-9a-f]{16}", tag) and tag != TAG


@pytest.mark.parametrize(
    "options", [{"source": "https://example.com"}, {"revision": "abc"}, {"builder": "buildah"}, {"scanner": "none"}]
)
def test_what_does_not_change_the_image_keeps_the_tag(options: dict[str, Any]) -> None:
    assert wishes({"cache": False}, **options)[0]["Tag"] == TAG


def test_the_image_waits_for_the_scan_and_names_its_outputs() -> None:
    _unused, (declaration,) = declare({"image": {"images": {"app": {"context": CONTEXT}}}})
    assert declaration.nodes[1].after == (("image/main/image_build/app", "ready"),)
    assert declaration.outputs["image_uris"] == {"app": "(known after apply: image/main/image/app.Uri)"}


def test_waivers_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "waivers.yml"
    file.write_text("- {id: CVE-2026-1, reason: not reachable, expires: 2027-01-31}\n")
    assert wishes({}, waivers=str(file))[1]["Waivers"] == [
        {"id": "CVE-2026-1", "reason": "not reachable", "expires": "2027-01-31"}
    ]
