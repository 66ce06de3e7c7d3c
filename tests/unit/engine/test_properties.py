"""What must hold for every graph: random declarations against a cloud in memory."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import references
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import STACK, Aws, Base, Cloud, Killed, Middle, Slow, Top, converge, declare

LAYERS = (Base, Middle, Slow, Top)
MOVES = {"create", "update", "replace"}


@st.composite
def wishes(draw, least: int = 1):
    """A list of (kind, name, value, fixed, names used, name of home): later ones refer to earlier ones."""
    rows = []
    for number in range(draw(st.integers(least, 7))):
        layer = LAYERS[min(number, draw(st.integers(0, 3)))]
        earlier = [row for row in rows if LAYERS.index(row[0]) < LAYERS.index(layer) and row[0] is not Slow]
        used = draw(st.lists(st.sampled_from(earlier), unique_by=lambda row: row[1], max_size=3)) if earlier else []
        slow = [row for row in rows if row[0] is Slow] if layer is Top else []
        home = draw(st.sampled_from([None, *earlier])) if layer is not Base else None
        rows.append(
            (
                layer,
                f"n{number}",
                draw(st.sampled_from("xyz")),
                draw(st.sampled_from("ab")),
                [row[1] for row in used],
                home and home[1],
                slow[0][1] if slow else None,
            )
        )
    return rows


def declared(rows):
    """The declaration of some rows."""

    def specification(row):
        layer, name, value, fixed, used, home, slow = row
        want = {"Fixed": fixed, "Uses": lambda nodes: [nodes[other]["Id"] for other in used]}
        want["Value"] = (lambda nodes: f"{value} {nodes[slow]['Endpoint']}") if slow else value
        if home:
            want["Home"] = lambda nodes: nodes[home]["Id"]
        return layer, name, want

    return declare(*[specification(row) for row in rows])


def verbs(result):
    """address -> verb, kept ones left out."""
    return {line.address: line.verb for line in result.plan.lines if line.verb != "keep"}


def state(cloud):
    """The cloud without generated ids: address -> (value, fixed, addresses used, address of home)."""
    names = {key: row["tags"][ownership.ADDRESS] for key, row in cloud.objects.items()}

    def named(text):
        for key, name in names.items():
            text = text.replace(key, name)
        return text

    return {
        names[key]: (
            named(row["fields"]["Value"]),
            row["fields"]["Fixed"],
            sorted(map(named, row["fields"]["Uses"])),
            named(row["fields"]["Home"]),
        )
        for key, row in cloud.objects.items()
    }


def built(rows):
    """What a single undisturbed run makes of some rows."""
    cloud = Cloud()
    assert not converge(cloud, declared(rows)).outcome.failed
    return cloud


def within(applied, planned):
    """Apply may do less than planned, never more, never another verb."""
    return set(applied.outcome.done) <= {address for address, verb in planned.items() if verb in MOVES}


thorough = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@thorough
@given(wishes(), wishes(), st.booleans())
def test_plan_equals_apply_and_the_second_run_is_silent(before, after, prune):
    cloud = built(before)
    cloud.calls.clear()
    words = Words(prune=prune)
    planned = converge(cloud, declared(after), words=words, check=True)
    assert not cloud.calls
    if planned.plan.problems:
        assert not prune, "only what is left undeclared can be in the way"
        with pytest.raises(Refused):
            converge(cloud, declared(after), words=words)
        assert not cloud.calls
        return
    applied = converge(cloud, declared(after), words=words)
    assert not applied.outcome.failed
    assert verbs(applied) == verbs(planned)
    assert within(applied, verbs(planned))
    wanted = state(built(after))
    found = state(cloud)
    assert {address: found[address] for address in wanted} == wanted
    if prune:
        assert found == wanted
    cloud.calls.clear()
    again = converge(cloud, declared(after), words=words)
    assert not cloud.calls
    assert not again.changed


@thorough
@given(wishes(), wishes(), st.integers(0, 2**32))
def test_the_order_of_input_and_of_listings_does_not_matter(before, after, seed):
    first, second = built(before), built(before)
    shuffle = random.Random(seed)
    rows = list(second.objects.items())
    shuffle.shuffle(rows)
    second.objects = dict(rows)
    one = declared(after)
    other = declared(after)
    shuffle.shuffle(other.nodes)
    assert verbs(converge(first, one, check=True)) == verbs(converge(second, other, check=True))


@thorough
@given(wishes(least=2), st.data())
def test_a_failure_skips_exactly_its_dependants(rows, data):
    cloud = Cloud()
    victim = data.draw(st.sampled_from(rows))
    address = f"part/main/{victim[0].kind}/{victim[1]}"
    cloud.fail[("create", address)] = "AccessDenied"
    result = converge(cloud, declared(rows))
    hit = {victim[1]}
    for row in rows:
        if hit & {*row[4], row[5], row[6]}:
            hit.add(row[1])
    names = {line.address.rpartition("/")[2] for line in result.plan.lines}
    done = {key.rpartition("/")[2] for key in result.outcome.done}
    assert {key.rpartition("/")[2] for key in result.outcome.failed} == {victim[1]}
    assert {key.rpartition("/")[2] for key in result.outcome.skipped} == hit - {victim[1]}
    assert done == names - hit
    cloud.fail.clear()
    assert not converge(cloud, declared(rows)).outcome.failed
    assert state(cloud) == state(built(rows))


@thorough
@given(wishes(), wishes())
def test_no_unknown_value_reaches_the_cloud(before, after):
    cloud = built(before)
    converge(cloud, declared(after), words=Words(prune=True))
    assert not references([row["fields"] for row in cloud.objects.values()])


@thorough
@given(wishes())
def test_everything_is_destroyed_in_reverse_order(rows):
    """The cloud refuses to delete what is still used, so an empty cloud without a failure proves the order."""
    cloud = built(rows)
    foreign = {
        "kind": "base",
        "fields": {"Value": "", "Fixed": "a", "Uses": [], "Home": "", "Id": "base-ffffffff"},
        "tags": {},
        "polls": 9,
    }
    cloud.objects["base-ffffffff"] = foreign
    cloud.calls.clear()
    result = converge(cloud, destroy=True)
    assert not result.outcome.failed
    assert cloud.objects == {"base-ffffffff": foreign}
    assert len(cloud.calls) == len(rows)


@thorough
@given(wishes(), wishes(), st.data())
def test_a_killed_run_is_finished_by_the_next(before, after, data):
    words = Words(prune=True)
    rehearsal = built(before)
    rehearsal.calls.clear()
    converge(rehearsal, declared(after), words=words)
    if not rehearsal.calls:
        return
    number = data.draw(st.integers(0, len(rehearsal.calls) - 1))
    side = data.draw(st.sampled_from(["before", "after"]))
    cloud = built(before)
    cloud.calls.clear()
    cloud.kill = (number, side)
    with pytest.raises(Killed):
        converge(cloud, declared(after), words=words, workers=1)
    cloud.kill = None
    assert not converge(cloud, declared(after), words=words).outcome.failed
    assert state(cloud) == state(built(after))
    assert len(cloud.objects) == len(after), "something is there twice"
    cloud.calls.clear()
    assert not converge(cloud, declared(after), words=words).changed
    assert not cloud.calls


@thorough
@given(wishes(least=2), st.data())
def test_a_lagging_read_makes_nothing_twice_while_a_child_is_seen(rows, data):
    """One used object is missing from the first read: its users show that it is there."""
    cloud = built(rows)
    used = {name for row in cloud.objects.values() for name in [row["fields"]["Home"], *row["fields"]["Uses"]] if name}
    if not used:
        return
    victim = data.draw(st.sampled_from(sorted(used)))
    aws = Aws(cloud)
    cloud.hidden = {victim}
    pause = aws.clock.pause

    def catch_up(seconds, wake=None):
        cloud.hidden = set()
        return pause(seconds, wake)

    aws.clock.pause = catch_up
    count = len(cloud.objects)
    cloud.calls.clear()
    result = converge(cloud, declared(rows), aws=aws)
    assert not result.outcome.failed
    assert len(cloud.objects) == count
    assert not cloud.calls


@thorough
@given(wishes(), st.data())
def test_an_empty_twin_moves_nothing_and_goes(rows, data):
    cloud = built(rows)
    victim = data.draw(st.sampled_from(sorted(cloud.objects)))
    twin = {**cloud.objects[victim], "fields": {**cloud.objects[victim]["fields"], "Id": "base-00000000"}}
    users = [
        row for row in cloud.objects.values() if victim in row["fields"]["Uses"] or row["fields"]["Home"] == victim
    ]
    if not users:
        return
    first = data.draw(st.booleans())
    kept = dict(cloud.objects)
    cloud.objects = {"base-00000000": twin, **kept} if first else {**kept, "base-00000000": twin}
    cloud.calls.clear()
    converge(cloud, declared(rows))
    assert set(cloud.objects) == set(kept)
    assert [call[0] for call in cloud.calls] == ["delete"]


@thorough
@given(wishes(), st.data())
def test_a_killed_destroy_is_finished_by_the_next(rows, data):
    cloud = built(rows)
    cloud.calls.clear()
    cloud.kill = (data.draw(st.integers(0, len(rows) - 1)), data.draw(st.sampled_from(["before", "after"])))
    with pytest.raises(Killed):
        converge(cloud, destroy=True, workers=1)
    cloud.kill = None
    converge(cloud, destroy=True)
    assert not cloud.objects
    assert len(cloud.calls) == len(rows)


@thorough
@given(wishes(), wishes(), st.data())
def test_an_unclear_answer_makes_nothing_twice(before, after, data):
    cloud = built(before)
    wanted = [f"part/main/{row[0].kind}/{row[1]}" for row in after]
    cloud.unclear["create", data.draw(st.sampled_from(wanted))] = data.draw(st.sampled_from(["before", "after"]))
    words = Words(prune=True)
    assert not converge(cloud, declared(after), words=words).outcome.failed
    assert state(cloud) == state(built(after))
    assert len(cloud.objects) == len(after)


@thorough
@given(wishes(), wishes(), st.integers(0, 12))
@pytest.mark.behaviour("G27")
def test_a_stopped_run_is_finished_by_the_next(before, after, number):
    """The stop comes at any changing call: that call ends, no other starts, and the next run completes the work."""
    cloud, words = built(before), Words(prune=True)
    aws = Aws(cloud)
    cloud.calls.clear()

    def stop(event, address, text):
        if event == "start" and len(cloud.calls) >= number:
            aws.stopping.set()

    result = converge(cloud, declared(after), words=words, aws=aws, report=stop, workers=1)
    if aws.stopping.is_set():
        assert result.outcome.interrupted
        moving = {line.address for line in result.plan.lines if line.verb in MOVES}
        assert moving == set(result.outcome.done) | (set(result.outcome.pending) & moving)
    assert not converge(cloud, declared(after), words=words).outcome.failed
    assert state(cloud) == state(built(after))
    assert len(cloud.objects) == len(after)


def test_what_stands_for_a_live_object_is_not_shared():
    assert Live("a", {}).fields is not Live("b", {}).fields
    assert STACK.identity == "shop/test/us-east-1"
