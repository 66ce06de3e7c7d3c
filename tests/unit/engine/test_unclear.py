"""Answers that say nothing (5xx, time-outs): looked at before a second try, so that nothing is made twice."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Aws, Base, Cloud, Middle, converge, declare, lines, settled
from .kinds import KINDS, Group, Member, Natural, Plain, kind

A = "part/main/base/a"


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("made", [Base, Plain, Group])
@pytest.mark.behaviour("G6", "G22", "G25")
def test_an_unclear_create_makes_one_object(side, made):
    cloud, address = Cloud(), f"part/main/{made.kind}/a"
    wish = declare(
        (made, "a", {"Value": "y", **({} if made is Base else {"Name": "a"})}),
        (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}),
    )
    cloud.unclear["create", address] = side
    result = converge(cloud, wish)
    assert not result.outcome.failed
    assert len(cloud.objects) == 2
    assert cloud.at("a")[1]["Value"] == "y"
    settled(cloud, wish)


def test_an_unclear_replacement_takes_neither_the_old_nor_an_older_one():
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    old = cloud.at("a")[0]
    older = cloud.put(Base, {"Fixed": "c"}, cloud.objects[old]["tags"])
    changed = declare((Base, "a", {"Fixed": "b"}))
    cloud.unclear["create", A] = "before"
    assert not converge(cloud, changed).outcome.failed
    assert len(cloud.objects) == 1
    assert not {old, older} & set(cloud.objects)
    settled(cloud, changed)


BARE = "part/main/bare/a"
MINUTE = 60


@pytest.fixture
def bare(monkeypatch):
    """A kind of which AWS makes a second object when it is asked twice."""
    monkeypatch.setitem(KINDS, "bare", kind("bare", on_repeat="none"))
    return KINDS["bare"]


def seen_after(cloud, seconds, hidden):
    """Access to a cloud whose listings leave out some ids for a while."""
    aws = Aws(cloud)
    pause, cloud.hidden = aws.clock.pause, hidden

    def passing(waited, wake=None):
        woken = pause(waited, wake)
        if aws.clock.now() >= seconds:
            cloud.hidden = set()
        return woken

    aws.clock.pause = passing
    return aws


@pytest.mark.parametrize("seconds", [1, 15, MINUTE - 1])
def test_what_has_no_protection_is_looked_for_until_everybody_sees_it(bare, seconds):
    cloud, wish = Cloud(), declare((bare, "a", {}))
    cloud.unclear["create", BARE] = "after"
    assert not converge(cloud, wish, aws=seen_after(cloud, seconds, {"bare-00000001"})).outcome.failed
    assert list(cloud.objects) == ["bare-00000001"]
    settled(cloud, wish)


def test_what_has_no_protection_and_was_not_made_is_made_after_a_minute(bare):
    cloud, wish = Cloud(), declare((bare, "a", {}))
    cloud.unclear["create", BARE] = "before"
    aws = Aws(cloud)
    assert not converge(cloud, wish, aws=aws).outcome.failed
    assert aws.clock.now() >= MINUTE
    assert len(cloud.objects) == 1
    settled(cloud, wish)


def test_a_twin_that_turns_up_late_is_unused_and_goes_with_the_next_run(bare):
    cloud = Cloud()
    wish = declare((bare, "a", {}), (Middle, "m", {"Home": lambda nodes: nodes["a"]["Id"]}))
    cloud.unclear["create", BARE] = "after"
    assert not converge(cloud, wish, aws=seen_after(cloud, 2 * MINUTE, {"bare-00000001"})).outcome.failed
    used = cloud.at("m")[1]["Home"]
    assert len(cloud.objects) == 3 and used != "bare-00000001"
    cloud.hidden = set()
    converge(cloud, wish)
    assert len(cloud.objects) == 2 and cloud.at("m")[1]["Home"] == used
    settled(cloud, wish)


def test_what_has_no_protection_is_looked_for_twice_where_its_capability_stands(bare):
    cloud, wish = Cloud(), declare((bare, "a", {}), (Base, "b", {}))
    aws = Aws(cloud)
    converge(cloud, wish, aws=aws)
    assert not aws.clock.now()  # a new stack: nobody waits
    cloud.calls.clear()
    result = converge(cloud, wish, aws=seen_after(cloud, 1, {"bare-00000001"}))
    assert not cloud.calls and not list(result.plan.moves)


def test_what_is_taken_over_is_there_after_the_second_look_too(bare):
    cloud, standing = Cloud(), (Base, "b", {})
    converge(cloud, declare(standing))
    theirs = cloud.put(bare, {})
    cloud.hidden = {theirs}  # as one without our tags is to most listings
    wish = declare((bare, "a", {}), (bare, "c", {}), standing)
    assert lines(converge(cloud, wish, words=Words(adopt={BARE: theirs}))) == [("a", "adopt"), ("c", "create")]


def test_taking_over_makes_no_new_stack_wait(bare):
    cloud = Cloud()
    theirs, aws = cloud.put(bare, {}), Aws(cloud)
    cloud.hidden = {theirs}
    converge(cloud, declare((bare, "a", {}), (bare, "c", {})), aws=aws, words=Words(adopt={BARE: theirs}))
    assert not aws.clock.now()


def test_the_second_look_knows_what_wishes_refer_to(bare, monkeypatch):
    """A look-up that is asked again with what it needs is asked for the same as before."""
    asked = []

    def observe(api, scope):
        asked.append([want["Value"] for want in scope.wants])
        return [Live(want["Name"], dict(want)) for want in scope.wants]

    lookup = kind("lookup", Plain, data=True, taggable=False, needs=("bare",), uses=("base",), observe=observe)
    monkeypatch.setitem(KINDS, "lookup", lookup)
    cloud = Cloud()
    converge(cloud, declare((Base, "b", {})))
    wish = declare(
        (Base, "b", {}), (bare, "a", {}), (lookup, "l", {"Name": "l", "Value": lambda nodes: nodes["b"]["Id"]})
    )
    converge(cloud, wish)
    assert asked == [[cloud.at("b")[0]]] * 2


def test_what_stays_unclear_is_told(bare):
    """As often as it is asked for: bounded, and AWS's words at the end."""
    cloud, asked = Cloud(), []

    def create(api, _want, _tags):
        assert api.cloud.objects is not None  # the plan only asks what would be sent
        asked.append(1)
        raise AwsError("fake", "create", "InternalError", "nobody knows", unclear=True)

    def hear(event, address, text):
        if event == "retry":
            heard.append(text)

    bare.create, heard = create, []
    result = converge(cloud, declare((bare, "a", {})), report=hear)
    assert "could not create it (fake create): InternalError: nobody knows. Mend" in str(result.outcome.failed[BARE])
    assert 1 < len(asked) < 10
    assert heard == [f"{BARE}: fake create: InternalError; looking what there is"] * len(asked)


