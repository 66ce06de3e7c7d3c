"""Versions and object lock: what can no longer be taken back."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from .buckets import find, settings

STATE = "InvalidBucketState"
HELD = "{} is present on this bucket, so {}"
FIRST = "you cannot change the versioning state. To change the versioning state, first delete the replication configuration."


@operation("s3", "PutBucketVersioning")
def put_versioning(call: Call) -> dict[str, Any]:
    bucket = find(call, call.params["Bucket"])
    if call.params["VersioningConfiguration"].get("Status") != "Enabled":
        if bucket.object_lock_enabled:
            raise AwsError(
                STATE, HELD.format("An Object Lock configuration", "the versioning state cannot be changed."), 409
            )
        if settings(bucket).get("replication"):
            raise AwsError(STATE, HELD.format("A replication configuration", FIRST), 409)
    return call.forward()


@operation("s3", "PutObjectLockConfiguration")
def put_lock(call: Call) -> None:
    bucket = find(call, call.params["Bucket"])
    if bucket.versioning_status != "Enabled":
        raise AwsError(STATE, "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration", 409)
    wanted = call.params.get("ObjectLockConfiguration") or {}
    retention = (wanted.get("Rule") or {}).get("DefaultRetention") or {}
    if retention and ("Mode" not in retention or ("Days" in retention) == ("Years" in retention)):
        raise AwsError("MalformedXML", "The XML you provided was not well-formed", 400)
    bucket.object_lock_enabled = True
    bucket.default_lock_mode = retention.get("Mode")
    bucket.default_lock_days, bucket.default_lock_years = retention.get("Days"), retention.get("Years")


@operation("s3", "GetObjectLockConfiguration")
def get_lock(call: Call) -> dict[str, Any]:
    bucket = find(call, call.params["Bucket"])
    if not bucket.object_lock_enabled:
        message = "Object Lock configuration does not exist for this bucket"
        raise AwsError("ObjectLockConfigurationNotFoundError", message, 404)
    found: dict[str, Any] = {"ObjectLockEnabled": "Enabled"}
    if bucket.default_lock_mode:
        time = {"Days": bucket.default_lock_days, "Years": bucket.default_lock_years}
        time = {name: value for name, value in time.items() if value}
        found["Rule"] = {"DefaultRetention": {"Mode": bucket.default_lock_mode, **time}}
    return {"ObjectLockConfiguration": found}
