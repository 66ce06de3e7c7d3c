"""What docs/security.md says is met by default, looked at on AWS: a stack with every capability and no option about security.

A check yields (object, whether the control holds for it) for all objects that the control looks at, as AWS's own check
does, and has to find some.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.environments import environment, finished
from tests.support.stacks import converge
from tools.checkout import ROOT
from tools.simulator_process import SimulatorProcess

Found = Iterator[tuple[str, Any]]
CHECKS: dict[str, Callable[[Aws], Found]] = {}
# The defaults of what tests/support makes small, and what is not in every environment.
DECLARED = {
    "database": {"multi_az": True, "deletion_protection": True},
    "load_balancer": {"deletion_protection": True},
    "firewall": {"load_balancer": False, "blocked_addresses": []},
    "registry": {"repositories": {"api": {}}},
    "cdn": {
        "aliases": ["test.shop.example.com"],
        "origins": [{"name": "api", "domain": "api.test.shop.example.com"}],
        "behaviors": [{"path_pattern": "/api/*", "origin": "api"}],
    },
}


class Aws:
    """The deployed account: clients by name, and listings that many checks need."""

    def __init__(self, simulator: SimulatorProcess) -> None:
        self.client = simulator.client

    def __getattr__(self, service: str) -> Any:
        return self.client(service.replace("_", "-"))

    def groups(self) -> list[dict[str, Any]]:
        return self.ec2.describe_security_groups(Filters=self.inside())["SecurityGroups"]

    def inside(self) -> list[dict[str, Any]]:
        vpcs = [row["VpcId"] for row in self.ec2.describe_vpcs()["Vpcs"] if not row["IsDefault"]]
        return [{"Name": "vpc-id", "Values": vpcs}]

    def buckets(self, part: str = "") -> list[str]:
        return [row["Name"] for row in self.s3.list_buckets()["Buckets"] if part in row["Name"]]

    def statements(self, bucket: str) -> list[dict[str, Any]]:
        return json.loads(self.s3.get_bucket_policy(Bucket=bucket)["Policy"])["Statement"]

    def balancers(self) -> Iterator[tuple[str, dict[str, str]]]:
        for row in self.elbv2.describe_load_balancers()["LoadBalancers"]:
            answer = self.elbv2.describe_load_balancer_attributes(LoadBalancerArn=row["LoadBalancerArn"])
            yield row["LoadBalancerArn"], {item["Key"]: item["Value"] for item in answer["Attributes"]}

    def listeners(self) -> list[dict[str, Any]]:
        return [
            row
            for arn, _attributes in self.balancers()
            for row in self.elbv2.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        ]

    def tasks(self) -> list[dict[str, Any]]:
        arns = self.ecs.list_task_definitions()["taskDefinitionArns"]
        return [self.ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"] for arn in arns]

    def containers(self) -> list[dict[str, Any]]:
        return [container for task in self.tasks() for container in task["containerDefinitions"]]

    def services(self) -> list[dict[str, Any]]:
        arns = self.ecs.list_services(cluster="shop-test-cluster")["serviceArns"]
        return self.ecs.describe_services(cluster="shop-test-cluster", services=arns)["services"]

    def instances(self) -> list[dict[str, Any]]:
        return self.rds.describe_db_instances()["DBInstances"]

    def distributions(self) -> list[dict[str, Any]]:
        rows = self.cloudfront.list_distributions()["DistributionList"]["Items"]
        return [self.cloudfront.get_distribution_config(Id=row["Id"])["DistributionConfig"] for row in rows]

    def origins(self) -> list[dict[str, Any]]:
        return [origin for row in self.distributions() for origin in row["Origins"]["Items"]]

    def acls(self) -> list[dict[str, Any]]:
        rows = self.wafv2.list_web_acls(Scope="CLOUDFRONT")["WebACLs"]
        return [self.wafv2.get_web_acl(Name=row["Name"], Id=row["Id"], Scope="CLOUDFRONT")["WebACL"] for row in rows]

    def customer_keys(self) -> list[dict[str, Any]]:
        rows = [self.kms.describe_key(KeyId=row["KeyId"])["KeyMetadata"] for row in self.kms.list_keys()["Keys"]]
        return [row for row in rows if row["KeyManager"] == "CUSTOMER"]

    @functools.cached_property
    def roles(self) -> dict[str, list[dict[str, Any]]]:
        found = {}
        for row in self.iam.list_roles(PathPrefix="/slipway/")["Roles"]:
            name = row["RoleName"]
            documents = [
                self.iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]["Statement"]
                for policy in self.iam.list_role_policies(RoleName=name)["PolicyNames"]
            ]
            found[name] = [statement for document in documents for statement in document]
        return found

    def file_systems(self) -> list[dict[str, Any]]:
        return self.efs.describe_file_systems()["FileSystems"]


def control(*names: str) -> Callable[[Callable[[Aws], Found]], Callable[[Aws], Found]]:
    """Make a function the check of some controls."""

    def add(check: Callable[[Aws], Found]) -> Callable[[Aws], Found]:
        CHECKS.update(dict.fromkeys(names, check))
        return check

    return add


def every(
    names: str, rows: Callable[[Aws], list[dict[str, Any]]], name: str, holds: Callable[[dict[str, Any]], Any]
) -> None:
    """Add the check that something holds for each row of a listing; `name` is the member that tells the rows apart."""
    control(*names.split(", "))(lambda aws: ((str(row[name]), holds(row)) for row in rows(aws)))


def everybody(statement: dict[str, Any]) -> bool:
    """Say whether a policy's statement lets anybody in without a condition."""
    return (
        statement["Effect"] == "Allow"
        and statement.get("Principal") in ("*", {"AWS": "*"})
        and not statement.get("Condition")
    )


