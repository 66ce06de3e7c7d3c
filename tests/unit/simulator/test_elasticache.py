"""Replication groups: their spelling, members and endpoints, and what they refuse while they are busy."""

from __future__ import annotations

import pytest

from .refusal import code


@pytest.fixture
def caches(client):
    return client("elasticache")


def create(caches, **more):
    arguments = {
        "ReplicationGroupId": "Sessions",
        "ReplicationGroupDescription": "sessions",
        "CacheNodeType": "cache.t4g.micro",
        "Engine": "valkey",
        "NumCacheClusters": 2,
        "AutomaticFailoverEnabled": True,
        **more,
    }
    return caches.create_replication_group(**arguments)["ReplicationGroup"]


def group(caches, name="sessions"):
    return caches.describe_replication_groups(ReplicationGroupId=name)["ReplicationGroups"][0]


@pytest.mark.behaviour("E19")
def test_a_group_is_spelt_in_lower_case_and_its_members_are_clusters(caches):
    made = create(caches)
    assert made["ReplicationGroupId"] == "sessions"
    assert group(caches, "SESSIONS")["MemberClusters"] == ["sessions-001", "sessions-002"]
    member = caches.describe_cache_clusters(CacheClusterId="sessions-002")["CacheClusters"][0]
    assert (member["ReplicationGroupId"], member["Engine"]) == ("sessions", "valkey")
    assert len(caches.describe_cache_clusters()["CacheClusters"]) == 2
    alone = caches.describe_cache_clusters(ShowCacheClustersNotInReplicationGroups=True)
    assert alone["CacheClusters"] == []
    assert code(caches.describe_cache_clusters, CacheClusterId="sessions-003") == "CacheClusterNotFound"


@pytest.mark.behaviour("E19", "E20")
def test_endpoints_come_late_and_a_busy_group_refuses_changes(profile, caches, clock):
    profile("aws", minute_ms=60_000, rates={})
    assert create(caches)["Status"] == "creating"
    assert group(caches)["NodeGroups"] == []
    assert caches.describe_cache_clusters()["CacheClusters"][0]["CacheClusterStatus"] == "creating"
    change = {"ReplicationGroupId": "sessions", "ApplyImmediately": True}
    busy = "InvalidReplicationGroupState"
    assert code(caches.modify_replication_group, **change, CacheNodeType="cache.t4g.small") == busy
    assert code(caches.delete_replication_group, ReplicationGroupId="sessions") == busy
    clock(541)
    assert group(caches)["NodeGroups"][0]["PrimaryEndpoint"]["Address"]
    assert caches.increase_replica_count(**change, NewReplicaCount=2)["ReplicationGroup"]["Status"] == "modifying"
    assert code(caches.modify_replication_group, **change, MultiAZEnabled=True) == busy
    clock(421)
    assert len(group(caches)["MemberClusters"]) == 3
    caches.modify_replication_group(**change, MultiAZEnabled=True, CacheNodeType="cache.t4g.small")
    clock(421)
    assert (group(caches)["MultiAZ"], group(caches)["Status"]) == ("enabled", "available")
    assert caches.describe_cache_clusters()["CacheClusters"][2]["CacheNodeType"] == "cache.t4g.small"
    caches.delete_replication_group(ReplicationGroupId="sessions")
    assert group(caches)["Status"] == "deleting"
    clock(301)
    assert code(caches.describe_replication_groups, ReplicationGroupId="sessions") == "ReplicationGroupNotFoundFault"
    assert caches.describe_cache_clusters()["CacheClusters"] == []


