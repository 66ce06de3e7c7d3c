# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: the content of a site, as one step that releases what changed, or restores an earlier release.

Contents are stored first, then the release is written down, and only then copied to where it is served. So an upload
that is cut short has touched nothing that is served, or leaves a release that the next run finishes. ETags are compared
with those that S3 answered at the copy, since under SSE-KMS they are no MD5 of the content (S3 API Reference, Object).
"""

from __future__ import annotations

import hashlib

from ...aws.s3.bucket import remove_objects
from ...engine import fields, ownership
from ...engine.errors import SlipwayError
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from ..shared.folder import items, whole
from . import releases
from .goal import faults, goal, lost, moves, said, served


class SiteContent(Kind):
    """The files of a folder, and rendered ones, as objects of a bucket; each upload is a release.

    ``Version`` restores a release, by its name or as ``previous``. What is served then goes on standing for the source
    that was rolled back: a later run with the same source changes nothing, one with another releases that. For a folder
    that is built, the source is what it was built of, so two builds that differ by chance are one release.
    ``Anew`` releases the source although it was rolled back. ``Digest`` changes with every change of what is served.
    """

    kind = "site_content"
    service = "s3"
    telling = ("Source",)
    identity = "part"
    taggable = False
    step = True
    needs = ("s3_bucket",)
    uses = ("s3_bucket", "site_build")
    on_repeat = "upsert"
    fields = {
        "Bucket": fields.required(change=fields.CREATE_ONLY),
        "Prefix": fields.managed("", change=fields.CREATE_ONLY),
        "Source": fields.required(change=fields.CREATE_ONLY),
        "Built": fields.managed("", change=fields.CREATE_ONLY),
        "Exclude": fields.managed([], change=fields.CREATE_ONLY),
        "CacheControl": fields.managed([], change=fields.CREATE_ONLY),
        "ContentTypes": fields.managed({}, change=fields.CREATE_ONLY),
        "Rendered": fields.managed({}, change=fields.CREATE_ONLY),
        "Delete": fields.managed(False, change=fields.CREATE_ONLY),
        "KeepReleases": fields.managed(5, change=fields.CREATE_ONLY),
        "Version": fields.managed("", change=fields.CREATE_ONLY),
        "Anew": fields.managed(False, change=fields.CREATE_ONLY),
        "Digest": fields.computed(known=fields.EACH_UPDATE),
        "Releases": fields.computed(),
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
        state = releases.read(api, bucket, prefix)
        return cls._live(bucket, state) if state.marker else None

    @staticmethod
    def _live(bucket, state):
        return Live(
            "%s/%s" % (bucket, state.prefix),
            {"Bucket": bucket, "Prefix": state.prefix, "Digest": state.digest, "Releases": state.shown()},
            raw=state,
            parent=bucket,
        )

    @classmethod
    def read_late(cls, api, live, want):
        """Opens the marker, and the release to restore, where something differs, so that the plan can count files."""
        state = live.raw
        if state.goal is not None or not want["Version"] and served(state, whole(items(want))):
            return None
        state.goal = goal(api, want, state)
        return {"Digest": state.digest}

    @classmethod
    def refresh(cls, api, live):
        return live

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def differences(cls, want, live):
        unknown = [name for name in ("Built", "Rendered") if not is_known(want[name])]
        if unknown:
            return [(name, None, want[name], False) for name in unknown]
        state, aim = live.raw, live.raw.goal
        content = "" if want["Version"] else whole(items(want))
        if content and served(state, content):
            return []
        if aim is None or aim.problem:
            return [("Release", releases.name_of(state.content), want["Version"] or releases.name_of(content))]
        upload, gone = moves(want, aim.files, state)
        if not upload and not gone and state.content == aim.content:
            return []
        return [
            (
                "Release",
                "%s (%d files)" % (releases.name_of(state.content), len(state.manifest)),
                said(aim, upload, gone),
            )
        ]

    @classmethod
    def preflight(cls, api, want, live):
        if want["Version"] and live is None:
            return [Problem("site_rollback: nothing was released yet")]
        state = live.raw if live else None
        if state and state.goal:
            problem = state.goal.problem or lost(state.goal, moves(want, state.goal.files, state)[0], state)
            if problem or state.goal.release:
                return [Problem(problem)] if problem else []
        if not is_known(want["Built"]):
            return []  # there is nothing to look at before it was built
        return [Problem(text) for text in faults(want)]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        return cls._release(api, want, releases.read(api, want["Bucket"], want["Prefix"]))

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._release(api, want, live.raw)

    @classmethod
    def _release(cls, api, want, state):
        """Contents, record, what is served (pages after the files they point at), marker; what is gone goes last."""
        bucket, aim = want["Bucket"], goal(api, want, state)
        upload, gone = moves(want, aim.files, state)
        problem = aim.problem or lost(aim, upload, state)
        problems = [problem] if problem else [] if aim.release else faults(want)
        if problems:
            raise SlipwayError("nothing was released: %s" % "; ".join(problems))
        if state.marker and not upload and not gone and state.content == aim.content:
            return cls._live(bucket, state)
        if not aim.release:
            missing = {item.content: item for item in aim.files.values() if item.content not in state.stored}
            api.map(lambda item: cls._store(api, bucket, state, item), missing.values())
            state.stored |= set(missing)
            cls._write_down(api, bucket, state, aim)
        manifest = {key: state.manifest[key] for key in aim.files if key not in upload}
        for late in (False, True):
            wave = [aim.files[key] for key in upload if aim.files[key].last is late]
            manifest.update(
                zip([item.key for item in wave], api.map(lambda item: cls._serve(api, bucket, state, item), wave))
            )
        old = state.markers
        state.listing = {key: etag for key, etag in state.listing.items() if key not in gone}
        state.listing.update({key: etag for key, (_digest, etag) in manifest.items()})
        state.content, state.source, state.manifest = aim.content, aim.source, manifest
        state.number, state.intact, state.goal = state.number + 1, True, aim
        releases.write_marker(api, bucket, state)
        state.markers = [state.marker]
        gone += old + (releases.surplus(api, bucket, state, want["KeepReleases"]) if not aim.release else [])
        remove_objects(api, bucket, [{"Key": key} for key in gone])
        return cls._live(bucket, state)

    @staticmethod
    def _write_down(api, bucket, state, aim):
        """The record of a new release. What is only put right is none; what was released before becomes the newest."""
        if aim.content != state.content or state.current is None:
            state.releases = [*state.releases, releases.write_record(api, bucket, state, aim.files, aim.content)]

    @staticmethod
    def _store(api, bucket, state, item):
        body = item.body()
        if hashlib.sha256(body).hexdigest() != item.content:
            raise SlipwayError("%s was changed while it was uploaded; nothing was released, run again" % item.path)
        api.put_object(Bucket=bucket, Key=releases.object_key(state.prefix, item.content), Body=body)

    @staticmethod
    def _serve(api, bucket, state, item):
        cache = {"CacheControl": item.cache_control} if item.cache_control else {}
        answer = api.copy_object(
            Bucket=bucket,
            Key=item.key,
            CopySource={"Bucket": bucket, "Key": releases.object_key(state.prefix, item.content)},
            MetadataDirective="REPLACE",
            ContentType=item.content_type,
            **cache,
        )
        return [item.digest, answer["CopyObjectResult"]["ETag"]]

    @classmethod
    def delete(cls, api, live):
        releases.remove_all(api, live.fields["Bucket"], live.raw)


def address(bucket):
    """The address that a bucket's tags say, or an empty text."""
    return (bucket.tags or {}).get(ownership.ADDRESS, "")
