"""Cost allocation tags: known after a day, activated by hand."""

from __future__ import annotations


def test_a_key_is_known_a_day_after_something_has_it_and_active_when_somebody_says_so(client, clock, profile):
    profile("aws", minute_ms=60_000)
    ce = client("ce")
    client("sqs").create_queue(QueueName="mail", tags={"team": "shop"})
    wanted = [{"TagKey": "team", "Status": "Active"}]
    assert ce.list_cost_allocation_tags(TagKeys=["team"])["CostAllocationTags"] == []
    assert ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=wanted)["Errors"][0]["TagKey"] == "team"
    clock(86_400)
    (shown,) = ce.list_cost_allocation_tags(TagKeys=["team"])["CostAllocationTags"]
    assert shown == {"TagKey": "team", "Type": "UserDefined", "Status": "Inactive"}
    assert ce.update_cost_allocation_tags_status(CostAllocationTagsStatus=wanted)["Errors"] == []
    assert [row["TagKey"] for row in ce.list_cost_allocation_tags(Status="Active")["CostAllocationTags"]] == ["team"]
