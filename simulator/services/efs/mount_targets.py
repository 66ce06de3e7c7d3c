"""Mount targets, and the network interfaces that they hold."""

from __future__ import annotations

from typing import Any

from moto.efs.models import MountTarget as MotoTarget

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend

from ..ec2 import interfaces
from .model import missing, moto_of, reach


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
            raise missing("Subnet", "The subnet ID", params["SubnetId"]) from error
    answer = call.forward(params)
    made = moto_of(call).mount_targets_by_id[answer["MountTargetId"]]
    interface = backend("ec2", call.account, call.region).enis[made.network_interface_id]
    interface.description = f"EFS mount target for {made.file_system_id} ({made.mount_target_id})"
    interfaces.own(interface, "amazon-elasticfilesystem", "efs")
    made.life_cycle_state = "creating"
    state.after("efs:mount_target", lambda: reach(made, "available"))
    return {**answer, "LifeCycleState": "creating"}


@operation("efs", "DeleteMountTarget")
def delete_mount_target(call: Call) -> dict[str, Any]:
    moto, identity = moto_of(call), call.params["MountTargetId"]
    found = moto.mount_targets_by_id.get(identity)
    if found is None:
        raise missing("MountTarget", "Mount target", identity)
    if found.life_cycle_state != "deleting":
        found.life_cycle_state = "deleting"
        state.after("efs:mount_target", lambda: _remove(call, found))
    return {}


def _remove(call: Call, found: MotoTarget) -> None:  # B7
    """The target and its interface go together, so that its subnet and groups are in use until then."""
    if moto_of(call).mount_targets_by_id.pop(found.mount_target_id, None):
        found.clean_up()
        interfaces.release(call.account, call.region, found.network_interface_id)
