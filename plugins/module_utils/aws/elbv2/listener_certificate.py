# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: further certificates of a listener."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import Kind, Live
from ..shared.tags import tag_dict
from .listener import GONE


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
