"""What a user says about objects: adopt, forget, formerly, ignore. Each by address, each shown in the plan."""

from __future__ import annotations

import re

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words, label

from .cloud import Base, Cloud, Killed, Middle, converge, declare, lines, settled
from .kinds import KINDS, Natural, Plain, Thing, kind

A = "part/main/base/a"
API = "part/main/base/api"


def test_adopting_writes_tags_only_and_then_it_is_ours():
    cloud = Cloud()
    key = cloud.put(Base, {"Value": "theirs"}, {"team": "blue"})
    words, wish = Words(adopt={A: key}), declare((Base, "a", {"Value": "ours"}))
    planned = converge(cloud, wish, words=words, check=True)
    assert lines(planned) == [("a", "adopt")]
    assert "next run" in planned.plan.lines[0].reason
    converge(cloud, wish, words=words)
    assert cloud.calls == [("tag", "base", key)]
    assert cloud.objects[key]["tags"]["team"] == "blue"
    assert lines(converge(cloud, wish, words=words)) == [("a", "update")]
    assert cloud.objects[key]["fields"]["Value"] == "ours"
    settled(cloud, wish, words=words)
    settled(cloud, wish)


def test_adopting_what_costs_a_call_per_tag_is_done_once():
    cloud = Cloud()
    cloud.put(Natural, {"Name": "api"}, {}, key="api")
    words, wish = Words(adopt={"part/main/natural/a": "api"}), declare((Natural, "a", {"Name": "api"}))
    assert lines(converge(cloud, wish, words=words)) == [("a", "adopt")]
    settled(cloud, wish, words=words)


@pytest.mark.parametrize(
    ("tags", "values", "message"),
    [
        (
            {"slipway:stack": "shop/prod/us-east-1", "slipway:address": A},
            {},
            "belongs to part/main/base/a of the stack shop/prod",
        ),
        ({}, {"Fixed": "b"}, "cannot be taken over: Fixed differ, which only a replacement could change"),
        (None, {}, "which was not found"),
    ],
)
def test_adopting_is_refused(tags, values, message):
    cloud = Cloud()
    key = "base-00000000" if tags is None else cloud.put(Base, values, tags)
    with pytest.raises(Refused, match=message):
        converge(cloud, declare((Base, "a", {})), words=Words(adopt={A: key}))
    assert not cloud.calls


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("InvalidVpcID.Malformed", "which was not found"),
        ("ValidationError", "which was not found"),
        ("AccessDenied", "no"),
    ],
)
def test_an_id_of_another_form_is_not_found_and_a_denial_is_told(monkeypatch, code, says):
    def found(api, identifier):
        raise AwsError("fake", "describe_base", code, "no")

    monkeypatch.setattr(Base, "find_by_id", found, raising=False)
    with pytest.raises((Refused, AwsError), match=says):
        converge(Cloud(), declare((Base, "a", {})), words=Words(adopt={A: "nothing"}))


