"""A sample of `make torture`: runs killed here and there, things changed by hand, lagging reads, a storm, two operators."""

from __future__ import annotations

import getpass
import threading
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ec2.vpc import Vpc
from ansible_collections.slipway.aws.plugins.module_utils.aws.iam.role import Role
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from tests.support import by_hand, lagging
from tests.support.account import Picture, picture
from tests.support.copies import Copy, Copyable
from tests.support.environments import finished, moves
from tests.support.killing import Expected, Step, compared, expected, judge, walk
from tests.support.shapes import shape
from tests.support.shop import OPTIONS
from tests.support.storms import life, weathered
from tests.support.torment import NEW_IMAGE, ZONE, Stack, account, stack, with_data_words

NAME = "proshop"
KILLED = {"release": {2}, "replacement": {5, 9}, "destroy": {70}}
FIRST_RUN = {1, 65, 125}  # none while the lock of a bucket is held, which both runs in this process would want
DELETED = ["service/main/role/backend-task", "network/main/route/private-a-default"]
HIDDEN = [Role, Vpc]
TWIN = "network/main/vpc/main"
SEED = 1
DEADLINE = 120  # seconds after which something is taken for impossible


class Deployed(NamedTuple):
    """A deployed application, what its account looks like then, and what there was before."""

    simulator: Copyable
    runs: Stack
    others: Picture
    wanted: Expected
    findings: list[str]


@pytest.fixture(scope="module")
def deployed() -> Iterator[Deployed]:
    """The application in an account that others use too; its first run was killed at some calls, in copies."""
    runs, findings = stack(NAME), []
    with Copyable(ZONE) as simulator:
        others = account(simulator, NAME)
        wanted = expected(simulator, runs.first, others)
        _kill(simulator, runs.first, wanted, FIRST_RUN, findings)
        yield Deployed(simulator, runs, others, wanted, findings)


def _kill(original: Copyable, step: Step, wanted: Expected, numbers: set[int], findings: list[str]) -> None:
    tried = []

    def handle(label: str, copy: Copy) -> None:
        with copy:
            tried.append(label)
            findings.extend(f"killed before {label}: {text}" for text in judge(copy, step, wanted))

    walk(original, step, handle, numbers.__contains__)
    assert len(tried) == len(numbers)


def test_a_first_run_that_is_killed_is_finished_by_the_next_one(deployed: Deployed) -> None:
    assert not deployed.findings


@pytest.mark.parametrize("title", KILLED)
def test_a_later_run_that_is_killed_is_finished_by_the_next_one(deployed: Deployed, title: str) -> None:
    step, findings = deployed.runs.deployed[title], []
    if step.destroy:
        step = with_data_words(deployed.simulator, step)
    wanted = expected(deployed.simulator, step, deployed.others)
    with deployed.simulator.copy() as simulator:
        _kill(simulator, step, wanted, KILLED[title], findings)
    assert not findings


def test_what_is_deleted_by_hand_is_named_and_made_again(deployed: Deployed) -> None:
    first = deployed.runs.first
    may_move = by_hand.dependants(first)
    for address in DELETED:
        with deployed.simulator.copy() as simulator:
            assert by_hand.deleted(simulator, first, address, may_move[address], deployed.wanted) == [], address


def test_what_is_changed_by_hand_is_named_and_put_right(deployed: Deployed) -> None:
    with deployed.simulator.copy() as simulator:
        texts, count, refused = by_hand.changed(simulator, deployed.runs.first, 1, deployed.wanted)
    assert (texts, refused) == ([], [])
    assert count > 40


def test_lagging_reads_and_an_empty_twin_move_nothing_and_make_nothing_twice(deployed: Deployed) -> None:
    wanted = lagging.finished_stack(deployed.simulator, deployed.runs.first)
    for kind in HIDDEN:
        with deployed.simulator.copy() as simulator:
            assert lagging.hidden(simulator, wanted, kind) == [], kind.kind
    with deployed.simulator.copy() as simulator:
        assert lagging.twin(simulator, wanted, TWIN) == []


def test_a_small_stack_lives_through_a_storm() -> None:
    # With its service-linked roles: those that AWS makes by itself would be left behind.
    first = Step({**OPTIONS, "stack": {}}, {"environment": "storm"})
    later = {"release": first._replace(words={"release": {"api": NEW_IMAGE}}), "destroy": first._replace(destroy=True)}
    with Copyable() as original:
        undisturbed = life(original, Stack(first, later), picture(original))
        with original.copy() as simulator:
            texts, faults = weathered(simulator, undisturbed, SEED)
    assert texts == []
    assert {"throttled", "failed_before", "failed_after"} <= set(faults)


def test_the_second_of_two_operators_leaves_or_waits_as_told_and_makes_nothing_twice(deployed: Deployed) -> None:
    """Both begin at once. While the first works, a second is refused and a third waits until it has ended."""
    step, refused, heard, ended = deployed.runs.deployed["replacement"], [], [], []
    wanted = expected(deployed.simulator, step, deployed.others)
    waiting = threading.Event()

    def hear(event: str, address: str, text: str) -> None:
        if (event, address) == ("wait", "the lock"):
            heard.append(text)
            waiting.set()

    with deployed.simulator.copy() as simulator:
        third = threading.Thread(
            target=lambda: ended.append(step.run(simulator, break_lock=None, lock_wait_minutes=600, report=hear)),
            daemon=True,
        )

        def while_it_works(event: str, _address: str, _text: str) -> None:
            if event == "start" and not refused:
                refused.append("")
                try:
                    step.run(simulator, break_lock=None)
                except SlipwayError as error:
                    refused[0] = str(error)
                third.start()
                waiting.wait(DEADLINE)

        first = finished(step.run(simulator, report=while_it_works))
        third.join(DEADLINE)
        assert compared(wanted.shape, shape(picture(simulator))) == []
    holder = f"being changed by {getpass.getuser()}@"
    assert holder in refused[0] and "-e stack_break_lock=" in refused[0]
    assert heard and all(holder in text for text in heard)
    assert first.outcome.done
    assert not moves(ended[0]) and not ended[0].changed


def test_a_dead_runs_lock_is_broken_only_on_purpose(deployed: Deployed) -> None:
    step = deployed.runs.deployed["release"]

    def handle(_label: str, copy: Copy) -> None:
        with copy:
            copy.clear()
            with pytest.raises(SlipwayError, match="stack_break_lock=") as refused:
                step.run(copy, break_lock=None)
            assert not [call for call in copy.calls(changing=True) if call["status"] < 400]
            dead = str(refused.value).rpartition("=")[2]
            assert finished(step.run(copy, break_lock=dead)).outcome.done

    with deployed.simulator.copy() as simulator:
        walk(simulator, step, handle, {2}.__contains__)
