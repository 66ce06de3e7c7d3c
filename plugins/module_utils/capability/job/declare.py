# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import difflib
import re

from ...aws.ecs.service import EcsService
from ...engine.declaring import Declaration
from ...steps.job.task import Task
from ..service import SCHEDULE, containers
from ..shared.handed import handed
from . import schedules, tasks
from .options import JOB, SPEC

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
LONGEST_OVERRIDES = 8192  # characters of JSON, see RunTask


def declare(options, stack, instance="main"):
    """Tasks and schedules of all jobs, or the tasks of those to run now. See SPEC for the options."""
    declaration = Declaration("job", stack, instance)
    if options["jobs"] and "service" in stack.from_stack:
        declaration.fail("jobs", options["jobs"], "jobs run with services of their own stack: declare them there")
    public = options["subnet_tier"] == "public" and not options["subnet_ids"]
    declaration.check(
        not public or options["assign_public_ip"],
        "subnet_tier",
        "public",
        "assign_public_ip: true is needed: tasks in public subnets have no other way out",
    )
    jobs = [_job(declaration, name, given, options) for name, given in (options["jobs"] or {}).items()]
    wanted = _chosen(declaration, jobs, options["run"])
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    for job in wanted:
        if options["run"] or not job.options["schedule"]:
            _task(job)
    scheduled = [] if options["run"] else [job for job in wanted if job.options["schedule"]]
    if scheduled:
        schedules.add(declaration, scheduled)
    return declaration


def _job(declaration, name, options, common):
    """A job's context, its options checked."""

    def refuse(path, value, allowed):
        declaration.fail("jobs.%s%s" % (name, "." + path if path else ""), value, allowed)

    if not NAME.fullmatch(str(name)) or len(name) > 40:
        refuse("", name, "a name of lower-case letters, digits and single hyphens, at most 40 characters, is allowed")
    job = containers.Context(declaration, name, options, common, refuse)
    for path, value in [("service", options["service"]), *[("before", item) for item in options["before"] or []]]:
        job.check(NAME.fullmatch(value), path, value, "the key of a service is allowed")
    job.check(options["command"], "command", options["command"], "a command is needed")
    if options["cpu"] or options["memory"]:
        job.check(
            options["cpu"] and options["memory"],
            "cpu" if options["cpu"] else "memory",
            options["cpu"] or options["memory"],
            "cpu and memory are given together, or neither",
        )
        sizes = containers.SIZES
        job.check(options["cpu"] in sizes, "cpu", options["cpu"], "Fargate has %s" % ", ".join(map(str, sizes)))
        job.check(
            options["memory"] in sizes[options["cpu"]],
            "memory",
            options["memory"],
            "with cpu %d Fargate has %s" % (options["cpu"], ", ".join(map(str, sizes[options["cpu"]]))),
        )
    _check_schedule(job)
    overrides = tasks.overrides(job)
    job.check(
        len(str(overrides)) <= LONGEST_OVERRIDES,
        "command",
        "%d characters" % len(str(overrides)),
        "command and environment have at most %d characters" % LONGEST_OVERRIDES,
    )
    return job


def _check_schedule(job):
    options, schedule = job.options, job.options["schedule"]
    job.check(
        schedule is None or SCHEDULE.fullmatch(schedule),
        "schedule",
        schedule,
        "cron() with six fields, rate() or at() is allowed",
    )
    job.check(
        schedule is None or options["before"] is None,
        "before",
        options["before"],
        "leave it out where there is a schedule",
    )


def _chosen(declaration, jobs, run):
    """The jobs that are declared: all, or those to run now."""
    names = [job.name for job in jobs]
    for name in run:
        near = difflib.get_close_matches(name, names, 1)
        declaration.check(
            name in names,
            "run",
            name,
            "did you mean %s?" % near[0] if near else "the jobs are %s" % (", ".join(sorted(names)) or "none"),
        )
    return [job for job in jobs if not run or job.name in run]


def _task(job):
    options, (subnets, groups, public) = job.options, tasks.network(job)
    now = job.name in job.common["run"]
    services = {
        "service/main/%s/%s" % (EcsService.kind, name): name
        for name in ([] if now else options["before"] or [options["service"]])
    }
    for address, name in services.items() if options["before"] else ():
        job.declaration.orders(address, "jobs.%s.before" % job.name, name)
    node = job.declaration.add(
        Task,
        job.name,
        {
            "Job": tasks.label(job),
            "taskDefinition": tasks.definition(job, "taskDefinitionArn"),
            "cluster": tasks.cluster(job),
            "networkConfiguration": {
                "awsvpcConfiguration": {"subnets": subnets, "securityGroups": groups, "assignPublicIp": public}
            },
            "overrides": tasks.overrides(job),
            **handed(options, JOB, Task),
            "again": now,
        },
        after=tasks.STARTS_AFTER,
        before=[(address, "ready") for address in services],
    )
    outputs = {"tasks": "taskArn", "exit_codes": "exitCode", **({"last_lines": "lastLines"} if now else {})}
    for output, field in outputs.items():
        job.declaration.outputs[output][job.name] = node[field]
