"""The lock: one changing run per stack, never taken over by itself, told apart from stale reads."""

from __future__ import annotations

import datetime
import getpass
import json
import threading

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import (
    AwsError,
    Interrupted,
    Refused,
    SlipwayError,
)
from ansible_collections.slipway.aws.plugins.module_utils.engine.lock import RENEW_EVERY, SILENT, VERIFY_EVERY, Lock
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

from .cloud import Aws, Base, Clock, Cloud, Killed, Slow, converge, declare
from .kinds import Careful
from .parameters import Parameters

NAMES = {name: f"/slipway/shop/test/us-east-1/{name}" for name in ("lock", "serial")}


class Stepping(Clock):
    """Shows a time of day too."""

    def utc(self):
        """A fixed moment."""
        return datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)


def lock(store, clock=None, take_from=None):
    result = Lock(store, "shop/test/us-east-1", clock or Stepping(), take_from)
    result.read()
    return result


def test_only_one_holds_it_and_the_other_is_told_who():
    store = Parameters()
    first, second = lock(store), lock(store)
    assert first.acquire() is False
    with pytest.raises(SlipwayError) as caught:
        second.acquire()
    text = str(caught.value)
    for part in ("shop/test/us-east-1", getpass.getuser(), "2026-01-02T03:04:05", f"stack_break_lock={first.id}"):
        assert part in text
    second.release()
    assert NAMES["lock"] in store.values
    first.release()
    assert list(store.values) == [NAMES["serial"]]


class Losing(Parameters):
    """A store whose first answers to a put are lost, before or after it is done."""

    def __init__(self, side, answers):
        super().__init__()
        self.side, self.answers = side, answers

    def put_parameter(self, Name, Value, Type, Overwrite):
        """As the parameters do."""
        lost, self.answers = self.answers > 0, self.answers - 1
        if not lost or self.side == "after":
            super().put_parameter(Name, Value, Type, Overwrite)
        if lost:
            raise AwsError("ssm", "put_parameter", "InternalFailure", "nobody knows", unclear=True)


@pytest.mark.parametrize("side", ["before", "after"])
def test_it_is_taken_also_where_the_answer_is_lost(side):
    store = Losing(side, 1)
    holder = lock(store)
    holder.acquire()
    assert json.loads(store.values[NAMES["lock"]])["id"] == holder.id
    with pytest.raises(SlipwayError, match=holder.id):
        lock(store).acquire()


def test_a_store_that_never_answers_is_given_up():
    clock = Stepping()
    with pytest.raises(AwsError, match="InternalFailure"):
        lock(Losing("before", 1000), clock).acquire()
    assert clock.now() < 100


def test_a_race_for_it_is_decided_by_the_store():
    store = Parameters()
    first, second = lock(store), lock(store)

    def between(operation):
        store.before = lambda operation: None
        second.acquire()

    store.before = between
    with pytest.raises(SlipwayError, match=second.id):
        first.acquire()
    second.verify()


def test_reads_older_than_the_last_holder_are_stale():
    store = Parameters()
    early, other = lock(store), lock(store)
    other.acquire()
    other.release()
    assert early.acquire() is True
    early.release()
    assert lock(store).acquire() is False


def test_breaking_names_the_holder_and_means_reading_again():
    store = Parameters()
    dead = lock(store)
    dead.acquire()
    with pytest.raises(SlipwayError, match="is being changed by"):
        lock(store, take_from="somebody else").acquire()
    clock = Stepping()
    heir = lock(store, clock, take_from=dead.id)
    assert heir.acquire() is True
    dead.clock.time += VERIFY_EVERY
    with pytest.raises(SlipwayError, match="was taken from this run by .*nothing more is changed"):
        dead.verify()
    dead.release()
    assert json.loads(store.values[NAMES["lock"]])["id"] == heir.id


def test_a_run_that_was_told_so_waits_names_the_holder_and_reads_again():
    store, said = Parameters(), []
    first, second = lock(store), lock(store)
    first.acquire()

    def ended(text):
        said.append(text)
        if len(said) == 3:
            first.release()

    assert second.acquire(patience=60, tell=ended) is True
    assert json.loads(store.values[NAMES["lock"]])["id"] == second.id
    assert len(said) == 3 and all(first.id in text and getpass.getuser() in text for text in said)
    # Its reads were made before the other one wrote, and nobody says what that one did before it was killed.
    heir = lock(store)
    assert heir.acquire(patience=60, tell=lambda text: store.values.pop(NAMES["lock"])) is True


