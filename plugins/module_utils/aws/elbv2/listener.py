# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: listeners, and the further certificates they offer by server name."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live, Problem
from ...engine.references import is_known
from ..shared.tagging import tagged
from ..shared.tags import tag_list
from .base import ElbKind, actions, bridged, read_tags

GONE = ("ListenerNotFound", "LoadBalancerNotFound")
# Policies of the User Guide that need no question; any other is looked up.
SSL_POLICIES = (
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
)
MEMBERS = ("Protocol", "Port", "SslPolicy", "Certificates", "DefaultActions")


def certificates(items):
    """A listener's default certificate as it is compared."""
    return [{"CertificateArn": item["CertificateArn"]} for item in items or []]


class Listener(ElbKind):
    """A listener. A second one on the same port is refused with DuplicateListener, whoever made the first."""

    kind = "listener"
    needs = ("load_balancer",)
    uses = ("load_balancer", "certificate", "target_group")
    directs_traffic = True
    # Two listeners of a load balancer cannot share a port: that is the name a foreign one would hold.
    name_field = "Port"
    fields = {
        "LoadBalancerArn": fields.required(change=fields.REPLACE),
        "Port": fields.required(),
        "Protocol": fields.required(),
        "SslPolicy": fields.managed(None),
        "Certificates": fields.managed([], canonical=certificates),
        "DefaultActions": fields.required(canonical=actions),
        "ListenerArn": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return (values["LoadBalancerArn"], values["Port"])

    @classmethod
    def observe(cls, api, scope):
        """All listeners of our load balancers, and of those in which the index of tags knows one of ours. Before anything
        goes, those of all load balancers: there are few (50 in a Region, Quotas of Application Load Balancers)."""
        balancers = {live.id for live in scope.parents("load_balancer", mine=not scope.deleting)}
        balancers |= set(scope.named("LoadBalancerArn"))
        if scope.full or not scope.wants:
            arns = tagged(api, scope.owners, "elasticloadbalancing:listener")
            balancers |= {arn.replace(":listener/", ":loadbalancer/").rpartition("/")[0] for arn in arns}
        rows = [
            row
            for answer in api.map(
                lambda arn: api.all("describe_listeners", "Listeners", GONE, LoadBalancerArn=arn), sorted(balancers)
            )
            for row in answer
        ]
        tags = read_tags(api, [row["ListenerArn"] for row in rows], scope)
        return [cls._live(row, tags.get(row["ListenerArn"], {})) for row in rows]

    @staticmethod
    def _live(row, tags):
        values = {name: row[name] for name in ("LoadBalancerArn", "ListenerArn", "Port", "Protocol", "DefaultActions")}
        if row["Protocol"] == "HTTPS":
            values.update(SslPolicy=row.get("SslPolicy"), Certificates=row.get("Certificates") or [])
        return Live(row["ListenerArn"], values, tags)

    @classmethod
    def validate(cls, want):
        problems = []
        if want["Protocol"] == "HTTPS" and not want.get("Certificates"):
            problems.append("Certificates: a listener with protocol HTTPS needs one")
        if is_known(want["Port"]) and not 1 <= want["Port"] <= 65535:
            problems.append("Port %s: 1 to 65535 is allowed" % want["Port"])
        return problems

    @classmethod
    def using_both(cls, want, live, moves):
        return {**want, "DefaultActions": bridged(want["DefaultActions"], live["DefaultActions"])}

    @classmethod
    def preflight(cls, api, want, live):
        """A security policy that Elastic Load Balancing does not have, listing those it has."""
        if not want.get("SslPolicy") or want["SslPolicy"] in SSL_POLICIES:
            return []
        known = sorted(row["Name"] for row in api.all("describe_ssl_policies", "SslPolicies"))
        if want["SslPolicy"] in known:
            return []
        return [Problem("SslPolicy %s: one of %s is allowed" % (want["SslPolicy"], ", ".join(known)))]

    @classmethod
    def _given(cls, want):
        return {name: want[name] for name in MEMBERS if want.get(name)}

    @classmethod
    def create(cls, api, want, tags):
        row = api.create_listener(LoadBalancerArn=want["LoadBalancerArn"], Tags=tag_list(tags), **cls._given(want))[
            "Listeners"
        ][0]
        return cls._live(row, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        row = api.modify_listener(ListenerArn=live.id, **cls._given(want))["Listeners"][0]
        live.fields = cls._live(row, live.tags).fields
        return live

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_listeners", GONE, ListenerArns=[live.id]) else None

    @classmethod
    def find_by_id(cls, api, identifier):
        answer = api.maybe("describe_listeners", GONE, ListenerArns=[identifier])
        return cls._live(answer["Listeners"][0], read_tags(api, [identifier]).get(identifier, {})) if answer else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_listener", GONE, ListenerArn=live.id)
