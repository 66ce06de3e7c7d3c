"""The production environment, deployed once by the real command on a simulator that behaves like AWS; each figure of the
deployment guide read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.environments import like_aws
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
        with like_aws(simulator):
            self._deploy(playbook)

    def _deploy(self, playbook: Playbook) -> None:
        simulator, folder = self.simulator, self.folder
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

    def client(self, service: str) -> Any:
        return self.simulator.client(service)

    def __getattr__(self, service: str) -> Any:
        return self.client(service.replace("_", "-"))


@pytest.fixture(scope="module")
def aws(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The deployed environment."""
    home = tmp_path_factory.mktemp("home")
    with SimulatorProcess(["--hosted-zone", "example.com"]) as simulator:
        env = {
            **simulator.env(),
            "HOME": str(home),
            "ANSIBLE_REMOTE_TMP": str(home / "tmp"),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_NOCOLOR": "1",
        }
        yield Deployment(simulator, Playbook(env), tmp_path_factory.mktemp("plans"))


def test_the_plan_of_an_empty_account_is_complete_and_changes_nothing(aws: Deployment) -> None:
    assert aws.plan.rc == 0, aws.plan
    assert not aws.plan_calls
    plan = json.loads((aws.folder / "inflight-ordering_prod_us-east-1.json").read_text())
    kinds = {line["kind"] for line in plan["lines"] if line["verb"] in ("create", "run", "wait")}
    assert kinds >= {
        "vpc",
        "subnet",
        "internet_gateway",
        "nat_gateway",
        "elastic_ip",
        "route_table",
        "network_acl",
        "security_group",
        "security_group_rule",
        "vpc_endpoint",
        "flow_log",
        "kms_key",
        "kms_alias",
        "db_subnet_group",
        "db_parameter_group",
        "db_instance",
        "secret",
        "ecr_repository",
        "certificate",
        "record",
        "load_balancer",
        "listener",
        "target_group",
        "listener_rule",
        "ecs_cluster",
        "role",
        "log_group",
        "task_definition",
        "ecs_service",
        "scalable_target",
        "scaling_policy",
        "s3_bucket",
        "site_content",
        "distribution",
        "origin_access_control",
        "response_headers_policy",
        "web_acl",
        "sns_topic",
        "alarm",
        "dashboard",
        "budget",
        "service_linked_role",
    }
    assert plan["digest"] in aws.plan.out
    assert (
        (aws.folder / "inflight-ordering_prod_us-east-1.txt")
        .read_text()
        .startswith("Plan for inflight-ordering/prod/us-east-1")
    )


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
        "public-subnet-1a": ("10.0.1.0/24", "us-east-1a"),
        "public-subnet-1b": ("10.0.2.0/24", "us-east-1b"),
        "private-subnet-1a": ("10.0.11.0/24", "us-east-1a"),
        "private-subnet-1b": ("10.0.12.0/24", "us-east-1b"),
    }


def test_internet_gateway_and_addresses_by_the_guides_names(aws: Deployment) -> None:
    (gateway,) = aws.ec2.describe_internet_gateways(
        Filters=[{"Name": "tag:Name", "Values": ["inflight-ordering-igw"]}]
    )["InternetGateways"]
    assert [row["VpcId"] for row in gateway["Attachments"]] == [vpc_id(aws)]
    names = ["nat-gateway-1a-eip", "nat-gateway-1b-eip"]
    addresses = aws.ec2.describe_addresses(Filters=[{"Name": "tag:Name", "Values": names}])["Addresses"]
    assert sorted(tag["Value"] for row in addresses for tag in row["Tags"] if tag["Key"] == "Name") == names


def test_each_private_subnet_leaves_by_the_gateway_of_its_own_zone(aws: Deployment) -> None:
    mine = [{"Name": "vpc-id", "Values": [vpc_id(aws)]}]
    zones = {row["SubnetId"]: row["AvailabilityZone"] for row in aws.ec2.describe_subnets(Filters=mine)["Subnets"]}
    gateways = {
        row["NatGatewayId"]: zones[row["SubnetId"]] for row in aws.ec2.describe_nat_gateways(Filter=mine)["NatGateways"]
    }
    ways = {
        zones[row["SubnetId"]]: gateways[route["NatGatewayId"]]
        for table in aws.ec2.describe_route_tables(Filters=mine)["RouteTables"]
        for row in table["Associations"]
        for route in table["Routes"]
        if "SubnetId" in row and "NatGatewayId" in route
    }
    assert ways == {"us-east-1a": "us-east-1a", "us-east-1b": "us-east-1b"}


