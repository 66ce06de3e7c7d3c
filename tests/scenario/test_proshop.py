"""The second application in production, deployed by the real command; each figure of its guide read back from AWS.

Names that the guide gives are asked for; so are the answers to what it leaves open or gets wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.images import push
from tests.support.playbook import Playbook, Result
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario
HOST = ("-i", "inventories/prod", "--limit", "proshop")
REPOSITORIES = ("lauv-frontend", "lauv-backend", "lauv-nginx-gateway")
BY_HAND = {
    "MONGO_URI": "mongodb+srv://shop:7Hq-typed-by-hand@cluster.mongodb.net/shop",
    "PAYPAL_CLIENT_ID": "client-id-typed-by-hand",
    "PAYPAL_CLIENT_SECRET": "client-secret-typed-by-hand",
}
PORTS = {"gateway": 80, "frontend": 80, "backend": 5000}
CLUSTER = "lauv-prod-cluster"


class Deployment:
    """What the runs of this module left: the simulator, and each run."""

    def __init__(self, simulator: SimulatorProcess, playbook: Playbook) -> None:
        self.simulator = simulator
        # Nothing is waited for in the end, so that a new mount target's DNS name is given no time.
        self.waiting = playbook("site.yml", *HOST, "-e", "stack_wait=false")
        assert simulator.client("ecr").describe_repositories()["repositories"], self.waiting
        for repository in REPOSITORIES:
            push(simulator, repository, "v1")
        self.unfilled = playbook("site.yml", *HOST)
        for name, value in BY_HAND.items():
            simulator.client("ssm").put_parameter(
                Name=f"/proshop/prod/{name}", Value=value, Type="SecureString", Overwrite=True
            )
        self.finished = playbook("site.yml", *HOST)
        simulator.clear()
        self.again = playbook("site.yml", *HOST, "--diff", "-vvv")
        self.again_calls = [f"{call['service']}:{call['operation']}" for call in simulator.calls(changing=True)]

    @property
    def runs(self) -> tuple[Result, ...]:
        return self.waiting, self.unfilled, self.finished, self.again

    def __getattr__(self, service: str) -> Any:
        return self.simulator.client(service.replace("_", "-"))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployed stack."""
    home = tmp_path_factory.mktemp("home")
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        env = {
            **simulator.env(),
            "HOME": str(home),
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
        }
        yield Deployment(simulator, Playbook(env))


def test_services_wait_for_their_images_and_for_what_is_filled_in_by_hand(aws: Deployment) -> None:
    assert aws.waiting.rc != 0
    for repository in REPOSITORIES:
        assert f"{repository}:v1" in aws.waiting.out
    assert aws.unfilled.rc != 0
    for name in BY_HAND:
        assert f"/proshop/prod/{name}" in aws.unfilled.out
    assert aws.finished.rc == 0, aws.finished


def test_the_second_run_is_silent(aws: Deployment) -> None:
    assert aws.again.rc == 0, aws.again
    assert aws.again.changed == 0
    assert not aws.again_calls


def test_no_secret_is_shown(aws: Deployment) -> None:
    generated = aws.ssm.get_parameter(Name="/proshop/prod/JWT_SECRET", WithDecryption=True)["Parameter"]["Value"]
    for run in aws.runs:
        for value in (generated, *BY_HAND.values()):
            assert value not in run.out + run.err


# -- network (phase 7) -------------------------------------------------------------------------------------------------


def named(name: str) -> list[dict[str, Any]]:
    return [{"Name": "tag:Name", "Values": [name]}]


def vpc_id(aws: Deployment) -> str:
    rows = aws.ec2.describe_vpcs(Filters=named("lauv-prod-vpc"))["Vpcs"]
    assert len(rows) == 1
    return rows[0]["VpcId"]


def inside(aws: Deployment) -> list[dict[str, Any]]:
    return [{"Name": "vpc-id", "Values": [vpc_id(aws)]}]


