"""ECS: deployments that shift traffic, blue/green, linear and canary (behaviour D19)."""

from __future__ import annotations

import pytest

from . import stack
from .refusal import code
from .stack import healthy, service_of

pytestmark = pytest.mark.behaviour("D19")

INFRASTRUCTURE = "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
BLUE_GREEN = {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5}


@pytest.fixture
def ecs(client):
    return client("ecs")


def roles(client, name="infrastructure", service="ecs.amazonaws.com", policy=INFRASTRUCTURE):
    role = stack.role(client, name, service)
    if policy:
        client("iam").attach_role_policy(RoleName=name, PolicyArn=policy)
    return role


@pytest.fixture
def app(client):
    """An application with two target groups, a production rule and the infrastructure role."""
    stack.role(client)
    made = stack.application(client)
    made.green = stack.target_group(client, made.place, "green")
    made.rule = _rule(client, made, 1, [(made.group, 1), (made.green, 0)])
    made.role = roles(client)
    advanced = {"alternateTargetGroupArn": made.green, "productionListenerRule": made.rule, "roleArn": made.role}
    made.arguments["loadBalancers"][0]["advancedConfiguration"] = advanced
    return made


def _rule(client, app, priority, groups):
    forward = {"TargetGroups": [{"TargetGroupArn": group, "Weight": weight} for group, weight in groups]}
    rule = client("elbv2").create_rule(
        ListenerArn=app.listener,
        Priority=priority,
        Conditions=[{"Field": "path-pattern", "Values": [f"/{priority}"]}],
        Actions=[{"Type": "forward", "ForwardConfig": forward}],
    )
    return rule["Rules"][0]["RuleArn"]


def weights(client, app, rule=None):
    """(blue, green) weights of a rule."""
    row = client("elbv2").describe_rules(RuleArns=[rule or app.rule])["Rules"][0]
    found = {group["TargetGroupArn"]: group["Weight"] for group in row["Actions"][0]["ForwardConfig"]["TargetGroups"]}
    return found[app.group], found[app.green]


def newest(ecs):
    arn = ecs.list_service_deployments(cluster="main", service="app")["serviceDeployments"][0]["serviceDeploymentArn"]
    return ecs.describe_service_deployments(serviceDeploymentArns=[arn])["serviceDeployments"][0]


def release(client, ecs, image="public.example/app:2"):
    ecs.update_service(cluster="main", service="app", taskDefinition=stack.definition(client, image))


def create(ecs, app, **configuration):
    ecs.create_service(**app.arguments, deploymentConfiguration={**BLUE_GREEN, **configuration})


@pytest.mark.behaviour("D19")
def test_d19_groups_swap_roles_and_weights_follow(client, ecs, app):
    create(ecs, app)
    assert weights(client, app) == (0, 100)
    for image, seen in (("app:2", (100, 0)), ("app:3", (0, 100))):
        release(client, ecs, f"public.example/{image}")
        assert weights(client, app) == seen
        serving, other = (app.group, app.green) if seen[0] else (app.green, app.group)
        assert len(healthy(client, serving)) == 2
        assert healthy(client, other) == []
    (current,) = service_of(ecs)["currentServiceRevisions"]
    row = ecs.describe_service_revisions(serviceRevisionArns=[current["arn"]])["serviceRevisions"][0]
    assert row["resolvedConfiguration"]["loadBalancers"] == [
        {"targetGroupArn": app.green, "productionListenerRule": app.rule}
    ]
    # What was declared stays as it was declared.
    assert service_of(ecs)["loadBalancers"] == app.arguments["loadBalancers"]


@pytest.mark.behaviour("D19")
def test_d19_a_deployment_goes_through_its_stages(simulator, client, ecs, app, clock):
    create(ecs, app)
    simulator.durations(ecs__task_start=30, ecs__minute=60, ecs__traffic_shift=10, ecs__drain=20)
    release(client, ecs)
    seen = []
    for seconds in (1, 30, 11, 11, 290, 11, 21):
        clock(seconds)
        service, row = service_of(ecs), newest(ecs)
        seen.append((row.get("lifecycleStage"), row["status"], weights(client, app), service["runningCount"]))
    assert seen == [
        ("SCALE_UP", "IN_PROGRESS", (0, 100), 2),
        ("TEST_TRAFFIC_SHIFT", "IN_PROGRESS", (0, 100), 4),
        ("PRODUCTION_TRAFFIC_SHIFT", "IN_PROGRESS", (100, 0), 4),
        ("BAKE_TIME", "IN_PROGRESS", (100, 0), 4),
        ("BAKE_TIME", "IN_PROGRESS", (100, 0), 4),
        ("CLEAN_UP", "IN_PROGRESS", (100, 0), 2),
        ("CLEAN_UP", "SUCCESSFUL", (100, 0), 2),
    ]
    assert newest(ecs)["targetServiceRevision"]["requestedProductionTrafficWeight"] == 100.0
    assert [row["rolloutState"] for row in service_of(ecs)["deployments"]] == ["COMPLETED"]


