# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Deployments of an ECS service: whether the one that was asked for is done, and why not."""

from __future__ import annotations

from ...engine.kind import FAILED, READY, WORKING
from .deployment_strategy import ENDED, GOING, UNDONE, shifts, told
from .failing_tasks import ENDED as OVER
from .failing_tasks import LOOP, NO_HISTORY, explain, failed, halt, left_to_aws, reasons, target_health

ROLLED_BACK = ["ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED", "ROLLBACK_IN_PROGRESS"]


def primary(row):
    """The primary deployment of a DescribeServices row, or None."""
    return next((item for item in row.get("deployments") or [] if item["status"] == "PRIMARY"), None)


def served(row):
    """The revision that serves by a DescribeServices row, as its ARN: while a deployment goes on, or has failed and nothing
    took its place, the one that it was to take the place of."""
    mine = primary(row)
    if mine is None:
        return row["taskDefinition"]
    older = [item for item in row["deployments"] if item is not mine and _complete(item)]
    if _complete(mine) or not older:
        return mine["taskDefinition"]
    return max(older, key=lambda item: item["createdAt"])["taskDefinition"]


def _complete(item):
    return item.get("rolloutState", "COMPLETED") == "COMPLETED"


def newest(row):
    """AWS's time when it last did something to a service, as the answer to a change says it: tasks made before are older."""
    moments = [
        (primary(row) or {}).get("updatedAt"),
        *[item.get("createdAt") for item in (row.get("events") or [])[:1]],
    ]
    return max((moment for moment in moments if moment is not None), default=None)


def requested(raw):
    """The requested deployment of a look at a service, or None where it is gone."""
    return next((item for item in raw["row"].get("deployments") or [] if item["id"] == raw["requested"]), None)


def state(raw):
    """(READY | WORKING | FAILED, text) of a service.

    Ready means: the requested deployment is complete, it runs what it wants, the tasks of older ones are gone, and the targets
    are healthy. That the service is stable is not enough: a rolled-back service is stable too.

    :param raw: ``row`` of DescribeServices, ``requested`` deployment's id; where it was looked at again also ``failed`` tasks,
                ``halted`` (what was done against a crash loop), ``healthy`` targets by group, ``targets``: what ails the others,
                ``explained``: why it failed, ``shift``: the service deployment of one that shifts traffic, ``then``: what is
                still to be asked for, ``stopped``: this run has stopped that service deployment
    """
    row = raw["row"]
    if row["status"] != "ACTIVE":
        return WORKING, row["status"].lower()
    mine, current = requested(raw), primary(row)
    shift = raw.get("shift") or {}
    if raw.get("stopped"):
        return _stopped(shift, current)
    if shift.get("status") in UNDONE and not raw.get("halted"):
        return FAILED, _because(
            "the deployment was rolled back or stopped%s"
            % (": " + shift["statusReason"].rstrip(".") if shift.get("statusReason") else ""),
            raw,
        )
    if (mine is None or mine["status"] != "PRIMARY") and not raw.get("halted"):
        item = current or row
        return FAILED, _because(
            "the deployment was rolled back, or another one took its place; it runs %s, %d of %d tasks"
            % (
                _revision(item["taskDefinition"]),
                row.get("runningCount", item["runningCount"]),
                row.get("desiredCount", item["desiredCount"]),
            ),
            raw,
        )
    if mine and mine.get("rolloutState") == "FAILED":
        return FAILED, _because((mine.get("rolloutStateReason") or "the deployment failed").rstrip("."), raw)
    if raw.get("halted") or looping(raw) and not left_to_aws(row, mine, raw["failed"]):
        return FAILED, _because("its tasks fail again and again", raw)
    if shifting(raw):
        return WORKING, "; ".join(
            [told(shift, mine, _revision(mine["taskDefinition"])), *reasons(raw.get("failed") or [])[:2]]
        )
    older = sum(item["runningCount"] for item in row["deployments"] if item is not mine)
    wanted = row.get("desiredCount", mine["desiredCount"])
    text = "%d of %d tasks of %s running" % (mine["runningCount"], wanted, _revision(mine["taskDefinition"]))
    if mine.get("rolloutState", "COMPLETED") == "COMPLETED" and mine["runningCount"] >= wanted and not older:
        least = min((raw.get("healthy") or {}).values(), default=wanted)
        if least >= wanted:
            return (WORKING, "goes on with its deployment strategy") if raw.get("then") else (READY, "")
        text = "; ".join(["%d of %d targets healthy" % (least, wanted)] + raw["targets"])
    if older:
        text += ", %d older to stop" % older
    return WORKING, _because(text, raw)


def _stopped(shift, current):
    """The state of a service whose shifting deployment was stopped, to go back to what it came from."""
    status = shift.get("status", "ROLLBACK_REQUESTED")
    if status == "ROLLBACK_FAILED":
        return FAILED, (shift.get("statusReason") or "the way back failed").rstrip(".")
    done = status in ENDED and current and current.get("rolloutState", "COMPLETED") == "COMPLETED"
    return (READY, "") if done else (WORKING, "traffic goes back, %s" % status)


