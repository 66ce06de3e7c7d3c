"""The registry capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import declare

from .bad_input import cases, check

ADDRESS = "registry/main/ecr_repository/main"


def repository(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    _unused, (declaration,) = declare({"registry": options}, **identity)
    (node,) = declaration.nodes
    assert node.address == ADDRESS
    return node.filled()


@pytest.mark.parametrize("case", cases("registry"))
def test_bad_input_is_refused(case: dict[str, Any]) -> None:
    check("registry", case)


def test_images_are_scanned_fixed_and_encrypted_by_default() -> None:
    wanted = repository({"name": "inflight-ordering-app"})

    assert wanted["repositoryName"] == "inflight-ordering-app"
    assert wanted["imageScanningConfiguration"] == {"scanOnPush": True}
    assert wanted["imageTagMutability"] == "IMMUTABLE"
    assert wanted["encryptionConfiguration"] == {"encryptionType": "KMS", "kmsKey": "(known after apply: encryption/main.key_arn)"}
    assert wanted["policyText"] is None


def test_ten_images_stay_and_untagged_ones_go_after_a_week() -> None:
    untagged, newest = repository({})["lifecyclePolicyText"]["rules"]

    assert untagged["selection"] == {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 7}
    assert newest["selection"] == {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}
    assert untagged["rulePriority"] < newest["rulePriority"]


def test_no_rule_means_no_lifecycle_policy() -> None:
    assert repository({"keep_images": 0, "untagged_days": 0})["lifecyclePolicyText"] is None


def test_own_lifecycle_policy_takes_the_place_of_ours() -> None:
    own = {"rules": [{"rulePriority": 1, "selection": {}, "action": {"type": "expire"}}]}
    assert repository({"lifecycle_policy": own})["lifecyclePolicyText"] == own


def test_other_accounts_may_pull_and_nothing_else() -> None:
    (statement,) = repository({"pull_account_ids": ["210987654321"]}, region="cn-north-1")["policyText"]["Statement"]

    assert statement["Principal"] == {"AWS": ["arn:aws-cn:iam::210987654321:root"]}
    assert not [action for action in statement["Action"] if "Put" in action or "Upload" in action]


def test_exceptions_change_the_mutability() -> None:
    wanted = repository({"mutability_exceptions": ["dev-*"]})

    assert wanted["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
    assert wanted["imageTagMutabilityExclusionFilters"] == [{"filterType": "WILDCARD", "filter": "dev-*"}]


def test_key_of_aws_on_request() -> None:
    assert repository({"encryption": "aws"})["encryptionConfiguration"] == {"encryptionType": "AES256"}
