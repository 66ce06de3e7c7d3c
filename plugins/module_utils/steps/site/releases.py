# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: the releases of a site, as they are written down in the site's bucket itself, below ``<prefix>.slipway/``.

``content/<content>-<listing>-<number>.json``: the marker, what is served. Its name holds the digest of the content,
    that of the listing (keys and ETags) and the number of the change, so a run with nothing to do needs one listing
    and reads no object. In it: what each key holds, and the source that it stands for.
``releases/<number>-<time>-<content>-<files>.json``: one for each release that is kept, with its files, their types and
    cache headers, and what was served before it.
``objects/<SHA-256>``: the content of the files of all kept releases, each once.

Releases hold content of their own and no version IDs: what a lifecycle rule does to noncurrent versions, and whether
the bucket has any, does not matter to them, and a file that several releases share is stored once for all of them.
Restoring is a copy within S3: CopyObject takes objects of up to 5 GB in one step, asks for s3:GetObject and
s3:PutObject, and encrypts as the bucket's default says (S3 API Reference, CopyObject).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re

from ...aws.s3.bucket import remove_objects
from ..shared.folder import Item

_MARKER = re.compile(r"(.*)\.slipway/content/([0-9a-f]{32})-([0-9a-f]{16})-(\d+)\.json")
_RELEASE = re.compile(r"(?:.*)\.slipway/releases/(\d+)-(\d{8}T\d{6}Z)-([0-9a-f]{32})-(\d+)\.json")
PREVIOUS = "previous"