def test_waiting_ends_in_time_and_when_the_run_is_stopped():
    store = Parameters()
    lock(store).acquire()
    second = lock(store)
    with pytest.raises(SlipwayError, match="is being changed by .* stack_break_lock="):
        second.acquire(patience=60)
    assert second.clock.time == 60
    stopping = threading.Event()
    stopping.set()
    third = lock(store)
    with pytest.raises(Interrupted, match="stopped while the stack .* is being changed by .*; it changed nothing"):
        third.acquire(patience=60, stopping=stopping)
    assert third.clock.time < 10 and not third.held


class Passing(Stepping):
    """Its time of day goes on with its seconds."""

    def utc(self):
        """The moment."""
        return super().utc() + datetime.timedelta(seconds=self.time)


def test_a_holder_that_has_been_silent_for_long_is_called_probably_dead_and_still_not_broken():
    store, clock = Parameters(), Passing()
    holder = lock(store, clock)
    holder.acquire()
    clock.pause(30 * RENEW_EVERY)
    clock.beats.clear()  # it dies
    clock.pause(SILENT)
    with pytest.raises(
        SlipwayError, match=r"2026-01-02T03:34:05\+00:00, 10 min ago, lock \w+\)\. Wait until it has ended"
    ):
        lock(store, clock).acquire()
    clock.pause(1)
    with pytest.raises(
        SlipwayError, match=f"this one is probably dead. Where you know that it is: -e stack_break_lock={holder.id}"
    ):
        lock(store, clock).acquire()
    assert json.loads(store.values[NAMES["lock"]])["id"] == holder.id


def test_it_gives_a_sign_of_life_each_minute_whatever_is_done_and_the_next_write_notices_that_it_is_gone():
    store, clock = Parameters(), Passing()
    holder = lock(store, clock)
    holder.acquire()
    before = len(store.calls)
    clock.pause(RENEW_EVERY - 1)
    assert len(store.calls) == before
    clock.pause(1)
    assert json.loads(store.values[NAMES["lock"]])["since"] == "2026-01-02T03:05:05+00:00"
    del store.values[NAMES["lock"]]
    other = lock(store, Passing())
    other.acquire()
    clock.pause(RENEW_EVERY)
    assert json.loads(store.values[NAMES["lock"]])["id"] == other.id
    with pytest.raises(SlipwayError, match="the lock of .* was taken from this run"):
        holder.verify()
    holder.release()
    assert json.loads(store.values[NAMES["lock"]])["id"] == other.id


def test_nothing_is_written_before_it_is_held_and_after_it_is_let_go():
    held = lock(Parameters())
    with pytest.raises(SlipwayError, match="nothing is changed without the lock"):
        held.verify()
    held.acquire()
    held.verify()
    held.release()
    with pytest.raises(SlipwayError, match="nothing is changed without the lock"):
        held.verify()
    assert not held.clock.beats


def test_what_fails_while_it_is_taken_leaves_no_lock():
    store = Parameters()
    taking = lock(store)

    def refused(Names):
        raise AwsError("ssm", "get_parameters", "AccessDeniedException", "you may not")

    store.get_parameters = refused
    with pytest.raises(AwsError, match="AccessDenied"):
        taking.acquire()
    assert not store.values and not taking.held and not taking.clock.beats


def test_a_lock_that_cannot_be_given_back_is_named_with_the_way_out():
    store = Parameters()
    taking = lock(store)

    def refused(*args, **arguments):
        raise AwsError("ssm", "call", "ExpiredTokenException", "the token has expired")

    store.get_parameters = store.maybe = refused
    with pytest.raises(
        SlipwayError, match=f"ExpiredToken.*could not be released.*{NAMES['lock']}.*stack_break_lock={taking.id}"
    ):
        taking.acquire()


def test_a_lock_whose_answer_was_lost_is_ones_own():
    store = Parameters()
    mine = lock(store)
    mine._put(overwrite=False)
    assert mine.acquire() is False
    mine.release()
    assert list(store.values) == [NAMES["serial"]]