def shifting(raw):
    """True while a deployment that shifts traffic is under way, its bake time included."""
    row = raw["row"]
    if not shifts(row.get("deploymentConfiguration")) or not row.get("currentServiceDeployment"):
        return False
    return (raw.get("shift") or {"status": GOING[0]})["status"] in GOING


def looping(raw):
    """True where the requested deployment's tasks keep failing: three have, and more than those that run now."""
    mine, count = requested(raw), len(raw.get("failed") or ())
    return mine is not None and mine["status"] == "PRIMARY" and count >= LOOP and count > mine["runningCount"]


def look(api, raw, tags):
    """Fill a fresh look at a service with what its row does not say, as far as it is worth the calls.

    Failed tasks are looked for where something has moved and the deployment is not done, targets where all else is done.
    A crash loop is ended where this run asked for the deployment and ECS does not end it by itself.
    """
    row, mine = raw["row"], requested(raw)
    _look_at_shift(api, raw)
    before, raw["moved"] = raw.get("moved"), signature(row)
    moved = raw["moved"] != before
    if moved and state(raw)[0] == WORKING or troubled(raw) and (moved or not raw["failed"]):
        raw["failed"] = failed(
            api, row["clusterArn"], row["serviceName"], raw["requested"], raw.get("since"), raw["known"]
        )
    if state(raw)[0] == READY and row.get("loadBalancers") and mine and mine["desiredCount"]:
        raw["healthy"], raw["targets"] = target_health(api, row)
    if state(raw)[0] == FAILED and not raw.get("explained"):
        ailing = target_health(api, row)[1]
        if looping(raw) and raw.get("asked"):
            raw["halted"] = halt(api, row, tags)
        raw["explained"] = explain(api, raw["failed"], ailing)


def _look_at_shift(api, raw):
    """Stage and traffic weights of a deployment that shifts traffic, once more after it has ended."""
    row, known = raw["row"], raw.get("shift") or {}
    arn = row.get("currentServiceDeployment") or known.get("serviceDeploymentArn")
    if not arn or not shifts(row.get("deploymentConfiguration")):
        return
    if known.get("serviceDeploymentArn") != arn or known["status"] not in ENDED:
        answer = api.maybe("describe_service_deployments", NO_HISTORY, serviceDeploymentArns=[arn])
        raw["shift"] = next(iter((answer or {}).get("serviceDeployments") or []), None) or known or None


def signature(row):
    """What changes in a service's row when a task stops or starts."""
    counts = [
        (item["id"], item.get("failedTasks"), item.get("runningCount"), item.get("pendingCount"))
        for item in row.get("deployments") or []
    ]
    return counts, [item["id"] for item in (row.get("events") or [])[:1]]


def troubled(raw):
    """True where ECS itself says that tasks of the requested deployment have failed."""
    mine = requested(raw)
    return (
        mine is None
        or mine["status"] != "PRIMARY"
        or mine.get("rolloutState") == "FAILED"
        or bool(mine.get("failedTasks"))
    )


def rolled_back(api, cluster, service, task_definition):
    """Why AWS rolled this revision back, where the latest deployment of it ended so; else None."""
    answer = api.maybe("list_service_deployments", NO_HISTORY, cluster=cluster, service=service, status=ROLLED_BACK)
    rows = (answer or {}).get("serviceDeployments") or []
    if not rows:
        return None
    newest = max(rows, key=lambda row: row["createdAt"])
    revisions = api.describe_service_revisions(serviceRevisionArns=[newest["targetServiceRevisionArn"]])[
        "serviceRevisions"
    ]
    if not any(row["taskDefinition"] == task_definition for row in revisions):
        return None
    return (newest.get("statusReason") or "the deployment failed").rstrip(".")


def stop(api, row, task_definition):
    """Stop a deployment under way that shifts traffic, where what it came from runs a task definition: the old tasks stand
    by, and get the traffic at once (Developer Guide, "Stopping Amazon ECS service deployments").

    Returns the service deployment that was stopped, or None where this is not the way.
    """
    arn = row.get("currentServiceDeployment")
    if not arn or not shifts(row.get("deploymentConfiguration")):
        return None
    answer = api.maybe("describe_service_deployments", NO_HISTORY, serviceDeploymentArns=[arn]) or {}
    record = next(iter(answer.get("serviceDeployments") or []), {})
    sources = [item["arn"] for item in record.get("sourceServiceRevisions") or []]
    if record.get("status") not in GOING or not sources:
        return None
    rows = api.describe_service_revisions(serviceRevisionArns=sources)["serviceRevisions"]
    if [item["taskDefinition"] for item in rows] != [task_definition]:
        return None
    stopped = api.maybe("stop_service_deployment", OVER, serviceDeploymentArn=arn, stopType="ROLLBACK")
    return {**record, "status": "ROLLBACK_REQUESTED"} if stopped else None


def _because(text, raw):
    if raw.get("halted") or raw.get("explained"):
        return "; ".join(part for part in (text, raw.get("halted"), raw.get("explained")) if part)
    events = [item["message"] for item in (raw["row"].get("events") or [])[:1]]
    return "; ".join([text] + (reasons(raw.get("failed") or [])[:2] or events))


def _revision(arn):
    return arn.rsplit("/", 1)[-1]
