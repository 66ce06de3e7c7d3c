# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.s3.bucket import Bucket
from ...engine.declaring import Declaration
from ..shared.handed import handed
from . import access, lifecycle, replication
from .notifications import configuration
from .options import BUCKET, SPEC


def declare(options, stack, instance="main"):
    """A bucket and its policy for each, and what its copies need."""
    declaration = Declaration("storage", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    buckets = options["buckets"]
    names = {key: _name(declaration, key, given) for key, given in buckets.items()}
    for key, given in buckets.items():
        with declaration.collecting():
            _bucket(declaration, key, given, buckets, names)
    return declaration


def _bucket(declaration, key, given, buckets, names):
    _check(declaration, key, given, buckets)
    chosen = encryption_key(declaration, given, "buckets.%s." % key)
    want = handed(given, BUCKET, Bucket)
    if not given["access_log_bucket"]:
        del want["LoggingEnabled"]  # read only where it is asked for: a call for each run
    bucket = declaration.add(
        Bucket,
        key,
        {
            "Bucket": names[key],
            **want,
            **access.blocks(given, names),
            "ServerSideEncryptionConfiguration": replication.encryption(chosen, given["bucket_key"]),
            "LifecycleConfiguration": lifecycle.configuration(given),
            "NotificationConfiguration": configuration(declaration, given, key),
            **_chosen_at_creation(given),
        },
        after=access.after(declaration, given, names),
    )
    access.add_policy(declaration, bucket, key, buckets, names)
    outputs = declaration.outputs
    outputs["bucket_names"][key] = bucket["Bucket"]
    outputs["bucket_arns"][key] = bucket["Arn"]
    outputs["bucket_domains"][key] = bucket["RegionalDomainName"]
    if given["replication"]:
        name = _default(declaration, key + replication.REPLICA)
        target = replication.replicate(declaration, bucket, given["replication"], name, chosen)
        outputs["replica_names"][key] = target["Bucket"]


def encryption_key(declaration, options, path=""):
    """The ARN of the key by the options ``encryption`` and ``kms_key_id``, or None for SSE-S3."""
    if options["encryption"] == "aws":
        return None
    return declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option=path + "kms_key_id")


def _name(declaration, key, given):
    """The name of a bucket; in the account's own namespace it ends as that has it (CreateBucket, BucketNamespace)."""
    stack = declaration.stack
    if given["namespace"] == "global":
        declaration.check(
            not (given["name"] or "").endswith("-an"),
            "buckets.%s.name" % key,
            given["name"],
            "a name that does not end in -an is allowed, or namespace: account_regional",
        )
        return given["name"] or _default(declaration, key)
    ending = "-%s-%s-an" % (stack.account_id, stack.region)
    name = (given["name"] or stack.name(_label(declaration, key), 63 - len(ending))).removesuffix(ending)
    option = "buckets.%s." % key
    declaration.check(
        bool(stack.account_id), option + "namespace", given["namespace"], "stack_account_id is needed with it"
    )
    declaration.check(
        len(name + ending) <= 63, option + "name", name, "at most %d characters are allowed" % (63 - len(ending))
    )
    return name + ending


def _default(declaration, key):
    return declaration.stack.global_name(_label(declaration, key))


def _label(declaration, key):
    return key if declaration.instance == "main" else "%s-%s" % (declaration.instance, key)


def _chosen_at_creation(given):
    found = {"BucketNamespace": "account-regional"} if given["namespace"] == "account_regional" else {}
    lock = given["object_lock"]
    if lock is not None:
        found["ObjectLockConfiguration"] = {"ObjectLockEnabled": "Enabled"}
        if lock["mode"]:
            time = {name.capitalize(): lock[name] for name in ("days", "years") if lock[name]}
            found["ObjectLockConfiguration"]["Rule"] = {"DefaultRetention": {"Mode": lock["mode"].upper(), **time}}
    return found


def _check(declaration, key, given, buckets):
    """Refuse what S3 would."""
    check, here = declaration.check, "buckets.%s." % key
    check(
        not (given["kms_key_id"] and given["encryption"] == "aws"),
        here + "kms_key_id",
        given["kms_key_id"],
        "a key is used only with encryption: customer",
    )
    check(
        not (given["acceleration"] and "." in (given["name"] or "")),
        here + "acceleration",
        True,
        "a name without dots is needed with it",
    )
    lifecycle.check(declaration, given["lifecycle_rules"], here + "lifecycle_rules")
    access.check(declaration, given, key, buckets)
    lock = given["object_lock"]
    if lock is not None:
        check(given["versioning"], here + "versioning", False, "true is needed with object_lock")
        times = [name for name in ("days", "years") if lock[name]]
        check(
            len(times) == (1 if lock["mode"] else 0),
            here + "object_lock",
            lock,
            "mode with either days or years is allowed, or none of them",
        )
    if given["replication"]:
        encrypted = given["encryption"] == "customer"
        replication.check(declaration, given["replication"], here + "replication", given["versioning"], encrypted)
        check(
            key + replication.REPLICA not in buckets,
            here + "replication",
            key + replication.REPLICA,
            "no bucket of that name is allowed beside it",
        )