def group(aws: Deployment, name: str) -> dict[str, Any]:
    rows = aws.ec2.describe_security_groups(Filters=named(name))["SecurityGroups"]
    assert len(rows) == 1
    return rows[0]


def rules(aws: Deployment, found: dict[str, Any], egress: bool) -> set[tuple[int, int, str]]:
    """Each rule of a group as (first port, last port, source or destination)."""
    rows = aws.ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [found["GroupId"]]}])[
        "SecurityGroupRules"
    ]
    return {
        (
            row["FromPort"],
            row["ToPort"],
            row.get("CidrIpv4") or row.get("CidrIpv6") or row["ReferencedGroupInfo"]["GroupId"],
        )
        for row in rows
        if row["IsEgress"] is egress
    }


def test_vpc(aws: Deployment) -> None:
    assert aws.ec2.describe_vpcs(VpcIds=[vpc_id(aws)])["Vpcs"][0]["CidrBlock"] == "10.0.0.0/16"
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = aws.ec2.describe_vpc_attribute(VpcId=vpc_id(aws), Attribute=attribute)
        assert answer[attribute[0].upper() + attribute[1:]]["Value"] is True


def test_subnets_of_two_zones(aws: Deployment) -> None:
    rows = aws.ec2.describe_subnets(Filters=inside(aws))["Subnets"]
    assert {(row["CidrBlock"], row["AvailabilityZone"]) for row in rows} == {
        ("10.0.1.0/24", "us-east-1a"),
        ("10.0.2.0/24", "us-east-1b"),
        ("10.0.11.0/24", "us-east-1a"),
        ("10.0.12.0/24", "us-east-1b"),
    }


def test_one_nat_gateway_with_an_address_in_the_first_public_subnet(aws: Deployment) -> None:
    rows = aws.ec2.describe_nat_gateways(Filter=inside(aws))["NatGateways"]
    assert [row["State"] for row in rows] == ["available"]
    assert rows[0]["NatGatewayAddresses"][0]["AllocationId"]
    subnet = aws.ec2.describe_subnets(SubnetIds=[rows[0]["SubnetId"]])["Subnets"][0]
    assert subnet["CidrBlock"] == "10.0.1.0/24"
    tables = aws.ec2.describe_route_tables(Filters=inside(aws))["RouteTables"]
    ways_out = {
        row["SubnetId"]: next(
            route.get("NatGatewayId") or route["GatewayId"][:4]
            for route in table["Routes"]
            if route.get("DestinationCidrBlock") == "0.0.0.0/0"
        )
        for table in tables
        for row in table["Associations"]
        if "SubnetId" in row
    }
    subnets = {row["SubnetId"]: row["CidrBlock"] for row in aws.ec2.describe_subnets(Filters=inside(aws))["Subnets"]}
    assert {subnets[subnet]: way for subnet, way in ways_out.items()} == {
        "10.0.1.0/24": "igw-",
        "10.0.2.0/24": "igw-",
        "10.0.11.0/24": rows[0]["NatGatewayId"],
        "10.0.12.0/24": rows[0]["NatGatewayId"],
    }


def test_security_groups_allow_what_is_needed_and_nothing_more(aws: Deployment) -> None:
    balancer, service = group(aws, "sg-alb"), group(aws, "sg-ecs-app")
    mount = aws.efs.describe_mount_targets(FileSystemId=file_system(aws)["FileSystemId"])["MountTargets"][0]
    files = aws.efs.describe_mount_target_security_groups(MountTargetId=mount["MountTargetId"])["SecurityGroups"][0]

    assert rules(aws, balancer, egress=False) == {(443, 443, "0.0.0.0/0"), (443, 443, "::/0"), (80, 80, "0.0.0.0/0")}
    assert rules(aws, balancer, egress=True) == {(80, 80, service["GroupId"])}
    # Only the gateway is behind the load balancer: its group does not reach the back end's port.
    among = {(80, 80, service["GroupId"]), (5000, 5000, service["GroupId"])}
    assert rules(aws, service, egress=False) == {(80, 80, balancer["GroupId"])} | among
    assert (
        rules(aws, service, egress=True)
        == {(443, 443, "0.0.0.0/0"), (27017, 27017, "0.0.0.0/0"), (2049, 2049, files)} | among
    )
    assert rules(aws, {"GroupId": files}, egress=False) == {(2049, 2049, service["GroupId"])}
    assert not rules(aws, {"GroupId": files}, egress=True)


