"""What a person says for one run: adopt, forget, formerly, ignore, new data, replace. Each does that and no more."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from tests.support.account import client, differences, picture
from tests.support.environments import changing, destroy, environment, finished, moves, service
from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

NETWORK: dict[str, Any] = {"nat_gateways": "single", "flow_logs": False, "check_quotas": False, "gateway_endpoints": []}


def run(
    simulator: SimulatorProcess, declared: dict[str, Any], words: dict[str, Any] | None = None, **options: Any
) -> dict[str, str]:
    """Converge once with an empty call log, and return what it did: {address: verb}."""
    simulator.clear()
    return moves(finished(converge(simulator, declared, words, **options)))


def refusal(simulator: SimulatorProcess, declared: dict[str, Any], words: dict[str, Any] | None = None) -> str:
    """Return why a run was refused, after a look that it changed nothing."""
    simulator.clear()
    with pytest.raises(Refused) as refused:
        converge(simulator, declared, words)
    assert not simulator.calls(changing=True)
    return str(refused.value)


def aws(simulator: SimulatorProcess, name: str) -> Any:
    return client(simulator.url, name, "us-east-1")


# -- adopt and forget --------------------------------------------------------------------------------------------------


def test_an_adopted_bucket_gets_tags_first_and_its_options_in_the_next_run(simulator: SimulatorProcess) -> None:
    s3 = aws(simulator, "s3")
    s3.create_bucket(Bucket="their-bucket")
    s3.put_object(Bucket="their-bucket", Key="old.html", Body=b"old")
    s3.put_bucket_tagging(Bucket="their-bucket", Tagging={"TagSet": [{"Key": "owner", "Value": "they"}]})
    declared = {"site": {"name": "their-bucket", "encryption": "aws"}}
    address = "site/main/s3_bucket/site"
    assert f"stack_adopt: {{'{address}': 'their-bucket'}}" in refusal(simulator, declared)

    did = run(simulator, declared, {"adopt": {address: "their-bucket"}})
    assert did[address] == "adopt"
    assert s3.get_bucket_versioning(Bucket="their-bucket").get("Status") is None
    tags = {tag["Key"]: tag["Value"] for tag in s3.get_bucket_tagging(Bucket="their-bucket")["TagSet"]}
    assert (tags["owner"], tags["slipway:address"]) == ("they", address)

    assert run(simulator, declared) == {address: "update"}
    assert s3.get_bucket_versioning(Bucket="their-bucket")["Status"] == "Enabled"
    assert s3.get_object(Bucket="their-bucket", Key="old.html")["Body"].read() == b"old"
    assert not run(simulator, declared)


def test_an_adopted_repository_gets_tags_only(simulator: SimulatorProcess) -> None:
    aws(simulator, "ecr").create_repository(repositoryName="their/app")
    declared = {"registry": {"repositories": {"app": {"name": "their/app"}}, "encryption": "aws"}}
    words = {"adopt": {"registry/main/ecr_repository/app": "their/app"}}
    assert run(simulator, declared, words) == {"registry/main/ecr_repository/app": "adopt"}
    assert changing(simulator) == ["ecr.TagResource"]
    assert run(simulator, declared) == {"registry/main/ecr_repository/app": "update"}
    assert not run(simulator, declared, words)


def test_an_adopted_vpc_carries_the_network(simulator: SimulatorProcess) -> None:
    ec2 = aws(simulator, "ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    did = run(simulator, {"network": NETWORK}, {"adopt": {"network/main/vpc/main": vpc}})
    assert did.pop("network/main/vpc/main") == "adopt"
    assert set(did.values()) == {"create"}
    assert {
        row["VpcId"]
        for row in ec2.describe_subnets(Filters=[{"Name": "tag:slipway:stack", "Values": ["shop/test/us-east-1"]}])[
            "Subnets"
        ]
    } == {vpc}
    assert run(simulator, {"network": NETWORK}) == {"network/main/vpc/main": "update"}  # its DNS names
    assert not run(simulator, {"network": NETWORK})


@pytest.mark.parametrize(
    ("capability", "options", "address", "make"),
    [
        (
            "network",
            NETWORK,
            "network/main/vpc/main",
            lambda make: make("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"],
        ),
        (
            "registry",
            {"repositories": {"app": {"name": "their/app"}}, "encryption": "aws"},
            "registry/main/ecr_repository/app",
            lambda make: make("ecr").create_repository(
                repositoryName="their/app", encryptionConfiguration={"encryptionType": "KMS"}
            )["repository"]["repositoryName"],
        ),
    ],
    ids=["vpc", "repository"],
)
def test_what_only_a_replacement_could_make_right_is_not_adopted(
    simulator: SimulatorProcess,
    capability: str,
    options: dict[str, Any],
    address: str,
    make: Any,
) -> None:
    theirs = make(lambda name: aws(simulator, name))
    said = refusal(simulator, {capability: options}, {"adopt": {address: theirs}})
    assert f"{address}: {theirs} cannot be taken over" in said
    assert "which was not found" in refusal(simulator, {capability: options}, {"adopt": {address: "nothing"}})


def test_another_stacks_object_is_not_adopted(simulator: SimulatorProcess) -> None:
    declared = {"registry": {"repositories": {"app": {"name": "shared"}}, "encryption": "aws"}}
    finished(converge(simulator, declared, identity={"environment": "prod"}))
    said = refusal(simulator, declared, {"adopt": {"registry/main/ecr_repository/app": "shared"}})
    assert "belongs to registry/main/ecr_repository/app of the stack shop/prod/us-east-1" in said


def test_a_forgotten_object_stays_and_is_nobodys(simulator: SimulatorProcess) -> None:
    declared = {"registry": {"encryption": "aws"}, "registry/second": {"encryption": "aws"}}
    run(simulator, declared)
    address = "registry/second/ecr_repository/app"
    assert "still declared" in refusal(simulator, declared, {"forget": {address}})
    before = picture(simulator)
    left = {"registry": declared["registry"]}
    assert run(simulator, left, {"forget": {address}}) == {address: "forget"}
    assert changing(simulator) == ["ecr.UntagResource"]
    ((key, (was, now)),) = differences(before, picture(simulator)).items()
    assert key[1:] == ("ecr_repository", "shop-test-second-app")
    assert was[:3] == now[:3]
    assert not [tag for tag in now[3]["tags"] if tag["Key"].startswith("slipway:")]
    assert not destroy(simulator).plan.by_address()
    assert {line.address for line in destroy(simulator, check=True).plan.lines} == {"registry/main/ecr_repository/app"}


# -- formerly and new data ---------------------------------------------------------------------------------------------


def test_a_renamed_address_keeps_its_object(simulator: SimulatorProcess) -> None:
    run(simulator, {"registry/old": {"repositories": {"app": {"name": "shop-app"}}, "encryption": "aws"}})
    declared = {"registry/new": {"repositories": {"app": {"name": "shop-app"}}, "encryption": "aws"}}
    old, new = "registry/old/ecr_repository/app", "registry/new/ecr_repository/app"
    assert f"stack_formerly: {{'{new}': '{old}'}}" in refusal(simulator, declared)
    assert run(simulator, declared, {"formerly": {new: old}}) == {new: "update"}
    assert changing(simulator) == ["ecr.TagResource"]
    assert not run(simulator, declared)
    assert not run(simulator, declared, {"formerly": {new: old}})
    both = {**declared, "registry/old": {"repositories": {"app": {"name": "shop-app"}}, "encryption": "aws"}}
    assert "is still declared" in refusal(simulator, both, {"formerly": {new: old}})


def test_new_data_beside_undeclared_data_needs_a_word(simulator: SimulatorProcess) -> None:
    def secrets(name: str) -> dict[str, Any]:
        return {
            "secret": {
                "encryption": "aws",
                "rotation": "off",
                "secrets": {name: {"keys": {"key": {"generate": {"length": 32}}}}},
            }
        }

    run(simulator, secrets("first"))
    old, new = "secret/main/secret/first", "secret/main/secret/second"
    said = refusal(simulator, secrets("second"))
    assert f"stack_formerly: {{'{new}': '{old}'}}" in said and f"stack_new_data: [{new}]" in said
    assert run(simulator, secrets("second"), {"new_data": {new}}) == {new: "create"}
    names = {row["Name"] for row in aws(simulator, "secretsmanager").list_secrets()["SecretList"]}
    assert names == {"shop-test-first", "shop-test-second"}


def test_a_misspelt_address_is_refused_with_the_nearest(simulator: SimulatorProcess) -> None:
    said = refusal(simulator, {"registry": {"encryption": "aws"}}, {"adopt": {"registry/main/ecr_repositry/main": "x"}})
    assert "did you mean registry/main/ecr_repository/app?" in said


# -- ignore ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "registry/main/ecr_repository/app.imageScanningConfiguration",
        "registry/main/ecr_repository/app.image_scanning_configuration",
        "registry/*.imageScanning*",
        "*.image_scanning_configuration",
    ],
)
def test_an_ignored_field_is_not_compared(simulator: SimulatorProcess, pattern: str) -> None:
    declared = {"registry": {"repositories": {"app": {"name": "shop-app"}}, "encryption": "aws"}}
    run(simulator, declared)
    aws(simulator, "ecr").put_image_scanning_configuration(
        repositoryName="shop-app", imageScanningConfiguration={"scanOnPush": False}
    )
    assert not run(simulator, declared, {"ignore": (pattern,)})
    other = {"registry": {**declared["registry"], "keep_images": 3}}
    assert run(simulator, other, {"ignore": (pattern,)}) == {"registry/main/ecr_repository/app": "update"}
    assert changing(simulator) == ["ecr.PutLifecyclePolicy"]
    assert run(simulator, other, {"ignore": ("database/*.image*",)}) == {"registry/main/ecr_repository/app": "update"}
    assert changing(simulator) == ["ecr.PutImageScanningConfiguration"]


def test_ignored_tags_are_not_compared_and_ours_always_are(simulator: SimulatorProcess) -> None:
    declared, tagged = (
        {"registry": {"repositories": {"app": {"name": "shop-app"}}, "encryption": "aws"}},
        {"tags": {"cost": "1", "team": "a"}},
    )
    run(simulator, declared, identity=tagged)
    ecr = aws(simulator, "ecr")
    arn = ecr.describe_repositories()["repositories"][0]["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "cost", "Value": "2"}, {"Key": "other", "Value": "x"}])
    assert not run(simulator, declared, {"ignore_tags": ("co*",)}, identity=tagged)
    ecr.tag_resource(resourceArn=arn, tags=[{"Key": "team", "Value": "b"}])
    assert run(simulator, declared, {"ignore_tags": ("co*",)}, identity=tagged) == {
        "registry/main/ecr_repository/app": "update"
    }
    ecr.untag_resource(resourceArn=arn, tagKeys=["slipway:scheme"])
    run(simulator, declared, {"ignore_tags": ("*",)}, identity=tagged)
    tags = {tag["Key"]: tag["Value"] for tag in ecr.list_tags_for_resource(resourceArn=arn)["tags"]}
    assert {"cost": "2", "team": "a", "other": "x", "slipway:scheme": "1"}.items() <= tags.items()


# -- growing and replacing ---------------------------------------------------------------------------------------------


def test_a_third_zone_adds_and_touches_nothing(simulator: SimulatorProcess) -> None:
    two = {"network": {"nat_gateways": "per_zone", "check_quotas": False}, "encryption": {}}
    finished(converge(simulator, two))
    before = picture(simulator)
    three = {**two, "network": {**two["network"], "zone_count": 3}}
    did = run(simulator, three)
    assert {address.split("/")[2] for address, verb in did.items() if verb == "create"} >= {
        "subnet",
        "route_table",
        "nat_gateway",
    }
    # The endpoint and the network ACLs hold on to the new subnets; nothing else that was there is written to.
    touched = {address.split("/")[2] for address, verb in did.items() if verb != "create"}
    assert touched <= {"vpc_endpoint", "network_acl"}
    assert set(did.values()) <= {"create", "update"}
    changed = differences(before, picture(simulator))
    assert {key[1] for key in changed} <= {"vpc_endpoint", "network_acl", "route_table"}
    assert all(now is not None for _was, now in changed.values())
    assert not run(simulator, three)


def test_a_replacement_needs_its_word_and_lists_what_follows(simulator: SimulatorProcess) -> None:
    declared = environment()
    finished(converge(simulator, declared))
    other = environment(load_balancer={"deletion_protection": False, "internal": True})
    address = "load_balancer/main/load_balancer/main"
    said = refusal(simulator, other)
    assert f"stack_replace: [{address}]" in said
    follows = moves(converge(simulator, other, {"replace": {address}}, check=True))
    assert {name: verb for name, verb in follows.items() if "listener" in name} == {
        "load_balancer/main/listener/http": "replace",
        "load_balancer/main/listener/https": "replace",
        "service/main/listener_rule/api": "replace",
    }
    assert run(simulator, other, {"replace": {address, *follows}}) == follows
    balancers = aws(simulator, "elbv2").describe_load_balancers()["LoadBalancers"]
    assert [(row["LoadBalancerName"], row["Scheme"]) for row in balancers] == [("shop-test-alb-2", "internal")]
    assert not run(simulator, other)


def test_a_replaced_target_group_is_handed_over(simulator: SimulatorProcess) -> None:
    small = {
        "network": {**NETWORK, "nat_gateways": "none"},
        "cluster": {"encryption": "aws"},
        "load_balancer": {"https": False, "http": "serve", "access_logs": False, "deletion_protection": False},
        "service": {
            "encryption": "aws",
            "services": {"api": service(load_balancer={"listener": "http"}, autoscaling=None)},
        },
    }
    finished(converge(simulator, small))
    moved = {
        **small,
        "service": {
            "encryption": "aws",
            "services": {"api": service(port=9090, load_balancer={"listener": "http"}, autoscaling=None)},
        },
    }
    address = "service/main/target_group/api"
    did = run(simulator, moved)
    assert did[address] == "replace"
    assert did["service/main/listener_rule/api"] == "update"
    groups = aws(simulator, "elbv2").describe_target_groups()["TargetGroups"]
    assert [(row["TargetGroupName"], row["Port"]) for row in groups] == [("shop-test-api-2", 9090)]
    assert not run(simulator, moved)