@pytest.mark.behaviour("E20")
def test_zones_need_failover_and_failover_needs_a_replica(caches):
    for wrong in ({"NumCacheClusters": 1}, {"AutomaticFailoverEnabled": False, "MultiAZEnabled": True}):
        with pytest.raises(caches.exceptions.InvalidParameterCombinationException):
            create(caches, **wrong)
    create(caches, NumCacheClusters=1, AutomaticFailoverEnabled=False)
    change = {"ReplicationGroupId": "sessions", "ApplyImmediately": True}
    together = {"AutomaticFailoverEnabled": True, "MultiAZEnabled": True}
    with pytest.raises(caches.exceptions.InvalidParameterCombinationException):
        caches.modify_replication_group(**change, **together)
    with pytest.raises(caches.exceptions.InvalidParameterValueException):
        caches.decrease_replica_count(**change, NewReplicaCount=1)
    caches.increase_replica_count(**change, NewReplicaCount=1)
    caches.modify_replication_group(**change, **together)
    with pytest.raises(caches.exceptions.InvalidParameterCombinationException):
        caches.decrease_replica_count(**change, NewReplicaCount=0)


TOKEN, NEXT = "first-token-of-the-cache", "second-token-of-the-cache"
TLS = {"TransitEncryptionEnabled": True}
CHANGE = {"ReplicationGroupId": "sessions", "ApplyImmediately": True}
COMBINATION, VALUE = "InvalidParameterCombination", "InvalidParameterValue"


@pytest.mark.behaviour("E23")
@pytest.mark.parametrize("engine, encrypted", [("valkey", True), ("redis", False)])
def test_encryption_at_rest_is_the_engines_default(caches, engine, encrypted):
    create(caches, Engine=engine)
    assert group(caches)["AtRestEncryptionEnabled"] is encrypted


@pytest.mark.behaviour("E73")
def test_a_standing_group_takes_encryption_in_transit_in_two_steps(caches):
    create(caches)
    assert "TransitEncryptionMode" not in group(caches)
    change = caches.modify_replication_group
    assert code(change, **CHANGE, **TLS) == COMBINATION
    assert code(change, **CHANGE, **TLS, TransitEncryptionMode="required") == COMBINATION
    assert code(change, **CHANGE, TransitEncryptionMode="preferred") == COMBINATION
    assert group(caches)["TransitEncryptionEnabled"] is False
    for mode in ("preferred", "required"):
        change(**CHANGE, **TLS, TransitEncryptionMode=mode)
        shown = group(caches)
        assert (shown["TransitEncryptionEnabled"], shown["TransitEncryptionMode"]) == (True, mode)


@pytest.mark.behaviour("E75")
@pytest.mark.parametrize(
    "wrong, refusal",
    [
        ({"AuthToken": TOKEN}, COMBINATION),
        ({**TLS, "AuthToken": "fifteen-letters"}, VALUE),
        ({**TLS, "AuthToken": "a" * 129}, VALUE),
        ({**TLS, "AuthToken": "with a blank in the token"}, VALUE),
        *(({**TLS, "AuthToken": TOKEN + sign}, VALUE) for sign in '/"@%'),
    ],
)
def test_a_token_needs_encryption_in_transit_and_has_a_form(caches, wrong, refusal):
    assert code(create, caches=caches, **wrong) == refusal
    assert caches.describe_replication_groups()["ReplicationGroups"] == []


@pytest.mark.behaviour("E75")
def test_a_token_is_rotated_and_then_set(caches):
    create(caches, **TLS, AuthToken=TOKEN)
    assert (group(caches)["AuthTokenEnabled"], group(caches)["TransitEncryptionMode"]) == (True, "required")
    change = caches.modify_replication_group
    assert code(change, **CHANGE, AuthToken=NEXT, AuthTokenUpdateStrategy="SET") == COMBINATION
    assert code(change, **CHANGE, AuthToken=NEXT + "@", AuthTokenUpdateStrategy="ROTATE") == VALUE
    assert code(change, **CHANGE, AuthTokenUpdateStrategy="ROTATE") == COMBINATION
    assert code(change, **CHANGE, AuthTokenUpdateStrategy="DELETE") == COMBINATION
    change(**CHANGE, AuthToken=NEXT)
    change(**CHANGE, AuthToken=NEXT, AuthTokenUpdateStrategy="SET")
    assert code(change, **CHANGE, AuthToken=NEXT, AuthTokenUpdateStrategy="SET") == COMBINATION
    assert group(caches)["AuthTokenEnabled"] is True
