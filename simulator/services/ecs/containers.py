"""The containers of a task definition: what ECS refuses when one is registered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from simulator.core.handlers import AwsError

GIB = 1024
# Fargate CPU units to memory in MiB, see "Task CPU and memory" of the Fargate developer guide.
FARGATE_SIZES: dict[int, list[int]] = {
    256: [512, 1 * GIB, 2 * GIB],
    512: [GIB * n for n in range(1, 5)],
    1024: [GIB * n for n in range(2, 9)],
    2048: [GIB * n for n in range(4, 17)],
    4096: [GIB * n for n in range(8, 31)],
    8192: [GIB * n for n in range(16, 61, 4)],
    16384: [GIB * n for n in range(32, 121, 8)],
}
# Bytes of a whole task definition, see "Amazon ECS service quotas".
LIMIT = 65536


def client_error(message: str) -> AwsError:
    """ClientException."""
    return AwsError("ClientException", message)


def amount(value: str | None, unit: str, factor: int) -> int | None:
    """``"512"``, ``".5 vCPU"`` or ``"1 GB"`` as a plain number of units or MiB."""
    if value is None:
        return None
    match = re.fullmatch(rf"\s*([\d.]+)\s*({unit})?\s*", str(value), re.IGNORECASE)
    if match is None:
        raise client_error(f"Invalid setting for container. '{value}' is not a valid amount.")
    return int(float(match[1]) * (factor if match[2] else 1))


def check_fargate(params: dict[str, Any], cpu: int | None, memory: int | None) -> None:  # D3
    """Refuse what Fargate cannot run."""
    if params.get("networkMode") != "awsvpc":
        raise client_error("Fargate only supports network mode \u2018awsvpc\u2019.")
    if cpu is None or memory is None:
        missing = "cpu" if cpu is None else "memory"
        raise client_error(f"Fargate requires that '{missing}' be defined at the task level.")
    if memory not in FARGATE_SIZES.get(cpu, []):
        raise client_error("No Fargate configuration exists for given values.")
    needs_role = [
        ("secrets", "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'."),
        ("awslogs", "Fargate requires task definition to have execution role ARN to support log driver awslogs."),
        ("ecr", "Fargate requires task definition to have execution role ARN to support ECR images."),
    ]
    if not params.get("executionRoleArn"):
        uses = {
            "secrets": any(item.get("secrets") for item in params["containerDefinitions"]),
            "awslogs": any(
                item.get("logConfiguration", {}).get("logDriver") == "awslogs"
                for item in params["containerDefinitions"]
            ),
            "ecr": any(".dkr.ecr." in item.get("image", "") for item in params["containerDefinitions"]),
        }
        for what, message in needs_role:
            if uses[what]:
                raise client_error(message)


def check_size(params: dict[str, Any]) -> None:
    """Refuse a definition that is too long."""
    size = len(json.dumps(params, separators=(",", ":")).encode())
    if size > LIMIT:
        raise client_error(f"Actual length: '{size}'. Max allowed length is '{LIMIT}' bytes.")


def check(params: dict[str, Any], memory: int | None) -> None:
    """Refuse containers that cannot be, alone or together."""
    containers = params["containerDefinitions"]
    if not containers:
        raise client_error("Container list cannot be empty.")
    for container in containers:
        _check_one(params, container, memory)
    names = [container["name"] for container in containers]
    if len(set(names)) != len(names):
        raise client_error("Container names must be unique within a task definition.")
    if not any(container.get("essential", True) for container in containers):
        raise client_error("Invalid setting for container. At least one container must be essential.")
    reserved = sum(item.get("memory") or item.get("memoryReservation") or 0 for item in containers)
    if memory is not None and reserved > memory:
        raise client_error("Invalid 'memory' setting for container: the sum must not be above the memory of the task.")
    _check_ports(params)
    _check_dependencies({container["name"]: container for container in containers})


def _check_one(params: dict[str, Any], container: dict[str, Any], memory: int | None) -> None:
    for member in ("name", "image"):
        if not container.get(member):
            raise client_error(f"Container.{member} should not be null or empty.")
    if memory is None and not container.get("memory") and not container.get("memoryReservation"):
        raise client_error(
            "Invalid setting for container. At least one of 'memory' or 'memoryReservation' must be specified."
        )
    volumes = [volume.get("name") for volume in params.get("volumes") or []]
    for mount in container.get("mountPoints") or []:
        if mount.get("sourceVolume") not in volumes:
            raise client_error(f"Unknown volume '{mount.get('sourceVolume')}'.")


def _check_ports(params: dict[str, Any]) -> None:
    """In a network of their own the containers of a task share its ports, each once for a protocol."""
    own = params.get("networkMode") == "awsvpc"
    taken: set[tuple[str, int]] = set()
    for container in params["containerDefinitions"]:
        for mapping in container.get("portMappings") or []:
            host = mapping.get("hostPort")
            if own and host not in (None, 0, mapping.get("containerPort")):
                raise client_error(
                    "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
                )
            port = mapping.get("containerPort") if own else host
            if not port:
                continue
            protocol = mapping.get("protocol") or "tcp"
            if (protocol, port) in taken:
                raise client_error(f"{protocol.upper()} host port '{port}' is mapped multiple times in task.")
            taken.add((protocol, port))


def _check_dependencies(containers: dict[str, dict[str, Any]]) -> None:
    """See ContainerDependency in the API reference."""
    for container in containers.values():
        for needed in container.get("dependsOn") or []:
            found = containers.get(needed["containerName"])
            if found is None:
                raise client_error(
                    f"Cannot depend on container + '{needed['containerName']}' because it does not exist"
                )
            if needed["condition"] in ("SUCCESS", "COMPLETE") and found.get("essential", True):
                raise client_error(
                    "A dependency container with SUCCESS or COMPLETE condition cannot be an essential container"
                )
    left = {name: set(_needed(container)) for name, container in containers.items()}
    while left:
        free = {name for name, needed in left.items() if not needed & set(left)}
        if not free:
            raise client_error("Container dependencies should not have a cycle")
        left = {name: needed for name, needed in left.items() if name not in free}


def _needed(container: dict[str, Any]) -> Iterator[str]:
    return (needed["containerName"] for needed in container.get("dependsOn") or [])
