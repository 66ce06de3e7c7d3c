"""Who may reach a bucket: public access block, ownership, ACLs and bucket policies."""

from __future__ import annotations

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.exceptions import S3ClientError
from moto.s3.models import FakeBucket, PublicAccessBlock, s3_backends
from moto.s3.responses import S3Response

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.policies import MalformedPolicy, as_list, is_public, statements, unknown_principals

from .buckets import ALL_BLOCKED, ENFORCED, find, settings

POLICY = 20 * 1024  # bytes, see "Bucket policies for Amazon S3"

OWNERSHIPS = (ENFORCED, "BucketOwnerPreferred", "ObjectWriter")
NO_ACLS = ("AccessControlListNotSupported", "The bucket does not allow ACLs")


@operation("s3", "GetPublicAccessBlock")
def get_public_access(call: Call) -> dict[str, Any]:
    found = settings(find(call, call.params["Bucket"]))["public_access"]
    if found is None:
        raise AwsError(
            "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found", 404
        )
    return {"PublicAccessBlockConfiguration": found}


@operation("s3", "PutPublicAccessBlock")
def put_public_access(call: Call) -> None:
    given = call.params["PublicAccessBlockConfiguration"]
    _set_public_access(find(call, call.params["Bucket"]), {key: bool(given.get(key)) for key in ALL_BLOCKED})


@operation("s3", "DeletePublicAccessBlock")
def delete_public_access(call: Call) -> None:
    _set_public_access(find(call, call.params["Bucket"]), None)


def _set_public_access(bucket: FakeBucket, value: dict[str, bool] | None) -> None:
    settings(bucket)["public_access"] = value
    # moto refuses public ACLs by its own copy.
    bucket.public_access_block = PublicAccessBlock(*(value[key] for key in ALL_BLOCKED)) if value else None


@operation("s3", "GetBucketOwnershipControls")
def get_ownership(call: Call) -> dict[str, Any]:
    found = settings(find(call, call.params["Bucket"]))["ownership"]
    if found is None:
        raise AwsError("OwnershipControlsNotFoundError", "The bucket ownership controls were not found", 404)
    return {"OwnershipControls": {"Rules": [{"ObjectOwnership": found}]}}


@operation("s3", "PutBucketOwnershipControls")
def put_ownership(call: Call) -> None:
    rules = call.params["OwnershipControls"].get("Rules") or []
    if len(rules) != 1 or rules[0].get("ObjectOwnership") not in OWNERSHIPS:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed", 400)
    settings(find(call, call.params["Bucket"]))["ownership"] = rules[0]["ObjectOwnership"]


@operation("s3", "DeleteBucketOwnershipControls")
def delete_ownership(call: Call) -> None:
    settings(find(call, call.params["Bucket"]))["ownership"] = None


@operation("s3", "PutBucketAcl", "PutObjectAcl")
def put_acl(call: Call) -> dict[str, Any]:  # F5
    if settings(find(call, call.params["Bucket"]))["ownership"] == ENFORCED:
        raise AwsError(*NO_ACLS, 400)
    return call.forward()


def _acl_from_headers(original: Any) -> Any:
    """Refuse an ACL in the headers of a write to a bucket that has no ACLs."""

    def acl_from_headers(self: S3Response, headers: Any) -> Any:
        wanted = headers.get("x-amz-acl", "bucket-owner-full-control") != "bucket-owner-full-control"
        wanted = wanted or any(name.lower().startswith("x-amz-grant-") for name, _unused in headers.items())
        partition, owner = s3_backends.bucket_accounts.get(self.bucket_name, (None, None))
        bucket = s3_backends[owner][partition].buckets.get(self.bucket_name) if owner else None
        known = bucket is not None and "simulator_settings" in bucket.__dict__
        if wanted and known and settings(bucket)["ownership"] == ENFORCED:
            raise S3ClientError(*NO_ACLS)
        return original(self, headers)

    return acl_from_headers


@operation("s3", "PutBucketPolicy")
def put_policy(call: Call) -> dict[str, Any]:  # F5
    bucket = find(call, call.params["Bucket"])
    text = call.params["Policy"]
    if len(text.encode()) > POLICY:
        raise AwsError("MalformedPolicy", "Policy exceeds the maximum allowed document size.", 400)
    try:
        rules = statements(text)
    except MalformedPolicy as error:
        raise AwsError("MalformedPolicy", str(error), 400) from error
    arn = f"arn:{bucket.partition}:s3:::{bucket.name}"
    for rule in rules:
        for resource in as_list(rule.get("Resource", rule.get("NotResource", []))):
            if resource != arn and not resource.startswith(f"{arn}/"):
                raise AwsError("MalformedPolicy", "Policy has invalid resource", 400)
        if not {"Principal", "NotPrincipal"} & set(rule):
            raise AwsError("MalformedPolicy", "Missing required field Principal", 400)
    if unknown_principals(rules):
        raise AwsError("MalformedPolicy", "Invalid principal in policy", 400)
    if (settings(bucket)["public_access"] or {}).get("BlockPublicPolicy") and is_public(rules):
        raise AwsError(
            "AccessDenied",
            f"User: arn:{call.partition}:iam::{call.account}:root is not authorized to perform: s3:PutBucketPolicy on "
            f'resource: "{arn}" because public policies are prevented by the BlockPublicPolicy setting in S3 Block '
            "Public Access.",
            403,
        )
    return call.forward()


def _permission(self: FakeBucket, action: str, resource: str) -> Any:
    """What the bucket's policy says about a call of the account: only a Deny to everybody without conditions counts.

    The simulator's callers use TLS as far as a policy can tell, and it does not know which role they have.
    """
    if self.policy is None:
        return PermissionResult.NEUTRAL
    rules = [
        rule
        for rule in statements(self.policy.decode())
        if rule["Effect"] == "Deny" and not rule.get("Condition") and rule.get("Principal") in ("*", {"AWS": "*"})
    ]
    if not rules:
        return PermissionResult.NEUTRAL
    document = IAMPolicy(json.dumps({"Version": "2012-10-17", "Statement": rules}))
    return document.is_action_permitted(action, resource)


def install() -> None:
    """Correct moto's way to look at policies and ACLs on object calls."""
    FakeBucket.get_permission = _permission
    S3Response._acl_from_headers = _acl_from_headers(S3Response._acl_from_headers)
