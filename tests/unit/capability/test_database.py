"""The database capability: what it wishes for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import declare

INSTANCE = "database/main/db_instance/main"


def declared(options: dict[str, Any], **identity: Any) -> Any:
    _unused, (declaration,) = declare({"database": options}, **identity)
    return declaration


def nodes(options: dict[str, Any], **identity: Any) -> dict[str, Any]:
    return {node.address: node for node in declared(options, **identity).nodes}


def instance(options: dict[str, Any]) -> dict[str, Any]:
    return nodes(options)[INSTANCE].filled()


def test_defaults_are_the_guides_figures() -> None:
    wanted = {
        "Engine": "postgres",
        "DBInstanceClass": "db.t3.medium",
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "MultiAZ": True,
        "BackupRetentionPeriod": 7,
        "DeletionProtection": True,
        "AutoMinorVersionUpgrade": True,
        "StorageEncrypted": True,
        "PubliclyAccessible": False,
        "ManageMasterUserPassword": True,
        "MasterUsername": "dbadmin",
        "Port": 5432,
        "CopyTagsToSnapshot": True,
        "EnableIAMDatabaseAuthentication": True,
        "MonitoringInterval": 60,
    }
    assert wanted.items() <= instance({}).items()


def test_literal_names_of_the_guide_are_possible() -> None:
    found = nodes(
        {
            "identifier": "inflight-ordering-db",
            "subnet_group_name": "inflight-ordering-db-subnet-group",
            "database_name": "inflight_ordering",
            "parameter_group_name": "inflight-ordering-db-parameters",
        }
    )
    assert found[INSTANCE].want["DBInstanceIdentifier"] == "inflight-ordering-db"
    assert found[INSTANCE].want["DBName"] == "inflight_ordering"
    assert found["database/main/db_subnet_group/main"].want["DBSubnetGroupName"] == "inflight-ordering-db-subnet-group"
    assert (
        found["database/main/db_parameter_group/postgres17"].want["DBParameterGroupName"]
        == "inflight-ordering-db-parameters"
    )


def test_subnets_and_groups_are_the_networks() -> None:
    found = nodes({})
    assert found["database/main/db_subnet_group/main"].want["SubnetIds"] == [
        "(known after apply: network/main.private_subnet_ids)"
    ]
    assert found[INSTANCE].want["VpcSecurityGroupIds"] == [
        "(known after apply: network/main.database_security_group_id)"
    ]


def test_explicit_ids_win() -> None:
    found = nodes(
        {
            "subnet_ids": ["subnet-0000000a", "subnet-0000000b"],
            "database_security_group_id": "sg-0000000d",
            "kms_key_id": "arn:aws:kms:us-east-1:123456789012:key/x",
        }
    )
    assert found["database/main/db_subnet_group/main"].want["SubnetIds"] == ["subnet-0000000a", "subnet-0000000b"]
    assert found[INSTANCE].want["VpcSecurityGroupIds"] == ["sg-0000000d"]
    assert found[INSTANCE].want["KmsKeyId"] == "arn:aws:kms:us-east-1:123456789012:key/x"


def test_everything_is_encrypted_with_the_customers_key() -> None:
    key = "(known after apply: encryption/main.key_arn)"
    found = nodes({})
    for field in ("KmsKeyId", "MasterUserSecretKmsKeyId", "PerformanceInsightsKMSKeyId"):
        assert found[INSTANCE].want[field] == key
    assert found["database/main/log_group/postgresql"].want["kmsKeyId"] == key


def test_keys_of_aws_need_no_encryption_capability() -> None:
    assert "encryption/main" not in str([node.want for node in declared({"encryption": "aws"}).nodes])
    assert instance({"encryption": "aws"})["StorageEncrypted"] is True


def test_service_reaches_the_database_from_both_ends_and_nobody_else() -> None:
    rules = {
        address: node.want for address, node in nodes({"port": 6432}).items() if "/security_group_rule/" in address
    }
    database, service = (
        f"(known after apply: network/main.{name}_security_group_id)" for name in ("database", "service")
    )
    assert {
        (rule["GroupId"], rule["IsEgress"], rule["ReferencedGroupId"], rule["FromPort"]) for rule in rules.values()
    } == {(database, False, service, 6432), (service, True, database, 6432)}


def test_second_instance_in_the_same_groups_makes_no_rules() -> None:
    found = nodes({"security_group_rules": False, "admin_cidrs": ["10.8.0.0/16"]})
    assert not [address for address in found if "/security_group_rule/" in address]


def test_administrative_ranges_become_rules() -> None:
    found = nodes({"admin_cidrs": ["10.8.0.0/16", "2001:db8::/32"]})
    assert found["database/main/security_group_rule/admin-10.8.0.0-16"].want["CidrIpv4"] == "10.8.0.0/16"
    assert found["database/main/security_group_rule/admin-2001:db8::-32"].want["CidrIpv6"] == "2001:db8::/32"


@pytest.mark.parametrize(
    ("engine", "parameter", "family", "port"),
    [
        ("postgres", "rds.force_ssl", "postgres17", 5432),
        ("mysql", "require_secure_transport", "mysql8.4", 3306),
        ("mariadb", "require_secure_transport", "mariadb11.4", 3306),
    ],
)
def test_each_engine_forces_tls_in_its_own_words(engine: str, parameter: str, family: str, port: int) -> None:
    found = nodes({"engine": engine})
    group = found[f"database/main/db_parameter_group/{family}"].want
    assert group["Parameters"] == {parameter: "1"}
    assert group["DBParameterGroupFamily"] == family
    assert "." not in group["DBParameterGroupName"]
    assert found[INSTANCE].want["Port"] == port


def test_parameters_are_joined_with_tls() -> None:
    group = nodes({"parameters": {"log_min_duration_statement": 500}})["database/main/db_parameter_group/postgres17"]
    assert group.want["Parameters"] == {"log_min_duration_statement": 500, "rds.force_ssl": "1"}
    assert nodes({"force_tls": False})["database/main/db_parameter_group/postgres17"].want["Parameters"] == {}


def test_another_major_version_gets_another_parameter_group() -> None:
    old, new = nodes({"engine_version": "16.4"}), nodes({"engine_version": "17"})
    assert "database/main/db_parameter_group/postgres16" in old
    assert (
        old["database/main/db_parameter_group/postgres16"].want["DBParameterGroupName"]
        != new["database/main/db_parameter_group/postgres17"].want["DBParameterGroupName"]
    )


def test_monitoring_role_serves_this_instance_only() -> None:
    found = nodes({"identifier": "Inflight-DB"})
    role = found["database/main/role/monitoring"]
    condition = role.want["AssumeRolePolicyDocument"]["Statement"][0]["Condition"]["StringEquals"]
    assert condition["aws:SourceArn"] == "arn:aws:rds:us-east-1:123456789012:db:inflight-db"
    assert found[INSTANCE].want["MonitoringRoleArn"] == role["Arn"]
    assert "database/main/role/monitoring" not in nodes({"monitoring_interval": 0})


@pytest.mark.parametrize(("rotation", "enabled"), [("follow", True), ("off", False)])
def test_rotation_is_said_explicitly(rotation: str, enabled: bool) -> None:
    schedule = nodes({"rotation": rotation, "password_rotation_days": 30})["database/main/secret_rotation/main"].want
    assert schedule == {
        "SecretId": f"(known after apply: {INSTANCE}.MasterUserSecretArn)",
        "RotationEnabled": enabled,
        "AutomaticallyAfterDays": 30,
    }


@pytest.mark.parametrize(("final", "text"), [(True, "take"), (False, "skip")])
def test_the_word_on_the_final_snapshot_is_kept_on_the_instance(final: bool, text: str) -> None:
    assert nodes({"final_snapshot": final})[INSTANCE].tags["slipway:final-snapshot"] == text


def test_storage_may_grow_by_a_tenth_at_least() -> None:
    assert instance({"allocated_storage": 1000, "max_allocated_storage": 1100})["MaxAllocatedStorage"] == 1100


def test_windows_side_by_side_are_allowed() -> None:
    wanted = {"backup_window": "03:00-04:00", "maintenance_window": "sun:04:00-sun:05:00"}
    assert instance(wanted)["PreferredBackupWindow"] == "03:00-04:00"


def test_log_groups_are_there_before_the_instance_writes() -> None:
    found = nodes({"log_exports": ["postgresql"], "log_retention_days": 90})
    group = found["database/main/log_group/postgresql"]
    assert group.want["logGroupName"] == "/aws/rds/instance/shop-test-db/postgresql"
    assert group.want["retentionInDays"] == 90
    assert (group.address, "exists") in found[INSTANCE].after


def test_second_instance_has_names_of_its_own() -> None:
    _unused, (first, second) = declare({"database": {}, "database/reports": {}})
    names = [
        {
            value
            for node in declaration.nodes
            for field, value in node.want.items()
            if field in ("DBInstanceIdentifier", "DBSubnetGroupName", "RoleName", "logGroupName")
            and "known after apply" not in value
        }
        for declaration in (first, second)
    ]
    assert not names[0] & names[1]


def test_outputs_are_those_documented() -> None:
    declaration = declared({})
    from ansible_collections.slipway.aws.plugins.module_utils.capability.database import SPEC

    assert set(declaration.outputs) == set(SPEC["outputs"])
