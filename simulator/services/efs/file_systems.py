"""Amazon EFS: states of file systems, mount targets and access points, throughput, backup and access policies, guards."""

from __future__ import annotations

from typing import Any

from moto.efs.models import AccessPoint, FileSystem
from moto.efs.models import MountTarget as MotoTarget

from simulator.core import state
from simulator.core.handlers import AwsError, Call, check, operation
from simulator.core.lists import backend
from simulator.core.policies import MalformedPolicy, statements, unknown_principals

from ..ec2 import interfaces

DEFAULT_KEY = "alias/aws/elasticfilesystem"
# Operations that the API reference lists IncorrectFileSystemLifeCycleState for: only an available file system takes them.
NEED_AVAILABLE = (
    "CreateAccessPoint",
    "CreateMountTarget",
    "PutBackupPolicy",
    "PutFileSystemPolicy",
    "PutLifecycleConfiguration",
    "UpdateFileSystem",
)


def _moto(call: Call) -> Any:
    return backend("efs", call.account, call.region)


def _bad(message: str) -> AwsError:
    return AwsError("BadRequest", message, 400, ErrorCode="BadRequest")


def _missing(kind: str, words: str, identity: str) -> AwsError:
    return AwsError(f"{kind}NotFound", f"{words} '{identity}' does not exist.", 404, ErrorCode=f"{kind}NotFound")


def _clash(code: str, message: str, **members: str) -> AwsError:
    return AwsError(code, message, 409, ErrorCode=code, **members)


@check("efs")
def objects_exist(call: Call) -> None:
    """Refuse a call about a file system or access point that is not there, or whose state does not allow it."""
    identity = call.params.get("ResourceId") or call.params.get("FileSystemId") or ""
    moto = _moto(call)
    if identity.startswith("fsap-"):
        if identity not in moto.access_points:
            raise _missing("AccessPoint", "Access point", identity)
    elif identity:
        found = moto.file_systems_by_id.get(identity)
        if found is None:
            raise _missing("FileSystem", "File system", identity)
        if call.operation in NEED_AVAILABLE and found.life_cycle_state != "available":
            raise _clash(
                "IncorrectFileSystemLifeCycleState",
                f"File system '{identity}' is in the life cycle state {found.life_cycle_state}.",
            )


# -- file systems ------------------------------------------------------------------------------------------------------


def _check_throughput(params: dict[str, Any], performance: str) -> None:
    mode, throughput = params.get("ThroughputMode"), params.get("ProvisionedThroughputInMibps")
    if mode == "provisioned" and throughput is None:
        raise _bad("Provisioned throughput is needed with the throughput mode provisioned.")
    if mode != "provisioned" and throughput is not None:
        raise _bad("Provisioned throughput is only possible with the throughput mode provisioned.")
    if mode == "elastic" and performance == "maxIO":
        raise _bad("The performance mode maxIO is not possible with the throughput mode elastic.")


