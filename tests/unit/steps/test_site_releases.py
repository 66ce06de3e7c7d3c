"""Releases of a site: what is kept, what a rollback serves, what later runs do, and what a killed run leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.steps.shared import folder
from ansible_collections.slipway.aws.plugins.module_utils.steps.site import content
from ansible_collections.slipway.aws.plugins.module_utils.steps.site import releases as site_releases

from .bucket import Bucket, Killed

RULES = [{"Pattern": "*.html", "Value": "no-cache"}, {"Pattern": "*", "Value": "public"}]
Content = content.SiteContent


def want(source: Path, **more: object) -> dict:
    return {
        "Bucket": "site", "Prefix": "", "Source": str(source), "Exclude": [], "CacheControl": RULES, "ContentTypes": {},
        "Rendered": {}, "Delete": True, "Built": "", "KeepReleases": 5, "Version": "", **more,
    }  # fmt: skip


def write(source: Path, **files: str) -> None:
    """Make a folder hold these files and no others; `index` is the page index.html."""
    for old in source.iterdir():
        old.unlink()
    for name, text in files.items():
        (source / f"{name}.html").write_text(text)


def run(bucket: Bucket, wish: dict) -> list:
    """One run as the engine makes it: read, look closer, compare, refuse, change. Returns the differences."""
    state = site_releases.read(bucket, "site", "")
    live = Content._live("site", state) if state.marker else None
    changes = []
    if live:
        Content.read_late(bucket, live, wish)
        changes = Content.differences(wish, live)
        if not changes:
            return []
    problems = [problem.text for problem in Content.preflight(bucket, wish, live)]
    if problems:
        raise SlipwayError("; ".join(problems))
    made = Content.update(bucket, live, wish, None) if live else Content.create(bucket, wish, {})
    assert Content.differences(wish, made) == []
    return changes


def ids(bucket: Bucket) -> list[str]:
    """The names of the releases that are kept, the newest first."""
    return [item["id"] for item in site_releases.read(bucket, "site", "").shown()]


def current(bucket: Bucket) -> str:
    return next(item["id"] for item in site_releases.read(bucket, "site", "").shown() if item["current"])


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def three(source: Path) -> Bucket:
    """Three releases; the third is served. The page `about` is in the first two only."""
    bucket = Bucket()
    for files in ({"index": "1", "about": "a"}, {"index": "2", "about": "a"}, {"index": "3", "new": "n"}):
        write(source, **files)
        run(bucket, want(source))
    return bucket


def test_a_release_changes_only_what_differs_and_a_second_run_nothing(source: Path) -> None:
    bucket = Bucket()
    write(source, index="1", about="a")
    run(bucket, want(source))
    write(source, index="2", about="a")
    bucket.log.clear()
    run(bucket, want(source))

    assert [key for key in bucket.log if not key.startswith(".slipway/")] == ["index.html"]
    assert sum(key.startswith(".slipway/objects/") for key in bucket.log) == 1
    before, bucket.reads = bucket.changes, []
    assert run(bucket, want(source)) == []
    assert (bucket.changes, bucket.reads) == (before, [])


def test_the_plan_says_what_is_released(three: Bucket, source: Path) -> None:
    write(source, index="4", new="n")
    ((path, was, wanted),) = run(three, want(source))

    assert path == "Release"
    assert was == f"{ids(three)[1]} (2 files)"
    assert wanted == f"{ids(three)[0]} (2 files): 1 to upload, 0 to delete"


def test_previous_restores_files_types_and_what_was_deleted_and_stores_nothing(three: Bucket, source: Path) -> None:
    stored = {key for key in three.objects if "/objects/" in key}
    ((_unused, _unused, wanted),) = run(three, want(source, Version="previous"))

    assert three.served() == {"index.html": "2", "about.html": "a"}
    assert three.settings["about.html"] == ("text/html; charset=utf-8", "no-cache")
    assert wanted.endswith("of 2026-01-02T03:04:05Z (2 files): 2 to restore, 1 to delete")
    assert {key for key in three.objects if "/objects/" in key} == stored
    assert current(three) == ids(three)[1]


def test_nothing_of_the_source_is_needed_to_roll_back(three: Bucket, tmp_path: Path) -> None:
    run(three, want(tmp_path / "not-there", Version="previous"))
    assert three.served()["index.html"] == "2"


def test_previous_said_again_goes_no_further_back_and_a_name_does(three: Bucket, source: Path) -> None:
    run(three, want(source, Version="previous"))
    assert run(three, want(source, Version="previous")) == []
    run(three, want(source, Version=ids(three)[2]))
    assert three.served()["index.html"] == "1"
    run(three, want(source, Version=ids(three)[0]))
    assert three.served() == {"index.html": "3", "new.html": "n"}


def test_later_runs_keep_a_rollback_until_the_source_changes(three: Bucket, source: Path) -> None:
    run(three, want(source, Version="previous"))
    before = three.changes
    assert run(three, want(source)) == []
    assert three.changes == before

    write(source, index="4")
    run(three, want(source))
    assert three.served() == {"index.html": "4"}
    assert run(three, want(source)) == []


def test_previous_of_a_release_after_a_rollback_is_what_was_served_then(three: Bucket, source: Path) -> None:
    run(three, want(source, Version="previous"))
    write(source, index="4")
    run(three, want(source))
    run(three, want(source, Version="previous"))

    assert three.served()["index.html"] == "2"


def test_the_runtime_configuration_is_part_of_a_release(source: Path) -> None:
    bucket = Bucket()
    write(source, index="1")
    for number in (1, 2):
        run(bucket, want(source, Rendered={"config.json": f"{number}"}))
    run(bucket, want(source, Version="previous"))

    assert bucket.served()["config.json"] == "1"
    assert run(bucket, want(source, Rendered={"config.json": "2"})) == []
    run(bucket, want(source, Rendered={"config.json": "3"}))
    assert bucket.served()["config.json"] == "3"


def test_a_file_defaced_after_a_rollback_is_restored_from_the_release(three: Bucket, source: Path) -> None:
    run(three, want(source, Version="previous"))
    three.objects["index.html"] = b"defaced"
    run(three, want(source))

    assert three.served()["index.html"] == "2"
    assert run(three, want(source)) == []


def test_a_release_with_the_content_of_an_older_one_takes_its_place(three: Bucket, source: Path) -> None:
    first = ids(three)[2]
    write(source, index="1", about="a")
    run(three, want(source))

    assert ids(three)[0] == first
    assert len(ids(three)) == 3


def test_two_builds_of_one_source_are_one_release(source: Path) -> None:
    bucket = Bucket()
    write(source, index="built at 10:00")
    run(bucket, want(source, Built="inputs"))
    write(source, index="built at 11:00")

    assert run(bucket, want(source, Built="inputs")) == []
    run(bucket, want(source, Built="other inputs"))
    assert bucket.served()["index.html"] == "built at 11:00"


def test_older_releases_and_contents_that_none_holds_go(three: Bucket, source: Path) -> None:
    kept = ids(three)[:2]
    write(source, index="4")
    run(three, want(source, KeepReleases=2))

    assert ids(three)[1:] == kept[:1]
    assert sorted(body for key, body in three.objects.items() if "/objects/" in key) == [b"3", b"4", b"n"]
    run(three, want(source, Version="previous"))
    assert three.served() == {"index.html": "3", "new.html": "n"}


def test_what_was_served_before_is_kept_before_newer_ones(three: Bucket, source: Path) -> None:
    run(three, want(source, Version=ids(three)[2]))
    write(source, index="4")
    run(three, want(source, KeepReleases=2))
    run(three, want(source, Version="previous"))

    assert three.served() == {"index.html": "1", "about.html": "a"}


def test_an_unknown_release_is_refused_with_the_candidates(three: Bucket, source: Path) -> None:
    before = three.changes
    with pytest.raises(SlipwayError, match="kept are: .*served now.*") as refusal:
        run(three, want(source, Version="r000000000000"))

    assert all(name in str(refusal.value) for name in ids(three))
    assert three.changes == before


@pytest.mark.parametrize("releases", [0, 1])
def test_there_may_be_nothing_to_roll_back_to(source: Path, releases: int) -> None:
    bucket = Bucket()
    write(source, index="1")
    if releases:
        run(bucket, want(source))
    with pytest.raises(SlipwayError, match="nothing was released|is not possible"):
        run(bucket, want(source, Version="previous"))


def test_a_release_whose_content_was_deleted_by_hand_is_refused_before_anything_is_changed(
    three: Bucket, source: Path
) -> None:
    lost = next(key for key, body in three.objects.items() if "/objects/" in key and body == b"2")
    del three.objects[lost]
    before = three.changes
    with pytest.raises(SlipwayError, match="the content of index.html is no longer stored"):
        run(three, want(source, Version="previous"))
    assert three.changes == before


@pytest.mark.parametrize("call", range(1, 8))
def test_a_release_that_is_killed_at_any_call_is_finished_by_the_next_run(
    three: Bucket, source: Path, call: int
) -> None:
    write(source, index="4", other="o")
    three.fails_at = three.changes + call
    try:
        run(three, want(source))
    except Killed:
        assert three.served() == {"index.html": "3", "new.html": "n"} or call > 3
    run(three, want(source))

    assert three.served() == {"index.html": "4", "other.html": "o"}
    assert run(three, want(source)) == []
    run(three, want(source, Version="previous"))
    assert three.served() == {"index.html": "3", "new.html": "n"}


@pytest.mark.parametrize("call", range(1, 5))
def test_a_rollback_that_is_killed_at_any_call_is_finished_by_the_next_one(
    three: Bucket, source: Path, call: int
) -> None:
    three.fails_at = three.changes + call
    with pytest.raises(Killed):
        run(three, want(source, Version="previous"))
    run(three, want(source, Version="previous"))

    assert three.served() == {"index.html": "2", "about.html": "a"}
    assert run(three, want(source)) == []


def test_a_release_that_was_killed_can_be_rolled_back(three: Bucket, source: Path) -> None:
    write(source, index="4", other="o")
    three.fails_at = three.changes + 5
    with pytest.raises(Killed):
        run(three, want(source))
    assert three.served()["index.html"] == "4"
    run(three, want(source, Version="previous"))

    assert three.served() == {"index.html": "3", "new.html": "n"}


def test_a_file_that_changes_during_the_upload_is_never_stored_under_another_ones_digest(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket = Bucket()
    write(source, index="1")
    monkeypatch.setattr(folder.Item, "body", lambda item: b"changed meanwhile")
    with pytest.raises(SlipwayError, match="index.html was changed while it was uploaded"):
        run(bucket, want(source))
    assert bucket.objects == {}


def test_everything_goes_with_the_content(three: Bucket) -> None:
    three.objects["theirs.txt"] = b"theirs"
    state = site_releases.read(three, "site", "")
    Content.delete(three, Content._live("site", state))

    assert three.objects == {"theirs.txt": b"theirs"}
