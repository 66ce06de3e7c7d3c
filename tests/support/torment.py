"""What is tormented: the example applications in an account that others use too, and the runs that are killed there."""

from __future__ import annotations

import copy
import json
from typing import Any, NamedTuple

from tests.support.account import Picture, picture
from tests.support.applications import application
from tests.support.copies import Copyable
from tests.support.environments import finished
from tests.support.foreign import foreign
from tests.support.killing import Step
from tests.support.shop import OPTIONS, deploy
from tests.support.stacks import converge

ZONE = ["--hosted-zone", "example.com"]
NEW_IMAGE = "public.ecr.aws/docker/library/nginx:1.28-alpine"
# The service behind each application's load balancer.
SERVICES = {
    "inflight-ordering": "app",
    "proshop": "gateway",
    "mealprep": "api",
    "product-info": "backend",
    "task-manager": "backend",
}
STATEMENT = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]})


class Stack(NamedTuple):
    """One application's runs. `deployed` are the names of those that need the first one behind them."""

    first: Step
    deployed: dict[str, Step]


def stack(name: str) -> Stack:
    """Return the runs of an application: the first, a release, a replacement in the traffic's way, the destruction."""
    identity, declared = application(name)
    declared = copy.deepcopy(declared)
    # What is protected is destroyed by a second run, which is not what is looked at here.
    for capability in ("database", "load_balancer"):
        if capability in declared:
            declared[capability]["deletion_protection"] = False
    # A final snapshot needs the key, which a later run would not delete either.
    if "database" in declared:
        declared["database"]["final_snapshot"] = False
    first, service = Step(declared, identity), SERVICES[name]
    moved = copy.deepcopy(declared)
    moved["service"]["services"][service]["port"] = 8099
    released = first._replace(words={"release": {service: NEW_IMAGE}})
    return Stack(
        first,
        {
            "release": released,
            "replacement": first._replace(declared=moved, words={"prune": True}),
            "destroy": first._replace(destroy=True),
        },
    )


def account(simulator: Copyable, name: str) -> Picture:
    """Fill an account with what is not the stack's, and return its picture: a second stack, one in a shared network,
    what nobody's stack owns, and untagged objects whose names begin with the stack's."""
    network = foreign(simulator)["network"]
    deploy(simulator, "neighbour")
    shared = {
        **OPTIONS["network"],
        "vpc_id": network["vpc_id"],
        "public_subnets": [],
        "private_subnets": ["10.99.51.0/24", "10.99.52.0/24"],
    }
    finished(
        converge(
            simulator, {"stack": {"service_linked_roles": []}, "network": shared}, identity={"environment": "guest"}
        )
    )
    prefix = f"{name}-local"
    simulator.client("iam").create_role(RoleName=f"{prefix}-by-hand", AssumeRolePolicyDocument=TRUST)
    simulator.client("logs").create_log_group(logGroupName=f"/ecs/{prefix}-by-hand")
    simulator.client("s3").create_bucket(Bucket=f"{prefix}-us-east-1-by-hand")
    simulator.client("secretsmanager").create_secret(Name=f"{prefix}-by-hand", SecretString="by-hand")
    simulator.client("sns").create_topic(Name=f"{prefix}-by-hand")
    simulator.client("ecs").create_cluster(clusterName=f"{prefix}-by-hand")
    simulator.client("ecs").register_task_definition(
        family=f"{prefix}-by-hand", containerDefinitions=[{"name": "theirs", "image": "theirs", "memory": 128}]
    )
    simulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
    return picture(simulator)


def with_data_words(simulator: Copyable, step: Step) -> Step:
    """A destruction that says the addresses of all data that there are."""
    kept = [
        line.address for line in step.run(simulator, check=True).plan.lines if line.verb == "kept" and line.kind.guarded
    ]
    data: dict[str, Any] = {"data": frozenset(kept)}
    return step._replace(words=data)
