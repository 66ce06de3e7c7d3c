"""Read replicas: moto's, but for what RDS refuses of their sources."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation

from . import checks
from .instances import find, is_own


@operation("rds", "CreateDBInstanceReadReplica")
def create_db_instance_read_replica(call: Call) -> dict[str, Any]:
    """See "Limitations for Secrets Manager integration with Amazon RDS"; a source needs backups."""
    name = call.params.get("SourceDBInstanceIdentifier") or ""
    if ":" in name and name.split(":")[3] != call.region:
        return call.forward()
    source = find(call, name)
    if not is_own(source):
        return call.forward()
    if "MasterUserSecret" in source.data:
        raise checks.bad(
            f"Creating read replicas for source instance with engine {source.data['Engine']} where "
            "ManageMasterUserPassword is enabled is not supported."
        )
    if not source.data["BackupRetentionPeriod"]:
        raise AwsError(
            "InvalidDBInstanceState",
            "Automated backups are not enabled for this database instance. To enable automated backups, use "
            "ModifyDBInstance to set the backup retention period to a non-zero value.",
        )
    return call.forward()
