"""The least policies: a small stack lives with them alone, and not without any of their actions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.copies import Copyable
from tests.support.killing import Step
from tests.support.permitted import Proof, life
from tests.support.shop import APPLICATION, OPTIONS
from tests.support.torment import NEW_IMAGE
from tools.rehearsal.policy import SIZE, size

IDENTITY = {"environment": "test"}


@pytest.fixture(scope="module")
def proof() -> Iterator[Proof]:
    """The small stack's life with the policies alone, which has ended right."""
    first = Step(OPTIONS, IDENTITY)
    phases = life(first, first._replace(words={"release": {"api": NEW_IMAGE}}), first._replace(destroy=True))
    with Copyable() as simulator, Proof(simulator, phases, f"{APPLICATION}/test/us-east-1") as proven:
        yield proven


def test_a_stack_lives_with_the_least_policies_alone(proof: Proof) -> None:
    assert [policy.purpose for policy in proof.policies] == ["look", "deploy", "release", "destroy"]
    assert all(size(policy.document) <= SIZE for policy in proof.policies)
    assert not [name for name in proof.actions if "*" in name]


def test_it_does_not_without_any_of_their_actions(proof: Proof) -> None:
    trials = list(proof.trials(10, seed=4))
    assert len(trials) == 10
    assert [trial.finding for trial in trials if trial.finding] == []
