# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The registry: Amazon ECR repositories for the application's images."""

from __future__ import annotations

import re

from ..aws.ecr import EcrRepository
from ..aws.kms import KmsKey
from ..engine.declaring import Declaration
from .service_parts.nested import complete

KINDS = (EcrRepository,)
NEIGHBOURS = (KmsKey,)
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
# CreateRepository's model.
NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")

KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

SHARED = {
    "image_tag_mutability": {
        "type": "str",
        "choices": ["IMMUTABLE", "MUTABLE"],
        "default": "IMMUTABLE",
        "class": "managed",
        "description": "Whether a tag may be pushed again with another image.",
    },
    "mutability_exceptions": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "description": "Tags to which O(image_tag_mutability) does not apply; V(*) stands for any text.",
        "aws": "At most 5 patterns of at most 128 characters, with at most 2 wildcards each.",
    },
    "scan_on_push": {
        "type": "bool",
        "default": True,
        "class": "managed",
        "description": "Whether images are scanned when they are pushed.",
    },
    "keep_images": {
        "type": "int",
        "default": 10,
        "class": "managed",
        "aws": "At most 100000.",
        "description": [
            "How many images are kept, the newest first. V(0) keeps all.",
            "Keep more than the services have revisions to roll back to.",
        ],
    },
    "untagged_days": {
        "type": "int",
        "default": 7,
        "class": "managed",
        "aws": "At most 36500.",
        "description": "Days after which images without a tag are removed. V(0) keeps them.",
    },
    "lifecycle_policy": {
        "type": "dict",
        "class": "managed",
        "description": "A lifecycle policy in ECR's own form, in place of O(keep_images) and O(untagged_days).",
    },
    "pull_account_ids": {
        "type": "list",
        "elements": "str",
        "default": [],
        "class": "managed",
        "description": "Other accounts that may pull images.",
    },
    "encryption": {
        "type": "str",
        "choices": ["customer", "aws"],
        "default": "customer",
        "class": "managed",
        "description": [
            "Key for the images. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one of AWS (AES-256).",
            "It cannot change once the repository exists.",
        ],
    },
    "kms_key_id": {
        "type": "str",
        "class": "optional",
        "description": "ARN of a KMS key. The stack's own when omitted.",
    },
}
# The same options below a repository's key: what is omitted there is said for all.
REPOSITORY = {
    "name": {
        "type": "str",
        "class": "managed",
        "description": "Name of the repository. Made of the stack's name and the key when omitted.",
        "aws": "2 to 256 lower-case letters and digits, with single . _ / and hyphens between them.",
    },
    **{
        name: {
            **{item: value for item, value in option.items() if item != "default"},
            "description": "As O(%s), for this repository only." % name,
        }
        for name, option in SHARED.items()
    },
}

SPEC = {
    "short_description": "Make Amazon ECR repositories",
    "description": [
        "Makes private repositories that scan images when they are pushed, keep tags fixed and remove old images.",
        "The images are data. A repository is only deleted where its address is named, and then with its images.",
    ],
    "options": {
        "repositories": {
            "type": "dict",
            "default": {"app": {}},
            "class": "managed",
            "values": REPOSITORY,
            "description": [
                "The repositories, key to options. A service finds its repository by its own key.",
                "The key is part of every address and cannot change later. Options outside of this one hold for all repositories.",
            ],
        },
        **SHARED,
    },
    "outputs": {
        "repository_names": {
            "type": "dict",
            "description": "Names of the repositories, by key.",
            "sample": {"app": "inflight-ordering-app"},
        },
        "repository_uris": {
            "type": "dict",
            "description": "What images are tagged and pushed with, by key.",
            "sample": {"app": "123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-app"},
        },
        "repository_arns": {
            "type": "dict",
            "description": "ARNs of the repositories, by key.",
            "sample": {"app": "arn:aws:ecr:us-east-1:123456789012:repository/inflight-ordering-app"},
        },
    },
    "examples": """
- name: Make a repository
  slipway.aws.registry:
    repositories:
      app: {name: inflight-ordering-app}

- name: Make one for each service, of which one keeps more images and lets another account pull them
  slipway.aws.registry:
    repositories:
      api: {}
      worker:
        keep_images: 50
        pull_account_ids: ["210987654321"]
""",
}


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
        given = complete(REPOSITORY, given if given is not None else {}, path, declaration.fail)
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
    given = options["lifecycle_policy"]
    declaration.check(
        not given or isinstance(given.get("rules"), list) and given["rules"],
        path + "lifecycle_policy",
        given,
        "a dictionary with a list of rules is allowed",
    )
    for account in options["pull_account_ids"]:
        declaration.check(
            re.fullmatch(r"\d{12}", account), path + "pull_account_ids", account, "twelve digits are allowed"
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
            "kmsKey": declaration.neighbour("encryption", "key_arn", options["kms_key_id"]),
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
