"""How the objects of each kind are listed, and which calls say more of one: data for tests.support.account."""

from __future__ import annotations

from typing import Any, NamedTuple

ACCOUNT = "123456789012"


class Listing(NamedTuple):
    """How the objects of one kind are listed, and which calls say more of each.

    `details` are pairs of a call and its arguments; text that begins with @ is a JMESPath expression on the listed row.
    """

    service: str
    kind: str
    call: str
    rows: str
    key: str = "@"
    arguments: dict[str, Any] = {}
    details: tuple[tuple[str, dict[str, Any]], ...] = ()
    everywhere: bool = True


def _ec2(kind: str, call: str, rows: str, key: str) -> Listing:
    return Listing("ec2", kind, call, rows, key)


def _bucket(*calls: str) -> tuple[tuple[str, dict[str, Any]], ...]:
    return tuple((call, {"Bucket": "@Name"}) for call in calls)


def _waf(scope: str) -> list[Listing]:
    given = {"Scope": scope}
    named = {"Name": "@Name", "Id": "@Id", **given}
    tags = ("list_tags_for_resource", {"ResourceARN": "@ARN"})
    return [
        Listing(
            "wafv2",
            f"web_acl {scope}",
            "list_web_acls",
            "WebACLs",
            "ARN",
            given,
            (("get_web_acl", named), ("get_logging_configuration", {"ResourceArn": "@ARN"}), tags),
            scope == "REGIONAL",
        ),
        Listing(
            "wafv2",
            f"ip_set {scope}",
            "list_ip_sets",
            "IPSets",
            "ARN",
            given,
            (("get_ip_set", named), tags),
            scope == "REGIONAL",
        ),
    ]