@operation("efs", "CreateFileSystem")
def create_file_system(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    for known in _moto(call).file_systems_by_id.values():
        if known.creation_token == params["CreationToken"]:
            raise _clash(
                "FileSystemAlreadyExists",
                f"File system '{known.file_system_id}' already exists with creation token '{known.creation_token}'",
                FileSystemId=known.file_system_id,
            )
    _check_throughput(params, params.get("PerformanceMode", "generalPurpose"))
    if params.get("Encrypted"):
        try:
            key = call.invoke("kms", "DescribeKey", {"KeyId": params.get("KmsKeyId") or DEFAULT_KEY})["KeyMetadata"]
        except AwsError as error:
            raise _bad(f"The KMS key {params.get('KmsKeyId')} does not exist.") from error
        if key["KeyState"] != "Enabled":
            raise _bad(f"The KMS key {key['Arn']} is not enabled.")
        params["KmsKeyId"] = key["Arn"]
    made = _moto(call).file_systems_by_id[call.forward(params)["FileSystemId"]]
    made.life_cycle_state = "creating"
    answer = _shown(made)
    state.after("efs:file_system", lambda: _reach(made, "available"))
    return answer


def _reach(item: Any, wanted: str) -> None:
    """A change that took time is over, unless the object is on its way out by now."""
    if item.life_cycle_state != "deleting":
        item.life_cycle_state = wanted


def _shown(made: FileSystem) -> dict[str, Any]:
    return {name: value for name, value in made.info_json().items() if value is not None}


@operation("efs", "UpdateFileSystem")
def update_file_system(call: Call) -> dict[str, Any]:
    found = _moto(call).file_systems_by_id[call.params["FileSystemId"]]
    mode = call.params.get("ThroughputMode") or found.throughput_mode
    given = {"ThroughputMode": mode, **call.params}
    _check_throughput(given, found.performance_mode)
    found.throughput_mode = mode
    found.provisioned_throughput_in_mibps = call.params.get("ProvisionedThroughputInMibps")
    found.life_cycle_state = "updating"
    answer = _shown(found)
    state.after("efs:file_system", lambda: _reach(found, "available"))
    return answer


@operation("efs", "DeleteFileSystem")
def delete_file_system(call: Call) -> dict[str, Any]:  # E26
    """Access points go with it; mount targets keep it."""
    moto, identity = _moto(call), call.params["FileSystemId"]
    found = moto.file_systems_by_id[identity]
    if found.number_of_mount_targets:
        raise _clash("FileSystemInUse", f"File system '{identity}' has mount targets, delete them first.")
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


# -- policies ----------------------------------------------------------------------------------------------------------


@operation("efs", "PutBackupPolicy")
def put_backup_policy(call: Call) -> dict[str, Any]:
    wanted = call.params["BackupPolicy"]["Status"]
    _moto(call).file_systems_by_id[call.params["FileSystemId"]]._backup = wanted == "ENABLED"
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
    _moto(call).file_systems_by_id[call.params["FileSystemId"]].file_system_policy = None
    return {}


def _days(rule: str | None) -> int:
    return int(rule.split("_")[1]) if rule else 0


@operation("efs", "PutLifecycleConfiguration")
def put_lifecycle_configuration(call: Call) -> dict[str, Any]:
    """One transition in an item; the Archive storage later than the other, and with elastic throughput only."""
    policies, rules = call.params["LifecyclePolicies"], {}
    for item in policies:
        if len(item) != 1 or rules.keys() & item.keys():
            raise _bad("Each lifecycle policy has a single transition, and each transition is given once.")
        rules |= item
    cold, archive = _days(rules.get("TransitionToIA")), _days(rules.get("TransitionToArchive"))
    found = _moto(call).file_systems_by_id[call.params["FileSystemId"]]
    if archive and archive <= cold:
        raise _bad("TransitionToArchive must be later than TransitionToIA.")
    if archive and (found.throughput_mode != "elastic" or found.performance_mode != "generalPurpose"):
        raise _bad("TransitionToArchive is not supported for this throughput or performance mode.")
    return call.forward()


# -- mount targets -----------------------------------------------------------------------------------------------------


def _default_group(call: Call, subnet_id: str) -> str:
    """The default group of the subnet's VPC, which a mount target gets where none is given."""
    subnet = call.invoke("ec2", "DescribeSubnets", {"SubnetIds": [subnet_id]})["Subnets"][0]
    filters = [{"Name": "vpc-id", "Values": [subnet["VpcId"]]}, {"Name": "group-name", "Values": ["default"]}]
    return call.invoke("ec2", "DescribeSecurityGroups", {"Filters": filters})["SecurityGroups"][0]["GroupId"]


@operation("efs", "CreateMountTarget")
def create_mount_target(call: Call) -> dict[str, Any]:
    params = dict(call.params)
    if not params.get("SecurityGroups"):
        try:
            params["SecurityGroups"] = [_default_group(call, params["SubnetId"])]
        except AwsError as error:
            raise _missing("Subnet", "The subnet ID", params["SubnetId"]) from error
    answer = call.forward(params)
    made = _moto(call).mount_targets_by_id[answer["MountTargetId"]]
    interface = backend("ec2", call.account, call.region).enis[made.network_interface_id]
    interface.description = f"EFS mount target for {made.file_system_id} ({made.mount_target_id})"
    interfaces.own(interface, "amazon-elasticfilesystem", "efs")
    made.life_cycle_state = "creating"
    state.after("efs:mount_target", lambda: _reach(made, "available"))
    return {**answer, "LifeCycleState": "creating"}


@operation("efs", "DeleteMountTarget")
def delete_mount_target(call: Call) -> dict[str, Any]:
    moto, identity = _moto(call), call.params["MountTargetId"]
    found = moto.mount_targets_by_id.get(identity)
    if found is None:
        raise _missing("MountTarget", "Mount target", identity)
    if found.life_cycle_state != "deleting":
        found.life_cycle_state = "deleting"
        state.after("efs:mount_target", lambda: _remove(call, found))
    return {}


def _remove(call: Call, found: MotoTarget) -> None:  # B7
    """The target and its interface go together, so that its subnet and groups are in use until then."""
    if _moto(call).mount_targets_by_id.pop(found.mount_target_id, None):
        found.clean_up()
        interfaces.release(call.account, call.region, found.network_interface_id)


# -- access points -----------------------------------------------------------------------------------------------------


@operation("efs", "CreateAccessPoint")
def create_access_point(call: Call) -> dict[str, Any]:
    moto, token = _moto(call), call.params["ClientToken"]
    for known in moto.access_points.values():
        if known.client_token == token:
            raise _clash(
                "AccessPointAlreadyExists",
                f"Access point {known.access_point_id} already exists with client token '{token}'",
                AccessPointId=known.access_point_id,
            )
    root = call.params.get("RootDirectory") or {}
    if root and not root.get("Path"):
        raise _bad("A root directory needs a path.")
    made = moto.access_points[call.forward()["AccessPointId"]]
    made.life_cycle_state = "creating"
    answer = _point(made)
    state.after("efs:access_point", lambda: _reach(made, "available"))
    return answer


def _point(made: AccessPoint) -> dict[str, Any]:
    shown = {name: value for name, value in made.info_json().items() if value is not None}
    return {**shown, "LifeCycleState": made.life_cycle_state}


@operation("efs", "DescribeAccessPoints")
def describe_access_points(call: Call) -> dict[str, Any]:
    moto, one, parent = _moto(call), call.params.get("AccessPointId"), call.params.get("FileSystemId")
    if one and parent:
        raise _bad("Give either an access point or a file system.")
    if one and one not in moto.access_points:
        raise _missing("AccessPoint", "Access point", one)
    points = [
        item
        for item in moto.access_points.values()
        if one in (None, item.access_point_id) and parent in (None, item.file_system_id)
    ]
    return {"AccessPoints": [_point(item) for item in points]}


@operation("efs", "DeleteAccessPoint")
def delete_access_point(call: Call) -> dict[str, Any]:
    if call.params["AccessPointId"] not in _moto(call).access_points:
        raise _missing("AccessPoint", "Access point", call.params["AccessPointId"])
    return call.forward()


def install() -> None:
    """An access point of moto has no state of its own: one that nobody made here is ready."""
    AccessPoint.life_cycle_state = "available"
