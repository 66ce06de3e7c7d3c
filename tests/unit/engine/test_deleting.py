"""What goes: orphans, surplus children, parts; in which order; and what is refused before the first call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.engine import reporting
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Export
from ansible_collections.slipway.aws.plugins.module_utils.engine.deleting import deletion_order, without_circles
from ansible_collections.slipway.aws.plugins.module_utils.engine.edges import Edges
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError, Refused
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import More
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows

from .cloud import STACK, Aws, Base, Cloud, Middle, Stack, Top, converge, declare, lines, settled
from .kinds import KINDS, Child, Group, Loose, Member, Natural, Single, kind

PRUNE = Words(prune=True)


def home(name):
    return {"Home": lambda nodes: nodes[name]["Id"]}


def test_undeclared_objects_are_left_without_prune_and_shown_in_a_plan():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Base, "b", {})))
    rest = declare((Base, "a", {}))
    assert lines(converge(cloud, rest, check=True, sweep=True)) == [("b", "left")]
    settled(cloud, rest)
    assert lines(converge(cloud, rest, words=PRUNE)) == [("b", "delete")]
    assert len(cloud.objects) == 1


def test_only_declared_capabilities_are_pruned_and_only_this_stack():
    cloud, prod = Cloud(), Stack("shop", "prod", "us-east-1")
    west = Stack("shop", "test", "us-west-2")
    converge(cloud, declare((Base, "a", {})), declare((Base, "b", {}), name="other"))
    for stack in (prod, west):
        converge(cloud, declare((Base, "a", {}), (Base, "gone", {}), stack=stack), stack=stack)
    before = len(cloud.objects)
    result = converge(cloud, declare((Base, "c", {})), words=PRUNE)
    assert sorted(lines(result)) == [("a", "delete"), ("c", "create")]
    converge(cloud, destroy=True)
    assert len(cloud.objects) == before - 2
    assert not [row for row in cloud.objects.values() if row["tags"]["slipway:stack"] == STACK.identity]


def test_a_capability_that_is_absent_goes_as_a_whole_and_others_stay():
    cloud = Cloud()
    other = declare((Base, "b", {}), name="other")
    converge(cloud, declare((Base, "a", {}), (Middle, "m", home("a"))), other)
    result = converge(cloud, other, absent=frozenset(["part/main"]))
    assert sorted(lines(result)) == [("a", "delete"), ("m", "delete")]
    assert [cloud.at("b")[0]] == list(cloud.objects)


GUEST = Stack("guest", "test", "us-east-1")
OFFERED = {"part": {"bases": Export("base", "*", "Id", many=True)}}


def shared(*stacks):
    """An Aws on which a Base of this stack is used by one object of each of the stacks, and its cloud."""
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    identifier = cloud.at("a")[0]
    for stack in stacks:
        converge(cloud, declare((Middle, "m", {"Home": identifier}), stack=stack), stack=stack)
    cloud.calls.clear()
    return cloud


def test_what_another_stack_uses_does_not_go_and_its_users_are_named():
    cloud = shared(GUEST)
    for way in ({"destroy": True}, {"absent": {"part/main"}}):
        with pytest.raises(Refused, match="1 live use .part/main/middle/m of the stack guest/test/us-east-1.. Remove"):
            converge(cloud, exports=OFFERED, **way)
    assert len(cloud.objects) == 2
    converge(cloud, stack=GUEST, exports=OFFERED, destroy=True)
    converge(cloud, exports=OFFERED, destroy=True)
    assert not cloud.objects


def test_what_nobody_could_tell_of_other_stacks_is_a_note():
    cloud = shared()
    cloud.denied.add("tags")
    result = converge(cloud, exports=OFFERED, destroy=True)
    assert any("whether other stacks use what goes could not be asked" in note for note in result.plan.notes)
    assert not cloud.objects


def test_destroying_one_capability_under_anothers_live_use_makes_no_call():
    cloud = Cloud()
    first = declare((Base, "a", {}), (Middle, "m", home("a")))
    converge(cloud, first, declare((Top, "t", {"Uses": [first.nodes[1]["Id"]]}), name="other"))
    cloud.calls.clear()
    with pytest.raises(
        Refused, match=r"part/main/middle/m cannot be deleted: 1 live use \(other/main/top/t\). Remove what uses"
    ):
        converge(cloud, absent=frozenset(["part/main"]))
    assert not cloud.calls


def test_surplus_children_of_a_declared_parent_go_without_prune():
    cloud = Cloud()
    wish = declare((Base, "a", {}), (Child, "c", home("a")))
    converge(cloud, wish)
    parent = cloud.at("a")[0]
    surplus = cloud.put(Child, {"Home": parent})
    tagged = cloud.put(
        Child, {"Home": parent}, {"slipway:stack": "shop/prod/us-east-1", "slipway:address": "x/main/child/c"}
    )
    foreign = cloud.put(Child, {"Home": cloud.put(Base, {})})
    cloud.calls.clear()
    planned = converge(cloud, wish, check=True)
    assert [(line.address, line.verb, line.reason) for line in planned.plan.lines if line.verb != "keep"] == [
        (f"child {surplus}", "delete", "not declared in part/main/base/a")
    ]
    converge(cloud, wish)
    assert cloud.calls == [("delete", "child", surplus)]
    assert {tagged, foreign} <= set(cloud.objects)
    settled(cloud, wish)


def test_parts_are_their_parents():
    cloud = Cloud()
    full = declare(
        (Base, "a", {}), (Member, "m", {"Name": "one", **home("a")}), (Loose, "l", {"Name": "two", **home("a")})
    )
    converge(cloud, full)
    settled(cloud, full)
    parent = cloud.at("a")[0]
    rest = declare((Base, "a", {}))
    result = converge(cloud, rest, words=PRUNE)
    assert lines(result) == [(f"member {parent}/one", "delete")]
    assert sorted(cloud.objects) == [parent, f"{parent}/two"]
    converge(cloud, destroy=True)
    assert not cloud.objects
    assert cloud.calls[-1] == ("delete", "base", parent)


def test_parts_stay_while_it_cannot_be_known_which_are_declared():
    """A part whose name another object gives, in a parent that is known; and one in a parent that waits for what is not."""
    cloud = Cloud()
    wish = declare(
        (Base, "a", {}),
        (Top, "t", {}),
        (Member, "m", {"Name": lambda nodes: nodes["t"]["Id"], **home("a")}),
        (Base, "b", {"Value": lambda nodes: nodes["t"]["Id"]}),
        (Member, "n", {"Name": "two", **home("b")}),
    )
    converge(cloud, wish)
    before = set(cloud.objects)
    cloud.denied = {"top"}
    cloud.calls.clear()
    result = converge(cloud, wish)
    assert dict(lines(result)) == {"t": "unknown", "m": "unknown", "b": "unknown", "n": "unknown"}
    assert (cloud.calls, set(cloud.objects)) == ([], before)
    cloud.denied = set()
    settled(cloud, wish)


def test_a_part_of_another_stacks_parent_is_kept_as_it_is_and_never_changed():
    cloud, platform = Cloud(), Stack("platform", "test", "us-east-1")
    converge(cloud, declare((Base, "a", {}), stack=platform), stack=platform)
    parent = cloud.at("a")[0]
    stack = Stack("shop", "test", "us-east-1", from_stack={"network": platform.identity})
    wish = declare((Loose, "l", {"Name": "one", "Home": parent}), stack=stack)
    converge(cloud, wish, stack=stack)
    settled(cloud, wish, stack=stack)
    cloud.calls.clear()
    with pytest.raises(Refused, match="belongs to the stack platform"):
        converge(cloud, declare((Loose, "l", {"Name": "one", "Home": parent, "Value": "y"}), stack=stack), stack=stack)
    assert not cloud.calls


def test_a_replaced_parent_takes_its_parts_along():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Member, "m", {"Name": "one", **home("a")})))
    changed = declare((Base, "a", {"Fixed": "b"}), (Member, "m", {"Name": "one", **home("a")}))
    assert not converge(cloud, changed).outcome.failed
    parent = cloud.at("a")[0]
    assert sorted(cloud.objects) == [parent, f"{parent}/one"]
    settled(cloud, changed)


def test_what_is_undeclared_and_not_even_declared_of_its_kind_stops_a_replacement():
    """The users of what is replaced are read although nothing of their kind is declared."""
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Middle, "m", home("a"))))
    cloud.calls.clear()
    with pytest.raises(Refused, match=r"part/main/base/a cannot be replaced: 1 live use \(part/main/middle/m\)"):
        converge(cloud, declare((Base, "a", {"Fixed": "b"})))
    assert not cloud.calls


def test_deleting_waits_for_what_is_still_used_and_for_what_lingers(monkeypatch):
    monkeypatch.setattr(Single, "ready_after", 15)
    cloud = Cloud()
    converge(cloud, declare((Single, "s", {})))
    said = []
    result = converge(cloud, declare((Base, "a", {})), words=PRUNE, report=lambda *event: said.append(event[:2]))
    assert not cloud.objects.keys() - {cloud.at("a")[0]}
    assert [line.address for line in result.outcome.deleted] == ["part/main/single/s"]
    assert said.count(("start", "part/main/single/s")) == 1
    assert ("wait", "part/main/single/s") in said


def test_a_refused_deletion_is_tried_again_and_given_up_in_the_end():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    key = cloud.at("a")[0]
    cloud.fail["delete", key] = "DependencyViolation"
    result = converge(cloud, destroy=True)
    (text,) = map(str, result.outcome.failed.values())
    assert f"could not delete {key} (fake delete): DependencyViolation" in text
    assert text.endswith("run again.")


def test_what_holds_an_object_is_named_while_it_is_waited_for_and_when_it_is_given_up(monkeypatch):
    asked, said, denied = [], [], []

    def holders(api, live):
        asked.append(live.id)
        if denied:
            raise AwsError("fake", "describe", "AccessDenied", "you may not")
        return [f"interface {number} of somebody" for number in range(6)]

    monkeypatch.setattr(Base, "holders", holders)
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    key = cloud.at("a")[0]
    cloud.fail["delete", key] = "DependencyViolation"
    named = "held by interface 0 of somebody, interface 1 of somebody, interface 2 of somebody, interface 3 of somebody, 2 more"
    (text,) = map(str, converge(cloud, destroy=True, report=lambda *row: said.append(row)).outcome.failed.values())
    assert text.endswith(f"{named}. Remove what holds it, or wait until it goes, then run again.")
    waits = [text for event, _address, text in said if event == "wait"]
    assert waits
    assert all(text.startswith(f"cannot go yet (DependencyViolation); {named}, ") for text in waits)
    assert len(asked) == len(waits) + 1  # no call for a line that is not shown

    denied.append(True)
    (text,) = map(str, converge(cloud, destroy=True).outcome.failed.values())
    assert "DependencyViolation: denied by the test. Mend the cause, then run again." in text
    cloud.fail["delete", key] = "AccessDenied"
    asked.clear()
    converge(cloud, destroy=True)
    assert not asked


def test_what_is_kept_is_listed_with_what_it_costs(monkeypatch):
    monkeypatch.setattr(Base, "guarded", True)
    monkeypatch.setattr(Base, "upkeep", "a fortune")
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Base, "b", {})))
    plan = converge(cloud, destroy=True, words=Words(data=frozenset(["part/main/base/b"]))).plan
    lines = [text for text in rows.text(reporting.data(plan, STACK)).splitlines() if "costs" in text]
    assert len(lines) == 1
    assert lines[0].startswith("  .   kept part/main/base/a")
    assert lines[0].endswith("holds data; costs: a fortune")
    assert {row["address"]: row.get("upkeep") for row in reporting.data(plan, STACK)["lines"]} == {
        "part/main/base/a": "a fortune",
        "part/main/base/b": None,
    }


def test_a_failure_keeps_what_the_failed_one_uses():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {}), (Middle, "m", home("a")), (Top, "t", {})))
    cloud.fail["delete", cloud.at("m")[0]] = "AccessDenied"
    result = converge(cloud, destroy=True)
    assert list(result.outcome.failed) == [f"part/main/middle/m ({cloud.at('m')[0]})"]
    assert result.outcome.skipped == {
        f"part/main/base/a ({cloud.at('a')[0]})": f"part/main/middle/m ({cloud.at('m')[0]})"
    }
    assert len(cloud.objects) == 2


def test_kinds_that_use_one_another_in_a_circle_go_by_what_objects_refer_to(monkeypatch):
    """A policy names the distribution that names the bucket: that must not undo the order of everything else."""
    cloud = Cloud()
    left, right = kind("left", uses=("base", "right")), kind("right", uses=("base", "left"))
    monkeypatch.setitem(KINDS, "left", left)
    monkeypatch.setitem(KINDS, "right", right)
    quiet = kind("quiet", uses=("base",))  # its use of the base cannot be seen
    monkeypatch.setitem(KINDS, "quiet", quiet)
    converge(
        cloud,
        declare(
            (Base, "a", {}), (quiet, "q", {}), (left, "l", home("a")), (right, "r", {"Home": lambda n: n["l"]["Id"]})
        ),
    )
    cloud.calls.clear()
    result = converge(cloud, destroy=True, workers=1)
    assert not result.outcome.failed
    order = [call[1] for call in cloud.calls]
    assert order.index("right") < order.index("left") < order.index("base")
    assert order.index("quiet") < order.index("base")


def test_an_object_goes_before_the_one_that_it_uses_though_that_names_it(monkeypatch):
    """A role's trust names the database that runs as it: without the role the database cannot even be changed."""
    cloud = Cloud()
    role, database = kind("role", uses=("base",)), kind("database", uses=("base", "role"))
    monkeypatch.setitem(KINDS, "role", role)
    monkeypatch.setitem(KINDS, "database", database)
    converge(cloud, declare((Base, "a", {}), (role, "r", home("a")), (database, "d", {"Home": lambda n: n["r"]["Id"]})))
    cloud.at("r")[1]["Value"] = cloud.at("d")[0]
    going = converge(cloud, destroy=True, check=True).plan.lines
    order = deletion_order(going, Edges([line.live for line in going]))
    assert {
        going[index].kind.kind: {going[other].kind.kind for other in before} for index, before in order.items()
    } == {"database": set(), "role": {"database"}, "base": {"database", "role"}}


