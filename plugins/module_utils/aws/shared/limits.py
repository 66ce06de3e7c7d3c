# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long the documents of AWS may be, and of how many parts, where the SDK's models do not say it."""

from __future__ import annotations

import dataclasses
import json
import re
import typing


def text(document):
    """Characters of a document as it is sent."""
    return len(document if isinstance(document, str) else json.dumps(document, separators=(",", ":")))


def without_blanks(document):
    """Characters that IAM counts of a document."""
    written = document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))
    return len(re.sub(r"\s", "", written))


def together(documents):
    """Characters that IAM counts of all documents of a dict."""
    return sum(map(without_blanks, documents.values()))


def octets(document):
    """Bytes of a document as it is sent."""
    return len((document if isinstance(document, str) else json.dumps(document, separators=(",", ":"))).encode())


def widgets(body):
    """Widgets of a dashboard, with the one that says whose it is."""
    return len(body["widgets"]) + 1


def _metrics(body):
    """Metrics of each widget of a dashboard."""
    return [len((widget.get("properties") or {}).get("metrics") or ()) for widget in body["widgets"]]


def most_metrics(body):
    """Metrics of the widget that has most of them."""
    return max(_metrics(body), default=0)


def all_metrics(body):
    """Metrics of a dashboard."""
    return sum(_metrics(body))


@dataclasses.dataclass(frozen=True)
class Limit:
    """A limit of AWS's: what is longer is refused in the plan.

    :param most: how long it may be
    :param source: where AWS says it
    :param measure: how long a value is
    :param unit: what is counted
    """

    most: int
    source: str
    measure: typing.Callable = text
    unit: str = "characters"

    def __call__(self, value):
        """The end of the sentence that refuses a value, or ""."""
        length = self.measure(value) if value else 0
        if length <= self.most:
            return ""
        return "%d %s are too many; at most %d are allowed (%s)" % (length, self.unit, self.most, self.source)


@dataclasses.dataclass(frozen=True)
class Limits:
    """Several limits of one value: the first that is broken is told."""

    limits: tuple

    def __call__(self, value):
        """As a Limit's."""
        return next((said for limit in self.limits for said in [limit(value)] if said), "")


QUOTAS_OF_IAM = "IAM and AWS STS quotas"
ROLE_POLICIES = Limit(10_240, QUOTAS_OF_IAM + ", inline policies of a role together", together)
MANAGED_POLICY = Limit(6_144, QUOTAS_OF_IAM + ", managed policy", without_blanks)
# 2,048 where nobody has had the quota raised, which a plan asks for.
TRUST_POLICY = Limit(4_096, QUOTAS_OF_IAM + ", role trust policy", without_blanks)
TRUST_QUOTA = 2_048
ATTACHED = 10  # managed policies of a role, where nobody has had the quota raised
BUCKET_POLICY = Limit(20_480, "Amazon S3 User Guide, bucket policies")
KEY_POLICY = Limit(32_768, "AWS KMS quotas, key policy document size")
ENDPOINT_POLICY = Limit(20_480, "Amazon VPC quotas, VPC endpoint policy size")
TOPIC_POLICY = Limit(30_720, "Amazon SNS, SetTopicAttributes")
SECRET_POLICY = Limit(20_480, "Secrets Manager quotas, resource-based policy length")
EVENT_PATTERN = Limit(2_048, "Amazon EventBridge quotas, event pattern size")
TASK_DEFINITION = Limit(65_536, "Amazon ECS service quotas, task definition size")
QUEUE_POLICY = Limit(8_192, "Amazon SQS policy quotas, bytes", octets, "bytes")
REPOSITORY_POLICY = Limit(10_240, "Amazon ECR, SetRepositoryPolicy")
LIFECYCLE_POLICY = Limit(30_720, "Amazon ECR, PutLifecyclePolicy")
FILE_SYSTEM_POLICY = Limit(20_000, "Amazon EFS, PutFileSystemPolicy")
FUNCTION = Limit(10_240, "Amazon CloudFront quotas, maximum function size", octets, "bytes")
SCHEDULE = Limit(
    262_144,
    "EventBridge Scheduler User Guide, 256 KB of input",
    lambda target: octets(target.get("Input") or ""),
    "bytes",
)
QUOTAS_OF_CLOUDWATCH = "CloudWatch service quotas, dashboards"
DASHBOARD = Limits(
    (
        Limit(500, QUOTAS_OF_CLOUDWATCH, widgets, "widgets"),
        Limit(500, QUOTAS_OF_CLOUDWATCH, most_metrics, "metrics of a widget"),
        Limit(2_500, QUOTAS_OF_CLOUDWATCH, all_metrics, "metrics of a dashboard"),
    )
)