@pytest.mark.parametrize("seconds", [1, MINUTE - 1])
@pytest.mark.parametrize("made", [Plain, Group])
def test_what_the_plan_did_not_see_and_aws_refuses_to_make_twice_is_taken(made, seconds):
    cloud, address = Cloud(), f"part/main/{made.kind}/a"
    wish = declare((made, "a", {"Name": "a", "Value": "y"}))
    converge(cloud, wish)
    (name,) = cloud.objects
    cloud.calls.clear()
    cloud.fail["create", address] = "EntityAlreadyExists"
    assert not converge(cloud, wish, aws=seen_after(cloud, seconds, {name})).outcome.failed
    assert list(cloud.objects) == [name] and not cloud.calls


@pytest.mark.parametrize("tags", [{}, {"slipway:stack": "other/test/us-east-1"}])
def test_what_another_one_has_is_not_taken(tags):
    cloud = Cloud()
    theirs = cloud.put(Plain, {"Name": "a"}, tags)
    cloud.fail["create", "part/main/plain/a"] = "EntityAlreadyExists"
    result = converge(cloud, declare((Plain, "a", {"Name": "a"})), aws=seen_after(cloud, 1, {theirs}))
    assert "part/main/plain/a" in result.outcome.failed
    assert not cloud.calls


