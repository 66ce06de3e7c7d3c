# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EventBridge: rules with their targets."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.errors import AwsError
from ...engine.kind import Live
from ..shared import limits
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_list

GONE = ("ResourceNotFoundException",)
RULE = ("Description", "EventPattern", "ScheduleExpression", "State", "RoleArn")
TARGETS_PER_CALL = 10


def pattern(value):
    """An event pattern as what it says."""
    return json.loads(value) if isinstance(value, str) and value.startswith("{") else value


class EventRule(TaggedKind):
    """A rule of the default bus, by events or by schedule. Its targets are written right after it, by ``update``.

    PutRule writes the whole rule. An ``EventPattern`` is given as a dict; ``Targets`` are those of PutTargets.
    """

    kind = "event_rule"
    service = "events"
    telling = ("Name", "ScheduleExpression")
    tagging = Tagging("ResourceARN", "Arn", missing=GONE)
    identity = "natural"
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "Name"
    name_limit = 64
    on_repeat = "upsert"
    uses = ("sns_topic", "lambda_function", "ecs_cluster", "role")
    delete_retry = ("ConcurrentModificationException",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Description": fields.managed(""),
        "EventPattern": fields.managed(None, canonical=pattern, exact=True, limit=limits.EVENT_PATTERN),
        "ScheduleExpression": fields.managed(None),
        "State": fields.managed("ENABLED"),
        "RoleArn": fields.managed(None),
        "Targets": fields.managed([], order="Id", exact=True),
        "Arn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """By prefix, which gives all rules of a stack at once; names that the user chose are asked for one by one."""
        names, prefix = scope.named("Name"), scope.prefix
        rows = {}
        if scope.full or any(name.startswith(prefix) for name in names):
            rows.update((row["Name"], row) for row in api.all("list_rules", "Rules", NamePrefix=prefix))
        others = {name for name in names if not name.startswith(prefix)}
        if scope.full:
            others |= {arn.rpartition("/")[2] for arn in tagged(api, scope.owners, "events:rule")} - set(rows)
        for row in api.map(lambda name: api.maybe("describe_rule", GONE, Name=name), sorted(others)):
            if row:
                rows[row["Name"]] = row
        kept = [row for name, row in sorted(rows.items()) if (scope.full or name in names) and not row.get("ManagedBy")]
        targets = api.map(lambda row: api.all("list_targets_by_rule", "Targets", GONE, Rule=row["Name"]), kept)
        lives = [cls._live(row, found) for row, found in zip(kept, targets)]
        cls.read_tags(api, [live for live in lives if live.id not in names])
        return lives

    @staticmethod
    def _live(row, targets):
        values = {name: row[name] for name in ("Name", "Arn", *RULE) if row.get(name)}
        values["EventPattern"] = pattern(row.get("EventPattern"))
        return Live(row["Name"], {"Description": "", **values, "Targets": targets})

    @classmethod
    def validate(cls, want):
        if not want.get("EventPattern") and not want.get("ScheduleExpression"):
            return ["a rule needs an EventPattern or a ScheduleExpression"]
        return []

    @classmethod
    def _put(cls, api, want, **more):
        given = {name: want[name] for name in ("Name", *RULE) if want.get(name)}
        if isinstance(given.get("EventPattern"), dict):
            given["EventPattern"] = json.dumps(given["EventPattern"], sort_keys=True)
        return api.put_rule(**given, **more)["RuleArn"]

    @classmethod
    def create(cls, api, want, tags):
        arn = cls._put(api, want, Tags=tag_list(tags))
        live = cls._live({**want, "Arn": arn}, [])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches(*RULE):
            cls._put(api, want)
        if delta.touches("Targets"):
            cls._put_targets(api, live, want["Targets"])
        live.fields = cls._live({**want, "Arn": live.fields["Arn"]}, want["Targets"]).fields
        return live

    @classmethod
    def _put_targets(cls, api, live, targets):
        gone = sorted({item["Id"] for item in live.fields["Targets"]} - {item["Id"] for item in targets})
        if gone:
            api.remove_targets(Rule=live.id, Ids=gone)
        for start in range(0, len(targets), TARGETS_PER_CALL):
            cls._check("put_targets", api.put_targets(Rule=live.id, Targets=targets[start : start + TARGETS_PER_CALL]))

    @staticmethod
    def _check(operation, answer):
        for entry in answer.get("FailedEntries") or []:
            raise AwsError("events", operation, entry.get("ErrorCode", "Unknown"), entry.get("ErrorMessage", ""))

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("describe_rule", GONE, Name=live.id) else None

    @classmethod
    def delete(cls, api, live):
        ids = [item["Id"] for item in api.all("list_targets_by_rule", "Targets", GONE, Rule=live.id)]
        if ids:
            cls._check("remove_targets", api.remove_targets(Rule=live.id, Ids=ids))
        api.maybe("delete_rule", GONE, Name=live.id)
