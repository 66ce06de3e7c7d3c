"""AWS's refusals by their codes and words: what passes, what says that it is there already, what may be sent twice."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.services import SERVICES
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.refusals import (
    BUSY_SECONDS,
    UNSEEN_SECONDS,
    patience,
    repeatable,
    taken,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.service import Service

ANY = Service("any")
# As AWS's services say it.
SLOWLY = """
Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException RequestLimitExceeded Throttled
TooManyRequestsException TooManyRequests EC2ThrottledException BandwidthLimitExceeded SlowDown PriorRequestNotComplete
ProvisionedThroughputExceededException TransactionInProgressException
"""


@pytest.mark.parametrize("code", SLOWLY.split())
@pytest.mark.behaviour("G21")
def test_every_way_to_say_slowly(code):
    assert patience(AwsError("x", "y", code, ""), ANY) == BUSY_SECONDS


@pytest.mark.parametrize(
    ("service", "message"),
    [
        ("any", "The role defined for the function cannot be assumed by Lambda."),
        ("any", "ECS was unable to assume the role 'x' that was provided for this task."),
        ("ecs", "Unable to assume the service linked role. Please verify that the ECS service linked role exists."),
        ("any", "Please verify the trust policy of the role."),
        ("any", "Invalid request provided: check the Trusted Entity of the role"),
        ("any", "The role does not have required permissions"),
        ("any", "Invalid principal in policy"),
        ("kms", "Policy contains a statement with one or more invalid principals."),
        ("sns", "Invalid parameter: Policy Error: PrincipalNotFound"),
        ("sqs", "Invalid value for the parameter Policy."),
        ("rds", "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING"),
        ("any", "The provided role does not have the permissions required to assume the role"),
        ("rds", "KMS key is invalid for CreateGrant"),
        ("any", "Verify in IAM that the role has adequate trust relationships"),
        ("scheduler", "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."),
        ("logs", "The specified KMS key does not exist or is not allowed to be used with Arn 'x'"),
    ],
)
@pytest.mark.behaviour("A5")
def test_every_way_to_say_that_a_role_is_not_known_yet(service, message):
    said = AwsError(service, "y", "InvalidParameter", message)
    assert patience(said, SERVICES.get(service, ANY)) == UNSEEN_SECONDS


@pytest.mark.parametrize(
    ("code", "message", "mine"),
    [
        ("EntityAlreadyExists", "", True),
        ("InvalidGroup.Duplicate", "", True),
        ("InvalidSubnet.Conflict", "", True),
        ("DuplicateListener", "", True),
        ("ResourceExistsException", "", True),
        ("BucketAlreadyOwnedByYou", "", True),
        ("PriorityInUse", "", True),
        ("Resource.AlreadyAssociated", "", True),
        ("InvalidParameterException", "Creation of service was not idempotent.", True),
        ("ResourceConflictException", "The statement id (a) provided already exists.", True),
        (
            "InvalidParameter",
            "private-dns-enabled cannot be set because there is already a conflicting DNS domain for x",
            True,
        ),
        ("BucketAlreadyExists", "The requested bucket name is not available.", False),
        ("CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated", False),
        ("NoSuchEntity", "The role does not exist", False),
        ("ResourceNotExists", "", False),
        ("AccessDenied", "", False),
    ],
)
def test_a_refusal_to_make_a_second_one_is_told_by_its_words(code, message, mine):
    service = SERVICES[{"BucketAlreadyExists": "s3", "CNAMEAlreadyExists": "cloudfront"}.get(code, "iam")]
    assert taken(AwsError("x", "create_it", code, message), service) is mine


@pytest.mark.parametrize("operation", ["put_parameter", "replace_route_table_association", "run_task", "rotate_secret"])
def test_a_change_that_makes_something_new_each_time_is_not_repeated(operation):
    assert not repeatable(operation, {})
    assert not repeatable(operation, {"Overwrite": False})


def test_a_parameter_may_be_overwritten_twice():
    assert repeatable("put_parameter", {"Overwrite": True})
