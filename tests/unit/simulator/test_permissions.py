"""What calls require, and what the policies of users and roles let through."""

from __future__ import annotations

import ast
import functools
import json
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from simulator.core import discovery
from simulator.core.permissions import reference
from tools.checkout import ROOT

ACCOUNT, OTHER = "123456789012", "210987654321"
TABLES = {data.name: data.permissions for data in discovery.services().values() if data.permissions}
STACK = [{"Key": "slipway:stack", "Value": "shop/test/us-east-1"}]
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
TASK_TRUST = {"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@pytest.fixture
def noted(simulator) -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the last call required."""
    simulator.request("POST", "permissions", {"note": True})
    yield lambda: simulator.calls()[-1]["requires"]
    simulator.request("POST", "permissions", {"note": False})


@pytest.fixture
def user(simulator) -> Iterator[Callable[..., Callable[..., Any]]]:
    """`user(statement, …)`: clients of a user who may do that and nothing else, with permissions enforced."""

    def made(*statements: dict[str, Any]) -> Callable[..., Any]:
        iam = simulator.client("iam")
        iam.create_user(UserName="operator")
        iam.put_user_policy(UserName="operator", PolicyName="policy", PolicyDocument=document(*statements))
        key = iam.create_access_key(UserName="operator")["AccessKey"]["AccessKeyId"]
        return functools.partial(simulator.client, key=key)

    simulator.request("POST", "permissions", {"enforce": True})
    yield made
    simulator.request("POST", "permissions", {"enforce": False})


def refused(call: Callable[..., Any], **arguments: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def pairs(needs: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(need["action"], need["resource"]) for need in needs]


# -- the tables --------------------------------------------------------------------------------------------------------


def operations() -> list[tuple[str, str, str]]:
    """The calls that a family of the collection can make: (family, service, operation) for each service that it names."""
    found = []
    session = boto3.Session()
    methods = {
        service: {xform_name(name): name for name in session._session.get_service_model(service).operation_names}
        for service in session.get_available_services()
        if service in TABLES
    }
    shared = ROOT / "plugins" / "module_utils"
    for folder in sorted(path for layer in ("aws", "steps") for path in (shared / layer).iterdir() if path.is_dir()):
        nodes = [node for path in folder.glob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
        words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        names = words | {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        found += [
            (folder.name, service, methods[service][name])
            for service in sorted(words & set(methods))
            for name in sorted(names & set(methods[service]))
        ]
    return found


def test_every_call_of_the_collection_has_its_actions():
    found = operations()
    assert len(found) > 250
    missing = []
    for path, service, operation in found:
        table = TABLES[service]
        if operation not in table.free:
            names = table.actions.get(operation, operation).split()
            missing += [(path, service, name) for name in names if not reference.action(f"{table.prefix}:{name}")]
    assert missing == []


def test_the_tables_name_what_the_reference_has():
    for service, table in TABLES.items():
        for kind, texts in table.found.items():
            assert len(texts) == len(reference.resource(table.prefix, kind).variables), (service, kind)
        for kinds in [*table.kinds.values(), *table.makes.values()]:
            for kind in kinds.split():
                reference.resource(table.prefix, kind)
        for more in (more for entries in table.more.values() for more in entries):
            assert reference.action(more.action), more
        if table.tagging:
            assert reference.action(f"{table.prefix}:{table.tagging}")
        paths = [path for texts in table.found.values() for text in texts for path in text.split()]
        paths += [more.path for entries in table.more.values() for more in entries]
        paths += [path for entries in table.passes.values() for path, _service in entries]
        paths += [*table.keys.values(), *table.list_keys.values()]
        assert {name for path in paths for name in path.split() if name.startswith("#")} == set(table.facts), service


# -- what calls require ------------------------------------------------------------------------------------------------


def test_what_is_made_has_the_tags_of_the_request_and_needs_the_right_to_tag(simulator, noted):
    tags = [{"ResourceType": "vpc", "Tags": STACK}]
    simulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tags)
    arn = f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/*"
    made = {"aws:RequestTag/slipway:stack": "shop/test/us-east-1", "aws:TagKeys": ["slipway:stack"]}
    assert noted() == [
        {"action": "ec2:CreateVpc", "resource": arn, "conditions": made},
        {"action": "ec2:CreateTags", "resource": arn, "conditions": {**made, "ec2:CreateAction": "CreateVpc"}},
    ]


def test_a_resource_has_its_own_tags(simulator, noted):
    ec2 = simulator.client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=[{"ResourceType": "vpc", "Tags": STACK}])["Vpc"]
    ec2.create_subnet(VpcId=vpc["VpcId"], CidrBlock="10.0.0.0/24")
    assert noted() == [
        {"action": "ec2:CreateSubnet", "resource": f"arn:aws:ec2:us-east-1:{ACCOUNT}:subnet/*", "conditions": {}},
        {
            "action": "ec2:CreateSubnet",
            "resource": f"arn:aws:ec2:us-east-1:{ACCOUNT}:vpc/{vpc['VpcId']}",
            "conditions": {"aws:ResourceTag/slipway:stack": "shop/test/us-east-1"},
        },
    ]


def test_passing_a_role_is_a_need_of_its_own(simulator, noted):
    role = simulator.client("iam").create_role(
        RoleName="task", Path="/shop/", AssumeRolePolicyDocument=document(TASK_TRUST)
    )["Role"]["Arn"]
    simulator.client("ecs").register_task_definition(
        family="shop-api",
        taskRoleArn=role,
        containerDefinitions=[
            {"name": "app", "image": "nginx", "memory": 128, "environment": [{"name": "A", "value": "hidden"}]}
        ],
    )
    assert [pair for pair in pairs(noted()) if pair[0].startswith("iam")] == [("iam:PassRole", role)]
    assert noted()[-1]["conditions"] == {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    assert "hidden" not in json.dumps(noted())


@pytest.mark.parametrize(
    ("service", "method", "arguments", "needs"),
    [
        ("s3", "list_objects_v2", {"Bucket": "shop"}, [("s3:ListBucket", "arn:aws:s3:::shop")]),
        ("s3", "head_bucket", {"Bucket": "shop"}, [("s3:ListBucket", "arn:aws:s3:::shop")]),
        (
            "s3",
            "delete_objects",
            {"Bucket": "shop", "Delete": {"Objects": [{"Key": "a"}, {"Key": "b", "VersionId": "null"}]}},
            [
                ("s3:DeleteObject", "arn:aws:s3:::shop/a"),
                ("s3:DeleteObject", "arn:aws:s3:::shop/b"),
                ("s3:DeleteObjectVersion", "arn:aws:s3:::shop/b"),
            ],
        ),
        (
            "s3",
            "copy_object",
            {"Bucket": "shop", "Key": "new", "CopySource": {"Bucket": "other", "Key": "old"}},
            [
                ("s3:PutObject", "arn:aws:s3:::shop/new"),
                ("s3:GetObject", "arn:aws:s3:::other/old"),
            ],
        ),
        (
            "budgets",
            "describe_budget",
            {"AccountId": ACCOUNT, "BudgetName": "shop"},
            [("budgets:ViewBudget", f"arn:aws:budgets::{ACCOUNT}:budget/shop")],
        ),
        (
            "ssm",
            "get_parameters",
            {"Names": ["/shop/a"]},
            [("ssm:GetParameters", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/shop/a")],
        ),
        (
            "logs",
            "put_retention_policy",
            {"logGroupName": "/ecs/shop", "retentionInDays": 7},
            [("logs:PutRetentionPolicy", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/ecs/shop")],
        ),
        (
            "ecs",
            "describe_services",
            {"cluster": "shop", "services": ["api"]},
            [("ecs:DescribeServices", f"arn:aws:ecs:us-east-1:{ACCOUNT}:service/shop/api")],
        ),
        ("ecs", "list_clusters", {}, [("ecs:ListClusters", "*")]),
        ("rds", "describe_db_instances", {}, [("rds:DescribeDBInstances", f"arn:aws:rds:us-east-1:{ACCOUNT}:db:*")]),
        ("ecr", "get_authorization_token", {}, [("ecr:GetAuthorizationToken", "*")]),
        ("resourcegroupstaggingapi", "get_resources", {}, [("tag:GetResources", "*")]),
        (
            "iam",
            "create_service_linked_role",
            {"AWSServiceName": "ecs.amazonaws.com"},
            [
                (
                    "iam:CreateServiceLinkedRole",
                    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/*",
                )
            ],
        ),
        (
            "iam",
            "create_policy",
            {
                "PolicyName": "api-2",
                "Path": "/slipway/",
                "PolicyDocument": '{"Version": "2012-10-17", "Statement": []}',
                "Tags": [{"Key": "a", "Value": "b"}],
            },
            [
                ("iam:CreatePolicy", f"arn:aws:iam::{ACCOUNT}:policy/slipway/api-2"),
                ("iam:TagPolicy", f"arn:aws:iam::{ACCOUNT}:policy/slipway/api-2"),
            ],
        ),
        ("sts", "get_caller_identity", {}, []),
    ],
)
def test_requirements(simulator, noted, service, method, arguments, needs):
    try:
        getattr(simulator.client(service), method)(**arguments)
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] < 500
    assert pairs(noted()) == needs


def test_records_are_named_in_the_context(simulator, noted):
    client = simulator.client("route53")
    zone = client.create_hosted_zone(Name="example.org", CallerReference="1")["HostedZone"]["Id"]
    changes = [
        {
            "Action": "UPSERT",
            "ResourceRecordSet": {"Name": name, "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"x"'}]},
        }
        for name in ("Shop.example.org.", "*.shop.example.org")
    ]
    client.change_resource_record_sets(HostedZoneId=zone, ChangeBatch={"Changes": changes})
    assert noted() == [
        {
            "action": "route53:ChangeResourceRecordSets",
            "resource": f"arn:aws:route53:::{zone.strip('/')}",
            "conditions": {
                "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["\\052.shop.example.org", "shop.example.org"]
            },
        }
    ]


def test_an_alias_stands_for_its_key(simulator, noted):
    kms = simulator.client("kms")
    key = kms.create_key()["KeyMetadata"]
    kms.create_alias(AliasName="alias/shop", TargetKeyId=key["KeyId"])
    assert pairs(noted()) == [
        ("kms:CreateAlias", f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/shop"),
        ("kms:CreateAlias", key["Arn"]),
    ]
    kms.describe_key(KeyId="alias/shop")
    assert pairs(noted()) == [("kms:DescribeKey", key["Arn"])]
    simulator.client("secretsmanager").create_secret(Name="shop", SecretString="hidden", KmsKeyId="alias/shop")
    assert pairs(noted())[1:] == [("kms:GenerateDataKey", key["Arn"]), ("kms:Decrypt", key["Arn"])]
    assert noted()[1]["conditions"] == {"kms:ViaService": "secretsmanager.us-east-1.amazonaws.com"}
    assert "hidden" not in json.dumps(simulator.calls())


def test_an_operation_without_a_table_fails_loudly(simulator, noted):
    code, message = refused(simulator.client("dynamodb").list_tables)
    assert code == "NotImplemented"
    assert "dynamodb ListTables" in message


def test_nothing_is_noted_unasked(simulator):
    simulator.client("ecs").list_clusters()
    assert "requires" not in simulator.calls()[-1]


# -- what policies let through -----------------------------------------------------------------------------------------


def test_a_user_may_do_what_the_policy_says_and_nothing_else(user):
    client = user({"Effect": "Allow", "Action": "ecs:List*", "Resource": "*"})
    client("ecs").list_clusters()
    code, message = refused(client("ecs").create_cluster, clusterName="shop")
    assert code == "AccessDeniedException"
    assert message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/operator is not authorized to perform: ecs:CreateCluster on resource: "
        f"arn:aws:ecs:us-east-1:{ACCOUNT}:cluster/shop because no identity-based policy allows the ecs:CreateCluster action"
    )


def test_keys_that_nobody_made_may_do_everything(simulator, user):
    simulator.client("ecs").create_cluster(clusterName="shop")


def test_deny_wins(user):
    client = user(
        EVERYTHING, {"Effect": "Deny", "Action": "ecs:CreateCluster", "Resource": "arn:aws:ecs:*:*:cluster/prod-*"}
    )
    client("ecs").create_cluster(clusterName="test-shop")
    assert "with an explicit deny" in refused(client("ecs").create_cluster, clusterName="prod-shop")[1]


def test_not_action_and_not_resource(user):
    client = user(
        {"Effect": "Allow", "NotAction": "iam:*", "NotResource": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:prod*"}
    )
    client("logs").create_log_group(logGroupName="test")
    refused(client("logs").create_log_group, logGroupName="prod")
    refused(client("iam").list_roles)


def test_the_wrong_region(user):
    here = {"StringEquals": {"aws:RequestedRegion": "eu-central-1"}}
    client = user({**EVERYTHING, "Condition": here})
    client("ec2", "eu-central-1").describe_vpcs()
    code, message = refused(client("ec2").describe_vpcs)
    assert code == "UnauthorizedOperation"
    assert message.startswith("You are not authorized to perform this operation. User: ")


def test_tags_of_requests_and_of_resources(user):
    own = "shop/test/us-east-1"
    client = user(
        {
            "Effect": "Allow",
            "Action": ["ec2:CreateVpc", "ec2:CreateTags"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:RequestTag/slipway:stack": own},
                "ForAllValues:StringLike": {"aws:TagKeys": ["slipway:*", "Name"]},
            },
        },
        {
            "Effect": "Allow",
            "Action": "ec2:DeleteVpc",
            "Resource": "*",
            "Condition": {"StringEquals": {"ec2:ResourceTag/slipway:stack": own}},
        },
    )
    ec2 = client("ec2")

    def create(*tags: dict[str, str]) -> dict[str, Any]:
        return {"CidrBlock": "10.0.0.0/16", "TagSpecifications": [{"ResourceType": "vpc", "Tags": list(tags)}]}

    mine = ec2.create_vpc(**create(*STACK))["Vpc"]["VpcId"]
    assert refused(ec2.create_vpc, CidrBlock="10.0.0.0/16")[0] == "UnauthorizedOperation"
    assert refused(ec2.create_vpc, **create(*STACK, {"Key": "other", "Value": "x"}))[0] == "UnauthorizedOperation"
    ec2.delete_vpc(VpcId=mine)


def test_what_another_stack_owns_stays(simulator, user):
    client = user(
        {
            "Effect": "Allow",
            "Action": "ec2:DeleteVpc",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/slipway:stack": "shop/test/us-east-1"}},
        }
    )
    theirs = simulator.client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    code, message = refused(client("ec2").delete_vpc, VpcId=theirs)
    assert code == "UnauthorizedOperation"
    assert "ec2:DeleteVpc" in message


def test_a_role_is_passed_to_the_named_service_only(simulator, user):
    role = simulator.client("iam").create_role(RoleName="task", AssumeRolePolicyDocument=document(TASK_TRUST))["Role"][
        "Arn"
    ]

    def passing(service: str, name: str) -> dict[str, Any]:
        return {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::{ACCOUNT}:role/{name}",
            "Condition": {"StringEquals": {"iam:PassedToService": service}},
        }

    register = {
        "family": "shop",
        "taskRoleArn": role,
        "containerDefinitions": [{"name": "app", "image": "nginx", "memory": 128}],
    }
    client = user({"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, passing("lambda.amazonaws.com", "task"))
    code, message = refused(client("ecs").register_task_definition, **register)
    assert code == "AccessDeniedException"
    assert f"iam:PassRole on resource: {role}" in message
    policy = document({"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}, passing("ecs-tasks.amazonaws.com", "t*"))
    simulator.client("iam").put_user_policy(UserName="operator", PolicyName="policy", PolicyDocument=policy)
    client("ecs").register_task_definition(**register)


@pytest.mark.parametrize(
    ("service", "method", "arguments", "code"),
    [
        ("sns", "list_topics", {}, "AuthorizationError"),
        ("s3", "list_buckets", {}, "AccessDenied"),
        ("rds", "describe_db_instances", {}, "AccessDenied"),
        ("elbv2", "describe_load_balancers", {}, "AccessDenied"),
        ("logs", "describe_log_groups", {}, "AccessDeniedException"),
        ("cloudfront", "list_distributions", {}, "AccessDenied"),
        ("efs", "describe_file_systems", {}, "AccessDeniedException"),
    ],
)
def test_each_service_refuses_in_its_own_words(user, service, method, arguments, code):
    client = user({"Effect": "Allow", "Action": "sts:*", "Resource": "*"})
    assert refused(getattr(client(service), method), **arguments)[0] == code


def test_managed_policies_groups_and_boundaries(simulator, user):
    client = user({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
    iam = simulator.client("iam")
    policy = iam.create_policy(PolicyName="clusters", PolicyDocument=document({**EVERYTHING, "Action": "ecs:*"}))[
        "Policy"
    ]["Arn"]
    limit = iam.create_policy(PolicyName="limit", PolicyDocument=document({**EVERYTHING, "Action": "ecs:List*"}))[
        "Policy"
    ]["Arn"]
    refused(client("ecs").list_clusters)
    iam.create_group(GroupName="operators")
    iam.attach_group_policy(GroupName="operators", PolicyArn=policy)
    iam.add_user_to_group(GroupName="operators", UserName="operator")
    client("ecs").list_clusters()
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="limited", AssumeRolePolicyDocument=document(trust), PermissionsBoundary=limit)[
        "Role"
    ]["Arn"]
    iam.attach_role_policy(RoleName="limited", PolicyArn=policy)
    session = assume(client, role)
    session("ecs").list_clusters()
    assert "no permissions boundary allows" in refused(session("ecs").create_cluster, clusterName="shop")[1]


def assume(client: Callable[..., Any], role: str, **more: Any) -> Callable[..., Any]:
    given = client("sts").assume_role(RoleArn=role, RoleSessionName="test", **more)["Credentials"]
    return functools.partial(client, key=given["AccessKeyId"], token=given["SessionToken"])


def test_a_role_of_another_account(simulator, user):
    """The identity may assume it, and it trusts the identity with the external id."""
    client = user({"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": f"arn:aws:iam::{OTHER}:role/dns"})
    there = assume(simulator.client, f"arn:aws:iam::{OTHER}:role/nobody-made")
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}},
    }
    for name in ("dns", "other"):
        there("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))
    there("iam").put_role_policy(
        RoleName="dns", PolicyName="p", PolicyDocument=document({**EVERYTHING, "Action": "route53:List*"})
    )
    sts = client("sts")
    assert (
        refused(sts.assume_role, RoleArn=f"arn:aws:iam::{OTHER}:role/dns", RoleSessionName="test")[0] == "AccessDenied"
    )
    assert (
        refused(
            sts.assume_role, RoleArn=f"arn:aws:iam::{OTHER}:role/other", RoleSessionName="test", ExternalId="agreed"
        )[0]
        == "AccessDenied"
    )
    session = assume(client, f"arn:aws:iam::{OTHER}:role/dns", ExternalId="agreed")
    session("route53").list_hosted_zones()
    code, message = refused(session("route53").create_hosted_zone, Name="example.org", CallerReference="1")
    assert code == "AccessDenied"
    assert f"arn:aws:sts::{OTHER}:assumed-role/dns/test" in message


def test_the_switches(simulator):
    assert simulator.request("GET", "permissions") == {"enforce": False, "note": False}
    assert simulator.request("POST", "permissions", {"note": True}) == {"enforce": False, "note": True}
    assert simulator.request("POST", "permissions", {"note": False}) == {"enforce": False, "note": False}
