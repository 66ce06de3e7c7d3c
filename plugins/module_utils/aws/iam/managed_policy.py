# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IAM: managed policies of the stack's own, for what has no room in a role."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared import limits
from ..shared.named import NamedKind
from ..shared.policies import policy, text
from ..shared.tagged import Tagging
from ..shared.tags import tag_list

GONE = ("NoSuchEntity",)
FOLDER = "/slipway/"  # the paths of all stacks' policies begin so
VERSIONS = 5  # of a managed policy (IAM and AWS STS quotas)


class ManagedPolicy(NamedKind):
    """A managed policy, named once per account. A change is a new version, which is the one in force at once."""

    kind = "managed_policy"
    upkeep = "nothing"
    service = "iam"
    tagging = Tagging("PolicyArn", missing=GONE, reading="list_policy_tags")
    index_type = "iam:policy"
    name_field = "PolicyName"
    name_limit = 128
    uses = ("log_group", "ecr_repository", "kms_key", "secret", "s3_bucket", "sns_topic", "lambda_function")
    delete_retry = ("DeleteConflict",)
    caseless = True  # "Names are not distinguished by case" (CreatePolicy)
    fields = {
        "PolicyName": fields.required(change=fields.REPLACE),
        "Path": fields.managed(FOLDER, change=fields.REPLACE),
        "PolicyDocument": fields.required(canonical=policy, limit=limits.MANAGED_POLICY),
        "Arn": fields.computed(),
    }

    @classmethod
    def _arns(cls, api):
        """Name -> ARN of all stacks' policies, listed once a look."""

        def read():
            rows = api.all("list_policies", "Policies", Scope="Local", PathPrefix=FOLDER)
            return {row["PolicyName"]: row["Arn"] for row in rows}

        return api.once("managed policies", read)

    @classmethod
    def listed(cls, api, prefix):
        return list(cls._arns(api))

    @classmethod
    def read(cls, api, name):
        arn = cls._arns(api).get(name)
        return cls._read(api, arn) if arn else None

    @classmethod
    def _read(cls, api, arn):
        answer = api.maybe("get_policy", GONE, PolicyArn=arn)
        if not answer:
            return None
        row = answer["Policy"]
        version = api.get_policy_version(PolicyArn=arn, VersionId=row["DefaultVersionId"])["PolicyVersion"]
        return cls._live(row, version["Document"])

    @classmethod
    def _live(cls, row, document):
        values = {name: row[name] for name in ("PolicyName", "Path", "Arn")}
        return Live(row["Arn"], {**values, "PolicyDocument": policy(document)}, cls.tagging.read(row.get("Tags")))

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.id)

    @classmethod
    def create(cls, api, want, tags):
        document = text(want["PolicyDocument"])
        row = api.create_policy(
            PolicyName=want["PolicyName"], Path=want["Path"], PolicyDocument=document, Tags=tag_list(tags)
        )["Policy"]
        live = cls._live({**want, **row}, document)
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("PolicyDocument"):
            old = api.all("list_policy_versions", "Versions", PolicyArn=live.id)
            spare = sorted((row for row in old if not row["IsDefaultVersion"]), key=lambda row: row["CreateDate"])
            if len(old) >= VERSIONS:
                api.maybe("delete_policy_version", GONE, PolicyArn=live.id, VersionId=spare[0]["VersionId"])
            api.create_policy_version(PolicyArn=live.id, PolicyDocument=text(want["PolicyDocument"]), SetAsDefault=True)
            live.fields["PolicyDocument"] = policy(want["PolicyDocument"])
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_policy(PolicyArn=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_policy(PolicyArn=live.id, TagKeys=list(keys))

    @classmethod
    def delete(cls, api, live):
        """AWS refuses (DeleteConflict) while it has other versions, or a role has it."""
        for row in api.all("list_policy_versions", "Versions", missing=GONE, PolicyArn=live.id):
            if not row["IsDefaultVersion"]:
                api.maybe("delete_policy_version", GONE, PolicyArn=live.id, VersionId=row["VersionId"])
        api.maybe("delete_policy", GONE, PolicyArn=live.id)
