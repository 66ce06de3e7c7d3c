# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon Route 53: query logging of a hosted zone."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live

GONE = ("NoSuchQueryLoggingConfig", "NoSuchHostedZone")


def log_group(arn):
    """A log group's ARN without the :* that CloudWatch Logs may put at its end."""
    return arn.removesuffix(":*") if isinstance(arn, str) else arn


class QueryLogging(Kind):
    """The log of a zone's queries. A zone has one, which cannot be changed; the log group must be in us-east-1 and let
    Route 53 write (CreateQueryLoggingConfig's documentation)."""

    kind = "query_logging"
    service = "route53"
    places = ("dns",)
    identity = "part"
    taggable = False
    needs = ("hosted_zone",)
    uses = ("hosted_zone", "log_group")
    replace_freely = True
    exclusive_in = "HostedZoneId"
    deleted_with_parent = False  # a zone with a logging configuration is not deleted
    fields = {
        "HostedZoneId": fields.required(change=fields.REPLACE),
        "CloudWatchLogsLogGroupArn": fields.required(change=fields.REPLACE, canonical=log_group),
    }

    @classmethod
    def key(cls, values):
        return values["HostedZoneId"]

    @classmethod
    def observe(cls, api, scope):
        if not scope.wants and not scope.full:
            return []
        zones = {live.id for live in scope.parents("hosted_zone")} | set(scope.named("HostedZoneId"))
        return [
            cls._live(row)
            for row in api.all("list_query_logging_configs", "QueryLoggingConfigs")
            if row["HostedZoneId"] in zones
        ]

    @classmethod
    def _live(cls, row):
        return Live(row["Id"], {name: row[name] for name in cls.fields}, parent=row["HostedZoneId"])

    @classmethod
    def create(cls, api, want, tags):
        return cls._live(
            api.create_query_logging_config(**{name: want[name] for name in cls.fields})["QueryLoggingConfig"]
        )

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_query_logging_config", GONE, Id=live.id) else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_query_logging_config", GONE, Id=live.id)
