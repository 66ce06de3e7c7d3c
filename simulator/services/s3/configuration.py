"""Default encryption and access logging of buckets."""

from __future__ import annotations

import copy
from typing import Any

from moto.s3.models import FakeBucket

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.policies import as_list, statements

from .buckets import ENCRYPTION, ENFORCED, find, settings

ALGORITHMS = ("AES256", "aws:kms", "aws:kms:dsse")
LOGGER = "logging.s3.amazonaws.com"
LOG_GROUP = "http://acs.amazonaws.com/groups/s3/LogDelivery"


@operation("s3", "GetBucketEncryption")
def get_encryption(call: Call) -> dict[str, Any]:
    return {"ServerSideEncryptionConfiguration": settings(find(call, call.params["Bucket"]))["encryption"]}


@operation("s3", "PutBucketEncryption")
def put_encryption(call: Call) -> None:
    bucket = find(call, call.params["Bucket"])
    rules = call.params["ServerSideEncryptionConfiguration"].get("Rules") or []
    if len(rules) != 1:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed", 400)
    current = settings(bucket)["encryption"]["Rules"][0]
    rule = {"BucketKeyEnabled": False, "BlockedEncryptionTypes": current["BlockedEncryptionTypes"], **rules[0]}
    default = rule.get("ApplyServerSideEncryptionByDefault") or {"SSEAlgorithm": "AES256"}
    if default["SSEAlgorithm"] not in ALGORITHMS:
        raise AwsError("MalformedXML", "The XML you provided was not well-formed", 400)
    if default.get("KMSMasterKeyID") and default["SSEAlgorithm"] == "AES256":
        message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse"
        raise AwsError("InvalidArgument", message, 400)
    rule["ApplyServerSideEncryptionByDefault"] = default
    _set_encryption(bucket, {"Rules": [rule]})


@operation("s3", "DeleteBucketEncryption")
def delete_encryption(call: Call) -> None:
    _set_encryption(find(call, call.params["Bucket"]), copy.deepcopy(ENCRYPTION))


def _set_encryption(bucket: FakeBucket, configuration: dict[str, Any]) -> None:
    settings(bucket)["encryption"] = configuration
    # moto names the encryption of new objects by its own copy.
    rule = configuration["Rules"][0]
    bucket.encryption = {"Rule": {**rule, "BucketKeyEnabled": str(bool(rule["BucketKeyEnabled"])).lower()}}


@operation("s3", "GetBucketLogging")
def get_logging(call: Call) -> dict[str, Any]:
    found = settings(find(call, call.params["Bucket"])).get("logging")
    return {"LoggingEnabled": found} if found else {}


@operation("s3", "PutBucketLogging")
def put_logging(call: Call) -> None:
    bucket = find(call, call.params["Bucket"])
    wanted = (call.params.get("BucketLoggingStatus") or {}).get("LoggingEnabled")
    if wanted:
        _check_log_bucket(call, bucket, wanted)
    settings(bucket)["logging"] = wanted


def _check_log_bucket(call: Call, source: FakeBucket, wanted: dict[str, Any]) -> None:
    name = wanted["TargetBucket"]
    try:
        target = find(call, name)
    except AwsError as error:
        message = "The target bucket for logging does not exist"
        raise AwsError("InvalidTargetBucketForLogging", message, 400, TargetBucket=name) from error
    if target.region_name != source.region_name:
        message = "The source and target bucket must be in the same region"
        raise AwsError("CrossLocationLoggingProhibitted", message, 403)
    enforced = settings(target)["ownership"] == ENFORCED
    if enforced and wanted.get("TargetGrants"):
        raise AwsError("AccessControlListNotSupported", "The bucket does not allow ACLs", 400)
    if not _policy_allows(target) and (enforced or not _acl_allows(target)):
        message = "You must give the log-delivery group WRITE and READ_ACP permissions to the target bucket"
        raise AwsError("InvalidTargetBucketForLogging", message, 400, TargetBucket=name)


def _policy_allows(bucket: FakeBucket) -> bool:
    if bucket.policy is None:
        return False
    for rule in statements(bucket.policy.decode()):
        principal = rule.get("Principal")
        services = as_list(principal.get("Service", [])) if isinstance(principal, dict) else []
        actions = {action.lower() for action in as_list(rule.get("Action", []))}
        if rule["Effect"] == "Allow" and LOGGER in services and actions & {"s3:putobject", "s3:*", "s3:put*"}:
            return True
    return False


def _acl_allows(bucket: FakeBucket) -> bool:
    grants = bucket.acl.grants if bucket.acl else []
    return any(grantee.uri == LOG_GROUP for grant in grants for grantee in grant.grantees)
