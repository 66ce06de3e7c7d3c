# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS KMS: keys."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import SlipwayError
from ...engine.kind import FAILED, READY, Live
from ..shared import limits
from ..shared.policies import policy, text
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list

ALIAS = "alias/"
# The pages of ListAliases hold 50 entries unless asked for more, 100 at most (ListAliases' documentation).
PAGE = {"PageSize": 100}
# AWS's default and maximum: the longest time to notice a mistake. A key that is gone takes its data with it.
# Of instances and of clusters: operation, member of its answer, what a snapshot is called in it.
SNAPSHOTS = (
    ("describe_db_snapshots", "DBSnapshots", "DBSnapshotIdentifier"),
    ("describe_db_cluster_snapshots", "DBClusterSnapshots", "DBClusterSnapshotIdentifier"),
)
DELETION_DAYS = 30
GONE = ("NotFoundException",)


class KmsKey(TaggedKind):
    """A customer-managed key.

    KMS cannot list keys by tag. A key is found by an alias of the stack; one whose alias was not made yet (a run was killed
    in between) is found in the tagging index, which is why the listing asks both. ``AliasName`` is the alias it is found by:
    it is not sent here, KmsAlias makes it.
    """

    kind = "kms_key"
    tagging = Tagging("KeyId", pair=("TagKey", "TagValue"), reading="list_resource_tags")
    service = "kms"
    console = "kms/home?region={region}#/kms/keys/{KeyId}"
    coexist = "never"
    on_repeat = "none"
    guarded = True
    places = ("main", "replica")
    upkeep = "1 USD a month, and as much again for each of its first two rotations"  # AWS KMS pricing, November 2026
    name_field = "AliasName"
    uses = ("role",)
    fields = {
        "AliasName": fields.required(change=fields.CREATE_ONLY),
        "Description": fields.managed(""),
        "KeyUsage": fields.managed("ENCRYPT_DECRYPT", change=fields.REPLACE),
        "KeySpec": fields.managed("SYMMETRIC_DEFAULT", change=fields.REPLACE),
        "MultiRegion": fields.managed(False, change=fields.REPLACE),
        "Policy": fields.required(canonical=policy, exact=True, limit=limits.KEY_POLICY),
        "Enabled": fields.managed(True),
        "EnableKeyRotation": fields.managed(True),
        # Compared in ``differences``: a period can only be seen and set while rotation is on.
        "RotationPeriodInDays": fields.managed(365, change=fields.CREATE_ONLY),
        "KeyId": fields.computed(),
        "Arn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """The keys of the wished aliases, or of a neighbour's whose alias is known, and those of the tagging index; looking
        for orphans, or for any other neighbour, those of all aliases that begin like the stack's."""
        known = {arn.rpartition("/")[2]: tags for arn, tags in tagged(api, scope.owners, "kms:key").items()}
        wanted = scope.named("AliasName")
        named = [] if scope.full else wanted or scope.outside("AliasName")
        rows = api.map(lambda name: (cls._describe(api, name), [name]), named)
        if not named or not wanted and not all(row for row, _names in rows):
            aliases = {}
            for row in api.all("list_aliases", "Aliases", PaginationConfig=PAGE):
                if row.get("TargetKeyId"):
                    aliases.setdefault(row["TargetKeyId"], []).append(row["AliasName"])
            ids = {
                key
                for key, names in aliases.items()
                for name in names
                if name in wanted or name.startswith(ALIAS + scope.prefix)
            } | set(known)
            rows = api.map(lambda key: (cls._describe(api, key), sorted(aliases.get(key, ()))), sorted(ids))
        else:
            unseen = sorted(set(known) - {row["KeyId"] for row, names in rows if row})
            rows += api.map(lambda key: (cls._describe(api, key), cls._aliases(api, key)), unseen)
        compared = scope.wants or scope.full
        found = api.map(lambda pair: cls._read(api, *pair, known, wanted, compared), [pair for pair in rows if pair[0]])
        return [live for live in found if live]

    @staticmethod
    def _describe(api, name):
        return (api.maybe("describe_key", GONE, KeyId=name) or {}).get("KeyMetadata")

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = cls._tags(api, live.id)

    @staticmethod
    def _tags(api, key):
        return tag_dict(api.all("list_resource_tags", "Tags", KeyId=key), "TagKey", "TagValue")

    @staticmethod
    def _aliases(api, key):
        return sorted(row["AliasName"] for row in api.all("list_aliases", "Aliases", GONE, KeyId=key))

    @classmethod
    def _read(cls, api, row, aliases, known, wanted, compared):
        key = row["KeyId"]
        if row.get("KeyManager") == "AWS":
            return None
        tags = known.get(key)
        if tags is None:
            tags = cls._tags(api, key)
        live = Live(key, cls._fields(row), tags, raw={"state": row["KeyState"], "aliases": aliases})
        if aliases:
            live.fields["AliasName"] = next((name for name in aliases if name in wanted), aliases[0])
        if row["KeyState"] == "PendingDeletion":
            live.tombstone = "it is scheduled for deletion on %s" % row["DeletionDate"].date()
            return live
        if not compared:
            return live
        live.fields["Policy"] = policy(api.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
        if row["KeySpec"] == "SYMMETRIC_DEFAULT" and row["Origin"] == "AWS_KMS":
            rotation = api.get_key_rotation_status(KeyId=key)
            live.fields["EnableKeyRotation"] = rotation["KeyRotationEnabled"]
            if rotation["KeyRotationEnabled"]:
                live.fields["RotationPeriodInDays"] = rotation.get("RotationPeriodInDays", 365)
        return live

    @classmethod
    def _fields(cls, row):
        names = ("Description", "KeyUsage", "KeySpec", "MultiRegion", "Enabled", "KeyId", "Arn")
        return {name: row[name] for name in names if name in row}

    @classmethod
    def validate(cls, want):
        if not 90 <= want["RotationPeriodInDays"] <= 2560:
            return ["RotationPeriodInDays %s: 90 to 2560 days are allowed" % want["RotationPeriodInDays"]]
        return []

    @classmethod
    def differences(cls, want, live):
        was, wanted = live.fields.get("RotationPeriodInDays"), want["RotationPeriodInDays"]
        rotates = want["EnableKeyRotation"] and live.fields.get("EnableKeyRotation")
        return [("RotationPeriodInDays", was, wanted)] if rotates and was != wanted else []

    @classmethod
    def state(cls, live):
        state = (live.raw or {}).get("state", "Enabled")
        return (FAILED, state) if state in ("PendingImport", "Unavailable", "PendingDeletion") else (READY, "")

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_key(
            Description=want["Description"],
            KeyUsage=want["KeyUsage"],
            KeySpec=want["KeySpec"],
            MultiRegion=want["MultiRegion"],
            Policy=text(want["Policy"]),
            Tags=tag_list(tags, "TagKey", "TagValue"),
        )["KeyMetadata"]
        # A new key does not rotate (CreateKey's documentation).
        return Live(
            row["KeyId"],
            {**cls._fields(row), "Policy": want["Policy"], "EnableKeyRotation": False},
            tags,
            raw={"state": row["KeyState"], "aliases": []},
        )

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("Enabled") and want["Enabled"]:
            api.enable_key(KeyId=live.id)
        if delta.touches("Description"):
            api.update_key_description(KeyId=live.id, Description=want["Description"])
        if delta.touches("Policy"):
            api.put_key_policy(KeyId=live.id, PolicyName="default", Policy=text(want["Policy"]))
        if delta.touches("EnableKeyRotation", "RotationPeriodInDays"):
            if want["EnableKeyRotation"]:
                api.enable_key_rotation(KeyId=live.id, RotationPeriodInDays=want["RotationPeriodInDays"])
            elif live.fields.get("EnableKeyRotation"):
                api.disable_key_rotation(KeyId=live.id)
        if delta.touches("Enabled") and not want["Enabled"]:
            api.disable_key(KeyId=live.id)
        live.fields.update({name: want[name] for name in delta.names if name in want})
        return live

    @classmethod
    def refresh(cls, api, live):
        answer = api.maybe("describe_key", GONE, KeyId=live.id)
        if not answer or answer["KeyMetadata"]["KeyState"] == "PendingDeletion":
            return None
        live.raw["state"] = answer["KeyMetadata"]["KeyState"]
        return live

    @classmethod
    def find_by_id(cls, api, identifier):
        row = cls._describe(api, identifier)
        live = cls._read(api, row, cls._aliases(api, row["KeyId"]), {}, [], True) if row else None
        return None if live is None or live.tombstone else live

    @classmethod
    def delete(cls, api, live):
        """Schedules the deletion: KMS deletes no key at once.

        :raises SlipwayError: a snapshot of a database is encrypted with it, and would be lost
        """
        answer = api.maybe("describe_key", GONE, KeyId=live.id)
        if answer and answer["KeyMetadata"]["KeyState"] != "PendingDeletion":
            names = sorted(
                row[name]
                for call, member, name in SNAPSHOTS
                for row in api.of("rds").all(call, member)
                if row.get("KmsKeyId") == live.fields["Arn"]
            )
            if names:
                raise SlipwayError(
                    "the key %s is kept, as it encrypts the database snapshots %s. Delete those that you no longer need, then "
                    "run again." % (live.id, ", ".join(names[:5]))
                )
            api.maybe("schedule_key_deletion", GONE, KeyId=live.id, PendingWindowInDays=DELETION_DAYS)

    @classmethod
    def restore(cls, api, live, want, tags):
        """Take a key back out of its deletion window. It comes back disabled, which the update that follows puts right."""
        if (live.tags or {}).get(ownership.STACK) != tags[ownership.STACK]:
            raise SlipwayError("the key %s is scheduled for deletion and belongs to another stack" % live.id)
        api.cancel_key_deletion(KeyId=live.id)
        return cls._read(
            api, cls._describe(api, live.id), live.raw["aliases"], {live.id: live.tags}, [want["AliasName"]], True
        )
