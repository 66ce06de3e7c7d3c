# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a site shall serve: the source's folder, or a release that is restored; and why that may not be possible."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os

from ..shared.folder import LARGEST, broken, files, items, whole
from . import releases


@dataclasses.dataclass
class Goal:
    """What shall be served.

    :param content: digest of it
    :param files: key -> Item
    :param source: the source that it stands for
    :param release: the Release to restore, or None where the source's folder is released
    :param problem: why it cannot be, as a sentence
    """

    content: str = ""
    files: dict = dataclasses.field(default_factory=dict)
    source: str = ""
    release: object = None
    problem: str = ""


def served(state, content):
    """True where a content is served, and nobody has changed a file of it."""
    return state.intact and state.content == content


def goal(api, want, state):
    """The Goal of a wish; opens the marker and the records that it needs."""
    bucket = want["Bucket"]
    releases.open_marker(api, bucket, state)
    if want["Version"]:
        release = releases.named(api, bucket, state, want["Version"])
        if release is None:
            return Goal(problem="site_rollback: %r is not possible; %s" % (want["Version"], candidates(state)))
        return _restored(api, bucket, state, release)
    wanted = items(want)
    content = whole(wanted)
    source = source_of(want, content)
    if want.get("Anew") or not state.marker or content == state.content or source != state.source:
        return Goal(content, wanted, source)
    if state.current is None:
        return Goal(
            problem="what is known of the release that is served was deleted; change the source to release it anew"
        )
    return _restored(api, bucket, state, state.current)


def _restored(api, bucket, state, release):
    found = releases.record(api, bucket, state, release)
    if not found:
        return Goal(problem="the record of the release %s was deleted; %s" % (release.id, candidates(state)))
    return Goal(release.content, releases.items_of(found), state.source, release)


def source_of(want, content):
    """What a release stands for: its content; for a folder that is built, what it is built of and how it is served."""
    if not want["Built"]:
        return content
    parts = [want[name] for name in ("Built", "Exclude", "CacheControl", "ContentTypes", "Rendered")]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:32]


def moves(want, wanted, state):
    """(keys to write, keys to delete), both sorted."""
    write = sorted(
        key for key, item in wanted.items() if state.manifest.get(key) != [item.digest, state.listing.get(key)]
    )
    return write, sorted(set(state.listing) - set(wanted)) if want["Delete"] else []


def said(aim, upload, gone):
    """A Goal as the plan shows it."""
    what = "%s%s (%d files)" % (
        releases.name_of(aim.content),
        " of %s" % aim.release.moment if aim.release else "",
        len(aim.files),
    )
    return "%s: %d to %s, %d to delete" % (what, len(upload), "restore" if aim.release else "upload", len(gone))


def lost(aim, upload, state):
    """Why a release cannot be restored, or an empty text."""
    missing = [key for key in upload if aim.release and aim.files[key].content not in state.stored]
    if not missing:
        return ""
    return "the release %s cannot be restored: the content of %s%s is no longer stored" % (
        aim.release.id,
        missing[0],
        " and %d more files" % (len(missing) - 1) if len(missing) > 1 else "",
    )


def candidates(state):
    """The releases that can be restored, as a sentence part."""
    rows = [
        "%s of %s (%d files%s)" % (item["id"], item["time"], item["files"], ", served now" if item["current"] else "")
        for item in state.shown()
    ]
    return "kept are: %s" % ", ".join(rows) if rows else "no release is kept"


def faults(want):
    """Why a source cannot be released: sentences."""
    if not os.path.isdir(want["Source"]):
        return ["the folder %s does not exist" % want["Source"]]
    links = broken(want["Source"], want["Exclude"])
    if links:
        return links
    paths = files(want["Source"], want["Exclude"]).values()
    if not paths:
        return ["the folder %s holds no file to upload" % want["Source"]]
    return [
        "%s has more than %d MiB, which is the most for one file" % (path, LARGEST // 1024**2)
        for path in paths
        if os.path.getsize(path) > LARGEST
    ]
