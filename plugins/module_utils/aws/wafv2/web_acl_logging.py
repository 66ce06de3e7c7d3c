# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: where a web ACL logs."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live

MISSING = ("WAFNonexistentItemException",)


def ours(scope):
    """Our web ACLs. One without tags yet is named by a wish, and so most likely ours."""
    return [live for live in scope.parents("web_acl", mine=False) if live.tags is None or live.stack == scope.owner]


class WebAclLogging(Kind):
    """Where a web ACL writes what it saw. The destination's name begins with aws-waf-logs- (WAF Developer Guide)."""

    kind = "web_acl_logging"
    service = "wafv2"
    identity = "part"
    taggable = False
    places = ("main", "cdn")
    needs = ("web_acl",)
    uses = ("web_acl", "log_group")
    exclusive_in = "ResourceArn"
    on_repeat = "upsert"
    fields = {
        "ResourceArn": fields.required(change=fields.REPLACE),
        "LogDestinationConfigs": fields.required(order="set"),
        "RedactedFields": fields.managed([], order="set"),
        "LoggingFilter": fields.managed(None),
    }

    @classmethod
    def key(cls, values):
        return values["ResourceArn"]

    @classmethod
    def observe(cls, api, scope):
        return [live for live in api.map(lambda acl: cls._read(api, acl.id), ours(scope)) if live]

    @classmethod
    def _read(cls, api, arn):
        answer = api.maybe("get_logging_configuration", MISSING, ResourceArn=arn)
        if answer is None:
            return None
        found = answer["LoggingConfiguration"]
        return Live("%s#logging" % arn, {name: found[name] for name in cls.fields if name in found}, parent=arn)

    @classmethod
    def create(cls, api, want, tags):
        return cls.update(api, Live("%s#logging" % want["ResourceArn"], {}, parent=want["ResourceArn"]), want, None)

    @classmethod
    def update(cls, api, live, want, delta):
        # The call replaces the whole configuration.
        api.put_logging_configuration(
            LoggingConfiguration={name: want[name] for name in cls.fields if want.get(name) not in (None, [])}
        )
        live.fields.update(want)
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_logging_configuration", MISSING, ResourceArn=live.parent)