def test_what_is_listed_by_its_parent_is_looked_for_there(monkeypatch):
    """The parent is read by the name that is wished, so that wish has to be known to the look as well."""
    listed = Plain.observe.__func__
    home = kind("home", Plain)
    home.observe = classmethod(
        lambda cls, api, scope: [live for live in listed(cls, api, scope) if live.id in scope.named("Name")]
    )
    inside = kind("inside", Member, needs=("home",), uses=("home",))
    inside.observe = classmethod(
        lambda cls, api, scope: [
            live for live in listed(cls, api, scope) if live.parent in [home.id for home in scope.parents("home")]
        ]
    )
    for made in (home, inside):
        monkeypatch.setitem(KINDS, made.kind, made)
    cloud = Cloud()
    wish = declare(
        (home, "h", {"Name": "h"}), (inside, "i", {"Name": "i", "Home": lambda nodes: nodes["h"]["Id"], "Value": "y"})
    )
    # Parts have no tags of their own: the call is known by its node's.
    cloud.unclear["create", "part/main/inside/i"] = "after"
    assert not converge(cloud, wish).outcome.failed
    assert len(cloud.objects) == 2
    settled(cloud, wish)


def test_a_look_that_is_refused_is_not_absence():
    cloud = Cloud()
    cloud.unclear["create", A] = "after"
    aws = Aws(cloud)
    aws.clock.pause = lambda seconds, wake=None: cloud.denied.add("base")
    assert converge(cloud, declare((Base, "a", {})), aws=aws).outcome.failed
    assert len(cloud.objects) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_update_is_finished_by_the_same_run(when):
    """The object is read again: what was done of the change is not done twice, what was not is done."""
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    cloud.calls.clear()
    changed = declare((Base, "a", {"Value": "y"}))
    cloud.unclear["update", A] = when
    result = converge(cloud, changed)
    assert not result.outcome.failed
    assert len(cloud.calls) == 1
    settled(cloud, changed)


@pytest.mark.parametrize(("when", "ends_well"), [("after", True), ("before", False)])
def test_an_unclear_update_of_many_calls_goes_on_as_long_as_it_gets_further(monkeypatch, when, ends_well):
    """Each call's answer is lost: that is no reason to give up while something is done, and one where nothing is."""

    def update(cls, api, live, want, delta):
        def add(value):
            fields = api.cloud.objects[live.id]["fields"]
            fields["Uses"] = sorted([*fields["Uses"], value])

        for value in sorted(set(want["Uses"]) - set(live.fields["Uses"])):
            api.cloud.unclear["update", A] = when
            api.cloud.change("update", cls.kind, A, lambda value=value: add(value))
        return live

    monkeypatch.setattr(Base, "update", classmethod(update), raising=False)
    cloud, wish = Cloud(), declare((Base, "a", {"Uses": list("abcdefgh")}))
    result = converge(cloud, wish)
    assert bool(result.outcome.failed) is not ends_well
    assert cloud.at("a")[1]["Uses"] == (list("abcdefgh") if ends_well else [])


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_unclear_deletion_is_asked_for_again(when):
    cloud = Cloud()
    converge(cloud, declare((Base, "a", {})))
    cloud.unclear["delete", A] = when
    result = converge(cloud, destroy=True)
    assert not result.outcome.failed
    assert not cloud.objects


def test_a_refusal_is_not_repeated():
    cloud = Cloud()
    cloud.fail["create", A] = "LimitExceeded"
    result = converge(cloud, declare((Base, "a", {})))
    assert list(result.outcome.failed) == [A]
    assert not cloud.objects


def test_apply_verbs_are_those_of_the_plan_even_if_the_world_moved(monkeypatch):
    """Between plan and write the object changed so that only a replacement would do: refused, not done."""
    cloud = Cloud()
    converge(cloud, declare((Base, "b", {}), (Base, "a", {})))
    wish = declare((Base, "b", {"Value": "y"}), (Base, "a", {"Value": "z"}, {"after": ["part/main/base/b"]}))

    def meddle(event, address, text):
        if (event, address) == ("start", "part/main/base/b"):
            for live in snapshot.at(A):
                live.fields["Fixed"] = "c"

    from ansible_collections.slipway.aws.plugins.module_utils.engine import looking

    original, snapshot = looking.observe, None

    def observed(*arguments, **more):
        nonlocal snapshot
        snapshot = original(*arguments, **more)
        return snapshot

    monkeypatch.setattr(looking, "observe", observed)
    result = converge(cloud, wish, report=meddle)
    assert "only a replacement could make it as declared, which the plan did not say; run again" in str(
        result.outcome.failed[A]
    )
    assert len(cloud.objects) == 2