def _order(cloud):
    """{kind: kinds that go before} of a destruction."""
    going = converge(cloud, destroy=True, check=True).plan.lines
    order = deletion_order(going, Edges([line.live for line in going]))
    return {going[index].kind.kind: {going[other].kind.kind for other in before} for index, before in order.items()}


@pytest.mark.behaviour("G5")
def test_what_is_written_to_until_the_end_goes_after_its_writer_though_their_kinds_lie_on_a_circle(monkeypatch):
    """A log uses a key, the key names roles, and one of those is for the database that writes the log."""
    cloud = Cloud()
    log = kind("log", uses=("base",), delete_after=classmethod(lambda cls, live: ("database",)))
    role, database = kind("role", uses=("log",)), kind("database", uses=("role",))
    for item in (log, role, database):
        monkeypatch.setitem(KINDS, item.kind, item)
    converge(cloud, declare((Base, "a", {}), (log, "l", home("a")), (role, "r", {}), (database, "d", {})))
    cloud.at("r")[1]["Value"] = cloud.at("d")[0]
    assert _order(cloud) == {"role": set(), "database": {"role"}, "log": {"database", "role"}, "base": {"log"}}


def test_what_its_writer_refers_to_makes_no_circle(monkeypatch):
    """Where the writer cannot go before what it writes to, that goes first."""
    cloud = Cloud()
    log = kind("log", delete_after=classmethod(lambda cls, live: ("database",)))
    database = kind("database")
    for item in (log, database):
        monkeypatch.setitem(KINDS, item.kind, item)
    converge(cloud, declare((database, "d", {}), (log, "l", {})))
    cloud.at("l")[1]["Value"] = cloud.at("d")[0]
    assert _order(cloud) == {"log": set(), "database": {"log"}}