LISTINGS = [
    _ec2("vpc", "describe_vpcs", "Vpcs", "VpcId"),
    _ec2("subnet", "describe_subnets", "Subnets", "SubnetId"),
    _ec2("route_table", "describe_route_tables", "RouteTables", "RouteTableId"),
    _ec2("internet_gateway", "describe_internet_gateways", "InternetGateways", "InternetGatewayId"),
    # What has failed costs nothing and goes by itself within the hour, as what is deleted does (behaviour B4).
    _ec2("nat_gateway", "describe_nat_gateways", "NatGateways[?State!='deleted' && State!='failed']", "NatGatewayId"),
    _ec2("elastic_ip", "describe_addresses", "Addresses", "AllocationId"),
    _ec2("security_group", "describe_security_groups", "SecurityGroups", "GroupId"),
    _ec2("security_group_rule", "describe_security_group_rules", "SecurityGroupRules", "SecurityGroupRuleId"),
    _ec2("network_acl", "describe_network_acls", "NetworkAcls", "NetworkAclId"),
    _ec2("vpc_endpoint", "describe_vpc_endpoints", "VpcEndpoints[?State!='deleted']", "VpcEndpointId"),
    _ec2("flow_log", "describe_flow_logs", "FlowLogs", "FlowLogId"),
    Listing(
        "elbv2",
        "load_balancer",
        "describe_load_balancers",
        "LoadBalancers",
        "LoadBalancerArn",
        details=(
            ("describe_load_balancer_attributes", {"LoadBalancerArn": "@LoadBalancerArn"}),
            ("describe_tags", {"ResourceArns": "@[LoadBalancerArn]"}),
            ("describe_listeners", {"LoadBalancerArn": "@LoadBalancerArn"}),
        ),
    ),
    Listing(
        "elbv2",
        "target_group",
        "describe_target_groups",
        "TargetGroups",
        "TargetGroupArn",
        details=(
            ("describe_target_group_attributes", {"TargetGroupArn": "@TargetGroupArn"}),
            ("describe_tags", {"ResourceArns": "@[TargetGroupArn]"}),
        ),
    ),
    Listing("rds", "db_instance", "describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    Listing("rds", "db_snapshot", "describe_db_snapshots", "DBSnapshots", "DBSnapshotIdentifier"),
    Listing(
        "rds",
        "db_subnet_group",
        "describe_db_subnet_groups",
        "DBSubnetGroups",
        "DBSubnetGroupName",
        details=(("list_tags_for_resource", {"ResourceName": "@DBSubnetGroupArn"}),),
    ),
    Listing(
        "rds",
        "db_parameter_group",
        "describe_db_parameter_groups",
        "DBParameterGroups",
        "DBParameterGroupName",
        details=(
            ("describe_db_parameters", {"DBParameterGroupName": "@DBParameterGroupName", "Source": "user"}),
            ("list_tags_for_resource", {"ResourceName": "@DBParameterGroupArn"}),
        ),
    ),
    Listing(
        "ecs",
        "ecs_cluster",
        "list_clusters",
        "clusterArns",
        details=(
            ("describe_clusters", {"clusters": "@[@]", "include": ["TAGS", "SETTINGS", "CONFIGURATIONS"]}),
            ("list_services", {"cluster": "@@"}),
        ),
    ),
    Listing(
        "ecs",
        "task_definition",
        "list_task_definitions",
        "taskDefinitionArns",
        details=(("describe_task_definition", {"taskDefinition": "@@", "include": ["TAGS"]}),),
    ),
    Listing(
        "ecr",
        "ecr_repository",
        "describe_repositories",
        "repositories",
        "repositoryName",
        details=(
            ("get_lifecycle_policy", {"repositoryName": "@repositoryName"}),
            ("get_repository_policy", {"repositoryName": "@repositoryName"}),
            ("list_tags_for_resource", {"resourceArn": "@repositoryArn"}),
        ),
    ),
    Listing("iam", "role", "get_account_authorization_details", "RoleDetailList", "RoleName", everywhere=False),
    Listing(
        "kms",
        "kms_key",
        "list_keys",
        "Keys",
        "KeyId",
        details=(
            ("describe_key", {"KeyId": "@KeyId"}),
            ("list_resource_tags", {"KeyId": "@KeyId"}),
            ("get_key_policy", {"KeyId": "@KeyId", "PolicyName": "default"}),
            ("get_key_rotation_status", {"KeyId": "@KeyId"}),
        ),
    ),
    Listing("kms", "kms_alias", "list_aliases", "Aliases[?!starts_with(AliasName, 'alias/aws/')]", "AliasName"),
    Listing(
        "logs",
        "log_group",
        "describe_log_groups",
        "logGroups",
        "logGroupName",
        details=(
            ("list_tags_for_resource", {"resourceArn": "@logGroupArn"}),
            ("describe_metric_filters", {"logGroupName": "@logGroupName"}),
        ),
    ),
    Listing(
        "secretsmanager",
        "secret",
        "list_secrets",
        "SecretList",
        "Name",
        details=(("get_secret_value", {"SecretId": "@ARN"}), ("get_resource_policy", {"SecretId": "@ARN"})),
    ),
    Listing(
        "s3",
        "s3_bucket",
        "list_buckets",
        "Buckets",
        "Name",
        details=_bucket(
            "get_bucket_policy",
            "get_bucket_tagging",
            "get_bucket_encryption",
            "get_bucket_versioning",
            "get_public_access_block",
            "get_bucket_lifecycle_configuration",
            "get_bucket_ownership_controls",
            "get_bucket_logging",
            "list_objects_v2",
        ),
        everywhere=False,
    ),
    Listing(
        "route53",
        "hosted_zone",
        "list_hosted_zones",
        "HostedZones",
        "Id",
        details=(("list_tags_for_resource", {"ResourceType": "hostedzone", "ResourceId": "@replace(Id)"}),),
        everywhere=False,
    ),
    Listing(
        "acm",
        "certificate",
        "list_certificates",
        "CertificateSummaryList",
        "CertificateArn",
        details=(
            ("describe_certificate", {"CertificateArn": "@CertificateArn"}),
            ("list_tags_for_certificate", {"CertificateArn": "@CertificateArn"}),
        ),
    ),
    Listing(
        "cloudfront",
        "distribution",
        "list_distributions",
        "DistributionList.Items",
        "Id",
        details=(
            ("get_distribution", {"Id": "@Id"}),
            ("list_tags_for_resource", {"Resource": "@ARN"}),
            ("list_invalidations", {"DistributionId": "@Id"}),
        ),
        everywhere=False,
    ),
    Listing(
        "cloudfront",
        "origin_access_control",
        "list_origin_access_controls",
        "OriginAccessControlList.Items",
        "Id",
        everywhere=False,
    ),
    Listing(
        "cloudfront",
        "response_headers_policy",
        "list_response_headers_policies",
        "ResponseHeadersPolicyList.Items[].ResponseHeadersPolicy",
        "Id",
        {"Type": "custom"},
        everywhere=False,
    ),
    *_waf("REGIONAL"),
    *_waf("CLOUDFRONT"),
    Listing(
        "sns",
        "sns_topic",
        "list_topics",
        "Topics",
        "TopicArn",
        details=(
            ("get_topic_attributes", {"TopicArn": "@TopicArn"}),
            ("list_subscriptions_by_topic", {"TopicArn": "@TopicArn"}),
            ("list_tags_for_resource", {"ResourceArn": "@TopicArn"}),
        ),
    ),
    Listing(
        "cloudwatch",
        "alarm",
        "describe_alarms",
        "MetricAlarms",
        "AlarmName",
        details=(("list_tags_for_resource", {"ResourceARN": "@AlarmArn"}),),
    ),
    Listing(
        "cloudwatch",
        "dashboard",
        "list_dashboards",
        "DashboardEntries",
        "DashboardName",
        details=(("get_dashboard", {"DashboardName": "@DashboardName"}),),
        everywhere=False,
    ),
    Listing(
        "events",
        "event_rule",
        "list_rules",
        "Rules",
        "Name",
        details=(("list_targets_by_rule", {"Rule": "@Name"}), ("list_tags_for_resource", {"ResourceARN": "@Arn"})),
    ),
    Listing(
        "lambda",
        "lambda_function",
        "list_functions",
        "Functions",
        "FunctionName",
        details=(("get_policy", {"FunctionName": "@FunctionName"}), ("list_tags", {"Resource": "@FunctionArn"})),
    ),
    Listing(
        "budgets",
        "budget",
        "describe_budgets",
        "Budgets",
        "BudgetName",
        {"AccountId": ACCOUNT},
        (("describe_notifications_for_budget", {"AccountId": ACCOUNT, "BudgetName": "@BudgetName"}),),
        everywhere=False,
    ),
    Listing("ssm", "ssm_parameter", "describe_parameters", "Parameters", "Name"),
    Listing(
        "efs",
        "file_system",
        "describe_file_systems",
        "FileSystems",
        "FileSystemId",
        details=tuple(
            (call, {"FileSystemId": "@FileSystemId"})
            for call in (
                "describe_mount_targets",
                "describe_access_points",
                "describe_file_system_policy",
                "describe_lifecycle_configuration",
                "describe_backup_policy",
            )
        ),
    ),
    Listing("servicediscovery", "namespace", "list_namespaces", "Namespaces", "Id"),
    Listing("logs", "query_definition", "describe_query_definitions", "queryDefinitions", "queryDefinitionId"),
    Listing(
        "application-autoscaling",
        "scalable_target",
        "describe_scalable_targets",
        "ScalableTargets",
        "ResourceId",
        {"ServiceNamespace": "ecs"},
    ),
    Listing(
        "application-autoscaling",
        "scaling_policy",
        "describe_scaling_policies",
        "ScalingPolicies",
        "PolicyARN",
        {"ServiceNamespace": "ecs"},
    ),
]
