# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.ecr.repository import EcrRepository
from ...engine.declaring import Declaration
from .options import SPEC

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
# CreateRepository's model.
NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# The same options below a repository's key: what is omitted there is said for all.


def declare(options, stack, instance="main"):
    """The repositories with their policies."""
    declaration = Declaration("registry", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    _check(declaration, options, "")
    for key, given in (options["repositories"] or {}).items():
        path = "repositories.%s" % key
        declaration.check(
            KEY.fullmatch(str(key)) and len(key) <= 40,
            path,
            key,
            "a key of lower-case letters, digits and single hyphens, at most 40 characters, is allowed",
        )
        _repository(
            declaration,
            key,
            path + ".",
            {**options, **{name: value for name, value in given.items() if value is not None}},
        )
    return declaration


def _check(declaration, options, path):
    for option, high in (("keep_images", 100000), ("untagged_days", 36500)):
        declaration.check(0 <= options[option] <= high, path + option, options[option], "0 to %d is allowed" % high)
    filters = options["mutability_exceptions"]
    declaration.check(len(filters) <= 5, path + "mutability_exceptions", filters, "at most 5 patterns are allowed")
    for item in filters:
        declaration.check(
            re.fullmatch(r"[0-9A-Za-z._*-]{1,128}", item) and item.count("*") <= 2,
            path + "mutability_exceptions",
            item,
            "letters, digits and . _ - with at most 2 wildcards * are allowed",
        )


def _repository(declaration, key, path, options):
    stack, instance = declaration.stack, declaration.instance
    name = options.get("name") or stack.name(key if instance == "main" else "%s-%s" % (instance, key), limit=256)
    declaration.check(
        NAME.fullmatch(name) and 2 <= len(name) <= 256,
        path + "name",
        name,
        "2 to 256 lower-case letters and digits, with . _ / and - between them, are allowed",
    )
    _check(declaration, options, path)
    want = {
        "repositoryName": name,
        "imageScanningConfiguration": {"scanOnPush": options["scan_on_push"]},
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "lifecyclePolicyText": _lifecycle(options),
        "policyText": _pulling(options, stack),
        **_mutability(options),
    }
    if options["encryption"] == "customer":
        want["encryptionConfiguration"] = {
            "encryptionType": "KMS",
            "kmsKey": declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id"),
        }
    node = declaration.add(EcrRepository, key, want)
    for output, field in (
        ("repository_names", "repositoryName"),
        ("repository_uris", "repositoryUri"),
        ("repository_arns", "repositoryArn"),
    ):
        declaration.outputs[output][key] = node[field]


def _mutability(options):
    filters = options["mutability_exceptions"]
    if not filters:
        return {"imageTagMutability": options["image_tag_mutability"]}
    return {
        "imageTagMutability": options["image_tag_mutability"] + "_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": item} for item in filters],
    }


def _lifecycle(options):
    """The lifecycle policy as a document. ECR evaluates rules by priority; a rule on any tag has to come last."""
    if options["lifecycle_policy"]:
        return options["lifecycle_policy"]
    rules = []
    if options["untagged_days"]:
        rules.append(
            {
                "rulePriority": 1,
                "description": "Remove untagged images",
                "action": {"type": "expire"},
                "selection": {
                    "tagStatus": "untagged",
                    "countType": "sinceImagePushed",
                    "countUnit": "days",
                    "countNumber": options["untagged_days"],
                },
            }
        )
    if options["keep_images"]:
        rules.append(
            {
                "rulePriority": 2,
                "description": "Keep the newest images",
                "action": {"type": "expire"},
                "selection": {
                    "tagStatus": "any",
                    "countType": "imageCountMoreThan",
                    "countNumber": options["keep_images"],
                },
            }
        )
    return {"rules": rules} if rules else None


def _pulling(options, stack):
    """The repository policy that lets other accounts pull, or None."""
    accounts = options["pull_account_ids"]
    if not accounts:
        return None
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Pull",
                "Effect": "Allow",
                "Action": PULL,
                "Principal": {
                    "AWS": ["arn:%s:iam::%s:root" % (stack.partition, account) for account in sorted(accounts)]
                },
            }
        ],
    }
