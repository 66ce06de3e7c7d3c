# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What tasks and schedules have in common: the service's task definition with a command of its own, and the network."""

from __future__ import annotations

import re

from ...aws.ecs.task_definition import TaskDefinition
from ...aws.sts.account import account_id
from ...engine.declaring import fit
from ...engine.references import is_known
from ..service import REACHABLE, containers
from ..shared.subnets import subnets

# What its service waits for, mounted file systems among it.
STARTS_AFTER = (*REACHABLE, ("file_system/*/mount_target/*", "ready"))


def definition(job, field):
    """A field of the task definition of the job's service."""
    service = job.options["service"]
    found = job.declaration.neighbour_node("service", TaskDefinition, service, field)
    return job.declaration.asks(found, "jobs.%s.service" % job.name, service)


def overrides(job):
    """What differs from the task definition, as RunTask takes it."""
    options = job.options
    container = {"name": definition(job, "mainContainer"), "command": options["command"]}
    environment = containers.environment(job, options["environment"], "environment")
    if environment:
        container["environment"] = environment
    size = {name: str(options[name]) for name in ("cpu", "memory") if options[name]}
    return {"containerOverrides": [container], **size}


def network(job):
    """(subnets, security groups, public address) of the tasks."""
    declaration, common = job.declaration, job.common
    return (
        subnets(declaration, common["subnet_ids"], common["subnet_tier"]),
        common["security_group_ids"] or [declaration.neighbour("network", "service_security_group_id")],
        "ENABLED" if common["assign_public_ip"] else "DISABLED",
    )


def label(job):
    """The job's name on AWS beside those of other instances, of letters that RunTask takes."""
    instance = job.declaration.instance
    return job.name if instance == "main" else fit("%s-%s" % (re.sub(r"[^A-Za-z0-9_-]", "-", instance), job.name), 80)


def cluster(job):
    """The cluster's name."""
    given = job.common["cluster"]
    if given and is_known(given):
        given = given.rsplit("/", 1)[-1]
        job.declaration.check(
            re.fullmatch(r"[A-Za-z0-9_-]{1,255}", given), "cluster", given, "a cluster's name or ARN is allowed"
        )
    return job.declaration.neighbour("cluster", "name", given, option="cluster")


def cluster_arn(job):
    """The cluster's ARN, which EventBridge Scheduler wants: made of its name where only that is given."""
    given, stack = job.common["cluster"], job.declaration.stack
    if not given or not is_known(given) or re.match(r"arn:[a-z-]+:ecs:", given):
        return job.declaration.neighbour("cluster", "arn", given, option="cluster")
    place = "arn:%s:ecs:%s:%s" % (stack.partition, stack.region, account_id(job.declaration))
    return "%s:cluster/%s" % (place, cluster(job))
