# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The commit that a folder was checked out at, read from Git's own files: no git command is needed."""

from __future__ import annotations

import os
import re

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def revision(folder):
    """The commit of the checkout that holds ``folder``, or None."""
    folder = os.path.abspath(folder)
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    own = os.path.join(folder, ".git")
    if os.path.isfile(own):  # a worktree or a submodule: the file names the folder
        own = os.path.join(folder, _line(own).partition("gitdir: ")[2])
    shared = os.path.join(own, _line(os.path.join(own, "commondir")) or ".")
    head = _line(os.path.join(own, "HEAD"))
    if head.startswith("ref: "):
        head = _resolve(head[5:], own, shared)
    return head if _COMMIT.fullmatch(head) else None


def _resolve(name, own, shared):
    for folder in (own, shared):
        found = _line(os.path.join(folder, name))
        if found:
            return found
    for row in _text(os.path.join(shared, "packed-refs")).splitlines():
        commit, _separator, packed = row.partition(" ")
        if packed == name:
            return commit
    return ""


def _line(path):
    return _text(path).strip()


def _text(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, UnicodeDecodeError):
        return ""