def test_adopting_beside_an_object_of_our_own_is_refused():
    cloud = Cloud()
    wish = declare((Base, "a", {}))
    converge(cloud, wish)
    key = cloud.put(Base, {})
    with pytest.raises(Refused, match="it is base-00000001 already; delete or forget that before"):
        converge(cloud, wish, words=Words(adopt={A: key}))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"adopt": {f"{API}s": "x"}}, f"stack_adopt: {API}s is not declared; did you mean {API}?"),
        (
            {"adopt": {"part/main/base/b": "x"}},
            "stack_adopt: part/main/base/b is not declared; there is part/main/base/api",
        ),
        ({"adopt": {"prat/main/base/api": "x"}}, f"there is no capability prat; did you mean {API}?"),
        ({"adopt": {"part/main/api": "x"}}, "stack_adopt: 'part/main/api' is no address; one looks like"),
        ({"formerly": {"part/main/base/x": API}}, "stack_formerly: part/main/base/x is not declared"),
        ({"formerly": {API: "base/old"}}, "stack_formerly: 'base/old' is no address"),
        (
            {"formerly": {API: "part/main/middle/old"}},
            f"part/main/middle/old cannot become {API}, which is of another kind",
        ),
        (
            {"formerly": {API: "part/main/base/od"}},
            "the stack has no part/main/base/od; did you mean part/main/base/old?",
        ),
        (
            {"replace": {"part/main/base/apo"}},
            f"stack_replace: part/main/base/apo is not declared; did you mean {API}?",
        ),
        (
            {"new_data": {"part/main/base/apo"}},
            f"stack_new_data: part/main/base/apo is not declared; did you mean {API}?",
        ),
        ({"forget": {API}}, f"stack_forget: {API} is still declared"),
        (
            {"forget": {"part/main/base/odl"}},
            "stack_forget: the stack has no part/main/base/odl; did you mean part/main/base/old?",
        ),
        ({"data": {"part/main"}}, "stack_data: 'part/main' is no address"),
        (
            {"ignore": (f"{API}.Valeu",)},
            f"stack_ignore: {API}.Valeu is no field of anything declared here; did you mean {API}.Value?",
        ),
        ({"ignore": (f"{API}.valeu",)}, f"did you mean {API}.value?"),
        ({"ignore": ("part/main/base/apo.Value",)}, f"did you mean {API}.Value?"),
        ({"ignore": ("prat/main/base/api.Value",)}, f"did you mean {API}.Value?"),
    ],
)
def test_words_that_miss_are_refused_by_the_plan_too(words, message):
    """Each of them is looked at: an address that names nothing does nothing, or makes a second object."""
    cloud, words = Cloud(), Words(**words)
    converge(cloud, declare((Base, "old", {})))
    cloud.calls.clear()
    with pytest.raises(Refused, match=re.escape(message)):
        converge(cloud, declare((Base, "api", {})), words=words)
    assert message in "".join(converge(cloud, declare((Base, "api", {})), words=words, check=True).plan.problems)
    assert not cloud.calls


@pytest.mark.parametrize(
    "words",
    [
        {"adopt": {"other/main/base/a": "x"}, "formerly": {"other/main/base/b": "other/main/base/c"}},
        {"replace": {"other/main/base/a"}, "new_data": {"other/main/base/a"}, "data": {"other/main/base/a"}},
    ],
)
def test_words_for_another_capability_are_none_of_our_business(words):
    result = converge(Cloud(), declare((Base, "a", {})), words=Words(**words), exports={"other": {}})
    assert result.changed
    assert result.plan.notes == []


def test_a_run_that_was_killed_is_repeated_with_the_same_words():
    """What is forgotten or deleted already is not there any more; what is left is none like it."""
    cloud = Cloud()
    converge(cloud, declare((Base, "api", {}), (Base, "web", {})))
    words = Words(forget=frozenset({API, "part/main/base/web"}))
    converge(cloud, declare(), words=Words(forget=frozenset({API})))
    result = converge(cloud, declare(), words=words)
    assert lines(result) == [("web", "forget")]
    assert result.plan.notes == [f"stack_forget: the stack has no {API}, so nothing is forgotten for it."]


def test_forgetting_leaves_the_object_running():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Base, "b", {})))
    key, rest = cloud.at("a")[0], declare((Base, "b", {}))
    words = Words(forget=frozenset([A]), prune=True)
    cloud.calls.clear()
    result = converge(cloud, rest, words=words)
    assert lines(result) == [("a", "forget")]
    assert cloud.calls == [("untag", "base", key)]
    assert set(cloud.objects[key]["tags"]) == {"Name"}
    settled(cloud, rest, words=words)
    converge(cloud, destroy=True)
    assert list(cloud.objects) == [key]


def test_a_renamed_node_keeps_its_object():
    cloud = Cloud()
    converge(cloud, declare((Base, "old", {}), (Middle, "m", {"Home": lambda nodes: nodes["old"]["Id"]})))
    before = set(cloud.objects)
    wish = declare((Base, "new", {}), (Middle, "m", {"Home": lambda nodes: nodes["new"]["Id"]}))
    words = Words(formerly={"part/main/base/new": "part/main/base/old"}, prune=True)
    cloud.calls.clear()
    result = converge(cloud, wish, words=words)
    assert lines(result) == [("new", "update")]
    assert [call[0] for call in cloud.calls] == ["tag"]
    assert set(cloud.objects) == before
    settled(cloud, wish, words=words)
    settled(cloud, wish, words=Words(prune=True))


def test_a_renamed_node_that_is_replaced_leaves_nothing_behind():
    cloud = Cloud()
    converge(cloud, declare((Base, "old", {})))
    words = Words(formerly={"part/main/base/new": "part/main/base/old"})
    wish = declare((Base, "new", {"Fixed": "b"}))
    assert lines(converge(cloud, wish, words=words)) == [("new", "replace")]
    assert len(cloud.objects) == 1
    settled(cloud, wish)


