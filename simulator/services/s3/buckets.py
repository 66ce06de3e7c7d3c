"""Buckets: the settings AWS gives a new one, names, listing. Settings kept here live on moto's bucket."""

from __future__ import annotations

import copy
import re
from typing import Any

from moto.s3.models import FakeBucket, s3_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page

NAME = re.compile(
    r"^(?!xn--|sthree-|amzn-s3-demo-)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$"
)
ALL_BLOCKED = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
ENFORCED = "BucketOwnerEnforced"
ENCRYPTION = {
    "Rules": [
        {
            "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
            "BucketKeyEnabled": False,
            "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
        }
    ]
}


def find(call: Call, name: str) -> FakeBucket:
    """A bucket by name, of the caller's account. Raises AwsError NoSuchBucket or AccessDenied."""
    partition, owner = s3_backends.bucket_accounts.get(name, (None, None))
    if owner is None:
        raise AwsError("NoSuchBucket", "The specified bucket does not exist", 404, BucketName=name)
    if owner != call.account or call.params.get("ExpectedBucketOwner", owner) != owner:
        raise AwsError("AccessDenied", "Access Denied", 403)
    return s3_backends[owner][partition].buckets[name]


def settings(bucket: FakeBucket) -> dict[str, Any]:  # F5
    """The settings of a bucket that are kept here, with AWS's defaults for a new one."""
    if "simulator_settings" not in bucket.__dict__:
        bucket.simulator_settings = {
            "encryption": copy.deepcopy(ENCRYPTION),
            "public_access": dict(ALL_BLOCKED),
            "ownership": ENFORCED,
        }
    return bucket.simulator_settings


@operation("s3", "CreateBucket")
def create(call: Call) -> dict[str, Any]:  # F4
    name = call.params["Bucket"]
    if not NAME.match(name):
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400)
    _check_namespace(call, name)
    ownership = call.params.get("ObjectOwnership") or ENFORCED
    grants = [member for member in call.params if member == "ACL" or member.startswith("Grant")]
    if ownership == ENFORCED and [member for member in grants if call.params[member] != "private"]:
        raise AwsError(
            "InvalidBucketAclWithObjectOwnership",
            "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
            400,
        )
    moto = backend("s3", call.account, call.partition)
    if not state.is_ready(_freed(call).get(name)):
        raise AwsError(
            "OperationAborted",
            "A conflicting conditional operation is currently in progress against this resource. Please try again.",
            409,
        )
    known = name in moto.buckets
    answer = call.forward()
    if not known:
        bucket = moto.buckets[name]
        settings(bucket)["ownership"] = ownership
        tags = (call.params.get("CreateBucketConfiguration") or {}).get("Tags")
        if tags:
            moto.put_bucket_tagging(name, {tag["Key"]: tag["Value"] for tag in tags})
    answer.setdefault("Location", f"/{name}")
    return answer | {"BucketArn": f"arn:{call.partition}:s3:::{name}"}


def _check_namespace(call: Call, name: str) -> None:  # F23
    """The end of a name says its namespace, and the account's own is its account's and Region's alone."""
    own = call.params.get("BucketNamespace") == "account-regional"
    if own != name.endswith("-an") or (own and not name.endswith(f"-{call.account}-{call.region}-an")):
        raise AwsError("InvalidBucketName", "The specified bucket is not valid.", 400)


def _freed(call: Call) -> dict[str, float]:
    """When the names of deleted buckets can be taken again."""
    return state.store("s3", "", call.partition).setdefault("freed", {})


@operation("s3", "DeleteBucket")
def delete(call: Call) -> dict[str, Any]:
    """The name stays taken for a while, up to an hour (behaviour F1)."""
    answer = call.forward()
    _freed(call)[call.params["Bucket"]] = state.ready_at("s3:bucket_name")
    return answer


@operation("s3", "ListBuckets")
def list_buckets(call: Call) -> dict[str, Any]:
    prefix, region = call.params.get("Prefix") or "", call.params.get("BucketRegion")
    buckets = sorted(backend("s3", call.account, call.partition).buckets.values(), key=lambda bucket: bucket.name)
    buckets = [entry for entry in buckets if entry.name.startswith(prefix) and region in (None, entry.region_name)]
    size = call.params.get("MaxBuckets")
    part, following = page(buckets, call.params.get("ContinuationToken"), size or len(buckets) or 1)
    with_region = bool(size or region or prefix or call.params.get("ContinuationToken"))
    rows = []
    for bucket in part:
        row = {"Name": bucket.name, "CreationDate": bucket.creation_date}
        rows.append(row | ({"BucketRegion": bucket.region_name} if with_region else {}))
    answer = {"Buckets": rows, "Owner": {"ID": f"{int(call.account):064x}"}, "ContinuationToken": following}
    return answer | ({"Prefix": prefix} if prefix else {})
