"""Another valid value for a field, as somebody might set it in the console: data for tests.support.by_hand."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

SAME = object()  # there is no other value, or it cannot be changed alone


def _longer(value: Any) -> Any:
    """A description with something behind it."""
    return f"{value or 'Changed'} by hand" if isinstance(value, str) or value is None else SAME


def _more(value: Any) -> Any:
    return value + 1


def _fewer(value: Any) -> Any:
    """A list or mapping without its last member."""
    if isinstance(value, dict):
        return dict(list(value.items())[:-1]) if value else SAME
    return value[:-1] if value else SAME


def _sid(value: Any) -> Any:
    """A policy, or a list of statements, without its last statement."""
    if isinstance(value, dict) and len(value.get("Statement", [])) > 1:
        return {**value, "Statement": value["Statement"][:-1]}
    return value[:-1] if isinstance(value, list) and len(value) > 1 else SAME


def _with(**members: Any) -> Callable[[Any], Any]:
    """The same with some members changed, at any depth: a__b=1 is {"a": {"b": 1}}."""

    def change(value: Any) -> Any:
        changed = copy.deepcopy(value)
        for path, new in members.items():
            *parents, last = path.split("__")
            inner = changed
            for name in parents:
                inner = inner.get(name) if isinstance(inner, dict) else None
            if not isinstance(inner, dict) or last not in inner:
                return SAME
            inner[last] = new
        return changed

    return change


def _key(name: str, new: Any) -> Callable[[Any], Any]:
    return lambda value: {**value, name: new} if isinstance(value, dict) and name in value else SAME


def _either(*values: Any) -> Callable[[Any], Any]:
    return lambda value: next((item for item in values if item != value), SAME)


# (kind, field) -> another value, or a function of the declared one. What is not here is turned round (yes and no), or
# has no other value. Some fields go only together with others: those are left out.
OTHERS: dict[tuple[str, str], Any] = {
    ("alarm", "AlarmDescription"): _longer,
    ("alarm", "AlarmActions"): _fewer,
    ("alarm", "DatapointsToAlarm"): lambda value: value - 1 if isinstance(value, int) and value > 1 else SAME,
    ("alarm", "EvaluationPeriods"): _more,
    ("alarm", "Period"): _either(300, 60),
    ("alarm", "Threshold"): lambda value: SAME if value is None else value + 1,
    ("alarm", "TreatMissingData"): _either("ignore", "breaching"),
    ("alarm", "OKActions"): _fewer,
    ("budget", "BudgetLimit"): _key("Amount", 7.0),
    ("budget", "NotificationsWithSubscribers"): _fewer,
    ("db_instance", "BackupRetentionPeriod"): _more,
    ("db_instance", "MonitoringInterval"): _either(60, 30),
    ("db_instance", "EnableCloudwatchLogsExports"): _fewer,
    ("db_parameter_group", "Parameters"): _key("rds.force_ssl", "0"),
    ("db_subnet_group", "DBSubnetGroupDescription"): _longer,
    ("distribution", "Comment"): _longer,
    ("distribution", "DefaultRootObject"): "by-hand.html",
    ("distribution", "HttpVersion"): _either("http2", "http1.1"),
    ("distribution", "PriceClass"): _either("PriceClass_All", "PriceClass_100"),
    ("distribution", "CustomErrorResponses"): _fewer,
    ("distribution", "WebACLId"): "",
    ("ecr_repository", "imageTagMutability"): _either("IMMUTABLE", "MUTABLE"),
    ("ecr_repository", "imageScanningConfiguration"): _key("scanOnPush", False),
    ("ecr_repository", "lifecyclePolicyText"): lambda value: (
        {"rules": value["rules"][:-1]} if value and len(value["rules"]) > 1 else SAME
    ),
    ("ecs_cluster", "settings"): [{"name": "containerInsights", "value": "disabled"}],
    ("ecs_cluster", "defaultCapacityProviderStrategy"): [{"capacityProvider": "FARGATE_SPOT", "weight": 1, "base": 0}],
    ("ecs_service", "desiredCount"): _more,
    ("ecs_service", "healthCheckGracePeriodSeconds"): lambda value: value + 1 if value else SAME,
    ("ecs_service", "propagateTags"): _either("TASK_DEFINITION", "SERVICE"),
    ("ecs_service", "deploymentConfiguration"): _key("maximumPercent", 150),
    ("ecs_service", "availabilityZoneRebalancing"): _either("ENABLED", "DISABLED"),
    ("event_rule", "Description"): _longer,
    ("event_rule", "State"): _either("ENABLED", "DISABLED"),
    ("event_rule", "Targets"): _fewer,
    ("event_rule", "ScheduleExpression"): lambda value: "rate(7 hours)" if value else SAME,
    ("backup_policy", "Status"): _either("ENABLED", "DISABLED"),
    ("bucket_policy", "Statement"): _sid,
    ("dashboard", "DashboardBody"): _key("widgets", []),
    ("default_security_group", "IpPermissions"): SAME,
    ("file_system", "ThroughputMode"): _either("elastic", "bursting"),
    ("file_system_policy", "Policy"): _sid,
    ("ip_set", "Addresses"): ["198.51.100.0/24"],
    ("kms_key", "Description"): _longer,
    ("kms_key", "Policy"): _sid,
    ("lambda_function", "Description"): _longer,
    ("lambda_function", "MemorySize"): _more,
    ("lambda_function", "Timeout"): _more,
    ("lambda_function", "Environment"): {"Variables": {"BY": "hand"}},
    ("lambda_function", "Code"): SAME,
    ("lifecycle_configuration", "LifecyclePolicies"): _key("TransitionToIA", "AFTER_60_DAYS"),
    ("listener", "SslPolicy"): lambda value: "ELBSecurityPolicy-2016-08" if value else SAME,
    ("listener", "DefaultActions"): [
        {
            "Type": "fixed-response",
            "FixedResponseConfig": {"StatusCode": "418", "ContentType": "text/plain", "MessageBody": "by hand"},
        }
    ],
    ("listener_rule", "Conditions"): [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/by-hand/*"]}}],
    ("load_balancer", "Attributes"): _key("idle_timeout.timeout_seconds", "61"),
    ("log_group", "retentionInDays"): _either(7, 3),
    ("log_metric_filter", "filterPattern"): "BY-HAND",
    ("log_metric_filter", "metricValue"): "2",
    ("mount_target", "SecurityGroups"): SAME,
    ("namespace", "Description"): _longer,
    ("network_acl", "Egress"): _fewer,
    ("network_acl", "Ingress"): _fewer,
    ("origin_access_control", "SigningBehavior"): _either("always", "never"),
    ("parameter", "Description"): _longer,
    ("query_definition", "queryString"): "fields @timestamp",
    ("query_definition", "logGroupNames"): _fewer,
    ("record", "TTL"): lambda value: value + 1 if value else SAME,
    ("response_headers_policy", "SecurityHeadersConfig"): _fewer,
    ("role", "Policies"): _fewer,
    ("role", "ManagedPolicyArns"): _fewer,
    ("s3_bucket", "LifecycleConfiguration"): None,
    ("s3_bucket", "ObjectOwnership"): _either("BucketOwnerEnforced", "BucketOwnerPreferred"),
    ("s3_bucket", "PublicAccessBlockConfiguration"): _key("BlockPublicPolicy", False),
    ("s3_bucket", "ServerSideEncryptionConfiguration"): SAME,
    ("s3_bucket", "VersioningConfiguration"): lambda value: (
        {"Status": "Suspended"} if value == {"Status": "Enabled"} else SAME
    ),
    ("scaling_policy", "TargetTrackingScalingPolicyConfiguration"): _key("TargetValue", 71.0),
    ("scheduled_action", "ScalableTargetAction"): _key("MaxCapacity", 7),
    ("scheduled_action", "Schedule"): "cron(1 1 ? * MON *)",
    ("scheduled_action", "Timezone"): "Europe/Berlin",
    ("secret", "Description"): _longer,
    ("security_group_rule", "Description"): _longer,
    ("sns_topic", "DisplayName"): "by-hand",
    ("sns_topic", "Policy"): _sid,
    ("target_group", "Attributes"): _key("deregistration_delay.timeout_seconds", 31),
    ("target_group", "HealthCheckIntervalSeconds"): _more,
    ("target_group", "HealthCheckPath"): "/by-hand",
    ("target_group", "HealthCheckTimeoutSeconds"): _more,
    ("target_group", "HealthyThresholdCount"): _more,
    ("target_group", "UnhealthyThresholdCount"): _more,
    ("target_group", "Matcher"): {"HttpCode": "200-399"},
    ("vpc_endpoint", "PolicyDocument"): _sid,
    ("vpc_endpoint", "PrivateDnsEnabled"): lambda value: False if value else SAME,  # interface endpoints alone have it
    ("vpc_endpoint", "SubnetIds"): _fewer,
    ("vpc_endpoint", "RouteTableIds"): _fewer,
    ("web_acl", "Rules"): _fewer,
    ("web_acl", "DefaultAction"): {"Block": {}},
    ("web_acl", "VisibilityConfig"): _key("SampledRequestsEnabled", False),
    ("web_acl_logging", "RedactedFields"): _fewer,
    # Changing one of these alone is no update: another object would have to come or go.
    ("certificate_validation", "Records"): SAME,
    ("target_group", "HealthCheckEnabled"): SAME,
    ("kms_key", "Enabled"): SAME,
    ("db_instance", "ManageMasterUserPassword"): SAME,
    ("secret_rotation", "RotationEnabled"): SAME,
    ("security_group", "DefaultEgress"): SAME,
}


def other(kind: str, field: str, value: Any) -> Any:
    """Return another value for a field of a kind, or SAME."""
    if (kind, field) in OTHERS:
        found = OTHERS[kind, field]
        found = found(value) if callable(found) else found
        return SAME if found == value else found
    return (not value) if isinstance(value, bool) else SAME
