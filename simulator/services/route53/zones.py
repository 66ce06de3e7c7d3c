"""Hosted zones on moto's models: caller references, name servers, SOA, changes, deletion, listing by name."""

from __future__ import annotations

import datetime
import hashlib
import random
import string
from typing import Any

from moto.route53.models import FakeZone

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import accounts, backend, utc

from .names import canonical, is_valid, order

DOMAINS = ("com", "net", "org", "co.uk")
SERVERS = 2048
CHANGE = "route53:change"


def moto_backend(call: Call) -> Any:
    return backend("route53", call.account, call.partition)


def find_zone(call: Call, identifier: str) -> FakeZone:
    """Raises AwsError NoSuchHostedZone."""
    zone = moto_backend(call).zones.get(identifier.rsplit("/", 1)[-1])
    if zone is None:
        raise AwsError("NoSuchHostedZone", f"No hosted zone found with ID: {identifier.rsplit('/', 1)[-1]}")
    return zone


def public_zones(partition: str) -> list[FakeZone]:
    """The public zones of every account."""
    found = []
    for account in accounts("route53"):
        found += [zone for zone in backend("route53", account, partition).zones.values() if not zone.private_zone]
    return found


def change_info(call: Call, comment: str | None = None) -> dict[str, Any]:  # F17
    """Note a change and return it as ChangeInfo. It is PENDING for the duration ``route53:change``."""
    changes = state.store("route53", call.account, call.partition)
    identifier = "C" + "".join(random.choices(string.ascii_uppercase + string.digits, k=20))
    changes[identifier] = (utc(state.now()), state.ready_at(CHANGE), comment)
    return _shown(identifier, changes[identifier])


def _shown(identifier: str, change: tuple[datetime.datetime, float, str | None]) -> dict[str, Any]:
    submitted, ready_at, comment = change
    status = "INSYNC" if state.is_ready(ready_at) else "PENDING"
    return {"Id": f"/change/{identifier}", "Status": status, "SubmittedAt": submitted, "Comment": comment}


@operation("route53", "GetChange")
def get_change(call: Call) -> dict[str, Any]:
    identifier = call.params["Id"].rsplit("/", 1)[-1]
    changes = state.store("route53", call.account, call.partition)
    if identifier not in changes:
        raise AwsError("NoSuchChange", f"A change with the specified change ID does not exist: {identifier}")
    return {"ChangeInfo": _shown(identifier, changes[identifier])}


@operation("route53", "CreateHostedZone")
def create(call: Call) -> dict[str, Any]:
    name = canonical(call.params["Name"])
    if not is_valid(name):
        raise AwsError("InvalidDomainName", f"{call.params['Name']} is not a valid domain name")
    for zone in moto_backend(call).zones.values():
        if zone.caller_reference == call.params["CallerReference"]:
            raise AwsError(
                "HostedZoneAlreadyExists",
                f"A hosted zone has already been created with the specified caller reference: {zone.caller_reference}",
            )
    answer = call.forward({**call.params, "Name": name})
    zone = _renamed(call, answer["HostedZone"]["Id"].rsplit("/", 1)[-1])
    if call.params.get("DelegationSetId") is None:
        zone.delegation_set.name_servers = _name_servers(zone.resource_id)
    servers = zone.delegation_set.name_servers
    zone.rrsets = [
        {"Name": name, "Type": "NS", "TTL": 172800, "ResourceRecords": [{"Value": f"{host}."} for host in servers]},
        {
            "Name": name,
            "Type": "SOA",
            "TTL": 900,
            "ResourceRecords": [{"Value": f"{servers[0]}. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"}],
        },
    ]
    answer["HostedZone"] |= {"Id": zone.id, "ResourceRecordSetCount": 2}
    answer["HostedZone"].setdefault("Config", {})["PrivateZone"] = zone.private_zone
    if "DelegationSet" in answer:
        answer["DelegationSet"]["NameServers"] = servers
    answer["ChangeInfo"] = change_info(call)
    answer["Location"] = f"https://route53.amazonaws.com/2013-04-01/hostedzone/{zone.resource_id}"
    return answer


def _renamed(call: Call, identifier: str) -> FakeZone:
    """Give a zone of moto an identifier in Route 53's form."""
    zones = moto_backend(call).zones
    zone = zones.pop(identifier)
    zone.resource_id = f"Z0{identifier[2:21]}"
    zones[zone.resource_id] = zone
    return zone


def _name_servers(identifier: str) -> list[str]:
    """Four name servers of a zone, other ones for another zone."""
    seed = int(hashlib.sha256(identifier.encode()).hexdigest(), 16)
    numbers = [seed // SERVERS**index % (SERVERS // 4) + index * (SERVERS // 4) for index in range(4)]
    return [f"ns-{number}.awsdns-{number % 64:02}.{domain}" for number, domain in zip(numbers, DOMAINS, strict=True)]


@operation("route53", "DeleteHostedZone")
def delete(call: Call) -> dict[str, Any]:
    zone = find_zone(call, call.params["Id"])
    if any(record["Name"] != zone.name or record["Type"] not in ("NS", "SOA") for record in zone.rrsets):
        raise AwsError(
            "HostedZoneNotEmpty",
            "The specified hosted zone contains non-required resource record sets and so cannot be deleted.",
        )
    del moto_backend(call).zones[zone.resource_id]
    moto_backend(call).resource_tags.pop(zone.resource_id, None)
    return {"ChangeInfo": change_info(call)}


@operation("route53", "AssociateVPCWithHostedZone", "DisassociateVPCFromHostedZone")
def change_association(call: Call) -> dict[str, Any]:
    return {**call.forward(), "ChangeInfo": change_info(call, call.params.get("Comment"))}


@operation("route53", "ListHostedZonesByName")
def list_by_name(call: Call) -> dict[str, Any]:
    size = min(int(call.params.get("MaxItems") or 100), 100)
    start = canonical(call.params["DNSName"]) if call.params.get("DNSName") else ""
    first = (call.params.get("HostedZoneId") or "").rsplit("/", 1)[-1]
    zones = sorted(moto_backend(call).zones.values(), key=lambda zone: (order(zone.name), zone.resource_id))
    if start:
        zones = [zone for zone in zones if (order(zone.name), zone.resource_id) >= (order(start), first)]
    part, rest = zones[:size], zones[size:]
    answer = {"HostedZones": [_zone(zone) for zone in part], "IsTruncated": bool(rest), "MaxItems": str(size)}
    if start:
        answer["DNSName"] = start
    if rest:
        answer |= {"NextDNSName": rest[0].name, "NextHostedZoneId": rest[0].resource_id}
    return answer


def _zone(zone: FakeZone) -> dict[str, Any]:
    return {
        "Id": zone.id,
        "Name": zone.name,
        "CallerReference": zone.caller_reference,
        "Config": {"PrivateZone": zone.private_zone, **({"Comment": zone.comment} if zone.comment else {})},
        "ResourceRecordSetCount": len(zone.rrsets),
    }
