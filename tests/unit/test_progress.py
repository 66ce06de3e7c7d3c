"""The file through which a module tells the action plugin what it does."""

from __future__ import annotations

import json
from pathlib import Path

from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Stack
from ansible_collections.slipway.aws.plugins.module_utils.entry import Progress

STACK = Stack("shop", "test", "us-east-1", None, {}, {})


def test_each_event_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "progress"
    path.touch()
    progress = Progress(str(path), STACK)
    progress("wait", "network/main/nat_gateway/a", "pending, 10 s")

    assert json.loads(path.read_text()) == {
        "stack": "shop/test/us-east-1",
        "event": "wait",
        "address": "network/main/nat_gateway/a",
        "text": "pending, 10 s",
    }
    assert not progress.gone()


def test_a_file_that_was_taken_away_stays_gone(tmp_path: Path) -> None:
    """The run has to stop although something was reported between the file's end and the next look at it."""
    path = tmp_path / "progress"
    path.touch()
    progress = Progress(str(path), STACK)
    path.unlink()
    progress("done", "network/main/vpc/main", "create")

    assert progress.gone()
    assert not path.exists()


def test_without_a_file_nobody_has_left() -> None:
    progress = Progress(None, STACK)
    progress("done", "network/main/vpc/main", "create")

    assert not progress.gone()
