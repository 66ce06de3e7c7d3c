"""What each step of a rehearsal has to come to: what is not as it should be is found, and said."""

from __future__ import annotations

import pytest

from tools.rehearsal.account import LAST_WORDS
from tools.rehearsal.judging import judge

from .runs_of import IDENTITY, plan, row, run, stack

READ = row("ec2", "DescribeVpcs")
WRITTEN = row("ec2", "CreateVpc", changing=True)
COMPLETE = {IDENTITY: plan([{"address": "network/main/vpc/main"}])}


def bad(found, before=()):
    return [text for good, text in judge(found, list(before)) if not good]


def test_a_plan_is_complete_and_changes_nothing():
    assert not bad(run("planned", plans=COMPLETE, rows=[READ]))
    assert bad(run("planned", plans=COMPLETE, rows=[READ, WRITTEN])) == ["changed something: ec2:CreateVpc"]
    assert bad(run("planned")) == ["the plan is not complete: no plan was written"]
    blocked = {IDENTITY: plan([{"address": "network/main/vpc/main"}], problems=["network/main/vpc/main: taken"])}
    assert bad(run("planned", plans=blocked)) == ["the plan is not complete: network/main/vpc/main: taken"]
    unread = {IDENTITY: plan([{"address": "network/main/vpc/main", "verb": "unknown"}])}
    assert bad(run("planned", plans=unread)) == ["could not read network/main/vpc/main"]


def test_a_deployment_ends_well_or_says_what_it_waits_for():
    ready = stack(services=())
    assert not bad(run("deployed", ready))
    assert bad(run("deployed", ready, rc=2, out="msg: no such zone")) == ["ended with exit code 2: no such zone"]
    assert not bad(run("deployed", rc=2, out="failures: {}\nmsg: service/main/task_definition/api waits: the image"))
    assert bad(
        run(
            "deployed",
            rc=2,
            out="failures: {}\nfailures:\n  a: denied\nmsg: service/main/task_definition/api waits: the image",
        )
    )
    assert bad(run("deployed", rc=0)), "nothing waited although there is no image"


@pytest.mark.parametrize("name", ["silent", "no_drift"])
def test_a_second_run_is_silent(name):
    assert not bad(run(name, rows=[READ]))
    assert bad(run(name, rows=[WRITTEN])) == ["changed something: ec2:CreateVpc"]


SERVES = {"taskDefinition": "arn:x/shop-api:1", "runningCount": 2, "desiredCount": 2}
TOLD = f"fatal: [shop]: FAILED! => msg: service/main/ecs_service/api: it runs shop-api:1; api ended with code 3; {LAST_WORDS[0]}\n  {LAST_WORDS[1]}"


def failing(**more):
    return run("failed_release", **{"rc": 2, "out": TOLD, "serving": {(IDENTITY, "api"): SERVES}, **more})


def test_a_failing_release_explains_itself_and_the_old_revision_serves():
    before = [run("finished", serving={(IDENTITY, "api"): SERVES})]
    assert not bad(failing(), before)
    assert bad(failing(rc=0), before) == ["ended well, although the release crashes"]
    assert bad(failing(out=TOLD.replace("code 3", "code 1")), before) == ["shop: the failure is not explained"]
    assert bad(failing(out=TOLD.replace(LAST_WORDS[1], "")), before) == ["shop: the failure is not explained"]
    other = {(IDENTITY, "api"): {**SERVES, "taskDefinition": "arn:x/shop-api:2"}}
    assert bad(failing(serving=other), before) == ["shop: api served shop-api:1, now shop-api:2 with 2 tasks"]
    fewer = {(IDENTITY, "api"): {**SERVES, "runningCount": 1}}
    assert bad(failing(serving=fewer), before) == ["shop: api served shop-api:1, now shop-api:1 with 1 tasks"]


def serving(number):
    return {(IDENTITY, name): {**SERVES, "taskDefinition": f"arn:x/shop-{name}:{number}"} for name in ("api", "worker")}


def test_a_release_moves_every_service_and_the_rollback_moves_it_back():
    before = [run("finished", serving=serving(1)), failing(serving=serving(1))]
    released = run(
        "released",
        playbook="release",
        serving=serving(3),
        variables={"rehearsal_release": {"shop": "api,worker,site"}},
        out=" site serves r12 ",
    )
    assert not bad(released, before)
    released.out = ""
    assert bad(released, before) == ["0 of 1 sites said what they serve"]
    assert len(bad(run("released", serving=serving(1)), before)) == 2
    assert not bad(run("rolled_back", serving=serving(1)), [*before, released])
    assert bad(run("rolled_back", serving=serving(3)), [*before, released]) == [
        "shop: worker served shop-worker:1 and serves shop-worker:3",
        "shop: api served shop-api:1 and serves shop-api:3",
    ]


def test_what_a_destruction_keeps_is_said_and_with_the_words_no_data_is_kept():
    kept = {
        IDENTITY: plan(
            [{"address": "database/main/db_instance/main", "verb": "kept", "reason": "data; stack_data: [x]"}]
        )
    }
    assert not bad(run("destroyed", plans=kept, out="kept database/main/db_instance/main (db): data"))
    assert bad(run("destroyed", plans=kept)) == ["kept without a word: database/main/db_instance/main"]
    assert bad(run("destroyed_data", plans=kept)) == ["kept in spite of the word: database/main/db_instance/main"]
    key = {
        IDENTITY: plan(
            [{"address": "encryption/main/kms_key/main", "verb": "kept", "reason": "the final snapshot needs it"}]
        )
    }
    assert not bad(run("destroyed_data", plans=key))