def test_a_nat_gateway_in_each_zone_and_routes_to_it(aws: Deployment) -> None:
    rows = aws.ec2.describe_nat_gateways(Filter=[{"Name": "vpc-id", "Values": [vpc_id(aws)]}])["NatGateways"]
    assert [row["State"] for row in rows] == ["available", "available"]
    assert len({row["SubnetId"] for row in rows}) == 2
    tables = aws.ec2.describe_route_tables(Filters=[{"Name": "vpc-id", "Values": [vpc_id(aws)]}])["RouteTables"]
    default = [
        route for table in tables for route in table["Routes"] if route.get("DestinationCidrBlock") == "0.0.0.0/0"
    ]
    assert sorted(route["NatGatewayId"] for route in default if "NatGatewayId" in route) == sorted(
        row["NatGatewayId"] for row in rows
    )
    assert sum(route.get("GatewayId", "").startswith("igw-") for route in default) == 1


def test_security_groups(aws: Deployment) -> None:
    balancer, service, database = (group(aws, f"{name}-security-group") for name in ("alb", "ecs", "rds"))
    opened = {
        (
            rule["FromPort"],
            rule["ToPort"],
            *(entry["CidrIp"] for entry in rule["IpRanges"]),
            *(entry["CidrIpv6"] for entry in rule["Ipv6Ranges"]),
        )
        for rule in balancer["IpPermissions"]
    }
    assert opened == {(80, 80, "0.0.0.0/0", "::/0"), (443, 443, "0.0.0.0/0", "::/0")}
    for target, port, source in ((service, 8080, balancer), (database, 5432, service)):
        assert [
            (rule["FromPort"], rule["ToPort"], [pair["GroupId"] for pair in rule["UserIdGroupPairs"]], rule["IpRanges"])
            for rule in target["IpPermissions"]
        ] == [(port, port, [source["GroupId"]], [])]
    for row in (balancer, service, database):
        assert all(rule["IpProtocol"] != "-1" for rule in row["IpPermissionsEgress"])


def test_services_leave_only_to_the_database_and_over_https(aws: Deployment) -> None:
    service, database = group(aws, "ecs-security-group"), group(aws, "rds-security-group")
    ways = {
        (
            rule["FromPort"],
            rule["ToPort"],
            *(pair["GroupId"] for pair in rule["UserIdGroupPairs"]),
            *(row["CidrIp"] for row in rule["IpRanges"]),
        )
        for rule in service["IpPermissionsEgress"]
    }
    assert ways == {(443, 443, "0.0.0.0/0"), (5432, 5432, database["GroupId"])}
    assert not database["IpPermissionsEgress"]


def test_the_default_group_is_closed(aws: Deployment) -> None:
    filters = [{"Name": "vpc-id", "Values": [vpc_id(aws)]}, {"Name": "group-name", "Values": ["default"]}]
    row = aws.ec2.describe_security_groups(Filters=filters)["SecurityGroups"][0]
    assert (row["IpPermissions"], row["IpPermissionsEgress"]) == ([], [])


def test_network_acls_endpoint_and_flow_logs(aws: Deployment) -> None:
    mine = [{"Name": "vpc-id", "Values": [vpc_id(aws)]}]
    acls = [row for row in aws.ec2.describe_network_acls(Filters=mine)["NetworkAcls"] if not row["IsDefault"]]
    # From outside: the load balancer's ports in public, and what comes back by TCP, but for remote desktop, in both tiers.
    back = [(1024, 3388), (3390, 65535)]
    assert sorted(
        [
            (entry["PortRange"]["From"], entry["PortRange"]["To"])
            for entry in row["Entries"]
            if not entry["Egress"] and "PortRange" in entry
        ]
        for row in acls
    ) == sorted([[(80, 80), (443, 443), *back], back])
    assert all(
        entry["CidrBlock"] == "10.0.0.0/16"
        or "PortRange" in entry
        or entry.get("IcmpTypeCode") == {"Type": 3, "Code": 4}  # too large a packet
        or entry["RuleAction"] == "deny"
        for row in acls
        for entry in row["Entries"]
        if not entry["Egress"]
    )
    endpoints = aws.ec2.describe_vpc_endpoints(Filters=mine)["VpcEndpoints"]
    assert [row["ServiceName"] for row in endpoints] == ["com.amazonaws.us-east-1.s3"]
    assert all(text in endpoints[0]["PolicyDocument"] for text in ("aws:PrincipalAccount", "starport-layer-bucket"))
    logs = aws.ec2.describe_flow_logs(Filters=[{"Name": "resource-id", "Values": [vpc_id(aws)]}])["FlowLogs"]
    assert [row["TrafficType"] for row in logs] == ["ALL"]


