# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The AWS account that the credentials belong to, for policies and ARNs where the declaration does not say it."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live


class Account(Kind):
    """The account behind the credentials (sts GetCallerIdentity)."""

    kind = "account"
    service = "sts"
    identity = "natural"
    taggable = False
    data = True
    fields = {"AccountId": fields.computed()}

    @classmethod
    def key(cls, values):
        return cls.kind

    @classmethod
    def observe(cls, api, scope):
        return [Live(api.account_id, {"AccountId": api.account_id})]

    @classmethod
    def missing_text(cls, want):
        return "the account of the credentials is not known"


def account_id(declaration):
    """The stack's account: the number that was declared, else a reference to the account that answers."""
    if declaration.stack.account_id:
        return declaration.stack.account_id
    asked = next((node for node in declaration.nodes if node.kind is Account), None)
    return (asked or declaration.add(Account, "caller", {}))["AccountId"]
