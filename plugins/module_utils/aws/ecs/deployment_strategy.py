# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deployment strategies of Amazon ECS: those that shift traffic from one service revision to the next by themselves.

ECS rewrites the forward action of the production listener rule and moves its weights; the two target groups of a service
swap roles from one deployment to the next (Developer Guide, "Amazon ECS blue/green deployments", "Amazon ECS linear
deployments", "Amazon ECS canary deployments").
"""

from __future__ import annotations

import math

ROLLING, BLUE_GREEN, LINEAR, CANARY = "ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"
# ServiceDeployment, status.
GOING = ("PENDING", "IN_PROGRESS", "STOP_REQUESTED")
UNDONE = ("STOPPED", "ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")
ENDED = ("SUCCESSFUL", "STOPPED", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED")


def strategy(configuration):
    """The strategy of a deploymentConfiguration; one that AWS leaves out is ROLLING."""
    return (configuration or {}).get("strategy") or ROLLING


def shifts(configuration):
    """True where deployments under a deploymentConfiguration shift traffic."""
    return strategy(configuration) != ROLLING


def minutes(configuration):
    """Minutes of bake and step times that a deployment goes through (LinearConfiguration: none follows the last step)."""
    if not shifts(configuration):
        return 0
    total = configuration.get("bakeTimeInMinutes") or 0
    linear, canary = configuration.get("linearConfiguration"), configuration.get("canaryConfiguration")
    if strategy(configuration) == LINEAR and linear:
        total += (math.ceil(round(100 / linear["stepPercent"], 6)) - 1) * linear["stepBakeTimeInMinutes"]
    if strategy(configuration) == CANARY and canary:
        total += canary["canaryBakeTimeInMinutes"]
    return total


def settled(row, record=None):
    """True where a DescribeServices row shows no deployment under way.

    :param record: DescribeServiceDeployments row of the service deployment that it names, where that was read
    """
    primary = next((item for item in row.get("deployments") or [] if item["status"] == "PRIMARY"), None)
    if (primary or {}).get("rolloutState") == "IN_PROGRESS":
        return False
    if not shifts(row.get("deploymentConfiguration")) or not row.get("currentServiceDeployment"):
        return True
    return (record or {}).get("status") in ENDED


def changes(live, want):
    """True where a wish moves a service from rolling deployments to shifting ones, or back."""
    return shifts(live.get("deploymentConfiguration")) != shifts(want["deploymentConfiguration"])


def steps(live, want, given):
    """What UpdateService is to be sent one after the other, each once no deployment is under way: list of members.

    A service is first deployed once more, rolling, with the advanced configuration of its load balancers, or with Service
    Connect as it is today, then it gets its strategy; on the way back the strategy comes first (Developer Guide, "Update the
    Amazon ECS deployment strategy"). A change of the deployment configuration alone makes no deployment (UpdateService).

    :param live: fields of the live service
    :param given: all members that differ
    """
    strategic = {name: value for name, value in given.items() if name == "deploymentConfiguration"}
    rest = {name: value for name, value in given.items() if name not in strategic}
    if not shifts(want["deploymentConfiguration"]):
        return [item for item in (strategic, rest) if item]
    if not rest and (live.get("serviceConnectConfiguration") or {}).get("enabled"):
        rest = {"forceNewDeployment": True}
    return [item for item in (rest, strategic) if item]


def told(record, mine, revision):
    """Where a shifting deployment is, for a person.

    :param record: DescribeServiceDeployments row, or None
    :param mine: its row among the service's deployments
    :param revision: the task definition as it is called
    """
    tasks = "%d of %d tasks of %s running" % (mine["runningCount"], mine["desiredCount"], revision)
    if not record:
        return "the deployment goes on, " + tasks
    target = record.get("targetServiceRevision") or {}
    parts = [record.get("lifecycleStage") or record["status"]]
    for kind in ("Test", "Production"):
        share = target.get("requested%sTrafficWeight" % kind)
        if share and not (kind == "Test" and target.get("requestedProductionTrafficWeight")):
            parts.append("%g %% of the %s traffic" % (share, kind.lower()))
    return ", ".join([*parts, tasks])
