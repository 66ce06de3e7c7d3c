# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, owner, tls_only
from ...engine.declaring import Declaration
from ..shared.handed import handed
from . import lifecycle
from .options import BUCKET, SPEC


def declare(options, stack, instance="main"):
    """Two nodes for each bucket: it, and its policy."""
    declaration = Declaration("storage", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    for name, given in options["buckets"].items():
        with declaration.collecting():
            _bucket(declaration, name, given)
    return declaration


def _bucket(declaration, name, given):
    path, instance = "buckets.%s." % name, declaration.instance
    declaration.check(
        not (given["kms_key_id"] and given["encryption"] == "aws"),
        path + "kms_key_id",
        given["kms_key_id"],
        "a key is used only with encryption: customer",
    )
    lifecycle.check(declaration, given["lifecycle_rules"], path + "lifecycle_rules")
    want = handed(given, BUCKET, Bucket)
    if not given["access_log_bucket"]:
        del want["LoggingEnabled"]  # read only where it is asked for: a call for each run
    full = declaration.stack.global_name(name if instance == "main" else "%s-%s" % (instance, name))
    bucket = declaration.add(
        Bucket,
        name,
        {
            "Bucket": full,
            **want,
            "ServerSideEncryptionConfiguration": encryption(declaration, given, path),
            "LifecycleConfiguration": lifecycle.configuration(given),
        },
    )
    sid = owner("storage", instance)
    declaration.add(
        BucketPolicy,
        name,
        {"Bucket": bucket["Bucket"], "Owner": sid, "Statement": [tls_only(bucket["Arn"], sid + "Tls")]},
    )
    declaration.outputs["bucket_names"][name] = bucket["Bucket"]
    declaration.outputs["bucket_arns"][name] = bucket["Arn"]


def encryption(declaration, options, path=""):
    """A bucket's ServerSideEncryptionConfiguration, of the options ``encryption`` and ``kms_key_id``."""
    if options["encryption"] == "aws":
        return {"SSEAlgorithm": "AES256"}
    key = declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option=path + "kms_key_id")
    # A bucket key saves a call to KMS per object.
    return {"SSEAlgorithm": "aws:kms", "BucketKeyEnabled": True, "KMSMasterKeyID": key}