@given(st.dictionaries(st.integers(0, 6), st.sets(st.integers(0, 6), max_size=3)))
def test_without_circles_keeps_what_lies_on_none(arrows):
    kept = without_circles(arrows)

    def reach(graph, start):
        seen, queue = set(), [start]
        while queue:
            for other in graph.get(queue.pop(), ()):
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
        return seen

    for node, others in arrows.items():
        assert node not in reach(kept, node)
        assert kept[node] == {other for other in others if node not in reach(arrows, other) and node != other}


def test_a_stranger_is_never_deleted_for_a_name_of_ours():
    cloud = Cloud()
    cloud.put(Natural, {"Name": "shop-test-x"}, {}, key="shop-test-x")
    cloud.put(
        Group,
        {"Name": "shop-test-y"},
        {"slipway:stack": "shop/test-2/us-east-1", "slipway:address": "part/main/group/y"},
    )
    before = set(cloud.objects)
    converge(cloud, declare((Base, "a", {})), words=PRUNE)
    converge(cloud, destroy=True)
    assert set(cloud.objects) == before


def test_long_work_is_done_in_parts_tells_how_far_it_is_and_other_objects_come_between(monkeypatch):
    """As the emptying of a bucket."""
    cloud, told, left = Cloud(), [], [3]
    full = kind("full", delete=classmethod(_partly))
    monkeypatch.setitem(KINDS, "full", full)
    full.left = left
    converge(cloud, declare((full, "a", {}), (Base, "b", {})))
    aws = Aws(cloud)
    monkeypatch.setattr(full, "wait", lambda: aws.clock.pause(30), raising=False)
    result = converge(cloud, declare(), destroy=True, aws=aws, report=lambda *event: told.append(event))
    assert result.outcome.complete and not cloud.objects
    assert [text for event, address, text in told if event == "wait"][-1].startswith("30000 versions deleted")


def _partly(cls, api, live):
    cls.wait()
    cls.left[0] -= 1
    if cls.left[0] >= 0:
        return More(10000, "versions")
    api.cloud.change("delete", cls.kind, live.id, lambda: api.cloud.objects.pop(live.id))
    return None
