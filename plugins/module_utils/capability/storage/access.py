# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Who reaches a bucket from where: its policy, the block of public access, CORS, ownership, and the log of requests."""

from __future__ import annotations

from ...aws.s3.bucket_policy import BucketPolicy, owner, tls_only
from ...aws.sts.account import account_id
from ..shared import forms
from ..shared.option import Option

CORS = {
    "id": Option("str", "Name of the rule.", required=True, length=(1, 255), field=".ID"),
    "allowed_origins": Option(
        "list",
        "Origins that browsers may call from, such as C(https://example.com).",
        required=True,
        elements="str",
        ordered=True,
        field=".AllowedOrigins",
        sample=["https://shop.example.com"],
    ),
    "allowed_methods": Option(
        "list",
        "Methods that they may use.",
        elements="str",
        choices=["GET", "HEAD", "PUT", "POST", "DELETE"],
        default=["GET", "HEAD"],
        ordered=True,
        field=".AllowedMethods",
    ),
    "allowed_headers": Option(
        "list",
        "Headers that a preflight request may name; V(*) is all.",
        elements="str",
        default=[],
        ordered=True,
        field=".AllowedHeaders",
        sent=lambda value: value or None,
    ),
    "expose_headers": Option(
        "list",
        "Headers that a script may read.",
        elements="str",
        default=[],
        ordered=True,
        field=".ExposeHeaders",
        sent=lambda value: value or None,
    ),
    "max_age_seconds": Option(
        "int", "Seconds for which browsers keep the answer.", between=(0, None), field=".MaxAgeSeconds"
    ),
}
ACCESS = {
    "public_read": Option(
        "bool",
        "Whether everybody may read the objects, whose keys they know. The bucket is neither listed nor written.",
        default=False,
        aws="Refused where the account blocks public access. Needs O(encryption) V(aws).",
    ),
    "ownership": Option(
        "str",
        "Who owns objects. Only V(BucketOwnerEnforced) has no ACLs, which none of AWS's tools needs any more.",
        default="BucketOwnerEnforced",
        choices=["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"],
        field="s3_bucket.ObjectOwnership",
    ),
    "cors": Option(
        "list",
        "Which sites a browser may use the bucket from. The list is exact.",
        default=[],
        elements="dict",
        key=("id",),
        options=CORS,
        count=(None, 100),
        aws="At most 100 rules.",
        field="s3_bucket.CORSConfiguration.CORSRules",
    ),
    "access_log_bucket": Option(
        "str",
        "Bucket that takes S3's own access logs: the key of another one of O(buckets), or the name of a bucket that there is.",
        form=forms.BUCKET_NAME,
        aws="In the same Region and account, encrypted with SSE-S3, with a policy that lets C(logging.s3.amazonaws.com) write: "
        "one of O(buckets) gets it.",
        field="s3_bucket.LoggingEnabled.TargetBucket",
    ),
    "access_log_prefix": Option(
        "str",
        "What the keys of the access logs begin with.",
        default="s3/",
        field="s3_bucket.LoggingEnabled.TargetPrefix",
    ),
}
BLOCKED = {"BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True}
READABLE = {**BLOCKED, "BlockPublicPolicy": False, "RestrictPublicBuckets": False}


def blocks(options, names):
    """The blocks of a bucket's wish that say who reaches it.

    :param names: key of each bucket -> its name
    """
    found = {"PublicAccessBlockConfiguration": READABLE if options["public_read"] else BLOCKED}
    if options["acceleration"] is not None:
        found["AccelerateConfiguration"] = {"Status": "Enabled" if options["acceleration"] else "Suspended"}
    target = options["access_log_bucket"]
    if target:
        found["LoggingEnabled"] = {
            "TargetBucket": names.get(target, target),
            "TargetPrefix": options["access_log_prefix"],
        }
    return found


def after(declaration, options, names):
    """What comes before a bucket: the policy that lets its log be written."""
    target = options["access_log_bucket"]
    return [] if target not in names else ["storage/%s/bucket_policy/%s" % (declaration.instance, target)]


def add_policy(declaration, bucket, key, buckets, names):
    """The bucket's policy: TLS only, what everybody may read, and the logs of other buckets."""
    sid = owner("storage", declaration.instance)
    statements = [tls_only(bucket["Arn"], sid + "Tls")]
    if buckets[key]["public_read"]:
        statements.append(
            {
                "Sid": sid + "PublicRead",
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": bucket["Arn"] + "/*",
            }
        )
    statements += [
        # S3 User Guide, permissions for log delivery.
        {
            "Sid": "%sLogs%d" % (sid, number),
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": "%s/%s*" % (bucket["Arn"], other["access_log_prefix"]),
            "Condition": {
                "ArnLike": {"aws:SourceArn": "arn:%s:s3:::%s" % (declaration.stack.partition, names[name])},
                "StringEquals": {"aws:SourceAccount": account_id(declaration)},
            },
        }
        for number, (name, other) in enumerate(sorted(buckets.items()), 1)
        if other["access_log_bucket"] == key
    ]
    declaration.add(BucketPolicy, key, {"Bucket": bucket["Bucket"], "Owner": sid, "Statement": statements})


def check(declaration, options, key, buckets):
    """Refuse what S3 would."""
    here = "buckets.%s." % key
    declaration.check(
        not (options["public_read"] and options["encryption"] == "customer"),
        here + "public_read",
        True,
        "encryption: aws is needed with it: nobody reads what a key of KMS encrypts without credentials",
    )
    target = options["access_log_bucket"]
    if not target:
        return
    declaration.check(target != key, here + "access_log_bucket", target, "another bucket is needed")
    if target not in buckets:
        return
    declaration.check(
        buckets[target]["encryption"] == "aws",
        here + "access_log_bucket",
        target,
        "a bucket with encryption: aws is needed: S3 writes its logs to no other",
    )
    declaration.check(
        buckets[target]["object_lock"] is None,
        here + "access_log_bucket",
        target,
        "a bucket without object_lock is needed: S3 writes its logs to no other",
    )
