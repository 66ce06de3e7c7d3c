# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deployments of an ECS service: whether the one that was asked for is done, and why not."""

from __future__ import annotations

from ..engine.kind import FAILED, READY, WORKING

# A deployment that no longer exists, or a region whose endpoint has no deployment history.
NO_HISTORY = ("ServiceNotFoundException", "ClusterNotFoundException", "UnsupportedFeatureException", "UnknownOperationException",
              "AccessDeniedException")
# The reason of tasks that stopped because they were no longer wanted.
SCALED_IN = "Scaling activity initiated by"
ROLLED_BACK = ["ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "ROLLBACK_IN_PROGRESS"]


def primary(row):
    """The primary deployment of a DescribeServices row, or None."""
    return next((item for item in row.get("deployments") or [] if item["status"] == "PRIMARY"), None)


def state(raw):
    """(READY | WORKING | FAILED, text) of a service.

    Ready means: the requested deployment is complete, it runs what it wants, and the tasks of older ones are gone. That the
    service is stable is not enough: a rolled-back service is stable too.

    :param raw: ``row`` of DescribeServices, ``requested`` deployment's id, ``stopped`` reasons
    """
    row = raw["row"]
    if row["status"] != "ACTIVE":
        return WORKING, row["status"].lower()
    items = {item["id"]: item for item in row.get("deployments") or []}
    mine, current = items.get(raw["requested"]), primary(row)
    if mine is None or mine["status"] != "PRIMARY":
        return FAILED, _because("the deployment was rolled back, or another one took its place; it runs %s" % _revision(
            (current or row)["taskDefinition"]), raw)
    if mine.get("rolloutState") == "FAILED":
        return FAILED, _because((mine.get("rolloutStateReason") or "the deployment failed").rstrip("."), raw)
    older = sum(item["runningCount"] for item in items.values() if item is not mine)
    if mine.get("rolloutState", "COMPLETED") == "COMPLETED" and mine["runningCount"] >= mine["desiredCount"] and not older:
        return READY, ""
    text = "%d of %d tasks of %s running" % (mine["runningCount"], mine["desiredCount"], _revision(mine["taskDefinition"]))
    if older:
        text += ", %d older to stop" % older
    return WORKING, _because(text, raw)


def troubled(raw):
    """True where asking for the reasons of stopped tasks is worth a call."""
    mine = next((item for item in raw["row"].get("deployments") or [] if item["id"] == raw["requested"]), None)
    return mine is None or mine.get("rolloutState") == "FAILED" or bool(mine.get("failedTasks"))


def stopped_reasons(api, cluster, service):
    """Why the service's tasks failed lately: sentences, the same one once. ECS remembers stopped tasks for an hour."""
    arns = api.all("list_tasks", "taskArns", missing=NO_HISTORY, cluster=cluster, serviceName=service, desiredStatus="STOPPED")
    if not arns:
        return []
    found = {}
    for task in api.describe_tasks(cluster=cluster, tasks=arns[:20])["tasks"]:
        if (task.get("stoppedReason") or "").startswith(SCALED_IN):
            continue
        texts = [task.get("stoppedReason")]
        for container in task.get("containers") or []:
            if container.get("reason"):
                texts.append("%s: %s" % (container["name"], container["reason"]))
            elif container.get("exitCode"):
                texts.append("%s ended with code %d" % (container["name"], container["exitCode"]))
        found["; ".join(text for text in texts if text)] = None
    return [text for text in found if text]


def rolled_back(api, cluster, service, task_definition):
    """Why AWS rolled this revision back, where the latest deployment of it ended so; else None."""
    answer = api.maybe("list_service_deployments", NO_HISTORY, cluster=cluster, service=service, status=ROLLED_BACK)
    rows = (answer or {}).get("serviceDeployments") or []
    if not rows:
        return None
    newest = max(rows, key=lambda row: row["createdAt"])
    revisions = api.describe_service_revisions(serviceRevisionArns=[newest["targetServiceRevisionArn"]])["serviceRevisions"]
    if not any(row["taskDefinition"] == task_definition for row in revisions):
        return None
    return (newest.get("statusReason") or "the deployment failed").rstrip(".")


def _because(text, raw):
    reasons = raw.get("stopped") or []
    events = [item["message"] for item in (raw["row"].get("events") or [])[:1]]
    return "; ".join([text] + (reasons[:2] or events))


def _revision(arn):
    return arn.rsplit("/", 1)[-1]
