# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Secrets Manager: secrets that are composed of parts. No value ever leaves this file but to Secrets Manager."""

from __future__ import annotations

import json

from ...engine import fields, ownership
from ...engine.errors import AwsError, SlipwayError
from ...engine.kind import Live
from ..shared import limits
from ..shared.policies import statements
from ..shared.rotation_follower import UNFILLED, compose
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tags import tag_dict, tag_list
from . import resource_policy

MISSING = ("ResourceNotFoundException",)
# What DescribeSecret leaves out where the key is that of AWS.
AWS_KEY = "alias/aws/secretsmanager"
# The longest recovery window, which is AWS's default.
RECOVERY_DAYS = 30
# BatchGetSecretValue takes 20 secrets in one request.
BATCH = 20


def unfilled(value):
    """The keys of a value that still wait for a person."""
    return sorted(key for key, text in value.items() if text == UNFILLED)


class Incomplete(SlipwayError):
    """A secret cannot be composed, as something that it takes a value from is not there."""


class Secret(TaggedKind):
    """A secret whose value is a JSON object.

    ``Parts`` says where each key comes from (see rotation_follower.compose). The wish and the value are compared here, key by
    key, and only the names of the keys that differ go out. Keys without a part stay as they are: what a person has filled in
    is data. ``Keys`` are the declared keys, ``Unfilled`` those that still wait for a person.
    """

    kind = "secret"
    service = "secretsmanager"
    telling = ("Name", "Keys")
    console = "secretsmanager/secret?region={region}&name={Name}"
    tagging = Tagging("SecretId", missing=MISSING, reading="describe_secret")
    identity = "natural"
    coexist = "never"
    on_repeat = "unique"
    guarded = True
    upkeep = "0.40 USD a month"  # AWS Secrets Manager pricing, September 2026
    name_field = "Name"
    name_limit = 512
    uses = ("secret", "db_instance", "db_cluster", "kms_key")
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Description": fields.managed(""),
        "KmsKeyId": fields.managed(AWS_KEY),
        # Our statements in it: see resource_policy.py
        "ResourcePolicy": fields.managed([], order="Sid", canonical=statements, exact=True, limit=limits.SECRET_POLICY),
        # Compared in ``differences``: the parts are no values, and the values are not shown.
        "Parts": fields.required(change=fields.CREATE_ONLY, secret=True),
        "Keys": fields.optional(change=fields.CREATE_ONLY),
        # Declared are the keys that wait for a person when the secret is new.
        "Unfilled": fields.optional(change=fields.CREATE_ONLY),
        "ARN": fields.computed(),
        # The version in force: another one is another value, whoever has written it.
        "VersionId": fields.computed(renewed_by=("Parts",)),
    }

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """Ours by tag in one listing, those scheduled for deletion too. ListSecrets may lag by five minutes, and shows no
        stranger that holds our name, so what it lacks is asked for by name."""
        rows = [
            row
            for owner in scope.owners
            for row in api.all(
                "list_secrets",
                "SecretList",
                IncludePlannedDeletion=True,
                Filters=[{"Key": "tag-key", "Values": [ownership.STACK]}, {"Key": "tag-value", "Values": [owner]}],
            )
        ]
        missing = sorted(set(scope.named("Name")) - {row["Name"] for row in rows})
        rows += [
            row for row in api.map(lambda name: api.maybe("describe_secret", MISSING, SecretId=name), missing) if row
        ]
        lives = [cls._live(row) for row in rows]
        ours = [live for live in lives if live.tags.get(ownership.STACK) in scope.owners and not live.tombstone]
        cls._read(api, ours)
        return lives

    @classmethod
    def _live(cls, row):
        values = {
            "Name": row["Name"],
            "Description": row.get("Description", ""),
            "KmsKeyId": row.get("KmsKeyId", AWS_KEY),
            "ARN": row["ARN"],
        }
        live = Live(row["ARN"], values, tag_dict(row.get("Tags")))
        if row.get("DeletedDate"):
            live.tombstone = "it is scheduled for deletion; it was deleted on %s" % row["DeletedDate"].date()
        return live

    @classmethod
    def _read(cls, api, lives):
        """Put the values of secrets into ``raw``, and the names of their keys into the fields."""
        versions = {}
        found = cls._values(api, [live.id for live in lives], versions)
        policies = api.map(lambda live: resource_policy.read(api, live.id, MISSING), lives)
        for live, items in zip(lives, policies):
            live.fields["ResourcePolicy"] = resource_policy.ours(items)
            cls._keep(live, found.get(live.id, {}))
            live.fields["VersionId"] = versions.get(live.id, "")

    @classmethod
    def _keep(cls, live, value):
        live.raw = value
        live.fields["Keys"] = sorted(value)
        live.fields["Unfilled"] = unfilled(value)

    @classmethod
    def _values(cls, api, arns, versions=None):
        """ARN or name as given -> value. A secret without a value, or whose value is no JSON object, gives {}.

        :param versions: filled with the same -> the version in force
        """
        found, wanted = {}, sorted(set(arns))
        for start in range(0, len(wanted), BATCH):
            answer = api.batch_get_secret_value(SecretIdList=wanted[start : start + BATCH])
            for row in answer.get("SecretValues", []):
                for name in (row["ARN"], row["Name"]):
                    found[name] = cls._parsed(row.get("SecretString"))
                    if versions is not None:
                        versions[name] = row["VersionId"]
            for error in answer.get("Errors", []):
                if error["ErrorCode"] not in MISSING:
                    raise AwsError(
                        "secretsmanager",
                        "batch_get_secret_value",
                        error["ErrorCode"],
                        "%s: %s" % (error["SecretId"], error["Message"]),
                    )
        return found

    @staticmethod
    def _parsed(text):
        try:
            value = json.loads(text or "{}")
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    @classmethod
    def read_late(cls, api, live, want):
        """Compares the value with the wish: the keys that are right go into ``Parts``. ``Keys`` and ``Unfilled`` are those
        that the secret has once it is as declared, for whoever asks for a key that this very run adds."""
        # A key that has still to be generated equals nothing: no password is made for a comparison.
        try:
            wanted = cls._composed(api, want, live.raw or {}, generate=lambda arguments: object())
        except Incomplete:
            return None  # this very run may put the source right; otherwise the update says what is missing
        return {
            "Parts": {key: part for key, part in want["Parts"].items() if (live.raw or {}).get(key) == wanted[key]},
            "Keys": sorted(wanted),
            "Unfilled": unfilled(wanted),
        }

    @classmethod
    def refresh(cls, api, live):
        row = api.maybe("describe_secret", MISSING, SecretId=live.id)
        return cls._live(row) if row else None

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def differences(cls, want, live):
        if "Parts" not in live.fields:
            return [("Parts", None, "(secret)", False, True)]  # not compared yet, or made of what is not there yet
        return [
            ("Parts.%s" % key, None, "(secret)", True, True)
            for key in sorted(want["Parts"])
            if key not in live.fields["Parts"]
        ]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def preflight(cls, api, want, live):
        return resource_policy.locked_out(api, want["Name"], want["ResourcePolicy"])

    @classmethod
    def create(cls, api, want, tags):
        value = cls._composed(api, want, {})
        row = api.create_secret(
            Name=want["Name"],
            Description=want["Description"],
            KmsKeyId=want["KmsKeyId"],
            SecretString=json.dumps(value),
            Tags=tag_list(tags),
        )
        live = Live(
            row["ARN"],
            {
                "Name": row["Name"],
                "Description": want["Description"],
                "KmsKeyId": want["KmsKeyId"],
                "ARN": row["ARN"],
                "VersionId": row["VersionId"],
                "Parts": want["Parts"],
                "ResourcePolicy": [],
            },
            tags,
        )
        cls._keep(live, value)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("Description", "KmsKeyId"):
            # UpdateSecret merges; the empty description is sent too, which resets it.
            api.update_secret(SecretId=live.id, Description=want["Description"], KmsKeyId=want["KmsKeyId"])
            live.fields.update(Description=want["Description"], KmsKeyId=want["KmsKeyId"])
        if delta.touches("ResourcePolicy"):
            resource_policy.write(api, live.id, want["ResourcePolicy"], MISSING)
            live.fields["ResourcePolicy"] = want["ResourcePolicy"]
        if delta.touches("Parts"):
            # Composed of what is there now, not of what was read for the plan: a rotation may have come in between.
            current = cls._values(api, [live.id]).get(live.id, {})
            value = cls._composed(api, want, current)
            if value != current:
                answer = api.put_secret_value(SecretId=live.id, SecretString=json.dumps(value))
                live.fields["VersionId"] = answer["VersionId"]
            live.fields["Parts"] = want["Parts"]
            cls._keep(live, value)
        return live

    @classmethod
    def _composed(cls, api, want, current, generate=None):
        """The value that the parts ask for; reads the secrets they come from."""
        sources = cls._values(api, [part["From"] for part in want["Parts"].values() if "From" in part])

        def source(arn):
            if arn not in sources:
                raise Incomplete("the secret %s takes a value from %s, which does not exist" % (want["Name"], arn))
            return sources[arn]

        def password(arguments):
            return api.get_random_password(**arguments)["RandomPassword"]

        try:
            return compose(want["Parts"], current, source, generate or password)
        except KeyError as error:
            raise Incomplete(
                "the secret %s takes the key %s from a secret that has no such key" % (want["Name"], error)
            ) from error

    @classmethod
    def delete(cls, api, live):
        """Schedules the deletion; the name is taken until the window ends, and ``restore`` takes the secret back."""
        api.maybe("delete_secret", MISSING, SecretId=live.id, RecoveryWindowInDays=RECOVERY_DAYS)

    @classmethod
    def restore(cls, api, live, want, tags):
        if (live.tags or {}).get(ownership.STACK) != tags[ownership.STACK]:
            raise SlipwayError(
                "the secret %s is scheduled for deletion and is not this stack's; choose another name, or wait "
                "until it is gone" % want["Name"]
            )
        api.restore_secret(SecretId=live.id)
        live.tombstone = None
        return live
