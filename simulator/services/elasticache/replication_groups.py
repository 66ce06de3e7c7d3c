"""Amazon ElastiCache: moto's replication groups with their members, their states and AWS's spelling.

E19: ids are in lower case, members are clusters of their own (``<id>-001`` ...), and endpoints come with "available".
E20: a group that is being made or changed refuses changes; Multi-AZ needs failover, and failover needs a replica.
Groups in cluster mode have moto's members.
"""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend

from . import protection

SERVICE, KIND = "elasticache", "elasticache:replication_group"
WHILE = {"create": "creating", "update": "modifying", "delete": "deleting"}
# Settings of a group that its members show.
SHARED = ("CacheNodeType", "Engine", "EngineVersion", "CacheSubnetGroupName", "AutoMinorVersionUpgrade")


def _records(call: Call) -> dict[str, dict[str, Any]]:
    """What is kept of each group beside moto's: ``status``, the number of ``members``, the creation's ``params``.

    ``protection`` is how its encryption and token read, ``rotated`` whether a second token is valid.
    """
    return state.store(SERVICE, call.account, call.region).setdefault("groups", {})


def _shown(call: Call, identity: str) -> dict[str, Any]:
    found = call.invoke(SERVICE, "DescribeReplicationGroups", {"ReplicationGroupId": identity})
    return {"ReplicationGroup": found["ReplicationGroups"][0]}


def _begin(call: Call, identity: str, verb: str) -> dict[str, Any]:
    """Begin a change that takes the duration of its verb; returns the group as it reads meanwhile."""
    record = _records(call)[identity]

    def done() -> None:
        record["status"] = "available"
        if verb == "delete":
            _records(call).pop(identity)
            backend(SERVICE, call.account, call.region).replication_groups.pop(identity)

    record["status"] = WHILE[verb]
    answer = _shown(call, identity)
    state.after(KIND, done, verb)
    return answer


def _settled(call: Call) -> tuple[str, dict[str, Any]]:
    """Id and record of the group that is to be changed. Raises AwsError where there is none, or it is busy."""
    identity = call.params["ReplicationGroupId"].lower()
    record = _records(call).get(identity)
    if record is None:
        raise AwsError("ReplicationGroupNotFoundFault", f"ReplicationGroup {identity} not found.", 404)
    if record["status"] != "available":
        message = f"Replication group must be in available state, it is {record['status']}."
        raise AwsError("InvalidReplicationGroupState", message, 400)
    return identity, record


def _check(members: int, failover: bool, zones: bool) -> None:
    if failover and members < 2:
        message = "Automatic failover needs a replication group with at least one replica."
        raise AwsError("InvalidParameterCombination", message, 400)
    if zones and not failover:
        message = "Must enable automatic failover if multi-AZ is enabled."
        raise AwsError("InvalidParameterCombination", message, 400)


def _names(identity: str, record: dict[str, Any]) -> list[str]:
    return [f"{identity}-{number:03}" for number in range(1, record["members"] + 1)]


@operation(SERVICE, "CreateReplicationGroup")
def create_replication_group(call: Call) -> dict[str, Any]:
    params = {**call.params, "ReplicationGroupId": call.params["ReplicationGroupId"].lower()}
    members = params.get("NumCacheClusters") or 1 + (params.get("ReplicasPerNodeGroup") or 0)
    _check(members, bool(params.get("AutomaticFailoverEnabled")), bool(params.get("MultiAZEnabled")))
    shown = protection.made(params)
    call.forward(params)
    record = {"status": "available", "members": members, "params": params, "protection": shown, "rotated": False}
    _records(call)[params["ReplicationGroupId"]] = record
    return _begin(call, params["ReplicationGroupId"], "create")


@operation(SERVICE, "DescribeReplicationGroups")
def describe_replication_groups(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    if params.get("ReplicationGroupId"):
        params["ReplicationGroupId"] = params["ReplicationGroupId"].lower()
    answer = call.forward(params)
    for row in answer["ReplicationGroups"]:
        identity = row["ReplicationGroupId"]
        record = _records(call)[identity]
        row |= {"Status": record["status"], **record["protection"]}
        groups = row.get("NodeGroups") or []
        if not row.get("ClusterEnabled") and groups:
            row["MemberClusters"] = _names(identity, record)
            groups[0]["NodeGroupMembers"] = [
                {"CacheClusterId": name, "CacheNodeId": "0001", "CurrentRole": "replica" if number else "primary"}
                for number, name in enumerate(row["MemberClusters"])
            ]
        if record["status"] == "creating":
            row.pop("ConfigurationEndpoint", None)
            row["NodeGroups"] = []
    return answer


@operation(SERVICE, "ModifyReplicationGroup")
def modify_replication_group(call: Call) -> dict[str, Any]:
    identity, record = _settled(call)
    group = backend(SERVICE, call.account, call.region).replication_groups[identity]
    failover = call.params.get("AutomaticFailoverEnabled", group.automatic_failover == "enabled")
    _check(record["members"], failover, call.params.get("MultiAZEnabled", group.multi_az == "enabled"))
    shown, rotated = protection.changed(record["protection"], record["rotated"], call.params)
    call.forward({**call.params, "ReplicationGroupId": identity})
    record |= {"protection": shown, "rotated": rotated}
    record["params"] |= {name: call.params[name] for name in SHARED if name in call.params}
    return _begin(call, identity, "update")


@operation(SERVICE, "IncreaseReplicaCount", "DecreaseReplicaCount")
def change_replica_count(call: Call) -> dict[str, Any]:
    identity, record = _settled(call)
    members = 1 + call.params["NewReplicaCount"]
    if (members > record["members"]) != (call.operation == "IncreaseReplicaCount") or members == record["members"]:
        message = f"{call.operation} cannot go from {record['members'] - 1} to {members - 1} replicas."
        raise AwsError("InvalidParameterValue", message, 400)
    group = backend(SERVICE, call.account, call.region).replication_groups[identity]
    _check(members, group.automatic_failover == "enabled", group.multi_az == "enabled")
    record["members"] = members
    return _begin(call, identity, "update")


@operation(SERVICE, "DeleteReplicationGroup")
def delete_replication_group(call: Call) -> dict[str, Any]:
    identity, _record = _settled(call)
    call.forward({**call.params, "ReplicationGroupId": identity})
    return _begin(call, identity, "delete")


@operation(SERVICE, "DescribeCacheClusters")
def describe_cache_clusters(call: Call) -> dict[str, Any]:
    rows = {}
    for identity, record in _records(call).items():
        params = record["params"]
        common = {name: params[name] for name in SHARED if params.get(name) is not None}
        groups = [{"SecurityGroupId": name, "Status": "active"} for name in params.get("SecurityGroupIds") or []]
        common |= {"CacheClusterStatus": record["status"], "ReplicationGroupId": identity, "SecurityGroups": groups}
        for name in _names(identity, record):
            rows[name] = {"CacheClusterId": name, "NumCacheNodes": 1, **common}
    wanted = (call.params.get("CacheClusterId") or "").lower()
    if wanted in rows:
        return {"CacheClusters": [rows[wanted]]}
    answer = call.forward()
    if not wanted and not call.params.get("ShowCacheClustersNotInReplicationGroups"):
        answer["CacheClusters"] = [*(answer.get("CacheClusters") or []), *rows.values()]
    return answer
