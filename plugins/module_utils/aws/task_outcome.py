# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of a one-off ECS task: rows of DescribeTasks read, and the end of its log."""

from __future__ import annotations

LINES = 20
# Logs that are not there, or not to be read, are no reason to hide how the task ended.
UNREADABLE = ("ResourceNotFoundException", "AccessDeniedException", "ClientException")


def ended(row):
    """True once the task has stopped and its exit codes are known."""
    return row["lastStatus"] == "STOPPED"


def succeeded(row):
    """True where the job's container ended the task by itself, with exit code 0.

    Other containers do not count: ECS stops them with a signal when the essential one has ended.
    """
    return ended(row) and row.get("stopCode") == "EssentialContainerExited" and exit_code(row) == 0


def exit_code(row):
    """The exit code of the job's container, or None where it never ran."""
    return (_container(row) or {}).get("exitCode")


def progress(row):
    """What the task is doing, as a line while it is waited for."""
    return "task %s is %s" % (_id(row), row["lastStatus"].lower())


def reason(row):
    """Why the task ended, as a sentence part."""
    code, container = exit_code(row), _container(row) or {}
    texts = ["exit code %d" % code if code is not None else "it never ran"]
    texts += [
        text.rstrip(".") for text in (row.get("stopCode"), row.get("stoppedReason"), container.get("reason")) if text
    ]
    return "; ".join(texts)


def last_lines(api, row, limit=LINES):
    """(the last lines that the job's container logged, where they are), or ([], "") where it logs elsewhere.

    The stream of the awslogs driver is ``<prefix>/<container>/<task ID>`` (Developer Guide, awslogs).
    """
    answer = api.maybe("describe_task_definition", UNREADABLE, taskDefinition=row["taskDefinitionArn"])
    name = _name(row)
    definitions = [
        item
        for item in (answer or {}).get("taskDefinition", {}).get("containerDefinitions", [])
        if item["name"] == name
    ]
    logging = definitions[0].get("logConfiguration") or {} if definitions else {}
    options = logging.get("options") or {}
    if logging.get("logDriver") != "awslogs" or not options.get("awslogs-stream-prefix"):
        return [], ""
    group, stream = options["awslogs-group"], "%s/%s/%s" % (options["awslogs-stream-prefix"], name, _id(row))
    answer = api.of("logs", options.get("awslogs-region")).maybe(
        "get_log_events", UNREADABLE, logGroupName=group, logStreamName=stream, limit=limit, startFromHead=False
    )
    return [event["message"].rstrip("\n") for event in (answer or {}).get("events") or []], "%s of %s" % (stream, group)


def page(why, lines, where):
    """Why a task failed, with the end of its log."""
    if not lines:
        return why + ("; its log, %s, has no lines" % where if where else "")
    return "%s; the end of its log, %s:\n%s\n" % (why, where, "\n".join("    " + line for line in lines))


def _name(row):
    """The container that the job's command went to."""
    named = row["overrides"].get("containerOverrides") or [{}]
    return named[0].get("name")


def _container(row):
    return next((item for item in row.get("containers") or [] if item["name"] == _name(row)), None)


def _id(row):
    return row["taskArn"].rsplit("/", 1)[-1]
