# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: replication of a bucket's new objects into other buckets."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from .bucket import lock

GONE = ("ReplicationConfigurationNotFoundError", "NoSuchBucket")


class BucketReplication(Kind):
    """Which new objects of a bucket are copied, and where. A bucket has one such configuration, which each call replaces.

    Both buckets have to be versioned before it is put (PutBucketReplication). What was in the bucket before stays there
    alone (S3 User Guide, what does Amazon S3 replicate). Only versioned buckets are asked: no other one can have it.
    """

    kind = "bucket_replication"
    service = "s3"
    telling = ("Bucket",)
    identity = "part"
    taggable = False
    exclusive_in = "Bucket"
    needs = ("s3_bucket",)
    uses = ("s3_bucket", "role", "kms_key")
    on_repeat = "upsert"
    delete_retry = ("OperationAborted",)
    fields = {
        "Bucket": fields.required(change=fields.REPLACE),
        "Role": fields.required(),
        "Rules": fields.required(order="ID"),
    }

    @classmethod
    def key(cls, values):
        return (values["Bucket"],)

    @classmethod
    def observe(cls, api, scope):
        wanted = {want["Bucket"] for want in scope.wants if is_known(want["Bucket"])}
        versioned = {
            live.id
            for live in scope.parents("s3_bucket", mine=False)
            if live.id in wanted
            or live.stack in scope.owners
            and live.fields.get("VersioningConfiguration", {}).get("Status") == "Enabled"
        }
        return [live for live in api.map(lambda name: cls._read(api, name), sorted(versioned)) if live]

    @staticmethod
    def _read(api, name):
        answer = api.maybe("get_bucket_replication", GONE, Bucket=name)
        if not answer:
            return None
        found = answer["ReplicationConfiguration"]
        return Live(name, {"Bucket": name, "Role": found["Role"], "Rules": found["Rules"]}, parent=name)

    @classmethod
    def preflight(cls, api, want, live):
        """What is in the bucket already is not copied: a note where there is something."""
        if live is not None:
            return []
        there = api.maybe("list_objects_v2", ("NoSuchBucket",), Bucket=want["Bucket"], MaxKeys=1)
        if not there or not there.get("KeyCount"):
            return []
        text = (
            "%s holds objects already, which replication does not copy: it copies what is put afterwards. A job of S3 Batch "
            "Replication copies the others." % want["Bucket"]
        )
        return [Problem(text, note=True)]

    @classmethod
    def create(cls, api, want, tags):
        cls._write(api, want)
        return Live(want["Bucket"], dict(want), parent=want["Bucket"])

    @classmethod
    def update(cls, api, live, want, delta):
        cls._write(api, want)
        live.fields.update(want)
        return live

    @staticmethod
    def _write(api, want):
        with lock(want["Bucket"]):
            api.put_bucket_replication(
                Bucket=want["Bucket"],
                ReplicationConfiguration={"Role": want["Role"], "Rules": want["Rules"]},
            )

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def delete(cls, api, live):
        with lock(live.id):
            api.maybe("delete_bucket_replication", GONE, Bucket=live.id)
