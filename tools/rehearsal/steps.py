"""What a rehearsal runs, in which order: data, in the words of the playbooks. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tools.rehearsal.account import BAD, GOOD
from tools.rehearsal.stacks import Service, Stack

# What AWS refuses of a first run, and of a first destruction: what comes late, so that half of the stack is there.
HALF_MADE = (
    ("cloudfront", "CreateDistribution"),
    ("cloudfront", "CreateDistributionWithTags"),
    ("cloudwatch", "PutMetricAlarm"),
    ("ec2", "CreateRoute"),
    ("ecr", "PutLifecyclePolicy"),
    ("ecs", "CreateService"),
    ("efs", "CreateMountTarget"),
    ("elbv2", "CreateListener"),
    ("iam", "PutRolePolicy"),
    ("kms", "CreateAlias"),
    ("logs", "PutRetentionPolicy"),
    ("rds", "CreateDBInstance"),
    ("route53", "ChangeResourceRecordSets"),
    ("s3", "PutBucketPolicy"),
)
HALF_GONE = (
    ("cloudwatch", "DeleteAlarms"),
    ("ec2", "DeleteSubnet"),
    ("ecr", "DeleteRepository"),
    ("ecs", "DeleteCluster"),
    ("elbv2", "DeleteTargetGroup"),
    ("iam", "DeleteRole"),
    ("logs", "DeleteLogGroup"),
    ("s3", "DeleteBucket"),
)
PURPOSES = LOOK, DEPLOY, RELEASE, DESTROY = "look", "deploy", "release", "destroy"


@dataclass(frozen=True)
class Step:
    """One run of ansible-playbook, or, without a playbook, what people do between two runs.

    :param name: short, also the name of its log
    :param judge: name of the expectation in judging.py; of what people do, where there is no playbook
    :param purpose: the part of the policy that its calls belong to
    :param variables: extra variables of this run
    :param refused: calls that AWS refuses while it lasts: service and operation
    """

    name: str
    title: str
    judge: str
    purpose: str
    playbook: str
    stacks: tuple[Stack, ...]
    variables: dict[str, Any] = field(default_factory=dict)
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def named(self) -> dict[str, str]:
        """host -> what is released there, or goes back, as the playbook takes it."""
        return self.variables.get(f"rehearsal_{self.playbook}", {})


def of(waves: list[list[Stack]], sites: dict[str, str]) -> list[Step]:
    """The steps for stacks in the order of their deployment.

    :param sites: host -> folder with another content for the site's release
    """
    everyone = tuple(stack for wave in waves for stack in wave)
    steps: list[Step] = []
    for number, wave in enumerate(map(tuple, waves), 1):
        which = f" of {', '.join(stack.host for stack in wave)}" if len(waves) > 1 else ""
        ending = f"-{number}" if len(waves) > 1 else ""
        steps.append(Step(f"plan{ending}", f"Plan{which}", "planned", LOOK, "plan", wave))
        steps.append(
            Step(f"begin{ending}", f"Half a deployment{which}", "begun", DEPLOY, "site", wave, refused=HALF_MADE)
        )
        steps.append(Step(f"deploy{ending}", f"Deployment{which}", "deployed", DEPLOY, "site", wave))
        if any(_waits(stack) for stack in wave):
            steps.append(Step(f"by-hand{ending}", "Images pushed, values filled in", "filled", DEPLOY, "", wave))
            steps.append(Step(f"finish{ending}", "Deployment of what waited", "finished", DEPLOY, "site", wave))
    steps.append(Step("again", "The same deployment once more", "silent", DEPLOY, "site", everyone))
    steps.append(Step("drift", "Comparison with AWS", "no_drift", LOOK, "drift", everyone))
    steps += _releases(tuple(stack for stack in everyone if stack.services or stack.host in sites), sites)
    # A guest's data lives in the platform's network: it goes before the platform.
    for number, wave in enumerate(map(tuple, reversed(waves)), 1):
        ending = f"-{number}" if len(waves) > 1 else ""
        steps += [_destroy(wave, kind, ending, len(waves) > 1) for kind in ("begun", "destroyed", "destroyed_data")]
    return steps


def _waits(stack: Stack) -> bool:
    return bool(stack.by_hand) or any(service.repository for service in stack.services)


def _releases(stacks: tuple[Stack, ...], sites: dict[str, str]) -> list[Step]:
    steps = []
    serving = tuple(stack for stack in stacks if stack.services)
    promoted = tuple(stack for stack in serving if stack.variables.get("promote_from"))
    if promoted:
        steps.append(Step("promotion", "What is promoted has run elsewhere", "proven", RELEASE, "", promoted))
    if serving:
        bad = {stack.host: f"{exposed(stack).name}:{BAD}" for stack in serving}
        steps.append(
            Step(
                "release-failing",
                "A release that crashes",
                "failed_release",
                RELEASE,
                "release",
                serving,
                {**_named("release", bad), "release_unproven": True},
            )
        )
    if stacks:
        good = {stack.host: ",".join(_good(stack, stack.host in sites)) for stack in stacks}
        back = {stack.host: ",".join(_back(stack, stack.host in sites)) for stack in stacks}
        steps.append(
            Step(
                "release",
                "A release",
                "released",
                RELEASE,
                "release",
                stacks,
                {**_named("release", good), **_named("site_source", sites)},
            )
        )
        steps.append(
            Step("rollback", "The rollback", "rolled_back", RELEASE, "rollback", stacks, _named("rollback", back))
        )
    return steps


def exposed(stack: Stack) -> Service:
    """The service that people reach, or the first."""
    return next((service for service in stack.services if service.behind_load_balancer), stack.services[0])


def _good(stack: Stack, site: bool) -> list[str]:
    version = "" if stack.variables.get("promote_from") else f":{GOOD}"
    return [service.name + version for service in stack.services] + ["site"] * site


def _back(stack: Stack, site: bool) -> list[str]:
    return [service.name for service in stack.services] + ["site"] * site


def _named(variable: str, by_host: dict[str, str]) -> dict[str, Any]:
    """A variable that has another value on each host, as extra variables of one run."""
    if not by_host:
        return {}
    return {
        f"rehearsal_{variable}": by_host,
        variable: "{{ rehearsal_%s[inventory_hostname] | default('') }}" % variable,
    }


def _destroy(wave: tuple[Stack, ...], judge: str, ending: str, several: bool) -> Step:
    which = f" of {', '.join(stack.host for stack in wave)}" if several else ""
    name, title, refused = {
        "begun": ("destroy-begin", "Half a destruction", HALF_GONE),
        "destroyed": ("destroy", "Destruction", ()),
        "destroyed_data": ("destroy-data", "Destruction of the data", ()),
    }[judge]
    named = {"destroy": ",".join(stack.identity for stack in wave)}
    return Step(f"{name}{ending}", f"{title}{which}", judge, DESTROY, "destroy", wave, named, refused)
