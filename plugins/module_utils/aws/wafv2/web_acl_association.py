# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: what a web ACL protects."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live, Problem
from ...engine.references import is_known
from .web_acl_logging import MISSING, ours


class WebAclAssociation(Kind):
    """A load balancer behind a web ACL of scope REGIONAL. Each resource has one web ACL at most."""

    kind = "web_acl_association"
    service = "wafv2"
    identity = "part"
    taggable = False
    deleted_with_parent = False  # a web ACL that is associated cannot be deleted
    needs = ("web_acl",)
    # DeleteLoadBalancer's model knows no refusal because of a web ACL.
    deleted_with = ("ResourceArn",)
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
