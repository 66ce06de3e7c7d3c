"""The way of a standing distribution from standard logging (legacy) to v2: no line is lost, also where the run fails half-way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.stacks import converge
from tools.simulator_process import SimulatorProcess

BUCKET = "shop-test-us-east-1-123456789012-cdn-logs"


def wish(version: str) -> dict[str, Any]:
    cdn = {"firewall": False, "invalidate": False, "access_log_version": version}
    return {"site": {"encryption": "aws"}, "cdn": cdn}


@pytest.fixture
def legacy(simulator: SimulatorProcess) -> SimulatorProcess:
    """An account with a stack whose distribution writes logs itself."""
    converge(simulator, wish("legacy"))
    simulator.clear()
    return simulator


def changes(simulator: SimulatorProcess) -> list[str]:
    return [call["operation"] for call in simulator.calls(changing=True)]


def writes_itself(simulator: SimulatorProcess) -> tuple[bool, str]:
    cloudfront, s3 = simulator.client("cloudfront"), simulator.client("s3")
    (row,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    rules = s3.get_bucket_ownership_controls(Bucket=BUCKET)["OwnershipControls"]["Rules"]
    logging = cloudfront.get_distribution_config(Id=row["Id"])["DistributionConfig"]["Logging"]
    return logging["Enabled"], rules[0]["ObjectOwnership"]


def test_the_delivery_comes_first_and_the_acls_go_last(legacy: SimulatorProcess) -> None:
    converge(legacy, wish("v2"))
    assert changes(legacy)[-3:] == ["CreateDelivery", "UpdateDistribution", "PutBucketOwnershipControls"]
    assert writes_itself(legacy) == (False, "BucketOwnerEnforced")
    legacy.clear()
    converge(legacy, wish("legacy"), words={"prune": True})
    made = changes(legacy)
    assert made.index("PutBucketOwnershipControls") < made.index("UpdateDistribution") < made.index("DeleteDelivery")


@pytest.mark.parametrize(
    ("service", "operation", "left"),
    [
        ("logs", "CreateDelivery", (True, "BucketOwnerPreferred")),
        ("cloudfront", "UpdateDistribution", (True, "BucketOwnerPreferred")),
        ("s3", "PutBucketOwnershipControls", (False, "BucketOwnerPreferred")),
    ],
)
def test_a_run_that_fails_on_the_way_leaves_what_writes_logs(
    legacy: SimulatorProcess, service: str, operation: str, left: tuple[bool, str]
) -> None:
    legacy.faults([{"service": service, "operation": operation, "code": "AccessDenied", "count": 1}])
    assert converge(legacy, wish("v2")).outcome.failed
    assert writes_itself(legacy) == left
    assert not converge(legacy, wish("v2")).outcome.failed
    assert writes_itself(legacy) == (False, "BucketOwnerEnforced")


def test_a_distribution_that_is_made_anew_has_a_source_of_its_own(simulator: SimulatorProcess) -> None:
    cloudfront, logs = simulator.client("cloudfront"), simulator.client("logs")
    converge(simulator, wish("v2"))
    (old,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    found = cloudfront.get_distribution_config(Id=old["Id"])
    off = {**found["DistributionConfig"], "Enabled": False}
    tag = cloudfront.update_distribution(Id=old["Id"], IfMatch=found["ETag"], DistributionConfig=off)["ETag"]
    cloudfront.delete_distribution(Id=old["Id"], IfMatch=tag)
    assert not converge(simulator, wish("v2")).outcome.failed
    (new,) = cloudfront.list_distributions()["DistributionList"]["Items"]
    (source,) = logs.describe_delivery_sources()["deliverySources"]
    assert source["resourceArns"] == [new["ARN"]] != [old["ARN"]]
    assert [row["deliverySourceName"] for row in logs.describe_deliveries()["deliveries"]] == [source["name"]]
    assert not converge(simulator, wish("v2")).plan.moves
