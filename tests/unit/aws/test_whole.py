"""Documents and lists of records are compared whole, for every kind; what a read leaves out replaces nothing."""

from __future__ import annotations

from typing import Any

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Node
from tests.support.wishes import members, nodes, wish

EMPTY = (None, "", [])
# Members that AWS has by default, with that default: who takes one away changes nothing.
DEFAULTS: dict[tuple[str, str, str], Any] = {
    ("alarm", "Metrics", ".ReturnData"): True,
    ("budget", "NotificationsWithSubscribers", ".Notification.ThresholdType"): "PERCENTAGE",
    ("distribution", "DefaultCacheBehavior", ".Compress"): False,
    ("distribution", "Origins", ".ConnectionAttempts"): 3,
    ("distribution", "Origins", ".ConnectionTimeout"): 10,
    ("distribution", "Origins", ".CustomOriginConfig.HTTPPort"): 80,
    ("distribution", "Origins", ".CustomOriginConfig.HTTPSPort"): 443,
    ("distribution", "Origins", ".CustomOriginConfig.OriginKeepaliveTimeout"): 5,
    ("distribution", "Origins", ".CustomOriginConfig.OriginReadTimeout"): 30,
    ("distribution", "Origins", ".CustomOriginConfig.OriginSslProtocols"): ["TLSv1.2"],
    ("distribution", "Origins", ".S3OriginConfig"): {"OriginAccessIdentity": ""},
    ("distribution", "ViewerCertificate", ".CloudFrontDefaultCertificate"): False,
    ("ecr_repository", "encryptionConfiguration", ".encryptionType"): "AES256",
    ("ecr_repository", "imageScanningConfiguration", ".scanOnPush"): False,
    ("ecs_cluster", "configuration", ".executeCommandConfiguration.logging"): "DEFAULT",
    ("ecs_cluster", "defaultCapacityProviderStrategy", ".base"): 0,
    ("ecs_service", "capacityProviderStrategy", ".base"): 0,
    ("ecs_service", "deploymentConfiguration", ".alarms.enable"): False,
    ("ecs_service", "deploymentConfiguration", ".alarms.rollback"): False,
    ("ecs_service", "deploymentConfiguration", ".bakeTimeInMinutes"): 0,
    ("ecs_service", "deploymentConfiguration", ".deploymentCircuitBreaker.rollback"): False,
    ("ecs_service", "deploymentConfiguration", ".maximumPercent"): 200,
    ("ecs_service", "deploymentConfiguration", ".minimumHealthyPercent"): 100,
    ("ecs_service", "deploymentConfiguration", ".strategy"): "ROLLING",
    ("ecs_service", "networkConfiguration", ".awsvpcConfiguration.assignPublicIp"): "DISABLED",
    ("ecs_service", "serviceConnectConfiguration", ".enabled"): False,
    ("log_delivery", "s3DeliveryConfiguration", ".enableHiveCompatiblePath"): False,
    ("record", "AliasTarget", ".EvaluateTargetHealth"): False,
    ("s3_bucket", "LifecycleConfiguration", ".Rules.Filter"): {"Prefix": ""},
    ("bucket_replication", "Rules", ".Filter"): {"Prefix": ""},
    ("scaling_policy", "StepScalingPolicyConfiguration", ".Cooldown"): 300,
    ("scaling_policy", "StepScalingPolicyConfiguration", ".MetricAggregationType"): "Average",
    ("scaling_policy", "TargetTrackingScalingPolicyConfiguration", ".DisableScaleIn"): False,
    ("scaling_policy", "TargetTrackingScalingPolicyConfiguration", ".ScaleInCooldown"): 300,
    ("schedule", "Target", ".EcsParameters.NetworkConfiguration.awsvpcConfiguration.AssignPublicIp"): "DISABLED",
    ("schedule", "Target", ".EcsParameters.TaskCount"): 1,
    ("schedule", "Target", ".RetryPolicy"): {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86400},
    ("schedule", "Target", ".RetryPolicy.MaximumEventAgeInSeconds"): 86400,
    ("schedule", "Target", ".RetryPolicy.MaximumRetryAttempts"): 185,
    ("web_acl", "Rules", ".Statement.RateBasedStatement.EvaluationWindowSec"): 300,
    **{
        ("distribution", field, f".AllowedMethods{member}"): value
        for field in ("CacheBehaviors", "DefaultCacheBehavior")
        for member, value in (
            ("", {"Items": ["GET", "HEAD"], "CachedMethods": ["GET", "HEAD"]}),
            (".Items", ["GET", "HEAD"]),
            (".CachedMethods", ["GET", "HEAD"]),
        )
    },
}
# Maps whose undeclared keys are AWS's: an option with a default stands behind each key that is declared.
ADDITIVE = {("load_balancer", "Attributes"), ("target_group", "Attributes")}
UNCOMPARED = {
    # AWS answers the version of the language as it likes, whatever was sent.
    ("vpc_endpoint", "PolicyDocument", ".Version"),
    # Fixed when the repository is made; without one it would be AWS's own key, which is shown too.
    ("ecr_repository", "encryptionConfiguration", ".kmsKey"),
}


def documents(node: Node) -> list[str]:
    """Return the fields of a node that hold documents or lists, and are compared."""
    return [
        name
        for name, field in node.kind.fields.items()
        if not field.computed and field.change != fields.CREATE_ONLY and isinstance(wish(node).get(name), (dict, list))
    ]


def test_a_member_that_is_taken_away_is_a_difference_for_every_kind() -> None:
    unseen, tried = [], 0
    for node in nodes():
        live = wish(node)
        assert compare(wish(node), live, node.kind.fields) == []
        for name in documents(node):
            for number, (path, _holder, _key) in enumerate(members(live[name])):
                want, key = wish(node), (node.kind.kind, name, path)
                _path, holder, member = list(members(want[name]))[number]
                value, tried = holder.pop(member), tried + 1
                try:
                    found = compare(want, live, {name: node.kind.fields[name]})
                except KeyError:
                    continue  # AWS requires that member: there is no such wish
                default = value in EMPTY or key in DEFAULTS and DEFAULTS[key] == value
                if not (found or default or key[:2] in ADDITIVE or key in UNCOMPARED):
                    unseen.append((*key, value))
    assert unseen == []
    assert tried > 3000


def test_additive_maps_are_those_that_are_named_here() -> None:
    kinds = {node.kind for node in nodes()}
    assert {(kind.kind, name) for kind in kinds for name, field in kind.fields.items() if not field.exact} == ADDITIVE


def test_what_a_read_leaves_out_replaces_nothing_for_every_kind() -> None:
    replaced, tried = [], set()
    for node in nodes():
        for name, field in node.kind.fields.items():
            if field.change != fields.REPLACE and not field.members:
                continue
            whole = wish(node)
            partial = [{key: value for key, value in whole.items() if key != name}, {**whole, name: None}]
            for number in range(len(list(members(whole.get(name))))):
                live = wish(node)
                _path, holder, member = list(members(live[name]))[number]
                del holder[member]
                partial.append(live)
            tried.add((node.kind.kind, name))
            replaced += [
                (node.kind.kind, change.path)
                for live in partial
                for change in compare(wish(node), live, node.kind.fields)
                if change.replaces
            ]
    assert replaced == []
    assert len(tried) > 100
