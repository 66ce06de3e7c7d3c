# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SNS: subscriptions."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from ...engine.references import is_known
from .topic import GONE

PENDING = ("PendingConfirmation", "pending confirmation")
UNCONFIRMED = "not confirmed yet, so nothing is sent there: the message that AWS sent has the link"
# The protocols of Subscribe that need nothing but an endpoint.
PROTOCOLS = ("email", "email-json", "https", "sqs", "lambda")


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