def test_there_is_no_group_for_a_database(aws: Deployment) -> None:
    rows = aws.ec2.describe_security_groups(Filters=inside(aws))["SecurityGroups"]
    assert len([row for row in rows if row["GroupName"] != "default"]) == 3


# -- images (phase 8) --------------------------------------------------------------------------------------------------


def test_repositories(aws: Deployment) -> None:
    rows = aws.ecr.describe_repositories()["repositories"]
    assert {row["repositoryName"] for row in rows} == set(REPOSITORIES)
    for row in rows:
        assert row["imageScanningConfiguration"]["scanOnPush"] is True
        assert row["imageTagMutability"] == "IMMUTABLE"
        policy = json.loads(aws.ecr.get_lifecycle_policy(repositoryName=row["repositoryName"])["lifecyclePolicyText"])
        rules_of = sorted(policy["rules"], key=lambda rule: rule["rulePriority"])
        assert [
            (rule["selection"]["tagStatus"], rule["selection"]["countType"], rule["selection"]["countNumber"])
            for rule in rules_of
        ] == [("untagged", "sinceImagePushed", 7), ("any", "imageCountMoreThan", 10)]


# -- services (phase 9) ------------------------------------------------------------------------------------------------


def service_of(aws: Deployment, name: str) -> dict[str, Any]:
    return aws.ecs.describe_services(cluster=CLUSTER, services=[f"lauv-{name}-service"])["services"][0]


def task_of(aws: Deployment, name: str) -> dict[str, Any]:
    return aws.ecs.describe_task_definition(taskDefinition=f"lauv-{name}-task")["taskDefinition"]


def file_system(aws: Deployment) -> dict[str, Any]:
    rows = aws.efs.describe_file_systems()["FileSystems"]
    assert len(rows) == 1
    return rows[0]


@pytest.mark.parametrize("name", PORTS)
def test_task_definition(aws: Deployment, name: str) -> None:
    row = task_of(aws, name)
    assert (row["cpu"], row["memory"], row["networkMode"], row["requiresCompatibilities"]) == (
        "256",
        "512",
        "awsvpc",
        ["FARGATE"],
    )
    assert len(row["containerDefinitions"]) == 1
    container = row["containerDefinitions"][0]
    assert container["name"] == name
    assert [(item["containerPort"], item["protocol"]) for item in container["portMappings"]] == [(PORTS[name], "tcp")]
    repository = {"gateway": "lauv-nginx-gateway"}.get(name, f"lauv-{name}")
    assert f"/{repository}@sha256:" in container["image"]
    assert container["readonlyRootFilesystem"] is True
    assert container["healthCheck"]["command"][0] == "CMD-SHELL"
    options = container["logConfiguration"]["options"]
    assert (options["awslogs-group"], options["awslogs-region"], options["awslogs-stream-prefix"]) == (
        f"/ecs/lauv-{name}",
        "us-east-1",
        "ecs",
    )


@pytest.mark.parametrize("name", ["gateway", "frontend"])
def test_nginx_can_write_where_it_has_to(aws: Deployment, name: str) -> None:
    points = task_of(aws, name)["containerDefinitions"][0]["mountPoints"]
    assert {item["containerPath"] for item in points if not item["readOnly"]} == {
        "/var/cache/nginx",
        "/var/run",
        "/tmp",
    }


