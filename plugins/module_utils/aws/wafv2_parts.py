# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: the logging of a web ACL, and its association with a load balancer."""

from __future__ import annotations

from ..engine import fields
from ..engine.kind import Kind, Live, Problem
from ..engine.references import is_known

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


class WebAclAssociation(Kind):
    """A load balancer behind a web ACL of scope REGIONAL. Each resource has one web ACL at most."""

    kind = "web_acl_association"
    service = "wafv2"
    identity = "part"
    taggable = False
    dies_with_parent = False  # a web ACL that is associated cannot be deleted
    needs = ("web_acl",)
    # DeleteLoadBalancer's model knows no refusal because of a web ACL.
    dies_with = ("ResourceArn",)
    uses = ("web_acl", "load_balancer")
    on_repeat = "upsert"
    delete_retry = ("WAFUnavailableEntityException",)
    fields = {
        "WebACLArn": fields.required(change=fields.REPLACE),
        "ResourceArn": fields.required(change=fields.REPLACE),
    }

    @classmethod
    def key(cls, values):
        return (values["WebACLArn"], values["ResourceArn"])

    @classmethod
    def observe(cls, api, scope):
        if not scope.wants and not scope.full:
            return []
        acls = [live.id for live in ours(scope) if live.fields["Scope"] == "REGIONAL"]
        found = api.map(
            lambda arn: api.list_resources_for_web_acl(WebACLArn=arn, ResourceType="APPLICATION_LOAD_BALANCER")[
                "ResourceArns"
            ],
            acls,
        )
        return [cls._live(arn, resource) for arn, resources in zip(acls, found) for resource in resources]

    @staticmethod
    def _live(acl, resource):
        return Live("%s %s" % (acl, resource), {"WebACLArn": acl, "ResourceArn": resource}, parent=acl)

    @classmethod
    def preflight(cls, api, want, live):
        if live or not is_known(want["ResourceArn"]):
            return []
        answer = api.maybe("get_web_acl_for_resource", MISSING, ResourceArn=want["ResourceArn"])
        other = (answer or {}).get("WebACL")
        if other and other["ARN"] != want["WebACLArn"]:
            return [
                Problem(
                    "%s is behind the web ACL %s already; take it out there first"
                    % (want["ResourceArn"], other["Name"])
                )
            ]
        return []

    @classmethod
    def create(cls, api, want, tags):
        api.associate_web_acl(WebACLArn=want["WebACLArn"], ResourceArn=want["ResourceArn"])
        return cls._live(want["WebACLArn"], want["ResourceArn"])

    @classmethod
    def update(cls, api, live, want, delta):
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("disassociate_web_acl", MISSING, ResourceArn=live.fields["ResourceArn"])
