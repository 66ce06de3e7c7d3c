"""Domains that mail is sent from: records, what SES gave up on, the sandbox."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.sesv2.configuration_set import ConfigurationSet
from ansible_collections.slipway.aws.plugins.module_utils.aws.sesv2.email_identity import SANDBOX, EmailIdentity
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING
from tests.support.api import Api

GRANTED = {"ProductionAccessEnabled": True}


def row(status: str = "SUCCESS", sender: str | None = None, **dkim: Any) -> dict[str, Any]:
    shown = {
        "Status": status,
        "SigningEnabled": True,
        "Tokens": ["abc"],
        "NextSigningKeyLength": "RSA_2048_BIT",
        **dkim,
    }
    attributes = {"MailFromDomain": "bounce.example.com", "MailFromDomainStatus": sender, "BehaviorOnMxFailure": "x"}
    return {"DkimAttributes": shown, **({"MailFromAttributes": attributes} if sender else {})}


def live(account: Any = None, **shown: Any) -> Any:
    return EmailIdentity.read(Api(get_email_identity=row(**shown), get_account=account or GRANTED), "example.com")


@pytest.mark.parametrize(
    ("shown", "state"),
    [
        ({}, READY),
        ({"status": "PENDING"}, WORKING),
        ({"sender": "PENDING"}, WORKING),
        ({"sender": "SUCCESS"}, READY),
        ({"status": "FAILED"}, FAILED),
        ({"sender": "FAILED"}, FAILED),
    ],
)
def test_a_domain_is_ready_when_ses_has_seen_all_its_records(shown: dict[str, str], state: str) -> None:
    assert EmailIdentity.state(live(**shown))[0] == state


def test_records_are_in_the_zone_that_ses_says() -> None:
    (record,) = live(SigningHostedZone="dkim.eu-central-2.amazonses.com").fields["DkimRecords"]

    assert record["Value"] == "abc.dkim.eu-central-2.amazonses.com"
    assert live(SigningAttributesOrigin="EXTERNAL").fields["DkimRecords"] == []


def test_what_ses_gave_up_on_is_looked_for_again() -> None:
    found = live(status="FAILED", sender="FAILED")
    want = {**found.fields, "Failed": False}
    api = Api(
        put_email_identity_dkim_signing_attributes={},
        put_email_identity_mail_from_attributes={},
        get_email_identity=row("PENDING", "PENDING"),
        get_account=GRANTED,
    )
    again = EmailIdentity.update(api, found, want, Delta(compare(want, found.fields, EmailIdentity.fields)))

    assert [name for name, _given in api.calls[:2]] == [
        "put_email_identity_dkim_signing_attributes",
        "put_email_identity_mail_from_attributes",
    ]
    assert EmailIdentity.state(again)[0] == WORKING


def test_the_sandbox_is_said_where_it_may_be_asked_for() -> None:
    assert live(account={"ProductionAccessEnabled": False}).note == SANDBOX
    assert live().note == ""
    assert live(account=AwsError("sesv2", "get_account", "AccessDeniedException", "no")).note == ""


def test_a_change_of_tls_leaves_the_pool_that_somebody_chose() -> None:
    shown = {
        "DeliveryOptions": {"TlsPolicy": "OPTIONAL", "SendingPoolName": "ours"},
        "ReputationOptions": {"ReputationMetricsEnabled": False},
        "SendingOptions": {"SendingEnabled": True},
    }
    api = Api(
        get_configuration_set=shown,
        get_configuration_set_event_destinations={"EventDestinations": []},
        put_configuration_set_delivery_options={},
    )
    found = ConfigurationSet.read(api, "shop")
    want = {**found.fields, "TlsPolicy": "REQUIRE"}
    ConfigurationSet.update(api, found, want, Delta(compare(want, found.fields, ConfigurationSet.fields)))

    given = {"ConfigurationSetName": "shop", "TlsPolicy": "REQUIRE", "SendingPoolName": "ours"}
    assert api.calls[-1] == ("put_configuration_set_delivery_options", given)
