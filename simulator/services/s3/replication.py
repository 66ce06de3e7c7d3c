"""Replication: what a configuration needs, and copies of what is put afterwards."""

from __future__ import annotations

import copy
from typing import Any

from moto.s3.models import FakeBucket, FakeKey, S3Backend, s3_backends

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend
from simulator.core.policies import trusts

from .buckets import find, settings

VERSIONED = "Versioning must be 'Enabled' on the bucket to apply a replication configuration"
SCHEMA = (
    "{} must be specified for this version of Cross Region Replication configuration schema. Please refer to S3 Developer "
    "Guide for more information."
)


def _refused(message: str, code: str = "InvalidRequest") -> AwsError:
    return AwsError(code, message, 400)


@operation("s3", "PutBucketReplication")
def put(call: Call) -> None:  # F25
    bucket = find(call, call.params["Bucket"])
    wanted = copy.deepcopy(call.params["ReplicationConfiguration"])
    if bucket.versioning_status != "Enabled":
        raise _refused(VERSIONED)
    rules = wanted.get("Rules") or []
    if not 0 < len(rules) <= 1000:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed", 400)
    for member in ("ID", "Priority"):
        values = [rule[member] for rule in rules if member in rule]
        if len(set(values)) != len(values):
            raise _refused(f"Found duplicate {member}", "InvalidArgument")
    for rule in rules:
        _check(call, bucket, rule)
    settings(bucket)["replication"] = wanted


def _check(call: Call, bucket: FakeBucket, rule: dict[str, Any]) -> None:
    """List of replication-related error codes (Amazon S3 API Reference)."""
    condition = rule.get("Filter")
    if condition is not None:
        for member in ("DeleteMarkerReplication", "Priority"):
            if member not in rule:
                raise _refused(SCHEMA.format(member))
        tagged = "Tag" in condition or (condition.get("And") or {}).get("Tags")
        if tagged and rule["DeleteMarkerReplication"].get("Status") == "Enabled":
            raise _refused("Delete marker replication is not supported if any Tag filter is specified.")
    destination = rule["Destination"]
    try:
        target = find(call, destination["Bucket"].rpartition(":")[2])
    except AwsError as error:
        raise _refused("Destination bucket must exist.") from error
    if target.versioning_status != "Enabled":
        raise _refused("Destination bucket must have versioning enabled.")
    if bucket.object_lock_enabled and not target.object_lock_enabled:
        raise _refused("Destination bucket must have object lock enabled.")
    encrypted = _kms(rule)
    key = (destination.get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID")
    if encrypted and not key:
        raise _refused("ReplicaKmsKeyID must be specified if SseKmsEncryptedObjects tag is present.")
    if key and not encrypted:
        raise _refused("SseKmsEncryptedObjects must be specified if EncryptionConfiguration is present.")
    if key and key.startswith("arn:") and key.split(":")[3] != target.region_name:
        raise _refused("Invalid ReplicaKmsKeyID ARN.")
    if "ReplicationTime" in destination and "Metrics" not in destination:
        raise _refused("Metrics must be specified if ReplicationTime is present.")


def _kms(rule: dict[str, Any]) -> bool:
    criteria = rule.get("SourceSelectionCriteria") or {}
    return (criteria.get("SseKmsEncryptedObjects") or {}).get("Status") == "Enabled"


@operation("s3", "GetBucketReplication")
def get(call: Call) -> dict[str, Any]:
    found = settings(find(call, call.params["Bucket"])).get("replication")
    if not found:
        raise AwsError("ReplicationConfigurationNotFoundError", "The replication configuration was not found", 404)
    return {"ReplicationConfiguration": found}


@operation("s3", "DeleteBucketReplication")
def delete(call: Call) -> None:
    settings(find(call, call.params["Bucket"])).pop("replication", None)


def _rules(bucket: FakeBucket, name: str) -> list[dict[str, Any]]:
    """The rules that are for the object of a name."""
    found = bucket.__dict__.get("simulator_settings", {}).get("replication")
    if not found or not _assumable(found["Role"]):
        return []
    return [
        rule
        for rule in found["Rules"]
        if rule["Status"] == "Enabled" and name.startswith((rule.get("Filter") or rule).get("Prefix") or "")
    ]


def _assumable(role: str) -> bool:
    partition, account = role.split(":")[1], role.split(":")[4]
    iam = backend("iam", account, partition)
    return any(
        entry.arn == role and trusts(entry.assume_role_policy_document, "s3.amazonaws.com")
        for entry in iam.roles.values()
    )


def _target(rule: dict[str, Any]) -> tuple[S3Backend, FakeBucket] | None:
    name = rule["Destination"]["Bucket"].rpartition(":")[2]
    partition, owner = s3_backends.bucket_accounts.get(name, (None, None))
    return (s3_backends[owner][partition], s3_backends[owner][partition].buckets[name]) if owner else None


def _copied(original: Any) -> Any:
    def put_object(self: S3Backend, *arguments: Any, **more: Any) -> FakeKey:
        made: FakeKey = original(self, *arguments, **more)
        bucket = self.buckets[made.bucket_name]
        for rule in _rules(bucket, made.name):  # F26: what is put from now on, and nothing else
            if made.encryption not in ("aws:kms", "aws:kms:dsse") or _kms(rule):
                state.after("s3:replica", lambda rule=rule: _copy(original, made, rule))
        return made

    return put_object


def _copy(put_object: Any, made: FakeKey, rule: dict[str, Any]) -> None:
    found = _target(rule)
    if found is None:
        return
    destination = rule["Destination"]
    key = (destination.get("EncryptionConfiguration") or {}).get("ReplicaKmsKeyID")
    copied = put_object(
        found[0],
        found[1].name,
        made.name,
        made.value,
        storage=destination.get("StorageClass") or made.storage_class,
        encryption="aws:kms" if key else None,
        kms_key_id=key,
        disable_notification=True,
    )
    copied._metadata = made._metadata  # which moto fills when the object is there already


def _marked(original: Any) -> Any:
    def delete_object(
        self: S3Backend, bucket_name: str, key_name: str, version_id: Any = None, *more: Any, **rest: Any
    ) -> Any:
        answer = original(self, bucket_name, key_name, version_id, *more, **rest)
        if version_id is None and bucket_name in self.buckets:
            for rule in _rules(self.buckets[bucket_name], key_name):
                found = _target(rule)
                if found and (rule.get("DeleteMarkerReplication") or {}).get("Status") == "Enabled":
                    state.after("s3:replica", lambda found=found: original(found[0], found[1].name, key_name))
        return answer

    return delete_object


def install() -> None:
    """Let moto's writes of objects be followed by their copies."""
    S3Backend.put_object = _copied(S3Backend.put_object)
    S3Backend.delete_object = _marked(S3Backend.delete_object)
