# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS KMS: aliases."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from .key import GONE


class KmsAlias(Kind):
    """The name of a key, and a part of it: it stays with a key that is kept, and KMS deletes it with the key. While the key
    waits for its deletion, the alias leads the run that wants it back to it."""

    kind = "kms_alias"
    service = "kms"
    identity = "part"
    taggable = False
    on_repeat = "unique"
    name_field = "AliasName"
    exclusive_in = "TargetKeyId"
    places = ("main", "replica")
    needs = ("kms_key",)
    uses = ("kms_key",)
    fields = {
        "AliasName": fields.required(change=fields.REPLACE),
        "TargetKeyId": fields.required(),
    }

    @classmethod
    def observe(cls, api, scope):
        """Nothing to ask: the keys were found by their aliases."""
        return [
            Live(name, {"AliasName": name, "TargetKeyId": key.id}, parent=key.id)
            for key in scope.parents("kms_key", mine=False)
            for name in key.raw["aliases"]
        ]

    @classmethod
    def create(cls, api, want, tags):
        api.create_alias(AliasName=want["AliasName"], TargetKeyId=want["TargetKeyId"])
        return Live(want["AliasName"], dict(want), parent=want["TargetKeyId"])

    @classmethod
    def update(cls, api, live, want, delta):
        api.update_alias(AliasName=live.id, TargetKeyId=want["TargetKeyId"])
        live.fields["TargetKeyId"] = want["TargetKeyId"]
        return live

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_alias", GONE, AliasName=live.id)
