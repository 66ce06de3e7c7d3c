"""Log groups: which of them RDS makes by itself, and brings back."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.logs.log_group import LogGroup
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live

NAME = "/aws/rds/instance/shop-test-db/postgresql"
WRITERS = ("db_instance", "db_replica", "db_cluster")
MADE_FOR = (WRITERS, "shop-test-db")


@pytest.mark.parametrize(
    ("name", "fields", "tags", "expected"),
    [
        (NAME, {}, {}, MADE_FOR),
        (NAME, {"retentionInDays": None, "kmsKeyId": None}, {}, MADE_FOR),
        (NAME, {"retentionInDays": 30}, {}, None),
        (NAME, {"kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/1"}, {}, None),
        (NAME, {}, {"owner": "somebody"}, None),
        (NAME + "/more", {}, {}, None),
        ("/aws/rds/cluster/shop-test-db/postgresql", {}, {}, MADE_FOR),
        ("/aws/docdb/shop-test-db/audit", {}, {}, MADE_FOR),
        ("/aws/rds/proxy/shop-test-db", {}, {}, None),
        ("/aws/lambda/shop-test-follower", {}, {}, None),
        ("/theirs" + NAME, {}, {}, None),
    ],
)
@pytest.mark.behaviour("G5")
def test_what_rds_has_made_is_bare_and_has_the_name_of_its_database(name, fields, tags, expected):
    assert LogGroup.made_by_aws_for(Live(name, {"logGroupName": name, **fields}, tags)) == expected


@pytest.mark.behaviour("G5")
def test_a_databases_log_goes_after_what_rds_writes_it_for():
    assert LogGroup.delete_after(Live(NAME, {}, {"slipway:stack": "shop/test/us-east-1"})) == (
        *WRITERS,
        "db_cluster_member",
        "db_subnet_group",
    )
    assert LogGroup.delete_after(Live("/ecs/shop-test/api", {}, {})) == ()
