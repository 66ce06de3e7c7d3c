# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The end of what a container of an ECS task has logged."""

from __future__ import annotations

LINES = 20
# Logs that are not there, or not to be read, are no reason to hide how the task ended.
UNREADABLE = ("ResourceNotFoundException", "AccessDeniedException", "ClientException")


def tail(api, row, name, limit=LINES):
    """(the last lines of the container ``name`` of a DescribeTasks row, where they are), or ([], "") where it logs elsewhere.

    The stream of the awslogs driver is ``<prefix>/<container>/<task ID>`` (Developer Guide, awslogs).
    """
    answer = api.maybe("describe_task_definition", UNREADABLE, taskDefinition=row["taskDefinitionArn"])
    definitions = [
        item
        for item in (answer or {}).get("taskDefinition", {}).get("containerDefinitions", [])
        if item["name"] == name
    ]
    logging = definitions[0].get("logConfiguration") or {} if definitions else {}
    options = logging.get("options") or {}
    if logging.get("logDriver") != "awslogs" or not options.get("awslogs-stream-prefix"):
        return [], ""
    task = row["taskArn"].rsplit("/", 1)[-1]
    group, stream = options["awslogs-group"], "%s/%s/%s" % (options["awslogs-stream-prefix"], name, task)
    answer = api.of("logs", options.get("awslogs-region")).maybe(
        "get_log_events", UNREADABLE, logGroupName=group, logStreamName=stream, limit=limit, startFromHead=False
    )
    return [event["message"].rstrip("\n") for event in (answer or {}).get("events") or []], "%s of %s" % (stream, group)


def page(why, lines, where):
    """Why a task failed, with the end of its log."""
    if not lines:
        return why + ("; its log, %s, has no lines" % where if where else "")
    return "%s; the end of its log, %s:\n%s\n" % (why, where, "\n".join("    " + line for line in lines))
