"""A stand-in for the stack that images are promoted from: services that run the good image, with the tags that prove whose they are.

It has nothing else of that stack: a cluster, a repository, a task definition and a service for each of the services, with the
names that the collection gives them. So the policies hold for the real one, unless its inventory names them otherwise.
"""

from __future__ import annotations

from typing import Any

from tools.rehearsal import images
from tools.rehearsal.account import GOOD, Account
from tools.rehearsal.stacks import Service, Stack
from tools.simulator_process import SimulatorProcess


def all_of(simulator: SimulatorProcess, account: Account, stacks: list[Stack]) -> list[str]:
    """Make the stand-ins that are not hosts of the inventory themselves. Returns what was done, as sentences."""
    known, made = {stack.identity for stack in account.stacks}, []
    for stack in stacks:
        environment = str(stack.variables["promote_from"])
        if f"{stack.application}/{environment}/{stack.region}" not in known:
            made.append(_make(simulator, stack, environment))
            account.assume(made[-1])
    return made


def _make(simulator: SimulatorProcess, stack: Stack, environment: str) -> str:
    """Make the stand-in for a stack in another environment, and say so in a sentence."""
    identity = f"{stack.application}/{environment}/{stack.region}"
    prefix = f"{stack.application}-{environment}"
    cluster = f"{prefix}-cluster"
    ecs = simulator.client("ecs", stack.region)
    ecs.create_cluster(clusterName=cluster)
    for service in stack.services:
        image = _image(simulator, stack, service, environment)
        family = f"{prefix}-{service.name}"
        container = {"name": service.name, "image": image, "essential": True, "dockerLabels": {"slipway.image": GOOD}}
        revision = ecs.register_task_definition(
            family=family,
            requiresCompatibilities=["FARGATE"],
            networkMode="awsvpc",
            cpu="256",
            memory="512",
            executionRoleArn=_role(simulator, f"{prefix}-rehearsal"),
            containerDefinitions=[container],
        )["taskDefinition"]["taskDefinitionArn"]
        ecs.create_service(
            cluster=cluster,
            serviceName=family,
            taskDefinition=revision,
            desiredCount=1,
            launchType="FARGATE",
            networkConfiguration={"awsvpcConfiguration": {"subnets": _subnets(simulator, stack.region)}},
            tags=[
                {"key": "slipway:stack", "value": identity},
                {"key": "slipway:address", "value": f"service/main/ecs_service/{service.name}"},
            ],
        )
    return f"{stack.host}: {identity} is a stand-in that runs the images which are promoted from it."


def _image(simulator: SimulatorProcess, stack: Stack, service: Service, environment: str) -> str:
    if not service.repository:
        return f"{images.untagged(service.image)}:{GOOD}"
    ecr = simulator.client("ecr", stack.region)
    name = f"{stack.application}-{environment}-{service.name}"
    uri = ecr.create_repository(repositoryName=name)["repository"]["repositoryUri"]
    return f"{uri}@{images.push(ecr, name, GOOD)}"


def _role(simulator: SimulatorProcess, name: str) -> str:
    iam = simulator.client("iam")
    policy = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, '
        '"Action": "sts:AssumeRole"}]}'
    )
    try:
        return iam.get_role(RoleName=name)["Role"]["Arn"]
    except iam.exceptions.NoSuchEntityException:
        return iam.create_role(RoleName=name, AssumeRolePolicyDocument=policy)["Role"]["Arn"]


def _subnets(simulator: SimulatorProcess, region: str) -> list[Any]:
    """Of the account's default VPC."""
    rows = simulator.client("ec2", region).describe_subnets(Filters=[{"Name": "default-for-az", "Values": ["true"]}])[
        "Subnets"
    ]
    return [row["SubnetId"] for row in rows][:1]