def test_backend_environment_and_secrets(aws: Deployment) -> None:
    container = task_of(aws, "backend")["containerDefinitions"][0]
    assert {item["name"]: item["value"] for item in container["environment"]} == {
        "NODE_ENV": "production",
        "PORT": "5000",
        "MAIL_FROM": "orders@proshop.example.com",
    }
    prefix = "arn:aws:ssm:us-east-1:123456789012:parameter/proshop/prod/"
    assert {item["name"]: item["valueFrom"] for item in container["secrets"]} == {
        name: prefix + name for name in ("MONGO_URI", "JWT_SECRET", "PAYPAL_CLIENT_ID", "PAYPAL_CLIENT_SECRET")
    }


def test_mail_is_sent_from_a_domain_that_is_proven(aws: Deployment) -> None:
    identity = aws.sesv2.get_email_identity(EmailIdentity="proshop.example.com")
    assert identity["VerifiedForSendingStatus"] is True
    assert identity["MailFromAttributes"]["MailFromDomain"] == "mail.proshop.example.com"
    zone = aws.route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"][0]["Id"]
    pages = aws.route53.get_paginator("list_resource_record_sets").paginate(HostedZoneId=zone)
    records = [row for page in pages for row in page["ResourceRecordSets"]]
    keys = [row for row in records if "._domainkey.proshop.example.com" in row["Name"] and row["Type"] == "CNAME"]
    assert len(keys) == 3
    assert any(row["Type"] == "MX" and row["Name"] == "mail.proshop.example.com." for row in records)
    assert any("p=quarantine" in str(row) for row in records if row["Name"] == "_dmarc.proshop.example.com.")


def test_uploads_outlive_the_tasks(aws: Deployment) -> None:
    files = file_system(aws)
    assert files["Encrypted"] is True
    assert files["KmsKeyId"] in {key["KeyArn"] for key in aws.kms.list_keys()["Keys"]}
    assert aws.efs.describe_backup_policy(FileSystemId=files["FileSystemId"])["BackupPolicy"]["Status"] == "ENABLED"
    assert len(aws.efs.describe_mount_targets(FileSystemId=files["FileSystemId"])["MountTargets"]) == 2
    point = aws.efs.describe_access_points(FileSystemId=files["FileSystemId"])["AccessPoints"][0]
    assert point["RootDirectory"]["Path"] == "/uploads"
    row = task_of(aws, "backend")
    volume = next(item for item in row["volumes"] if "efsVolumeConfiguration" in item)
    configuration = volume["efsVolumeConfiguration"]
    assert (configuration["fileSystemId"], configuration["transitEncryption"]) == (files["FileSystemId"], "ENABLED")
    assert configuration["authorizationConfig"] == {"accessPointId": point["AccessPointId"], "iam": "ENABLED"}
    points = row["containerDefinitions"][0]["mountPoints"]
    assert {"sourceVolume": volume["name"], "containerPath": "/var/data/uploads", "readOnly": False} in points


def role_actions(aws: Deployment, arn: str) -> dict[str, list[Any]]:
    """The actions that a role's own policies allow, with their resources."""
    name = arn.rpartition("/")[2]
    assert not aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    found: dict[str, list[Any]] = {}
    for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]:
        for statement in aws.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]["Statement"]:
            for action in statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]:
                resources = statement["Resource"]
                found.setdefault(action, []).extend(resources if isinstance(resources, list) else [resources])
    return found


def test_only_the_backend_reads_the_parameters(aws: Deployment) -> None:
    allowed = role_actions(aws, task_of(aws, "backend")["executionRoleArn"])
    assert allowed["ssm:GetParameters"] == ["arn:aws:ssm:us-east-1:123456789012:parameter/proshop/prod/*"]
    assert not [resource for resource in allowed.get("kms:Decrypt", []) if resource.endswith("key/*")]
    for name in ("gateway", "frontend"):
        assert "ssm:GetParameters" not in role_actions(aws, task_of(aws, name)["executionRoleArn"])


