"""IAM: trust policies, service-linked roles, AWS managed policies, account details in pages."""

from __future__ import annotations

import functools
import json

import pytest
from botocore.exceptions import ClientError

from . import stack
from .refusal import code


@pytest.fixture
def iam(client):
    return client("iam")


def trust(**changes):
    statement = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}
    statement = {name: value for name, value in {**statement, **changes}.items() if value is not None}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


@pytest.mark.parametrize(
    "document",
    [
        "not json",
        "{}",
        trust(Effect="Maybe"),
        trust(Principal=None),
        trust(Principal={"Service": "ecs"}),
        trust(Principal={"AWS": "arn:aws:iam::123456789012:role/missing"}),
        trust(Principal={"Robot": "x"}),
        trust(Action="s3:GetObject"),
        trust(Action=None),
        trust(Resource="*"),
    ],
)
def test_trust_policies_that_are_refused(client, iam, document):
    assert code(iam.create_role, RoleName="x", AssumeRolePolicyDocument=document) == "MalformedPolicyDocument"
    stack.role(client)
    assert (
        code(iam.update_assume_role_policy, RoleName=stack.EXECUTION_ROLE, PolicyDocument=document)
        == "MalformedPolicyDocument"
    )


def test_roles_of_all_accounts_can_be_trusted(client, iam):
    arn = stack.role(client)
    for name, principal in (("a", arn), ("b", "123456789012"), ("c", "arn:aws:iam::999999999999:root")):
        iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(Principal={"AWS": principal}))


@pytest.mark.behaviour("A10")
def test_update_role_keeps_what_it_is_not_given(client, iam):
    stack.role(client)
    iam.update_role(RoleName=stack.EXECUTION_ROLE, Description="text", MaxSessionDuration=7200)
    iam.update_role(RoleName=stack.EXECUTION_ROLE, MaxSessionDuration=3600)
    role = iam.get_role(RoleName=stack.EXECUTION_ROLE)["Role"]
    assert (role["Description"], role["MaxSessionDuration"]) == ("text", 3600)


@pytest.mark.parametrize(
    ("service", "name"),
    [
        ("ecs.amazonaws.com", "AWSServiceRoleForECS"),
        ("rds.amazonaws.com", "AWSServiceRoleForRDS"),
        ("elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"),
        (
            "ecs.application-autoscaling.amazonaws.com",
            "AWSServiceRoleForApplicationAutoScaling_ECSService",
        ),
    ],
)
def test_service_linked_roles(iam, service, name):
    role = iam.create_service_linked_role(AWSServiceName=service)["Role"]
    assert role["RoleName"] == name
    assert role["Path"] == f"/aws-service-role/{service}/"
    assert role["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": service}
    assert code(iam.create_service_linked_role, AWSServiceName=service) == "InvalidInput"
    assert code(iam.delete_role, RoleName=name) == "UnmodifiableEntity"
    iam.delete_service_linked_role(RoleName=name)
    assert code(iam.get_role, RoleName=name) == "NoSuchEntity"


def test_unknown_service_has_no_linked_role(iam):
    assert code(iam.create_service_linked_role, AWSServiceName="nope.amazonaws.com") == "NoSuchEntity"


def test_aws_managed_policies_can_be_attached(client, iam):
    stack.role(client)
    arn = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    iam.attach_role_policy(RoleName=stack.EXECUTION_ROLE, PolicyArn=arn)
    attached = iam.list_attached_role_policies(RoleName=stack.EXECUTION_ROLE)["AttachedPolicies"]
    assert [policy["PolicyArn"] for policy in attached] == [arn]
    version = iam.get_policy_version(
        PolicyArn=arn, VersionId=iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    )
    assert "ecr:BatchGetImage" in json.dumps(version["PolicyVersion"]["Document"])
    assert (
        code(iam.attach_role_policy, RoleName=stack.EXECUTION_ROLE, PolicyArn="arn:aws:iam::aws:policy/Nope")
        == "NoSuchEntity"
    )


