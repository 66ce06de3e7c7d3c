# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: the content of a site, as one step that uploads what changed.

What was uploaded is written down in the bucket itself, in one object under ``<prefix>.slipway/content/`` whose name
holds the digest of the content, the digest of the listing (keys and ETags) and the number of the upload. So a run that
has nothing to do needs one listing; the manifest in that object, which says what each key holds, is read only when
something differs. ETags are compared with those that S3 answered at upload, since under SSE-KMS they are no MD5 of the
content (S3 API Reference, Object, ETag).
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re

from ..engine import fields, ownership
from ..engine.kind import Kind, Live, Problem
from ..engine.references import is_known
from .folder import LARGEST, files, items, whole
from .s3 import remove_objects

_MARKER = re.compile(r"(.*)\.slipway/content/([0-9a-f]{32})-([0-9a-f]{16})-(\d+)\.json")


@dataclasses.dataclass
class State:
    """What a listing showed.

    :param prefix: of the keys
    :param listing: key -> ETag, markers left out
    :param markers: keys of all markers
    :param marker: key of the current one, or None
    :param content: digest of the content that the marker stands for
    :param number: of the upload
    :param intact: True where the listing is the one that the upload left
    :param manifest: key -> [digest, ETag], or None where it was not read yet
    """

    prefix: str
    listing: dict
    markers: list
    marker: str | None = None
    content: str = ""
    number: int = 0
    intact: bool = False
    manifest: dict | None = None


