"""File systems: their states, throughput and keys."""

from __future__ import annotations

from typing import Any

from moto.efs.models import FileSystem

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation

from .model import bad, clash, moto_of, reach

DEFAULT_KEY = "alias/aws/elasticfilesystem"


def _check_throughput(params: dict[str, Any], performance: str) -> None:
    mode, throughput = params.get("ThroughputMode"), params.get("ProvisionedThroughputInMibps")
    if mode == "provisioned" and throughput is None:
        raise bad("Provisioned throughput is needed with the throughput mode provisioned.")
    if mode != "provisioned" and throughput is not None:
        raise bad("Provisioned throughput is only possible with the throughput mode provisioned.")
    if mode == "elastic" and performance == "maxIO":
        raise bad("The performance mode maxIO is not possible with the throughput mode elastic.")


@operation("efs", "CreateFileSystem")
def create_file_system(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    for known in moto_of(call).file_systems_by_id.values():
        if known.creation_token == params["CreationToken"]:
            raise clash(
                "FileSystemAlreadyExists",
                f"File system '{known.file_system_id}' already exists with creation token '{known.creation_token}'",
                FileSystemId=known.file_system_id,
            )
    _check_throughput(params, params.get("PerformanceMode", "generalPurpose"))
    if params.get("Encrypted"):
        try:
            key = call.invoke("kms", "DescribeKey", {"KeyId": params.get("KmsKeyId") or DEFAULT_KEY})["KeyMetadata"]
        except AwsError as error:
            raise bad(f"The KMS key {params.get('KmsKeyId')} does not exist.") from error
        if key["KeyState"] != "Enabled":
            raise bad(f"The KMS key {key['Arn']} is not enabled.")
        params["KmsKeyId"] = key["Arn"]
    made = moto_of(call).file_systems_by_id[call.forward(params)["FileSystemId"]]
    made.life_cycle_state = "creating"
    answer = _shown(made)
    state.after("efs:file_system", lambda: reach(made, "available"))
    return answer


def _shown(made: FileSystem) -> dict[str, Any]:
    return {name: value for name, value in made.info_json().items() if value is not None}


@operation("efs", "UpdateFileSystem")
def update_file_system(call: Call) -> dict[str, Any]:
    found = moto_of(call).file_systems_by_id[call.params["FileSystemId"]]
    mode = call.params.get("ThroughputMode") or found.throughput_mode
    given = {"ThroughputMode": mode, **call.params}
    _check_throughput(given, found.performance_mode)
    found.throughput_mode = mode
    found.provisioned_throughput_in_mibps = call.params.get("ProvisionedThroughputInMibps")
    found.life_cycle_state = "updating"
    answer = _shown(found)
    state.after("efs:file_system", lambda: reach(found, "available"))
    return answer


@operation("efs", "DeleteFileSystem")
def delete_file_system(call: Call) -> dict[str, Any]:  # E26
    """Access points go with it; mount targets keep it."""
    moto, identity = moto_of(call), call.params["FileSystemId"]
    found = moto.file_systems_by_id[identity]
    if found.number_of_mount_targets:
        raise clash("FileSystemInUse", f"File system '{identity}' has mount targets, delete them first.")
    found.life_cycle_state = "deleting"

    def gone() -> None:
        if moto.file_systems_by_id.pop(identity, None):
            moto.creation_tokens.discard(found.creation_token)
            for name in [
                item.access_point_id for item in moto.access_points.values() if item.file_system_id == identity
            ]:
                moto.access_points.pop(name)

    state.after("efs:file_system", gone)
    return {}
