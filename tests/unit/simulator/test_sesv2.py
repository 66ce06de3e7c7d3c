"""Amazon SES: identities that are verified by their records, the sandbox, configuration sets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.simulator.refusal import code

DOMAIN = "mail.example.com"
TOPIC = "arn:aws:sns:us-east-1:123456789012:none"


@pytest.fixture
def ses(client):
    return client("sesv2")


def identity(ses) -> dict[str, Any]:
    return ses.get_email_identity(EmailIdentity=DOMAIN)


def write(client, records: list[tuple[str, str, str]]) -> None:
    route53 = client("route53")
    zone = route53.create_hosted_zone(Name="example.com", CallerReference="mail")["HostedZone"]["Id"]
    rows = [
        {"Name": name, "Type": kind, "TTL": 300, "ResourceRecords": [{"Value": value}]} for name, kind, value in records
    ]
    changes = [{"Action": "CREATE", "ResourceRecordSet": row} for row in rows]
    route53.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})


def test_a_domain_is_verified_once_its_records_stand(client, ses, clock, profile):
    profile("aws", minute_ms=60_000)
    ses.create_email_identity(EmailIdentity=DOMAIN, Tags=[{"Key": "a", "Value": "b"}])
    ses.put_email_identity_mail_from_attributes(EmailIdentity=DOMAIN, MailFromDomain=f"bounce.{DOMAIN}")
    clock(600)
    made = identity(ses)
    assert (made["VerificationStatus"], made["VerifiedForSendingStatus"]) == ("PENDING", False)
    tokens = made["DkimAttributes"]["Tokens"]
    server = "10 feedback-smtp.us-east-1.amazonses.com"
    write(
        client,
        [(f"{token}._domainkey.{DOMAIN}", "CNAME", f"{token}.dkim.amazonses.com") for token in tokens]
        + [(f"bounce.{DOMAIN}", "MX", server)],
    )
    made = identity(ses)
    assert (made["VerificationStatus"], made["MailFromAttributes"]["MailFromDomainStatus"]) == ("SUCCESS", "SUCCESS")
    assert made["Tags"] == [{"Key": "a", "Value": "b"}]


def test_records_are_looked_for_for_three_days(ses, clock, profile):
    profile("aws", minute_ms=60_000)
    ses.create_email_identity(EmailIdentity=DOMAIN)
    ses.put_email_identity_mail_from_attributes(EmailIdentity=DOMAIN, MailFromDomain=f"bounce.{DOMAIN}")
    clock(3 * 86_400 + 60)
    given_up = identity(ses)
    assert (given_up["VerificationStatus"], given_up["MailFromAttributes"]["MailFromDomainStatus"]) == (
        "FAILED",
        "FAILED",
    )
    again = {"SigningAttributesOrigin": "AWS_SES", "SigningAttributes": {"NextSigningKeyLength": "RSA_2048_BIT"}}
    assert ses.put_email_identity_dkim_signing_attributes(EmailIdentity=DOMAIN, **again)["DkimStatus"] == "PENDING"


def test_the_sandbox_sends_to_verified_addresses_only(client, ses):
    made = ses.create_email_identity(EmailIdentity=DOMAIN)
    message = {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello"}}}}

    def send(to: str) -> Any:
        return ses.send_email(FromEmailAddress=f"shop@{DOMAIN}", Destination={"ToAddresses": [to]}, Content=message)

    assert code(send, to=f"a@{DOMAIN}") == "MessageRejected"
    tokens = made["DkimAttributes"]["Tokens"]
    write(client, [(f"{token}._domainkey.{DOMAIN}", "CNAME", f"{token}.dkim.amazonses.com") for token in tokens])
    assert send(f"a@{DOMAIN}")["MessageId"]
    assert code(send, to="a@example.net") == "MessageRejected"
    assert not ses.get_account()["ProductionAccessEnabled"]
    ses.put_account_details(MailType="TRANSACTIONAL", WebsiteURL="https://example.com", ProductionAccessEnabled=True)
    assert send("a@example.net")["MessageId"]


def test_what_is_refused(ses):
    ses.create_email_identity(EmailIdentity=DOMAIN)
    assert code(ses.create_email_identity, EmailIdentity=DOMAIN) == "AlreadyExistsException"
    assert code(ses.create_email_identity, EmailIdentity="no_domain") == "BadRequestException"
    assert (
        code(ses.create_email_identity, EmailIdentity="a.example.com", ConfigurationSetName="b") == "NotFoundException"
    )
    sender = ses.put_email_identity_mail_from_attributes
    assert code(sender, EmailIdentity=DOMAIN, MailFromDomain="other.example.com") == "BadRequestException"
    assert code(ses.create_configuration_set, ConfigurationSetName="a.b") == "BadRequestException"
    ses.create_configuration_set(ConfigurationSetName="shop")
    given = {"Enabled": True, "MatchingEventTypes": ["BOUNCE"], "SnsDestination": {"TopicArn": TOPIC}}
    tell = ses.create_configuration_set_event_destination
    named = {"ConfigurationSetName": "shop", "EventDestinationName": "topic"}
    assert code(tell, **named, EventDestination=given) == "BadRequestException"


def test_a_group_of_options_is_replaced_as_a_whole(ses):
    ses.create_configuration_set(
        ConfigurationSetName="shop", DeliveryOptions={"TlsPolicy": "REQUIRE", "SendingPoolName": "ours"}
    )
    ses.put_configuration_set_delivery_options(ConfigurationSetName="shop", TlsPolicy="OPTIONAL")
    assert ses.get_configuration_set(ConfigurationSetName="shop")["DeliveryOptions"] == {"TlsPolicy": "OPTIONAL"}
    assert ses.list_configuration_sets()["ConfigurationSets"] == ["shop"]
