"""The registry capability: what it wishes for."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import declare

ADDRESS = "registry/main/ecr_repository/app"


def repository(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    _unused, (declaration,) = declare({"registry": options}, **identity)
    (node,) = declaration.nodes
    assert node.address == ADDRESS
    return node.filled()


def test_images_are_scanned_fixed_and_encrypted_by_default() -> None:
    wanted = repository({"repositories": {"app": {"name": "inflight-ordering-app"}}})

    assert wanted["repositoryName"] == "inflight-ordering-app"
    assert wanted["imageScanningConfiguration"] == {"scanOnPush": True}
    assert wanted["imageTagMutability"] == "IMMUTABLE"
    assert wanted["encryptionConfiguration"] == {
        "encryptionType": "KMS",
        "kmsKey": "(known after apply: encryption/main.key_arn)",
    }
    assert wanted["policyText"] is None


def test_ten_images_stay_and_untagged_ones_go_after_a_week() -> None:
    untagged, newest = repository({})["lifecyclePolicyText"]["rules"]

    assert untagged["selection"] == {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": 7,
    }
    assert newest["selection"] == {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}
    assert untagged["rulePriority"] < newest["rulePriority"]


def test_no_rule_means_no_lifecycle_policy() -> None:
    assert repository({"keep_images": 0, "untagged_days": 0})["lifecyclePolicyText"] is None


def test_own_lifecycle_policy_takes_the_place_of_ours() -> None:
    selection = {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 3}
    own = {"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]}
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


def test_what_a_repository_does_not_say_is_said_for_all() -> None:
    _unused, (declaration,) = declare(
        {
            "registry": {
                "encryption": "aws",
                "scan_on_push": False,
                "repositories": {"api": {}, "web": {"scan_on_push": True}, "jobs": None},
            }
        }
    )
    found = {node.address.rpartition("/")[2]: node.want for node in declaration.nodes}

    assert {key: want["repositoryName"] for key, want in found.items()} == {
        "api": "shop-test-api",
        "web": "shop-test-web",
        "jobs": "shop-test-jobs",
    }
    assert {key: want["imageScanningConfiguration"]["scanOnPush"] for key, want in found.items()} == {
        "api": False,
        "web": True,
        "jobs": False,
    }
    assert set(declaration.outputs["repository_uris"]) == set(found)


def test_repositories_of_another_instance_have_names_of_their_own() -> None:
    _unused, (declaration,) = declare({"registry/tools": {}})
    assert [node.want["repositoryName"] for node in declaration.nodes] == ["shop-test-tools-app"]
