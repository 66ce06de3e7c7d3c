"""Load balancers, listeners and rules: forms, priorities, and patience with what is not there yet."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.service import EcsService
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2 import base
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.conditions import conditions
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.listener_rule import ListenerRule
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.load_balancer import LoadBalancer
from ansible_collections.slipway.aws.plugins.module_utils.aws.elbv2.target_group import TargetGroup
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Scope
from ansible_collections.slipway.aws.plugins.module_utils.engine.ownership import ADDRESS, STACK
from tests.support.api import Api, refusal

GROUP = "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/shop/1"
LISTENER = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/shop/1/2"


def path(*values: str) -> dict[str, Any]:
    return {"Field": "path-pattern", "PathPatternConfig": {"Values": list(values)}}


@pytest.mark.behaviour("C7")
def test_both_forms_of_forwarding_are_one() -> None:
    given = [{"Type": "forward", "TargetGroupArn": GROUP}]
    answered = [
        {
            "Type": "forward",
            "Order": 1,
            "TargetGroupArn": GROUP,
            "ForwardConfig": {
                "TargetGroups": [{"TargetGroupArn": GROUP, "Weight": 1}],
                "TargetGroupStickinessConfig": {"Enabled": False},
            },
        }
    ]

    assert base.actions(given) == base.actions(answered)


def test_weights_and_the_order_of_several_actions_count() -> None:
    login = {"Type": "authenticate-oidc", "AuthenticateOidcConfig": {"Issuer": "https://id.example.com"}}
    forward = {"Type": "forward", "ForwardConfig": {"TargetGroups": [{"TargetGroupArn": GROUP, "Weight": 0}]}}

    assert base.actions([login, forward]) != base.actions([forward, login])
    assert base.actions([forward])[0]["ForwardConfig"]["TargetGroups"] == [{"TargetGroupArn": GROUP, "Weight": 0}]


def test_redirects_have_the_documented_defaults() -> None:
    (found,) = base.actions([{"Type": "redirect", "RedirectConfig": {"Protocol": "HTTPS", "StatusCode": "HTTP_301"}}])

    assert found["RedirectConfig"] == {
        "Protocol": "HTTPS",
        "StatusCode": "HTTP_301",
        "Port": "#{port}",
        "Host": "#{host}",
        "Path": "/#{path}",
        "Query": "#{query}",
    }


def test_conditions_are_compared_without_order_and_case_of_hosts() -> None:
    answered = [
        {"Field": "path-pattern", "Values": ["/b", "/a"], "PathPatternConfig": {"Values": ["/b", "/a"]}},
        {"Field": "host-header", "Values": ["shop.example.com"], "HostHeaderConfig": {"Values": ["shop.example.com"]}},
    ]
    given = [{"Field": "host-header", "Values": ["Shop.example.com"]}, path("/a", "/b")]

    assert conditions(given) == conditions(answered)


@pytest.mark.parametrize(
    ("wanted", "priority", "allowed"),
    [
        ([path("/a", "/b", "/c", "/d", "/e", "/f")], None, "1 to 5 are allowed"),
        ([path("/*/*/*/*/*/*")], None, "at most 5 are allowed"),
        ([path("/a")], 50001, "1 to 50000 is allowed"),
        ([path()], None, "1 to 5 are allowed"),
    ],
)
def test_rules_over_the_quotas_are_refused(wanted: list[Any], priority: int | None, allowed: str) -> None:
    (problem,) = ListenerRule.validate({"ListenerArn": LISTENER, "Conditions": wanted, "Priority": priority})

    assert allowed in problem


def test_a_foreign_rule_on_the_priority_is_named() -> None:
    api = Api(describe_rules={"Rules": [{"RuleArn": "theirs", "Priority": "10"}]})

    (problem,) = ListenerRule.preflight(api, {"ListenerArn": LISTENER, "Priority": 10}, None)

    assert "priority 10 is held by rule theirs" in problem.text


OURS = {STACK: "shop/test/us-east-1", ADDRESS: "service/main/listener_rule/app"}
HOSTS = [{"Field": "host-header", "HostHeaderConfig": {"Values": ["shop.example.com"]}}]


def taken(tags: dict[str, str]) -> Api:
    """An Api where a rule with these tags has priority 10000."""
    made = {"RuleArn": "mine", "Priority": "10001", "Conditions": [], "Actions": []}
    held = [{"Key": key, "Value": value} for key, value in tags.items()]
    return Api(
        create_rule=[refusal("PriorityInUse"), {"Rules": [made]}],
        describe_rules={"Rules": [{"RuleArn": "held", "Priority": "10000"}]},
        describe_tags={"TagDescriptions": [{"ResourceArn": "held", "Tags": held}]},
    )


@pytest.mark.parametrize("other", [{STACK: "other/test/us-east-1"}, {ADDRESS: "service/main/listener_rule/other"}])
@pytest.mark.behaviour("C5")
def test_a_priority_that_another_rule_has_just_taken_is_left_to_it(other: dict[str, str]) -> None:
    api, want = (
        taken({**OURS, **other}),
        {"ListenerArn": LISTENER, "Priority": 10000, "Conditions": HOSTS, "Actions": []},
    )

    live = ListenerRule.create(api, want, OURS)

    assert [arguments["Priority"] for name, arguments in api.calls if name == "create_rule"] == [10000, 10001]
    assert live.fields["Priority"] == 10001


def test_a_rule_that_no_listing_showed_is_not_made_beside_itself() -> None:
    api, want = taken(OURS), {"ListenerArn": LISTENER, "Priority": 10000, "Conditions": HOSTS, "Actions": []}

    with pytest.raises(AwsError, match="PriorityInUse"):
        ListenerRule.create(api, want, OURS)

    assert api.operations().count("create_rule") == 1


def renumbering(holder: str, stack: str, *answers: Any) -> tuple[Api, Live]:
    """An Api where `holder` has priority 20, and our rule with priority 10."""
    rules = [{"RuleArn": "mine", "Priority": "10"}, {"RuleArn": holder, "Priority": "20"}]
    api = Api(
        set_rule_priorities=list(answers),
        describe_rules={"Rules": [*rules, {"RuleArn": "default", "Priority": "default"}]},
        describe_tags={
            "TagDescriptions": [
                {"ResourceArn": arn, "Tags": [{"Key": STACK, "Value": value}]}
                for arn, value in ((holder, stack), ("mine", "shop/test/us-east-1"))
            ]
        },
    )
    return api, Live("mine", {"ListenerArn": LISTENER, "Priority": 10}, {STACK: "shop/test/us-east-1"})


def test_priorities_of_two_own_rules_are_swapped_with_one_call() -> None:
    api, live = renumbering("other", "shop/test/us-east-1", {})

    ListenerRule._renumber(api, LISTENER, {"mine": 20}, live.tags)

    pairs = [{"RuleArn": "mine", "Priority": 20}, {"RuleArn": "other", "Priority": 10}]
    assert api.calls[-1] == ("set_rule_priorities", {"RulePriorities": pairs})


def test_a_free_priority_is_taken_without_moving_others() -> None:
    api, live = renumbering("other", "another/test/us-east-1", {})

    ListenerRule._renumber(api, LISTENER, {"mine": 30}, live.tags)

    assert api.calls[-1] == ("set_rule_priorities", {"RulePriorities": [{"RuleArn": "mine", "Priority": 30}]})


def test_a_swap_that_the_other_rule_did_first_is_done() -> None:
    api, live = renumbering("other", "shop/test/us-east-1", refusal("PriorityInUse"))
    swapped = {"Rules": [{"RuleArn": "mine", "Priority": "20"}, {"RuleArn": "other", "Priority": "10"}]}
    api.answers["describe_rules"].append(swapped)

    ListenerRule._renumber(api, LISTENER, {"mine": 20}, live.tags)

    assert api.operations().count("set_rule_priorities") == 1


def test_a_priority_that_stays_taken_is_an_error() -> None:
    api, live = renumbering("other", "shop/test/us-east-1", refusal("PriorityInUse"))

    with pytest.raises(AwsError, match="PriorityInUse"):
        ListenerRule._renumber(api, LISTENER, {"mine": 20}, live.tags)


def test_a_rule_of_another_stack_is_never_moved() -> None:
    api, live = renumbering("other", "another/test/us-east-1", {})

    with pytest.raises(SlipwayError, match="not this stack's"):
        ListenerRule._renumber(api, LISTENER, {"mine": 20}, live.tags)
    assert "set_rule_priorities" not in api.operations()


def balancer(code: str = "provisioning") -> Live:
    return Live("arn", {}, {}, raw={"Code": code})


@pytest.mark.parametrize(
    "early",
    [refusal("OperationNotPermitted"), refusal("InvalidConfigurationRequest", "Access Denied for bucket: logs")],
)
@pytest.mark.behaviour("C1", "C12")
def test_attributes_wait_for_a_new_load_balancer_and_its_bucket_policy(early: AwsError) -> None:
    api = Api(
        modify_load_balancer_attributes=[early, early, {}],
        describe_load_balancers={"LoadBalancers": [{"State": {"Code": "provisioning"}}]},
    )
    want = {
        "Attributes": {"idle_timeout.timeout_seconds": 60},
        "Subnets": [],
        "SecurityGroups": [],
        "IpAddressType": "ipv4",
    }

    LoadBalancer.update(api, balancer(), want, Touched("Attributes"))

    assert api.operations().count("modify_load_balancer_attributes") == 3


def test_attributes_do_not_wait_for_ever() -> None:
    api = Api(
        modify_load_balancer_attributes=refusal("OperationNotPermitted"),
        describe_load_balancers={"LoadBalancers": [{"State": {"Code": "active"}}]},
    )

    with pytest.raises(AwsError, match="OperationNotPermitted"):
        LoadBalancer.update(api, balancer(), {"Attributes": {}}, Touched("Attributes"))


@pytest.mark.behaviour("C12")
def test_deletion_lifts_the_protection() -> None:
    protected = {"Attributes": [{"Key": "deletion_protection.enabled", "Value": "true"}]}
    api = Api(describe_load_balancer_attributes=protected, modify_load_balancer_attributes={}, delete_load_balancer={})

    LoadBalancer.delete(api, balancer("active"))

    assert api.operations()[1:] == ["modify_load_balancer_attributes", "delete_load_balancer"]


@pytest.mark.parametrize(
    ("code", "state"),
    [("provisioning", "working"), ("active", "ready"), ("active_impaired", "ready"), ("failed", "failed")],
)
@pytest.mark.behaviour("C1")
def test_states(code: str, state: str) -> None:
    assert LoadBalancer.state(balancer(code))[0] == state


def target_group(name: str) -> dict[str, Any]:
    return {
        "TargetGroupName": name,
        "TargetGroupArn": f"arn:x:targetgroup/{name}/1",
        "Protocol": "HTTP",
        "Port": 80,
        "VpcId": "vpc-1",
    }


def observed(names: list[str], wants: list[dict[str, Any]], full: bool = False) -> tuple[Api, list[Live]]:
    api = Api(
        describe_target_groups={"TargetGroups": [target_group(name) for name in names]},
        describe_tags={"TagDescriptions": []},
        get_resources={"ResourceTagMappingList": []},
    )
    return api, TargetGroup.observe(api, Scope(["shop/test/us-east-1"], "shop-test", wants, full, {}))


def test_tags_of_wished_target_groups_are_read_late_and_foreign_ones_cost_nothing() -> None:
    api, lives = observed(["shop-test-api", *(f"other-{number}" for number in range(200))], [{"Name": "shop-test-api"}])

    assert [live.tags for live in lives] == [None]
    # The tagging index is read once for all kinds.
    assert api.operations() == ["describe_target_groups", "get_resources"]


def test_tags_tell_generations_apart() -> None:
    _unused, lives = observed(["shop-test-api", "shop-test-api-2", "shop-test-api-x"], [{"Name": "shop-test-api"}])

    assert [(live.fields["Name"], live.tags) for live in lives] == [("shop-test-api", {}), ("shop-test-api-2", {})]


def test_orphans_are_looked_for_among_all() -> None:
    api, lives = observed([f"group-{number}" for number in range(45)], [], full=True)

    assert len(lives) == 45
    assert api.operations().count("describe_tags") == 3


OLD, NEW = GROUP, GROUP.replace("shop/1", "shop-2/2")


def forward(*groups: tuple[str, int]) -> dict[str, Any]:
    return {
        "Type": "forward",
        "ForwardConfig": {
            "TargetGroups": [{"TargetGroupArn": arn, "Weight": weight} for arn, weight in groups],
            "TargetGroupStickinessConfig": {"Enabled": False},
        },
    }


@pytest.mark.parametrize(
    ("wanted", "live", "expected"),
    [
        (NEW, [(OLD, 1)], [(OLD, 1), (NEW, 0)]),
        # Half-way, and the wish taken back half-way: traffic stays where it is.
        (NEW, [(OLD, 1), (NEW, 0)], [(OLD, 1), (NEW, 0)]),
        (OLD, [(OLD, 1), (NEW, 0)], [(OLD, 1), (NEW, 0)]),
        (OLD, [(NEW, 1)], [(NEW, 1), (OLD, 0)]),
    ],
)
def test_forwarding_between_two_generations(
    wanted: str, live: list[tuple[str, int]], expected: list[tuple[str, int]]
) -> None:
    login = {"Type": "authenticate-oidc", "Order": 1, "AuthenticateOidcConfig": {"Issuer": "https://id.example.com"}}
    want = {"ListenerArn": LISTENER, "Actions": [login, {"Type": "forward", "Order": 2, "TargetGroupArn": wanted}]}

    found = ListenerRule.using_both(want, {"Actions": [login, {**forward(*live), "Order": 2}]}, {})

    assert base.actions(found["Actions"]) == base.actions([login, {**forward(*expected), "Order": 2}])
    assert want["Actions"][1]["TargetGroupArn"] == wanted


def test_what_did_not_forward_moves_at_once() -> None:
    fixed = {"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "404"}}

    assert base.bridged([forward((NEW, 1))], [fixed]) == [forward((NEW, 1))]


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"Port": 9090, "Name": "shop-2"}, ""),
        ({"HealthCheckIntervalSeconds": 10}, ""),
        ({"Protocol": "HTTPS"}, "tasks that ECS starts for the new Protocol would not be healthy in the old group"),
        ({"VpcId": "vpc-2"}, "tasks that ECS starts for the new VpcId would not be healthy in the old group"),
        (
            {"ProtocolVersion": "HTTP2"},
            "tasks that ECS starts for the new ProtocolVersion would not be healthy in the old group",
        ),
        ({"HealthCheckPath": "/up"}, "HealthCheckPath changes in the same run (change it before or afterwards)"),
    ],
)
@pytest.mark.behaviour("C4")
def test_what_a_target_group_can_be_handed_over_with(change: dict[str, Any], obstacle: str) -> None:
    old = {"Name": "shop", "Port": 80, "Protocol": "HTTP", "VpcId": "vpc-1", "HealthCheckPath": "/"}

    assert TargetGroup.handover_obstacle({**old, **change}, Live(OLD, old, {})) == obstacle


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (["healthy", "healthy"], "ready"),
        (["healthy", "initial"], "working"),
        (["unused", "unused"], "working"),
        ([], "working"),
    ],
)
def test_a_new_group_takes_over_with_as_many_healthy_targets(states: list[str], state: str) -> None:
    rows = [["healthy", "healthy", "draining"], states]
    api = Api(
        describe_target_health=[
            {"TargetHealthDescriptions": [{"TargetHealth": {"State": item}} for item in row]} for row in reversed(rows)
        ]
    )

    assert TargetGroup.can_take_over(api, Live(NEW, {}, {}), Live(OLD, {}, {}))[0] == state


def test_a_service_stands_in_both_groups_at_the_new_port() -> None:
    want = {
        "loadBalancers": [{"targetGroupArn": NEW, "containerName": "api", "containerPort": 9090}],
        "desiredCount": 2,
    }
    live = {"loadBalancers": [{"targetGroupArn": OLD, "containerName": "api", "containerPort": 8080}]}

    found = EcsService.using_both(want, live, {NEW: [OLD]})

    assert found["loadBalancers"] == [*want["loadBalancers"], {**want["loadBalancers"][0], "targetGroupArn": OLD}]
    # One that has moved already is not put back.
    assert EcsService.using_both(want, want, {NEW: [OLD]}) == want


class Touched:
    """A delta that says which fields differ."""

    def __init__(self, *names: str) -> None:
        self.names = names

    def touches(self, *names: str) -> bool:
        return bool(set(names) & set(self.names))
