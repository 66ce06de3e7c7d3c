"""AWS's refusals by their codes and words: what passes, what says that it is there already, what may be sent twice."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.refusals import (
    BUSY_SECONDS,
    UNSEEN_SECONDS,
    patience,
    repeatable,
    taken,
)

# As AWS's services say it.
SLOWLY = """
Throttling ThrottlingException ThrottledException RequestThrottled RequestThrottledException RequestLimitExceeded Throttled
TooManyRequestsException TooManyRequests EC2ThrottledException BandwidthLimitExceeded SlowDown PriorRequestNotComplete
ProvisionedThroughputExceededException TransactionInProgressException
"""


@pytest.mark.parametrize("code", SLOWLY.split())
@pytest.mark.behaviour("G21")
def test_every_way_to_say_slowly(code):
    assert patience(AwsError("x", "y", code, "")) == BUSY_SECONDS


@pytest.mark.parametrize(
    "message",
    [
        "The role defined for the function cannot be assumed by Lambda.",
        "ECS was unable to assume the role 'x' that was provided for this task.",
        "Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
        "Please verify the trust policy of the role.",
        "Invalid request provided: check the Trusted Entity of the role",
        "The role does not have required permissions",
        "Invalid principal in policy",
        "Policy contains a statement with one or more invalid principals.",
        "Invalid parameter: Policy Error: PrincipalNotFound",
        "Invalid value for the parameter Policy.",
        "IAM role ARN value is invalid or does not include the required permissions for: ENHANCED_MONITORING",
        "The provided role does not have the permissions required to assume the role",
        "KMS key is invalid for CreateGrant",
        "Verify in IAM that the role has adequate trust relationships",
        "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
        "The specified KMS key does not exist or is not allowed to be used with Arn 'x'",
    ],
)
@pytest.mark.behaviour("A5")
def test_every_way_to_say_that_a_role_is_not_known_yet(message):
    assert patience(AwsError("x", "y", "InvalidParameter", message)) == UNSEEN_SECONDS


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
    assert taken(AwsError("x", "create_it", code, message)) is mine


@pytest.mark.parametrize("operation", ["put_parameter", "replace_route_table_association", "run_task", "rotate_secret"])
def test_a_change_that_makes_something_new_each_time_is_not_repeated(operation):
    assert not repeatable(operation, {})
    assert not repeatable(operation, {"Overwrite": False})


def test_a_parameter_may_be_overwritten_twice():
    assert repeatable("put_parameter", {"Overwrite": True})