@pytest.mark.behaviour("A11")
def test_role_with_policies_is_not_deleted(client, iam):
    stack.role(client)
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    iam.put_role_policy(RoleName=stack.EXECUTION_ROLE, PolicyName="x", PolicyDocument=json.dumps(document))
    assert code(iam.delete_role, RoleName=stack.EXECUTION_ROLE) == "DeleteConflict"
    iam.delete_role_policy(RoleName=stack.EXECUTION_ROLE, PolicyName="x")
    iam.delete_role(RoleName=stack.EXECUTION_ROLE)


def test_account_details_in_pages(client, iam):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    for number in range(7):
        stack.role(client, f"role-{number}")
    iam.put_role_policy(RoleName="role-0", PolicyName="inline", PolicyDocument=json.dumps(document))
    iam.create_policy(PolicyName="own", PolicyDocument=json.dumps(document))
    aws = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    iam.attach_role_policy(RoleName="role-0", PolicyArn=aws)
    pages = list(iam.get_paginator("get_account_authorization_details").paginate(PaginationConfig={"PageSize": 3}))
    assert len(pages) == 3
    roles = [role for page in pages for role in page["RoleDetailList"]]
    assert [role["RoleName"] for role in roles] == [f"role-{number}" for number in range(7)]
    assert roles[0]["RolePolicyList"][0]["PolicyDocument"] == document
    assert roles[0]["AttachedManagedPolicies"][0]["PolicyArn"] == aws
    names = [policy["PolicyName"] for page in pages for policy in page["Policies"]]
    assert names == ["own", "ReadOnlyAccess"]
    only = iam.get_account_authorization_details(Filter=["LocalManagedPolicy"])
    assert only["RoleDetailList"] == []
    assert [policy["PolicyName"] for policy in only["Policies"]] == ["own"]


def policy(size: int) -> str:
    """A policy document of so many characters, besides white space."""
    statement = {"Sid": "", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    short = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, separators=(",", ":"))
    statement["Sid"] = "x" * (size - len(short))
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def refused(call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_the_inline_policies_of_a_role_have_a_length_together(client, iam):
    stack.role(client)
    put = functools.partial(iam.put_role_policy, RoleName=stack.EXECUTION_ROLE)
    put(PolicyName="a", PolicyDocument=policy(6000))
    message = f"Maximum policy size of 10240 bytes exceeded for role {stack.EXECUTION_ROLE}"
    assert refused(put, PolicyName="b", PolicyDocument=policy(4241)) == ("LimitExceeded", message)
    put(PolicyName="b", PolicyDocument=policy(4240))
    put(PolicyName="a", PolicyDocument=policy(6000))


def test_managed_and_trust_policies_have_a_length(iam):
    made = iam.create_policy(PolicyName="own", PolicyDocument=policy(6144))["Policy"]["Arn"]
    expected = ("LimitExceeded", "Cannot exceed quota for PolicySize: 6144")
    assert refused(iam.create_policy, PolicyName="long", PolicyDocument=policy(6145)) == expected
    assert refused(iam.create_policy_version, PolicyArn=made, PolicyDocument=policy(6145)) == expected
    long = trust(Sid="x" * 2048)
    expected = ("LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048")
    assert refused(iam.create_role, RoleName="app", AssumeRolePolicyDocument=long) == expected


def test_a_role_has_ten_managed_policies(client, iam):
    stack.role(client)
    arns = [
        iam.create_policy(PolicyName=f"own-{number}", PolicyDocument=policy(200))["Policy"]["Arn"]
        for number in range(11)
    ]
    for arn in arns[:10]:
        iam.attach_role_policy(RoleName=stack.EXECUTION_ROLE, PolicyArn=arn)
    expected = ("LimitExceeded", "Cannot exceed quota for PoliciesPerRole: 10")
    assert refused(iam.attach_role_policy, RoleName=stack.EXECUTION_ROLE, PolicyArn=arns[10]) == expected
    iam.attach_role_policy(RoleName=stack.EXECUTION_ROLE, PolicyArn=arns[0])