# -- certificates, content delivery, firewall --------------------------------------------------------------------------


@control("ACM.1", "ACM.2")
def certificates(aws: Aws) -> Found:
    for row in aws.acm.list_certificates()["CertificateSummaryList"]:
        found = aws.acm.describe_certificate(CertificateArn=row["CertificateArn"])["Certificate"]
        methods = {item["ValidationMethod"] for item in found["DomainValidationOptions"]}
        yield found["DomainName"], (found["Status"], found["KeyAlgorithm"], methods) == ("ISSUED", "RSA_2048", {"DNS"})


def behaviors(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [row["DefaultCacheBehavior"], *row["CacheBehaviors"].get("Items", [])]


for _names, _holds in {
    "CloudFront.1": lambda row: row["DefaultRootObject"] == "index.html",
    "CloudFront.3": lambda row: {item["ViewerProtocolPolicy"] for item in behaviors(row)} == {"redirect-to-https"},
    "CloudFront.6": lambda row: row["WebACLId"],
    "CloudFront.7": lambda row: row["ViewerCertificate"]["ACMCertificateArn"],
    "CloudFront.8": lambda row: row["ViewerCertificate"]["SSLSupportMethod"] == "sni-only",
    "CloudFront.15": lambda row: row["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021",
}.items():
    every(_names, Aws.distributions, "CallerReference", _holds)


@control("CloudFront.9", "CloudFront.10")
def custom_origins(aws: Aws) -> Found:
    for row in aws.origins():
        if "CustomOriginConfig" in row:
            config = row["CustomOriginConfig"]
            yield (
                row["Id"],
                (config["OriginProtocolPolicy"], config["OriginSslProtocols"]["Items"]) == ("https-only", ["TLSv1.2"]),
            )


@control("CloudFront.12", "CloudFront.13")
def bucket_origins(aws: Aws) -> Found:
    for row in aws.origins():
        if "S3OriginConfig" in row:
            yield row["Id"], row["OriginAccessControlId"] and row["DomainName"].partition(".")[0] in aws.buckets()


every("WAF.10", Aws.acls, "Name", lambda row: len(row["Rules"]) >= 3)
every(
    "WAF.12",
    Aws.acls,
    "Name",
    lambda row: all(rule["VisibilityConfig"]["CloudWatchMetricsEnabled"] for rule in row["Rules"]),
)


@control("CloudFront.5")
def content_logging(aws: Aws) -> Found:
    """Security Hub itself sees standard logging (legacy) only; the page says so."""
    delivering = {row["deliverySourceName"] for row in aws.logs.describe_deliveries()["deliveries"]}
    sources = aws.logs.describe_delivery_sources()["deliverySources"]
    rows = aws.cloudfront.list_distributions()["DistributionList"]["Items"]
    for row in rows:
        yield row["Id"], any(row["ARN"] in item["resourceArns"] and item["name"] in delivering for item in sources)


@control("WAF.11")
def firewall_logging(aws: Aws) -> Found:
    for row in aws.acls():
        config = aws.wafv2.get_logging_configuration(ResourceArn=row["ARN"])["LoggingConfiguration"]
        yield (
            row["Name"],
            {"authorization", "cookie"} == {item["SingleHeader"]["Name"] for item in config["RedactedFields"]},
        )


# -- network -----------------------------------------------------------------------------------------------------------


@control("EC2.2")
def default_groups(aws: Aws) -> Found:
    for row in aws.groups():
        if row["GroupName"] == "default":
            yield row["GroupId"], not row["IpPermissions"] and not row["IpPermissionsEgress"]


@control("EC2.6")
def flow_logs(aws: Aws) -> Found:
    logged = {row["ResourceId"]: row["TrafficType"] for row in aws.ec2.describe_flow_logs()["FlowLogs"]}
    for vpc in aws.inside()[0]["Values"]:
        yield vpc, logged.get(vpc) == "ALL"


every(
    "EC2.15",
    lambda aws: aws.ec2.describe_subnets(Filters=aws.inside())["Subnets"],
    "SubnetId",
    lambda row: not row["MapPublicIpOnLaunch"],
)


@control("EC2.16", "EC2.21")
def network_acls(aws: Aws) -> Found:
    for row in aws.ec2.describe_network_acls(Filters=aws.inside())["NetworkAcls"]:
        if row["IsDefault"]:
            continue
        open_ports = [
            entry.get("PortRange", {"From": 0, "To": 65535})
            for entry in row["Entries"]
            if entry["RuleAction"] == "allow" and not entry["Egress"] and entry["CidrBlock"] == "0.0.0.0/0"
            if entry["Protocol"] != "1"  # ICMP knows no ports
        ]
        remote = [port for port in (22, 3389) for item in open_ports if item["From"] <= port <= item["To"]]
        yield row["NetworkAclId"], row["Associations"] and not remote


@control("EC2.18", "EC2.19", "EC2.53", "EC2.54")
def open_groups(aws: Aws) -> Found:
    for row in aws.groups():
        for rule in row["IpPermissions"]:
            ranges = {item.get("CidrIp") or item.get("CidrIpv6") for item in [*rule["IpRanges"], *rule["Ipv6Ranges"]]}
            if ranges & {"0.0.0.0/0", "::/0"}:
                yield row["GroupName"], rule["FromPort"] == rule["ToPort"] and rule["FromPort"] in (80, 443)


def attribute(names: str, key: str, wanted: str) -> None:
    control(names)(lambda aws: ((arn, attributes[key] == wanted) for arn, attributes in aws.balancers()))


attribute("ELB.4", "routing.http.drop_invalid_header_fields.enabled", "true")
attribute("ELB.5", "access_logs.s3.enabled", "true")
attribute("ELB.6", "deletion_protection.enabled", "true")
attribute("ELB.12", "routing.http.desync_mitigation_mode", "defensive")
every(
    "ELB.13",
    lambda aws: aws.elbv2.describe_load_balancers()["LoadBalancers"],
    "LoadBalancerName",
    lambda row: len(row["AvailabilityZones"]) >= 2,
)


@control("ELB.1", "ELB.17", "ELB.18")
def listeners(aws: Aws) -> Found:
    for row in aws.listeners():
        if row["Protocol"] == "HTTPS":
            yield row["ListenerArn"], row["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
        else:
            yield (
                row["ListenerArn"],
                [item["RedirectConfig"]["Protocol"] for item in row["DefaultActions"]] == ["HTTPS"],
            )


# -- containers --------------------------------------------------------------------------------------------------------


for _names, _holds in {
    "ECR.1": lambda row: row["imageScanningConfiguration"]["scanOnPush"],
    "ECR.2": lambda row: row["imageTagMutability"] == "IMMUTABLE",
    "ECR.5": lambda row: row["encryptionConfiguration"]["encryptionType"] == "KMS",
}.items():
    every(_names, lambda aws: aws.ecr.describe_repositories()["repositories"], "repositoryName", _holds)
for _names, _holds in {
    "ECS.4": lambda row: not row.get("privileged"),
    "ECS.5": lambda row: row["readonlyRootFilesystem"],
    "ECS.8": lambda row: (
        not {item["name"] for item in row.get("environment", [])} & {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}
    ),
    "ECS.9": lambda row: row["logConfiguration"]["logDriver"] == "awslogs",
}.items():
    every(_names, Aws.containers, "name", _holds)
for _names, _holds in {
    "ECS.1, ECS.17": lambda row: row["networkMode"] == "awsvpc",
    "ECS.3": lambda row: not row.get("pidMode"),
    "ECS.18": lambda row: (
        {
            volume["efsVolumeConfiguration"]["transitEncryption"]
            for volume in row["volumes"]
            if "efsVolumeConfiguration" in volume
        }
        == {"ENABLED"}
    ),
}.items():
    every(_names, Aws.tasks, "family", _holds)
every(
    "ECS.2",
    Aws.services,
    "serviceName",
    lambda row: row["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] == "DISABLED",
)
every("ECS.10", Aws.services, "serviceName", lambda row: row["platformVersion"] == "LATEST")


@control("ECR.3")
def lifecycles(aws: Aws) -> Found:
    for row in aws.ecr.describe_repositories()["repositories"]:
        policy = aws.ecr.get_lifecycle_policy(repositoryName=row["repositoryName"])["lifecyclePolicyText"]
        yield row["repositoryName"], json.loads(policy)["rules"]


@control("ECS.12")
def insights(aws: Aws) -> Found:
    answer = aws.ecs.describe_clusters(clusters=["shop-test-cluster"], include=["SETTINGS"])
    for row in answer["clusters"]:
        yield row["clusterName"], {"name": "containerInsights", "value": "enabled"} in row["settings"]


@control("Lambda.1", "Lambda.2")
def functions(aws: Aws) -> Found:
    for row in aws.client("lambda").list_functions()["Functions"]:
        policy = json.loads(aws.client("lambda").get_policy(FunctionName=row["FunctionName"])["Policy"])
        callers = {json.dumps(item["Principal"]) for item in policy["Statement"] if item.get("Condition")}
        yield row["FunctionName"], (callers, row["Runtime"]) == ({'{"Service": "events.amazonaws.com"}'}, "python3.13")


# -- files -------------------------------------------------------------------------------------------------------------


every("EFS.1, EFS.8", Aws.file_systems, "FileSystemId", lambda row: row["Encrypted"] and row["KmsKeyId"])


@control("EFS.2", "EFS.7", "Backup.1")
def backups(aws: Aws) -> Found:
    for row in aws.file_systems():
        policy = aws.efs.describe_backup_policy(FileSystemId=row["FileSystemId"])["BackupPolicy"]
        yield row["FileSystemId"], (policy["Status"], row["Encrypted"]) == ("ENABLED", True)


@control("EFS.3", "EFS.4")
def access_points(aws: Aws) -> Found:
    for row in aws.efs.describe_access_points()["AccessPoints"]:
        yield row["AccessPointId"], row["RootDirectory"]["Path"] != "/" and row["PosixUser"]["Uid"]


@control("EFS.6")
def mount_targets(aws: Aws) -> Found:
    for row in aws.file_systems():
        targets = aws.efs.describe_mount_targets(FileSystemId=row["FileSystemId"])["MountTargets"]
        subnets = aws.ec2.describe_subnets(SubnetIds=[item["SubnetId"] for item in targets])["Subnets"]
        yield row["FileSystemId"], not any(item["MapPublicIpOnLaunch"] for item in subnets)


# -- data, keys, messages ----------------------------------------------------------------------------------------------


every("KMS.3", Aws.customer_keys, "KeyId", lambda row: row["KeyState"] == "Enabled")


@control("KMS.4", "KMS.5")
def keys(aws: Aws) -> Found:
    for row in aws.customer_keys():
        policy = json.loads(aws.kms.get_key_policy(KeyId=row["KeyId"], PolicyName="default")["Policy"])
        rotated = aws.kms.get_key_rotation_status(KeyId=row["KeyId"])["KeyRotationEnabled"]
        yield row["KeyId"], rotated and not any(map(everybody, policy["Statement"]))


for _names, _holds in {
    "RDS.1, RDS.3, RDS.4": lambda row: row["StorageEncrypted"] and row["KmsKeyId"],
    "RDS.2": lambda row: not row["PubliclyAccessible"],
    "RDS.5": lambda row: row["MultiAZ"],
    "RDS.6": lambda row: row["MonitoringInterval"] == 60,
    "RDS.8": lambda row: row["DeletionProtection"],
    "RDS.9, RDS.36": lambda row: set(row["EnabledCloudwatchLogsExports"]) == {"postgresql", "upgrade"},
    "RDS.10": lambda row: row["IAMDatabaseAuthenticationEnabled"],
    "RDS.11": lambda row: row["BackupRetentionPeriod"] >= 7,
    "RDS.13": lambda row: row["AutoMinorVersionUpgrade"],
    "RDS.17": lambda row: row["CopyTagsToSnapshot"],
    "RDS.18": lambda row: row["DBSubnetGroup"]["VpcId"],
    "RDS.25": lambda row: row["MasterUsername"] not in ("postgres", "admin", "root"),
}.items():
    every(_names, Aws.instances, "DBInstanceIdentifier", _holds)


@control("RDS.38", "RDS.39", "RDS.44")
def forced_tls(aws: Aws) -> Found:
    for row in aws.instances():
        name = row["DBParameterGroups"][0]["DBParameterGroupName"]
        rows = aws.rds.describe_db_parameters(DBParameterGroupName=name, Source="user")["Parameters"]
        yield name, ("rds.force_ssl", "1") in [(item["ParameterName"], item["ParameterValue"]) for item in rows]


@control("RDS.46")
def database_subnets(aws: Aws) -> Found:
    tables = aws.ec2.describe_route_tables(Filters=aws.inside())["RouteTables"]
    public = {
        link["SubnetId"]
        for table in tables
        for link in table["Associations"]
        if "SubnetId" in link and any(route.get("GatewayId", "").startswith("igw-") for route in table["Routes"])
    }
    for row in aws.instances():
        yield (
            row["DBInstanceIdentifier"],
            public and not public & {item["SubnetIdentifier"] for item in row["DBSubnetGroup"]["Subnets"]},
        )


@control("S3.2", "S3.3", "S3.8")
def public_access(aws: Aws) -> Found:
    for name in aws.buckets():
        block = aws.s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
        yield name, len(block) == 4 and all(block.values())


@control("S3.12")
def bucket_ownership(aws: Aws) -> Found:
    for name in aws.buckets():
        rules = aws.s3.get_bucket_ownership_controls(Bucket=name)["OwnershipControls"]["Rules"]
        yield name, rules == [{"ObjectOwnership": "BucketOwnerEnforced"}]


@control("S3.5", "S3.6")
def bucket_policies(aws: Aws) -> Found:
    for name in aws.buckets():
        rows = aws.statements(name)
        refused = [
            row for row in rows if row["Effect"] == "Deny" and "aws:SecureTransport" in json.dumps(row.get("Condition"))
        ]
        yield name, refused and all("Service" in row["Principal"] for row in rows if row["Effect"] == "Allow")


@control("S3.10", "S3.13")
def bucket_lifecycles(aws: Aws) -> Found:
    for name in aws.buckets():
        rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
        yield name, any("Expiration" in rule for rule in rules)


@control("S3.17")
def site_encryption(aws: Aws) -> Found:
    for name in aws.buckets("-site"):
        rule = aws.s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
        yield name, rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


@control("SecretsManager.1", "SecretsManager.2", "SecretsManager.4")
def rotation(aws: Aws) -> Found:
    for row in aws.instances():
        secret = aws.secretsmanager.describe_secret(SecretId=row["MasterUserSecret"]["SecretArn"])
        yield secret["Name"], secret["RotationEnabled"] and secret["RotationRules"]["AutomaticallyAfterDays"] <= 90


@control("SNS.1", "SNS.4")
def topics(aws: Aws) -> Found:
    for row in aws.sns.list_topics()["Topics"]:
        attributes = aws.sns.get_topic_attributes(TopicArn=row["TopicArn"])["Attributes"]
        yield (
            row["TopicArn"],
            attributes["KmsMasterKeyId"] and not any(map(everybody, json.loads(attributes["Policy"])["Statement"])),
        )


# -- roles -------------------------------------------------------------------------------------------------------------


@control("IAM.1", "IAM.21")
def roles(aws: Aws) -> Found:
    for name, statements in aws.roles.items():
        actions = [
            action
            for row in statements
            for action in ([row["Action"]] if isinstance(row["Action"], str) else row["Action"])
        ]
        yield name, not [action for action in actions if action == "*" or action.endswith(":*")]


@control("KMS.1")
def managed_policies(aws: Aws) -> Found:
    for name in aws.roles:
        attached = aws.iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
        yield name, not [row for row in attached if not row["PolicyArn"].startswith("arn:aws:iam::aws:")]


@pytest.fixture(scope="module")
def aws(simulator_process: SimulatorProcess) -> Aws:
    """The account with the stack."""
    simulator_process.reset()
    declared = environment(**DECLARED)
    service = declared["service"]["services"]["api"]
    declared |= {
        "file_system": {"access_points": {"uploads": {}}},
        "service": {"services": {"api": {**service, "volumes": {"uploads": {"path": "/uploads"}}}}},
    }
    finished(converge(simulator_process, declared))
    return Aws(simulator_process)


@pytest.mark.parametrize("name", CHECKS)
def test_control(aws: Aws, name: str) -> None:
    found = list(CHECKS[name](aws))
    assert found
    assert not [subject for subject, holds in found if not holds]


def test_every_control_that_the_page_calls_met_is_checked() -> None:
    page = (ROOT / "docs" / "security.md").read_text()
    met, _heading, rest = page.partition("## Not met by default")
    row = re.compile(r"^\| ((?:[A-Z]\w+\.\d+(?:, )?)+) \|", re.MULTILINE)
    names = [name for text in row.findall(met) for name in text.split(", ")]
    assert sorted(names) == sorted(CHECKS)
    assert rest.count("\n| ") > 10