@pytest.mark.parametrize(
    ("configuration", "minutes", "shares"),
    [
        (
            {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 2.5, "canaryBakeTimeInMinutes": 3}},
            3,
            [(25, 975), (100, 0)],
        ),
        (
            {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 40.0, "stepBakeTimeInMinutes": 2}},
            2,
            [(40, 60), (80, 20), (100, 0)],
        ),
    ],
)
@pytest.mark.behaviour("D19")
def test_d19_traffic_moves_in_steps(simulator, client, ecs, app, clock, configuration, minutes, shares):
    create(ecs, app, **configuration)
    simulator.durations(ecs__minute=60)
    release(client, ecs)
    seen = []
    for _step in shares:
        seen.append(weights(client, app))
        clock(minutes * 60 + 1)
    assert seen == shares
    clock(300)
    assert newest(ecs)["status"] == "SUCCESSFUL"


def test_d19_test_traffic_comes_first(simulator, client, ecs, app):
    rule = _rule(client, app, 2, [(app.group, 1), (app.green, 0)])
    app.arguments["loadBalancers"][0]["advancedConfiguration"]["testListenerRule"] = rule
    create(ecs, app)
    simulator.durations(ecs__traffic_shift=10)
    release(client, ecs)
    assert weights(client, app, rule) == (100, 0)
    assert weights(client, app) == (0, 100)


def test_d19_a_broken_revision_gets_no_traffic(client, ecs, app):
    create(ecs, app, deploymentCircuitBreaker={"enable": True, "rollback": True})
    good = service_of(ecs)["taskDefinition"]
    before = set(ecs.list_tasks(cluster="main")["taskArns"])
    release(client, ecs, "public.example/app:broken")
    assert newest(ecs)["status"] == "ROLLBACK_SUCCESSFUL"
    assert service_of(ecs)["taskDefinition"] == good
    assert set(ecs.list_tasks(cluster="main")["taskArns"]) == before
    assert weights(client, app) == (0, 100)


def _alarm(client):
    client("cloudwatch").put_metric_alarm(
        AlarmName="errors",
        Namespace="App",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )


@pytest.mark.parametrize("by", ["alarm", "person"])
def test_d19_traffic_goes_back_at_once_during_the_bake_time(simulator, client, ecs, app, clock, by):
    _alarm(client)
    create(ecs, app, alarms={"alarmNames": ["errors"], "enable": True, "rollback": True})
    before = set(ecs.list_tasks(cluster="main")["taskArns"])
    simulator.durations(ecs__minute=60)
    release(client, ecs)
    assert newest(ecs)["lifecycleStage"] == "BAKE_TIME"
    assert weights(client, app) == (100, 0)
    if by == "alarm":
        client("cloudwatch").set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
        clock(61)
    else:
        ecs.stop_service_deployment(
            serviceDeploymentArn=service_of(ecs)["currentServiceDeployment"], stopType="ROLLBACK"
        )
    assert weights(client, app) == (0, 100)
    assert newest(ecs)["status"] == "ROLLBACK_SUCCESSFUL"
    assert set(ecs.list_tasks(cluster="main")["taskArns"]) == before
    clock(600)
    assert weights(client, app) == (0, 100)
    release(client, ecs, "public.example/app:3")
    assert newest(ecs)["status"] == ("ROLLBACK_SUCCESSFUL" if by == "alarm" else "IN_PROGRESS")


def test_d19_a_newer_deployment_reconciles_first(simulator, client, ecs, app, clock):
    create(ecs, app)
    simulator.durations(ecs__minute=60, ecs__drain=20)
    release(client, ecs)
    assert weights(client, app) == (100, 0)
    release(client, ecs, "public.example/app:3")
    assert newest(ecs)["lifecycleStage"] == "RECONCILE_SERVICE"
    assert weights(client, app) == (0, 100)
    clock(21)
    assert newest(ecs)["lifecycleStage"] == "BAKE_TIME"
    clock(330)
    assert newest(ecs)["status"] == "SUCCESSFUL"
    assert weights(client, app) == (100, 0)
    assert service_of(ecs)["taskDefinition"].endswith(":3")