@pytest.mark.parametrize("name", PORTS)
def test_service(aws: Deployment, name: str) -> None:
    row = service_of(aws, name)
    assert (row["status"], row["desiredCount"], row["runningCount"]) == ("ACTIVE", 2, 2)
    network = row["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED"
    subnets = aws.ec2.describe_subnets(SubnetIds=network["subnets"])["Subnets"]
    assert {item["CidrBlock"] for item in subnets} == {"10.0.11.0/24", "10.0.12.0/24"}
    assert network["securityGroups"] == [group(aws, "sg-ecs-app")["GroupId"]]
    breaker = row["deploymentConfiguration"]["deploymentCircuitBreaker"]
    assert (breaker["enable"], breaker["rollback"]) == (True, True)
    behind = [(item["containerName"], item["containerPort"]) for item in row.get("loadBalancers", [])]
    assert behind == ([("gateway", 80)] if name == "gateway" else [])


def test_services_are_found_by_the_names_that_the_gateway_asks_for(aws: Deployment) -> None:
    aliases = {}
    (namespace,) = aws.servicediscovery.list_namespaces()["Namespaces"]
    for name in PORTS:
        configuration = service_of(aws, name)["deployments"][0]["serviceConnectConfiguration"]
        assert (configuration["enabled"], configuration["namespace"]) == (True, namespace["Arn"])
        assert configuration["logConfiguration"]["options"]["awslogs-group"] == f"/ecs/lauv-{name}"
        for item in configuration.get("services", []):
            aliases[name] = [(alias["dnsName"], alias["port"]) for alias in item["clientAliases"]]
    assert aliases == {"frontend": [("frontend-service", 80)], "backend": [("backend-service", 5000)]}


def test_cluster(aws: Deployment) -> None:
    row = aws.ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]
    assert (row["status"], row["activeServicesCount"]) == ("ACTIVE", 3)


# -- traffic (phase 10) ------------------------------------------------------------------------------------------------


def balancer_of(aws: Deployment) -> dict[str, Any]:
    return aws.elbv2.describe_load_balancers(Names=["lauv-prod-alb"])["LoadBalancers"][0]


def test_certificate_and_alias(aws: Deployment) -> None:
    arn = aws.acm.list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    row = aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert (row["DomainName"], row["Status"]) == ("proshop.example.com", "ISSUED")
    zone = aws.route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"][0]["Id"]
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    targets = {(row["Name"], row["Type"]): row["AliasTarget"] for row in records if "AliasTarget" in row}
    assert set(targets) == {("proshop.example.com.", "A")}
    target = targets["proshop.example.com.", "A"]
    assert target["EvaluateTargetHealth"] is True
    assert balancer_of(aws)["DNSName"].lower() in target["DNSName"]


def test_load_balancer_and_listeners(aws: Deployment) -> None:
    row = balancer_of(aws)
    assert (row["Scheme"], row["IpAddressType"], row["Type"]) == ("internet-facing", "ipv4", "application")
    assert row["SecurityGroups"] == [group(aws, "sg-alb")["GroupId"]]
    assert {zone["ZoneName"] for zone in row["AvailabilityZones"]} == {"us-east-1a", "us-east-1b"}
    listeners = {
        item["Port"]: item for item in aws.elbv2.describe_listeners(LoadBalancerArn=row["LoadBalancerArn"])["Listeners"]
    }
    assert set(listeners) == {80, 443}
    redirect = listeners[80]["DefaultActions"][0]["RedirectConfig"]
    assert (redirect["Protocol"], redirect["Port"], redirect["StatusCode"]) == ("HTTPS", "443", "HTTP_301")
    assert "TLS13-1-2" in listeners[443]["SslPolicy"]
    forwards = [
        action["TargetGroupArn"]
        for rule in aws.elbv2.describe_rules(ListenerArn=listeners[443]["ListenerArn"])["Rules"]
        for action in rule["Actions"]
        if action["Type"] == "forward"
    ]
    assert forwards == [target_group(aws)["TargetGroupArn"]]


