# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SQS: queues."""

from __future__ import annotations

import json

from ...engine import fields
from ...engine.kind import Live
from ..shared import limits
from ..shared.named import NamedKind
from ..shared.policies import policy, text
from ..shared.tagged import Tagging
from ..shared.tagging import indexed

# The second is what SQS's JSON protocol has beside the older one.
GONE = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
DOCUMENTS = ("Policy", "RedrivePolicy", "RedriveAllowPolicy")
NUMBERS = (
    "DelaySeconds",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ReceiveMessageWaitTimeSeconds",
    "VisibilityTimeout",
)


def redrive(document):
    """A redrive policy with the count as a number: SQS answers what it was sent, text or number."""
    if not isinstance(document, dict) or not str(document.get("maxReceiveCount")).isdigit():
        return document
    return {**document, "maxReceiveCount": int(document["maxReceiveCount"])}


class SqsQueue(NamedKind):
    """A standard queue, named once per account and Region.

    A statement of ``Policy`` without Resource means this queue: its ARN is not known before. A CreateQueue for a queue that is
    there answers it where all attributes are equal, and else QueueNameExists. The name of a deleted queue is taken for
    60 seconds (CreateQueue, DeleteQueue). Defaults are those of CreateQueue's reference.
    """

    kind = "sqs_queue"
    service = "sqs"
    console = "sqs/v3/home?region={region}#/queues/{quoted_id}"
    tagging = Tagging(
        "QueueUrl",
        pair=None,
        missing=GONE,
        reading="list_queue_tags",
        adding="tag_queue",
        removing="untag_queue",
    )
    index_type = "sqs"
    looked_up = True
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "QueueName"
    name_limit = 80
    uses = ("kms_key", "sqs_queue")
    telling = ("QueueName", "VisibilityTimeout", "MessageRetentionPeriod")
    fields = {
        "QueueName": fields.required(change=fields.REPLACE),
        "DelaySeconds": fields.managed(0),
        "MaximumMessageSize": fields.managed(1048576),
        "MessageRetentionPeriod": fields.managed(345600),
        "ReceiveMessageWaitTimeSeconds": fields.managed(0),
        "VisibilityTimeout": fields.managed(30),
        "Policy": fields.required(canonical=policy, limit=limits.QUEUE_POLICY),
        "RedrivePolicy": fields.managed(None, canonical=redrive),
        "RedriveAllowPolicy": fields.managed(None),
        "KmsMasterKeyId": fields.managed(None),
        "SqsManagedSseEnabled": fields.managed(True),
        "QueueUrl": fields.computed(),
        "QueueArn": fields.computed(),
    }

    @classmethod
    def listed(cls, api, prefix):
        return [cls.name_of(url) for url in api.all("list_queues", "QueueUrls", QueueNamePrefix=prefix)]

    @classmethod
    def read(cls, api, name):
        found = api.maybe("get_queue_url", GONE, QueueName=name)
        answer = found and api.maybe("get_queue_attributes", GONE, QueueUrl=found["QueueUrl"], AttributeNames=["All"])
        return cls._live(found["QueueUrl"], answer["Attributes"]) if answer else None

    @classmethod
    def _live(cls, url, attributes):
        values = {"QueueName": cls.name_of(url), "QueueUrl": url}
        values.update({name: int(attributes[name]) for name in NUMBERS if name in attributes})
        values.update({name: json.loads(attributes[name]) if attributes.get(name) else None for name in DOCUMENTS})
        values["Policy"] = values["Policy"] or {}
        values["KmsMasterKeyId"] = attributes.get("KmsMasterKeyId") or None
        values["SqsManagedSseEnabled"] = attributes.get("SqsManagedSseEnabled", "false") == "true"
        values["QueueArn"] = attributes["QueueArn"]
        for statement in values["Policy"].get("Statement", []):
            if statement.get("Resource") in (values["QueueArn"], [values["QueueArn"]]):
                del statement["Resource"]
        return Live(url, values)

    @classmethod
    def _attributes(cls, api, want, names):
        """Attributes as SetQueueAttributes takes them: text, and an empty text for what is to go."""
        arn = "arn:%s:sqs:%s:%s:%s" % (api.partition, api.region, api.account_id, want["QueueName"])
        values = {name: want[name] for name in names}
        if "Policy" in values:
            statements = [{"Resource": arn, **item} for item in want["Policy"]["Statement"]]
            values["Policy"] = {**want["Policy"], "Statement": statements}
        return {name: _text(value) for name, value in values.items()}

    @classmethod
    def create(cls, api, want, tags):
        names = [name for name, field in cls.fields.items() if not field.computed and name != "QueueName"]
        attributes = {name: value for name, value in cls._attributes(api, want, names).items() if value}
        if want["KmsMasterKeyId"]:
            del attributes["SqsManagedSseEnabled"]  # one of both
        url = api.create_queue(QueueName=want["QueueName"], Attributes=attributes, tags=tags)["QueueUrl"]
        arn = "arn:%s:sqs:%s:%s:%s" % (api.partition, api.region, api.account_id, want["QueueName"])
        live = Live(
            url, {**{name: want[name] for name in cls.fields if name in want}, "QueueUrl": url, "QueueArn": arn}
        )
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        names = [name for name in cls.fields if delta.touches(name)]
        if delta.touches("KmsMasterKeyId", "SqsManagedSseEnabled"):
            # A key of KMS and SQS's own exclude each other: the one to go is said together with the one to come.
            names = sorted({*names, "KmsMasterKeyId"} | (set() if want["KmsMasterKeyId"] else {"SqsManagedSseEnabled"}))
            names = [name for name in names if name != "SqsManagedSseEnabled" or not want["KmsMasterKeyId"]]
        if names:
            api.set_queue_attributes(QueueUrl=live.id, Attributes=cls._attributes(api, want, names))
        live.fields.update({name: want[name] for name in cls.fields if name in want})
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_queue", GONE, QueueUrl=live.id)


def _text(value):
    if isinstance(value, dict):
        return text(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)
