"""What file systems have besides: backup, access policy, lifecycle."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.policies import MalformedPolicy, statements, unknown_principals

from .model import bad, moto_of


@operation("efs", "PutBackupPolicy")
def put_backup_policy(call: Call) -> dict[str, Any]:
    wanted = call.params["BackupPolicy"]["Status"]
    moto_of(call).file_systems_by_id[call.params["FileSystemId"]]._backup = wanted == "ENABLED"
    return {"BackupPolicy": {"Status": "ENABLING" if wanted == "ENABLED" else "DISABLING"}}


@operation("efs", "PutFileSystemPolicy")
def put_file_system_policy(call: Call) -> dict[str, Any]:
    try:
        rules = statements(call.params["Policy"])
    except MalformedPolicy as error:
        raise AwsError("InvalidPolicyException", str(error), 400, ErrorCode="InvalidPolicyException") from error
    if any("Principal" not in rule and "NotPrincipal" not in rule for rule in rules) or unknown_principals(rules):
        raise AwsError("InvalidPolicyException", "Invalid principal in policy", 400, ErrorCode="InvalidPolicyException")
    return call.forward()


@operation("efs", "DeleteFileSystemPolicy")
def delete_file_system_policy(call: Call) -> dict[str, Any]:
    moto_of(call).file_systems_by_id[call.params["FileSystemId"]].file_system_policy = None
    return {}


def _days(rule: str | None) -> int:
    return int(rule.split("_")[1]) if rule else 0


@operation("efs", "PutLifecycleConfiguration")
def put_lifecycle_configuration(call: Call) -> dict[str, Any]:
    """One transition in an item; the Archive storage later than the other, and with elastic throughput only."""
    policies, rules = call.params["LifecyclePolicies"], {}
    for item in policies:
        if len(item) != 1 or rules.keys() & item.keys():
            raise bad("Each lifecycle policy has a single transition, and each transition is given once.")
        rules |= item
    cold, archive = _days(rules.get("TransitionToIA")), _days(rules.get("TransitionToArchive"))
    found = moto_of(call).file_systems_by_id[call.params["FileSystemId"]]
    if archive and archive <= cold:
        raise bad("TransitionToArchive must be later than TransitionToIA.")
    if archive and (found.throughput_mode != "elastic" or found.performance_mode != "generalPurpose"):
        raise bad("TransitionToArchive is not supported for this throughput or performance mode.")
    return call.forward()