class SiteContent(Kind):
    """The files of a folder, and rendered ones, as objects of a bucket.

    ``Digest`` changes with every upload. A run that is killed on the way has left no marker for what it wrote, and the
    next one uploads those files again.
    """

    kind = "site_content"
    service = "s3"
    identity = "part"
    taggable = False
    step = True
    needs = ("s3_bucket",)
    uses = ("s3_bucket",)
    on_repeat = "upsert"
    fields = {
        "Bucket": fields.required(change=fields.CREATE_ONLY),
        "Prefix": fields.managed("", change=fields.CREATE_ONLY),
        "Source": fields.required(change=fields.CREATE_ONLY),
        "Exclude": fields.managed([], change=fields.CREATE_ONLY),
        "CacheControl": fields.managed([], change=fields.CREATE_ONLY),
        "ContentTypes": fields.managed({}, change=fields.CREATE_ONLY),
        "Rendered": fields.managed({}, change=fields.CREATE_ONLY),
        "Delete": fields.managed(False, change=fields.CREATE_ONLY),
        "Digest": fields.computed(known=fields.EACH_UPDATE),
    }

    @classmethod
    def key(cls, values):
        return (values["Bucket"], values["Prefix"])

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        buckets = {live.id: live for live in scope.parents("s3_bucket", mine=False)}
        wanted = sorted(
            {cls.key(want) for want in scope.wants if is_known(cls.key(want)) and want["Bucket"] in buckets}
        )
        if not scope.wants:
            # Nobody uploads in this run, but a neighbour may ask for the digest.
            wanted = [(live.id, None) for live in scope.parents("s3_bucket") if address(live).startswith("site/")]
        lives = [live for live in api.map(lambda pair: cls._look(api, *pair), wanted) if live]
        for live in lives:
            live.address = address(buckets[live.parent]).replace("/s3_bucket/", "/%s/" % cls.kind) or None
        return lives

    @classmethod
    def _look(cls, api, bucket, prefix):
        state = read(api, bucket, prefix)
        return cls._live(bucket, state.prefix, state) if state.marker else None

    @staticmethod
    def _live(bucket, prefix, state):
        return Live(
            "%s/%s" % (bucket, prefix),
            {"Bucket": bucket, "Prefix": prefix, "Digest": digest(state)},
            raw=state,
            parent=bucket,
        )

    @classmethod
    def late(cls, api, live, want):
        """Reads the manifest where something differs, so that the plan can count files."""
        state = live.raw
        if state.manifest is not None or state.intact and state.content == whole(items(want)):
            return None
        state.manifest = manifest(api, want["Bucket"], state)
        return {"Digest": digest(state)}

    @classmethod
    def refresh(cls, api, live):
        return live

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def differences(cls, want, live):
        if not is_known(want["Rendered"]):
            return [("Rendered", None, want["Rendered"], False)]
        state, wanted = live.raw, items(want)
        if state.intact and state.content == whole(wanted):
            return []
        if state.manifest is None:
            return [("Content", state.content[:12], whole(wanted)[:12])]
        upload, gone = moves(want, wanted, state)
        if not upload and not gone and state.content == whole(wanted):
            return []
        return [
            (
                "Content",
                "%d files" % len(state.manifest),
                "%d files: %d to upload, %d to delete" % (len(wanted), len(upload), len(gone)),
            )
        ]

    @classmethod
    def preflight(cls, api, want, live):
        if not os.path.isdir(want["Source"]):
            return [Problem("the folder %s does not exist" % want["Source"])]
        paths = files(want["Source"], want["Exclude"]).values()
        if not paths:
            return [Problem("the folder %s holds no file to upload" % want["Source"])]
        return [
            Problem("%s has more than %d MiB, which is the most for one file" % (path, LARGEST // 1024**2))
            for path in paths
            if os.path.getsize(path) > LARGEST
        ]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        return cls._upload(api, want, read(api, want["Bucket"], want["Prefix"]))

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._upload(api, want, live.raw)

    @classmethod
    def _upload(cls, api, want, state):
        """Files first, pages that point at them after that, then the marker; what is gone goes last."""
        bucket, wanted = want["Bucket"], items(want)
        if state.manifest is None:
            state.manifest = manifest(api, bucket, state)
        upload, gone = moves(want, wanted, state)
        left = {key: state.manifest[key] for key in wanted if key not in upload}
        for late in (False, True):
            wave = [wanted[key] for key in upload if wanted[key].last is late]
            left.update(zip([item.key for item in wave], api.map(lambda item: cls._put(api, bucket, item), wave)))
        listing = {key: etag for key, etag in state.listing.items() if key not in gone}
        listing.update({key: etag for key, (_digest, etag) in left.items()})
        after = State(
            want["Prefix"], listing, [], content=whole(wanted), number=state.number + 1, intact=True, manifest=left
        )
        after.marker = "%s%s-%s-%d.json" % (folder(want["Prefix"]), after.content, fingerprint(listing), after.number)
        api.put_object(
            Bucket=bucket,
            Key=after.marker,
            Body=json.dumps(left, sort_keys=True).encode(),
            ContentType="application/json",
            CacheControl="no-store",
        )
        remove_objects(api, bucket, [{"Key": key} for key in gone + state.markers])
        after.markers = [after.marker]
        return cls._live(bucket, want["Prefix"], after)

    @staticmethod
    def _put(api, bucket, item):
        cache = {"CacheControl": item.cache_control} if item.cache_control else {}
        answer = api.put_object(Bucket=bucket, Key=item.key, Body=item.body(), ContentType=item.content_type, **cache)
        return [item.digest, answer["ETag"]]

    @classmethod
    def delete(cls, api, live):
        """The objects that were uploaded, and the markers."""
        state = live.raw
        known = state.manifest if state.manifest is not None else manifest(api, live.fields["Bucket"], state)
        remove_objects(api, live.fields["Bucket"], [{"Key": key} for key in sorted(known) + state.markers])


def folder(prefix):
    """Where the markers of a prefix are. The CDN must not serve it."""
    return "%s.slipway/content/" % prefix


def address(bucket):
    """The address that a bucket's tags say, or an empty text."""
    return (bucket.tags or {}).get(ownership.ADDRESS, "")


def read(api, bucket, prefix):
    """List a prefix, or with None find it by its markers: State without manifest. One call for each 1000 objects."""
    rows = api.all(
        "list_objects_v2", "Contents", ("NoSuchBucket",), Bucket=bucket, **({"Prefix": prefix} if prefix else {})
    )
    if prefix is None:
        found = [match[1] for row in rows for match in [_MARKER.fullmatch(row["Key"])] if match]
        prefix = found[0] if found else ""
        rows = [row for row in rows if row["Key"].startswith(prefix)]
    markers = [row["Key"] for row in rows if row["Key"].startswith(folder(prefix))]
    listing = {row["Key"]: row["ETag"] for row in rows if not row["Key"].startswith("%s.slipway/" % prefix)}
    state, marks = State(prefix, listing, markers), fingerprint(listing)
    for match in sorted((match for match in map(_MARKER.fullmatch, markers) if match), key=lambda match: int(match[4])):
        state.content, state.number, state.marker = match[2], int(match[4]), match[0]
        state.intact = match[3] == marks
    return state


def manifest(api, bucket, state):
    """What the last upload wrote: key -> [digest, ETag]; {} where there was none."""
    if not state.marker:
        return {}
    answer = api.maybe("get_object", ("NoSuchKey",), Bucket=bucket, Key=state.marker)
    return json.loads(answer["Body"].read()) if answer else {}


def moves(want, wanted, state):
    """(keys to upload, keys to delete), both sorted."""
    upload = sorted(
        key for key, item in wanted.items() if state.manifest.get(key) != [item.digest, state.listing.get(key)]
    )
    gone = sorted(set(state.listing) - set(wanted)) if want["Delete"] else []
    return upload, gone


def fingerprint(listing):
    """A short digest of keys and ETags."""
    return hashlib.sha256("".join("%s %s\n" % pair for pair in sorted(listing.items())).encode()).hexdigest()[:16]


def digest(state):
    """The exported digest: new after each upload."""
    return "%s-%d" % (state.content, state.number)