def test_verifying_looks_and_renews_now_and_then():
    store = Parameters()
    held = lock(store)
    held.acquire()
    store.calls.clear()
    held.verify()
    assert store.calls == []
    held.clock.time += VERIFY_EVERY
    held.verify()
    assert store.calls == [("put", "lock")]
    del store.values[NAMES["lock"]]
    held.clock.time += VERIFY_EVERY
    with pytest.raises(SlipwayError, match="was taken from this run; nothing more is changed. Run again"):
        held.verify()


def test_a_user_without_a_name_is_a_number(monkeypatch):
    def nameless():
        raise KeyError("getpwuid(): uid not found: 1234")

    monkeypatch.setattr(getpass, "getuser", nameless)
    monkeypatch.setattr("os.getuid", lambda: 1234)
    store = Parameters()
    lock(store).acquire()
    assert json.loads(store.values[NAMES["lock"]])["who"].startswith("1234@")


def test_another_refusal_is_not_a_held_lock():
    store = Parameters()

    def denied(operation):
        raise AwsError("ssm", operation, "AccessDeniedException", "no")

    store.before = denied
    with pytest.raises(AwsError, match="AccessDeniedException"):
        lock(store).acquire()


# -- in a run ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def cloud(monkeypatch):
    monkeypatch.setattr(Clock, "utc", Stepping.utc, raising=False)
    return Cloud()


@pytest.mark.parametrize("method", ["create", "refresh", "delete"])
def test_a_quarter_of_an_hour_in_one_worker_keeps_the_lock_alive(cloud, monkeypatch, method):
    """An image build, a slow answer, the emptying of a bucket: whatever a worker does."""
    aws, renewed = Aws(cloud), []
    monkeypatch.setattr(Slow, "ready_after", 1)
    converge(cloud, declare((Slow, "old", {})), lock=True)
    whole = getattr(Slow, method).__func__

    def long(cls, api, *arguments):
        assert api.cloud.objects is not None  # the plan only asks what would be sent
        before = len(cloud.parameters.calls)
        aws.clock.pause(900)
        renewed.append(len(cloud.parameters.calls) - before)
        return whole(cls, api, *arguments)

    monkeypatch.setattr(Slow, method, classmethod(long))
    result = converge(cloud, declare((Slow, "new", {})), words=Words(prune=True), lock=True, aws=aws)
    assert result.outcome.complete and renewed and min(renewed) == 15
    assert list(cloud.parameters.values) == [NAMES["serial"]]


def test_a_lock_that_cannot_be_released_is_told_at_the_end_with_the_next_step(cloud):
    def denied(operation, missing, Name):
        raise AwsError("ssm", operation, "AccessDeniedException", "ssm:DeleteParameter")

    cloud.parameters.maybe, aws = denied, Aws(cloud)
    assert converge(cloud, declare((Base, "a", {})), lock=True, aws=aws).outcome.complete
    holder = json.loads(cloud.parameters.values[NAMES["lock"]])["id"]
    (text,) = aws.warnings
    assert "AccessDeniedException" in text and NAMES["lock"] in text and f"-e stack_break_lock={holder}" in text


def test_a_destruction_that_failed_keeps_the_traces_of_the_stack(cloud):
    converge(cloud, declare((Base, "a", {})), lock=True)
    cloud.fail["delete", cloud.at("a")[0]] = "AccessDenied"
    assert converge(cloud, lock=True, destroy=True).outcome.failed
    assert list(cloud.parameters.values) == [NAMES["serial"]]


def test_a_run_takes_it_only_when_there_is_something_to_change(cloud):
    wish = declare((Base, "a", {}))
    converge(cloud, wish, lock=True, check=True)
    assert cloud.parameters.calls == []
    converge(cloud, wish, lock=True)
    assert cloud.parameters.calls == [("put", "lock"), ("put", "serial"), ("delete", "lock")]
    cloud.parameters.calls.clear()
    converge(cloud, wish, lock=True)
    assert cloud.parameters.calls == []


def test_a_dead_holders_lock_goes_even_where_nothing_is_to_be_changed(cloud):
    wish = declare((Base, "a", {}))
    converge(cloud, wish)
    dead = lock(cloud.parameters)
    dead.acquire()
    converge(cloud, wish, lock=True)
    assert NAMES["lock"] in cloud.parameters.values
    converge(cloud, wish, lock=True, break_lock=dead.id)
    # Without a serial the stack would pass for one that never had anything.
    assert list(cloud.parameters.values) == [NAMES["serial"]]
    assert not lock(cloud.parameters).new


