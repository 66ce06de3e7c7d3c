"""The production environment, deployed once by the real command; each figure of the deployment guide read back from AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.images import push
from tests.support.playbook import Playbook, Result
from tools.simulator_process import SimulatorProcess

pytestmark = pytest.mark.scenario
INVENTORY = ("-i", "inventories/prod", "--limit", "inflight-ordering")
IMAGE = ("inflight-ordering-app", "1.0.0")


class Deployment:
    """What the runs of this module left: the simulator, and each run with its changing calls."""

    def __init__(self, simulator: SimulatorProcess, playbook: Playbook, folder: Path) -> None:
        self.simulator, self.folder = simulator, folder
        self.plan, self.plan_calls = self._run(playbook, "playbooks/plan.yml", "-e", f"plan_directory={folder}")
        self.waiting, _unused = self._run(playbook, "site.yml")
        assert simulator.client("ecr").describe_repositories()["repositories"], self.waiting
        push(simulator, *IMAGE)
        self.finished, _unused = self._run(playbook, "site.yml")
        self.again, self.again_calls = self._run(playbook, "site.yml", "--diff", "-vvv")

    def _run(self, playbook: Playbook, *arguments: str) -> tuple[Result, list[str]]:
        self.simulator.clear()
        result = playbook(*arguments, *INVENTORY)
        return result, [f"{call['service']}:{call['operation']}" for call in self.simulator.calls(changing=True)]

    def __getattr__(self, service: str) -> Any:
        return self.simulator.client(service.replace("_", "-"))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployed environment."""
    home = tmp_path_factory.mktemp("home")
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        env = {**simulator.env(), "HOME": str(home), "ANSIBLE_REMOTE_TMP": str(home / "tmp"), "LC_ALL": "C.UTF-8", "ANSIBLE_NOCOLOR": "1"}
        yield Deployment(simulator, Playbook(env), tmp_path_factory.mktemp("plans"))


def test_the_plan_of_an_empty_account_is_complete_and_changes_nothing(aws: Deployment) -> None:
    assert aws.plan.rc == 0, aws.plan
    assert not aws.plan_calls
    plan = json.loads((aws.folder / "inflight-ordering_prod_us-east-1.json").read_text())
    kinds = {line["kind"] for line in plan["lines"] if line["verb"] in ("create", "run", "wait")}
    assert kinds >= {
        "vpc", "subnet", "internet_gateway", "nat_gateway", "elastic_ip", "route_table", "network_acl", "security_group",
        "security_group_rule", "vpc_endpoint", "flow_log", "kms_key", "kms_alias", "db_subnet_group", "db_parameter_group",
        "db_instance", "secret", "ecr_repository", "certificate", "record", "load_balancer", "listener", "target_group",
        "listener_rule", "ecs_cluster", "role", "log_group", "task_definition", "ecs_service", "scalable_target",
        "scaling_policy", "s3_bucket", "site_content", "distribution", "origin_access_control", "response_headers_policy",
        "web_acl", "sns_topic", "alarm", "dashboard", "budget", "service_linked_role"}
    assert plan["digest"] in aws.plan.out
    assert (aws.folder / "inflight-ordering_prod_us-east-1.txt").read_text().startswith("Plan for inflight-ordering/prod/us-east-1")


def test_only_the_service_waits_for_its_image(aws: Deployment) -> None:
    assert aws.waiting.rc != 0
    assert "push" in aws.waiting.out
    assert "inflight-ordering-app:1.0.0" in aws.waiting.out
    assert aws.finished.rc == 0, aws.finished


def test_the_second_run_is_silent(aws: Deployment) -> None:
    assert aws.again.rc == 0, aws.again
    assert aws.again.changed == 0
    assert not aws.again_calls


def test_no_secret_is_shown(aws: Deployment) -> None:
    secrets = aws.secretsmanager
    values = []
    for row in secrets.list_secrets()["SecretList"]:
        value = json.loads(secrets.get_secret_value(SecretId=row["ARN"])["SecretString"])
        values += [value[key] for key in ("password", "url", "session_key") if key in value]
    assert len(values) >= 4
    for run in (aws.plan, aws.waiting, aws.finished, aws.again):
        for value in values:
            assert value not in run.out + run.err


# -- network -----------------------------------------------------------------------------------------------------------


def vpc_id(aws: Deployment) -> str:
    rows = aws.ec2.describe_vpcs(Filters=[{"Name": "tag:Name", "Values": ["inflight-ordering-vpc"]}])["Vpcs"]
    assert len(rows) == 1
    return rows[0]["VpcId"]