# -- data --------------------------------------------------------------------------------------------------------------


def test_key(aws: Deployment) -> None:
    key = aws.kms.describe_key(KeyId="alias/inflight-ordering-key")["KeyMetadata"]
    assert (key["KeyUsage"], key["KeyManager"]) == ("ENCRYPT_DECRYPT", "CUSTOMER")
    assert aws.kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"] is True


def test_what_holds_data_has_the_key(aws: Deployment) -> None:
    key = aws.kms.describe_key(KeyId="alias/inflight-ordering-key")["KeyMetadata"]
    assert key["Description"] == "Inflight Ordering Application Encryption Key"
    bucket = aws.s3.get_bucket_encryption(Bucket=site_bucket(aws))["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert bucket["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"] == key["Arn"]
    assert {row["KmsKeyId"] for row in aws.secretsmanager.list_secrets()["SecretList"]} == {key["Arn"]}
    assert {row.get("kmsKeyId") for row in aws.logs.describe_log_groups()["logGroups"]} == {key["Arn"]}
    for topic in aws.sns.list_topics()["Topics"]:
        assert aws.sns.get_topic_attributes(TopicArn=topic["TopicArn"])["Attributes"]["KmsMasterKeyId"] == key["Arn"]


def test_windows_insights_and_logs_of_the_database(aws: Deployment) -> None:
    row = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    assert (row["PreferredMaintenanceWindow"], row["PreferredBackupWindow"]) == ("sun:04:00-sun:05:00", "02:00-03:00")
    assert (row["MonitoringInterval"], row["PerformanceInsightsEnabled"], row["IAMDatabaseAuthenticationEnabled"]) == (
        60,
        True,
        True,
    )
    subnets = aws.rds.describe_db_subnet_groups(DBSubnetGroupName="inflight-ordering-db-subnet-group")[
        "DBSubnetGroups"
    ][0]["Subnets"]
    assert {item["SubnetAvailabilityZone"]["Name"] for item in subnets} == {"us-east-1a", "us-east-1b"}
    groups = aws.logs.describe_log_groups(logGroupNamePrefix="/aws/rds/instance/inflight-ordering-db/")["logGroups"]
    assert {(item["logGroupName"].rpartition("/")[2], item["retentionInDays"]) for item in groups} == {
        ("postgresql", 30),
        ("upgrade", 30),
    }


def test_aws_rotates_the_master_password_and_a_function_hears_of_it(aws: Deployment) -> None:
    row = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    master = aws.secretsmanager.describe_secret(SecretId=row["MasterUserSecret"]["SecretArn"])
    assert (master["RotationEnabled"], master["RotationRules"]["AutomaticallyAfterDays"]) == (True, 7)
    (rule,) = (item for item in aws.events.list_rules()["Rules"] if master["ARN"] in item.get("EventPattern", ""))
    targets = aws.events.list_targets_by_rule(Rule=rule["Name"])["Targets"]
    functions = aws.client("lambda").list_functions()["Functions"]
    assert [item["Arn"] for item in targets] == [item["FunctionArn"] for item in functions]


def test_database(aws: Deployment) -> None:
    row = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    key = aws.kms.describe_key(KeyId="alias/inflight-ordering-key")["KeyMetadata"]["Arn"]
    wanted = {
        "DBInstanceClass": "db.t3.medium",
        "Engine": "postgres",
        "AllocatedStorage": 100,
        "StorageType": "gp3",
        "StorageEncrypted": True,
        "KmsKeyId": key,
        "MultiAZ": True,
        "BackupRetentionPeriod": 7,
        "AutoMinorVersionUpgrade": True,
        "DeletionProtection": True,
        "MasterUsername": "dbadmin",
        "DBName": "inflight_ordering",
        "PubliclyAccessible": False,
        "CopyTagsToSnapshot": True,
    }
    assert {name: row[name] for name in wanted} == wanted
    assert row["DBSubnetGroup"]["DBSubnetGroupName"] == "inflight-ordering-db-subnet-group"
    assert row["MasterUserSecret"]["SecretArn"]
    assert row["EngineVersion"].startswith("17.")
    assert [item["VpcSecurityGroupId"] for item in row["VpcSecurityGroups"]] == [
        group(aws, "rds-security-group")["GroupId"]
    ]
    assert "postgresql" in row["EnabledCloudwatchLogsExports"]
    parameters = aws.rds.describe_db_parameters(
        DBParameterGroupName=row["DBParameterGroups"][0]["DBParameterGroupName"], Source="user"
    )
    assert {item["ParameterName"]: item["ParameterValue"] for item in parameters["Parameters"]}["rds.force_ssl"] == "1"


def test_the_composed_secret_has_the_six_keys_of_the_database(aws: Deployment) -> None:
    value = json.loads(aws.secretsmanager.get_secret_value(SecretId="inflight-ordering-db-credentials")["SecretString"])
    database = aws.rds.describe_db_instances(DBInstanceIdentifier="inflight-ordering-db")["DBInstances"][0]
    master = json.loads(
        aws.secretsmanager.get_secret_value(SecretId=database["MasterUserSecret"]["SecretArn"])["SecretString"]
    )
    assert {key: str(value[key]) for key in ("username", "password", "engine", "host", "port", "dbname")} == {
        "username": "dbadmin",
        "password": master["password"],
        "engine": "postgres",
        "host": database["Endpoint"]["Address"],
        "port": str(database["Endpoint"]["Port"]),
        "dbname": "inflight_ordering",
    }


def test_registry(aws: Deployment) -> None:
    row = aws.ecr.describe_repositories(repositoryNames=["inflight-ordering-app"])["repositories"][0]
    assert row["imageScanningConfiguration"]["scanOnPush"] is True
    assert row["imageTagMutability"] == "IMMUTABLE"
    assert row["encryptionConfiguration"]["encryptionType"] == "KMS"
    policy = json.loads(aws.ecr.get_lifecycle_policy(repositoryName="inflight-ordering-app")["lifecyclePolicyText"])
    found = {
        (rule["selection"]["tagStatus"], rule["selection"]["countType"], rule["selection"]["countNumber"])
        for rule in policy["rules"]
    }
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
    assert set(row["SubjectAlternativeNames"]) == {
        f"{name}inflight-ordering.example.com" for name in ("", "www.", "api.")
    }
    zone = aws.route53.list_hosted_zones_by_name(DNSName="example.com")["HostedZones"][0]["Id"]
    records = aws.route53.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    aliases = {
        row["Name"]: row["AliasTarget"]["DNSName"] for row in records if "AliasTarget" in row and row["Type"] == "A"
    }
    assert balancer(aws)["DNSName"].lower() in aliases["api.inflight-ordering.example.com."]
    assert ".cloudfront.net" in aliases["inflight-ordering.example.com."]


def test_load_balancer(aws: Deployment) -> None:
    row = balancer(aws)
    assert (row["Scheme"], row["IpAddressType"], row["Type"]) == ("internet-facing", "ipv4", "application")
    public = aws.ec2.describe_subnets(
        Filters=[{"Name": "tag:Name", "Values": ["public-subnet-1a", "public-subnet-1b"]}]
    )["Subnets"]
    assert {zone["SubnetId"] for zone in row["AvailabilityZones"]} == {subnet["SubnetId"] for subnet in public}
    assert row["SecurityGroups"] == [group(aws, "alb-security-group")["GroupId"]]
    attributes = aws.elbv2.describe_load_balancer_attributes(LoadBalancerArn=row["LoadBalancerArn"])["Attributes"]
    found = {item["Key"]: item["Value"] for item in attributes}
    assert found["access_logs.s3.enabled"] == "true"
    assert found["deletion_protection.enabled"] == "true"
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "true"
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=found["access_logs.s3.bucket"])["Rules"]
    assert any(rule.get("Expiration", {}).get("Days") == 7 for rule in rules)


