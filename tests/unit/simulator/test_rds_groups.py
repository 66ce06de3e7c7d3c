"""RDS: engine versions, subnet groups and parameter groups."""

from __future__ import annotations

import pytest

from .databases import arguments, found
from .refusal import code

pytestmark = pytest.mark.usefixtures("subnet_group")


def test_engine_versions(rds):
    versions = rds.describe_db_engine_versions(Engine="postgres", EngineVersion="16")["DBEngineVersions"]
    assert len(versions) > 2
    assert {row["MajorEngineVersion"] for row in versions} == {"16"}
    assert {row["DBParameterGroupFamily"] for row in versions} == {"postgres16"}
    default = rds.describe_db_engine_versions(Engine="postgres", EngineVersion="16", DefaultOnly=True)
    assert [row["EngineVersion"] for row in default["DBEngineVersions"]] == [versions[-1]["EngineVersion"]]
    first = versions[0]["ValidUpgradeTarget"]
    assert {row["IsMajorVersionUpgrade"] for row in first} == {True, False}
    assert rds.describe_db_engine_versions(Engine="postgres", EngineVersion="99")["DBEngineVersions"] == []


def test_orderable_options(rds):
    options = rds.describe_orderable_db_instance_options(
        Engine="postgres", EngineVersion="16.4", DBInstanceClass="db.t3.medium"
    )["OrderableDBInstanceOptions"]
    assert "gp3" in {row["StorageType"] for row in options}
    none = rds.describe_orderable_db_instance_options(Engine="postgres", DBInstanceClass="db.x9.huge")
    assert none["OrderableDBInstanceOptions"] == []
    pages = rds.get_paginator("describe_orderable_db_instance_options").paginate(Engine="mysql", EngineVersion="8.4.5")
    classes = {row["DBInstanceClass"] for one in pages for row in one["OrderableDBInstanceOptions"]}
    assert {"db.t4g.micro", "db.m6g.large", "db.r6g.xlarge"} <= classes


def test_subnet_group_edit_stays(client, rds, place):
    third = client("ec2").create_subnet(VpcId=place.vpc, CidrBlock="10.0.9.0/24", AvailabilityZone="us-east-1c")
    wanted = [*place.subnets, third["Subnet"]["SubnetId"]]
    rds.modify_db_subnet_group(DBSubnetGroupName="MAIN", DBSubnetGroupDescription="new", SubnetIds=wanted)
    group = rds.describe_db_subnet_groups(DBSubnetGroupName="main")["DBSubnetGroups"][0]
    assert [subnet["SubnetIdentifier"] for subnet in group["Subnets"]] == wanted
    assert (group["DBSubnetGroupName"], group["DBSubnetGroupDescription"]) == ("main", "new")


def test_subnet_group_refusals(rds, place):
    again = {"DBSubnetGroupName": "main", "DBSubnetGroupDescription": "x"}
    assert code(rds.create_db_subnet_group, **again, SubnetIds=place.subnets) == "DBSubnetGroupAlreadyExists"
    again["DBSubnetGroupName"] = "one"
    assert (
        code(rds.create_db_subnet_group, **again, SubnetIds=place.subnets[:1]) == "DBSubnetGroupDoesNotCoverEnoughAZs"
    )
    assert code(rds.create_db_subnet_group, **again, SubnetIds=["subnet-0"]) == "InvalidSubnet"
    assert code(rds.describe_db_subnet_groups, DBSubnetGroupName="nope") == "DBSubnetGroupNotFoundFault"


@pytest.mark.behaviour("E18")
def test_subnet_group_in_use(rds, database):
    assert code(rds.delete_db_subnet_group, DBSubnetGroupName="main") == "InvalidDBSubnetGroupStateFault"
    rds.delete_db_instance(DBInstanceIdentifier="app", SkipFinalSnapshot=True)
    rds.delete_db_subnet_group(DBSubnetGroupName="main")


def parameter_group(rds, family="postgres16", name="mine"):
    rds.create_db_parameter_group(DBParameterGroupName=name, DBParameterGroupFamily=family, Description="x")


def parameters(rds, name="mine", **more):
    pages = rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=name, **more)
    return {row["ParameterName"]: row for one in pages for row in one["Parameters"]}


def test_parameters_have_sources(rds):
    parameter_group(rds)
    before = parameters(rds)
    assert before["rds.force_ssl"]["ParameterValue"] == "1"
    assert before["max_connections"]["ApplyType"] == "static"
    assert before["server_encoding"]["IsModifiable"] is False
    assert "ParameterValue" not in before["log_statement"]
    rds.modify_db_parameter_group(
        DBParameterGroupName="mine",
        Parameters=[
            {"ParameterName": "log_min_duration_statement", "ParameterValue": "500", "ApplyMethod": "immediate"},
            {"ParameterName": "max_connections", "ParameterValue": "200", "ApplyMethod": "pending-reboot"},
        ],
    )
    user = parameters(rds, Source="user")
    assert set(user) == {"log_min_duration_statement", "max_connections"}
    assert user["log_min_duration_statement"]["ParameterValue"] == "500"
    assert user["log_min_duration_statement"]["ApplyMethod"] == "immediate"
    assert user["log_min_duration_statement"]["Source"] == "user"
    rds.reset_db_parameter_group(
        DBParameterGroupName="mine",
        Parameters=[{"ParameterName": "max_connections", "ApplyMethod": "pending-reboot"}],
    )
    assert set(parameters(rds, Source="user")) == {"log_min_duration_statement"}
    rds.reset_db_parameter_group(DBParameterGroupName="mine", ResetAllParameters=True)
    assert parameters(rds) == before