def group(aws: Deployment, name: str) -> dict[str, Any]:
    return aws.ec2.describe_security_groups(Filters=[{"Name": "group-name", "Values": [name]}])["SecurityGroups"][0]


def test_vpc(aws: Deployment) -> None:
    row = aws.ec2.describe_vpcs(VpcIds=[vpc_id(aws)])["Vpcs"][0]
    assert row["CidrBlock"] == "10.0.0.0/16"
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = aws.ec2.describe_vpc_attribute(VpcId=vpc_id(aws), Attribute=attribute)
        assert answer[attribute[0].upper() + attribute[1:]]["Value"] is True


def test_subnets(aws: Deployment) -> None:
    rows = aws.ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc_id(aws)]}])["Subnets"]
    found = {}
    for row in rows:
        name = next(tag["Value"] for tag in row["Tags"] if tag["Key"] == "Name")
        found[name] = (row["CidrBlock"], row["AvailabilityZone"])
    assert found == {
        "public-subnet-1a": ("10.0.1.0/24", "us-east-1a"), "public-subnet-1b": ("10.0.2.0/24", "us-east-1b"),
        "private-subnet-1a": ("10.0.11.0/24", "us-east-1a"), "private-subnet-1b": ("10.0.12.0/24", "us-east-1b")}


def test_a_nat_gateway_in_each_zone_and_routes_to_it(aws: Deployment) -> None:
    rows = aws.ec2.describe_nat_gateways(Filter=[{"Name": "vpc-id", "Values": [vpc_id(aws)]}])["NatGateways"]
    assert [row["State"] for row in rows] == ["available", "available"]
    assert len({row["SubnetId"] for row in rows}) == 2
    tables = aws.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id(aws)]}])["RouteTables"]
    default = [route for table in tables for route in table["Routes"] if route.get("DestinationCidrBlock") == "0.0.0.0/0"]
    assert sorted(route["NatGatewayId"] for route in default if "NatGatewayId" in route) == sorted(row["NatGatewayId"] for row in rows)
    assert sum(route.get("GatewayId", "").startswith("igw-") for route in default) == 1


def test_security_groups(aws: Deployment) -> None:
    balancer, service, database = (group(aws, f"{name}-security-group") for name in ("alb", "ecs", "rds"))
    opened = {
        (rule["FromPort"], rule["ToPort"], *(entry["CidrIp"] for entry in rule["IpRanges"]),
         *(entry["CidrIpv6"] for entry in rule["Ipv6Ranges"]))
        for rule in balancer["IpPermissions"]}
    assert opened == {(80, 80, "0.0.0.0/0", "::/0"), (443, 443, "0.0.0.0/0", "::/0")}
    for target, port, source in ((service, 8080, balancer), (database, 5432, service)):
        assert [(rule["FromPort"], rule["ToPort"], [pair["GroupId"] for pair in rule["UserIdGroupPairs"]], rule["IpRanges"])
                for rule in target["IpPermissions"]] == [(port, port, [source["GroupId"]], [])]
    for row in (balancer, service, database):
        assert all(rule["IpProtocol"] != "-1" for rule in row["IpPermissionsEgress"])


def test_the_default_group_is_closed(aws: Deployment) -> None:
    filters = [{"Name": "vpc-id", "Values": [vpc_id(aws)]}, {"Name": "group-name", "Values": ["default"]}]
    row = aws.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]
    assert (row["IpPermissions"], row["IpPermissionsEgress"]) == ([], [])


def test_network_acls_endpoint_and_flow_logs(aws: Deployment) -> None:
    mine = [{"Name": "vpc-id", "Values": [vpc_id(aws)]}]
    assert len([row for row in aws.ec2.describe_network_acls(Filters=mine)["NetworkAcls"] if not row["IsDefault"]]) == 2
    endpoints = aws.ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    assert [row["ServiceName"] for row in endpoints] == ["com.amazonaws.us-east-1.s3"]
    logs = aws.ec2.describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [vpc_id(aws)]}])["FlowLogs"]
    assert [row["TrafficType"] for row in logs] == ["ALL"]


# -- data --------------------------------------------------------------------------------------------------------------


def test_key(aws: Deployment) -> None:
    key = aws.kms.describe_key(KeyId="alias/inflight-ordering-key")["KeyMetadata"]
    assert (key["KeyUsage"], key["KeyManager"]) == ("ENCRYPT_DECRYPT", "CUSTOMER")
    assert aws.kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is True


