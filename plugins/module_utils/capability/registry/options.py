# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of registry."""

from __future__ import annotations

import dataclasses

from ..shared import forms, policy
from ..shared.option import Form, Option
from . import lifecycle

_WORD = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
# CreateRepository's model.
NAME = Form(
    "2 to 256 lower-case letters and digits, with . _ / and - between them, are allowed",
    r"(?=.{2,256}$)%s(/%s)*" % (_WORD, _WORD),
    samples=("shop/api",),
)
TAGS = Form(
    "letters, digits and . _ - with at most 2 wildcards * are allowed",
    r"(?!(.*\*){3})[0-9A-Za-z._*-]{1,128}",
    samples=("latest*",),
)


def wildcards(filters):
    """Patterns of tags as ECR has them."""
    return [{"filterType": "WILDCARD", "filter": item} for item in filters] or None


SHARED = {
    "image_tag_mutability": Option(
        "str",
        "Whether a tag may be pushed again with another image.",
        default="IMMUTABLE",
        choices=["IMMUTABLE", "MUTABLE"],
        field="ecr_repository.imageTagMutability",
    ),
    "mutability_exceptions": Option(
        "list",
        "Tags to which O(image_tag_mutability) does not apply; V(*) stands for any text.",
        default=[],
        elements="str",
        aws="At most 5 patterns of at most 128 characters, with at most 2 wildcards each.",
        field="ecr_repository.imageTagMutabilityExclusionFilters",
        sent=wildcards,
        count=(None, 5),
        form=TAGS,
    ),
    "scan_on_push": Option(
        "bool",
        "Whether images are scanned when they are pushed.",
        default=True,
        field="ecr_repository.imageScanningConfiguration.scanOnPush",
    ),
    "keep_images": Option(
        "int",
        [
            "How many images are kept, the newest first. V(0) keeps all.",
            "Keep more than the services have revisions to roll back to.",
        ],
        default=10,
        aws="At most 100000.",
        between=(0, 100000),
    ),
    "untagged_days": Option(
        "int",
        "Days after which images without a tag are removed. V(0) keeps them.",
        default=7,
        aws="At most 36500.",
        between=(0, 36500),
    ),
    "lifecycle_policy": Option(
        "dict",
        "A lifecycle policy in ECR's own form, in place of O(keep_images) and O(untagged_days).",
        document=lifecycle.check,
    ),
    "pull_account_ids": Option(
        "list", "Other accounts that may pull images.", default=[], elements="str", form=forms.ACCOUNT_ID
    ),
    "encryption": Option(
        "str",
        [
            "Key for the images. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one of AWS (AES-256).",
            "It cannot change once the repository exists.",
        ],
        default="customer",
        choices=["customer", "aws"],
    ),
    "kms_key_id": Option(
        "str", "ARN of a KMS key. The stack's own when omitted.", class_="optional", form=forms.KEY_ARN
    ),
}

REPOSITORY = {
    "name": Option(
        "str",
        "Name of the repository. Made of the stack's name and the key when omitted.",
        aws="2 to 256 lower-case letters and digits, with single . _ / and hyphens between them.",
        field="ecr_repository.repositoryName",
        form=NAME,
    ),
    **{
        name: dataclasses.replace(option, default=None, description="As O(%s), for this repository only." % name)
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
        "repositories": Option(
            "dict",
            [
                "The repositories, key to options. A service finds its repository by its own key.",
                "The key is part of every address and cannot change later. Options outside of this one hold for all repositories.",
            ],
            default={"app": {}},
            values=REPOSITORY,
        ),
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

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