def test_listeners(aws: Deployment) -> None:
    rows = {
        row["Port"]: row
        for row in aws.elbv2.describe_listeners(LoadBalancerArn=balancer(aws)["LoadBalancerArn"])["Listeners"]
    }
    assert set(rows) == {80, 443}
    redirect = rows[80]["DefaultActions"][0]
    assert (redirect["Type"], redirect["RedirectConfig"]["Protocol"], redirect["RedirectConfig"]["StatusCode"]) == (
        "redirect",
        "HTTPS",
        "HTTP_301",
    )
    assert rows[443]["Protocol"] == "HTTPS"
    rules = aws.elbv2.describe_rules(ListenerArn=rows[443]["ListenerArn"])["Rules"]
    assert [
        (rule["Conditions"][0]["Field"], rule["Conditions"][0]["Values"]) for rule in rules if not rule["IsDefault"]
    ] == [("path-pattern", ["/*"])]
    assert "TLS13-1-2" in rows[443]["SslPolicy"]


def test_target_group(aws: Deployment) -> None:
    row = aws.elbv2.describe_target_groups(Names=["inflight-ordering-targets"])["TargetGroups"][0]
    wanted = {
        "Protocol": "HTTP",
        "Port": 8080,
        "TargetType": "ip",
        "HealthCheckPath": "/health",
        "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5,
        "HealthyThresholdCount": 2,
        "UnhealthyThresholdCount": 3,
    }
    assert {name: row[name] for name in wanted} == wanted
    health = aws.elbv2.describe_target_health(TargetGroupArn=row["TargetGroupArn"])["TargetHealthDescriptions"]
    assert [item["TargetHealth"]["State"] for item in health] == ["healthy", "healthy"]


