"""Amazon Cognito: what updates reset, what is refused, and what has to go before a pool."""

from __future__ import annotations

from typing import Any

import pytest

from . import stack
from .refusal import code


@pytest.fixture
def cognito(client):
    return client("cognito-idp")


def pool(cognito, **given: Any) -> dict[str, Any]:
    return cognito.create_user_pool(PoolName="shop", **given)["UserPool"]


def test_an_update_takes_back_what_it_leaves_out(cognito):
    made = pool(cognito, AutoVerifiedAttributes=["email"], UsernameAttributes=["email"], UserPoolTags={"a": "b"})
    cognito.update_user_pool(UserPoolId=made["Id"], DeletionProtection="ACTIVE")
    found = cognito.describe_user_pool(UserPoolId=made["Id"])["UserPool"]
    assert "AutoVerifiedAttributes" not in found
    assert (found["UsernameAttributes"], found["UserPoolTags"], found["Name"]) == (["email"], {"a": "b"}, "shop")
    assert found["DeletionProtection"] == "ACTIVE"


def test_a_protected_pool_stays(cognito):
    made = pool(cognito, DeletionProtection="ACTIVE")["Id"]
    assert code(cognito.delete_user_pool, UserPoolId=made) == "InvalidParameterException"
    cognito.update_user_pool(UserPoolId=made, DeletionProtection="INACTIVE")
    cognito.delete_user_pool(UserPoolId=made)
    assert code(cognito.describe_user_pool, UserPoolId=made) == "ResourceNotFoundException"


def test_a_domain_goes_before_its_pool(cognito):
    made = {"UserPoolId": pool(cognito)["Id"]}
    cognito.create_user_pool_domain(**made, Domain="shop")
    other = pool(cognito)["Id"]
    assert code(cognito.create_user_pool_domain, UserPoolId=other, Domain="shop") == "InvalidParameterException"
    assert cognito.describe_user_pool(**made)["UserPool"]["Domain"] == "shop"
    assert cognito.describe_user_pool_domain(Domain="shop")["DomainDescription"]["Status"] == "ACTIVE"
    assert code(cognito.delete_user_pool, **made) == "InvalidParameterException"
    cognito.delete_user_pool_domain(**made, Domain="shop")
    assert cognito.describe_user_pool_domain(Domain="shop")["DomainDescription"] == {}
    cognito.delete_user_pool(**made)


def test_factors_are_set_by_a_call_of_their_own_that_replaces_them(cognito):
    assert code(lambda: pool(cognito, MfaConfiguration="ON")) == "InvalidParameterException"
    made = {"UserPoolId": pool(cognito)["Id"]}
    token = {"SoftwareTokenMfaConfiguration": {"Enabled": True}}
    assert code(cognito.set_user_pool_mfa_config, **made, **token) == "InvalidParameterException"
    assert code(cognito.set_user_pool_mfa_config, **made, MfaConfiguration="ON") == "InvalidParameterException"
    cognito.set_user_pool_mfa_config(**made, **token, MfaConfiguration="OPTIONAL")
    assert cognito.describe_user_pool(**made)["UserPool"]["MfaConfiguration"] == "OPTIONAL"
    cognito.set_user_pool_mfa_config(**made)
    assert cognito.get_user_pool_mfa_config(**made)["MfaConfiguration"] == "OFF"


def test_attributes_are_only_added(cognito):
    made = pool(cognito, Schema=[{"Name": "team", "AttributeDataType": "String"}])
    more = [{"Name": "team", "AttributeDataType": "Number"}]
    assert (
        code(cognito.add_custom_attributes, UserPoolId=made["Id"], CustomAttributes=more) == "InvalidParameterException"
    )
    cognito.add_custom_attributes(UserPoolId=made["Id"], CustomAttributes=[{**more[0], "Name": "age"}])
    found = cognito.describe_user_pool(UserPoolId=made["Id"])["UserPool"]["SchemaAttributes"]
    assert [item["Name"] for item in found if ":" in item["Name"]] == ["custom:team", "custom:age"]


def test_a_client_keeps_its_secret_and_little_else(cognito):
    made = {"UserPoolId": pool(cognito)["Id"]}
    flows = {"AllowedOAuthFlows": ["code", "client_credentials"], "CallbackURLs": ["https://example.com"]}
    assert code(cognito.create_user_pool_client, **made, ClientName="web", **flows) == "InvalidParameterException"
    first = cognito.create_user_pool_client(
        **made,
        ClientName="web",
        GenerateSecret=True,
        RefreshTokenValidity=1,
        **{**flows, "AllowedOAuthFlows": ["code"]},
    )["UserPoolClient"]
    found = cognito.update_user_pool_client(**made, ClientId=first["ClientId"])["UserPoolClient"]
    assert (found["ClientSecret"], found["ClientName"]) == (first["ClientSecret"], "web")
    assert (found["RefreshTokenValidity"], found.get("CallbackURLs")) == (30, None)
    cognito.delete_user_pool_client(**made, ClientId=first["ClientId"])
    assert cognito.list_user_pool_clients(**made)["UserPoolClients"] == []


def test_groups(cognito):
    made = {"UserPoolId": pool(cognito)["Id"], "GroupName": "ADMIN"}
    cognito.create_group(**made, Precedence=1)
    assert code(cognito.create_group, **made) == "GroupExistsException"
    cognito.update_group(**made, Description="All rights")
    assert cognito.get_group(**made)["Group"]["Precedence"] == 1
    cognito.delete_group(**made)
    assert code(cognito.get_group, **made) == "ResourceNotFoundException"


def test_a_listener_asks_for_a_client_with_a_secret(client, cognito, elb, web):
    made, certificate = pool(cognito), stack.certificate(client)

    def listen(secret: bool, **more: Any) -> dict[str, Any]:
        app = cognito.create_user_pool_client(UserPoolId=made["Id"], ClientName="web", GenerateSecret=secret)
        config = {
            "UserPoolArn": made["Arn"],
            "UserPoolClientId": app["UserPoolClient"]["ClientId"],
            "UserPoolDomain": "shop",
        }
        return elb.create_listener(
            LoadBalancerArn=web[0],
            Protocol="HTTPS",
            Port=443,
            Certificates=[{"CertificateArn": certificate}],
            DefaultActions=[
                {"Type": "authenticate-cognito", "Order": 1, "AuthenticateCognitoConfig": {**config, **more}},
                {"Type": "forward", "Order": 2, "TargetGroupArn": web[1]},
            ],
        )["Listeners"][0]

    assert code(lambda: listen(False)) == "InvalidLoadBalancerAction"
    assert code(lambda: listen(True, UserPoolClientId="none")) == "InvalidLoadBalancerAction"
    assert listen(True)["DefaultActions"][0]["AuthenticateCognitoConfig"]["SessionTimeout"] == 604800
