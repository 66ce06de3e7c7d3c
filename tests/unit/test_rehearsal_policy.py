"""From rows of the call log to policies: what is limited by what, what is left out, what fits."""

from __future__ import annotations

from typing import Any

import pytest

from tools.rehearsal.policy import SIZE, policies, size

MINE, PLACE = "shop/test/us-east-1", "us-east-1:123456789012"
OWN, MADE = {"aws:ResourceTag/slipway:stack": MINE}, {"aws:RequestTag/slipway:stack": MINE}


def row(action: str, resource: str, **conditions: Any) -> dict[str, Any]:
    given = {key.replace("__", ":"): value for key, value in conditions.items()}
    need = {"action": action, "resource": resource, "conditions": given}
    return {"service": "any", "operation": "Any", "requires": [need]}


def tagged(action: str, resource: str, conditions: dict[str, Any]) -> dict[str, Any]:
    found = row(action, resource)
    found["requires"][0]["conditions"] = conditions
    return found


def statements(*rows: dict[str, Any], identities: tuple[str, ...] = (MINE,)) -> list[dict[str, Any]]:
    (policy,) = policies({"deploy": list(rows)}, list(identities))
    return [
        {key: value for key, value in item.items() if key not in ("Sid", "Effect")}
        for item in policy.document["Statement"]
    ]


def only(*rows: dict[str, Any]) -> dict[str, Any]:
    (found,) = statements(*rows)
    return found


def test_ids_are_anything_and_tags_limit_them():
    assert only(
        tagged("ec2:DeleteVpc", f"arn:aws:ec2:{PLACE}:vpc/vpc-1", OWN),
        tagged("ec2:DeleteVpc", f"arn:aws:ec2:{PLACE}:vpc/vpc-2", {**OWN, "aws:ResourceTag/Name": "x"}),
    ) == {
        "Action": ["ec2:DeleteVpc"],
        "Resource": [f"arn:aws:ec2:{PLACE}:vpc/*"],
        "Condition": {"StringEquals": OWN},
    }


def test_a_tag_that_was_missing_once_limits_nothing():
    found = only(
        tagged("ec2:DeleteVpc", f"arn:aws:ec2:{PLACE}:vpc/vpc-1", OWN),
        row("ec2:DeleteVpc", f"arn:aws:ec2:{PLACE}:vpc/vpc-2"),
    )
    assert "Condition" not in found


def test_the_tag_of_a_stranger_limits_nothing():
    theirs = {"aws:ResourceTag/slipway:stack": "other/test/us-east-1"}
    assert "Condition" not in only(tagged("ec2:DeleteVpc", f"arn:aws:ec2:{PLACE}:vpc/vpc-1", theirs))


@pytest.mark.parametrize(
    ("action", "resource", "general"),
    [
        ("ecs:UpdateService", f"arn:aws:ecs:{PLACE}:service/shop-test-cluster/shop-test-api", "service/shop-test-*/shop-test-*"),
        ("ecs:UpdateService", f"arn:aws:ecs:{PLACE}:service/theirs/shop-testing", "service/theirs/shop-testing"),
        ("ecs:DeleteTaskDefinitions", f"arn:aws:ecs:{PLACE}:task-definition/shop-test-api:7", "task-definition/shop-test-*:*"),
        ("ssm:PutParameter", f"arn:aws:ssm:{PLACE}:parameter/slipway/shop/test/us-east-1/lock", "parameter/slipway/shop/test/*"),
        ("kms:DescribeKey", f"arn:aws:kms:{PLACE}:key/0f", "key/*"),
        ("kms:CreateAlias", f"arn:aws:kms:{PLACE}:alias/shop-test-key", "alias/shop-test-*"),
        ("cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{PLACE}:alarm:shop-test-cpu", "alarm:shop-test-*"),
        ("iam:DeleteRole", "arn:aws:iam::123456789012:role/slipway/shop/test/shop-test-task", "role/slipway/shop/test/shop-test-*"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{PLACE}:secret:shop-test-db-Ab3dEf", "secret:shop-test-*"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{PLACE}:secret:theirs-Ab3dEf", "secret:theirs-??????"),
        ("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{PLACE}:secret:rds!db-1-Ab3dEf", "secret:rds!*"),
        ("s3:PutObject", "arn:aws:s3:::shop-test-site/a/b.html", "shop-test-*/*"),
        ("elasticloadbalancing:DeleteListener", f"arn:aws:elasticloadbalancing:{PLACE}:listener/app/shop-test-alb/1f/2e", "listener/app/shop-test-*/*/*"),
    ],
)  # fmt: skip
def test_names_keep_the_prefix(action, resource, general):
    (found,) = only(row(action, resource))["Resource"]
    assert found.split(":", 5)[-1] == general


def test_a_log_group_is_named_with_and_without_its_streams():
    arn = f"arn:aws:logs:{PLACE}:log-group:/ecs/shop"
    assert only(row("logs:DeleteLogGroup", arn))["Resource"] == [arn, f"{arn}:*"]


def test_statements_are_joined_where_that_allows_nothing_more():
    vpc, subnet = f"arn:aws:ec2:{PLACE}:vpc/*", f"arn:aws:ec2:{PLACE}:subnet/*"
    made = [
        tagged("ec2:CreateVpc", vpc, MADE),
        tagged("ecs:CreateCluster", f"arn:aws:ecs:{PLACE}:cluster/shop-test-c", MADE),
    ]
    assert len(statements(*made)) == 1
    # A subnet is made in a network: together they would allow one in anybody's.
    assert len(statements(made[0], tagged("ec2:CreateSubnet", subnet, MADE))) == 2


