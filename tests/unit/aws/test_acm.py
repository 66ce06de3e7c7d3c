"""Certificates: what becomes of them, and records that ACM shows late."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.acm.certificate import Certificate
from ansible_collections.slipway.aws.plugins.module_utils.aws.route53.certificate_validation import (
    CertificateValidation,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api

ARN = "arn:aws:acm:us-east-1:123456789012:certificate/1"
TAGS = {STACK: "shop/test/us-east-1", ADDRESS: "certificate/main/certificate/main"}
WANT = {"DomainName": "shop.example.com", "SubjectAlternativeNames": ["*.shop.example.com"], "KeyAlgorithm": "RSA_2048"}
RECORD = {"Name": "_a.shop.example.com.", "Type": "CNAME", "Value": "_b.acm-validations.aws."}


def described(status: str = "PENDING_VALIDATION", records: bool = True, **more: Any) -> dict[str, Any]:
    names = ["shop.example.com", "*.shop.example.com"]
    options = [
        {"DomainName": name, "ValidationStatus": "PENDING_VALIDATION"} | ({"ResourceRecord": RECORD} if records else {})
        for name in names
    ]
    return {
        "Certificate": {
            "CertificateArn": ARN,
            "DomainName": names[0],
            "SubjectAlternativeNames": names,
            "KeyAlgorithm": "RSA-2048",
            "Status": status,
            "DomainValidationOptions": options,
            **more,
        }
    }


@pytest.mark.behaviour("C13")
def test_creation_waits_until_the_records_are_shown() -> None:
    api = Api(
        request_certificate={"CertificateArn": ARN}, describe_certificate=[described(records=False)] * 3 + [described()]
    )

    live = Certificate.create(api, WANT, TAGS)

    assert live.fields["ValidationRecords"] == [RECORD]
    assert api.operations().count("request_certificate") == 1


def test_creation_gives_up_when_the_records_never_come() -> None:
    api = Api(request_certificate={"CertificateArn": ARN}, describe_certificate=described(records=False))

    with pytest.raises(SlipwayError, match="run again to go on"):
        Certificate.create(api, WANT, TAGS)


@pytest.mark.behaviour("C17")
def test_a_repeated_request_carries_the_same_token() -> None:
    api = Api(request_certificate={"CertificateArn": ARN}, describe_certificate=described())

    for want in (WANT, WANT, {**WANT, "DomainName": "other.example.com"}):
        Certificate.create(api, want, TAGS)
    tokens = [arguments["IdempotencyToken"] for operation, arguments in api.calls if operation == "request_certificate"]

    assert tokens[0] == tokens[1] != tokens[2]
    assert all(len(token) == 32 and token.isalnum() for token in tokens)


def test_what_was_asked_for_is_what_aws_answers() -> None:
    live = Certificate._live(described()["Certificate"], TAGS)

    assert compare(WANT, live.fields, Certificate.fields) == []


@pytest.mark.parametrize(
    ("status", "state", "usable"),
    [
        ("PENDING_VALIDATION", "working", True),
        ("ISSUED", "ready", True),
        ("VALIDATION_TIMED_OUT", "failed", False),
        ("FAILED", "failed", False),
        ("EXPIRED", "failed", False),
        ("REVOKED", "failed", False),
    ],
)
def test_a_dead_certificate_asks_for_another(status: str, state: str, usable: bool) -> None:
    live = Certificate._live(described(status)["Certificate"], TAGS)

    assert Certificate.state(live)[0] == state
    assert [change.replaces for change in compare(WANT, live.fields, Certificate.fields)] == ([] if usable else [True])


def test_waiting_says_for_which_names() -> None:
    live = Certificate._live(described()["Certificate"], TAGS)

    assert Certificate.state(live)[1] == "waiting for DNS validation of *.shop.example.com, shop.example.com"


def scope(**more: Any) -> Scope:
    return Scope(["shop/test/us-east-1"], "shop-test", [WANT], False, {}, **more)


def test_the_tagging_index_spares_the_listing() -> None:
    rows = {"ResourceTagMappingList": [{"ResourceARN": ARN, "Tags": [{"Key": STACK, "Value": "shop/test/us-east-1"}]}]}
    api = Api(get_resources=rows, describe_certificate=described("ISSUED"))

    (live,) = Certificate.observe(api, scope())

    assert live.tags == {STACK: "shop/test/us-east-1"}
    assert api.operations() == ["get_resources", "describe_certificate"]


def test_an_index_that_lags_hides_nothing() -> None:
    listed = [
        {"CertificateArn": ARN, "DomainName": "shop.example.com"},
        {"CertificateArn": "other", "DomainName": "example.org"},
    ]
    api = Api(
        get_resources={"ResourceTagMappingList": []},
        list_certificates={"CertificateSummaryList": listed},
        list_tags_for_certificate={"Tags": [{"Key": STACK, "Value": "shop/test/us-east-1"}]},
        describe_certificate=described("ISSUED"),
    )

    (live,) = Certificate.observe(api, scope())

    assert (live.id, live.tags) == (ARN, {STACK: "shop/test/us-east-1"})


@pytest.mark.behaviour("C15")
def test_the_last_stack_takes_the_validation_record_with_it() -> None:
    def registry(mark: str, stack: str) -> dict[str, Any]:
        text = f'"heritage=slipway {STACK}={stack} {ADDRESS}=certificate/main/certificate_validation/main"'
        return {
            "Name": f"_slipway-cname-{mark}._a.shop.example.com",
            "Type": "TXT",
            "ResourceRecords": [{"Value": text}],
        }

    record = {"Name": "_a.shop.example.com", "Type": "CNAME", "ResourceRecords": [{"Value": "_b.acm-validations.aws."}]}
    both = {("_a.shop.example.com", "CNAME"): record}
    both |= {
        (row["Name"], "TXT"): row
        for row in (registry("1", "shop/test/us-east-1"), registry("2", "shop/prod/us-east-1"))
    }
    alone = {key: row for key, row in both.items() if "-2." not in key[0]}

    for rows, types in ((both, ["TXT"]), (alone, ["CNAME", "TXT"])):
        live = next(
            live for live in CertificateValidation._of_zone("Z1", rows) if live.tags[STACK] == "shop/test/us-east-1"
        )
        api = Api(change_resource_record_sets={"ChangeInfo": {}})
        CertificateValidation.delete(api, live)
        changes = api.calls[0][1]["ChangeBatch"]["Changes"]

        assert [change["ResourceRecordSet"]["Type"] for change in changes] == types
        assert {change["Action"] for change in changes} == {"DELETE"}
