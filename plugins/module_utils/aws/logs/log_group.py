# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""CloudWatch Logs: log groups."""

from __future__ import annotations

import re

from ...engine import fields
from ...engine.kind import Live
from ...engine.references import is_known
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import indexed, tagged

GONE = ("ResourceNotFoundException",)
# Names in one DescribeLogGroups (logGroupIdentifiers in its model).
PER_CALL = 50
# What RDS writes the log of an instance or a cluster to, or DocumentDB that of a cluster.
RDS_GROUP = re.compile(r"/aws/(?:rds/(?:instance|cluster)|docdb)/([^/]+)/[^/]+")
RDS_WRITERS = ("db_instance", "db_replica", "db_cluster")
# What the names of a stack's groups begin with, unless the user chose them.
STARTS = (
    "%s",
    "/ecs/%s",
    "/aws/vpc/%s",
    "/aws/lambda/%s",
    "/slipway/%s",
    "/aws/events/%s",
    "/aws/rds/instance/%s",
    "/aws/rds/cluster/%s",
    "/aws/docdb/%s",
    "aws-waf-logs-%s",
)

# PutRetentionPolicy's documentation.
RETENTION_DAYS = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)


class LogGroup(TaggedKind):
    """A log group. Retention is a second call (CreateLogGroup has no such member), made by ``update`` right after.

    RDS makes the group that it writes a database's log to where it is not there, without tags and retention: an instance's
    last lines bring one back that was just deleted (behaviour G5). So such a group goes once RDS has let go of all, and one
    that came back is taken over where the database is this stack's.
    """

    kind = "log_group"
    service = "logs"
    telling = ("logGroupName", "retentionInDays")
    console = "cloudwatch/home?region={region}#logsV2:log-groups/log-group/{quoted_id}"
    places = ("main", "cdn")  # the web ACL of a CDN writes to us-east-1
    tagging = Tagging("resourceArn", "Arn", tags="tags", keys="tagKeys", pair=None, missing=GONE)
    identity = "natural"
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "logGroupName"
    name_limit = 512
    uses = ("kms_key",)
    poll = 2
    delete_retry = ("OperationAbortedException",)
    fields = {
        "logGroupName": fields.required(change=fields.REPLACE),
        "logGroupClass": fields.managed("STANDARD", change=fields.REPLACE),
        "retentionInDays": fields.managed(None),
        "kmsKeyId": fields.managed(None),
        "Arn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """The wished groups by name; looking for orphans, or for a neighbour's, also those that begin like the stack's, and
        those in the tagging index."""
        names, prefix = set(scope.named("logGroupName")), scope.prefix
        asked, rows = set(names), []
        if scope.full or scope.sought:
            asked |= {
                arn.partition(":log-group:")[2].removesuffix(":*")
                for arn in tagged(api, scope.owners, "logs:log-group")
            }
            rows = [
                row
                for answer in api.map(
                    lambda start: api.all("describe_log_groups", "logGroups", logGroupNamePrefix=start % prefix), STARTS
                )
                for row in answer
            ]
        asked = sorted(asked - {row["logGroupName"] for row in rows})
        batches = [asked[start : start + PER_CALL] for start in range(0, len(asked), PER_CALL)]
        rows += [
            row
            for answer in api.map(
                lambda batch: api.all("describe_log_groups", "logGroups", logGroupIdentifiers=batch), batches
            )
            for row in answer
        ]
        lives = [cls._live(row) for row in sorted(rows, key=lambda row: row["logGroupName"])]
        cls.read_tags(api, [live for live in lives if live.id not in names])
        return lives

    @staticmethod
    def _live(row):
        values = {name: row[name] for name in ("logGroupName", "retentionInDays", "kmsKeyId") if name in row}
        values["logGroupClass"] = row.get("logGroupClass", "STANDARD")
        # The older member "arn" ends in ":*".
        values["Arn"] = (row.get("logGroupArn") or row["arn"]).removesuffix(":*")
        return Live(row["logGroupName"], values)

    @classmethod
    def made_by_aws_for(cls, live):
        """The database that RDS has made a group for. RDS User Guide, publishing to CloudWatch Logs, has the name's form."""
        plain = not live.tags and all(live.fields.get(name) is None for name in ("retentionInDays", "kmsKeyId"))
        found = RDS_GROUP.fullmatch(live.id) if plain else None
        return (RDS_WRITERS, found[1]) if found else None

    @classmethod
    def delete_after(cls, live):
        """Until the subnet group can go, an instance's last lines may be written."""
        return (*RDS_WRITERS, "db_cluster_member", "db_subnet_group") if RDS_GROUP.fullmatch(live.id) else ()

    @classmethod
    def validate(cls, want):
        days = want.get("retentionInDays")
        if days is None or not is_known(days) or days in RETENTION_DAYS:
            return []
        return ["retentionInDays %s: one of %s is allowed" % (days, ", ".join(map(str, RETENTION_DAYS)))]

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("describe_log_groups", "logGroups", logGroupNamePrefix=live.id)
        found = [row for row in rows if row["logGroupName"] == live.id]
        if not found:
            return None
        live.fields = cls._live(found[0]).fields
        return live

    @classmethod
    def create(cls, api, want, tags):
        name = want["logGroupName"]
        given = {"kmsKeyId": want["kmsKeyId"]} if want.get("kmsKeyId") else {}
        api.create_log_group(logGroupName=name, logGroupClass=want["logGroupClass"], tags=tags, **given)
        # CreateLogGroup answers nothing; the ARN's form is that of the service authorization reference.
        arn = "arn:%s:logs:%s:%s:log-group:%s" % (api.partition, api.region, api.account_id, name)
        return Live(
            name, {"logGroupName": name, "logGroupClass": want["logGroupClass"], "Arn": arn, **given}, dict(tags)
        )

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("retentionInDays"):
            if want["retentionInDays"]:
                api.put_retention_policy(logGroupName=live.id, retentionInDays=want["retentionInDays"])
            else:
                api.delete_retention_policy(logGroupName=live.id)
        if delta.touches("kmsKeyId"):
            if want["kmsKeyId"]:
                api.associate_kms_key(logGroupName=live.id, kmsKeyId=want["kmsKeyId"])
            else:
                api.disassociate_kms_key(logGroupName=live.id)
        live.fields.update(retentionInDays=want["retentionInDays"], kmsKeyId=want["kmsKeyId"])
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_log_group", GONE, logGroupName=live.id)
