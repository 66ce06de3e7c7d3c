"""Record sets: canonical names, atomic batches, refused duplicates and conflicts."""

from __future__ import annotations

import copy
from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from . import aliases, values
from .names import canonical, is_valid, is_within, order
from .zones import change_info, find_zone

MAXIMUM = 300
ELEMENTS = 1000
ROUTING = (
    "Weight",
    "Region",
    "Failover",
    "GeoLocation",
    "MultiValueAnswer",
    "GeoProximityLocation",
    "CidrRoutingConfig",
)


def records_of(zone: Any) -> list[dict[str, Any]]:
    """The record sets of a zone, in Route 53's order."""
    return sorted(
        zone.rrsets, key=lambda record: (order(record["Name"]), record["Type"], record.get("SetIdentifier", ""))
    )


def _key(record: dict[str, Any]) -> tuple[str, str, str | None]:
    return record["Name"], record["Type"], record.get("SetIdentifier")


@operation("route53", "ChangeResourceRecordSets")
def change(call: Call) -> dict[str, Any]:  # F20
    zone = find_zone(call, call.params["HostedZoneId"])
    batch = call.params["ChangeBatch"]
    weights = {"UPSERT": 2}
    elements = sum(
        weights.get(entry["Action"], 1) * len(entry["ResourceRecordSet"].get("ResourceRecords") or [])
        for entry in batch["Changes"]
    )
    if elements > ELEMENTS:
        raise _refused(["Number of records limit of 1000 exceeded."])
    records = list(zone.rrsets)
    problems = []
    for entry in batch["Changes"]:
        record = _canonical_record(entry)
        found = _problem(call, zone, entry["Action"], record, records)
        if found:
            problems.append(found)
            continue
        records = [other for other in records if _key(other) != _key(record)]
        if entry["Action"] != "DELETE":
            records.append(record)
    if problems:
        raise _refused(problems)
    zone.rrsets = records
    return {"ChangeInfo": change_info(call, batch.get("Comment"))}


def _refused(problems: list[str]) -> AwsError:
    text = f"[{', '.join(problems)}]"
    return AwsError("InvalidChangeBatch", text, messages=problems)


def _canonical_record(entry: dict[str, Any]) -> dict[str, Any]:
    record = copy.deepcopy(entry["ResourceRecordSet"])
    record["Name"] = canonical(record["Name"])
    alias = record.get("AliasTarget")
    if alias:
        alias["DNSName"] = canonical(alias["DNSName"])
    plain = record.get("TTL") is not None and bool(record.get("ResourceRecords"))
    if bool(alias) == plain or (alias and (record.get("TTL") is not None or record.get("ResourceRecords"))):
        raise AwsError(
            "InvalidInput",
            "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or "
            f"TrafficPolicyInstanceId], but found {'more than one' if alias else 'none'} in Change with "
            f"[Action={entry['Action']}, Name={record['Name']}, Type={record['Type']}, "
            f"SetIdentifier={record.get('SetIdentifier', 'null')}]",
        )
    if record["Type"] not in values.TYPES or entry["Action"] not in ("CREATE", "UPSERT", "DELETE"):
        raise AwsError("InvalidInput", f"Invalid XML: {entry['Action']} {record['Type']} is not in the enumeration")
    if bool(record.get("SetIdentifier")) != any(record.get(member) is not None for member in ROUTING):
        raise AwsError("InvalidInput", "Invalid request: a set identifier and a routing policy go together.")
    return record


def _problem(call: Call, zone: Any, action: str, record: dict[str, Any], records: list[dict[str, Any]]) -> str | None:
    name, kind, _unused = _key(record)
    label = f"resource record set [name='{name}', type='{kind}']"
    if not is_within(name, zone.name) or not is_valid(name):
        return f"RRSet with DNS name {name} is not permitted in zone {zone.name}"
    existing = next((other for other in records if _key(other) == _key(record)), None)
    if action == "DELETE":
        return _deletion_problem(zone, record, existing, label)
    if action == "CREATE" and existing is not None:
        return f"Tried to create {label} but it already exists"
    return _content_problem(call, zone, record, records)


def _deletion_problem(zone: Any, record: dict[str, Any], existing: dict[str, Any] | None, label: str) -> str | None:
    if existing is None:
        return f"Tried to delete {label} but it was not found"
    if record["Name"] == zone.name and record["Type"] in ("NS", "SOA"):
        return f"A HostedZone must contain at least one {record['Type']} record for the zone itself."
    if _comparable(record) != _comparable(existing):
        return f"Tried to delete {label} but the values provided do not match the current values"
    return None


def _comparable(record: dict[str, Any]) -> dict[str, Any]:
    members = {key: value for key, value in record.items() if value is not None and key != "ResourceRecords"}
    return members | {"values": sorted(entry["Value"] for entry in record.get("ResourceRecords") or [])}


def _content_problem(call: Call, zone: Any, record: dict[str, Any], records: list[dict[str, Any]]) -> str | None:
    name, kind, identifier = _key(record)
    others = [other for other in records if other["Name"] == name and _key(other) != _key(record)]
    if kind == "CNAME" and name == zone.name:
        return f"RRSet of type CNAME with DNS name {name} is not permitted at apex in zone {zone.name}"
    if any((other["Type"] == "CNAME") != (kind == "CNAME") for other in others):
        return (
            f"RRSet of type {kind} with DNS name {name} is not permitted because a conflicting RRSet of type CNAME "
            f"with the same DNS name already exists in zone {zone.name}"
            if kind != "CNAME"
            else f"RRSet of type CNAME with DNS name {name} is not permitted as it conflicts with other records with "
            f"the same DNS name in zone {zone.name}"
        )
    if any(other["Type"] == kind and bool(other.get("SetIdentifier")) != bool(identifier) for other in others):
        return f"RRSet with DNS name {name}, type {kind} cannot be mixed with one of another routing policy"
    given = [row["Value"] for row in record.get("ResourceRecords") or []]
    if kind in ("CNAME", "SOA") and len(given) > 1:
        return f"RRSet of type {kind} with DNS name {name} must contain exactly one resource record"
    found = next((found for found in (values.problem(kind, value) for value in given) if found), None)
    twice = values.repeated(kind, given)
    if found or twice:
        return found or f"Duplicate Resource Record: '{twice}'"
    return aliases.problem(call, record, zone, records) if record.get("AliasTarget") else None


@operation("route53", "ListResourceRecordSets")
def list_records(call: Call) -> dict[str, Any]:
    zone = find_zone(call, call.params["HostedZoneId"])
    name = call.params.get("StartRecordName")
    kind = call.params.get("StartRecordType")
    if kind and not name:
        raise AwsError("InvalidInput", "The input is not valid: StartRecordType needs StartRecordName.")
    records = records_of(zone)
    if name:
        start = (order(canonical(name)), kind or "", call.params.get("StartRecordIdentifier") or "")
        records = [
            record
            for record in records
            if (order(record["Name"]), record["Type"], record.get("SetIdentifier", "")) >= start
        ]
    size = min(int(call.params.get("MaxItems") or MAXIMUM), MAXIMUM)
    part, rest = records[:size], records[size:]
    answer = {"ResourceRecordSets": part, "IsTruncated": bool(rest), "MaxItems": str(size)}
    if rest:
        answer |= {"NextRecordName": rest[0]["Name"], "NextRecordType": rest[0]["Type"]}
        if rest[0].get("SetIdentifier"):
            answer["NextRecordIdentifier"] = rest[0]["SetIdentifier"]
    return answer
