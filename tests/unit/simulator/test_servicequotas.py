"""Service Quotas: the usual defaults, and increases of them."""

from __future__ import annotations

import pytest

from tests.unit.simulator.refusal import code


@pytest.mark.parametrize(
    ("service", "quota", "value"),
    [
        ("vpc", "L-F678F1CE", 5),
        ("ec2", "L-0263D0A3", 5),
        ("vpc", "L-FE5A380F", 5),
        ("elasticloadbalancing", "L-53DA6B97", 50),
        ("rds", "L-7B6409FD", 40),
        ("fargate", "L-3032A538", 6),
        ("cloudfront", "L-24B04930", 200),
    ],
)
def test_default_quotas(client, service, quota, value):
    quotas = client("service-quotas")
    assert quotas.get_service_quota(ServiceCode=service, QuotaCode=quota)["Quota"]["Value"] == value
    assert quotas.get_aws_default_service_quota(ServiceCode=service, QuotaCode=quota)["Quota"]["Value"] == value
    listed = quotas.list_service_quotas(ServiceCode=service)["Quotas"]
    assert quota in [entry["QuotaCode"] for entry in listed]


def test_an_increase_is_the_accounts_in_that_region(client):
    quotas, vpcs = client("service-quotas"), {"ServiceCode": "vpc", "QuotaCode": "L-F678F1CE"}
    requested = quotas.request_service_quota_increase(**vpcs, DesiredValue=8)["RequestedQuota"]
    assert (requested["Status"], requested["DesiredValue"]) == ("PENDING", 8)
    assert quotas.get_service_quota(**vpcs)["Quota"]["Value"] == 8
    assert quotas.get_aws_default_service_quota(**vpcs)["Quota"]["Value"] == 5
    assert client("service-quotas", "eu-west-1").get_service_quota(**vpcs)["Quota"]["Value"] == 5
    assert code(quotas.request_service_quota_increase, **vpcs, DesiredValue=8) == "IllegalArgumentException"
    assert (
        code(quotas.request_service_quota_increase, ServiceCode="vpc", QuotaCode="L-NONE", DesiredValue=8)
        == "NoSuchResourceException"
    )


def test_what_does_not_exist(client):
    quotas = client("service-quotas")
    assert code(quotas.get_service_quota, ServiceCode="vpc", QuotaCode="L-NONE") == "NoSuchResourceException"
    assert code(quotas.list_service_quotas, ServiceCode="none") == "NoSuchResourceException"
    away = client("service-quotas", "eu-west-1")
    assert code(away.list_service_quotas, ServiceCode="cloudfront") == "NoSuchResourceException"


def test_pages(client):
    pages = (
        client("service-quotas")
        .get_paginator("list_service_quotas")
        .paginate(ServiceCode="vpc", PaginationConfig={"PageSize": 10})
    )
    assert [len(page["Quotas"]) for page in pages] == [10, 4]
