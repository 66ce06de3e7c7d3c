"""Every role that a capability makes is assumed by a service for what is this account's only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import capability
from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.role import Role
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import roles
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import is_known
from tests.support.stacks import declare

# One stack with every role there is.
STACK: dict[str, Any] = {
    "network": {},
    "database": {"monitoring_interval": 60},
    "secret": {"secrets": {"app": {"keys": {"email": {"fill": True}}}}},
    "service": {
        "services": {
            "api": {"image": "app:1", "port": 8080, "load_balancer": {}, "deployment": {"strategy": "BLUE_GREEN"}},
        }
    },
    "job": {"jobs": {"clean": {"service": "api", "command": ["clean"], "schedule": "cron(0 3 * * ? *)"}}},
}
ROLES = {
    "network/main/role/flow_logs",
    "database/main/role/monitoring",
    "secret/main/role/follower",
    "service/main/role/api-execution",
    "service/main/role/api-task",
    "service/main/role/api-infrastructure",
    "job/main/role/schedules",
}


@pytest.mark.parametrize("account", ["123456789012", None], ids=["declared", "asked for"])
def test_every_service_is_trusted_for_this_accounts_objects_only(account: str | None) -> None:
    made = [node for part in declare(STACK, account_id=account)[1] for node in part.nodes if node.kind is Role]
    assert {node.address for node in made} == ROLES
    for node in made:
        (statement,) = node.want["AssumeRolePolicyDocument"]["Statement"]
        service = statement["Principal"]["Service"]
        if service in roles.WITHOUT_SOURCE:
            assert "Condition" not in statement
            continue
        source = statement["Condition"]["StringEquals"]["aws:SourceAccount"]
        assert source == account or (account is None and not is_known(source)), node.address


def test_no_capability_writes_a_trust_policy_of_its_own() -> None:
    folder = Path(capability.__file__).parent
    found = {str(file.relative_to(folder)) for file in folder.rglob("*.py") if "sts:AssumeRole" in file.read_text()}
    assert found == {"shared/roles.py"}
