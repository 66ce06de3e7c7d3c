# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tasks of an ECS service that failed: found, counted, explained, and the deployment that starts them stopped.

ECS does not count a task as failed that reached RUNNING and then ended, and its circuit breaker needs half of the desired
count, between 3 and 200 ("How the Amazon ECS deployment circuit breaker detects failures" in the Developer Guide).
"""

from __future__ import annotations

from ...engine.errors import AwsError
from ..shared.tags import tag_list
from . import task_logs

# A deployment that no longer exists, or a region whose endpoint has no deployment history.
NO_HISTORY = (
    "ServiceNotFoundException",
    "ClusterNotFoundException",
    "UnsupportedFeatureException",
    "UnknownOperationException",
    "AccessDeniedException",
)
# A deployment that ended, or could not be stopped, in the meantime.
ENDED = (
    "ConflictException",
    "ServiceDeploymentNotFoundException",
    "InvalidParameterException",
    "ServiceNotActiveException",
    *NO_HISTORY,
)
GOING = ("PENDING", "IN_PROGRESS")
# Failed tasks after which a deployment is stopped.
LOOP = 3
# Of stopped tasks: ended by a person or by AWS's hand, not by what is in them (API reference, Task, stopCode).
NOT_FAILED = ("UserInitiated", "SpotInterruption", "TerminationNotice", "InfrastructureHealth")
# The reasons of tasks that the scheduler stopped because they were no longer wanted.
UNWANTED = ("Scaling activity initiated by", "Service deleted")
# On a service: it was scaled to zero as its first deployment failed.
HALTED = "slipway:halted"
DESCRIBED = 100  # tasks that one DescribeTasks takes
# What to look at, by a text in the reason.
HINTS = {
    "CannotPull": "Is the image there, may the execution role pull it, and does the subnet have a way to the registry?",
    "secret": "Does the secret exist, with its JSON key, may the execution role read it and use its key, and does the subnet have "
    "a way to Secrets Manager or Parameter Store?",
    "logger": "Does the log group exist, and may the execution role write to it?",
    "ResourceInitializationError": "Does the subnet have a way to the services that the task needs at its start?",
    "OutOfMemory": "Give it more memory, or have it use less",
    "ELB health checks": "Do path, port and expected codes of the health check fit the application, is its grace period long "
    "enough, and do the security groups let the load balancer in?",
    "container health checks": "Does the health check's command work in the image, and is its start period long enough?",
    "ended with code 137": "It was killed: it took more memory than it has, or did not stop when it was told to",
    "ended with code": "The application ended by itself: see its log",
}


def failed(api, cluster, service, deployment, since=None, known=None):
    """The DescribeTasks rows of a deployment's failed tasks, the newest first. ECS shows stopped tasks for an hour.

    :param since: only tasks made then or later
    :param known: {ARN: row} of tasks that were read already; those read now are added
    """
    known = {} if known is None else known
    arns = api.all(
        "list_tasks", "taskArns", missing=NO_HISTORY, cluster=cluster, serviceName=service, desiredStatus="STOPPED"
    )
    new = [arn for arn in arns if arn not in known]
    for start in range(0, len(new), DESCRIBED):
        rows = api.describe_tasks(cluster=cluster, tasks=new[start : start + DESCRIBED])["tasks"]
        known.update((row["taskArn"], row) for row in rows if row["lastStatus"] == "STOPPED")
    found = [known[arn] for arn in arns if arn in known]
    mine = [
        row
        for row in found
        if row.get("startedBy") == deployment and _failed(row) and (since is None or row["createdAt"] >= since)
    ]
    return sorted(mine, key=lambda row: row["createdAt"], reverse=True)


def _failed(row):
    return row.get("stopCode") not in NOT_FAILED and not (row.get("stoppedReason") or "").startswith(UNWANTED)


def reasons(rows):
    """Why tasks failed: sentence parts, the same one once, the newest first."""
    found = {}
    for row in rows:
        texts = [row.get("stoppedReason")]
        for container in row.get("containers") or []:
            if container.get("reason"):
                texts.append("%s: %s" % (container["name"], container["reason"]))
            if container.get("exitCode"):
                texts.append("%s ended with code %d" % (container["name"], container["exitCode"]))
        found["; ".join(text.rstrip(".") for text in texts if text)] = None
    return [text for text in found if text]


def explain(api, rows, targets):
    """What a person needs to know of failed tasks: reasons, target health, what to look at, and the end of the log."""
    if not rows:
        return "; ".join(targets)
    texts = reasons(rows)[:2]
    hint = next((hint for part, hint in HINTS.items() if part in texts[0]), "") if texts else ""
    hints = [hint] if hint else []
    if texts and "container health checks" in texts[0]:
        hints += _checks(api, rows[0]["taskDefinitionArn"])
    text = "; ".join(["%d failed: %s" % (len(rows), " / ".join(texts)), *targets, *hints])
    started = next(
        (row for row in rows if row.get("containers") and any("exitCode" in item for item in row["containers"])), None
    )
    return task_logs.page(text, *task_logs.tail(api, started, _culprit(started))) if started else text


def _checks(api, revision):
    """Sentences on the programs that the health checks of a revision run: ECS does not say that one is missing."""
    answer = (
        api.maybe("describe_task_definition", ("ClientException", "AccessDeniedException"), taskDefinition=revision)
        or {}
    )
    found = []
    for container in answer.get("taskDefinition", {}).get("containerDefinitions", []):
        form, *words = container.get("healthCheck", {}).get("command") or ["NONE"]
        if words:
            found.append(
                "The check of %s runs %s, which its image must have"
                % (container["name"], words[0].split()[0] if form == "CMD-SHELL" else words[0])
            )
    return found


def _culprit(row):
    """The container that ended the task: one with an exit code that is no signal's of ECS, else the first with any."""
    ended = [item for item in row["containers"] if item.get("exitCode")]
    own = [item for item in ended if item["exitCode"] != 143]
    return (own or ended or row["containers"])[0]["name"]