@pytest.mark.parametrize(
    ("family", "name", "apply"),
    [
        ("postgres15", "pg_stat_statements.track", "dynamic"),
        ("postgres14", "pg_stat_statements.max", "static"),
        ("postgres17", "auto_explain.log_min_duration", "dynamic"),
        ("postgres16", "autovacuum_freeze_max_age", "static"),
        ("postgres16", "autovacuum_naptime", "dynamic"),
        ("postgres16", "cron.database_name", "static"),
        ("postgres16", "max_worker_processes", "static"),
        ("postgres16", "random_page_cost", "dynamic"),
        ("postgres16", "track_activity_query_size", "static"),
        ("postgres17", "pgaudit.log_parameter", "dynamic"),
        ("mysql8.0", "innodb_flush_log_at_trx_commit", "dynamic"),
        ("mysql8.4", "innodb_read_io_threads", "static"),
        ("mysql8.4", "lower_case_table_names", "static"),
        ("mysql8.4", "sql_mode", "dynamic"),
        ("mariadb11.4", "wait_timeout", "dynamic"),
        ("mariadb10.6", "performance_schema", "static"),
    ],
)
def test_parameters_that_guides_set(rds, family, name, apply):
    pages = rds.get_paginator("describe_engine_default_parameters").paginate(DBParameterGroupFamily=family)
    known = {row["ParameterName"]: row for one in pages for row in one["EngineDefaults"]["Parameters"]}
    assert known[name]["ApplyType"] == apply
    parameter_group(rds, family)
    value = {"boolean": "1", "pg_stat_statements.track": "all"}
    change = {
        "ParameterName": name,
        "ParameterValue": value.get(name) or value.get(known[name]["DataType"], "100"),
        "ApplyMethod": "immediate" if apply == "dynamic" else "pending-reboot",
    }
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[change])
    assert set(parameters(rds, Source="user")) == {name}


@pytest.mark.parametrize(
    ("name", "value", "method", "expected"),
    [
        ("no_such_parameter", "1", "immediate", "InvalidParameterValue"),
        ("server_encoding", "UTF8", "immediate", "InvalidParameterValue"),
        ("max_connections", "200", "immediate", "InvalidParameterCombination"),
        ("max_connections", "1", "pending-reboot", "InvalidParameterValue"),
        ("rds.force_ssl", "yes", "immediate", "InvalidParameterValue"),
        ("shared_preload_libraries", "pgaudit,nope", "pending-reboot", "InvalidParameterValue"),
        ("pg_stat_statements.track", "some", "immediate", "InvalidParameterValue"),
        ("pg_stat_statements.max", "500", "immediate", "InvalidParameterCombination"),
    ],
)
def test_parameters_that_are_refused(rds, name, value, method, expected):
    parameter_group(rds)
    change = {"ParameterName": name, "ParameterValue": value, "ApplyMethod": method}
    assert code(rds.modify_db_parameter_group, DBParameterGroupName="mine", Parameters=[change]) == expected
    assert parameters(rds, Source="user") == {}


def test_parameter_group_refusals(rds):
    arguments = {"DBParameterGroupName": "mine", "Description": "x"}
    assert (
        code(rds.create_db_parameter_group, **arguments, DBParameterGroupFamily="postgres99") == "InvalidParameterValue"
    )
    parameter_group(rds)
    assert (
        code(rds.create_db_parameter_group, **arguments, DBParameterGroupFamily="postgres16")
        == "DBParameterGroupAlreadyExists"
    )
    assert code(rds.describe_db_parameters, DBParameterGroupName="nope") == "DBParameterGroupNotFound"
    change = {"ParameterName": "work_mem", "ParameterValue": "64", "ApplyMethod": "immediate"}
    assert (
        code(rds.modify_db_parameter_group, DBParameterGroupName="default.postgres16", Parameters=[change])
        == "InvalidDBParameterGroupState"
    )


@pytest.mark.behaviour("E10")
def test_parameter_group_of_an_instance(rds, place):
    parameter_group(rds)
    parameter_group(rds, "postgres17", "newer")
    assert (
        code(rds.create_db_instance, **arguments(place, DBParameterGroupName="newer")) == "InvalidParameterCombination"
    )
    rds.create_db_instance(**arguments(place, DBParameterGroupName="mine"))
    assert code(rds.delete_db_parameter_group, DBParameterGroupName="mine") == "InvalidDBParameterGroupState"
    change = {"ParameterName": "max_connections", "ParameterValue": "200", "ApplyMethod": "pending-reboot"}
    rds.modify_db_parameter_group(DBParameterGroupName="mine", Parameters=[change])
    assert found(rds)["DBParameterGroups"][0]["ParameterApplyStatus"] == "pending-reboot"
    rds.reboot_db_instance(DBInstanceIdentifier="app")
    assert found(rds)["DBParameterGroups"][0]["ParameterApplyStatus"] == "in-sync"