@pytest.mark.behaviour("G26")
def test_two_operators_make_nothing_twice_and_the_second_is_told_of_the_first(cloud):
    """The first run ends while the second one waits; what it made is kept."""
    first, said = lock(cloud.parameters), []
    first.acquire()

    def hear(event, address, text):
        if event == "wait" and not said:
            said.append((address, text))
            first.release()
            converge(cloud, declare((Base, "a", {})), lock=True)

    wish = declare((Base, "a", {}), (Base, "b", {}))
    result = converge(cloud, wish, lock=True, lock_wait_minutes=5, report=hear)
    assert [line.verb for line in result.plan.lines] == ["keep", "create"]
    assert len(cloud.objects) == 2
    assert said[0][0] == "the lock" and getpass.getuser() in said[0][1] and first.id in said[0][1]


def test_a_refused_run_does_not_take_it(cloud):
    with pytest.raises(Refused):
        converge(cloud, declare((Careful, "c", {"Name": "c", "Value": "bad"})), lock=True)
    assert cloud.parameters.calls == []


def test_it_is_let_go_after_a_failure(cloud):
    cloud.fail["create", "part/main/base/a"] = "LimitExceeded"
    assert converge(cloud, declare((Base, "a", {})), lock=True).outcome.failed
    assert list(cloud.parameters.values) == [NAMES["serial"]]
    cloud.fail.clear()
    cloud.kill = (0, "after")
    with pytest.raises(Killed):
        converge(cloud, declare((Base, "a", {})), lock=True)
    assert list(cloud.parameters.values) == [NAMES["serial"]]


def test_what_another_run_made_meanwhile_is_read_again(cloud):
    """Between our reads and our lock another run made the same: nothing is made twice, and the plan is shown anew."""
    wish, said = declare((Base, "a", {}), (Base, "b", {})), []
    aws = Aws(cloud)

    def meanwhile(operation):
        cloud.parameters.before = lambda operation: None
        converge(cloud, declare((Base, "a", {})), lock=True)

    cloud.parameters.before = meanwhile
    result = converge(cloud, wish, lock=True, aws=aws, report=lambda *event: said.append(event))
    assert [line.verb for line in result.plan.lines] == ["keep", "create"]
    assert len(cloud.objects) == 2
    plans = [text for event, address, text in said if event == "plan"]
    assert [plan["totals"] for plan in plans] == ["2 to create, 0 unchanged.", "1 to create, 1 unchanged."]


def test_an_approved_plan_that_went_stale_is_refused_and_the_lock_let_go(cloud):
    wish = declare((Base, "a", {}), (Base, "b", {}))
    approved = converge(cloud, wish, check=True).digest

    def meanwhile(operation):
        cloud.parameters.before = lambda operation: None
        converge(cloud, declare((Base, "a", {})), lock=True)

    cloud.parameters.before = meanwhile
    with pytest.raises(Refused, match=f"the plan is now .*, and {approved} was approved"):
        converge(cloud, wish, lock=True, approved=approved)
    assert list(cloud.parameters.values) == [NAMES["serial"]]
    assert len(cloud.objects) == 1


def test_a_lock_lost_in_the_middle_stops_the_writing(cloud):
    class Robbed(Aws):
        """Somebody breaks the lock after the first object; later writes look."""

    aws = Robbed(cloud)

    def rob(event, address, text):
        if event == "done" and address.endswith("/a"):
            cloud.parameters.values[NAMES["lock"]] = json.dumps({"id": "thief", "who": "eve@host"})
            aws.clock.time += VERIFY_EVERY

    wish = declare((Base, "a", {}), (Base, "b", {}, {"after": ["part/main/base/a"]}))
    result = converge(cloud, wish, lock=True, aws=aws, report=rob)
    assert "was taken from this run by eve@host" in str(result.outcome.failed["part/main/base/b"])
    assert len(cloud.objects) == 1
    assert json.loads(cloud.parameters.values[NAMES["lock"]])["id"] == "thief"


def test_a_destruction_that_died_before_its_last_call_is_finished_too(cloud):
    dead = lock(cloud.parameters)
    dead.acquire()
    converge(cloud, lock=True, destroy=True, break_lock=dead.id)
    assert cloud.parameters.values == {}


def test_destroying_everything_removes_its_traces(cloud):
    converge(cloud, declare((Base, "a", {})), lock=True)
    converge(cloud, lock=True, destroy=True)
    assert cloud.parameters.values == {}
    assert not cloud.objects
