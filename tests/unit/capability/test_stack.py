"""The stack's own declaration: service-linked roles and quotas."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.module_utils.capability import stack
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import reference
from tests.support.stacks import declare


def test_the_roles_of_the_services_that_stacks_use() -> None:
    declaration = declare({"stack": {}})[1][0]
    assert {node.address: node.want for node in declaration.nodes} == {
        f"stack/main/service_linked_role/{name}": {"AWSServiceName": f"{name}.amazonaws.com"}
        for name in ("ecs", "elasticloadbalancing", "rds", "ecs.application-autoscaling")
    }
    assert {node.kind for node in declaration.nodes} <= set(stack.KINDS)
    assert declaration.outputs["identity"] == "shop/test/us-east-1"
    assert declaration.outputs["service_linked_role_arns"]["rds"] == reference(
        "stack/main/service_linked_role/rds", "Arn"
    )
    assert set(declaration.outputs) == set(stack.SPEC["outputs"])


def test_a_quota_is_a_lookup_with_a_least_value() -> None:
    quota = {"service_code": "fargate", "quota_code": "L-3032A538", "at_least": 40}
    declaration = declare({"stack": {"service_linked_roles": [], "quotas": [quota]}})[1][0]
    assert [(node.address, node.want) for node in declaration.nodes] == [
        (
            "stack/main/service_quota/fargate-L-3032A538",
            {"ServiceCode": "fargate", "QuotaCode": "L-3032A538", "Needed": 40, "Counted": False},
        )
    ]
    expectation = declaration.expectations[0]
    assert expectation.option == "stack_quotas" and expectation.test(0) and not expectation.test(34)
    assert "34 less" in expectation.allowed(34)
