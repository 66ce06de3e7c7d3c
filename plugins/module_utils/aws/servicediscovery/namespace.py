# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Cloud Map: namespaces, in which services find one another."""

from __future__ import annotations

import hashlib
import json

from ...engine import fields, ownership
from ...engine.errors import AwsError
from ...engine.kind import FAILED, READY, WORKING, Live
from ...engine.references import is_known
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tags import tag_dict, tag_list

GONE = ("NamespaceNotFound",)
HTTP, PRIVATE = "HTTP", "DNS_PRIVATE"
# Namespaces that other accounts share are listed too (ListNamespaces).
OWN = [{"Name": "RESOURCE_OWNER", "Values": ["SELF"], "Condition": "EQ"}]


class Namespace(TaggedKind):
    """A namespace: of API calls only (HTTP), or with a private hosted zone that Cloud Map keeps (DNS_PRIVATE).

    Making, changing and deleting one are operations that go on after the call (GetOperation). The answer to a creation
    is no more than the operation's id, so the namespace has its own id and ARN only once the operation succeeded.
    """

    kind = "namespace"
    service = "servicediscovery"
    telling = ("Name", "Type")
    tagging = Tagging("ResourceARN", "Arn")
    identity = "natural"
    name_field = "Name"
    name_limit = 253
    coexist = "new_name"
    # CreatorRequestId; the name is unique besides (NamespaceAlreadyExists).
    on_repeat = "token"
    uses = ("vpc",)
    waits_for_deletion = True
    poll = 6
    # Seen: up to a minute. Where Service Connect used it, it goes minutes after the last service.
    durations = {"create": 60, "delete": 180}
    wait_timeout = 900
    # ECS removes the Cloud Map services of Service Connect some minutes after its own; until then: ResourceInUse.
    delete_timeout = 1200
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Type": fields.managed(HTTP, change=fields.REPLACE),
        "Vpc": fields.optional(change=fields.REPLACE),
        "Description": fields.managed(""),
        "Id": fields.computed(fields.READY),
        "Arn": fields.computed(fields.READY),
        "HostedZoneId": fields.computed(fields.READY),
    }

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """One listing. Tags cost a call each.

        They are read of namespaces with a wished name, or with one and a generation's suffix; of all where a wished
        one is missing (it may have been renamed), for orphans and for a neighbour.
        """
        names = scope.named("Name")
        rows = api.all("list_namespaces", "Namespaces", Filters=OWN)
        if not scope.full and scope.wants and not set(names) - {row["Name"] for row in rows}:
            rows = [row for row in rows if row["Name"].startswith(tuple(names))]
        tags = api.map(lambda row: tag_dict(api.list_tags_for_resource(ResourceARN=row["Arn"])["Tags"]), rows)
        return [
            cls._live(row, found)
            for row, found in zip(rows, tags)
            if row["Name"] in names or found.get(ownership.STACK) in scope.owners
        ]

    @classmethod
    def _live(cls, row, tags):
        values = {name: row[name] for name in ("Name", "Type", "Id", "Arn")}
        values["Description"] = row.get("Description") or ""
        zone = ((row.get("Properties") or {}).get("DnsProperties") or {}).get("HostedZoneId")
        if zone:
            values["HostedZoneId"] = zone
        return Live(row["Id"], values, tags)

    @classmethod
    def read_late(cls, api, live, want):
        """The VPC of a private namespace, which only its hosted zone knows; that may have further ones."""
        if not live.fields.get("HostedZoneId") or not want.get("Vpc"):
            return None
        zone = api.of("route53").maybe("get_hosted_zone", ("NoSuchHostedZone",), Id=live.fields["HostedZoneId"])
        found = [item["VPCId"] for item in (zone or {}).get("VPCs") or []]
        return {"Vpc": want["Vpc"] if want["Vpc"] in found or not found else found[0]}

    @classmethod
    def refresh(cls, api, live):
        """The namespace, or what is known of it while its operation goes on."""
        pending = live.raw or {}
        identity = live.fields.get("Id")
        if pending.get("operation"):
            row = api.get_operation(OperationId=pending["operation"])["Operation"]
            if row["Status"] != "SUCCESS":
                reason = "%s: %s" % (row.get("ErrorCode"), row.get("ErrorMessage"))
                if row["Status"] == "FAIL" and pending.get("deletes"):
                    raise AwsError(cls.service, "delete_namespace", row.get("ErrorCode"), row.get("ErrorMessage") or "")
                return Live(live.id, live.fields, live.tags, {**pending, "status": row["Status"], "reason": reason})
            identity = row["Targets"]["NAMESPACE"]
        if identity:
            answer = api.maybe("get_namespace", GONE, Id=identity)
            row = answer and answer["Namespace"]
        else:
            rows = api.all("list_namespaces", "Namespaces", Filters=OWN)
            row = next((item for item in rows if item["Name"] == live.fields["Name"]), None)
        if row is None:
            return None
        fresh = cls._live(row, live.tags)
        if "Vpc" in live.fields:
            fresh.fields["Vpc"] = live.fields["Vpc"]
        return fresh

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        vpc = want.get("Vpc")
        if want["Type"] == PRIVATE and not vpc:
            return ["a private DNS namespace needs a VPC"]
        return ["only a private DNS namespace has a VPC"] if want["Type"] == HTTP and vpc and is_known(vpc) else []

    @classmethod
    def state(cls, live):
        pending = live.raw or {}
        if not pending:
            return READY, ""
        return (FAILED, pending["reason"]) if pending["status"] == "FAIL" else (WORKING, pending["status"].lower())

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        """What was asked for stands in for an answer: it is what the namespace has once the operation succeeded."""
        given = {name: want[name] for name in ("Name", "Description") if want[name]}
        wish = [tags[ownership.STACK], tags[ownership.ADDRESS], want["Name"], want["Type"], want.get("Vpc")]
        given.update(CreatorRequestId=hashlib.sha256(json.dumps(wish).encode()).hexdigest()[:32], Tags=tag_list(tags))
        operation = "create_http_namespace"
        if want["Type"] == PRIVATE:
            operation, given["Vpc"] = "create_private_dns_namespace", want["Vpc"]
        # DuplicateRequest: a run that was killed asked for the same; the listing will tell when it is there.
        answer = api.maybe(operation, ("DuplicateRequest",), **given)
        values = {name: want[name] for name in ("Name", "Type", "Description", "Vpc") if name in want}
        return Live(want["Name"], values, dict(tags), _pending(answer))

    @classmethod
    def update(cls, api, live, want, delta):
        """Only the description can change."""
        if delta.touches("Description"):
            operation = "update_private_dns_namespace" if want["Type"] == PRIVATE else "update_http_namespace"
            answer = getattr(api, operation)(Id=live.id, Namespace={"Description": want["Description"]})
            live.fields["Description"] = want["Description"]
            live.raw = _pending(answer)
        return live

    @classmethod
    def holders(cls, api, live):
        """The services in it. Those of Service Connect are ECS's, which removes them some minutes after their tasks."""
        rows = api.all(
            "list_services", "Services", Filters=[{"Name": "NAMESPACE_ID", "Values": [live.id], "Condition": "EQ"}]
        )
        return ["service %s (%s)" % (row["Id"], row.get("Description") or row["Name"]) for row in rows]

    @classmethod
    def delete(cls, api, live):
        """Refused while services are in it; DuplicateRequest says that it is being deleted already."""
        answer = api.maybe("delete_namespace", (*GONE, "DuplicateRequest"), Id=live.id)
        live.raw = {**_pending(answer), "deletes": True}


def _pending(answer):
    """The operation of an answer, for ``refresh``; of None, one whose id is not known."""
    return {"operation": (answer or {}).get("OperationId"), "status": "SUBMITTED"}
