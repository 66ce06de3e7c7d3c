# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""IAM roles with their trust policy, inline policies and attached managed policies."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from ..shared import limits
from ..shared.policies import allowed, policy, text
from ..shared.tags import tag_dict, tag_list
from .account_roles import DENIED, account_roles

GONE = ("NoSuchEntity",)
# What an account may have raised: field, how it is counted, what it is without that, the member of GetAccountSummary.
QUOTAS = (
    ("ManagedPolicyArns", len, limits.ATTACHED, "AttachedPoliciesPerRoleQuota", "%d are", "L-0DA4ABF3"),
    (
        "AssumeRolePolicyDocument",
        limits.without_blanks,
        limits.TRUST_QUOTA,
        "AssumeRolePolicySizeQuota",
        "%d characters are",
        "Role trust policy length",
    ),
)
ANSWERED_BY_GET_ROLE = {"Description": "", "MaxSessionDuration": 3600}


def policies(documents):
    """Inline policies, name -> document, in canonical form; references pass."""
    return (
        {name: policy(document) for name, document in documents.items()} if isinstance(documents, dict) else documents
    )


class Role(Kind):
    """A role, named once per account. Its tags travel with the bulk listing of roles (RoleDetail.Tags)."""

    kind = "role"
    upkeep = "nothing"
    service = "iam"
    identity = "natural"
    name_field = "RoleName"
    name_limit = 64
    uses = (
        "managed_policy",
        "log_group",
        "ecr_repository",
        "kms_key",
        "secret",
        "s3_bucket",
        "sns_topic",
        "lambda_function",
    )
    poll = 2
    delete_retry = ("DeleteConflict",)
    caseless = True  # "Names are not distinguished by case" (CreateRole)
    fields = {
        "RoleName": fields.required(change=fields.REPLACE),
        "Path": fields.managed("/", change=fields.REPLACE),
        "AssumeRolePolicyDocument": fields.required(canonical=policy, exact=True, limit=limits.TRUST_POLICY),
        "Policies": fields.managed({}, canonical=policies, exact=True, limit=limits.ROLE_POLICIES),
        "ManagedPolicyArns": fields.managed([], order="set"),
        "PermissionsBoundary": fields.optional(),
        "MaxSessionDuration": fields.optional(reset=ANSWERED_BY_GET_ROLE["MaxSessionDuration"]),
        "Description": fields.optional(reset=ANSWERED_BY_GET_ROLE["Description"]),
        "Arn": fields.computed(),
        "RoleId": fields.computed(),
    }

    @classmethod
    def allowed(cls, values):
        """What the inline policies allow."""
        documents = values.get("Policies")
        return allowed(documents.values()) if isinstance(documents, dict) else ()

    @classmethod
    def observe(cls, api, scope):
        """One bulk listing; where that is denied, the wished roles one by one."""
        names = set(scope.named("RoleName"))
        if not names and not scope.full:
            return []
        try:
            rows = account_roles(api)
        except AwsError as error:
            if error.code not in DENIED:
                raise
            return [live for live in api.map(lambda name: cls._one(api, name), sorted(names)) if live]
        return [
            cls._live(row)
            for row in rows
            if row["RoleName"] in names or tag_dict(row.get("Tags")).get(ownership.STACK) in scope.owners
        ]

    @staticmethod
    def _live(row):
        values = {
            "RoleName": row["RoleName"],
            "Path": row["Path"],
            "Arn": row["Arn"],
            "RoleId": row["RoleId"],
            "AssumeRolePolicyDocument": policy(row["AssumeRolePolicyDocument"]),
            "Policies": {
                item["PolicyName"]: policy(item["PolicyDocument"]) for item in row.get("RolePolicyList") or []
            },
            "ManagedPolicyArns": [item["PolicyArn"] for item in row.get("AttachedManagedPolicies") or []],
        }
        boundary = (row.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
        if boundary:
            values["PermissionsBoundary"] = boundary
        return Live(row["RoleName"], values, tag_dict(row.get("Tags")))

    @classmethod
    def _one(cls, api, name):
        answer = api.maybe("get_role", GONE, RoleName=name)
        if not answer:
            return None
        inline = api.all("list_role_policies", "PolicyNames", RoleName=name)
        return cls._live(
            {
                **answer["Role"],
                "RolePolicyList": [api.get_role_policy(RoleName=name, PolicyName=item) for item in inline],
                "AttachedManagedPolicies": api.all("list_attached_role_policies", "AttachedPolicies", RoleName=name),
            }
        )

    @classmethod
    def read_late(cls, api, live, want):
        """Two members that the bulk listing leaves out (RoleDetail): read only where they are wished."""
        if not any(name in want for name in ANSWERED_BY_GET_ROLE):
            return None
        row = api.get_role(RoleName=live.id)["Role"]
        return {name: row.get(name, default) for name, default in ANSWERED_BY_GET_ROLE.items()}

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            answer = api.maybe("get_role", GONE, RoleName=live.id)
            live.tags = tag_dict((answer or {}).get("Role", {}).get("Tags"))

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_role", GONE, RoleName=live.id) else None

    @classmethod
    def preflight(cls, api, want, live):
        """What is within IAM's limits only where the account's quotas were raised."""
        found = []
        for name, measure, usual, member, spoken, quota in QUOTAS:
            count = measure(want[name]) if is_known(want[name]) else 0
            if count <= usual:
                continue
            most = api.get_account_summary()["SummaryMap"].get(member, usual)
            if count > most:
                words = (name, spoken % count, most, quota)
                found.append(Problem("%s: %s too many; the account's quota is %d for a role (IAM quota %s)" % words))
        return found

    @classmethod
    def create(cls, api, want, tags):
        given = {
            name: want[name] for name in ("PermissionsBoundary", "MaxSessionDuration", "Description") if want.get(name)
        }
        row = api.create_role(
            RoleName=want["RoleName"],
            Path=want["Path"],
            Tags=tag_list(tags),
            AssumeRolePolicyDocument=text(want["AssumeRolePolicyDocument"]),
            **given,
        )["Role"]
        live = cls._live({"AssumeRolePolicyDocument": want["AssumeRolePolicyDocument"], **row})
        live.fields.update({name: row.get(name, default) for name, default in ANSWERED_BY_GET_ROLE.items()})
        live.tags = dict(tags)
        if "PermissionsBoundary" in given:
            live.fields["PermissionsBoundary"] = given["PermissionsBoundary"]
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        name = live.id
        if delta.touches("AssumeRolePolicyDocument"):
            api.update_assume_role_policy(RoleName=name, PolicyDocument=text(want["AssumeRolePolicyDocument"]))
        if delta.touches("Policies"):
            was = live.fields.get("Policies", {})
            for item, document in sorted(want["Policies"].items()):
                if policy(document) != was.get(item):
                    api.put_role_policy(RoleName=name, PolicyName=item, PolicyDocument=text(document))
            for item in sorted(set(was) - set(want["Policies"])):
                api.maybe("delete_role_policy", GONE, RoleName=name, PolicyName=item)
        if delta.touches("ManagedPolicyArns"):
            wanted, was = set(want["ManagedPolicyArns"]), set(live.fields.get("ManagedPolicyArns", []))
            for arn in sorted(wanted - was):
                api.attach_role_policy(RoleName=name, PolicyArn=arn)
            for arn in sorted(was - wanted):
                api.maybe("detach_role_policy", GONE, RoleName=name, PolicyArn=arn)
        if delta.touches("PermissionsBoundary"):
            if want.get("PermissionsBoundary"):
                api.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=want["PermissionsBoundary"])
            else:
                api.maybe("delete_role_permissions_boundary", GONE, RoleName=name)
        if delta.touches(*ANSWERED_BY_GET_ROLE):
            # UpdateRole resets what it is not told.
            values = {
                item: (want[item] or default) if item in want else live.fields.get(item, default)
                for item, default in ANSWERED_BY_GET_ROLE.items()
            }
            api.update_role(RoleName=name, **values)
        live.fields.update({item: value for item, value in want.items() if item in cls.fields})
        live.fields["Policies"] = policies(want["Policies"])
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.tag_role(RoleName=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_role(RoleName=live.id, TagKeys=list(keys))

    @classmethod
    def delete(cls, api, live):
        """AWS refuses (DeleteConflict) while policies are there."""
        for item in sorted(live.fields.get("Policies", {})):
            api.maybe("delete_role_policy", GONE, RoleName=live.id, PolicyName=item)
        for arn in sorted(live.fields.get("ManagedPolicyArns", [])):
            api.maybe("detach_role_policy", GONE, RoleName=live.id, PolicyArn=arn)
        api.maybe("delete_role", GONE, RoleName=live.id)
