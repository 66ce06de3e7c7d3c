# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Buckets that a service reads and writes: environment variables with their names, and rights."""

from __future__ import annotations

from ....aws.s3.bucket import Bucket

# Service authorization reference, Amazon S3: what lists and tells where the bucket is, and what an SDK's transfer manager calls.
BUCKET_ACTIONS = ("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads")
ACTIONS = {
    "read": ("s3:GetObject", "s3:GetObjectVersion"),
    "write": ("s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"),
}
ACCESS = {"read": ("read",), "write": ("write",), "read_write": ("read", "write")}
# S3 User Guide, permissions for SSE-KMS: a multipart upload decrypts what it has written.
KEY_ACTIONS = {"read": ("kms:Decrypt",), "write": ("kms:GenerateDataKey", "kms:Decrypt")}


def variable(name):
    """The environment variable of a bucket: MEDIA_BUCKET for media."""
    return name.upper().replace("-", "_") + "_BUCKET"


def environment(context):
    """(path, variable, name of the bucket on AWS) of each."""
    for name, access in context.options["buckets"].items():
        path = "buckets." + name
        context.check(access in ACCESS, path, access, "one of %s is allowed" % ", ".join(ACCESS))
        yield path, variable(name), _field(context, name, "Bucket")


def statements(context, key):
    """What the task role has to allow: one statement for the buckets, and one for the objects that it reads or writes.

    :param key: ARN of the key that encrypts the stack's objects, or None
    """
    given = sorted(context.options["buckets"].items())
    arns = {name: _field(context, name, "Arn") for name, dummy in given}
    if not arns:
        return []
    result = [_allow("Buckets", BUCKET_ACTIONS, list(arns.values()))]
    for right, actions in ACTIONS.items():
        objects = [arns[name] + "/*" for name, access in given if right in ACCESS.get(access, ())]
        if not objects:
            continue
        sid = "Buckets" + right.capitalize()
        result.append(_allow(sid, actions, objects))
        if key:
            via = {"StringLike": {"kms:ViaService": "s3.%s.*" % context.stack.region}}
            result.append({**_allow(sid + "Key", KEY_ACTIONS[right], [key]), "Condition": via})
    return result


def _allow(sid, actions, resources):
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}


def _field(context, name, field):
    found = context.declaration.neighbour_node("storage", Bucket, name, field)
    return context.declaration.asks(found, context.option("buckets." + name), name)
