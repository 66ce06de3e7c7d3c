"""Which live object is a node's: generations, twins, strangers, graves."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.matching import generation, next_generation

from .cloud import STACK, Base, Cloud, converge, declare, lines, settled
from .kinds import KINDS, Chosen, Data, Group, Member, Middle, Natural, Plain, Secret
from .kinds import kind as like

TAGS = {"slipway:stack": "shop/test/us-east-1", "slipway:scheme": "1", "Name": "shop-test-a"}
OTHER = {"slipway:stack": "shop/prod/us-east-1", "slipway:address": "part/main/plain/a"}


def ours(kind, name="a"):
    return {**TAGS, "slipway:address": f"part/main/{kind.kind}/{name}"}


@pytest.mark.parametrize(
    ("base", "name", "expected"),
    [
        ("api", "api-2", True),
        ("api", "api-99", True),
        ("api", "api", False),
        ("api", "api-1", False),
        ("api", "api-02", False),
        ("api", "api-100", False),
        ("api", "api-v2", False),
        (None, "api-2", False),
        ("api", None, False),
    ],
)
def test_generation_suffix(base, name, expected):
    assert generation(base, name) is expected


def test_the_next_generation_is_the_first_free_name():
    assert next_generation("api", set()) == "api"
    assert next_generation("api", {"api", "api-2", None}) == "api-3"


def test_a_replacement_takes_a_new_name_and_the_next_run_is_silent():
    cloud = Cloud()
    converge(cloud, declare((Group, "a", {"Name": "api"})))
    changed = declare((Group, "a", {"Name": "api", "Fixed": "b"}))
    assert lines(converge(cloud, changed)) == [("a", "replace")]
    assert cloud.at("a")[1]["Name"] == "api-2"
    settled(cloud, changed)


def test_a_generation_never_takes_a_name_that_a_sibling_has_or_wishes_for():
    cloud = Cloud()
    rows = [(Group, "a", {"Name": "api"}), (Group, "b", {"Name": "api-2"})]
    converge(cloud, declare(*rows))
    third = (Group, "c", {"Name": "api-3"})
    converge(cloud, declare((Group, "a", {"Name": "api", "Fixed": "b"}), rows[1], third))
    assert cloud.at("a")[1]["Name"] == "api-4"
    assert cloud.at("b")[1]["Name"] == "api-2"
    settled(cloud, declare((Group, "a", {"Name": "api", "Fixed": "b"}), rows[1], third))


def test_a_reverted_wish_takes_the_old_generation_again():
    cloud = Cloud()
    old = cloud.put(Group, {"Name": "api"}, ours(Group))
    cloud.put(Group, {"Name": "api-2", "Fixed": "b"}, ours(Group))
    wish = declare((Group, "a", {"Name": "api"}))
    result = converge(cloud, wish)
    assert lines(result) == [("a", "delete")]
    assert list(cloud.objects) == [old]
    settled(cloud, wish)


def test_a_superseded_one_stays_while_something_outside_uses_it():
    cloud = Cloud()
    new = cloud.put(Group, {"Name": "api-2", "Fixed": "b"}, ours(Group))
    old = cloud.put(Group, {"Name": "api"}, ours(Group))
    cloud.put(Middle, {"Uses": [old]}, ours(Middle, "forgotten"))
    Middle.uses, uses = (*Middle.uses, "group"), Middle.uses
    try:
        result = converge(cloud, declare((Group, "a", {"Name": "api", "Fixed": "b"})))
    finally:
        Middle.uses = uses
    assert lines(result) == [("a", "left"), ("forgotten", "left")]
    assert "still used by part/main/middle/forgotten" in next(
        line.reason for line in result.plan.lines if line.verb == "left"
    )
    assert not cloud.calls
    assert set(cloud.objects) >= {new, old}


@pytest.mark.parametrize("first", [True, False])
def test_two_used_twins_are_refused_by_both_ids(first):
    cloud = Cloud()
    twins = [cloud.put(Middle, {"Id": f"middle-{number:08x}"}, ours(Middle)) for number in (1, 2)]
    for number, twin in enumerate(twins):
        cloud.put(Middle, {"Uses": [twin]}, ours(Middle, f"user{number}"))
    if first:
        cloud.objects = dict(reversed(cloud.objects.items()))
    with pytest.raises(Refused) as caught:
        converge(cloud, declare((Middle, "a", {})))
    assert all(twin in str(caught.value) for twin in twins)
    assert not cloud.calls


@pytest.mark.parametrize("first", [True, False])
def test_of_two_twins_that_nobody_refers_to_the_one_that_is_as_wished_stays(first):
    """A network ACL names its subnets itself: its empty twin has no fewer users than it has."""
    cloud = Cloud()
    twins = [
        cloud.put(Middle, {"Value": value}, ours(Middle)) for value in (("x", "plain") if first else ("plain", "x"))
    ]
    wished, empty = twins if first else reversed(twins)
    converge(cloud, declare((Middle, "a", {"Value": "x"})))
    assert cloud.calls == [("delete", "middle", empty)]
    assert set(cloud.objects) == {wished}


@pytest.mark.parametrize("fixed", ["a", "b"])
def test_a_twin_that_holds_data_is_never_deleted_for_it(fixed):
    """A restored copy carries the tags of its original."""
    cloud = Cloud()
    for value in ("a", fixed):
        cloud.put(Data, {"Fixed": value}, ours(Data))
    with pytest.raises(Refused, match="two objects claim to be it.*Remove the slipway: tags"):
        converge(cloud, declare((Data, "a", {})))
    assert not cloud.calls


def test_a_twin_with_data_that_a_lost_answer_made_is_named_and_left(monkeypatch):
    lasting = like("lasting", Data, on_repeat="none")
    monkeypatch.setitem(KINDS, "lasting", lasting)
    cloud = Cloud()
    first, used = (cloud.put(lasting, {}, ours(lasting)) for _number in range(2))
    for row, key in ((cloud.objects[key], key) for key in (first, used)):
        row["fields"]["Id"] = key
    wish = declare((lasting, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}))
    cloud.put(Middle, {"Home": used}, {**ours(Middle, "m"), "Name": "shop-test-m"})
    result = converge(cloud, wish)
    assert [note for note in result.plan.notes if first in note and used in note and "nothing uses" in note]
    assert not list(result.plan.moves) and not cloud.calls


def next_step(tags, address):
    """What the refusal says of a stranger: what another stack has cannot be taken over."""
    if tags:
        return f"api belongs to the stack {tags['slipway:stack']}; choose another name"
    return f"take it over with stack_adopt: .'{address}': 'api'"


@pytest.mark.parametrize("kind", [Plain, Natural, Secret])
@pytest.mark.parametrize("tags", [{}, OTHER])
def test_a_stranger_with_our_name_blocks_in_the_plan(kind, tags):
    cloud = Cloud()
    cloud.put(kind, {"Name": "api", "Value": "theirs"}, tags, key="api")
    wish = declare((kind, "a", {"Name": "api", "Value": "ours"}))
    planned = converge(cloud, wish, check=True)
    assert lines(planned) == [("a", "blocked")]
    with pytest.raises(Refused, match=next_step(tags, f"part/main/{kind.kind}/a")):
        converge(cloud, wish)
    assert not cloud.calls


@pytest.mark.parametrize("tags", [{}, OTHER])
def test_a_stranger_that_is_just_as_wished_blocks_too(tags):
    cloud = Cloud()
    cloud.put(Natural, {"Name": "api"}, tags, key="api")
    wish = declare((Natural, "a", {"Name": "api"}))
    assert lines(converge(cloud, wish, check=True)) == [("a", "blocked")]
    with pytest.raises(Refused, match=next_step(tags, "part/main/natural/a")):
        converge(cloud, wish)
    assert not cloud.calls


@pytest.fixture
def index(monkeypatch):
    """What the index knows, which the test fills: id -> tags."""
    known = {}
    monkeypatch.setattr(Natural, "indexed", staticmethod(lambda api, owners: known))
    return known


def test_tags_that_the_index_knows_are_not_read(monkeypatch, index):
    cloud = Cloud()
    wish = declare((Natural, "a", {"Name": "api"}))
    converge(cloud, wish)
    index["api"] = dict(cloud.objects["api"]["tags"])
    monkeypatch.setattr(Natural, "read_tags", None)
    settled(cloud, wish)


def test_a_change_of_tags_alone_is_seen(index):
    cloud = Cloud()
    converge(cloud, declare((Natural, "a", {"Name": "api"}, {"tags": {"team": "red"}})))
    index["api"] = dict(cloud.objects["api"]["tags"])
    blue = declare((Natural, "a", {"Name": "api"}, {"tags": {"team": "blue"}}))
    cloud.calls.clear()
    assert lines(converge(cloud, blue)) == [("a", "update")]
    assert [call[0] for call in cloud.calls] == ["tag"]
    # The index lags behind: the object itself is asked before anything is changed because of it.
    settled(cloud, blue)


def test_what_the_index_does_not_know_is_asked_itself(index):
    cloud = Cloud()
    wish = declare((Natural, "a", {"Name": "api"}))
    converge(cloud, wish)
    settled(cloud, wish)
    cloud.objects["api"]["tags"] = {}
    index["another"] = dict(TAGS)
    assert lines(converge(cloud, wish, check=True)) == [("a", "blocked")]


def test_a_kept_object_whose_tags_may_not_be_read_is_kept(monkeypatch):
    cloud = Cloud()
    wish = declare((Natural, "a", {"Name": "api"}))
    converge(cloud, wish)

    def denied(api, lives):
        raise AwsError("fake", "list_tags", "AccessDenied", "you may not")

    monkeypatch.setattr(Natural, "read_tags", staticmethod(denied))
    settled(cloud, wish)
    changed = declare((Natural, "a", {"Name": "api", "Value": "other"}))
    assert lines(converge(cloud, changed, check=True)) == [("a", "unknown")]


def test_an_object_of_ours_under_another_address_says_formerly():
    cloud = Cloud()
    converge(cloud, declare((Plain, "old", {"Name": "api"})))
    with pytest.raises(
        Refused, match="if that was renamed, say stack_formerly: {'part/main/plain/new': 'part/main/plain/old'}"
    ):
        converge(cloud, declare((Plain, "new", {"Name": "api"})))
    with pytest.raises(Refused, match="already that of part/main/plain/old; give one of them another name"):
        converge(cloud, declare((Plain, "old", {"Name": "api"}), (Plain, "new", {"Name": "api"})))


def test_a_name_in_its_grave_is_waited_for():
    cloud = Cloud()
    cloud.put(Plain, {"Name": "api"}, ours(Plain), key="api", tombstone="it is draining")
    result = converge(cloud, declare((Plain, "a", {"Name": "api"}), (Plain, "b", {"Name": "other"})))
    assert lines(result) == [("a", "wait"), ("b", "create")]
    assert [line.reason for line in result.plan.waiting] == ["its name is still held by api: it is draining"]
    assert cloud.calls == [("create", "plain", "part/main/plain/b")]


@pytest.mark.behaviour("G1", "G2")
def test_our_own_is_taken_back_from_its_grave():
    cloud = Cloud()
    cloud.put(Secret, {"Name": "key", "Value": "old"}, ours(Secret), key="key", tombstone="deleted yesterday")
    wish = declare((Secret, "a", {"Name": "key", "Value": "new"}))
    assert lines(converge(cloud, wish)) == [("a", "restore")]
    assert cloud.calls == [("restore", "secret", "key"), ("update", "secret", "part/main/secret/a")]
    settled(cloud, wish)


@pytest.mark.parametrize("tags", [{}, {**OTHER, "slipway:address": "part/main/secret/a"}])
def test_a_strangers_grave_is_left_alone(tags):
    cloud = Cloud()
    cloud.put(Secret, {"Name": "key"}, tags, key="key", tombstone="deleted yesterday")
    assert lines(converge(cloud, declare((Secret, "a", {"Name": "key"})))) == [("a", "wait")]
    assert not cloud.calls


class Log(Natural):
    """Made by AWS for the database that its name says, where nobody else has made it."""

    kind = "log"

    @classmethod
    def made_by_aws_for(cls, live):
        """A database of the name, unless somebody has given the log a value."""
        return None if live.tags or live.fields["Value"] != "plain" else (("data_base",), live.id)


DataBase = like("data_base", Natural, late_tags=False)


@pytest.mark.parametrize(
    ("row", "owner", "expected"),
    [
        ({}, {"slipway:stack": STACK.identity, "slipway:address": "part/main/data_base/d"}, "update"),
        ({}, None, "update"),  # ours, not there yet
        ({}, {}, "blocked"),  # nobody's database
        ({}, OTHER, "blocked"),
        ({"Value": "theirs"}, None, "blocked"),
        ({"tags": {"owner": "them"}}, None, "blocked"),
        ({"tags": OTHER}, None, "blocked"),
    ],
)
@pytest.mark.behaviour("G5")
def test_what_aws_made_for_an_object_of_ours_is_taken_over(monkeypatch, row, owner, expected):
    for item in (Log, DataBase):
        monkeypatch.setitem(KINDS, item.kind, item)
    cloud, given = Cloud(), dict(row)
    cloud.put(
        Log,
        {"Name": "app", **{name: value for name, value in given.items() if name != "tags"}},
        given.get("tags"),
        "app",
    )
    if owner is not None:
        cloud.put(DataBase, {"Name": "app"}, owner, "app-db")
    declared = declare((Log, "l", {"Name": "app"}), (DataBase, "d", {"Name": "app"}))
    planned = converge(cloud, declared, check=True).plan
    assert {line.address: line.verb for line in planned.lines}["part/main/log/l"] == expected


@pytest.mark.parametrize("denied", [False, True])
def test_what_aws_may_have_made_for_an_object_that_nobody_knows_blocks(monkeypatch, denied):
    for item in (Log, DataBase):
        monkeypatch.setitem(KINDS, item.kind, item)
    cloud = Cloud()
    cloud.put(Log, {"Name": "app"}, key="app")
    cloud.denied = {"data_base"} if denied else set()
    rows = [(Log, "l", {"Name": "app"}), (DataBase, "d", {"Name": "app" if denied else "another"})]
    planned = converge(cloud, declare(*rows), check=True).plan
    assert {line.address: line.verb for line in planned.lines}["part/main/log/l"] == "blocked"


def test_what_another_stack_has_and_shares_is_kept_and_left_to_it(monkeypatch):
    """Both need it, and the cloud takes no second one."""
    monkeypatch.setitem(KINDS, "rule", like("rule", name_field="Name", fields=Group.fields, shared=True))
    cloud, wish = Cloud(), declare((KINDS["rule"], "a", {"Name": "https"}))
    theirs = cloud.put(KINDS["rule"], {"Name": "https"}, {**OTHER, "slipway:address": "part/main/rule/a"})
    result = converge(cloud, wish)
    assert not cloud.calls
    assert [(line.verb, line.live.id) for line in result.plan.lines] == [("keep", theirs)]
    del cloud.objects[theirs]
    assert lines(converge(cloud, wish)) == [("a", "create")]
    settled(cloud, wish)


@pytest.mark.parametrize("twin", [Plain, Natural, Group, Chosen])
def test_one_name_is_one_object_in_one_plan_also_between_instances(twin):
    """Else both would be green, one object with the wish of one of them, and every later plan would be refused."""
    cloud = Cloud()
    first, second = declare((twin, "a", {"Name": "x"})), declare((twin, "b", {"Name": "x"}), instance="other")
    with pytest.raises(
        Refused, match=rf"part/main/{twin.kind}/a and part/other/{twin.kind}/b would be one {twin.kind}, x: .*\(name\)"
    ):
        converge(cloud, first, second)
    assert not cloud.calls
    converge(cloud, first, declare((twin, "b", {"Name": "y"}), instance="other"))
    assert len(cloud.objects) == 2


def test_one_part_of_one_parent_is_wished_for_once_though_the_parent_is_not_there_yet():
    cloud = Cloud()
    home = {"Home": lambda nodes: nodes["b"]["Id"]}
    with pytest.raises(Refused, match="part/main/member/m and part/main/member/n would be one member"):
        converge(
            cloud, declare((Base, "b", {}), (Member, "m", {"Name": "x", **home}), (Member, "n", {"Name": "x", **home}))
        )
    rows = (Member, "m", {"Name": "x", **home}), (Member, "n", {"Name": "y", **home})
    assert converge(cloud, declare((Base, "b", {}), *rows)).outcome.complete


def test_names_that_aws_takes_for_the_same_are_one(monkeypatch):
    monkeypatch.setattr(Plain, "caseless", True)
    with pytest.raises(Refused, match="would be one plain"):
        converge(Cloud(), declare((Plain, "a", {"Name": "Web"}), (Plain, "b", {"Name": "web"})))