def target_health(api, row):
    """({target group ARN: number of targets that need no waiting for}, sentence parts on the others) of a service's groups.

    A group that no listener uses has no health checks (elbv2 API reference, TargetHealth). Of two groups that swap roles the
    tasks stand in either, and count for the first one.
    """
    counts, texts = {}, []
    pairs = {
        (item["targetGroupArn"], (item.get("advancedConfiguration") or {}).get("alternateTargetGroupArn"))
        for item in row.get("loadBalancers") or []
        if item.get("targetGroupArn")
    }
    for group, arn in sorted((pair[0], arn) for pair in pairs for arn in pair if arn):
        answer = api.of("elbv2").maybe(
            "describe_target_health", ("TargetGroupNotFound", "AccessDenied"), TargetGroupArn=arn
        )
        if answer is None:
            continue
        health = [item["TargetHealth"] for item in answer["TargetHealthDescriptions"]]
        counts[group] = counts.get(group, 0) + sum(
            item["State"] in ("healthy", "unused", "unavailable") for item in health
        )
        why = {}
        for item in health:
            if item["State"] in ("initial", "unhealthy"):
                key = ": ".join(text for text in (item.get("Reason"), item.get("Description")) if text) or item["State"]
                why[key] = why.get(key, 0) + 1
        texts += ["%d of %d targets not healthy: %s" % (count, len(health), key) for key, count in why.items()]
    return counts, texts


def left_to_aws(row, item, rows):
    """True where ECS's circuit breaker sees the failures and will soon end the deployment by itself."""
    breaker = (row.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
    limit = breaker.get("thresholdConfiguration") or {"type": "BOUNDED_PERCENT", "value": 50}
    tasks = limit["value"] if limit["type"] == "COUNT" else -(-row["desiredCount"] * limit["value"] // 100)
    if limit["type"] == "BOUNDED_PERCENT":
        tasks = min(max(tasks, 3), 200)
    return bool(breaker.get("enable") and item.get("failedTasks") and tasks <= LOOP and len(rows) < 2 * LOOP)


def halt(api, row, tags):
    """Stop a deployment whose tasks keep failing. Returns what was done, a sentence part; empty where ECS had stopped it.

    StopServiceDeployment goes back to the previous service revision, whether or not rollback is configured (Developer Guide,
    "Stopping Amazon ECS service deployments"). Where nothing has completed before there is no way back: no more tasks.
    """
    cluster, service = row["clusterArn"], row["serviceName"]
    try:
        answer = api.maybe("list_service_deployments", NO_HISTORY, cluster=cluster, service=service)
        history = sorted((answer or {}).get("serviceDeployments") or [], key=lambda item: item["createdAt"])
        if _first(row, history, tags):
            # The tag comes first: a run that is killed between the two leaves what the next one can finish.
            api.tag_resource(
                resourceArn=row["serviceArn"], tags=tag_list({HALTED: "first deployment failed"}, "key", "value")
            )
            api.update_service(cluster=cluster, service=service, desiredCount=0)
            return "nothing has served before, so it was scaled to zero"
        breaker = (row.get("deploymentConfiguration") or {}).get("deploymentCircuitBreaker") or {}
        if breaker.get("enable") and not breaker.get("rollback"):
            return "it is not rolled back, as the service's rollback is off"
        if (
            history
            and history[-1]["status"] in GOING
            and api.maybe(
                "stop_service_deployment",
                ENDED,
                serviceDeploymentArn=history[-1]["serviceDeploymentArn"],
                stopType="ROLLBACK",
            )
        ):
            return "it was stopped and goes back to what ran before"
    except AwsError as error:
        return "it goes on, as it could not be stopped (%s)" % error.code
    over = any(item.get("rolloutState") == "FAILED" for item in row["deployments"] if item["status"] == "PRIMARY")
    return "" if over else "it goes on, as no deployment is under way that could be stopped"


def _first(row, history, tags):
    """True where it is certain that no deployment of a service has ever come to serve. ECS shows those of 90 days."""
    if sum(item["runningCount"] for item in row["deployments"] if item["status"] != "PRIMARY"):
        return False
    whole = history and (history[0]["createdAt"] - row["createdAt"]).total_seconds() < 60
    return HALTED in tags or bool(whole) and not any(item["status"] == "SUCCESSFUL" for item in history)