def target_group(aws: Deployment) -> dict[str, Any]:
    return aws.elbv2.describe_target_groups(Names=["tg-lauv-gateway"])["TargetGroups"][0]


def test_target_group(aws: Deployment) -> None:
    row = target_group(aws)
    wanted = {
        "Protocol": "HTTP",
        "Port": 80,
        "TargetType": "ip",
        "HealthCheckPath": "/",
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 3,
    }
    assert {name: row[name] for name in wanted} == wanted
    health = aws.elbv2.describe_target_health(TargetGroupArn=row["TargetGroupArn"])["TargetHealthDescriptions"]
    assert [item["TargetHealth"]["State"] for item in health] == ["healthy", "healthy"]


# -- parameters (phase 11) ---------------------------------------------------------------------------------------------


def test_parameters(aws: Deployment) -> None:
    filters = [{"Key": "Path", "Option": "Recursive", "Values": ["/proshop/prod"]}]
    rows = aws.ssm.describe_parameters(ParameterFilters=filters)["Parameters"]
    assert {row["Name"] for row in rows} == {f"/proshop/prod/{name}" for name in ("JWT_SECRET", *BY_HAND)}
    assert {(row["Type"], row["KeyId"]) for row in rows} == {("SecureString", "alias/aws/ssm")}
    value = aws.ssm.get_parameter(Name="/proshop/prod/JWT_SECRET", WithDecryption=True)["Parameter"]["Value"]
    assert len(value) >= 32


# -- observing (phase 13) ----------------------------------------------------------------------------------------------


def test_log_groups(aws: Deployment) -> None:
    rows = aws.logs.describe_log_groups(logGroupNamePrefix="/ecs/")["logGroups"]
    assert {(row["logGroupName"], row["retentionInDays"]) for row in rows} == {
        (f"/ecs/lauv-{name}", 30) for name in PORTS
    }


ALARMS = {
    "lauv-alb-high-5xx": ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "Sum", 10.0, 300, 2),
    "lauv-alb-slow-response": ("AWS/ApplicationELB", "TargetResponseTime", "Average", 2.0, 300, 2),
    "lauv-backend-high-cpu": ("AWS/ECS", "CPUUtilization", "Average", 70.0, 300, 3),
    "lauv-backend-high-memory": ("AWS/ECS", "MemoryUtilization", "Average", 80.0, 300, 3),
}


@pytest.mark.parametrize("name", ALARMS)
def test_alarm(aws: Deployment, name: str) -> None:
    row = aws.cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    members = ("Namespace", "MetricName", "Statistic", "Threshold", "Period", "EvaluationPeriods")
    assert tuple(row[member] for member in members) == ALARMS[name]
    assert row["ComparisonOperator"] == "GreaterThanThreshold"
    dimensions = {item["Name"]: item["Value"] for item in row["Dimensions"]}
    if "-alb-" in name:
        assert dimensions == {"LoadBalancer": balancer_of(aws)["LoadBalancerArn"].partition("loadbalancer/")[2]}
    else:
        assert dimensions == {"ClusterName": CLUSTER, "ServiceName": "lauv-backend-service"}
    assert row["AlarmActions"] == [topic_arn(aws)]


def topic_arn(aws: Deployment) -> str:
    return next(
        row["TopicArn"] for row in aws.sns.list_topics()["Topics"] if row["TopicArn"].endswith(":lauv-prod-alerts")
    )


def test_topic_tells_by_mail(aws: Deployment) -> None:
    rows = aws.sns.list_subscriptions_by_topic(TopicArn=topic_arn(aws))["Subscriptions"]
    assert [(row["Protocol"], row["Endpoint"]) for row in rows] == [("email", "operations@example.com")]