def test_database(aws: Deployment) -> None:
    row = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    key = aws.kms.describe_key(KeyId="alias/inflight-ordering-key")["KeyMetadata"]["Arn"]
    wanted = {
        "DBInstanceClass": "db.t3.medium", "Engine": "postgres", "AllocatedStorage": 100, "StorageType": "gp3", "StorageEncrypted": True,
        "KmsKeyId": key, "MultiAZ": True, "BackupRetentionPeriod": 7, "AutoMinorVersionUpgrade": True, "DeletionProtection": True,
        "MasterUsername": "dbadmin", "DBName": "inflight_ordering", "PubliclyAccessible": False, "CopyTagsToSnapshot": True}
    assert {name: row[name] for name in wanted} == wanted
    assert row["DBSubnetGroup"]["DBSubnetGroupName"] == "inflight-ordering-db-subnet-group"
    assert row["MasterUserSecret"]["SecretArn"]
    assert row["EngineVersion"].startswith("17.")
    assert [item["VpcSecurityGroupId"] for item in row["VpcSecurityGroups"]] == [group(aws, "rds-security-group")["GroupId"]]
    assert "postgresql" in row["EnabledCloudwatchLogsExports"]
    parameters = aws.rds.describe_db_parameters(DBParameterGroupName=row["DBParameterGroups"][0]["DBParameterGroupName"], Source="user")
    assert {item["ParameterName"]: item["ParameterValue"] for item in parameters["Parameters"]}["rds.force_ssl"] == "1"


def test_the_composed_secret_has_the_six_keys_of_the_database(aws: Deployment) -> None:
    rows = aws.secretsmanager.list_secrets()["SecretList"]
    name = next(row["Name"] for row in rows if row["Name"].endswith("db-credentials"))
    value = json.loads(aws.secretsmanager.get_secret_value(SecretId=name)["SecretString"])
    database = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    master = json.loads(aws.secretsmanager.get_secret_value(SecretId=database["MasterUserSecret"]["SecretArn"])["SecretString"])
    assert {key: str(value[key]) for key in ("username", "password", "engine", "host", "port", "dbname")} == {
        "username": "dbadmin", "password": master["password"], "engine": "postgres", "host": database["Endpoint"]["Address"],
        "port": str(database["Endpoint"]["Port"]), "dbname": "inflight_ordering"}


def test_registry(aws: Deployment) -> None:
    row = aws.ecr.describe_repositories(repositoryNames=["inflight-ordering-app"])["repositories"][0]
    assert row["imageScanningConfiguration"]["scanOnPush"] is True
    assert row["imageTagMutability"] == "IMMUTABLE"
    assert row["encryptionConfiguration"]["encryptionType"] == "KMS"
    policy = json.loads(aws.ecr.get_lifecycle_policy(repositoryName="inflight-ordering-app")["lifecyclePolicyText"])
    found = {(rule["selection"]["tagStatus"], rule["selection"]["countType"], rule["selection"]["countNumber"]) for rule in policy["rules"]}
    assert ("untagged", "sinceImagePushed", 7) in found
    assert any(count == 10 and kind == "imageCountMoreThan" for _unused, kind, count in found)


# -- traffic -----------------------------------------------------------------------------------------------------------


def balancer(aws: Deployment) -> dict[str, Any]:
    return aws.elbv2.describe_load_balancers(Names=["inflight-ordering-alb"])["LoadBalancers"][0]


def test_certificate_and_records(aws: Deployment) -> None:
    arn = next(row["CertificateArn"] for row in aws.acm.list_certificates()["CertificateSummaryList"])
    row = aws.acm.describe_certificate(CertificateArn=arn)["Certificate"]
    assert row["Status"] == "ISSUED"
    assert row["DomainName"] == "inflight-ordering.example.com"
    assert "www.inflight-ordering.example.com" in row["SubjectAlternativeNames"]
    zone = aws.route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"][0]["Id"]
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    aliases = {row["Name"]: row["AliasTarget"]["DNSName"] for row in records if "AliasTarget" in row and row["Type"] == "A"}
    assert balancer(aws)["DNSName"].lower() in aliases["api.inflight-ordering.example.com."]
    assert ".cloudfront.net" in aliases["inflight-ordering.example.com."]


def test_load_balancer(aws: Deployment) -> None:
    row = balancer(aws)
    assert (row["Scheme"], row["IpAddressType"], row["Type"]) == ("internet-facing", "ipv4", "application")
    attributes = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=row["LoadBalancerArn"])["Attributes"]
    found = {item["Key"]: item["Value"] for item in attributes}
    assert found["access_logs.s3.enabled"] == "true"
    assert found["deletion_protection.enabled"] == "true"
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "true"
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=found["access_logs.s3.bucket"])["Rules"]
    assert any(rule.get("Expiration", {}).get("Days") == 7 for rule in rules)


