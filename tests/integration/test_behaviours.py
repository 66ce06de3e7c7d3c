"""What real AWS does, one behaviour at a time, and the collection that comes through it (simulator/behaviours.py)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from tests.support.environments import IMAGE, ZONE, changing, finished, service
from tests.support.stacks import converge
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

Declared = dict[str, dict[str, Any]]
BARE: dict[str, Any] = {
    "nat_gateways": "none",
    "acls": False,
    "flow_logs": False,
    "gateway_endpoints": [],
    "check_quotas": False,
}
NETWORK: Declared = {"network": BARE}
CLUSTER: Declared = {**NETWORK, "stack": {"service_linked_roles": []}, "cluster": {"encryption": "aws"}}
SERVICE: Declared = {
    **CLUSTER,
    "service": {"encryption": "aws", "services": {"api": {"image": IMAGE, "port": 8080, "cpu": 256, "memory": 512}}},
}
BALANCER: Declared = {
    **NETWORK,
    "load_balancer": {"https": False, "http": "serve", "deletion_protection": False, "access_logs": False},
}
WEB: Declared = {
    **SERVICE,
    **BALANCER,
    "service": {
        "encryption": "aws",
        "services": {"api": service(cpu=256, memory=512, load_balancer={"listener": "http"})},
    },
}
DATABASE: Declared = {
    **NETWORK,
    "database": {
        "engine_version": "17",
        "instance_class": "db.t4g.micro",
        "allocated_storage": 20,
        "multi_az": False,
        "deletion_protection": False,
        "encryption": "aws",
        "final_snapshot": False,
    },
}
DATA = ("database/main/db_instance/main", "site/main/s3_bucket/main", "secret/main/secret/db")
SITE: Declared = {"site": {"source": str(ROOT / "tests" / "data" / "site"), "encryption": "aws"}}
CDN: Declared = {**SITE, "cdn": {"firewall": False}}
KEYS: Declared = {**NETWORK, "encryption": {}, "load_balancer": {**BALANCER["load_balancer"], "access_logs": True}}
FIREWALL: Declared = {**BALANCER, "firewall": {"cdn": False, "load_balancer": True, "logging": False}}
MONITORING: Declared = {
    "encryption": {},
    "monitoring": {
        "emails": ["operations@example.com"],
        "database": False,
        "load_balancer": False,
        "deployment_events": [],
    },
}
SECRETS: Declared = {
    **DATABASE,
    "secret": {"encryption": "aws", "secrets": {"db": {"keys": {"password": {"database": "password"}}}}},
}
CERTIFICATE: Declared = {"certificate": {"domain": f"shop.{ZONE}", "hosted_zone": ZONE}}

UNASSUMED = "ECS was unable to assume the role 'x' that was provided for this task."
LINKED = "Unable to assume the service linked role. Please verify that the ECS service linked role exists."
PRINCIPALS = "Policy contains a statement with one or more invalid principals."
ABORTED = "A conflicting conditional operation is currently in progress against this resource."
BUSY = "AWS WAF couldn't retrieve a resource that you specified for this operation. Retry your request."


# What is declared, and the calls that are refused twice: service.Operation, code, message.
MAKING = [
    pytest.param(
        SECRETS,
        [
            (
                "lambda.CreateFunction",
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.",
            )
        ],
        id="lambda's role",
        marks=pytest.mark.behaviour("A1", "A5"),
    ),
    pytest.param(
        SERVICE,
        [("ecs.CreateService", "InvalidParameterException", UNASSUMED)],
        id="a service's role",
        marks=pytest.mark.behaviour("A3", "A5"),
    ),
    pytest.param(
        CLUSTER,
        [("ecs.CreateCluster", "InvalidParameterException", LINKED)],
        id="ECS's own role",
        marks=pytest.mark.behaviour("A4", "A5"),
    ),
    pytest.param(
        {"encryption": {}},
        [("kms.CreateKey", "MalformedPolicyDocumentException", PRINCIPALS)],
        id="a principal in a key's policy",
        marks=pytest.mark.behaviour("A5", "A7"),
    ),
    pytest.param(
        KEYS,
        [("s3.PutBucketPolicy", "MalformedPolicy", "Invalid principal in policy")],
        id="a principal in a bucket's policy",
        marks=pytest.mark.behaviour("A5", "A7"),
    ),
    pytest.param(
        MONITORING,
        [("sns.CreateTopic", "InvalidParameter", "Invalid parameter: Policy Error: PrincipalNotFound")],
        id="a principal in a topic's policy",
        marks=pytest.mark.behaviour("A5", "A7"),
    ),
    pytest.param(
        {"network": {**BARE, "nat_gateways": "single", "acls": True}},
        [
            ("ec2.CreateSubnet", "InvalidVpcID.NotFound", ""),
            ("ec2.CreateRoute", "InvalidRouteTableID.NotFound", ""),
            ("ec2.AttachInternetGateway", "InvalidInternetGatewayID.NotFound", ""),
            ("ec2.RevokeSecurityGroupEgress", "InvalidGroup.NotFound", ""),
            ("ec2.AssociateRouteTable", "InvalidSubnetID.NotFound", ""),
            ("ec2.CreateNatGateway", "InvalidAllocationID.NotFound", ""),
            ("ec2.ReplaceNetworkAclAssociation", "InvalidNetworkAclID.NotFound", ""),
        ],
        id="ids just made",
        marks=pytest.mark.behaviour("B1"),
    ),
    pytest.param(
        WEB,
        [
            (
                "ecs.CreateService",
                "InvalidParameterException",
                "The target group with targetGroupArn x does not have an associated load balancer.",
            )
        ],
        id="a target group's listener",
        marks=pytest.mark.behaviour("C2"),
    ),
    pytest.param(
        FIREWALL,
        [("wafv2.AssociateWebACL", "WAFUnavailableEntityException", BUSY)],
        id="WAF does not see the load balancer",
        marks=pytest.mark.behaviour("C19"),
    ),
    pytest.param(
        FIREWALL,
        [("wafv2.AssociateWebACL", "WAFNonexistentItemException", BUSY)],
        id="WAF does not see the web ACL",
        marks=pytest.mark.behaviour("C19"),
    ),
    pytest.param(
        SERVICE,
        [("ecs.CreateService", "InvalidParameterException", "Unable to Start a service that is still Draining.")],
        id="a service of the name drains",
        marks=pytest.mark.behaviour("D6"),
    ),
    pytest.param(
        SITE,
        [("s3.CreateBucket", "OperationAborted", ABORTED)],
        id="a bucket's name is not free yet",
        marks=pytest.mark.behaviour("F1"),
    ),
    pytest.param(
        SITE,
        [
            ("s3.PutBucketVersioning", "OperationAborted", ABORTED),
            ("s3.PutBucketLifecycleConfiguration", "OperationAborted", ABORTED),
        ],
        id="two changes of a bucket",
        marks=pytest.mark.behaviour("F2"),
    ),
    pytest.param(
        SITE,
        [("s3.PutBucketVersioning", "NoSuchBucket", "The specified bucket does not exist")],
        id="a new bucket",
        marks=pytest.mark.behaviour("F3"),
    ),
    pytest.param(
        CERTIFICATE,
        [("route53.ChangeResourceRecordSets", "PriorRequestNotComplete", "still processing a prior request")],
        id="two changes of a zone",
        marks=pytest.mark.behaviour("F17"),
    ),
]


def order(
    simulator: SimulatorProcess,
    refusals: list[tuple[str, str, str]],
    count: int = 2,
    when: str = "before",
    status: int = 400,
) -> None:
    """Let the next calls of some operations be refused."""
    simulator.faults(
        [
            {
                "service": name.partition(".")[0],
                "operation": name.partition(".")[2],
                "code": code,
                "message": message,
                "count": count,
                "status": status,
                "when": when,
            }
            for name, code, message in refusals
        ]
    )


def met(simulator: SimulatorProcess) -> set[tuple[str, str]]:
    """The changing calls that were refused: service.Operation and code."""
    return {
        (f"{call['service']}.{call['operation']}", call["error"])
        for call in simulator.calls(changing=True)
        if call["error"]
    }


@pytest.mark.parametrize(("declared", "refusals"), MAKING)
def test_what_passes_by_itself_is_outlasted(simulator: SimulatorProcess, declared: Declared, refusals: Any) -> None:
    order(simulator, refusals)
    finished(converge(simulator, declared))
    assert {(name, code) for name, code, _unused in refusals} <= met(simulator)


def gone(simulator: SimulatorProcess, declared: Declared) -> Any:
    """The destruction of what was declared, data included."""
    return converge(simulator, {}, {"data": frozenset(DATA)}, kinds=tuple(declared), destroy=True)


# What is made and destroyed, with calls of the destruction that are refused twice, or what then takes seconds there.
GOING = [
    pytest.param(
        {"network": {**BARE, "nat_gateways": "single"}},
        [("ec2.ReleaseAddress", "AuthFailure", "")],
        {},
        id="an address of a NAT gateway",
        marks=pytest.mark.behaviour("B5"),
    ),
    pytest.param(
        {"network": {**BARE, "nat_gateways": "single"}},
        [],
        {"ec2:nat_gateway.delete": 0.3, "ec2:address": 0.3},
        id="an address whose NAT gateway is gone",
        marks=pytest.mark.behaviour("B5"),
    ),
    pytest.param(
        BALANCER,
        [("ec2.DetachInternetGateway", "DependencyViolation", "Network vpc has some mapped public address(es).")],
        {},
        id="mapped addresses",
        marks=pytest.mark.behaviour("B6"),
    ),
    pytest.param(
        BALANCER,
        [],
        {"elbv2:interfaces": 0.5},
        id="interfaces of a load balancer",
        marks=pytest.mark.behaviour("B6", "B7"),
    ),
    pytest.param(
        WEB,
        [("elbv2.DeleteTargetGroup", "ResourceInUse", "")],
        {},
        id="a target group",
        marks=pytest.mark.behaviour("C3"),
    ),
    pytest.param(
        CERTIFICATE,
        [("acm.DeleteCertificate", "ResourceInUseException", "")],
        {},
        id="a certificate",
        marks=pytest.mark.behaviour("C16"),
    ),
    pytest.param(
        DATABASE,
        [("rds.DeleteDBInstance", "InvalidDBInstanceState", "")],
        {},
        id="a busy database",
        marks=pytest.mark.behaviour("E8"),
    ),
    pytest.param(
        DATABASE, [], {"rds:interfaces": 0.5}, id="a database's groups", marks=pytest.mark.behaviour("E18", "G5")
    ),
    pytest.param(CDN, [], {"cloudfront:distribution": 0.3}, id="a distribution", marks=pytest.mark.behaviour("F9")),
]


@pytest.mark.parametrize(("declared", "refusals", "durations"), GOING)
def test_what_still_holds_something_is_waited_for(
    simulator: SimulatorProcess, declared: Declared, refusals: Any, durations: dict[str, float]
) -> None:
    finished(converge(simulator, declared))
    simulator.clear()
    simulator.durations(durations)
    order(simulator, refusals)
    finished(gone(simulator, declared))
    assert {(name, code) for name, code, _unused in refusals} <= met(simulator)
    assert durations == {} or met(simulator) or "cloudfront:distribution" in durations
    # Nothing came back.
    assert not simulator.client("logs").describe_log_groups()["logGroups"]


@pytest.mark.behaviour("C18", "C21")
def test_what_cloudfront_needs_is_issued_and_in_its_region(simulator: SimulatorProcess) -> None:
    simulator.durations({"acm:certificate": 0.5})
    declared = {
        **CDN,
        **CERTIFICATE,
        "cdn": {"aliases": [f"shop.{ZONE}"]},
        "firewall": {"cdn": True, "load_balancer": False, "logging": False},
    }
    finished(converge(simulator, declared, identity={"region": "eu-west-1"}))
    (row,) = simulator.client("cloudfront").list_distributions()["DistributionList"]["Items"]
    assert ":us-east-1:" in row["ViewerCertificate"]["ACMCertificateArn"] and ":us-east-1:" in row["WebACLId"]


@pytest.mark.behaviour("C20")
def test_a_web_acl_that_somebody_else_changes_too_is_read_again(simulator: SimulatorProcess) -> None:
    declared = {"firewall": {"cdn": True, "load_balancer": False, "logging": False}}
    finished(converge(simulator, declared))
    order(simulator, [("wafv2.UpdateWebACL", "WAFOptimisticLockException", "")])
    finished(converge(simulator, {"firewall": {**declared["firewall"], "rate_limit": {"limit": 500}}}))
    assert ("wafv2.UpdateWebACL", "WAFOptimisticLockException") in met(simulator)


@pytest.mark.behaviour("D6", "D7")
def test_a_draining_service_is_waited_for(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, SERVICE))
    simulator.durations({"ecs:drain": 60, "ecs:deployment": 60})
    ecs = simulator.client("ecs")
    ecs.delete_service(cluster="shop-test-cluster", service="shop-test-api", force=True)
    simulator.clear()
    waiting = converge(simulator, SERVICE)
    assert next(line.reason for line in waiting.plan.waiting if line.kind.kind == "ecs_service").endswith("draining")
    assert "ecs.CreateService" not in changing(simulator)


@pytest.mark.behaviour("D22")
def test_a_service_made_again_gets_its_scaling_again(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, WEB))
    simulator.client("ecs").delete_service(cluster="shop-test-cluster", service="shop-test-api", force=True)
    finished(converge(simulator, WEB))
    scaling = simulator.client("application-autoscaling")
    assert len(scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]) == 1
    assert len(scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]) == 1
    # What is gone already is not missed.
    order(simulator, [("application-autoscaling.DeregisterScalableTarget", "ObjectNotFoundException", "")], 1)
    still = {**WEB["service"]["services"]["api"], "autoscaling": None}
    finished(converge(simulator, {**WEB, "service": {**WEB["service"], "services": {"api": still}}}))
    assert met(simulator)


@pytest.mark.behaviour("D23", "D25")
def test_what_scaling_has_set_stays(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, WEB))
    cloudwatch, ecs = simulator.client("cloudwatch"), simulator.client("ecs")
    high = next(
        row["AlarmName"] for row in cloudwatch.describe_alarms()["MetricAlarms"] if "-AlarmHigh-" in row["AlarmName"]
    )
    cloudwatch.set_alarm_state(AlarmName=high, StateValue="ALARM", StateReason="busy")
    simulator.clear()
    assert not finished(converge(simulator, WEB, {"prune": True})).plan.moves
    assert changing(simulator) == []
    service_of = ecs.describe_services(cluster="shop-test-cluster", services=["shop-test-api"])["services"][0]
    assert service_of["desiredCount"] == 3


@pytest.mark.behaviour("E8")
def test_a_busy_database_is_asked_again(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, DATABASE))
    order(simulator, [("rds.ModifyDBInstance", "InvalidDBInstanceState", "")])
    finished(converge(simulator, {**DATABASE, "database": {**DATABASE["database"], "backup_retention_days": 9}}))
    assert ("rds.ModifyDBInstance", "InvalidDBInstanceState") in met(simulator)


@pytest.mark.behaviour("F5")
def test_a_bucket_is_as_aws_makes_it_and_what_was_opened_is_closed(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, SITE))
    calls = changing(simulator)
    assert not {"s3.PutPublicAccessBlock", "s3.PutBucketOwnershipControls", "s3.PutBucketAcl"} & set(calls)
    s3 = simulator.client("s3")
    (bucket,) = s3.list_buckets()["Buckets"]
    s3.delete_public_access_block(Bucket=bucket["Name"])
    simulator.clear()
    finished(converge(simulator, SITE))
    assert changing(simulator) == ["s3.PutPublicAccessBlock"]


@pytest.mark.behaviour("F10")
def test_a_distribution_that_somebody_else_changes_too_is_read_again(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, CDN))
    order(simulator, [("cloudfront.UpdateDistribution", "PreconditionFailed", "")])
    finished(converge(simulator, {**CDN, "cdn": {"firewall": False, "comment": "new"}}))
    (row,) = simulator.client("cloudfront").list_distributions()["DistributionList"]["Items"]
    assert row["Comment"] == "new"
    assert ("cloudfront.UpdateDistribution", "PreconditionFailed") in met(simulator)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.behaviour("F11", "G22")
def test_a_distribution_whose_answer_was_lost_is_made_once(simulator: SimulatorProcess, when: str) -> None:
    order(simulator, [("cloudfront.CreateDistributionWithTags", "InternalError", "")], 1, when, 500)
    finished(converge(simulator, CDN))
    assert simulator.client("cloudfront").list_distributions()["DistributionList"]["Quantity"] == 1


@pytest.mark.behaviour("F12")
def test_an_alias_of_another_distribution_is_refused_before_the_first_change(simulator: SimulatorProcess) -> None:
    declared = {**CDN, **CERTIFICATE, "cdn": {"firewall": False, "aliases": [f"shop.{ZONE}"]}}
    finished(converge(simulator, declared, identity={"environment": "other"}))
    simulator.clear()
    with pytest.raises(Refused, match=f"the alias shop.{ZONE} belongs to the distribution"):
        converge(simulator, declared)
    assert changing(simulator) == []


@pytest.mark.behaviour("F18")
def test_aliases_name_the_zone_of_what_they_point_at(simulator: SimulatorProcess) -> None:
    declared = {**BALANCER, "dns": {"hosted_zone": ZONE, "load_balancer_names": [f"api.{ZONE}"]}}
    finished(converge(simulator, declared))
    (balancer,) = simulator.client("elbv2").describe_load_balancers()["LoadBalancers"]
    route53 = simulator.client("route53")
    (zone,) = route53.list_hosted_zones()["HostedZones"]
    rows = route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    assert {item["AliasTarget"]["HostedZoneId"] for item in rows if "AliasTarget" in item} == {
        balancer["CanonicalHostedZoneId"]
    }


@pytest.mark.behaviour("G5")
def test_a_log_group_that_rds_brought_back_is_taken_over(simulator: SimulatorProcess) -> None:
    logs = simulator.client("logs")
    finished(converge(simulator, DATABASE))
    (group,) = [row for row in logs.describe_log_groups()["logGroups"] if row["logGroupName"].endswith("/postgresql")]
    logs.delete_log_group(logGroupName=group["logGroupName"])
    logs.create_log_group(logGroupName=group["logGroupName"])
    result = finished(converge(simulator, DATABASE))
    assert [line.verb for line in result.plan.moves] == ["update"]
    (again,) = [row for row in logs.describe_log_groups()["logGroups"] if row["logGroupName"] == group["logGroupName"]]
    assert again["retentionInDays"] == group["retentionInDays"]
    assert "slipway:stack" in logs.list_tags_for_resource(resourceArn=again["logGroupArn"])["tags"]
    assert not converge(simulator, DATABASE).plan.moves


@pytest.mark.behaviour("D32")
def test_a_deleted_target_group_is_made_again_with_its_services_deployment(simulator: SimulatorProcess) -> None:
    finished(converge(simulator, WEB))
    elbv2 = simulator.client("elbv2")
    (listener,) = elbv2.describe_listeners(
        LoadBalancerArn=elbv2.describe_load_balancers()["LoadBalancers"][0]["LoadBalancerArn"]
    )["Listeners"]
    for rule in elbv2.describe_rules(ListenerArn=listener["ListenerArn"])["Rules"]:
        if not rule["IsDefault"]:
            elbv2.delete_rule(RuleArn=rule["RuleArn"])
    (group,) = elbv2.describe_target_groups()["TargetGroups"]
    elbv2.delete_target_group(TargetGroupArn=group["TargetGroupArn"])
    finished(converge(simulator, WEB))
    (group,) = elbv2.describe_target_groups()["TargetGroups"]
    states = [
        row["TargetHealth"]["State"]
        for row in elbv2.describe_target_health(TargetGroupArn=group["TargetGroupArn"])["TargetHealthDescriptions"]
    ]
    assert states == ["healthy", "healthy"]
