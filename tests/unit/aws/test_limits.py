"""How long documents may be: what is longer is refused in the plan, what just fits is not."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudfront.function import CloudFrontFunction
from ansible_collections.slipway.aws.plugins.module_utils.aws.cloudwatch.dashboard import Dashboard
from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc_endpoint import VpcEndpoint
from ansible_collections.slipway.aws.plugins.module_utils.aws.ecr.repository import EcrRepository
from ansible_collections.slipway.aws.plugins.module_utils.aws.efs.file_system_policy import FileSystemPolicy
from ansible_collections.slipway.aws.plugins.module_utils.aws.events.rule import EventRule
from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.managed_policy import ManagedPolicy
from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.role import Role
from ansible_collections.slipway.aws.plugins.module_utils.aws.kms.key import KmsKey
from ansible_collections.slipway.aws.plugins.module_utils.aws.s3.bucket_policy import BucketPolicy
from ansible_collections.slipway.aws.plugins.module_utils.aws.scheduler.schedule import Schedule
from ansible_collections.slipway.aws.plugins.module_utils.aws.secretsmanager.secret import Secret
from ansible_collections.slipway.aws.plugins.module_utils.aws.sns.topic import SnsTopic
from ansible_collections.slipway.aws.plugins.module_utils.aws.sqs.queue import SqsQueue
from ansible_collections.slipway.aws.plugins.module_utils.engine.fields import too_long

EMPTY = len('{"a":""}')


def document(length: int) -> dict[str, str]:
    return {"a": "x" * (length - EMPTY)}


def metrics(count: int) -> dict[str, Any]:
    return {"type": "metric", "properties": {"metrics": [["A", "B"]] * count}}


@pytest.mark.parametrize(
    ("kind", "field", "most", "made"),
    [
        (Role, "AssumeRolePolicyDocument", 4_096, document),
        (
            Role,
            "Policies",
            10_240,
            lambda length: {"one": document(length // 2), "two": document(length - length // 2)},
        ),
        (ManagedPolicy, "PolicyDocument", 6_144, document),
        (KmsKey, "Policy", 32_768, document),
        (BucketPolicy, "Statement", 20_480, lambda length: [document(length - 2)]),
        (VpcEndpoint, "PolicyDocument", 20_480, document),
        (SnsTopic, "Policy", 30_720, document),
        (SqsQueue, "Policy", 8_192, document),
        (Secret, "ResourcePolicy", 20_480, lambda length: [document(length - 2)]),
        (EcrRepository, "policyText", 10_240, document),
        (EcrRepository, "lifecyclePolicyText", 30_720, document),
        (FileSystemPolicy, "Policy", 20_000, document),
        (EventRule, "EventPattern", 2_048, document),
        (Schedule, "Target", 262_144, lambda length: {"Input": document(length)}),
        (CloudFrontFunction, "FunctionCode", 10_240, lambda length: "x" * length),
        (Dashboard, "DashboardBody", 499, lambda count: {"widgets": [metrics(0)] * count}),
        (Dashboard, "DashboardBody", 500, lambda count: {"widgets": [metrics(count)]}),
        (
            Dashboard,
            "DashboardBody",
            2_500,
            lambda count: {"widgets": [metrics(count // 6 + 1)] * 5 + [metrics(count - 5 * (count // 6 + 1))]},
        ),
    ],
)
def test_one_more_is_too_much(kind: Any, field: str, most: int, made: Any) -> None:
    assert too_long(kind.fields, {field: made(most)}) == []
    (said,) = too_long(kind.fields, {field: made(most + 1)})
    assert said.startswith(f"{field}: ") and "at most" in said
