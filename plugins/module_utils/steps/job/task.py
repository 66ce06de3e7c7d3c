# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: one-off tasks, each run once per revision of a task definition.

ListTasks shows stopped tasks for about an hour only (API reference), so success is kept as a tag of the task definition
revision: a digest of what was run, and the task's ID. A revision takes over the tags of the one before; the digest
covers the revision's ARN, so such a copy counts for nothing; and going back to an older revision runs nothing again. A
run that is killed finds its task by ``startedBy``: it goes on waiting, or writes the tag for a task that has succeeded
since. After more than that hour the task runs again, so what it does must bear to be done twice.
"""

from __future__ import annotations

import hashlib
import json

from ...aws.ecs import task_logs
from ...aws.ecs.revisions import family_of
from ...aws.shared.tagging import tagged
from ...aws.shared.tags import tag_dict, tag_list
from ...engine import fields, ownership
from ...engine.errors import AwsError
from ...engine.kind import FAILED, READY, WORKING, Kind, Live
from ...engine.references import is_known
from . import outcome

GONE = ("ClusterNotFoundException",)
# StopTask of a task that has gone.
STOPPED = (*GONE, "InvalidParameterException")
RECORD = "slipway:job:"
GROUP = "job:"
DESCRIBED = 100  # tasks per DescribeTasks
DAY = 86400


class Task(Kind):
    """One step that runs a task and waits for its end. ``Job`` names it among those of its task definition.

    A live object is a success on record, for this revision or another, or a task of the wished job and revision that
    runs or has just succeeded. A task that failed is none, so the next run starts another.
    """

    kind = "task"
    service = "ecs"
    identity = "part"
    taggable = False
    step = True
    needs = ("task_definition", "ecs_cluster")
    uses = ("task_definition", "ecs_cluster", "subnet", "security_group")
    on_repeat = "token"
    # Running tasks hold network interfaces and keep a cluster from being deleted.
    deleted_with_parent = False
    waits_for_deletion = True
    poll = 5
    wait_timeout = DAY + 600  # the job's own ``timeout`` ends it before
    fields = {
        "Job": fields.required(change=fields.CREATE_ONLY),
        "taskDefinition": fields.required(change=fields.CREATE_ONLY),
        "cluster": fields.required(change=fields.CREATE_ONLY),
        "networkConfiguration": fields.required(change=fields.CREATE_ONLY),
        "overrides": fields.required(change=fields.CREATE_ONLY),
        # Not members of the API: seconds until the task is stopped; whether it runs although it has run.
        "timeout": fields.managed(1800, change=fields.CREATE_ONLY),
        "again": fields.managed(False, change=fields.CREATE_ONLY),
        "taskArn": fields.computed(known=fields.EACH_UPDATE),
        "exitCode": fields.computed(known=fields.EACH_UPDATE),
        "lastLines": fields.computed(known=fields.EACH_UPDATE),
    }

    @classmethod
    def key(cls, values):
        return values.get("Job")

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """Records come with the task definitions; tasks are listed for what is not on record. Looking for orphans, also
        all tasks of jobs that run in a cluster of the stack."""
        parents = {live.id: live for live in scope.parents("task_definition")}
        wants = [want for want in scope.wants if want["taskDefinition"] in parents]
        lives = api.map(lambda want: cls._seen(api, want, parents[want["taskDefinition"]], scope.owners), wants)
        if scope.full:
            clusters = [live.id for live in scope.parents("ecs_cluster")]
            lives += [
                live
                for found in api.map(lambda name: cls._running(api, name, scope.owner, parents), clusters)
                for live in found
            ]
        return [live for live in lives if live]

    @classmethod
    def _seen(cls, api, want, parent, owners):
        key, wished = RECORD + want["Job"], digest(want)
        done = _record(parent.id, parent.tags or {}, key)
        if wished not in done:
            rows = [row for row in _tasks(api, want) if not outcome.ended(row) or outcome.succeeded(row)]
            if rows:
                return cls._of(want, max(rows, key=_created))
        if not parent.id.endswith(":1"):
            family = family_of(parent.id)
            for arn, tags in tagged(api, owners, "ecs:task-definition").items():
                done.update(_record(arn, tags, key) if family_of(arn) == family else {})
        if not done:
            return None
        arn, task = done.get(wished) or max(done.values(), key=lambda pair: int(pair[0].rpartition(":")[2]))
        computed = {"taskArn": "%s:task/%s/%s" % (arn.rsplit(":", 2)[0], want["cluster"], task), "exitCode": 0}
        return cls._live({**want, "taskDefinition": arn}, computed, parent.id, {"done": done})

    @staticmethod
    def _live(want, computed, parent, raw):
        values = {name: want[name] for name in ("Job", "taskDefinition", "cluster")}
        return Live("%s#%s" % (want["taskDefinition"], want["Job"]), {**values, **computed}, raw=raw, parent=parent)

    @classmethod
    def _of(cls, want, row, **raw):
        """A task as a live object. ``raw``: when it began to be waited for; whether this run started or found it."""
        return cls._live(want, {"taskArn": row["taskArn"]}, want["taskDefinition"], {"task": row, "want": want, **raw})

    @classmethod
    def _running(cls, api, cluster, owner, parents):
        """Tasks of jobs, whoever started them: only looked for to stop them with their stack."""
        families = {family_of(arn): arn for arn in parents}
        arns = api.all("list_tasks", "taskArns", missing=GONE, cluster=cluster)
        lives = []
        for row in _described(api, cluster, arns, include=["TAGS"]):
            mine = tag_dict(row.get("tags"), "key", "value").get(ownership.STACK) == owner
            if mine and (row.get("group") or "").startswith(GROUP):
                values = {"Job": row["taskArn"], "taskArn": row["taskArn"], "cluster": cluster}
                lives.append(
                    Live(
                        row["taskArn"],
                        values,
                        raw={"task": row, "leaving": True},
                        parent=families.get(family_of(row["taskDefinitionArn"])),
                    )
                )
        return lives

    @classmethod
    def refresh(cls, api, live):
        """The task read again. Success is put on record, the last lines are read, and it is stopped when time is up."""
        raw, cluster, arn = live.raw, live.fields["cluster"], live.fields["taskArn"]
        rows = api.describe_tasks(cluster=cluster, tasks=[arn])["tasks"]
        if raw.get("leaving"):
            return live if rows and not outcome.ended(rows[0]) else None
        # A task that was just started may not be seen yet.
        row = raw["task"] = rows[0] if rows else raw["task"]
        if outcome.ended(row):
            cls._conclude(api, live, row)
        elif not raw.get("stopped") and api.clock.now() - raw["began"] > raw["want"]["timeout"]:
            raw["stopped"] = "it did not end within %d s" % raw["want"]["timeout"]
            api.maybe("stop_task", STOPPED, cluster=cluster, task=arn, reason=raw["stopped"])
        return live

    @classmethod
    def _conclude(cls, api, live, row):
        raw, success = live.raw, outcome.succeeded(row)
        live.fields["exitCode"] = outcome.exit_code(row)
        if success:
            value = "%s/%s" % (digest(raw["want"]), row["taskArn"].rsplit("/", 1)[-1])
            api.tag_resource(
                resourceArn=row["taskDefinitionArn"],
                tags=tag_list({RECORD + live.fields["Job"]: value}, "key", "value"),
            )
        lines, where = outcome.last_lines(api, row) if not success or raw["want"]["again"] else ([], "")
        live.fields["lastLines"] = lines
        reason = "; ".join(text for text in (raw.get("stopped"), outcome.reason(row)) if text)
        raw["outcome"] = (READY, "") if success else (FAILED, task_logs.page(reason, lines, where))

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def state(cls, live):
        if not live.raw.get("task"):
            return READY, ""
        return live.raw.get("outcome") or (WORKING, outcome.progress(live.raw["task"]))

    @classmethod
    def differences(cls, want, live):
        raw, was, wanted = live.raw, live.fields["taskDefinition"], want["taskDefinition"]
        if raw.get("started"):
            return []
        if want["again"]:
            return [("again", None, True)]
        if not is_known([wanted, want["overrides"]]):
            return [("taskDefinition", was, wanted, False)]
        if raw.get("task") and was == wanted:
            return [("task", outcome.progress(raw["task"]), "succeeded")]
        if digest(want) in raw.get("done", ()):
            return []
        return [("overrides", None, want["overrides"]) if was == wanted else ("taskDefinition", was, wanted)]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        """RunTask, unless such a task runs, or has succeeded without a record.

        The same token starts nothing twice. It lasts for 24 hours (API reference, ensuring idempotency), so it holds
        the last task that ended, and the hour, after which that task is no longer listed.
        """
        request = {
            "cluster": want["cluster"],
            "taskDefinition": want["taskDefinition"],
            "launchType": "FARGATE",
            "networkConfiguration": want["networkConfiguration"],
            "overrides": want["overrides"],
            "startedBy": started_by(want),
            "group": GROUP + want["Job"],
            "propagateTags": "TASK_DEFINITION",
            "enableECSManagedTags": True,
        }
        rows = sorted(_tasks(api, want), key=_created)
        mine = [row for row in rows if not outcome.ended(row) or outcome.succeeded(row) and not want["again"]]
        if mine:
            return cls._of(want, mine[-1], began=api.clock.now(), started=True)
        before = [row["taskArn"] for row in rows[-1:]]
        token = json.dumps([request, before, api.clock.utc().strftime("%Y%m%d%H")], sort_keys=True)
        answer = api.run_task(**request, clientToken=hashlib.sha256(token.encode()).hexdigest())
        for failure in answer.get("failures") or []:
            raise AwsError(
                "ecs", "run_task", failure.get("reason", "Unknown"), failure.get("detail") or "no task was started"
            )
        return cls._of(want, answer["tasks"][0], began=api.clock.now(), started=True)

    @classmethod
    def update(cls, api, live, want, delta):
        """For a new revision, or to take over a task."""
        return cls.create(api, want, {})

    @classmethod
    def delete(cls, api, live):
        """Stop it; a record needs nothing, as it goes with its task definition."""
        if live.raw.get("leaving"):
            api.maybe("stop_task", STOPPED, cluster=live.fields["cluster"], task=live.id, reason="its stack goes")


def digest(want):
    """Sixteen hexadecimal digits that stand for what is run: the revision and what is overridden in it."""
    text = json.dumps([want["taskDefinition"], want["overrides"]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def started_by(want):
    """RunTask's ``startedBy``: at most 128 letters, digits, hyphens, slashes and underscores."""
    return "slipway/%s/%s" % (want["Job"], digest(want))


