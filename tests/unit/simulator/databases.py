"""What the tests of RDS share: a database, and how it is read and changed."""

from __future__ import annotations


def arguments(place, **changes):
    wanted = {
        "DBInstanceIdentifier": "App",
        "DBInstanceClass": "db.t3.medium",
        "Engine": "postgres",
        "EngineVersion": "16",
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "MasterUsername": "app",
        "MasterUserPassword": "correct-horse",
        "DBSubnetGroupName": "main",
        "VpcSecurityGroupIds": [place.group],
        **changes,
    }
    return {name: value for name, value in wanted.items() if value is not None}


def found(rds, name="app"):
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def modify(rds, **changes):
    return rds.modify_db_instance(DBInstanceIdentifier="app", **changes)["DBInstance"]