def test_passing_roles_is_limited_to_the_services_that_got_them():
    arn = "arn:aws:iam::123456789012:role/shop-test-task"
    found = only(
        row("iam:PassRole", arn, iam__PassedToService="ecs-tasks.amazonaws.com"),
        row("iam:PassRole", arn, iam__PassedToService="lambda.amazonaws.com"),
    )
    services = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"]
    assert found["Condition"] == {"StringEquals": {"iam:PassedToService": services}}


def test_records_of_a_shared_zone_are_limited_by_their_names():
    key = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
    zone = "arn:aws:route53:::hostedzone/Z1"
    found = only(
        tagged("route53:ChangeResourceRecordSets", zone, {key: ["shop.example.com"]}),
        tagged("route53:ChangeResourceRecordSets", zone, {key: ["_0a1b2c.shop.example.com"]}),
    )
    assert found["Condition"] == {"ForAllValues:StringLike": {key: ["_*.shop.example.com", "shop.example.com"]}}


def test_each_purpose_has_what_it_alone_needs():
    look = row("ecs:ListClusters", "*")
    name = f"arn:aws:ecs:{PLACE}:service/shop-test-c/shop-test-api"
    found = policies(
        {
            "destroy": [look, tagged("ecs:DeleteService", name, OWN)],
            "look": [look, row("ecs:DescribeServices", name)],
            "deploy": [look, tagged("ecs:DescribeServices", name, OWN)],
        },
        [MINE],
    )
    assert {policy.name: [item["Action"] for item in policy.document["Statement"]] for policy in found} == {
        "slipway-shop-test-look": [["ecs:DescribeServices"], ["ecs:ListClusters"]],
        "slipway-shop-test-destroy": [["ecs:DeleteService"]],
    }
    assert {policy.purpose for policy in found} == {"look", "destroy"}


def test_two_stacks_share_policies():
    other = "shop/prod/us-east-1"
    rows = [
        tagged(
            action, f"arn:aws:{action.partition(':')[0]}:{PLACE}:{resource}", {"aws:ResourceTag/slipway:stack": stack}
        )
        for name, stack in (("test", MINE), ("prod", other))
        for action, resource in (("ecs:DeleteCluster", f"cluster/shop-{name}-c"), ("ec2:DeleteVpc", f"vpc/vpc-{name}"))
    ]
    (policy,) = policies({"destroy": rows}, [MINE, other])
    assert policy.name == "slipway-shop-destroy"
    found = {
        item["Resource"][0].split(":", 5)[-1]: item["Condition"]["StringEquals"]
        for item in policy.document["Statement"]
    }
    assert found == {
        "cluster/shop-test-*": {"aws:ResourceTag/slipway:stack": MINE},
        "cluster/shop-prod-*": {"aws:ResourceTag/slipway:stack": other},
        "vpc/*": {"aws:ResourceTag/slipway:stack": [other, MINE]},
    }


def test_what_is_done_in_another_account_is_for_the_role_there():
    assumed = row("sts:AssumeRole", "arn:aws:iam::210987654321:role/dns")
    zone = row("route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/Z1")
    rows = [
        {**assumed, "account": "123456789012"},
        {**assumed, "account": "123456789012"},
        {**zone, "account": "210987654321"},
    ]
    mine, there = policies({"deploy": rows}, [MINE])
    assert (mine.name, mine.account) == ("slipway-shop-test-deploy", None)
    assert mine.document["Statement"][0]["Action"] == ["sts:AssumeRole"]
    assert (there.name, there.account) == ("slipway-shop-test-in-210987654321-deploy", "210987654321")
    assert there.document["Statement"][0]["Resource"] == ["arn:aws:route53:::hostedzone/*"]


def test_large_policies_are_split():
    rows = [row("s3:ListBucket", f"arn:aws:s3:::bucket-of-somebody-with-a-long-name-{number}") for number in range(300)]
    found = policies({"look": rows}, [MINE])
    assert len(found) > 2
    assert [policy.name for policy in found][:2] == ["slipway-shop-test-look", "slipway-shop-test-look-2"]
    assert all(size(policy.document) <= SIZE for policy in found)
    named = [arn for policy in found for item in policy.document["Statement"] for arn in item["Resource"]]
    assert len(named) == len(set(named)) == 300
    for policy in found:
        sids = [item["Sid"] for item in policy.document["Statement"]]
        assert len(sids) == len(set(sids))


def test_rows_have_to_say_what_they_require():
    with pytest.raises(ValueError, match="ecs ListClusters"):
        policies({"look": [{"service": "ecs", "operation": "ListClusters"}]}, [MINE])


def test_a_load_balancer_with_a_name_of_its_own_keeps_it_without_its_id():
    """The reference names only the classic form for what both generations of load balancers have."""
    arn = f"arn:aws:elasticloadbalancing:{PLACE}:loadbalancer/app/mine-alb/50dc6c495c0c9188"
    action = "elasticloadbalancing:ModifyLoadBalancerAttributes"
    assert only(row(action, arn))["Resource"] == [arn.replace("50dc6c495c0c9188", "*")]


def test_the_moment_in_the_name_of_a_final_snapshot_is_anything():
    arn = f"arn:aws:rds:{PLACE}:snapshot:mine-db-final-20260102030405"
    assert only(row("rds:CreateDBSnapshot", arn))["Resource"] == [f"arn:aws:rds:{PLACE}:snapshot:mine-db-final-*"]
