# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECR: image repositories."""

from __future__ import annotations

import json

from ...engine import fields, ownership
from ...engine.kind import Live
from ..shared import limits
from ..shared.policies import policy, text
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list

GONE = ("RepositoryNotFoundException",)


class EcrRepository(TaggedKind):
    """A repository with its lifecycle policy, given as a document. The images in it are data: deleting it by word deletes them too."""

    kind = "ecr_repository"
    service = "ecr"
    console = "ecr/repositories/private/{registryId}/{repositoryName}?region={region}"
    tagging = Tagging("resourceArn", "repositoryArn", tags="tags", keys="tagKeys")
    identity = "natural"
    name_field = "repositoryName"
    name_limit = 256
    uses = ("kms_key",)
    guarded = True
    upkeep = "the storage of its images"
    poll = 2
    fields = {
        "repositoryName": fields.required(change=fields.REPLACE),
        "encryptionConfiguration": fields.managed(
            {"encryptionType": "AES256"},
            members={
                "encryptionType": fields.managed("AES256", change=fields.REPLACE),
                "kmsKey": fields.optional(change=fields.REPLACE),
            },
        ),
        "imageTagMutability": fields.managed("MUTABLE"),
        "imageTagMutabilityExclusionFilters": fields.managed([], order="filter"),
        "imageScanningConfiguration": fields.managed(
            {"scanOnPush": False}, members={"scanOnPush": fields.managed(False)}
        ),
        "lifecyclePolicyText": fields.managed(None, exact=True, limit=limits.LIFECYCLE_POLICY),
        "policyText": fields.managed(None, canonical=policy, exact=True, limit=limits.REPOSITORY_POLICY),
        "repositoryArn": fields.computed(),
        "repositoryUri": fields.computed(),
        "registryId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """One listing of the registry. Tags are read of the wished repositories; where one of them is missing (it may have
        been renamed), or orphans are looked for, of those named after the application or in the tagging index too; for a
        neighbour, of all."""
        names, application = set(scope.named("repositoryName")), scope.owner.split("/")[0]
        listed = api.all("describe_repositories", "repositories", maxResults=1000)
        search = scope.full or names - {row["repositoryName"] for row in listed}
        index = tagged(api, scope.owners, "ecr:repository")
        rows = [
            row
            for row in listed
            if row["repositoryName"] in names
            or not (scope.wants or scope.full)
            or search
            and application in row["repositoryName"]
            or row["repositoryArn"] in index
        ]
        tags = api.map(lambda row: cls._tags(api, row["repositoryArn"], {} if scope.full else index), rows)
        return api.map(
            lambda pair: cls._live(api, *pair, pair[0]["repositoryName"] in names),
            [
                (row, found)
                for row, found in zip(rows, tags)
                if row["repositoryName"] in names or found.get(ownership.STACK) in scope.owners
            ],
        )

    @staticmethod
    def _tags(api, arn, index):
        return index[arn] if arn in index else tag_dict(api.list_tags_for_resource(resourceArn=arn)["tags"])

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = cls._tags(api, live.fields["repositoryArn"], {})

    @classmethod
    def _live(cls, api, row, tags, wished):
        """A repository; its policies are read to be compared with a wish."""
        name, values = row["repositoryName"], {field: row[field] for field in cls.fields if field in row}
        if not wished:
            return Live(name, values, tags)
        answer = api.maybe("get_lifecycle_policy", ("LifecyclePolicyNotFoundException",), repositoryName=name)
        values["lifecyclePolicyText"] = json.loads(answer["lifecyclePolicyText"]) if answer else None
        answer = api.maybe("get_repository_policy", ("RepositoryPolicyNotFoundException",), repositoryName=name)
        values["policyText"] = policy(answer["policyText"]) if answer else None
        return Live(name, values, tags)

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_repositories", GONE, repositoryNames=[live.id]) else None

    @classmethod
    def create(cls, api, want, tags):
        given = (
            {"imageTagMutabilityExclusionFilters": want["imageTagMutabilityExclusionFilters"]}
            if (want["imageTagMutabilityExclusionFilters"])
            else {}
        )
        row = api.create_repository(
            repositoryName=want["repositoryName"],
            tags=tag_list(tags),
            imageTagMutability=want["imageTagMutability"],
            imageScanningConfiguration=want["imageScanningConfiguration"],
            encryptionConfiguration=want["encryptionConfiguration"],
            **given,
        )["repository"]
        return Live(
            row["repositoryName"], {name: value for name, value in row.items() if name in cls.fields}, dict(tags)
        )

    @classmethod
    def update(cls, api, live, want, delta):
        name = live.id
        if delta.touches("imageTagMutability", "imageTagMutabilityExclusionFilters"):
            filters = want["imageTagMutabilityExclusionFilters"]
            api.put_image_tag_mutability(
                repositoryName=name,
                imageTagMutability=want["imageTagMutability"],
                **({"imageTagMutabilityExclusionFilters": filters} if filters else {}),
            )
        if delta.touches("imageScanningConfiguration"):
            api.put_image_scanning_configuration(
                repositoryName=name, imageScanningConfiguration=want["imageScanningConfiguration"]
            )
        if delta.touches("lifecyclePolicyText"):
            if want["lifecyclePolicyText"]:
                api.put_lifecycle_policy(repositoryName=name, lifecyclePolicyText=text(want["lifecyclePolicyText"]))
            else:
                api.maybe("delete_lifecycle_policy", ("LifecyclePolicyNotFoundException",), repositoryName=name)
        if delta.touches("policyText"):
            if want["policyText"]:
                api.set_repository_policy(repositoryName=name, policyText=text(want["policyText"]))
            else:
                api.maybe("delete_repository_policy", ("RepositoryPolicyNotFoundException",), repositoryName=name)
        live.fields.update({item: value for item, value in want.items() if item in cls.fields})
        return live

    @classmethod
    def delete(cls, api, live):
        """Called only where the user named this repository as data that may go."""
        api.maybe("delete_repository", GONE, repositoryName=live.id, force=True)
