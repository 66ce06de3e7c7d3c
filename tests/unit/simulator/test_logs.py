"""CloudWatch Logs: retention, keys, classes, metric filters, resource policies."""

from __future__ import annotations

import json

import pytest

from .refusal import code


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def group(logs):
    logs.create_log_group(logGroupName="/app", tags={"a": "1"})
    return "/app"


def found(logs, prefix="/app"):
    return logs.describe_log_groups(logGroupNamePrefix=prefix)["logGroups"][0]


def key_for_logs(client, service="logs.us-east-1.amazonaws.com"):
    account = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    use = {**account, "Principal": {"Service": service}}
    policy = {"Version": "2012-10-17", "Statement": [account, use]}
    return client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]


def test_defaults_of_a_group(logs, group):
    shown = found(logs)
    assert "retentionInDays" not in shown and "kmsKeyId" not in shown
    assert shown["logGroupClass"] == "STANDARD"
    assert shown["deletionProtectionEnabled"] is False
    assert shown["arn"].endswith(":log-group:/app:*")
    assert logs.list_tags_for_resource(resourceArn=shown["logGroupArn"])["tags"] == {"a": "1"}
    assert code(logs.create_log_group, logGroupName=group) == "ResourceAlreadyExistsException"


@pytest.mark.parametrize(("days", "good"), [(30, True), (3653, True), (31, False), (8, False), (0, False)])
@pytest.mark.behaviour("G7")
def test_retention_is_one_of_a_list(logs, group, days, good):
    if good:
        logs.put_retention_policy(logGroupName=group, retentionInDays=days)
        assert found(logs)["retentionInDays"] == days
        logs.delete_retention_policy(logGroupName=group)
        assert "retentionInDays" not in found(logs)
    else:
        assert code(logs.put_retention_policy, logGroupName=group, retentionInDays=days) == "InvalidParameterException"


@pytest.mark.behaviour("G8")
def test_key_has_to_let_logs_in(client, logs, group):
    closed = client("kms").create_key()["KeyMetadata"]["Arn"]
    assert code(logs.associate_kms_key, logGroupName=group, kmsKeyId=closed) == "InvalidParameterException"
    assert code(logs.create_log_group, logGroupName="/b", kmsKeyId=closed) == "InvalidParameterException"
    assert code(logs.associate_kms_key, logGroupName=group, kmsKeyId="alias/x") == "InvalidParameterException"
    key = key_for_logs(client)
    logs.associate_kms_key(logGroupName=group, kmsKeyId=key)
    assert found(logs)["kmsKeyId"] == key
    logs.disassociate_kms_key(logGroupName=group)
    assert "kmsKeyId" not in found(logs)
    logs.create_log_group(logGroupName="/b", kmsKeyId=key)
    assert found(logs, "/b")["kmsKeyId"] == key


def test_describing(logs):
    for number in range(60):
        logs.create_log_group(logGroupName=f"/ecs/app-{number:02d}")
    logs.create_log_group(logGroupName="/rare", logGroupClass="INFREQUENT_ACCESS")
    pages = list(logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix="/ecs/"))
    assert [len(page["logGroups"]) for page in pages] == [50, 10]
    rare = logs.describe_log_groups(logGroupClass="INFREQUENT_ACCESS")["logGroups"]
    transformation = {"metricName": "a", "metricNamespace": "b", "metricValue": "1"}
    named = {"logGroupName": "/rare", "filterName": "f", "filterPattern": ""}
    given = {**named, "metricTransformations": [transformation]}
    assert code(logs.put_metric_filter, **given) == "InvalidOperationException"
    arn = "arn:aws:lambda:us-east-1:123456789012:function:f"
    assert code(logs.put_subscription_filter, **named, destinationArn=arn) == "InvalidOperationException"
    assert [group["logGroupName"] for group in rare] == ["/rare"]
    pattern = logs.describe_log_groups(logGroupNamePattern="APP-07")["logGroups"]
    assert [group["logGroupName"] for group in pattern] == ["/ecs/app-07"]


def test_deletion(logs, group):
    assert code(logs.delete_log_group, logGroupName="/missing") == "ResourceNotFoundException"
    arn = found(logs)["logGroupArn"]
    logs.delete_log_group(logGroupName=group)
    logs.create_log_group(logGroupName=group)
    assert logs.list_tags_for_resource(resourceArn=arn)["tags"] == {}


def test_protected_group_is_not_deleted(logs, group):
    logs.put_log_group_deletion_protection(logGroupIdentifier=group, deletionProtectionEnabled=True)
    assert code(logs.delete_log_group, logGroupName=group) == "ValidationException"


def metric_filter(logs, name="errors", **changes):
    transformation = {"metricName": "Errors", "metricNamespace": "App", "metricValue": "1", **changes}
    logs.put_metric_filter(
        logGroupName="/app", filterName=name, filterPattern="ERROR", metricTransformations=[transformation]
    )


def test_metric_filter_is_replaced_by_name(logs, group):
    metric_filter(logs)
    metric_filter(logs, metricValue="2")
    rows = logs.describe_metric_filters(logGroupName=group)["metricFilters"]
    assert [row["metricTransformations"][0]["metricValue"] for row in rows] == ["2"]
    assert found(logs)["metricFilterCount"] == 1
    assert logs.describe_metric_filters(metricName="Other", metricNamespace="App")["metricFilters"] == []
    logs.delete_metric_filter(logGroupName=group, filterName="errors")
    assert code(logs.delete_metric_filter, logGroupName=group, filterName="errors") == "ResourceNotFoundException"


def test_metric_filter_refusals(logs, group):
    wrong = {"dimensions": {"a": "$.a"}, "defaultValue": 0.0}
    assert code(lambda: metric_filter(logs, **wrong)) == "InvalidParameterException"
    logs.delete_log_group(logGroupName=group)
    assert code(lambda: metric_filter(logs)) == "ResourceNotFoundException"


def test_resource_policy(logs):
    assert code(logs.put_resource_policy, policyName="x", policyDocument="{") == "InvalidParameterException"
    document = json.dumps({"Version": "2012-10-17", "Statement": []})
    logs.put_resource_policy(policyName="x", policyDocument=document)
    shown = logs.describe_resource_policies()["resourcePolicies"]
    assert [(row["policyName"], row["policyDocument"]) for row in shown] == [("x", document)]
    logs.delete_resource_policy(policyName="x")
    assert logs.describe_resource_policies()["resourcePolicies"] == []
