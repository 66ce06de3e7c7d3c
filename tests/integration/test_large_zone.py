"""A hosted zone of somebody else with more records than one page holds comes out untouched, and costs few calls."""

from __future__ import annotations

from typing import Any

from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

FOREIGN = 350
DECLARED: dict[str, Any] = {
    "dns": {
        "hosted_zone": "example.com",
        "records": [{"name": "zz.example.com", "type": "A", "values": ["203.0.113.1"]}],
    },
    "certificate": {"domain": "zz.example.com", "hosted_zone": "example.com"},
}


def records(simulator: SimulatorProcess, zone: str) -> list[dict[str, Any]]:
    pages = simulator.client("route53").get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
    return [row for page in pages for row in page["ResourceRecordSets"]]


def fill(simulator: SimulatorProcess) -> str:
    """Return the zone's ID."""
    client = simulator.client("route53")
    zone = client.list_hosted_zones()["HostedZones"][0]["Id"]
    rows = [
        {"Name": f"foreign-{number}.example.com", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
        for number in range(FOREIGN)
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": row} for row in rows]
    client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    return zone


def test_foreign_records_survive_deploy_prune_and_destroy(simulator: SimulatorProcess) -> None:
    zone = fill(simulator)
    before = records(simulator, zone)

    first = converge(simulator, DECLARED)
    simulator.clear()
    second = converge(simulator, DECLARED)
    reads = [call for call in simulator.calls() if call["operation"] == "ListResourceRecordSets"]
    pruned = converge(simulator, DECLARED, words={"prune": True})
    destroyed = converge(simulator, {}, kinds=("dns", "certificate"), destroy=True)

    assert not first.outcome.failed and not destroyed.outcome.failed
    assert (second.changed, pruned.changed, destroyed.changed) == (False, False, True)
    assert len(reads) <= 4
    assert records(simulator, zone) == before