def test_d19_a_role_that_may_not_change_the_rule_fails_the_deployment(client, ecs, app):
    client("iam").detach_role_policy(RoleName="infrastructure", PolicyArn=INFRASTRUCTURE)
    create(ecs, app)
    assert service_of(ecs)["deployments"][0]["rolloutState"] == "FAILED"
    assert any("elasticloadbalancing:ModifyRule" in event["message"] for event in service_of(ecs)["events"])


def _without(member):
    def change(client, app):
        del app.arguments["loadBalancers"][0]["advancedConfiguration"][member]

    return change


def _with(**members):
    def change(client, app):
        app.arguments["loadBalancers"][0]["advancedConfiguration"].update(members)

    return change


def _untrusted(client, app):
    _with(roleArn=roles(client, "other", "ec2.amazonaws.com"))(client, app)


def _unused(client, app):
    _with(alternateTargetGroupArn=stack.target_group(client, app.place, "unused"))(client, app)


def _plain(client, app):
    del app.arguments["loadBalancers"][0]["advancedConfiguration"]


def _not_forwarding(client, app):
    answer = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "503"}}
    client("elbv2").modify_rule(RuleArn=app.rule, Actions=[answer])
    _rule(client, app, 9, [(app.green, 1)])


def _nowhere(client, app):
    app.arguments["loadBalancers"] = []


@pytest.mark.parametrize(
    ("change", "configuration"),
    [
        (_plain, {}),
        (_without("roleArn"), {}),
        (_without("alternateTargetGroupArn"), {}),
        (_without("productionListenerRule"), {}),
        (_with(roleArn="arn:aws:iam::123456789012:role/missing"), {}),
        (_untrusted, {}),
        (_unused, {}),
        (_not_forwarding, {}),
        (_nowhere, {"strategy": "LINEAR"}),
        (_nowhere, {"strategy": "CANARY"}),
        (None, {"bakeTimeInMinutes": 1441}),
        (None, {"linearConfiguration": {"stepPercent": 10.0}}),
        (None, {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.0}}),
        (None, {"strategy": "CANARY", "canaryConfiguration": {"canaryPercent": 0.15}}),
    ],
)
def test_d19_what_is_missing_is_refused(client, ecs, app, change, configuration):
    if change:
        change(client, app)
    arguments = {**app.arguments, "deploymentConfiguration": {**BLUE_GREEN, **configuration}}
    assert code(ecs.create_service, **arguments) == "InvalidParameterException"


def test_d19_without_load_balancer_blue_green_is_allowed(client, ecs, app):
    _nowhere(client, app)
    create(ecs, app)
    assert newest(ecs)["status"] == "SUCCESSFUL"


def test_d19_lifecycle_hooks_are_not_simulated(ecs, app):
    hook = {"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}
    arguments = {**app.arguments, "deploymentConfiguration": {**BLUE_GREEN, "lifecycleHooks": [hook]}}
    assert code(ecs.create_service, **arguments) == "UnsupportedFeatureException"


def test_d19_the_strategy_changes_between_deployments_only(simulator, client, ecs, app, clock):
    advanced = app.arguments["loadBalancers"]
    plain = [{name: value for name, value in advanced[0].items() if name != "advancedConfiguration"}]
    ecs.create_service(**{**app.arguments, "loadBalancers": plain})
    where = {"cluster": "main", "service": "app"}
    # First a rolling deployment with the new load balancer configuration, then the strategy.
    assert code(ecs.update_service, **where, loadBalancers=advanced, deploymentConfiguration=BLUE_GREEN) == (
        "InvalidParameterException"
    )
    simulator.durations(ecs__task_start=30)
    ecs.update_service(**where, loadBalancers=advanced)
    assert code(ecs.update_service, **where, deploymentConfiguration=BLUE_GREEN) == "InvalidParameterException"
    clock(31)
    ecs.update_service(**where, deploymentConfiguration=BLUE_GREEN)
    assert weights(client, app) == (1, 0)
    assert len(healthy(client, app.group)) == 2
    release(client, ecs)
    assert code(ecs.update_service, **where, deploymentConfiguration={"strategy": "ROLLING"}) == (
        "InvalidParameterException"
    )
    clock(31)
    assert weights(client, app) == (0, 100)
    ecs.update_service(**where, deploymentConfiguration={"strategy": "ROLLING"})
    release(client, ecs, "public.example/app:3")
    clock(31)
    assert len(healthy(client, app.green)) == 2
    assert service_of(ecs)["deploymentConfiguration"]["strategy"] == "ROLLING"
