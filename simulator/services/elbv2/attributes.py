"""Attributes of load balancers; access logs need a bucket that takes the delivery."""

from __future__ import annotations

import fnmatch
import json
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from . import defaults
from .find import balancer, check_attributes, shown_attributes, validation

LOG_KINDS = ("access_logs", "connection_logs", "health_check_logs")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _principals(statement: dict[str, Any]) -> set[str]:
    principal = statement.get("Principal")
    if isinstance(principal, str):
        return {principal}
    return {name for names in (principal or {}).values() for name in _as_list(names)}


def _delivers(call: Call, statement: dict[str, Any], resource: str) -> bool:
    """True when a statement lets Elastic Load Balancing put objects at ``resource``."""
    account = defaults.LOG_ACCOUNTS.get(call.region, "")
    deliverers = {"*", defaults.LOG_SERVICE, account, f"arn:{call.partition}:iam::{account}:root"}
    return (
        statement.get("Effect") == "Allow"
        and bool(_principals(statement) & deliverers)
        and any(fnmatch.fnmatchcase("s3:PutObject", action) for action in _as_list(statement.get("Action", [])))
        and any(fnmatch.fnmatchcase(resource, pattern) for pattern in _as_list(statement.get("Resource", [])))
    )


def _check_bucket(call: Call, bucket: str, prefix: str) -> None:  # C12
    """Refuse a bucket that is missing, in another region, encrypted with KMS, or closed for the delivery."""
    if not bucket:
        raise validation("The S3 bucket must be specified when logs are enabled")
    denied = AwsError(
        "InvalidConfigurationRequest", f"Access Denied for bucket: {bucket}. Please check S3bucket permission"
    )
    try:
        place = call.invoke("s3", "HeadBucket", {"Bucket": bucket})["BucketRegion"]
    except AwsError as error:
        raise AwsError("InvalidConfigurationRequest", f"S3 bucket '{bucket}' does not exist") from error
    if place != call.region:
        raise AwsError("InvalidConfigurationRequest", f"S3 bucket '{bucket}' is not in the region of the load balancer")
    try:
        policy = json.loads(call.invoke("s3", "GetBucketPolicy", {"Bucket": bucket})["Policy"])
        encryption = call.invoke("s3", "GetBucketEncryption", {"Bucket": bucket})
    except AwsError as error:
        if error.code != "ServerSideEncryptionConfigurationNotFoundError":
            raise denied from error
        encryption = {}
    path = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
    resource = f"arn:{call.partition}:s3:::{bucket}/{path}AWSLogs/{call.account}/log"
    if not any(_delivers(call, statement, resource) for statement in _as_list(policy.get("Statement", []))):
        raise denied
    rules = (encryption.get("ServerSideEncryptionConfiguration") or {}).get("Rules") or []
    if any(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] != "AES256" for rule in rules):
        raise denied


@operation("elbv2", "ModifyLoadBalancerAttributes")
def modify_load_balancer_attributes(call: Call) -> dict[str, Any]:  # C8, C9
    item = balancer(call, call.params["LoadBalancerArn"])
    changes = check_attributes("Load balancer", defaults.BALANCER[item.type], call.params["Attributes"])
    merged = {**item.attrs, **changes}
    for kind in LOG_KINDS:
        touched = any(key.startswith(f"{kind}.") for key in changes)
        if touched and merged.get(f"{kind}.s3.enabled") == "true":
            _check_bucket(call, merged[f"{kind}.s3.bucket"], merged[f"{kind}.s3.prefix"])
    item.attrs = merged
    return {"Attributes": shown_attributes(merged)}


@operation("elbv2", "DescribeLoadBalancerAttributes")
def describe_load_balancer_attributes(call: Call) -> dict[str, Any]:
    return {"Attributes": shown_attributes(balancer(call, call.params["LoadBalancerArn"]).attrs)}