def test_an_old_name_that_is_declared_again_is_refused():
    cloud = Cloud()
    converge(cloud, declare((Base, "old", {})))
    with pytest.raises(Refused, match="stack_formerly: part/main/base/old is still declared"):
        converge(
            cloud,
            declare((Base, "old", {}), (Base, "new", {})),
            words=Words(formerly={"part/main/base/new": "part/main/base/old"}),
        )


@pytest.mark.parametrize("pattern", [f"{A}.Value", f"{A}.value", "part/main/*/a.Value", "*.Value"])
def test_an_ignored_field_is_not_compared(pattern):
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {"Value": "x"})))
    settled(cloud, declare((Base, "a", {"Value": "y"})), words=Words(ignore=(pattern,)))


Block = kind(
    "block",
    fields={
        **Thing.fields,
        "Note": fields.optional(
            members={
                "In": fields.managed({}),
                "List": fields.managed(
                    [], order="Name", members={"Name": fields.required(), "Size": fields.managed(1)}
                ),
            }
        ),
    },
)
BLOCK = "part/main/block/b"


def block(size, **inner):
    return declare((Block, "b", {"Note": {"In": inner, "List": [{"Name": "x", "Size": size}]}}))


@pytest.fixture
def blocks(monkeypatch):
    monkeypatch.setitem(KINDS, "block", Block)
    cloud = Cloud()
    converge(cloud, block(1, A="a", B="b"))
    return cloud


@pytest.mark.parametrize(
    ("pattern", "changed"),
    [
        ("Note.In.A", block(1, A="z", B="b")),
        ("note.in.*", block(1, A="z", B="y")),
        ("Note.In", block(1, A="z", B="y")),
        ("Note", block(2, A="z")),
        ("Note.List[x].Size", block(2, A="a", B="b")),
        ("note.list.x.size", block(2, A="a", B="b")),
    ],
)
def test_an_ignored_member_is_not_compared(blocks, pattern, changed):
    words = Words(ignore=(f"{BLOCK}.{pattern}",))
    settled(blocks, changed, words=words)
    assert not converge(blocks, changed, words=words).plan.notes


def test_an_ignored_member_stays_as_it_is_when_its_block_is_written(blocks):
    blocks.at("b")[1]["Note"]["In"]["A"] = "by hand"
    words = Words(ignore=(f"{BLOCK}.Note.In.A",))
    result = converge(blocks, block(3, A="a", B="new"), words=words)
    assert [change.path for change in result.plan.lines[0].changes] == ["Note.In.B", "Note.List[x].Size"]
    assert blocks.at("b")[1]["Note"] == {"In": {"A": "by hand", "B": "new"}, "List": [{"Name": "x", "Size": 3}]}
    settled(blocks, block(3, A="a", B="new"), words=words)


@pytest.mark.parametrize("pattern", [f"{A}.Value.member", "part/main/base/b.Value", "part/main/base/*.Valeu"])
def test_a_field_to_ignore_that_nobody_has_is_noted(pattern):
    result = converge(Cloud(), declare((Base, "a", {})), words=Words(ignore=(pattern,)))
    assert result.plan.notes == [f"stack_ignore: {pattern} is no field of anything declared here"]


@pytest.mark.parametrize("pattern", ["other/main/base/a.Value", "*.Nowhere", f"{A}.Tags[team]"])
def test_a_field_to_ignore_elsewhere_is_not_noted(pattern):
    wish = declare((Base, "a", {}, {"tags": {"team": "red"}}))
    result = converge(Cloud(), wish, words=Words(ignore=(pattern,)), exports={"other": {}})
    assert result.plan.notes == []


def test_ignored_tags_are_somebody_elses_but_never_the_proof_of_ownership():
    cloud = Cloud()
    wish = declare((Base, "a", {}, {"tags": {"cost": "1", "team": "red"}}))
    converge(cloud, wish)
    row = next(iter(cloud.objects.values()))
    row["tags"].update(cost="2", more="added")
    settled(cloud, wish, words=Words(ignore_tags=("co*",)))
    row["tags"].update({"slipway:scheme": "0", "team": "blue"})
    converge(cloud, wish, words=Words(ignore_tags=("*",)))
    assert row["tags"] == {
        "Name": "shop-test-a",
        "cost": "2",
        "team": "blue",
        "more": "added",
        "slipway:scheme": "1",
        "slipway:keys": "cost team",
        "slipway:address": A,
        "slipway:stack": "shop/test/us-east-1",
    }


