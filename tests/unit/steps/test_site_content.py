"""What a folder becomes, what has to be uploaded, and how CloudFront's nested lists are turned."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.steps.shared import folder, media_types
from ansible_collections.slipway.aws.plugins.module_utils.steps.site import content as s3_content
from ansible_collections.slipway.aws.plugins.module_utils.steps.site import goal, releases

from .bucket import Bucket

RULES = [{"Pattern": "*.html", "Value": "no-cache"}, {"Pattern": "*", "Value": "public"}]


def want(source: Path, **more: object) -> dict:
    return {
        "Bucket": "site", "Prefix": "", "Source": str(source), "Exclude": [], "CacheControl": RULES, "ContentTypes": {},
        "Rendered": {}, "Delete": False, "Built": "", "KeepReleases": 5, "Version": "", **more,
    }  # fmt: skip


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<html>")
    (tmp_path / "assets" / "app.css").write_text("body{}")
    (tmp_path / ".well-known").mkdir()
    (tmp_path / ".well-known" / "security.txt").write_text("Contact: x")
    return tmp_path


def uploaded(wish: dict) -> releases.State:
    """The state that an upload of a wish leaves."""
    manifest = {key: [item.digest, f'"{key}"'] for key, item in folder.items(wish).items()}
    listing = {key: etag for key, (_unused, etag) in manifest.items()}
    content = folder.whole(folder.items(wish))
    return releases.State("", listing, marker="marker", content=content, number=1, intact=True, manifest=manifest)


def test_files_become_objects(source: Path) -> None:
    found = folder.items(want(source))

    assert sorted(found) == [".well-known/security.txt", "assets/app.css", "index.html"]
    assert (found["index.html"].content_type, found["index.html"].cache_control) == (
        "text/html; charset=utf-8",
        "no-cache",
    )
    assert found["assets/app.css"].cache_control == "public"
    assert [key for key, item in found.items() if item.last] == ["index.html"]


def test_prefix_exclusion_types_and_rendered_files(source: Path) -> None:
    found = folder.items(
        want(source, Prefix="web/", Exclude=["assets/*"], ContentTypes={"txt": "text/x"}, Rendered={"env.js": "1"})
    )

    assert sorted(found) == ["web/.well-known/security.txt", "web/env.js", "web/index.html"]
    assert found["web/.well-known/security.txt"].content_type == "text/x; charset=utf-8"
    assert found["web/env.js"].body() == b"1"


def test_links_are_followed_and_those_that_lead_nowhere_are_named(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shared = tmp_path_factory.mktemp("shared")
    (shared / "logo.svg").write_text("<svg/>")
    (source / "shared").symlink_to(shared)
    (source / "copy.css").symlink_to("assets/app.css")
    assert {"shared/logo.svg", "copy.css"} <= folder.items(want(source)).keys()
    assert folder.broken(source) == []
    (source / "assets" / "up").symlink_to("..")
    (source / "gone").symlink_to("nowhere")
    assert [line.rpartition("the link ")[2] for line in folder.broken(source)] == [
        f"{source}/assets/up leads to a folder that it is in",
        f"{source}/gone leads to nowhere, which is not there",
    ]
    assert goal.faults(want(source)) == folder.broken(source)
    assert folder.broken(source, ["up", "gone"]) == []


@pytest.mark.parametrize(
    ("path", "given", "expected"),
    [
        ("v1.2/LICENSE", {}, "application/octet-stream"),
        ("v1.2/LICENSE", {"": "text/plain"}, "text/plain; charset=utf-8"),
        (".well-known/apple-app-site-association", {}, "application/json; charset=utf-8"),
        (".well-known/other", {"": "application/json"}, "application/json; charset=utf-8"),
        (".nojekyll", {"": "text/plain"}, "text/plain; charset=utf-8"),
        ("a.html", {"": "text/plain"}, "text/html; charset=utf-8"),
        ("feeds/all", {"feeds/*": "application/atom+xml", "": "text/plain"}, "application/atom+xml; charset=utf-8"),
        ("feeds/all", {"feeds/*": "text/x", "feeds/all": "text/y", "all": "text/z"}, "text/y; charset=utf-8"),
        ("a.TXT", {"txt": "text/x"}, "text/x; charset=utf-8"),
        ("a.txt", {"TXT": "text/x"}, "text/x; charset=utf-8"),
        ("live/index.m3u8", {}, "application/vnd.apple.mpegurl"),
        ("openapi.yaml", {}, "application/yaml"),
        ("events.ics", {}, "text/calendar; charset=utf-8"),
        ("feed.atom", {}, "application/atom+xml; charset=utf-8"),
        ("app.wasm", {}, "application/wasm"),
        ("app.mjs", {}, "text/javascript; charset=utf-8"),
        ("photo.avif", {}, "image/avif"),
        ("app.webmanifest", {}, "application/manifest+json; charset=utf-8"),
    ],
)
def test_the_type_follows_the_files_own_name(path: str, given: dict[str, str], expected: str) -> None:
    assert media_types.of(path, given) == expected


@pytest.mark.parametrize(
    "change",
    [
        lambda source: (source / "index.html").write_text("<HTML>"),
        lambda source: (source / "new.txt").write_text("new"),
        lambda source: (source / "assets" / "app.css").unlink(),
    ],
)
def test_digest_changes_with_the_folder(source: Path, change: object) -> None:
    before = folder.whole(folder.items(want(source)))
    change(source)
    assert folder.whole(folder.items(want(source))) != before


def test_digest_changes_with_type_and_cache_header_and_with_nothing_else(source: Path) -> None:
    before = folder.whole(folder.items(want(source)))
    os.utime(source / "index.html", ns=(0, 0))

    assert folder.whole(folder.items(want(source))) == before
    assert folder.whole(folder.items(want(source, ContentTypes={"css": "text/plain"}))) != before
    assert folder.whole(folder.items(want(source, CacheControl=[]))) != before


def test_nothing_moves_after_an_upload(source: Path) -> None:
    wish = want(source)
    state = uploaded(wish)

    assert s3_content.moves(wish, folder.items(wish), state) == ([], [])
    assert s3_content.SiteContent.differences(wish, Live("site/", {}, raw=state)) == []


def test_what_was_overwritten_or_deleted_by_hand_goes_up_again(source: Path) -> None:
    wish = want(source)
    state = uploaded(wish)
    state.listing["index.html"] = '"other"'
    del state.listing["assets/app.css"]
    state.intact = False

    assert s3_content.moves(wish, folder.items(wish), state) == (["assets/app.css", "index.html"], [])


@pytest.mark.parametrize(("delete", "gone"), [(False, []), (True, ["old.html"])])
def test_what_is_gone_is_deleted_only_when_asked(source: Path, delete: bool, gone: list) -> None:
    wish = want(source, Delete=delete)
    state = uploaded(wish)
    state.listing["old.html"] = '"old"'
    assert s3_content.moves(wish, folder.items(wish), state) == ([], gone)


def test_unknown_values_in_a_rendered_file_are_no_certain_difference(source: Path) -> None:
    wish = want(source, Rendered={"config.json": "(known after apply: load_balancer/main.dns_name)"})
    live = Live("site/", {}, raw=uploaded(want(source)))
    ((path, _unused, _unused, certain),) = s3_content.SiteContent.differences(wish, live)
    assert (path, certain) == ("Rendered", False)


@pytest.mark.parametrize(("files", "text"), [(None, "does not exist"), ({}, "holds no file")])
def test_an_empty_folder_never_empties_the_site(tmp_path: Path, files: dict | None, text: str) -> None:
    source = tmp_path / "dist"
    if files is not None:
        source.mkdir()
    (problem,) = s3_content.SiteContent.preflight(None, want(source), None)
    assert text in problem.text


def test_what_is_served_changes_after_all_is_stored_and_pages_after_the_files_they_point_at(source: Path) -> None:
    bucket = Bucket()
    live = s3_content.SiteContent.create(bucket, want(source), {})

    assert [key.rpartition("/")[0] for key in bucket.log[:4]] == [".slipway/objects"] * 3 + [".slipway/releases"]
    assert bucket.log[4:7] == [".well-known/security.txt", "assets/app.css", "index.html"]
    assert [key.rpartition("/")[0] for key in bucket.log[7:]] == [".slipway/content"]
    assert live.fields["Digest"].endswith("-1")
