"""The words of each service for the failures that any call can meet: code, message and HTTP status."""

from __future__ import annotations

# Code, message and status of what a service says when it is asked too often, where it is not the usual (behaviour G21).
THROTTLED = ("ThrottlingException", "Rate exceeded", 400)
THROTTLED_BY_SERVICE = {
    "autoscaling": ("Throttling", "Rate exceeded", 400),
    "cloudfront": ("Throttling", "Rate exceeded", 400),
    "cloudwatch": ("Throttling", "Rate exceeded", 400),
    "ec2": ("RequestLimitExceeded", "Request limit exceeded.", 503),
    "elbv2": ("Throttling", "Rate exceeded", 400),
    "iam": ("Throttling", "Rate exceeded", 400),
    "lambda": ("TooManyRequestsException", "Rate Exceeded.", 429),
    "rds": ("Throttling", "Rate exceeded", 400),
    "resourcegroupstaggingapi": ("ThrottledException", "Rate Exceeded", 400),
    "route53": ("Throttling", "Rate exceeded", 400),
    "s3": ("SlowDown", "Please reduce your request rate.", 503),
    "scheduler": ("ThrottlingException", "Rate exceeded", 429),
    "service-quotas": ("TooManyRequestsException", "Rate exceeded", 400),
    "servicediscovery": ("RequestLimitExceeded", "Rate exceeded", 429),
    "sns": ("Throttled", "Rate exceeded", 429),
    "sts": ("Throttling", "Rate exceeded", 400),
}
FAILED = ("InternalFailure", "The request processing has failed because of an unknown error.", 500)
FAILED_BY_SERVICE = {
    "ec2": ("InternalError", "An internal error has occurred", 500),
    "s3": ("InternalError", "We encountered an internal error. Please try again.", 500),
    "ecs": ("ServerException", "Service Unavailable. Please try again later.", 500),
    "elbv2": ("ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
}
EXPIRED = ("ExpiredTokenException", "The security token included in the request is expired", 400)
EXPIRED_BY_SERVICE = {
    "ec2": ("RequestExpired", "Request has expired.", 400),
    "s3": ("ExpiredToken", "The provided token has expired.", 400),
    **dict.fromkeys(
        ("cloudfront", "elbv2", "iam", "rds", "route53", "sns", "sts"),
        ("ExpiredToken", "The security token included in the request is expired", 403),
    ),
}
# Code and status of a call that IAM does not allow.
DENIED = ("AccessDeniedException", 400)
DENIED_BY_SERVICE = {
    "ec2": ("UnauthorizedOperation", 403),
    "sns": ("AuthorizationError", 403),
    **dict.fromkeys(
        ("autoscaling", "cloudfront", "cloudwatch", "elbv2", "iam", "rds", "route53", "s3", "sts"),
        ("AccessDenied", 403),
    ),
    **dict.fromkeys(("efs", "lambda", "scheduler"), ("AccessDeniedException", 403)),
}
_ABORTED = (
    "OperationAborted",
    "A conflicting conditional operation is currently in progress against this resource. Please try again.",
    409,
)
# Another change of the same object is under way: C19, F2, F17, G17.
BUSY = {
    ("s3", "PutBucketPolicy"): _ABORTED,
    ("s3", "PutBucketEncryption"): _ABORTED,
    ("s3", "PutBucketVersioning"): _ABORTED,
    ("s3", "PutBucketLifecycleConfiguration"): _ABORTED,
    ("s3", "PutPublicAccessBlock"): _ABORTED,
    ("route53", "ChangeResourceRecordSets"): (
        "PriorRequestNotComplete",
        "The request was rejected because Route 53 was still processing a prior request.",
        400,
    ),
    ("wafv2", "AssociateWebACL"): (
        "WAFUnavailableEntityException",
        "AWS WAF couldn't retrieve a resource that you specified for this operation. Retry your request.",
        400,
    ),
    ("application-autoscaling", "RegisterScalableTarget"): (
        "ConcurrentUpdateException",
        "You already have a pending update to an Application Auto Scaling resource.",
        400,
    ),
    ("events", "PutRule"): ("ConcurrentModificationException", "Rule is being modified concurrently", 400),
}


def error_of(kind: str, service: str, operation: str) -> tuple[str, str, int] | None:
    """Code, message and status of a fault of a kind in a service; None where the service has no such fault."""
    if kind == "busy":
        return BUSY.get((service, operation))
    usual, own = {
        "throttled": (THROTTLED, THROTTLED_BY_SERVICE),
        "failed": (FAILED, FAILED_BY_SERVICE),
        "expired": (EXPIRED, EXPIRED_BY_SERVICE),
    }[kind]
    return own.get(service, usual)


def denied(service: str, identity: str, action: str, resource: str, reason: str) -> tuple[str, str, int]:
    """Code, message and status of a refusal by IAM, as each service says it.

    EC2's messages end on AWS with an encoded part, which is left out here.
    """
    code, status = DENIED_BY_SERVICE.get(service, DENIED)
    text = f"User: {identity} is not authorized to perform: {action} on resource: {resource} {reason}"
    return code, f"You are not authorized to perform this operation. {text}" if service == "ec2" else text, status
