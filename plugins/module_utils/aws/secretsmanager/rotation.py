# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Secrets Manager: when the master password of a database is rotated."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known

MISSING = ("ResourceNotFoundException",)


class SecretRotation(Kind):
    """The rotation schedule of a database instance's master password.

    It exists with the secret that RDS makes, rotating every seven days (RDS User Guide, password management with Secrets
    Manager). So ``create`` only reads it, and ``update`` changes what is otherwise. Managed rotation takes a schedule without
    a function (Secrets Manager User Guide, managed rotation) and is switched off by CancelRotateSecret. A secret of the stack's
    own is rotated by a function; until it has one, its rotation is off.
    """

    kind = "secret_rotation"
    service = "secretsmanager"
    telling = ("AutomaticallyAfterDays",)
    identity = "part"
    taggable = False
    on_repeat = "upsert"
    exclusive_in = "SecretId"
    needs = ("db_instance",)
    uses = ("db_instance", "secret", "lambda_function")
    fields = {
        "SecretId": fields.required(change=fields.REPLACE),
        "RotationEnabled": fields.managed(True),
        "RotationLambdaARN": fields.optional(),
        # Compared in ``differences``: AWS keeps the old figure while rotation is off.
        "AutomaticallyAfterDays": fields.managed(7, change=fields.CREATE_ONLY),
    }

    @classmethod
    def key(cls, values):
        return values.get("SecretId")

    @classmethod
    def observe(cls, api, scope):
        parents = [live for live in scope.parents(cls.needs[0]) if live.fields.get("MasterUserSecretArn")]
        return (
            [
                live
                for live in api.map(
                    lambda parent: cls._read(api, parent.fields["MasterUserSecretArn"], parent.id), parents
                )
                if live
            ]
            if scope.wants
            else []
        )

    @classmethod
    def _read(cls, api, arn, parent):
        row = api.maybe("describe_secret", MISSING, SecretId=arn)
        if not row:
            return None
        days = (row.get("RotationRules") or {}).get("AutomaticallyAfterDays")
        values = {"SecretId": arn, "RotationEnabled": row.get("RotationEnabled", False), "AutomaticallyAfterDays": days}
        return Live(arn + "#rotation", {**values, "RotationLambdaARN": row.get("RotationLambdaARN")}, parent=parent)

    @classmethod
    def validate(cls, want):
        # RotationRulesType: 1 to 1000 days.
        days = want["AutomaticallyAfterDays"]
        return (
            []
            if not is_known(days) or 1 <= days <= 1000
            else ["AutomaticallyAfterDays %s: 1 to 1000 are allowed" % days]
        )

    @classmethod
    def differences(cls, want, live):
        was, wanted = live.fields.get("AutomaticallyAfterDays"), want["AutomaticallyAfterDays"]
        return [("AutomaticallyAfterDays", was, wanted)] if want["RotationEnabled"] and was != wanted else []

    @classmethod
    def create(cls, api, want, tags):
        return cls._read(api, want["SecretId"], None) or Live(
            want["SecretId"] + "#rotation", {"SecretId": want["SecretId"]}
        )

    @classmethod
    def update(cls, api, live, want, delta):
        if want["RotationEnabled"]:
            api.rotate_secret(
                SecretId=want["SecretId"],
                RotateImmediately=False,
                RotationRules={"AutomaticallyAfterDays": want["AutomaticallyAfterDays"]},
                **({"RotationLambdaARN": want["RotationLambdaARN"]} if want.get("RotationLambdaARN") else {}),
            )
        else:
            api.cancel_rotate_secret(SecretId=want["SecretId"])
        live.fields.update({name: want[name] for name in cls.fields if name in want})
        return live

    @classmethod
    def refresh(cls, api, live):
        return cls._read(api, live.fields["SecretId"], live.parent)

    @classmethod
    def delete(cls, api, live):
        """It goes with the secret that RDS made, and that with the instance. One of the stack's own stays, and is not rotated."""
        row = api.maybe("describe_secret", MISSING, SecretId=live.fields["SecretId"])
        if row and row.get("RotationEnabled") and not row.get("OwningService"):
            api.maybe("cancel_rotate_secret", MISSING, SecretId=live.fields["SecretId"])


class ClusterSecretRotation(SecretRotation):
    """The same of a cluster's master password."""

    kind = "cluster_secret_rotation"
    needs = ("db_cluster",)
    uses = ("db_cluster",)