@dataclasses.dataclass(frozen=True)
class Release:
    """One release that is kept.

    :param number: of the change that made it; a later one has a higher number
    :param time: when it was made, in UTC, as 20261121T100000Z
    :param content: digest of all its files
    :param files: how many
    :param key: of its record
    """

    number: int
    time: str
    content: str
    files: int
    key: str

    @property
    def id(self):
        """What a person calls it by: never only digits, so that no YAML reader takes it for a number."""
        return name_of(self.content)

    @property
    def moment(self):
        """The time as a person reads it."""
        return re.sub(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", r"\1-\2-\3T\4:\5:\6Z", self.time)


@dataclasses.dataclass
class State:
    """What a listing showed.

    :param prefix: of the keys
    :param listing: key -> ETag of what is served
    :param stored: digests of the contents that are stored
    :param releases: list of Release, the oldest first
    :param markers: keys of all markers
    :param marker: key of the current one, or None
    :param content: digest of the content that the marker stands for
    :param number: of the last change
    :param intact: True where the listing is the one that the marker was written for
    :param manifest: key -> [digest, ETag] as the marker says, or None where it was not read yet
    :param source: the source that the served content stands for, as the marker says
    """

    prefix: str
    listing: dict
    stored: set = dataclasses.field(default_factory=set)
    releases: list = dataclasses.field(default_factory=list)
    markers: list = dataclasses.field(default_factory=list)
    marker: str | None = None
    content: str = ""
    number: int = 0
    intact: bool = False
    manifest: dict | None = None
    source: str = ""
    goal: object = None
    records: dict = dataclasses.field(default_factory=dict)

    @property
    def digest(self):
        """The exported digest: new after each change."""
        return "%s-%d" % (self.content, self.number)

    @property
    def current(self):
        """The Release that is served, or None."""
        return self.of(self.content)

    def of(self, content):
        """The newest Release of a content, or None."""
        return next((item for item in reversed(self.releases) if item.content == content), None)

    def shown(self):
        """The releases as an output, the newest first."""
        return [
            {"id": item.id, "time": item.moment, "files": item.files, "current": item is self.current}
            for item in reversed(self.releases)
        ]


def private(prefix):
    """The folder of all this. The CDN must not serve it."""
    return "%s.slipway/" % prefix


def object_key(prefix, content):
    """Where a content is stored."""
    return "%sobjects/%s" % (private(prefix), content)


def name_of(content):
    """The name of a release, by the digest of its content."""
    return "r" + content[:12]


def read(api, bucket, prefix):
    """List a prefix, or with None find it by its marker: State, marker not opened. One call for each 1000 objects."""
    rows = api.all(
        "list_objects_v2", "Contents", ("NoSuchBucket",), Bucket=bucket, **({"Prefix": prefix} if prefix else {})
    )
    if prefix is None:
        found = [match[1] for row in rows for match in [_MARKER.fullmatch(row["Key"])] if match]
        prefix = found[0] if found else ""
        rows = [row for row in rows if row["Key"].startswith(prefix)]
    keys = [row["Key"] for row in rows if row["Key"].startswith(private(prefix))]
    state = State(prefix, {row["Key"]: row["ETag"] for row in rows if not row["Key"].startswith(private(prefix))})
    state.markers = [key for key in keys if key.startswith(private(prefix) + "content/")]
    state.stored = {key.rpartition("/")[2] for key in keys if key.startswith(object_key(prefix, ""))}
    matches = [match for match in map(_RELEASE.fullmatch, keys) if match]
    state.releases = sorted(
        (Release(int(match[1]), match[2], match[3], int(match[4]), match[0]) for match in matches),
        key=lambda item: (item.number, item.time),
    )
    marks = fingerprint(state.listing)
    for match in sorted((match for match in map(_MARKER.fullmatch, keys) if match), key=lambda match: int(match[4])):
        state.content, state.number, state.marker = match[2], int(match[4]), match[0]
        state.intact = match[3] == marks
    return state


def open_marker(api, bucket, state):
    """Fill in what the marker holds: nothing where there is none."""
    if state.manifest is None:
        found = _json(api, bucket, state.marker) if state.marker else {}
        state.manifest, state.source = found.get("files", {}), found.get("source", "")


def record(api, bucket, state, release):
    """A release's record: files (key -> [content, type, cache header]) and previous (an id); {} where it is gone."""
    if release.key not in state.records:
        state.records[release.key] = _json(api, bucket, release.key)
    return state.records[release.key]


def items_of(found):
    """The objects of a release's record: {key: Item}."""
    return {
        key: Item(key, None, None, content_type, cache_control, content)
        for key, (content, content_type, cache_control) in found["files"].items()
    }


def named(api, bucket, state, name):
    """The Release that a person means, or None.

    ``previous`` is what was served before the newest release. Said again, it means what is served already: only a name
    goes further back, so a repeated command rolls back once.
    """
    if name != PREVIOUS:
        return next((item for item in reversed(state.releases) if item.id == name), None)
    if not state.releases:
        return None
    newest = state.releases[-1]
    if state.current is not newest:
        return state.current
    before = record(api, bucket, state, newest).get("previous")
    older = [item for item in state.releases if item.content != newest.content]
    return next((item for item in older if item.id == before), older[-1] if older else None)


def write_record(api, bucket, state, wanted, content):
    """Write down a new release: the Release."""
    number = max([state.number, *(item.number for item in state.releases)]) + 1
    time = api.clock.utc().strftime("%Y%m%dT%H%M%SZ")
    key = "%sreleases/%d-%s-%s-%d.json" % (private(state.prefix), number, time, content, len(wanted))
    before = state.current.id if state.current else None
    files = {key: [item.content, item.content_type, item.cache_control] for key, item in sorted(wanted.items())}
    made = Release(number, time, content, len(wanted), key)
    state.records[key] = {"previous": before, "files": files}
    _put_json(api, bucket, key, state.records[key])
    return made


def write_marker(api, bucket, state):
    """Write down what is served now."""
    state.marker = "%scontent/%s-%s-%d.json" % (
        private(state.prefix),
        state.content,
        fingerprint(state.listing),
        state.number,
    )
    _put_json(api, bucket, state.marker, {"source": state.source, "files": state.manifest})


def surplus(api, bucket, state, keep):
    """Forget all but the newest releases, and the contents that no kept one holds: the keys to delete.

    :param keep: how many stay; what is served and what was served before it are the first among them
    """
    first = [state.current, named(api, bucket, state, PREVIOUS)]
    order = list(dict.fromkeys(item for item in (*first, *reversed(state.releases)) if item))
    contents = {}
    for item in order:
        contents.setdefault(item.content, item)
    kept = list(contents.values())[:keep]
    gone = [item.key for item in state.releases if item not in kept]
    used = set()
    for found in api.map(lambda item: record(api, bucket, state, item), kept):
        used |= {content for content, _type, _cache in found.get("files", {}).values()}
    state.releases = [item for item in state.releases if item in kept]
    idle = sorted(state.stored - used)
    state.stored &= used
    return gone + [object_key(state.prefix, content) for content in idle]


def remove_all(api, bucket, state):
    """Delete what was uploaded, and all that was written down about it."""
    open_marker(api, bucket, state)
    keys = sorted(state.manifest) + state.markers + [item.key for item in state.releases]
    keys += [object_key(state.prefix, content) for content in sorted(state.stored)]
    remove_objects(api, bucket, [{"Key": key} for key in keys])


def fingerprint(listing):
    """A short digest of keys and ETags."""
    return hashlib.sha256("".join("%s %s\n" % pair for pair in sorted(listing.items())).encode()).hexdigest()[:16]


def _json(api, bucket, key):
    answer = api.maybe("get_object", ("NoSuchKey",), Bucket=bucket, Key=key)
    return json.loads(answer["Body"].read()) if answer else {}


def _put_json(api, bucket, key, value):
    api.put_object(
        Bucket=bucket,
        Key=key,
        Body=json.dumps(value, sort_keys=True).encode(),
        ContentType="application/json",
        CacheControl="no-store",
    )
