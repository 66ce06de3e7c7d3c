# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SNS: topics and their subscriptions."""

from __future__ import annotations

import json

from ..engine import fields
from ..engine.kind import Kind, Live
from ..engine.references import is_known
from .common import tag_dict, tag_list
from .policies import policy, text
from .tagging import indexed, tagged

GONE = ("NotFound", "NotFoundException")
ATTRIBUTES = ("DisplayName", "KmsMasterKeyId", "Policy")
PENDING = ("PendingConfirmation", "pending confirmation")
UNCONFIRMED = "not confirmed yet, so nothing is sent there: the message that AWS sent has the link"
# The protocols of Subscribe that need nothing but an endpoint.
PROTOCOLS = ("email", "email-json", "https", "sqs", "lambda")


def topic_arn(api, name):
    """The ARN of a topic of this account and Region."""
    return "arn:%s:sns:%s:%s:%s" % (api.partition, api.region, api.account_id, name)


class SnsTopic(Kind):
    """A topic, named once per account and Region.

    ``Policy`` is written as in the API, but a statement without Resource means this topic: its ARN is not known before.
    A CreateTopic for an existing topic with other attributes or tags is refused with InvalidParameter.
    """

    kind = "sns_topic"
    service = "sns"
    identity = "natural"
    late_tags = True
    indexed = staticmethod(indexed)
    name_field = "Name"
    name_limit = 256
    uses = ("kms_key",)
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "DisplayName": fields.managed(""),
        "KmsMasterKeyId": fields.managed(""),
        "Policy": fields.required(canonical=policy, exact=True),
        "TopicArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        names = set(scope.named("Name"))
        if scope.full or not scope.wants or len(scope.owners) > 1:
            starts = tuple("-".join(owner.split("/")[:2]) for owner in scope.owners)
            arns = {row["TopicArn"] for row in api.all("list_topics", "Topics")}
            found = {arn.rpartition(":")[2] for arn in arns}
            names |= {name for name in found if name.startswith(starts)}
            names |= {arn.rpartition(":")[2] for arn in arns & set(tagged(api, scope.owners, "sns"))}
        lives = [live for live in api.map(lambda name: cls._read(api, topic_arn(api, name)), sorted(names)) if live]
        wanted = set(scope.named("Name"))
        cls.read_tags(api, [live for live in lives if live.fields["Name"] not in wanted])
        return lives

    @classmethod
    def _read(cls, api, arn):
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
    def read_tags(cls, api, lives):
        def read(live):
            answer = api.maybe("list_tags_for_resource", ("ResourceNotFound", *GONE), ResourceArn=live.id)
            live.tags = tag_dict(answer["Tags"]) if answer else {}

        api.map(read, lives)

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
    def tag(cls, api, live, tags):
        api.tag_resource(ResourceArn=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.untag_resource(ResourceArn=live.id, TagKeys=list(keys))

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_topic_attributes", GONE, TopicArn=live.id) else None

    @classmethod
    def delete(cls, api, live):
        api.delete_topic(TopicArn=live.id)


class SnsSubscription(Kind):
    """One subscription of a topic. An endpoint that a person has to confirm is subscribed once and never asked again.

    Until then its ARN is the text PendingConfirmation: it can neither be changed nor removed, and ends by itself.
    """

    kind = "sns_subscription"
    service = "sns"
    identity = "part"
    taggable = False
    needs = ("sns_topic",)
    uses = ("sns_topic",)
    exclusive_in = "TopicArn"
    fields = {
        "TopicArn": fields.required(change=fields.REPLACE),
        "Protocol": fields.required(change=fields.REPLACE),
        "Endpoint": fields.required(change=fields.REPLACE),
    }

    @classmethod
    def key(cls, values):
        return (values["TopicArn"], values["Protocol"], values["Endpoint"])

    @classmethod
    def observe(cls, api, scope):
        topics = sorted({live.id for live in scope.parents("sns_topic", mine=False)} | set(scope.named("TopicArn")))
        if not scope.wants and not scope.full:
            return []
        wanted = {(want["Protocol"], want["Endpoint"]) for want in scope.wants if is_known(want["Endpoint"])}
        rows = [
            row
            for answer in api.map(
                lambda arn: api.all("list_subscriptions_by_topic", "Subscriptions", GONE, TopicArn=arn), topics
            )
            for row in answer
        ]
        return [
            cls._live(row)
            for row in rows
            if row["SubscriptionArn"] not in PENDING or (row["Protocol"], row["Endpoint"]) in wanted
        ]

    @classmethod
    def _live(cls, row):
        values = {name: row[name] for name in ("TopicArn", "Protocol", "Endpoint")}
        arn = row["SubscriptionArn"]
        if arn in PENDING:
            return Live("|".join(cls.key(values)), values, parent=row["TopicArn"], raw=arn, note=UNCONFIRMED)
        return Live(arn, values, parent=row["TopicArn"], raw=arn)

    @classmethod
    def validate(cls, want):
        return (
            []
            if want["Protocol"] in PROTOCOLS
            else ["Protocol %s: one of %s is allowed" % (want["Protocol"], ", ".join(PROTOCOLS))]
        )

    @classmethod
    def create(cls, api, want, tags):
        answer = api.subscribe(TopicArn=want["TopicArn"], Protocol=want["Protocol"], Endpoint=want["Endpoint"])
        return cls._live({**{name: want[name] for name in cls.fields}, "SubscriptionArn": answer["SubscriptionArn"]})

    @classmethod
    def refresh(cls, api, live):
        rows = api.all("list_subscriptions_by_topic", "Subscriptions", GONE, TopicArn=live.fields["TopicArn"])
        return live if any(row["SubscriptionArn"] == live.raw for row in rows) else None

    @classmethod
    def delete(cls, api, live):
        if live.raw not in PENDING:
            api.maybe("unsubscribe", GONE, SubscriptionArn=live.raw)