# -- service -----------------------------------------------------------------------------------------------------------


def test_cluster(aws: Deployment) -> None:
    answer = aws.ecs.describe_clusters(clusters=["inflight-ordering-cluster"], include=["SETTINGS"])["clusters"][0]
    assert set(answer["capacityProviders"]) == {"FARGATE", "FARGATE_SPOT"}
    assert [(item["capacityProvider"], item["weight"]) for item in answer["defaultCapacityProviderStrategy"]] == [
        ("FARGATE", 1)
    ]
    assert {item["name"]: item["value"] for item in answer["settings"]}["containerInsights"] == "enabled"


def test_task_definition(aws: Deployment) -> None:
    row = aws.ecs.describe_task_definition(taskDefinition="inflight-ordering-task")["taskDefinition"]
    assert (row["cpu"], row["memory"], row["networkMode"], row["requiresCompatibilities"]) == (
        "512",
        "1024",
        "awsvpc",
        ["FARGATE"],
    )
    container = row["containerDefinitions"][0]
    assert container["name"] == "inflight-ordering-app"
    assert [(item["containerPort"], item["protocol"]) for item in container["portMappings"]] == [(8080, "tcp")]
    assert {"name": "SPRING_PROFILES_ACTIVE", "value": "production"} in container["environment"]
    reference = next(item["valueFrom"] for item in container["secrets"] if item["name"] == "DB_PASSWORD")
    arns = [
        item["ARN"]
        for item in aws.secretsmanager.list_secrets()["SecretList"]
        if item["Name"].endswith("db-credentials")
    ]
    assert reference == f"{arns[0]}:password::"
    assert container["readonlyRootFilesystem"] is True
    assert [item["containerPath"] for item in container["mountPoints"] if not item["readOnly"]] == ["/tmp"]
    assert "http://localhost:8080/health" in container["healthCheck"]["command"][1]
    options = container["logConfiguration"]["options"]
    assert (options["awslogs-group"], options["awslogs-region"], options["awslogs-stream-prefix"]) == (
        "/ecs/inflight-ordering",
        "us-east-1",
        "ecs",
    )