def _record(arn, tags, key):
    """{digest: (revision, task ID)} of what the tags of a revision say about a job."""
    done, slash, task = tags.get(key, "").partition("/")
    return {done: (arn, task)} if slash else {}


def _tasks(api, want):
    """The tasks that were started for a wish: those that run, and those that ended within about an hour.

    ``startedBy`` cannot be joined with another filter (ListTasks), so the ended ones are listed by their family.
    """
    if not is_known([want["taskDefinition"], want["overrides"], want["cluster"]]):
        return []
    cluster, mine = want["cluster"], started_by(want)
    arns = api.all("list_tasks", "taskArns", missing=GONE, cluster=cluster, startedBy=mine)
    arns += api.all(
        "list_tasks",
        "taskArns",
        missing=GONE,
        cluster=cluster,
        family=family_of(want["taskDefinition"]),
        desiredStatus="STOPPED",
    )
    return [row for row in _described(api, cluster, sorted(set(arns))) if row.get("startedBy") == mine]


def _described(api, cluster, arns, **more):
    return [
        row
        for start in range(0, len(arns), DESCRIBED)
        for row in api.describe_tasks(cluster=cluster, tasks=arns[start : start + DESCRIBED], **more)["tasks"]
    ]


def _created(row):
    return row["createdAt"]
