# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudWatch: metric alarms."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import indexed, tagged
from ..shared.tags import tag_list

GONE = ("ResourceNotFoundException", "ResourceNotFound")
PER_CALL = 100  # alarm names in one DescribeAlarms, alarms in one DeleteAlarms and one page
# Periods of high-resolution metrics; any other is a multiple of 60 (PutMetricAlarm's documentation).
SHORT_PERIODS = (10, 20, 30)
# They compare with a band that CloudWatch has learnt, in place of a threshold (PutMetricAlarm, ComparisonOperator).
ANOMALY = ("LessThanLowerOrGreaterThanUpperThreshold", "LessThanLowerThreshold", "GreaterThanUpperThreshold")
BAND = "ANOMALY_DETECTION_BAND"


def dimensions(items):
    """Dimensions without an order."""
    return sorted(items, key=lambda item: item["Name"]) if isinstance(items, list) else items


def queries(items):
    """Metric math with the default that CloudWatch fills in, sorted by ID."""
    result = []
    for item in items or []:
        item = {"ReturnData": True, **item}
        if "MetricStat" in item:
            metric = item["MetricStat"]["Metric"]
            item["MetricStat"] = {
                **item["MetricStat"],
                "Metric": {**metric, "Dimensions": dimensions(metric.get("Dimensions") or [])},
            }
        result.append(item)
    return sorted(result, key=lambda item: item["Id"])


class Alarm(TaggedKind):
    """A metric alarm. PutMetricAlarm writes the whole of it, keeps the state of an existing one and ignores its tags
    (G9).
    """

    kind = "alarm"
    service = "cloudwatch"
    alarm_type, put = "MetricAlarm", "put_metric_alarm"
    telling = ("MetricName", "ComparisonOperator", "Threshold")
    console = "cloudwatch/home?region={region}#alarmsV2:alarm/{quoted_id}"
    tagging = Tagging("ResourceARN", "AlarmArn", missing=GONE)
    identity = "natural"
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "AlarmName"
    name_limit = 255
    on_repeat = "upsert"
    # Dimensions name what is watched, which may go before its alarm: only what it calls is used.
    uses = ("sns_topic", "scaling_policy")
    fields = {
        "AlarmName": fields.required(change=fields.REPLACE),
        "AlarmDescription": fields.managed(""),
        "ActionsEnabled": fields.managed(True),
        "AlarmActions": fields.managed([], order="set"),
        "OKActions": fields.managed([], order="set"),
        "InsufficientDataActions": fields.managed([], order="set"),
        "Namespace": fields.managed(None),
        "MetricName": fields.managed(None),
        "Dimensions": fields.managed([], canonical=dimensions),
        "Statistic": fields.managed(None),
        "ExtendedStatistic": fields.managed(None),
        "Period": fields.managed(None),
        "Unit": fields.managed(None),
        "Metrics": fields.managed([], canonical=queries),
        "EvaluationPeriods": fields.required(),
        "DatapointsToAlarm": fields.managed(None),
        "Threshold": fields.managed(None),
        "ThresholdMetricId": fields.managed(None),
        "ComparisonOperator": fields.required(),
        "TreatMissingData": fields.managed("missing"),
        "EvaluateLowSampleCountPercentile": fields.managed(None),
        "AlarmArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """The wished alarms by name; looking for orphans also those that begin like the stack's, and those in the tagging
        index."""
        wanted = set(scope.named("AlarmName"))
        names, rows = set(wanted), []
        if scope.full:
            names |= {arn.split(":", 6)[6] for arn in tagged(api, scope.owners, "cloudwatch:alarm")}
            for owner in scope.owners:
                rows += cls._listing(api, AlarmNamePrefix="-".join(owner.split("/")[:2]) + "-", MaxRecords=PER_CALL)
        names = sorted(names - {row["AlarmName"] for row in rows})
        batches = [names[start : start + PER_CALL] for start in range(0, len(names), PER_CALL)]
        rows += [
            row for answer in api.map(lambda batch: cls._listing(api, AlarmNames=batch), batches) for row in answer
        ]
        lives = [cls._live(row) for row in sorted(rows, key=lambda row: row["AlarmName"])]
        cls.read_tags(api, [live for live in lives if live.id not in wanted])
        return lives

    @classmethod
    def _listing(cls, api, **which):
        return api.all("describe_alarms", cls.alarm_type + "s", AlarmTypes=[cls.alarm_type], **which)

    @classmethod
    def _live(cls, row):
        values = {name: row[name] for name in cls.fields if name in row}
        # DescribeAlarms leaves out what was never said.
        return Live(row["AlarmName"], {"AlarmDescription": "", "TreatMissingData": "missing", **values})

    @classmethod
    def validate(cls, want):
        problems = []
        if bool(want.get("MetricName")) == bool(want.get("Metrics")):
            problems.append("an alarm watches either one metric (Namespace and MetricName) or an expression (Metrics)")
        if want.get("MetricName") and bool(want.get("Statistic")) == bool(want.get("ExtendedStatistic")):
            problems.append("an alarm on a metric has either a Statistic or an ExtendedStatistic")
        problems += cls._compared(want)
        period = want.get("Period")
        if want.get("MetricName") and (not period or period not in SHORT_PERIODS and period % 60):
            problems.append("Period %s: 10, 20, 30 or a multiple of 60 is allowed" % period)
        elif period and period * want["EvaluationPeriods"] > (604800 if period >= 3600 else 86400):
            problems.append(
                "Period %s times EvaluationPeriods %s: at most one day, or seven days with a Period of an hour or "
                "more, is allowed" % (period, want["EvaluationPeriods"])
            )
        if want.get("DatapointsToAlarm") and want["DatapointsToAlarm"] > want["EvaluationPeriods"]:
            problems.append(
                "DatapointsToAlarm %s: at most EvaluationPeriods (%s) is allowed"
                % (want["DatapointsToAlarm"], want["EvaluationPeriods"])
            )
        return problems

    @staticmethod
    def _compared(want):
        """Sentences on what values are compared with: a threshold, or a band by anomaly operators."""
        operator, band = want["ComparisonOperator"], want.get("ThresholdMetricId")
        if operator not in ANOMALY:
            right = want.get("Threshold") is not None and band is None
            return [] if right else ["%s needs a Threshold, and no ThresholdMetricId" % operator]
        bands = [item["Id"] for item in want.get("Metrics") or [] if BAND in str(item.get("Expression"))]
        if want.get("Threshold") is None and band in bands:
            return []
        return [
            "%s needs no Threshold, and as ThresholdMetricId the Id of an %s expression (%s)"
            % (operator, BAND, ", ".join(bands) or "there is none")
        ]

    @classmethod
    def _put(cls, api, want, **more):
        given = {name: value for name, value in want.items() if name != "AlarmArn" and value not in (None, [], "")}
        getattr(api, cls.put)(**given, **more)

    @classmethod
    def create(cls, api, want, tags):
        cls._put(api, want, Tags=tag_list(tags))
        # PutMetricAlarm answers nothing; the ARN's form is that of the service authorization reference.
        arn = "arn:%s:cloudwatch:%s:%s:alarm:%s" % (api.partition, api.region, api.account_id, want["AlarmName"])
        return Live(want["AlarmName"], {**want, "AlarmArn": arn}, dict(tags))

    @classmethod
    def update(cls, api, live, want, delta):
        cls._put(api, want)
        live.fields.update(want)
        return live

    @classmethod
    def refresh(cls, api, live):
        rows = cls._listing(api, AlarmNames=[live.id])
        return live if rows else None

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_alarms", GONE, AlarmNames=[live.id])
