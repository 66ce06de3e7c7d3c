# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: bucket policies, in parts, so that several capabilities can each have their statements in one bucket."""

from __future__ import annotations

import json
import re

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from ..shared import limits
from ..shared.policies import statements, text
from .bucket import lock


def owner(capability, instance):
    """The beginning of the Sids of a capability's statements. Sids are letters and digits (IAM User Guide)."""
    return "Slipway%s%sPolicy" % (capability.capitalize(), re.sub(r"[^A-Za-z0-9]", "", instance).capitalize())


def tls_only(bucket_arn, sid):
    """The statement that refuses every request without TLS (control S3.5)."""
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket_arn, bucket_arn + "/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


class BucketPolicy(Kind):
    """The statements of one declarer in a bucket's policy: those whose Sid begins with ``Owner``.

    Others in the same policy are left as they are. A bucket has one policy document, so each write reads it, changes
    our statements in it and puts it back, under the bucket's lock.
    """

    kind = "bucket_policy"
    service = "s3"
    telling = ("Bucket",)
    identity = "part"
    taggable = False
    needs = ("s3_bucket",)
    places = ("main", "cdn", "replica")
    uses = ("s3_bucket", "distribution")
    on_repeat = "upsert"
    delete_retry = ("OperationAborted",)
    fields = {
        "Bucket": fields.required(change=fields.REPLACE),
        "Owner": fields.required(change=fields.REPLACE),
        "Statement": fields.required(order="Sid", exact=True, canonical=statements, limit=limits.BUCKET_POLICY),
    }

    @classmethod
    def key(cls, values):
        return (values["Bucket"], values["Owner"])

    @classmethod
    def observe(cls, api, scope):
        wanted = {cls.key(want) for want in scope.wants if is_known(cls.key(want))}
        there = {live.id for live in scope.parents("s3_bucket", mine=False)}
        buckets = sorted({bucket for bucket, owner in wanted} & there)
        found = dict(zip(buckets, api.map(lambda bucket: cls._read(api, bucket), buckets)))
        lives = []
        for bucket, owner in sorted(wanted):
            ours = [item for item in found.get(bucket, []) if item.get("Sid", "").startswith(owner)]
            if ours:
                lives.append(cls._live(bucket, owner, ours))
        return lives

    @staticmethod
    def _live(bucket, owner, items):
        return Live("%s#%s" % (bucket, owner), {"Bucket": bucket, "Owner": owner, "Statement": items}, parent=bucket)

    @staticmethod
    def _read(api, bucket):
        answer = api.maybe("get_bucket_policy", ("NoSuchBucketPolicy", "NoSuchBucket"), Bucket=bucket)
        return json.loads(answer["Policy"])["Statement"] if answer else []

    @classmethod
    def validate(cls, want):
        return [
            "Statement %s: its Sid has to begin with %s" % (item.get("Sid"), want["Owner"])
            for item in want["Statement"]
            if not str(item.get("Sid", "")).startswith(want["Owner"])
        ]

    @classmethod
    def create(cls, api, want, tags):
        cls._write(api, want["Bucket"], want["Owner"], want["Statement"])
        return cls._live(want["Bucket"], want["Owner"], want["Statement"])

    @classmethod
    def update(cls, api, live, want, delta):
        cls._write(api, want["Bucket"], want["Owner"], want["Statement"])
        live.fields["Statement"] = want["Statement"]
        return live

    @classmethod
    def delete(cls, api, live):
        cls._write(api, live.fields["Bucket"], live.fields["Owner"], [])

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def _write(cls, api, bucket, owner, items):
        with lock(bucket):
            kept = [item for item in cls._read(api, bucket) if not item.get("Sid", "").startswith(owner)]
            document = {"Version": "2012-10-17", "Statement": kept + items}
            if document["Statement"]:
                api.put_bucket_policy(Bucket=bucket, Policy=text(document))
            else:
                api.maybe("delete_bucket_policy", ("NoSuchBucket",), Bucket=bucket)
