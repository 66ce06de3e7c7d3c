# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Encryption: the stack's customer-managed key."""

from __future__ import annotations

from ...aws.kms.alias import KmsAlias
from ...aws.kms.key import KmsKey
from ...aws.sts.account import Account
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (KmsKey, KmsAlias, Account)
NEIGHBOURS = ()
EXPORTS = {
    "key_arn": Export("kms_key", "main", "Arn"),
    "key_id": Export("kms_key", "main", "KeyId"),
    "alias": Export("kms_key", "main", "AliasName"),
}
# The capability after which a person reads this one in a plan.
AFTER = "network"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
