"""ACM: certificates are issued by their validation records, and kept while in use."""

from __future__ import annotations

from typing import Any

import boto3
import pytest

from tests.unit.simulator import stack
from tests.unit.simulator.network import load_balancer
from tests.unit.simulator.refusal import code

NAMES = ["app.example.com", "*.app.example.com", "www.example.com"]


@pytest.fixture
def acm(client):
    return client("acm")


def request(acm, *names: str, **members: Any) -> str:
    first, *others = names or NAMES
    parameters = {"DomainName": first, "ValidationMethod": "DNS", **members}
    if others:
        parameters["SubjectAlternativeNames"] = others
    return acm.request_certificate(**parameters)["CertificateArn"]


def read(acm, arn: str) -> dict[str, Any]:
    return acm.describe_certificate(CertificateArn=arn)["Certificate"]


def records(acm, arn: str) -> dict[str, str]:
    found = [option["ResourceRecord"] for option in read(acm, arn)["DomainValidationOptions"]]
    return {record["Name"]: record["Value"] for record in found}


def publish(route53, wanted: dict[str, str], zone: str = "example.com") -> None:
    identifier = route53.create_hosted_zone(Name=zone, CallerReference=zone)["HostedZone"]["Id"]
    changes = [
        {
            "Action": "CREATE",
            "ResourceRecordSet": {"Name": name, "Type": "CNAME", "TTL": 60, "ResourceRecords": [{"Value": value}]},
        }
        for name, value in wanted.items()
    ]
    route53.change_resource_record_sets(HostedZoneId=identifier, ChangeBatch={"Changes": changes})


def boto_client(simulator, keys: dict[str, str]) -> Any:
    return boto3.client(
        "route53",
        region_name="us-east-1",
        endpoint_url=simulator.url,
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )


@pytest.mark.behaviour("C14")
def test_issued_only_with_every_record(client, acm):
    arn = request(acm)
    wanted = records(acm, arn)
    assert len(wanted) == 2, "the wildcard shares the record of the name below it"
    first, second = sorted(wanted)
    publish(client("route53"), {first: wanted[first]})
    detail = read(acm, arn)
    assert detail["Status"] == "PENDING_VALIDATION" and "IssuedAt" not in detail and "NotAfter" not in detail
    statuses = {option["DomainName"]: option["ValidationStatus"] for option in detail["DomainValidationOptions"]}
    assert sorted(statuses.values()) != ["PENDING_VALIDATION"] * 3
    assert code(acm.get_certificate, CertificateArn=arn) == "RequestInProgressException"
    publish(client("route53"), {second: wanted[second]}, "www.example.com" if "www" in second else "app.example.com")
    acm.get_waiter("certificate_validated").wait(CertificateArn=arn)
    assert acm.get_certificate(CertificateArn=arn)["Certificate"].startswith("-----BEGIN CERTIFICATE-----")


def test_a_record_with_another_value_does_not_count(client, acm):
    arn = request(acm, "app.example.com")
    publish(client("route53"), {name: "_other.acm-validations.aws." for name in records(acm, arn)})
    assert read(acm, arn)["Status"] == "PENDING_VALIDATION"


def test_the_zone_may_be_in_another_account(simulator, client, acm):
    arn = request(acm, "app.example.com")
    keys = client("sts").assume_role(RoleArn="arn:aws:iam::210987654321:role/dns", RoleSessionName="dns")["Credentials"]
    session = boto_client(simulator, keys)
    publish(session, records(acm, arn))
    assert read(acm, arn)["Status"] == "ISSUED"


def test_issuing_takes_its_duration(simulator, client, acm, clock):
    simulator.durations(acm__certificate=60)
    arn = request(acm, "app.example.com")
    publish(client("route53"), records(acm, arn))
    assert read(acm, arn)["Status"] == "PENDING_VALIDATION"
    clock(60)
    assert read(acm, arn)["Status"] == "ISSUED"


@pytest.mark.behaviour("C17")
def test_tokens_names_keys_and_options_are_kept(acm):
    options = {"CertificateTransparencyLoggingPreference": "DISABLED"}
    tags = [{"Key": "a", "Value": "b"}]
    given = {"IdempotencyToken": "t", "KeyAlgorithm": "EC_prime256v1", "Options": options, "Tags": tags}
    arn = request(acm, *NAMES, **given)
    assert request(acm, *NAMES, **given) == arn
    assert request(acm, *NAMES, **given | {"IdempotencyToken": "u"}) != arn
    detail = read(acm, arn)
    assert detail["SubjectAlternativeNames"] == NAMES and detail["KeyAlgorithm"] == "EC_prime256v1"
    assert detail["Options"]["CertificateTransparencyLoggingPreference"] == "DISABLED"
    assert acm.list_tags_for_certificate(CertificateArn=arn)["Tags"] == tags
    acm.update_certificate_options(CertificateArn=arn, Options={"CertificateTransparencyLoggingPreference": "ENABLED"})
    assert read(acm, arn)["Options"]["CertificateTransparencyLoggingPreference"] == "ENABLED"


