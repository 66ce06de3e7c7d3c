# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The registry: an Amazon ECR repository for the application's images."""

from __future__ import annotations

import re

from ..aws.ecr import EcrRepository
from ..aws.kms import KmsKey
from ..engine.declaring import Declaration

KINDS = (EcrRepository,)
NEIGHBOURS = (KmsKey,)
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
# CreateRepository's model.
NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*")

SPEC = {
    "short_description": "Make an Amazon ECR repository",
    "description": ["Makes a private repository that scans images when they are pushed, keeps tags fixed and removes old images.",
                    "The images are data. The repository is only deleted where its address is named, and then with its images."],
    "options": {
        "name": {"type": "str", "class": "managed", "description": "Name of the repository. Made of the stack's name when omitted.",
                 "aws": "2 to 256 lower-case letters and digits, with single . _ / and hyphens between them."},
        "image_tag_mutability": {"type": "str", "choices": ["IMMUTABLE", "MUTABLE"], "default": "IMMUTABLE", "class": "managed",
                                 "description": "Whether a tag may be pushed again with another image."},
        "mutability_exceptions": {"type": "list", "elements": "str", "default": [], "class": "managed", "description":
                                  "Tags to which O(image_tag_mutability) does not apply; V(*) stands for any text.",
                                  "aws": "At most 5 patterns of at most 128 characters, with at most 2 wildcards each."},
        "scan_on_push": {"type": "bool", "default": True, "class": "managed", "description": "Whether images are scanned when they are pushed."},
        "keep_images": {"type": "int", "default": 10, "class": "managed", "description": [
            "How many images are kept, the newest first. V(0) keeps all.",
            "Keep more than the services have revisions to roll back to."]},
        "untagged_days": {"type": "int", "default": 7, "class": "managed", "description":
                          "Days after which images without a tag are removed. V(0) keeps them."},
        "lifecycle_policy": {"type": "dict", "class": "managed", "description":
                             "A lifecycle policy in ECR's own form, in place of O(keep_images) and O(untagged_days)."},
        "pull_account_ids": {"type": "list", "elements": "str", "default": [], "class": "managed", "description":
                             "Other accounts that may pull images."},
        "encryption": {"type": "str", "choices": ["customer", "aws"], "default": "customer", "class": "managed", "description": [
            "Key for the images. V(customer) is the stack's own key or O(kms_key_id); V(aws) is one of AWS (AES-256).",
            "It cannot change once the repository exists."]},
        "kms_key_id": {"type": "str", "class": "optional", "description": "ARN of a KMS key. The stack's own when omitted."},
    },
    "outputs": {
        "repository_name": {"type": "str", "description": "Name of the repository.", "sample": "inflight-ordering-app"},
        "repository_uri": {"type": "str", "description": "What images are tagged and pushed with.",
                           "sample": "123456789012.dkr.ecr.us-east-1.amazonaws.com/inflight-ordering-app"},
        "repository_arn": {"type": "str", "description": "ARN of the repository.",
                           "sample": "arn:aws:ecr:us-east-1:123456789012:repository/inflight-ordering-app"},
    },
    "examples": """
- name: Make a repository
  slipway.aws.registry:
    name: inflight-ordering-app

- name: Keep more images, and let another account pull them
  slipway.aws.registry:
    name: inflight-ordering-app
    keep_images: 50
    pull_account_ids: ["210987654321"]
""",
}


def declare(options, stack, instance="main"):
    """The repository with its policies."""
    declaration = Declaration("registry", stack, instance)
    name = options["name"] or stack.name("app" if instance == "main" else instance, limit=256)
    declaration.check(NAME.fullmatch(name) and 2 <= len(name) <= 256, "name", name,
                      "2 to 256 lower-case letters and digits, with . _ / and - between them, are allowed")
    for option, high in (("keep_images", 100000), ("untagged_days", 36500)):
        declaration.check(0 <= options[option] <= high, option, options[option], "0 to %d is allowed" % high)
    want = {
        "repositoryName": name, "imageScanningConfiguration": {"scanOnPush": options["scan_on_push"]},
        "encryptionConfiguration": {"encryptionType": "AES256"}, "lifecyclePolicyText": _lifecycle(declaration, options),
        "policyText": _pulling(declaration, options, stack),
        **_mutability(declaration, options),
    }
    if options["encryption"] == "customer":
        want["encryptionConfiguration"] = {
            "encryptionType": "KMS", "kmsKey": declaration.neighbour("encryption", "key_arn", options["kms_key_id"])}
    repository = declaration.add(EcrRepository, "main", want)
    declaration.outputs.update(repository_name=repository["repositoryName"], repository_uri=repository["repositoryUri"],
                               repository_arn=repository["repositoryArn"])
    return declaration


def _mutability(declaration, options):
    filters = options["mutability_exceptions"]
    declaration.check(len(filters) <= 5, "mutability_exceptions", filters, "at most 5 patterns are allowed")
    for item in filters:
        declaration.check(re.fullmatch(r"[0-9A-Za-z._*-]{1,128}", item) and item.count("*") <= 2, "mutability_exceptions", item,
                          "letters, digits and . _ - with at most 2 wildcards * are allowed")
    if not filters:
        return {"imageTagMutability": options["image_tag_mutability"]}
    return {"imageTagMutability": options["image_tag_mutability"] + "_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": item} for item in filters]}


def _lifecycle(declaration, options):
    """The lifecycle policy as a document. ECR evaluates rules by priority; a rule on any tag has to come last."""
    given = options["lifecycle_policy"]
    if given:
        declaration.check(isinstance(given.get("rules"), list) and given["rules"], "lifecycle_policy", given,
                          "a dictionary with a list of rules is allowed")
        return given
    rules = []
    if options["untagged_days"]:
        rules.append({"rulePriority": 1, "description": "Remove untagged images", "action": {"type": "expire"}, "selection": {
            "tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": options["untagged_days"]}})
    if options["keep_images"]:
        rules.append({"rulePriority": 2, "description": "Keep the newest images", "action": {"type": "expire"}, "selection": {
            "tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": options["keep_images"]}})
    return {"rules": rules} if rules else None


def _pulling(declaration, options, stack):
    """The repository policy that lets other accounts pull, or None."""
    accounts = options["pull_account_ids"]
    for account in accounts:
        declaration.check(re.fullmatch(r"\d{12}", account), "pull_account_ids", account, "twelve digits are allowed")
    if not accounts:
        return None
    return {"Version": "2012-10-17", "Statement": [{
        "Sid": "Pull", "Effect": "Allow", "Action": PULL,
        "Principal": {"AWS": ["arn:%s:iam::%s:root" % (stack.partition, account) for account in sorted(accounts)]}}]}