@pytest.mark.parametrize("seconds", [1, 30, MINUTE - 1])
@pytest.mark.behaviour("G6")
def test_what_has_a_reference_is_made_once_however_late_it_is_seen(monkeypatch, seconds):
    """The second call carries the reference of the first, so AWS says that it is there, and it is looked for."""
    cloud, used = Cloud(), {}
    known = kind("known", on_repeat="token")
    create = known.create.__func__

    def with_reference(cls, api, want, tags):
        assert api.cloud.objects is not None  # the plan only asks what would be sent
        reference = api.caller_reference(tags["slipway:address"])
        if reference in used:
            raise AwsError("fake", "create", "HostedZoneAlreadyExists", "this reference was used")
        used[reference] = True
        return create(cls, api, want, tags)

    monkeypatch.setattr(known, "create", classmethod(with_reference))
    monkeypatch.setitem(KINDS, "known", known)
    wish = declare((known, "a", {}))
    cloud.unclear["create", "part/main/known/a"] = "after"
    assert not converge(cloud, wish, aws=seen_after(cloud, seconds, {"known-00000001"})).outcome.failed
    assert list(cloud.objects) == ["known-00000001"] and len(used) == 1
    settled(cloud, wish)
    # Made and deleted on the same day: the reference is used up, nothing is there, and another one makes it.
    cloud.objects.clear()
    assert not converge(cloud, wish).outcome.failed
    assert len(cloud.objects) == 1 and len(used) == 2


@pytest.mark.parametrize("base", [Base, Plain, Natural])
@pytest.mark.parametrize("denied", [False, True])
def test_tags_that_a_creating_call_drops_are_put_right_in_the_same_run(monkeypatch, base, denied):
    """An implementation of the API that takes the call and drops its tags: else the next run calls the object a stranger's."""
    cloud, careless = Cloud(), kind("careless", base)
    create, tag = careless.create.__func__, careless.tag.__func__

    def dropping(cls, api, want, tags):
        live = create(cls, api, want, tags)
        api.cloud.objects[live.id]["tags"].clear()
        return live

    def refused(cls, api, live, tags):
        raise AwsError("fake", "tag", "NoSuchThing", "not seen yet")

    monkeypatch.setattr(careless, "create", classmethod(dropping))
    monkeypatch.setitem(KINDS, "careless", careless)
    wish = declare(
        (careless, "a", {} if base is Base else {"Name": "a"}), (careless, "b", {} if base is Base else {"Name": "b"})
    )
    if denied:
        monkeypatch.setattr(careless, "tag", classmethod(refused))
        assert not converge(cloud, wish).outcome.failed
        monkeypatch.setattr(careless, "tag", classmethod(tag))
        return
    assert not converge(cloud, wish).outcome.failed
    settled(cloud, wish)
    assert all("slipway:address" in row["tags"] for row in cloud.objects.values())


def test_tags_that_the_answer_shows_are_not_read(monkeypatch):
    cloud, read = Cloud(), []
    monkeypatch.setattr(Natural, "read_tags", classmethod(lambda cls, api, lives: read.append(lives)))
    monkeypatch.setattr("tests.unit.engine.cloud.Api.answered", lambda self, text: True)
    converge(cloud, declare((Natural, "a", {"Name": "a"})))
    assert not read


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("InvalidInput", "Service role name x has been taken in this account"),
        ("EntityAlreadyExists", "Role with name x already exists."),
        ("ResourceAlreadyExistsException", ""),
    ],
)
def test_what_is_there_when_it_is_made_is_looked_at_and_kept_where_everybody_shares_it(monkeypatch, code, message):
    """As a service-linked role that another tool made a moment ago: nobody's tags are on it."""

    def taken(cls, api, want, tags):
        api.cloud.put(cls, {"Name": want["Name"]}, key=want["Name"])
        raise AwsError("iam", "create_service_linked_role", code, message)

    unread = classmethod(lambda cls, api, lives: None)
    cloud, shared = Cloud(), kind("shared", Natural, taggable=False, create=classmethod(taken), read_tags=unread)
    monkeypatch.setitem(KINDS, "shared", shared)
    wish = declare((shared, "a", {"Name": "x"}))
    assert not converge(cloud, wish).outcome.failed
    assert list(cloud.objects) == ["x"]
    settled(cloud, wish)
