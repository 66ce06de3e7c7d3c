"""Which actions are taken out of the policies, and what is left of these."""

from __future__ import annotations

from tools.rehearsal import proof
from tools.rehearsal.policy import Policy
from tools.rehearsal.rehearsing import rows_by_purpose
from tools.rehearsal.report import actions_of

from .runs_of import row, run


def policy(purpose, *actions):
    return Policy(
        f"slipway-{purpose}",
        purpose,
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Action": list(actions), "Resource": ["*"]},
                {"Effect": "Allow", "Action": actions[0], "Resource": ["arn:x"]},
            ],
        },
    )


POLICIES = [
    policy("look", "ec2:DescribeVpcs", "s3:ListBucket"),
    policy("deploy", "ec2:CreateVpc", "iam:PassRole"),
    policy("destroy", "ec2:DeleteVpc"),
]
RUNS = [
    run(
        "planned",
        name="plan",
        purpose="look",
        playbook="plan",
        rows=[row("ec2", "DescribeVpcs", requires=["ec2:DescribeVpcs"])],
    ),
    run("deployed", name="deploy", rows=[row("ec2", "CreateVpc", requires=["ec2:CreateVpc", "ec2:CreateTags"])]),
    run("filled", name="by-hand", playbook="", rows=[row("ecr", "PutImage", requires=["ecr:PutImage"])]),
    run("finished", name="finish", rows=[row("ecs", "CreateService", requires=["ecs:CreateService", "iam:PassRole"])]),
    run("destroyed", name="destroy", purpose="destroy", rows=[row("ec2", "DeleteVpc", requires=["ec2:DeleteVpc"])]),
]


def test_an_action_goes_out_of_every_statement_and_the_policy_itself_stays():
    whole = policy("deploy", "ec2:CreateVpc", "iam:PassRole")
    assert proof.reduced(whole, "ec2:CreateVpc").document["Statement"] == [
        {"Effect": "Allow", "Action": ["iam:PassRole"], "Resource": ["*"]}
    ]
    assert actions_of([proof.reduced(whole, "")]) == actions_of([whole]) == {"ec2:CreateVpc", "iam:PassRole"}


def test_rows_go_to_the_purpose_of_their_step_and_what_people_did_to_none():
    assert {purpose: len(rows) for purpose, rows in rows_by_purpose(RUNS).items()} == {
        "look": 1,
        "deploy": 2,
        "destroy": 1,
    }


def test_of_each_purpose_one_action_a_round_at_the_first_step_that_needs_it():
    rounds = proof.sample(RUNS, POLICIES, 10, 0)
    chosen = [item for found in rounds for item in found.items()]
    where = {
        "ec2:DescribeVpcs": "plan",
        "ec2:CreateVpc": "deploy",
        "iam:PassRole": "finish",
        "ec2:DeleteVpc": "destroy",
    }
    assert {action: step for step, (_purpose, action) in chosen} == where, (
        "s3:ListBucket was never required, and cannot be missed"
    )
    assert all(len({purpose for purpose, _action in found.values()}) == len(found) for found in rounds)


def test_as_many_as_are_asked_for_and_the_same_for_the_same_seed():
    for count in range(4):
        assert sum(map(len, proof.sample(RUNS, POLICIES, count, 0))) == count
    assert proof.sample(RUNS, POLICIES, 2, 5) == proof.sample(RUNS, POLICIES, 2, 5)


def test_what_a_run_is_spared_is_not_taken_out():
    runs = [
        run(
            "planned",
            name="plan",
            purpose="look",
            playbook="plan",
            rows=[row("tag", "Get", requires=["tag:GetResources", "s3:ListBucket"])],
        )
    ]
    policies = [policy("look", "s3:ListBucket", "tag:GetResources")]
    assert proof.sample(runs, policies, 10, 0) == [{"plan": ("look", "s3:ListBucket")}]
