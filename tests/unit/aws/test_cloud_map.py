"""Namespaces: operations that go on after the call, repeats, and the VPC that only the hosted zone knows."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.servicediscovery.namespace import Namespace
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import FAILED, READY, WORKING, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api, refusal

TAGS = {STACK: "shop/test/us-east-1", ADDRESS: "discovery/main/namespace/main"}
WANT = {"Name": "shop-test", "Type": "HTTP", "Description": "Ours"}
PRIVATE = {"Name": "shop.internal", "Type": "DNS_PRIVATE", "Description": "", "Vpc": "vpc-1"}
ROW = {
    "Id": "ns-1",
    "Arn": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-1",
    "Name": "shop-test",
    "Type": "HTTP",
    "Description": "Ours",
}
ZONE = {"DnsProperties": {"HostedZoneId": "Z1", "SOA": {"TTL": 15}}}


def operation(status: str, **more: Any) -> dict[str, Any]:
    return {"Operation": {"Id": "op-1", "Status": status, "Targets": {"NAMESPACE": "ns-1"}, **more}}


@pytest.mark.behaviour("D27")
def test_a_namespace_is_ready_when_its_operation_succeeded_and_has_its_arn_only_then() -> None:
    api = Api(
        create_http_namespace={"OperationId": "op-1"},
        get_operation=[operation("PENDING"), operation("SUCCESS")],
        get_namespace={"Namespace": ROW},
    )

    made = Namespace.create(api, WANT, TAGS)
    assert api.operations() == ["create_http_namespace"]
    assert "Arn" not in made.fields
    assert Namespace.state(made)[0] == WORKING

    pending = Namespace.refresh(api, made)
    assert Namespace.state(pending) == (WORKING, "pending")

    ready = Namespace.refresh(api, pending)
    assert Namespace.state(ready)[0] == READY
    assert (ready.id, ready.fields["Arn"], ready.tags) == ("ns-1", ROW["Arn"], TAGS)
    assert not compare(WANT, ready.fields, Namespace.fields)


def test_nothing_is_left_to_change_after_creation() -> None:
    for want, call in ((WANT, "create_http_namespace"), (PRIVATE, "create_private_dns_namespace")):
        made = Namespace.create(Api(**{call: {"OperationId": "op-1"}}), want, TAGS)
        assert not compare(want, made.fields, Namespace.fields)


def test_a_repeated_creation_has_the_same_token_and_carries_the_tags() -> None:
    api = Api(create_private_dns_namespace={"OperationId": "op-1"})
    Namespace.create(api, PRIVATE, TAGS)
    Namespace.create(api, PRIVATE, TAGS)

    (first, second) = [arguments for _unused, arguments in api.calls]
    assert first == second
    assert len(first["CreatorRequestId"]) <= 64
    assert {"Key": STACK, "Value": "shop/test/us-east-1"} in first["Tags"]
    assert first["Vpc"] == "vpc-1"


def test_a_creation_under_way_since_another_run_is_joined() -> None:
    api = Api(
        create_http_namespace=refusal("DuplicateRequest"),
        list_namespaces=[{"Namespaces": []}, {"Namespaces": [ROW]}],
    )

    made = Namespace.create(api, WANT, TAGS)
    assert Namespace.state(made)[0] == WORKING
    assert Namespace.refresh(api, made) is None
    assert Namespace.refresh(api, made).id == "ns-1"


def test_an_operation_that_fails_says_why() -> None:
    api = Api(get_operation=operation("FAIL", ErrorCode="NAMESPACE_ALREADY_EXISTS", ErrorMessage="taken"))
    live = Namespace.refresh(api, Live("shop-test", dict(WANT), TAGS, {"operation": "op-1", "status": "SUBMITTED"}))
    assert Namespace.state(live) == (FAILED, "NAMESPACE_ALREADY_EXISTS: taken")


@pytest.mark.parametrize(
    ("row", "want", "call"),
    [
        (ROW, WANT, "update_http_namespace"),
        ({**ROW, "Type": "DNS_PRIVATE", "Properties": ZONE}, PRIVATE, "update_private_dns_namespace"),
    ],
)
def test_a_new_description_is_an_operation_too(row: dict[str, Any], want: dict[str, Any], call: str) -> None:
    api = Api(
        list_namespaces={"Namespaces": [row]},
        **{call: {"OperationId": "op-1"}},
        get_operation=operation("SUCCESS"),
        get_namespace={"Namespace": {**row, "Description": "New"}},
    )
    live = Namespace._live(row, TAGS)
    wanted = {**want, "Name": row["Name"], "Description": "New"}

    changed = Namespace.update(api, live, wanted, Delta(compare(wanted, live.fields, Namespace.fields)))
    assert api.calls == [(call, {"Id": "ns-1", "Namespace": {"Description": "New"}})]
    assert Namespace.state(changed)[0] == WORKING
    assert Namespace.state(Namespace.refresh(api, changed))[0] == READY


def test_deletion_is_over_when_the_namespace_is_gone() -> None:
    api = Api(
        delete_namespace={"OperationId": "op-2"},
        get_operation=[operation("SUBMITTED"), operation("SUCCESS")],
        get_namespace=refusal("NamespaceNotFound"),
    )
    live = Namespace._live(ROW, TAGS)

    Namespace.delete(api, live)
    assert Namespace.refresh(api, live) is not None
    assert Namespace.refresh(api, live) is None


def test_deletion_that_fails_afterwards_is_not_waited_for() -> None:
    api = Api(
        delete_namespace={"OperationId": "op-2"},
        get_operation=operation("FAIL", ErrorCode="RESOURCE_IN_USE", ErrorMessage="a service is in it"),
    )
    live = Namespace._live(ROW, TAGS)
    Namespace.delete(api, live)
    with pytest.raises(AwsError, match="a service is in it"):
        Namespace.refresh(api, live)


@pytest.mark.parametrize("code", ["NamespaceNotFound", "DuplicateRequest"])
def test_deleting_what_goes_already_is_success(code: str) -> None:
    api = Api(delete_namespace=refusal(code), get_namespace=refusal("NamespaceNotFound"))
    live = Namespace._live(ROW, TAGS)
    Namespace.delete(api, live)
    assert Namespace.refresh(api, live) is None


@pytest.mark.behaviour("D26")
def test_a_namespace_with_services_is_tried_again() -> None:
    assert "ResourceInUse" in Namespace.delete_retry
    with pytest.raises(AwsError):
        Namespace.delete(Api(delete_namespace=refusal("ResourceInUse")), Namespace._live(ROW, TAGS))


@pytest.mark.parametrize(
    ("zones", "found"),
    [
        ({"VPCs": [{"VPCId": "vpc-2"}, {"VPCId": "vpc-1"}]}, "vpc-1"),
        ({"VPCs": [{"VPCId": "vpc-2"}]}, "vpc-2"),
    ],
)
def test_the_vpc_is_asked_of_the_hosted_zone(zones: dict[str, Any], found: str) -> None:
    live = Namespace._live({**ROW, "Type": "DNS_PRIVATE", "Properties": ZONE}, TAGS)
    assert Namespace.read_late(Api(get_hosted_zone=zones), live, PRIVATE) == {"Vpc": found}


def test_an_http_namespace_has_no_vpc() -> None:
    assert Namespace.read_late(Api(), Namespace._live(ROW, TAGS), WANT) is None
    assert Namespace.validate({**WANT, "Vpc": "vpc-1"})
    assert Namespace.validate({**PRIVATE, "Vpc": None})
    assert not Namespace.validate(PRIVATE)
    assert not Namespace.validate(WANT)