def test_lists_are_filtered(acm):
    rsa = request(acm, "rsa.example.com")
    elliptic = request(acm, "ec.example.com", KeyAlgorithm="EC_prime256v1")

    def listed(**filters: Any) -> list[str]:
        return [entry["CertificateArn"] for entry in acm.list_certificates(**filters)["CertificateSummaryList"]]

    assert listed() == [rsa]
    assert listed(Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}) == [rsa, elliptic]
    assert listed(CertificateStatuses=["ISSUED"]) == []
    assert len(listed(Includes={"keyTypes": ["RSA_2048", "EC_prime256v1"]}, MaxItems=1)) == 1


def test_a_certificate_in_use_stays(client, acm):
    arn = request(acm, "app.example.com")
    publish(client("route53"), records(acm, arn))
    balancer, elbv2 = load_balancer(client)["LoadBalancerArn"], client("elbv2")
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}
    listener = elbv2.create_listener(
        LoadBalancerArn=balancer,
        Port=443,
        Protocol="HTTPS",
        Certificates=[{"CertificateArn": arn}],
        DefaultActions=[fixed],
    )["Listeners"][0]["ListenerArn"]
    assert read(acm, arn)["InUseBy"] == [balancer]
    assert code(acm.delete_certificate, CertificateArn=arn) == "ResourceInUseException"
    elbv2.delete_listener(ListenerArn=listener)
    acm.delete_certificate(CertificateArn=arn)
    assert code(acm.describe_certificate, CertificateArn=arn) == "ResourceNotFoundException"


@pytest.mark.behaviour("C18", "F12")
def test_a_distribution_takes_only_an_issued_certificate_that_covers_it(client, acm):
    arn = request(acm, *NAMES)
    origin = {"Id": "o", "DomainName": "b.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    behaviour = {
        "TargetOriginId": "o",
        "ViewerProtocolPolicy": "https-only",
        "CachePolicyId": "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
    }
    config = {
        "CallerReference": "x",
        "Comment": "",
        "Enabled": True,
        "Origins": {"Quantity": 1, "Items": [origin]},
        "DefaultCacheBehavior": behaviour,
        "Aliases": {"Quantity": 2, "Items": ["www.example.com", "a.app.example.com"]},
        "ViewerCertificate": {
            "ACMCertificateArn": arn,
            "SSLSupportMethod": "sni-only",
            "MinimumProtocolVersion": "TLSv1.2_2021",
        },
    }
    create = client("cloudfront").create_distribution
    assert code(create, DistributionConfig=config) == "InvalidViewerCertificate"
    publish(client("route53"), records(acm, arn))
    wrong = config | {"Aliases": {"Quantity": 1, "Items": ["a.b.app.example.com"]}}
    assert code(create, DistributionConfig=wrong) == "InvalidViewerCertificate"
    made = create(DistributionConfig=config)["Distribution"]
    assert made["DistributionConfig"]["ViewerCertificate"]["CertificateSource"] == "acm"
    assert read(acm, arn)["InUseBy"] == [made["ARN"]]
    assert code(create, DistributionConfig=config | {"CallerReference": "y"}) == "CNAMEAlreadyExists"


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"DomainName": "not a name"}, "ValidationException"),
        ({"DomainName": "a.example.com", "KeyAlgorithm": "RSA_1024"}, "ValidationException"),
        (
            {"DomainName": "a.example.com", "SubjectAlternativeNames": [f"n{n}.example.com" for n in range(10)]},
            "LimitExceededException",
        ),
    ],
)
def test_refused_requests(acm, parameters, expected):
    assert code(acm.request_certificate, **parameters) == expected


@pytest.mark.behaviour("C15")
def test_a_certificates_records_stay_behind_and_hold_their_zone(client, acm):
    route53 = client("route53")
    arn = stack.certificate(client)
    acm.delete_certificate(CertificateArn=arn)
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    rows = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    assert [row["Type"] for row in rows].count("CNAME") == 1
    assert code(route53.delete_hosted_zone, Id=zone["Id"]) == "HostedZoneNotEmpty"