def tagged(tags, kind=Base):
    return declare((kind, "a", {"Name": "a"} if kind is not Base else {}, {"tags": tags}))


@pytest.mark.parametrize("kind", [Base, Plain, Natural])
def test_a_tag_that_is_not_declared_any_more_is_taken_away_and_others_stay(kind):
    cloud = Cloud()
    converge(cloud, tagged({"cost": "1", "team": "red"}, kind))
    (row,) = cloud.objects.values()
    row["tags"]["theirs"] = "x"
    cloud.calls.clear()
    converge(cloud, tagged({"team": "red"}, kind))
    assert [call[0] for call in cloud.calls] == ["untag", "tag"]
    assert "cost" not in row["tags"] and row["tags"]["slipway:keys"] == "team"
    converge(cloud, tagged({}, kind))
    assert set(row["tags"]) == {"Name", "theirs", "slipway:stack", "slipway:address", "slipway:scheme"}
    settled(cloud, tagged({}, kind))


def test_a_stack_from_before_gets_the_list_once_and_one_without_tags_nothing():
    cloud, wish = Cloud(), tagged({"cost": "1"})
    converge(cloud, wish)
    (row,) = cloud.objects.values()
    del row["tags"]["slipway:keys"]
    result = converge(cloud, wish, check=True)
    assert [change.path for change in result.plan.lines[0].changes] == ["Tags[slipway:keys]"]
    converge(cloud, wish)
    settled(cloud, wish)
    # A list that was taken away by hand with a tag that is none any more: nobody knows whose that is.
    del row["tags"]["slipway:keys"]
    settled(cloud, tagged({}))


def test_a_run_that_was_killed_while_it_took_tags_away_is_finished():
    for kill in ((0, "before"), (0, "after"), (1, "before"), (1, "after")):
        cloud = Cloud()
        converge(cloud, tagged({"cost": "1", "team": "red"}))
        cloud.calls.clear()
        cloud.kill = kill
        with pytest.raises(Killed):
            converge(cloud, tagged({"team": "red"}))
        cloud.kill = None
        converge(cloud, tagged({"team": "red"}))
        (row,) = cloud.objects.values()
        assert "cost" not in row["tags"]
        settled(cloud, tagged({"team": "red"}))


@pytest.mark.parametrize("keys", [["a b", "c"], [f"a-rather-long-key-of-somebody/{number}" for number in range(45)]])
def test_keys_that_have_no_room_are_a_few_characters_each(keys):
    cloud = Cloud()
    converge(cloud, tagged(dict.fromkeys(keys, "x")))
    (row,) = cloud.objects.values()
    assert re.fullmatch(r"[a-z0-9:]{1,256}", row["tags"]["slipway:keys"])
    row["tags"]["theirs"] = "x"
    settled(cloud, tagged(dict.fromkeys(keys, "x")))
    converge(cloud, tagged(dict.fromkeys(keys[1:], "x")))
    assert keys[0] not in row["tags"] and set(keys[1:]) <= set(row["tags"]) and "theirs" in row["tags"]


def test_forgetting_takes_the_list_along_and_leaves_what_it_lists():
    cloud = Cloud()
    converge(cloud, tagged({"cost": "1"}))
    converge(cloud, declare((Base, "b", {})), words=Words(forget=frozenset([A])))
    row = next(row for row in cloud.objects.values() if "cost" in row["tags"])
    assert set(row["tags"]) == {"Name", "cost"}


def test_tags_that_are_not_declared_stay():
    cloud = Cloud()
    wish = declare((Plain, "a", {"Name": "api"}))
    converge(cloud, wish)
    cloud.objects["api"]["tags"]["theirs"] = "x"
    settled(cloud, wish)


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("HealthCheck.IntervalSeconds", "health_check.interval_seconds"),
        ("DBInstanceClass", "db_instance_class"),
        ("Tags[slipway:stack]", "tags[slipway:stack]"),
        ("Environment[MY_Key].Value", "environment[MY_Key].value"),
        ("ARN", "arn"),
        ("Statement[A].Condition.Bool.aws:SecureTransport", "statement[A].condition.bool.aws:SecureTransport"),
    ],
)
def test_labels(path, shown):
    assert label(path) == shown