def role(aws: Deployment, purpose: str) -> tuple[Any, list[dict[str, Any]]]:
    """Who may assume a role of the task, and what it may do."""
    row = aws.ecs.describe_task_definition(taskDefinition="inflight-ordering-task")["taskDefinition"]
    name = row[f"{purpose}RoleArn"].rpartition("/")[2]
    policies = [
        aws.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]["Statement"]
        for policy in aws.iam.list_role_policies(RoleName=name)["PolicyNames"]
    ]
    assert not aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return aws.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"], [
        row for rows in policies for row in rows
    ]


def test_roles_allow_what_the_declaration_needs(aws: Deployment) -> None:
    trust, execution = role(aws, "execution")
    assert [statement["Principal"] for statement in trust] == [{"Service": "ecs-tasks.amazonaws.com"}]
    allowed = {action: statement["Resource"] for statement in execution for action in statement["Action"]}
    place = "us-east-1:123456789012"
    assert (
        allowed["logs:PutLogEvents"]
        == allowed["logs:CreateLogStream"]
        == [f"arn:aws:logs:{place}:log-group:/ecs/inflight-ordering:*"]
    )
    assert allowed["ecr:BatchGetImage"] == [f"arn:aws:ecr:{place}:repository/inflight-ordering-app"]
    secrets = [row["ARN"] for row in aws.secretsmanager.list_secrets()["SecretList"] if "OwningService" not in row]
    assert sorted(allowed["secretsmanager:GetSecretValue"]) == sorted(secrets)
    assert {action for action, resources in allowed.items() if resources == ["*"]} == {"ecr:GetAuthorizationToken"}
    trust, task = role(aws, "task")
    assert [statement["Principal"] for statement in trust] == [{"Service": "ecs-tasks.amazonaws.com"}]
    assert not task


def test_service(aws: Deployment) -> None:
    row = aws.ecs.describe_services(cluster="inflight-ordering-cluster", services=["inflight-ordering-service"])[
        "services"
    ][0]
    assert (row["status"], row["desiredCount"], row["runningCount"]) == ("ACTIVE", 2, 2)
    network = row["networkConfiguration"]["awsvpcConfiguration"]
    assert network["assignPublicIp"] == "DISABLED"
    private = aws.ec2.describe_subnets(
        Filters=[{"Name": "tag:Name", "Values": ["private-subnet-1a", "private-subnet-1b"]}]
    )["Subnets"]
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
    found = {
        item["TargetTrackingScalingPolicyConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"]: item[
            "TargetTrackingScalingPolicyConfiguration"
        ]["TargetValue"]
        for item in policies
    }
    assert found["ECSServiceAverageCPUUtilization"] == 70


def test_log_group(aws: Deployment) -> None:
    rows = aws.logs.describe_log_groups(logGroupNamePrefix="/ecs/inflight-ordering")["logGroups"]
    assert [(row["logGroupName"], row["retentionInDays"]) for row in rows] == [("/ecs/inflight-ordering", 30)]


# -- site --------------------------------------------------------------------------------------------------------------


def site_bucket(aws: Deployment) -> str:
    return next(row["Name"] for row in aws.s3.list_buckets()["Buckets"] if "site" in row["Name"])


def test_artefacts_and_backups_become_cheaper_with_time(aws: Deployment) -> None:
    [bucket] = [row["Name"] for row in aws.s3.list_buckets()["Buckets"] if row["Name"].endswith("-storage")]
    assert aws.s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert {
        rule["Filter"]["Prefix"]: rule["Transitions"][0]["StorageClass"] for rule in rules if "Transitions" in rule
    } == {
        "artefacts/": "INTELLIGENT_TIERING",
        "backups/": "GLACIER",
    }


@pytest.mark.parametrize(("suffix", "storage_class"), [("-storage", "STANDARD_IA"), ("-site", None)])
def test_what_is_in_the_buckets_is_copied_into_a_second_region(
    aws: Deployment, suffix: str, storage_class: str | None
) -> None:
    [bucket] = [row["Name"] for row in aws.s3.list_buckets()["Buckets"] if row["Name"].endswith(suffix)]
    [rule] = aws.s3.get_bucket_replication(Bucket=bucket)["ReplicationConfiguration"]["Rules"]
    assert (rule["Status"], rule["Destination"].get("StorageClass")) == ("Enabled", storage_class)
    copy = rule["Destination"]["Bucket"].rpartition(":")[2]
    assert aws.s3.get_bucket_location(Bucket=copy)["LocationConstraint"] == "us-west-2"
    assert aws.s3.get_bucket_versioning(Bucket=copy)["Status"] == "Enabled"


