"""Handing over: traffic goes at every moment only to what can take it, wherever a run is cut down."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from . import kinds
from .cloud import Cloud, Killed, converge, declare, lines, settled
from .kinds import NAMED, Careful, Thing, kind

POOL = "part/main/pool/p"


class Pool(Thing):
    """What traffic is sent to. Fixed can be handed over, Home cannot."""

    kind = "pool"
    name_field = "Name"
    replace_freely = False
    fields = NAMED
    ready_looks = 15  # so many looks until the new one can take the traffic
    looks = 0

    @classmethod
    def handover_obstacle(cls, want, old):
        return "" if want["Home"] == old.fields["Home"] else "nobody can be at home twice"

    @classmethod
    def can_take_over(cls, api, live, old):
        Pool.looks += 1
        return ("ready", "") if Pool.looks > cls.ready_looks else ("working", "filling")


class Relay(Thing):
    """Sends traffic to the first of what it uses."""

    kind = "relay"
    uses = ("pool",)
    directs_traffic = True
    fields = {**Thing.fields, "Uses": fields.managed([])}

    @classmethod
    def using_both(cls, want, live, moves):
        return {**want, "Uses": live["Uses"] + [key for key in want["Uses"] if key not in live["Uses"]]}


class Server(Thing):
    """Stands in what it uses, ready some looks after each change."""

    kind = "server"
    uses = ("pool", "careful")
    ready_after = 3

    @classmethod
    def using_both(cls, want, live, moves):
        olds = [old for key in want["Uses"] for old in moves.get(key, ()) if old in live["Uses"]]
        return {**want, "Uses": want["Uses"] + olds}

    @classmethod
    def update(cls, api, live, want, delta):
        live = super().update(api, live, want, delta)
        api.cloud.objects[live.id]["polls"] = live.raw = 0
        return live


@pytest.fixture(autouse=True)
def _kinds(monkeypatch):
    for item in (Pool, Relay, Server):
        monkeypatch.setitem(kinds.KINDS, item.kind, item)
    monkeypatch.setattr(Pool, "looks", 0)


def parts(**pool):
    user = {"Uses": lambda nodes: [nodes["p"]["Id"]]}
    return declare(
        (Pool, "p", {"Name": "p", **pool}), (Relay, "r", user), (Server, "s", user, {"after": ["part/main/relay/r"]})
    )


class Watched(Cloud):
    """Looks after each change whether traffic goes where the server stands, and moves only while that is ready."""

    sent = None

    def change(self, verb, kind, name, function):
        result = super().change(verb, kind, name, function)
        rows = {row["kind"]: row for row in self.objects.values()}
        if self.sent:
            target, server = rows["relay"]["fields"]["Uses"][0], rows["server"]
            assert target in self.objects
            assert target in server["fields"]["Uses"]
            assert target == self.sent or server["polls"] >= Server.ready_after
            self.sent = target
        return result


def running():
    """A cloud in which traffic goes to a pool with a server: (cloud, the pool's id)."""
    cloud = Watched()
    converge(cloud, parts())
    cloud.sent = cloud.at("p")[0]
    cloud.calls.clear()
    return cloud, cloud.sent


def test_users_have_both_until_the_new_one_can_take_over():
    cloud, old = running()
    seen = []
    changed = parts(Fixed="b")
    result = converge(cloud, changed, report=lambda event, address, text: seen.append((event, address, text)))
    assert lines(result) == [("p", "replace"), ("r", "update"), ("s", "update")]
    assert result.plan.lines[0].reason == "fixed cannot be changed in place; both stand until its users have moved"
    assert [call[:2] for call in cloud.calls] == [
        ("create", "pool"),
        ("update", "relay"),
        ("update", "server"),
        ("update", "relay"),
        ("update", "server"),
        ("delete", "pool"),
    ]
    assert result.outcome.done == [POOL, "part/main/relay/r", "part/main/server/s"]
    assert any(event == "wait" and text.startswith("filling") for event, _address, text in seen)
    assert old not in cloud.objects
    settled(cloud, changed)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("number", range(6))
def test_killed_anywhere_the_next_run_goes_on_without_an_interruption(number, when):
    cloud = running()[0]
    cloud.kill = (number, when)
    changed = parts(Fixed="b")
    with pytest.raises(Killed):
        converge(cloud, changed)
    cloud.kill = None
    result = converge(cloud, changed)
    assert not result.outcome.failed
    assert sorted(row["kind"] for row in cloud.objects.values()) == ["pool", "relay", "server"]
    settled(cloud, changed)


@pytest.mark.parametrize("number", range(6))
def test_a_wish_taken_back_half_way_is_no_interruption_either(number):
    cloud = running()[0]
    cloud.kill = (number, "after")
    with pytest.raises(Killed):
        converge(cloud, parts(Fixed="b"))
    cloud.kill = None
    result = converge(cloud, parts())
    assert not result.outcome.failed
    settled(cloud, parts())
    assert sorted(row["kind"] for row in cloud.objects.values()) == ["pool", "relay", "server"]


def test_without_waiting_for_the_end_the_handover_is_complete():
    cloud = running()[0]
    result = converge(cloud, parts(Fixed="b"), wait=False)
    assert not result.outcome.failed
    assert cloud.at("r")[1]["Uses"] == cloud.at("s")[1]["Uses"]
    assert any(name.startswith(POOL) for name in result.outcome.pending)
    converge(cloud, parts(Fixed="b"))
    settled(cloud, parts(Fixed="b"))


def test_traffic_stays_where_it_is_if_a_server_fails():
    cloud, old = running()
    cloud.fail["update", "part/main/server/s"] = "Refused"
    result = converge(cloud, parts(Fixed="b"))
    assert set(result.outcome.failed) == {"part/main/server/s"}
    assert result.outcome.skipped == {"part/main/relay/r": "part/main/server/s"}
    assert cloud.at("r")[1]["Uses"][0] == old
    assert old in cloud.objects
    cloud.fail.clear()
    assert not converge(cloud, parts(Fixed="b")).outcome.failed
    settled(cloud, parts(Fixed="b"))


def test_traffic_stays_where_it_is_if_the_new_one_never_can_take_it(monkeypatch):
    monkeypatch.setattr(Pool, "ready_looks", 10**9)
    cloud, old = running()
    result = converge(cloud, parts(Fixed="b"))
    assert "cannot take over from %s after" % old in str(result.outcome.failed[POOL])
    assert cloud.at("r")[1]["Uses"][0] == old


def test_nothing_moves_while_a_server_waits_for_a_person():
    def waiting(value, fixed):
        user = {"Uses": lambda nodes: [nodes["p"]["Id"]]}
        return declare(
            (Pool, "p", {"Name": "p", "Fixed": fixed}),
            (Relay, "r", user),
            (Careful, "image", {"Name": "image", "Value": value}),
            (Server, "s", {**user, "Note": lambda nodes: nodes["image"]["Id"]}),
        )

    cloud = Cloud()
    converge(cloud, waiting("plain", "a"))
    old = cloud.at("p")[0]
    result = converge(cloud, waiting("wait", "b"))
    assert not result.outcome.failed
    assert result.outcome.skipped["part/main/relay/r"] == "part/main/server/s"
    assert cloud.at("r")[1]["Uses"] == cloud.at("s")[1]["Uses"] == [old]
    assert not converge(cloud, waiting("plain", "b")).outcome.failed
    settled(cloud, waiting("plain", "b"))


def test_what_cannot_be_handed_over_needs_its_word_and_says_why():
    cloud = Cloud()
    converge(cloud, parts())
    changed = parts(Home="x")
    with pytest.raises(Refused, match="interrupts what uses it, since nobody can be at home twice"):
        converge(cloud, changed)
    # Half-way through, the word is needed still: traffic goes to the old one.
    words = Words(replace=frozenset([POOL]))
    cloud.calls.clear()
    cloud.kill = (0, "after")
    with pytest.raises(Killed):
        converge(cloud, changed, words=words)
    cloud.kill = None
    with pytest.raises(Refused, match="traffic still goes to .* since nobody can be at home twice"):
        converge(cloud, changed)
    assert not converge(cloud, changed, words=words).outcome.failed
    settled(cloud, changed)


def test_a_user_that_cannot_have_two_refuses_the_handover(monkeypatch):
    other = kind("other", uses=("pool",), directs_traffic=True)
    monkeypatch.setitem(kinds.KINDS, "other", other)
    cloud = Cloud()

    def with_other(fixed):
        return declare(
            (Pool, "p", {"Name": "p", "Fixed": fixed}), (other, "o", {"Uses": lambda nodes: [nodes["p"]["Id"]]})
        )

    converge(cloud, with_other("a"))
    with pytest.raises(Refused, match="since part/main/other/o cannot use both meanwhile"):
        converge(cloud, with_other("b"))
