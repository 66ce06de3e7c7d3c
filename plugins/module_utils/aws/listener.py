# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: listeners, and the further certificates they offer by server name."""

from __future__ import annotations

from ..engine import fields, ownership
from ..engine.kind import Kind, Live, Problem
from ..engine.references import is_known
from .common import tag_dict, tag_list
from .elbv2 import ElbKind, actions, bridged, read_tags

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
        balancers = {live.id for live in scope.parents("load_balancer")} | set(scope.named("LoadBalancerArn"))
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
    def bridge(cls, want, live, moves):
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
    def identified(cls, api, identifier):
        answer = api.maybe("describe_listeners", GONE, ListenerArns=[identifier])
        return cls._live(answer["Listeners"][0], read_tags(api, [identifier]).get(identifier, {})) if answer else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_listener", GONE, ListenerArn=live.id)


class ListenerCertificate(Kind):
    """One further certificate of a listener, chosen by server name indication.

    It takes no tags. In a listener of ours, one that we do not declare is surplus, unless the certificate itself
    belongs to another stack: a shared load balancer keeps the certificates that its tenants added.
    """

    kind = "listener_certificate"
    service = "elbv2"
    identity = "part"
    taggable = False
    needs = ("listener",)
    uses = ("listener", "certificate")
    on_repeat = "upsert"
    exclusive_in = "ListenerArn"
    fields = {
        "ListenerArn": fields.required(change=fields.REPLACE),
        "CertificateArn": fields.required(change=fields.REPLACE),
    }

    @classmethod
    def key(cls, values):
        return (values["ListenerArn"], values["CertificateArn"])

    @classmethod
    def observe(cls, api, scope):
        if not scope.wants and not scope.full:
            return []
        mine = {live.id for live in scope.parents("listener") if live.fields["Protocol"] == "HTTPS"}
        listeners = sorted(mine | set(scope.named("ListenerArn")))
        wanted = {cls.key(want) for want in scope.wants}
        found = [
            cls._live(listener, row["CertificateArn"])
            for listener, rows in zip(
                listeners,
                api.map(
                    lambda arn: api.all("describe_listener_certificates", "Certificates", GONE, ListenerArn=arn),
                    listeners,
                ),
            )
            for row in rows
            if not row.get("IsDefault")
        ]
        others = [live for live in found if cls.key(live.fields) not in wanted]
        foreign = {
            live.id
            for live, is_foreign in zip(
                others, api.map(lambda live: cls._is_foreign(api, live.fields["CertificateArn"], scope.owner), others)
            )
            if is_foreign
        }
        return [live for live in found if live.id not in foreign]

    @staticmethod
    def _is_foreign(api, arn, owner):
        answer = api.of("acm").maybe(
            "list_tags_for_certificate", ("ResourceNotFoundException", "AccessDeniedException"), CertificateArn=arn
        )
        return answer is None or tag_dict(answer["Tags"]).get(ownership.STACK, owner) != owner

    @staticmethod
    def _live(listener, certificate):
        return Live(
            "%s|%s" % (listener, certificate), {"ListenerArn": listener, "CertificateArn": certificate}, parent=listener
        )

    @classmethod
    def create(cls, api, want, tags):
        api.add_listener_certificates(
            ListenerArn=want["ListenerArn"], Certificates=[{"CertificateArn": want["CertificateArn"]}]
        )
        return cls._live(want["ListenerArn"], want["CertificateArn"])

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("describe_listener_certificates", "Certificates", GONE, ListenerArn=live.parent)
        return live if any(row["CertificateArn"] == live.fields["CertificateArn"] for row in rows) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe(
            "remove_listener_certificates",
            GONE,
            ListenerArn=live.parent,
            Certificates=[{"CertificateArn": live.fields["CertificateArn"]}],
        )
