# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.ecr.repository import EcrRepository
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .options import SHARED, SPEC

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def declare(options, stack, instance="main"):
    """The repositories with their policies."""
    declaration = Declaration("registry", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
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


def _repository(declaration, key, path, options):
    stack, instance = declaration.stack, declaration.instance
    name = options.get("name") or stack.name(key if instance == "main" else "%s-%s" % (instance, key), limit=256)
    want = {
        "repositoryName": name,
        **handed(options, SHARED, EcrRepository),
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "lifecyclePolicyText": _lifecycle(options),
        "policyText": _pulling(options, stack),
    }
    if options["mutability_exceptions"]:
        want["imageTagMutability"] += "_WITH_EXCLUSION"
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