def test_dashboard_shows_what_is_to_be_watched(aws: Deployment) -> None:
    name = aws.cloudwatch.list_dashboards()["DashboardEntries"][0]["DashboardName"]
    body = aws.cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]
    for metric in (
        "RequestCount",
        "TargetResponseTime",
        "HTTPCode_Target_4XX_Count",
        "HTTPCode_Target_5XX_Count",
        "CPUUtilization",
        "MemoryUtilization",
        "HealthyHostCount",
        "ActiveConnectionCount",
    ):
        assert metric in body


def test_saved_queries(aws: Deployment) -> None:
    rows = {row["name"].rpartition("/")[2]: row for row in aws.logs.describe_query_definitions()["queryDefinitions"]}
    assert set(rows) == {"backend-errors", "api-response-times"}
    for row in rows.values():
        assert row["logGroupNames"] == ["/ecs/lauv-backend"]
    errors = rows["backend-errors"]["queryString"]
    assert all(word in errors for word in ("like /ERROR/", "sort @timestamp desc", "limit 100"))
    # The documented function for a percentile is pct.
    times = rows["api-response-times"]["queryString"]
    assert all(word in times for word in ("avg(duration)", "max(duration)", "pct(duration, 95)", "by path"))


# -- scaling and cost (phase 15) ---------------------------------------------------------------------------------------


def test_scaling(aws: Deployment) -> None:
    scaling = aws.application_autoscaling
    targets = {
        row["ResourceId"]: (row["MinCapacity"], row["MaxCapacity"])
        for row in scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    }
    prefix = f"service/{CLUSTER}/lauv-"
    assert targets == {f"{prefix}backend-service": (2, 10), f"{prefix}gateway-service": (2, 10)}
    policies = {
        row["ResourceId"]: row["TargetTrackingScalingPolicyConfiguration"]
        for row in scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    }
    cpu, requests = policies[f"{prefix}backend-service"], policies[f"{prefix}gateway-service"]
    assert (cpu["PredefinedMetricSpecification"], cpu["TargetValue"]) == (
        {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"},
        70.0,
    )
    assert (cpu["ScaleInCooldown"], cpu["ScaleOutCooldown"]) == (300, 60)
    names = [
        row[f"{kind}Arn"].partition(f"{kind.lower()}/")[2]
        for kind, row in (("LoadBalancer", balancer_of(aws)), ("TargetGroup", target_group(aws)))
    ]
    assert requests["TargetValue"] == 1000.0
    assert requests["PredefinedMetricSpecification"] == {
        "PredefinedMetricType": "ALBRequestCountPerTarget",
        "ResourceLabel": f"{names[0]}/targetgroup/{names[1]}",
    }


def test_budget(aws: Deployment) -> None:
    row = aws.budgets.describe_budget(AccountId="123456789012", BudgetName="lauv-monthly-budget")["Budget"]
    assert (float(row["BudgetLimit"]["Amount"]), row["BudgetLimit"]["Unit"], row["TimeUnit"], row["BudgetType"]) == (
        200,
        "USD",
        "MONTHLY",
        "COST",
    )
    which = {"AccountId": "123456789012", "BudgetName": "lauv-monthly-budget"}
    notifications = aws.budgets.describe_notifications_for_budget(**which)["Notifications"]
    assert [(item["NotificationType"], item["ComparisonOperator"], item["Threshold"]) for item in notifications] == [
        ("ACTUAL", "GREATER_THAN", 80)
    ]
    subscribers = aws.budgets.describe_subscribers_for_notification(**which, Notification=notifications[0])[
        "Subscribers"
    ]
    assert [(item["SubscriptionType"], item["Address"]) for item in subscribers] == [
        ("EMAIL", "operations@example.com")
    ]
