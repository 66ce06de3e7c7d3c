# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What became of a one-off ECS task: rows of DescribeTasks read, and the end of its log."""

from __future__ import annotations

from ...aws.ecs.task_logs import LINES, tail


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
    """(the last lines that the job's container logged, where they are), or ([], "") where it logs elsewhere."""
    return tail(api, row, _name(row), limit)


def _name(row):
    """The container that the job's command went to."""
    named = row["overrides"].get("containerOverrides") or [{}]
    return named[0].get("name")


def _container(row):
    return next((item for item in row.get("containers") or [] if item["name"] == _name(row)), None)


def _id(row):
    return row["taskArn"].rsplit("/", 1)[-1]