def test_site(aws: Deployment) -> None:
    bucket = site_bucket(aws)
    keys = {
        row["Key"]
        for row in aws.s3.list_objects_v2(Bucket=bucket)["Contents"]
        if not row["Key"].startswith(".slipway/")
    }
    assert keys == {"index.html", "error.html", "assets/app.js", "assets/style.css", "config.json"}
    assert all(aws.s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values())
    assert aws.s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    rule = aws.s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
    policy = json.loads(aws.s3.get_bucket_policy(Bucket=bucket)["Policy"])
    assert any(
        statement["Effect"] == "Deny" and "aws:SecureTransport" in json.dumps(statement)
        for statement in policy["Statement"]
    )
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"]
    assert [rule["NoncurrentVersionExpiration"] for rule in rules if "NoncurrentVersionExpiration" in rule] == [
        {"NoncurrentDays": 30}
    ]


def test_distribution(aws: Deployment) -> None:
    summary = aws.cloudfront.list_distributions()["DistributionList"]["Items"][0]
    config = aws.cloudfront.get_distribution_config(Id=summary["Id"])["DistributionConfig"]
    assert (config["DefaultRootObject"], config["PriceClass"], config["Enabled"]) == (
        "index.html",
        "PriceClass_All",
        True,
    )
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "redirect-to-https"
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == "658327ea-f89d-4fab-a63d-7e88639e58f6"
    assert config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"]
    assert config["Origins"]["Items"][0]["OriginAccessControlId"]
    assert set(config["Aliases"]["Items"]) == {"inflight-ordering.example.com", "www.inflight-ordering.example.com"}
    assert config["ViewerCertificate"]["MinimumProtocolVersion"].startswith("TLSv1.2")
    assert config["DefaultCacheBehavior"]["Compress"] is True
    assert (
        config["ViewerCertificate"]["ACMCertificateArn"]
        == aws.acm.list_certificates()["CertificateSummaryList"][0]["CertificateArn"]
    )
    assert {item["ResponsePagePath"] for item in config["CustomErrorResponses"]["Items"]} == {"/index.html"}
    (source,) = aws.logs.describe_delivery_sources()["deliverySources"]
    assert (source["resourceArns"], source["logType"]) == ([summary["ARN"]], "ACCESS_LOGS")
    (delivery,) = aws.logs.describe_deliveries()["deliveries"]
    assert (delivery["deliverySourceName"], delivery["deliveryDestinationType"]) == (source["name"], "S3")
    assert config["WebACLId"]
    headers = aws.cloudfront.get_response_headers_policy(Id=config["DefaultCacheBehavior"]["ResponseHeadersPolicyId"])
    security = headers["ResponseHeadersPolicy"]["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] == 31536000
    assert "https://api.inflight-ordering.example.com" in security["ContentSecurityPolicy"]["ContentSecurityPolicy"]


def test_firewall(aws: Deployment) -> None:
    acls = aws.wafv2.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
    assert [row["Name"] for row in acls if row["Name"].startswith("inflight-ordering-waf")]
    acl = aws.wafv2.get_web_acl(Name=acls[0]["Name"], Scope="CLOUDFRONT", Id=acls[0]["Id"])["WebACL"]
    common = next(rule for rule in acl["Rules"] if rule["Name"] == "AWSManagedRulesCommonRuleSet")
    assert (common["Priority"], common["OverrideAction"], common["VisibilityConfig"]["MetricName"]) == (
        1,
        {"None": {}},
        "CommonRuleSetMetric",
    )
    assert common["Statement"]["ManagedRuleGroupStatement"] == {
        "VendorName": "AWS",
        "Name": "AWSManagedRulesCommonRuleSet",
    }
    logging = aws.wafv2.get_logging_configuration(ResourceArn=acls[0]["ARN"])["LoggingConfiguration"]
    assert ":log-group:aws-waf-logs-" in logging["LogDestinationConfigs"][0]
    assert [
        rule["Statement"]["RateBasedStatement"]["Limit"]
        for rule in acl["Rules"]
        if "RateBasedStatement" in rule["Statement"]
    ] == [2000]
    assert "Allow" in acl["DefaultAction"]
    behind = aws.wafv2.get_web_acl_for_resource(ResourceArn=balancer(aws)["LoadBalancerArn"])["WebACL"]
    assert any("RateBasedStatement" in rule["Statement"] for rule in behind["Rules"])


# -- monitoring --------------------------------------------------------------------------------------------------------


def test_alarms(aws: Deployment) -> None:
    rows = aws.cloudwatch.describe_alarms()["MetricAlarms"]
    cpu = [
        row
        for row in rows
        if (row.get("Namespace"), row.get("MetricName")) == ("AWS/ECS", "CPUUtilization")
        and not row["AlarmName"].startswith("TargetTracking")
    ]
    assert [(row["Threshold"], row["Period"], row["EvaluationPeriods"], row["ComparisonOperator"]) for row in cpu] == [
        (80.0, 300, 2, "GreaterThanThreshold")
    ]
    assert {item["Name"]: item["Value"] for item in cpu[0]["Dimensions"]} == {
        "ClusterName": "inflight-ordering-cluster",
        "ServiceName": "inflight-ordering-service",
    }
    topic = next(
        row["TopicArn"]
        for row in aws.sns.list_topics()["Topics"]
        if row["TopicArn"].endswith(":inflight-ordering-alerts")
    )
    assert (cpu[0]["AlarmName"], cpu[0]["AlarmActions"]) == ("High-CPU-Utilization", [topic])
    metrics = {(row.get("Namespace"), row.get("MetricName")) for row in rows}
    assert metrics >= {
        ("AWS/ECS", "MemoryUtilization"),
        ("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count"),
        ("AWS/ApplicationELB", "TargetResponseTime"),
        ("AWS/ApplicationELB", "UnHealthyHostCount"),
        ("AWS/RDS", "CPUUtilization"),
        ("AWS/RDS", "FreeStorageSpace"),
        ("AWS/RDS", "DatabaseConnections"),
    }


def test_topic_tells_by_mail_and_of_deployments(aws: Deployment) -> None:
    topic = next(
        row["TopicArn"]
        for row in aws.sns.list_topics()["Topics"]
        if row["TopicArn"].endswith(":inflight-ordering-alerts")
    )
    rows = aws.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [(row["Protocol"], row["Endpoint"]) for row in rows] == [("email", "operations@example.com")]
    (rule,) = (
        row for row in aws.events.list_rules()["Rules"] if "ECS Deployment State Change" in row.get("EventPattern", "")
    )
    assert "service/inflight-ordering-cluster/" in rule["EventPattern"]
    assert [row["Arn"] for row in aws.events.list_targets_by_rule(Rule=rule["Name"])["Targets"]] == [topic]
    assert "not confirmed yet" in aws.again.out


def test_dashboard_shows_the_service_with_its_cluster(aws: Deployment) -> None:
    name = aws.cloudwatch.list_dashboards()["DashboardEntries"][0]["DashboardName"]
    body = aws.cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"]
    assert "inflight-ordering-service" in body
    assert "inflight-ordering-cluster" in body
    for metric in (
        "CPUUtilization",
        "MemoryUtilization",
        "RequestCount",
        "TargetResponseTime",
        "FreeStorageSpace",
        "DatabaseConnections",
        "orders",
    ):
        assert f'"{metric}"' in body
    assert {
        widget["properties"]["period"] for widget in json.loads(body)["widgets"] if "period" in widget["properties"]
    } == {300}


def test_budget(aws: Deployment) -> None:
    (row,) = aws.budgets.describe_budgets(AccountId="123456789012")["Budgets"]
    assert (row["TimeUnit"], float(row["BudgetLimit"]["Amount"]), row["BudgetLimit"]["Unit"]) == ("MONTHLY", 500, "USD")
    rows = aws.budgets.describe_notifications_for_budget(AccountId="123456789012", BudgetName=row["BudgetName"])[
        "Notifications"
    ]
    assert {(item["NotificationType"], item["Threshold"]) for item in rows} == {("ACTUAL", 80), ("FORECASTED", 100)}
