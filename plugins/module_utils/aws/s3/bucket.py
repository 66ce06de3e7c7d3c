# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: buckets. The blocks of their configuration are in blocks.py, their policies in bucket_policy.py."""

from __future__ import annotations

import re
import threading

from ...engine import fields
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live, More, Problem
from ...engine.references import is_known
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_dict, tag_list
from .blocks import BLOCKS, encryption, notifications

UNSET = object()
PAGES = 10  # of a thousand versions each, that are deleted before something else may come between
_LOCKS = {}
_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


def lock(bucket):
    """The lock of a bucket: two configuration calls on one bucket at a time are refused with OperationAborted."""
    return _LOCKS.setdefault(bucket, threading.Lock())


BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}


class Bucket(Kind):
    """A bucket. Only the blocks that are declared are read and compared: each costs a call.

    New buckets block all public access, have ACLs disabled and are encrypted with SSE-S3 (S3 User Guide, default
    settings for new buckets, since April 2023). CreateBucket in us-east-1 succeeds again for one's own bucket,
    elsewhere it answers BucketAlreadyOwnedByYou. Buckets that are not wished for (neighbours, orphans) come from the
    tagging index, which lags by seconds and lists no stranger's.
    """

    kind = "s3_bucket"
    service = "s3"
    console = "s3/buckets/{id}?region={region}"
    identity = "natural"
    name_field = "Bucket"
    name_limit = 63
    late_tags = True
    indexed = staticmethod(indexed)
    guarded = True
    upkeep = "the storage of what is in it"
    coexist = "never"
    on_repeat = "unique"
    uses = ("s3_bucket", "kms_key", "sqs_queue", "sns_topic")
    delete_retry = ("OperationAborted", "BucketNotEmpty")
    places = ("main", "cdn", "replica")  # the CDN's logs may have to be in us-east-1
    fields = {
        "Bucket": fields.required(change=fields.REPLACE),
        "ObjectOwnership": fields.optional(),
        "PublicAccessBlockConfiguration": fields.managed(BLOCKED),
        "ServerSideEncryptionConfiguration": fields.optional(canonical=encryption, by_aws={"BucketKeyEnabled": False}),
        "VersioningConfiguration": fields.optional(by_aws={"MFADelete": "Disabled"}),
        "LifecycleConfiguration": fields.optional(
            members={"Rules": fields.managed([], order="ID")},
            by_aws={"TransitionDefaultMinimumObjectSize": fields.ANY},
        ),
        "LoggingEnabled": fields.optional(),
        "ObjectLockConfiguration": fields.optional(),
        "CORSConfiguration": fields.optional(members={"CORSRules": fields.managed([], order="ID")}),
        "AccelerateConfiguration": fields.optional(),
        "NotificationConfiguration": fields.optional(canonical=notifications),
        # Chosen by the call that makes it, and seen in its name alone.
        "BucketNamespace": fields.optional(change=fields.CREATE_ONLY),
        "Arn": fields.computed(),
        "RegionalDomainName": fields.computed(),
    }

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        wanted = {want["Bucket"]: want for want in scope.wants if is_known(want["Bucket"])}
        ours = {arn.rpartition(":")[2]: tags for arn, tags in tagged(api, scope.owners, "s3").items()}
        lives = [cls._live(api, name, tags) for name, tags in sorted(ours.items()) if name not in wanted]
        # Asking one block first tells whether the bucket exists; the index saves that for those it knows.
        blocks = {name: [field for field in BLOCKS if field in want] for name, want in sorted(wanted.items())}
        first = [(name, asked[0] if name not in ours else None) for name, asked in blocks.items()]
        probed = dict(zip(blocks, api.map(lambda job: cls._read(api, *job) if job[1] else {}, first)))
        there = {name: values for name, values in probed.items() if values is not None}
        rest = [(name, field) for name in there for field in blocks[name] if field not in there[name]]
        for (name, field), value in zip(rest, api.map(lambda job: cls._read(api, *job), rest)):
            if value is None:
                there.pop(name, None)
            elif name in there:
                there[name].update(value)
        for name, values in there.items():
            live = cls._live(api, name, ours.get(name))
            live.fields.update({field: value for field, value in values.items() if value is not UNSET})
            lives.append(live)
        return lives

    @classmethod
    def _live(cls, api, name, tags=None):
        # The regional name: the global one redirects for up to a day after creation.
        suffix = "amazonaws.com.cn" if api.partition == "aws-cn" else "amazonaws.com"
        return Live(
            name,
            {
                "Bucket": name,
                "Arn": "arn:%s:s3:::%s" % (api.partition, name),
                "RegionalDomainName": "%s.s3.%s.%s" % (name, api.region, suffix),
            },
            tags,
        )

    @staticmethod
    def _read(api, name, field):
        """{field: value} of one block, UNSET where it was never set, or None where the bucket does not exist."""
        block = BLOCKS[field]
        try:
            answer = getattr(api, "get_" + block.call)(Bucket=name)
        except AwsError as error:
            if error.code == "NoSuchBucket":
                return None
            if error.code in block.unset:
                return {field: UNSET if block.never is None else block.never}
            raise
        return {field: block.pick(answer)}

    @classmethod
    def read_tags(cls, api, lives):
        def read(live):
            return tag_dict(api.all("get_bucket_tagging", "TagSet", ("NoSuchTagSet", "NoSuchBucket"), Bucket=live.id))

        for live, tags in zip(lives, api.map(read, lives)):
            live.tags = tags

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("head_bucket", ("404", "NoSuchBucket"), Bucket=live.id) else None

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        name = want["Bucket"]
        if is_known(name) and (not _NAME.fullmatch(name) or ".." in name or re.fullmatch(r"[\d.]+", name)):
            return [
                "Bucket %s: 3 to 63 lower-case letters, digits, dots and hyphens are allowed, a letter or digit at "
                "both ends" % name
            ]
        return []

    @classmethod
    def preflight(cls, api, want, live):
        """What S3 refuses to suspend: versions that are locked or copied (InvalidBucketState)."""
        status = (want.get("VersioningConfiguration") or {}).get("Status")
        if live is None or status != "Suspended" or live.fields.get("VersioningConfiguration") != {"Status": "Enabled"}:
            return []
        copied = api.maybe("get_bucket_replication", ("ReplicationConfigurationNotFoundError",), Bucket=live.id)
        locked = cls._read(api, live.id, "ObjectLockConfiguration")
        text = "%s: S3 does not suspend versioning of a bucket %%s" % live.id
        return [
            Problem(text % why)
            for there, why in (
                (copied, "that is replicated; take the replication away in a run before this one"),
                ((locked or {}).get("ObjectLockConfiguration", UNSET) is not UNSET, "with object lock, which stays"),
            )
            if there
        ]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        name, ownership = want["Bucket"], want.get("ObjectOwnership") or "BucketOwnerEnforced"
        configuration = {"Tags": tag_list(tags)}
        if api.region != "us-east-1":
            configuration["LocationConstraint"] = api.region
        chosen = {"BucketNamespace": want["BucketNamespace"]} if want.get("BucketNamespace") else {}
        locked = want.get("ObjectLockConfiguration")
        if locked:
            chosen["ObjectLockEnabledForBucket"] = True
        api.create_bucket(Bucket=name, ObjectOwnership=ownership, CreateBucketConfiguration=configuration, **chosen)
        live = cls._live(api, name, dict(tags))
        live.fields.update(
            {
                "ObjectOwnership": ownership,
                "PublicAccessBlockConfiguration": dict(BLOCKED),
                "ServerSideEncryptionConfiguration": {"SSEAlgorithm": "AES256", "BucketKeyEnabled": False},
                "VersioningConfiguration": {"Status": "Enabled" if locked else "Suspended"},
                "LoggingEnabled": None,
                "CORSConfiguration": {"CORSRules": []},
                "AccelerateConfiguration": {"Status": "Suspended"},
                "NotificationConfiguration": {},
                **({"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}} if locked else {}),
            }
        )
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        with lock(live.id):
            for field, block in BLOCKS.items():
                if not delta.touches(field):
                    continue
                value = want[field]
                if block.clear and not any((value or {}).values()):
                    getattr(api, block.clear)(Bucket=live.id)
                else:
                    getattr(api, "put_" + block.call)(Bucket=live.id, **block.wrap(value))
                live.fields[field] = value
        return live

    @classmethod
    def tag(cls, api, live, tags):
        if live.tags is None:
            cls.read_tags(api, [live])
        cls._write_tags(api, live, {**live.tags, **tags})

    @classmethod
    def untag(cls, api, live, keys):
        if live.tags is None:
            cls.read_tags(api, [live])
        cls._write_tags(api, live, {key: value for key, value in live.tags.items() if key not in keys})

    @staticmethod
    def _write_tags(api, live, tags):
        # The call replaces the whole set; AWS's own tags are kept by AWS.
        with lock(live.id):
            api.put_bucket_tagging(
                Bucket=live.id,
                Tagging={"TagSet": tag_list({key: value for key, value in tags.items() if not key.startswith("aws:")})},
            )

    @classmethod
    def delete(cls, api, live):
        """Empties the bucket, all versions included, then deletes it. The engine has asked for the word.

        Page by page: what is listed is deleted before the next page comes.
        """
        missing, done = ("NoSuchBucket",), 0
        pages = api.pages("list_object_versions", missing, Bucket=live.id)
        for number, page in enumerate(pages, 1):
            versions = [
                {"Key": item["Key"], "VersionId": item["VersionId"]}
                for member in ("Versions", "DeleteMarkers")
                for item in page.get(member) or []
            ]
            remove_objects(api, live.id, versions)
            done += len(versions)
            if number == PAGES and versions:
                return More(done, "versions")
        api.maybe("delete_bucket", missing, Bucket=live.id)
        return None


def remove_objects(api, bucket, objects):
    """Delete objects, a thousand with one call.

    :param objects: list of dicts with Key and, for one version, VersionId
    :raises AwsError: with the first object that could not be deleted
    """
    for start in range(0, len(objects), 1000):
        answer = api.delete_objects(Bucket=bucket, Delete={"Objects": objects[start : start + 1000], "Quiet": True})
        for problem in answer.get("Errors") or []:
            raise AwsError(
                "s3",
                "delete_objects",
                problem.get("Code", "Unknown"),
                "%s: %s" % (problem.get("Key"), problem.get("Message", "")),
            )