def test_listeners(aws: Deployment) -> None:
    rows = {row["Port"]: row for row in aws.elbv2.describe_listeners(LoadBalancerArn=balancer(aws)["LoadBalancerArn"])["Listeners"]}
    assert set(rows) == {80, 443}
    redirect = rows[80]["DefaultActions"][0]
    assert (redirect["Type"], redirect["RedirectConfig"]["Protocol"], redirect["RedirectConfig"]["StatusCode"]) == (
        "redirect", "HTTPS", "HTTP_301")
    assert rows[443]["Protocol"] == "HTTPS"
    assert "TLS13-1-2" in rows[443]["SslPolicy"]


def test_target_group(aws: Deployment) -> None:
    row = aws.elbv2.describe_target_groups(Names=["inflight-ordering-targets"])["TargetGroups"][0]
    wanted = {
        "Protocol": "HTTP", "Port": 8080, "TargetType": "ip", "HealthCheckPath": "/health", "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 2, "UnhealthyThresholdCount": 3}
    assert {name: row[name] for name in wanted} == wanted
    health = aws.elbv2.describe_target_health(TargetGroupArn=row["TargetGroupArn"])["TargetHealthDescriptions"]
    assert [item["TargetHealth"]["State"] for item in health] == ["healthy", "healthy"]


# -- service -----------------------------------------------------------------------------------------------------------


def test_cluster(aws: Deployment) -> None:
    answer = aws.ecs.describe_clusters(clusters=["inflight-ordering-cluster"], include=["SETTINGS"])["clusters"][0]
    assert set(answer["capacityProviders"]) == {"FARGATE", "FARGATE_SPOT"}
    assert [(item["capacityProvider"], item["weight"]) for item in answer["defaultCapacityProviderStrategy"]] == [("FARGATE", 1)]
    assert {item["name"]: item["value"] for item in answer["settings"]}["containerInsights"] == "enabled"


def test_task_definition(aws: Deployment) -> None:
    row = aws.ecs.describe_task_definition(taskDefinition="inflight-ordering-task")["taskDefinition"]
    assert (row["cpu"], row["memory"], row["networkMode"], row["requiresCompatibilities"]) == ("512", "1024", "awsvpc", ["FARGATE"])
    container = row["containerDefinitions"][0]
    assert container["name"] == "inflight-ordering-app"
    assert [(item["containerPort"], item["protocol"]) for item in container["portMappings"]] == [(8080, "tcp")]
    assert {"name": "SPRING_PROFILES_ACTIVE", "value": "production"} in container["environment"]
    reference = next(item["valueFrom"] for item in container["secrets"] if item["name"] == "DB_PASSWORD")
    arns = [item["ARN"] for item in aws.secretsmanager.list_secrets()["SecretList"] if item["Name"].endswith("db-credentials")]
    assert reference == f"{arns[0]}:password::"
    assert container["readonlyRootFilesystem"] is True
    options = container["logConfiguration"]["options"]
    assert (options["awslogs-group"], options["awslogs-region"], options["awslogs-stream-prefix"]) == (
        "/ecs/inflight-ordering", "us-east-1", "ecs")


def test_service(aws: Deployment) -> None:
    row = aws.ecs.describe_services(cluster="inflight-ordering-cluster", services=["inflight-ordering-service"])["services"][0]
    assert (row["status"], row["desiredCount"], row["runningCount"]) == ("ACTIVE", 2, 2)
    network = row["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED"
    private = aws.ec2.describe_subnets(Filters=[{"Name": "tag:Name", "Values": ["private-subnet-1a", "private-subnet-1b"]}])["Subnets"]
    assert sorted(network["subnets"]) == sorted(item["SubnetId"] for item in private)
    breaker = row["deploymentConfiguration"]["deploymentCircuitBreaker"]
    assert (breaker["enable"], breaker["rollback"]) == (True, True)
    assert [item["containerPort"] for item in row["loadBalancers"]] == [8080]
    assert row["enableExecuteCommand"] is False


def test_scaling(aws: Deployment) -> None:
    scaling = aws.application_autoscaling
    target = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 10)
    policies = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    found = {item["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"]:
             item["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] for item in policies}
    assert found["ECSServiceAverageCPUUtilization"] == 70


def test_log_group(aws: Deployment) -> None:
    rows = aws.logs.describe_log_groups(logGroupNamePrefix="/ecs/inflight-ordering")["logGroups"]
    assert [(row["logGroupName"], row["retentionInDays"]) for row in rows] == [("/ecs/inflight-ordering", 30)]


# -- site --------------------------------------------------------------------------------------------------------------


def site_bucket(aws: Deployment) -> str:
    return next(row["Name"] for row in aws.s3.list_buckets()["Buckets"] if "site" in row["Name"])


def test_site(aws: Deployment) -> None:
    bucket = site_bucket(aws)
    keys = {row["Key"] for row in aws.s3.list_objects_v2(Bucket=bucket)["Contents"] if not row["Key"].startswith(".slipway/")}
    assert keys == {"index.html", "error.html", "assets/app.js", "assets/style.css", "config.json"}
    assert all(aws.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert aws.s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rule = aws.s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    policy = json.loads(aws.s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert any(statement["Effect"] == "Deny" and "aws:SecureTransport" in json.dumps(statement) for statement in policy["Statement"])


def test_distribution(aws: Deployment) -> None:
    summary = aws.cloudfront.list_distributions()["DistributionList"]["Items"][0]
    config = aws.cloudfront.get_distribution_config(Id=summary["Id"])["DistributionConfig"]
    assert (config["DefaultRootObject"], config["PriceClass"], config["Enabled"]) == ("index.html", "PriceClass_All", True)
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    assert config["Origins"]["Items"][0]["OriginAccessControlId"]
    assert set(config["Aliases"]["Items"]) == {"inflight-ordering.example.com", "www.inflight-ordering.example.com"}
    assert config["ViewerCertificate"]["MinimumProtocolVersion"].startswith("TLSv1.2")
    assert {item["ResponsePagePath"] for item in config["CustomErrorResponses"]["Items"]} == {"/index.html"}
    assert config["WebACLId"]


def test_firewall(aws: Deployment) -> None:
    acls = aws.wafv2.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    assert [row["Name"] for row in acls if row["Name"].startswith("inflight-ordering-waf")]
    acl = aws.wafv2.get_web_acl(Name=acls[0]["Name"], Scope="CLOUDFRONT", Id=acls[0]["Id"])["WebACL"]
    managed = [rule["Statement"]["ManagedRuleGroupStatement"]["Name"] for rule in acl["Rules"] if "ManagedRuleGroupStatement" in rule["Statement"]]
    assert "AWSManagedRulesCommonRuleSet" in managed
    assert [rule["Statement"]["RateBasedStatement"]["Limit"] for rule in acl["Rules"] if "RateBasedStatement" in rule["Statement"]] == [2000]
    assert "Allow" in acl["DefaultAction"]
    assert aws.wafv2.get_web_acl_for_resource(ResourceArn=balancer(aws)["LoadBalancerArn"])["WebACL"]


# -- monitoring --------------------------------------------------------------------------------------------------------


def test_alarms(aws: Deployment) -> None:
    rows = aws.cloudwatch.describe_alarms()["MetricAlarms"]
    cpu = [row for row in rows if (row.get("Namespace"), row.get("MetricName")) == ("AWS/ECS", "CPUUtilization")
           and not row["AlarmName"].startswith("TargetTracking")]
    assert [(row["Threshold"], row["Period"], row["EvaluationPeriods"], row["ComparisonOperator"]) for row in cpu] == [
        (80.0, 300, 2, "GreaterThanThreshold")]
    assert {item["Name"]: item["Value"] for item in cpu[0]["Dimensions"]} == {
        "ClusterName": "inflight-ordering-cluster", "ServiceName": "inflight-ordering-service"}
    topic = next(row["TopicArn"] for row in aws.sns.list_topics()["Topics"] if row["TopicArn"].endswith(":inflight-ordering-alerts"))
    assert cpu[0]["AlarmActions"] == [topic]
    metrics = {(row.get("Namespace"), row.get("MetricName")) for row in rows}
    assert metrics >= {
        ("AWS/ECS", "MemoryUtilization"), ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
        ("AWS/ApplicationELB", "TargetResponseTime"), ("AWS/ApplicationELB", "UnHealthyHostCount"), ("AWS/RDS", "CPUUtilization"),
        ("AWS/RDS", "FreeStorageSpace"), ("AWS/RDS", "DatabaseConnections")}


def test_dashboard_shows_the_service_with_its_cluster(aws: Deployment) -> None:
    name = aws.cloudwatch.list_dashboards()["DashboardEntries"][0]["DashboardName"]
    body = aws.cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]
    assert "inflight-ordering-service" in body
    assert "inflight-ordering-cluster" in body
    assert "MemoryUtilization" in body


def test_budget(aws: Deployment) -> None:
    rows = aws.budgets.describe_budgets(AccountId="123456789012")["Budgets"]
    assert [row["TimeUnit"] for row in rows] == ["MONTHLY"]
