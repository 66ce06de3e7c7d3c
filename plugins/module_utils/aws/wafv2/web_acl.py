# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: web ACLs."""

from __future__ import annotations

from ...engine import fields
from .base import WafKind


def readable(value):
    """Search strings are bytes in answers and text in wishes."""
    if isinstance(value, dict):
        return {name: readable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def without_empty(value):
    """A value without members that are empty lists: WAF wants at least one item where a list is given."""
    if isinstance(value, dict):
        return {name: without_empty(item) for name, item in value.items() if item != []}
    return [without_empty(item) for item in value] if isinstance(value, list) else value


class WebAcl(WafKind):
    """A web ACL. UpdateWebACL resets what it is not given: members that are not declared are sent back as they were."""

    kind = "web_acl"
    telling = ("Name", "Scope")
    console = "wafv2/homev2/web-acls?region={region}"
    noun, member = "web_acl", "WebACL"
    uses = ("ip_set",)
    kept = (
        "CustomResponseBodies",
        "CaptchaConfig",
        "ChallengeConfig",
        "TokenDomains",
        "AssociationConfig",
        "DataProtectionConfig",
        "OnSourceDDoSProtectionConfig",
        "ApplicationConfig",
    )
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Scope": fields.required(change=fields.REPLACE),
        "Description": fields.optional(),
        "DefaultAction": fields.required(exact=True),
        "Rules": fields.managed(
            [],
            order="Name",
            canonical=readable,
            by_aws={"Statement*RateBasedStatement.EvaluationWindowSec": 300},
        ),
        "VisibilityConfig": fields.required(),
        "Id": fields.computed(),
        "ARN": fields.computed(),
    }

    @classmethod
    def sent(cls, want):
        return {**super().sent(want), "Rules": [without_empty(rule) for rule in want["Rules"]]}

    @classmethod
    def update(cls, api, live, want, delta):
        def call(answer):
            kept = {name: answer["WebACL"][name] for name in cls.kept if answer["WebACL"].get(name)}
            api.update_web_acl(**{**kept, **cls.sent(want)}, Id=live.fields["Id"], LockToken=answer["LockToken"])

        cls.locked(api, live, call)
        live.fields.update(cls.sent(want))
        return live
