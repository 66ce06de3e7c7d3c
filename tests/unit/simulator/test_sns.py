"""SNS: attributes, policies, endpoints and confirmations."""

from __future__ import annotations

import json

import pytest

from tests.unit.simulator.refusal import code

TAGS = [{"Key": "a", "Value": "b"}]


@pytest.fixture
def sns(client):
    return client("sns")


@pytest.fixture
def topic(sns) -> str:
    return sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/app"}, Tags=TAGS)["TopicArn"]


def test_creating_again_is_idempotent_for_equal_settings(sns, topic):
    assert sns.create_topic(Name="alarms")["TopicArn"] == topic
    assert sns.create_topic(Name="alarms", Attributes={"KmsMasterKeyId": "alias/app"}, Tags=TAGS)["TopicArn"] == topic
    create = sns.create_topic
    assert code(create, Name="alarms", Attributes={"KmsMasterKeyId": "alias/x"}) == "InvalidParameter"
    assert code(create, Name="alarms", Tags=[{"Key": "a", "Value": "c"}]) == "InvalidParameter"
    assert code(create, Name="new", Attributes={"Bogus": "x"}) == "InvalidParameter"
    assert code(create, Name="not a name") == "InvalidParameter"


@pytest.mark.behaviour("G14")
def test_attributes_are_merged(sns, topic):
    sns.set_topic_attributes(TopicArn=topic, AttributeName="DisplayName", AttributeValue="Alarms")
    shown = sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    assert (shown["KmsMasterKeyId"], shown["DisplayName"]) == ("alias/app", "Alarms")
    sns.set_topic_attributes(TopicArn=topic, AttributeName="KmsMasterKeyId", AttributeValue="")
    assert "KmsMasterKeyId" not in sns.get_topic_attributes(TopicArn=topic)["Attributes"]
    set_attribute = {"TopicArn": topic, "AttributeName": "Bogus", "AttributeValue": "x"}
    assert code(sns.set_topic_attributes, **set_attribute) == "InvalidParameter"


def test_policies_are_checked(sns, topic):
    def policy(principal: dict[str, str]) -> str:
        statement = {"Effect": "Allow", "Principal": principal, "Action": "sns:Publish", "Resource": topic}
        return json.dumps({"Version": "2012-10-17", "Statement": [statement]})

    good = policy({"Service": "cloudwatch.amazonaws.com"})
    sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=good)
    assert json.loads(sns.get_topic_attributes(TopicArn=topic)["Attributes"]["Policy"]) == json.loads(good)
    for bad in ("{", policy({"AWS": "arn:aws:iam::123456789012:role/none"})):
        parameters = {"TopicArn": topic, "AttributeName": "Policy", "AttributeValue": bad}
        assert code(sns.set_topic_attributes, **parameters) == "InvalidParameter"


@pytest.mark.behaviour("G13")
def test_an_email_subscription_waits_for_confirmation(sns, topic):
    given = {"TopicArn": topic, "Protocol": "email", "Endpoint": "ops@example.com"}
    assert sns.subscribe(**given)["SubscriptionArn"] == "pending confirmation"
    assert sns.subscribe(**given)["SubscriptionArn"] == "pending confirmation"
    (shown,) = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert (shown["SubscriptionArn"], shown["Endpoint"]) == ("PendingConfirmation", "ops@example.com")
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsPending"] == "1"
    assert code(sns.unsubscribe, SubscriptionArn="PendingConfirmation") == "InvalidParameter"
    arn = sns.subscribe(**given, ReturnSubscriptionArn=True)["SubscriptionArn"]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["PendingConfirmation"] == "true"
    assert code(sns.confirm_subscription, TopicArn=topic, Token="wrong") == "InvalidParameter"
    sns.confirm_subscription(TopicArn=topic, Token=arn.rsplit(":", 1)[-1])
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"] == arn
    sns.unsubscribe(SubscriptionArn=arn)
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"] == []


def test_a_queue_is_subscribed_at_once(client, sns, topic):
    url = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    arn = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    assert sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)["SubscriptionArn"].startswith(topic)


@pytest.mark.parametrize(
    ("protocol", "endpoint"),
    [("email", "nobody"), ("pigeon", "x"), ("https", "http://a.example.com"), ("sqs", "queue"), ("lambda", "function")],
)
def test_refused_endpoints(sns, topic, protocol, endpoint):
    assert code(sns.subscribe, TopicArn=topic, Protocol=protocol, Endpoint=endpoint) == "InvalidParameter"


def test_a_topic_that_is_gone(sns, topic):
    sns.delete_topic(TopicArn=topic)
    assert code(sns.get_topic_attributes, TopicArn=topic) == "NotFound"
    assert sns.create_topic(Name="alarms", Attributes={"DisplayName": "new"})["TopicArn"] == topic
