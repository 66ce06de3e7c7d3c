# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""How long the documents of AWS may be, where the SDK's models do not say it."""

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


@dataclasses.dataclass(frozen=True)
class Limit:
    """A limit of AWS's: what is longer is refused in the plan.

    :param most: how long it may be
    :param source: where AWS says it
    :param measure: how long a value is
    """

    most: int
    source: str
    measure: typing.Callable = text

    def __call__(self, value):
        """The end of the sentence that refuses a value, or ""."""
        length = self.measure(value) if value else 0
        if length <= self.most:
            return ""
        return "%d characters are too many; at most %d are allowed (%s)" % (length, self.most, self.source)


QUOTAS_OF_IAM = "IAM and AWS STS quotas"
ROLE_POLICIES = Limit(10_240, QUOTAS_OF_IAM + ", inline policies of a role together", together)
MANAGED_POLICY = Limit(6_144, QUOTAS_OF_IAM + ", managed policy", without_blanks)
TRUST_POLICY = Limit(2_048, QUOTAS_OF_IAM + ", role trust policy", without_blanks)
ATTACHED = 10  # managed policies of a role, where nobody has had the quota raised
BUCKET_POLICY = Limit(20_480, "Amazon S3 User Guide, bucket policies")
KEY_POLICY = Limit(32_768, "AWS KMS quotas, key policy document size")
ENDPOINT_POLICY = Limit(20_480, "Amazon VPC quotas, VPC endpoint policy size")
TOPIC_POLICY = Limit(30_720, "Amazon SNS, SetTopicAttributes")
SECRET_POLICY = Limit(20_480, "Secrets Manager quotas, resource-based policy length")
EVENT_PATTERN = Limit(2_048, "Amazon EventBridge quotas, event pattern size")
TASK_DEFINITION = Limit(65_536, "Amazon ECS service quotas, task definition size")
