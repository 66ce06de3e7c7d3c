# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SNS: topics."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.kind import Live
from ..shared import limits
from ..shared.named import NamedKind
from ..shared.policies import policy, text
from ..shared.tagged import Tagging
from ..shared.tagging import indexed
from ..shared.tags import tag_list

GONE = ("NotFound", "NotFoundException")
# A statement of a topic's policy: nobody publishes without TLS.
TLS_ONLY = {
    "Sid": "TlsOnly",
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "sns:Publish",
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
ATTRIBUTES = ("DisplayName", "KmsMasterKeyId", "Policy")


def topic_arn(api, name):
    """The ARN of a topic of this account and Region."""
    return "arn:%s:sns:%s:%s:%s" % (api.partition, api.region, api.account_id, name)


class SnsTopic(NamedKind):
    """A topic, named once per account and Region.

    ``Policy`` is written as in the API, but a statement without Resource means this topic: its ARN is not known before.
    A CreateTopic for an existing topic with other attributes or tags is refused with InvalidParameter.
    """

    kind = "sns_topic"
    service = "sns"
    console = "sns/v3/home?region={region}#/topic/{id}"
    tagging = Tagging("ResourceArn", missing=("ResourceNotFound", *GONE))
    index_type = "sns"
    looked_up = True
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "Name"
    name_limit = 256
    uses = ("kms_key",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "DisplayName": fields.managed(""),
        "KmsMasterKeyId": fields.managed(""),
        "Policy": fields.required(canonical=policy, exact=True, limit=limits.TOPIC_POLICY),
        "TopicArn": fields.computed(),
    }

    @classmethod
    def listed(cls, api, prefix):
        return [row["TopicArn"].rpartition(":")[2] for row in api.all("list_topics", "Topics")]

    @classmethod
    def read(cls, api, name):
        arn = topic_arn(api, name)
        answer = api.maybe("get_topic_attributes", GONE, TopicArn=arn)
        return cls._live(arn, answer["Attributes"]) if answer else None

    @staticmethod
    def _live(arn, attributes):
        document = json.loads(attributes["Policy"]) if attributes.get("Policy") else {}
        for statement in document.get("Statement", []):
            if statement.get("Resource") in (arn, [arn]):
                del statement["Resource"]
        return Live(
            arn,
            {
                "Name": arn.rpartition(":")[2],
                "DisplayName": attributes.get("DisplayName", ""),
                "TopicArn": arn,
                "KmsMasterKeyId": attributes.get("KmsMasterKeyId", ""),
                "Policy": document,
            },
        )

    @classmethod
    def _texts(cls, api, want):
        document = {
            **want["Policy"],
            "Statement": [{"Resource": topic_arn(api, want["Name"]), **item} for item in want["Policy"]["Statement"]],
        }
        return {
            "DisplayName": want["DisplayName"],
            "KmsMasterKeyId": want["KmsMasterKeyId"] or "",
            "Policy": text(document),
        }

    @classmethod
    def create(cls, api, want, tags):
        attributes = cls._texts(api, want)
        arn = api.create_topic(
            Name=want["Name"],
            Tags=tag_list(tags),
            Attributes={name: value for name, value in attributes.items() if value},
        )["TopicArn"]
        live = cls._live(arn, attributes)
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        attributes = cls._texts(api, want)
        for name in ATTRIBUTES:
            if delta.touches(name):
                api.set_topic_attributes(TopicArn=live.id, AttributeName=name, AttributeValue=attributes[name])
        live.fields = cls._live(live.id, attributes).fields
        return live

    @classmethod
    def delete(cls, api, live):
        api.delete_topic(TopicArn=live.id)
