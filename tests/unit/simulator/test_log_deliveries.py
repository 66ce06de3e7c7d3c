"""CloudWatch Logs: delivery sources, destinations and deliveries of vended logs."""

from __future__ import annotations

import json

import pytest

from .refusal import code
from .test_cloudfront import config

BUCKET = "arn:aws:s3:::app-logs"


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def distribution(client):
    return client("cloudfront").create_distribution(DistributionConfig=config())["Distribution"]["ARN"]


@pytest.fixture
def source(logs, distribution):
    logs.put_delivery_source(name="cdn", resourceArn=distribution, logType="ACCESS_LOGS", tags={"a": "1"})
    return {"name": "cdn", "resourceArn": distribution, "logType": "ACCESS_LOGS"}


@pytest.fixture
def bucket(client):
    client("s3").create_bucket(Bucket="app-logs")
    return lambda: [
        item["Sid"] for item in json.loads(client("s3").get_bucket_policy(Bucket="app-logs")["Policy"])["Statement"]
    ]


def destination(logs, place=BUCKET + "/cdn", name="s3", **more):
    given = {"name": name, "deliveryDestinationConfiguration": {"destinationResourceArn": place}, **more}
    return logs.put_delivery_destination(**given)["deliveryDestination"]["arn"]


@pytest.mark.behaviour("G29")
def test_a_distribution_has_one_source_which_keeps_it(client, logs, source):
    put = logs.put_delivery_source
    assert put(**source)["deliverySource"]["service"] == "cloudfront"
    assert code(put, **source, tags={"a": "2"}) == "ConflictException"
    assert code(put, **{**source, "name": "other"}) == "ConflictException"
    assert code(put, **{**source, "resourceArn": source["resourceArn"] + "0"}) == "ConflictException"
    assert (
        code(put, name="no", resourceArn=source["resourceArn"] + "0", logType="ACCESS_LOGS")
        == "ResourceNotFoundException"
    )
    assert code(put, **{**source, "logType": "WAF_LOGS"}) == "ValidationException"
    elsewhere = client("logs", region="eu-central-1").put_delivery_source
    assert code(elsewhere, **source) == "ValidationException"
    (row,) = logs.describe_delivery_sources()["deliverySources"]
    assert logs.list_tags_for_resource(resourceArn=row["arn"])["tags"] == {"a": "1"}


@pytest.mark.behaviour("G29")
def test_a_destination_keeps_its_format(logs):
    destination(logs, outputFormat="w3c", tags={"a": "1"})
    assert destination(logs, outputFormat="w3c", place=BUCKET + "/front").endswith(":delivery-destination:s3")
    assert code(lambda: destination(logs, outputFormat="json")) == "ValidationException"
    assert code(lambda: destination(logs, outputFormat="w3c", tags={"a": "2"})) == "ConflictException"
    assert code(lambda: destination(logs, name="dots", place="arn:aws:s3:::logs.example.com")) == "ValidationException"
    group = "arn:aws:logs:us-east-1:123456789012:log-group:g"
    assert code(lambda: destination(logs, name="cwl", place=group, outputFormat="parquet")) == "ValidationException"


@pytest.mark.behaviour("G29")
def test_a_source_delivers_once_into_a_bucket_and_both_stay_while_it_does(logs, source, bucket):
    ends = {"deliverySourceName": "cdn", "deliveryDestinationArn": destination(logs)}
    made = logs.create_delivery(**ends, tags={"a": "1"})["delivery"]
    assert (len(made["recordFields"]), made["deliveryDestinationType"]) == (35, "S3")
    assert code(logs.create_delivery, **ends) == "ConflictException"
    other = destination(logs, name="other")
    assert code(logs.create_delivery, deliverySourceName="cdn", deliveryDestinationArn=other) == "ConflictException"
    assert code(logs.delete_delivery_source, name="cdn") == "ConflictException"
    assert code(logs.delete_delivery_destination, name="s3") == "ConflictException"
    logs.delete_delivery(id=made["id"])
    assert code(logs.get_delivery, id=made["id"]) == "ResourceNotFoundException"
    logs.delete_delivery_source(name="cdn")
    logs.delete_delivery_destination(name="s3")


@pytest.mark.parametrize(
    "wrong",
    [
        {"recordFields": ["date", "no-field"]},
        {"s3DeliveryConfiguration": {"suffixPath": "{year}"}},
        {"s3DeliveryConfiguration": {"suffixPath": "year={yyyy}", "enableHiveCompatiblePath": True}},
    ],
)
def test_what_a_delivery_takes(logs, source, bucket, wrong):
    ends = {"deliverySourceName": "cdn", "deliveryDestinationArn": destination(logs)}
    assert code(logs.create_delivery, **ends, **wrong) == "ValidationException"
    made = logs.create_delivery(**ends)["delivery"]["id"]
    assert code(logs.update_delivery_configuration, id=made, **wrong) == "ValidationException"
    logs.update_delivery_configuration(id=made, recordFields=["date"], fieldDelimiter=",")
    (row,) = logs.describe_deliveries()["deliveries"]
    assert (row["recordFields"], row["fieldDelimiter"]) == (["date"], ",")


@pytest.mark.parametrize(("place", "path"), [("/cdn", "{yyyy}"), ("", "AWSLogs/{account-id}/CloudFront/{yyyy}")])
@pytest.mark.behaviour("G30")
def test_a_new_delivery_lets_itself_in_and_without_a_prefix_gets_one(logs, source, bucket, place, path):
    ends = {"deliverySourceName": "cdn", "deliveryDestinationArn": destination(logs, BUCKET + place)}
    asked = {"suffixPath": "{yyyy}", "enableHiveCompatiblePath": False}
    made = logs.create_delivery(**ends, s3DeliveryConfiguration=asked)["delivery"]
    assert made["s3DeliveryConfiguration"] == {**asked, "suffixPath": path}
    assert bucket() == ["AWSLogDeliveryWrite"]
    logs.update_delivery_configuration(id=made["id"], s3DeliveryConfiguration=asked)
    assert logs.get_delivery(id=made["id"])["delivery"]["s3DeliveryConfiguration"] == asked
    logs.delete_delivery(id=made["id"])
    logs.create_delivery(**ends)
    assert bucket() == ["AWSLogDeliveryWrite"]
