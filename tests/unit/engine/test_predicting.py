"""Forecasts: what a plan will take, what lies on the longest chain, and that nothing else hangs on it."""

from __future__ import annotations

import itertools
import json

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.ecs.service import EcsService
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.db_instance import DbInstance
from ansible_collections.slipway.aws.plugins.module_utils.engine import reporting
from ansible_collections.slipway.aws.plugins.module_utils.engine.waits import spoken
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from ansible_collections.slipway.aws.plugins.plugin_utils.plan import rows

from .cloud import STACK, Aws, Base, Cloud, Middle, Slow, Top, converge, declare
from .kinds import Careful, Plain, Series, Single


@pytest.fixture(autouse=True)
def _durations(monkeypatch):
    monkeypatch.setattr(Slow, "durations", {"create": 600, "update": 300, "delete": 400})
    monkeypatch.setattr(Top, "durations", {"create": 180, "update": 120, "delete": 60})
    monkeypatch.setattr(Middle, "durations", {"create": 90, "delete": 30})


def uses(*names):
    return {"Uses": lambda nodes: [nodes[name]["Id"] for name in names]}


def needs(name):
    return {"Value": lambda nodes: nodes[name]["Endpoint"]}


def predicted(cloud, *declarations, **options):
    return converge(cloud, *declarations, check=True, **options).plan.forecast


def chain(forecast):
    return [(stage.address.rpartition("/")[2], stage.verb, stage.seconds) for stage in forecast.stages]


def test_the_longest_chain_counts_and_all_of_it_is_named():
    wish = declare((Base, "b", {}), (Slow, "db", uses("b")), (Middle, "nat", uses("b")), (Top, "app", needs("db")))
    forecast = predicted(Cloud(), wish)
    assert chain(forecast) == [("b", "create", 1), ("db", "create", 600), ("app", "create", 180)]
    assert (forecast.seconds, forecast.one_by_one) == (781, 871)


def test_who_needs_only_that_it_exists_does_not_wait_until_it_is_ready():
    wish = declare((Slow, "db", {}), (Top, "app", uses("db")))
    forecast = predicted(Cloud(), wish)
    assert (chain(forecast), forecast.one_by_one) == ([("db", "create", 600)], 780)
    ordered = declare((Slow, "db", {}), (Top, "app", {}, {"after": [("part/main/slow/db", "ready")]}))
    assert predicted(Cloud(), ordered).seconds == 780


def test_every_change_has_its_time_and_deletions_come_last():
    cloud = Cloud()
    converge(cloud, declare((Slow, "old", {}), (Middle, "user", uses("old"))))
    wish = declare((Base, "b", {}), (Top, "t", uses("b")))
    forecast = predicted(cloud, wish, words=Words(prune=True))
    spans = [
        (span.address.rpartition("/")[2], span.verb, span.begins, span.ends, span.longest) for span in forecast.spans
    ]
    assert spans == [
        ("b", "create", 0, 1, True),
        ("t", "create", 1, 181, True),
        ("user", "delete", 181, 211, True),
        ("old", "delete", 211, 611, True),
    ]
    assert max(span.ends for span in forecast.spans) == forecast.seconds == 611
    assert all(not span.longest for span in predicted(Cloud(), declare((Base, "b", {}), (Base, "c", {}))).spans[1:])


def test_an_order_runs_through_what_is_kept():
    cloud = Cloud()
    rows = [
        (Plain, "p", {"Name": "p"}, {"after": [("part/main/slow/s", "ready")]}),
        (Top, "t", {}, {"after": [("part/main/plain/p", "exists")]}),
    ]
    converge(cloud, declare((Slow, "s", {}), rows[0]))
    forecast = predicted(cloud, declare((Slow, "s", {"Value": "y"}), *rows))
    assert chain(forecast) == [("s", "update", 300), ("t", "create", 180)]


def test_nothing_to_do_takes_nothing_and_says_nothing():
    cloud = Cloud()
    wish = declare((Base, "b", {}), (Slow, "s", uses("b")))
    converge(cloud, wish)
    result = converge(cloud, wish, check=True)
    assert (result.plan.forecast.seconds, result.plan.forecast.rows()) == (0, [])


def test_what_is_still_being_made_is_waited_for():
    cloud = Cloud()
    converge(cloud, declare((Slow, "s", {})), wait=False)
    forecast = predicted(cloud, declare((Slow, "s", {}), (Top, "t", needs("s"))))
    assert chain(forecast) == [("s", "keep", 600), ("t", "create", 180)]
    assert forecast.one_by_one == 180


def test_tags_alone_take_no_time():
    cloud = Cloud()
    converge(cloud, declare((Slow, "s", {})))
    assert predicted(cloud, declare((Slow, "s", {}, {"tags": {"team": "x"}}))).seconds == 1


def test_deletions_come_last_in_reverse():
    cloud = Cloud()
    converge(cloud, declare((Middle, "m", {}), (Slow, "s", uses("m")), (Top, "t", uses("m"))))
    forecast = predicted(cloud, destroy=True)
    assert chain(forecast) == [("s", "delete", 400), ("m", "delete", 30)]
    assert forecast.one_by_one == 490
    after = predicted(cloud, declare((Top, "t", {"Value": "y"})), words=Words(prune=True))
    assert chain(after) == [("t", "update", 120), ("s", "delete", 400), ("m", "delete", 30)]


@pytest.mark.parametrize(("kind", "seconds"), [(Slow, 600 + 400), (Single, 700 + 50)])
def test_a_replacement_is_one_more_deletion(monkeypatch, kind, seconds):
    monkeypatch.setattr(Single, "durations", {"create": 700, "delete": 50})
    cloud = Cloud()
    converge(cloud, declare((kind, "x", {})))
    words = Words(replace=frozenset(["part/main/single/x"]))
    assert predicted(cloud, declare((kind, "x", {"Fixed": "b"})), words=words).seconds == seconds


def test_what_waits_for_a_person_and_all_behind_it_is_left_out():
    wish = declare((Careful, "c", {"Name": "c", "Value": "wait"}), (Slow, "s", uses("c")), (Middle, "m", {}))
    assert chain(predicted(Cloud(), wish)) == [("m", "create", 90)]


def test_without_waiting_only_what_others_need_is_waited_for():
    wish = declare((Slow, "db", {}), (Top, "app", needs("db")), (Middle, "nat", {}))
    forecast = predicted(Cloud(), wish, wait=False)
    assert chain(forecast) == [("db", "create", 600), ("app", "create", 1)]


def test_the_page_and_the_data_say_it_and_the_approval_does_not_hang_on_it(monkeypatch):
    wish = declare((Base, "b", {}), (Slow, "db", uses("b")), (Middle, "nat", {}), (Top, "app", needs("db")))
    result = converge(Cloud(), wish, check=True)
    assert rows.text(reporting.data(result.plan, STACK)).splitlines()[-2:] == [
        "About 13 min on AWS; one after the other it would be 15 min.",
        "Longest: part/main/slow/db 10 min -> part/main/top/app 3 min",
    ]
    data = json.loads(json.dumps(reporting.data(result.plan, STACK)))["forecast"]
    assert (data["seconds"], data["one_by_one"]) == (781, 871)
    assert data["stages"][1] == {"address": "part/main/slow/db", "verb": "create", "seconds": 600}
    monkeypatch.setattr(Slow, "durations", {"create": 60})
    again = converge(Cloud(), wish, check=True)
    assert again.plan.forecast.seconds < result.plan.forecast.seconds
    assert again.digest == result.digest


def test_what_takes_one_after_the_other_as_long_is_said_once():
    result = converge(Cloud(), declare((Middle, "nat", {})), check=True)
    assert result.plan.forecast.rows() == ["About 90 s on AWS.", "Longest: part/main/middle/nat 90 s"]


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0 s"), (119, "119 s"), (120, "2 min"), (840, "14 min")])
def test_durations_as_a_person_says_them(seconds, text):
    assert spoken(seconds) == text


def test_a_wait_tells_what_is_expected(monkeypatch):
    """In seconds at first, then once a minute."""
    monkeypatch.setattr(Slow, "ready_after", 24)
    aws, said = Aws(cloud := Cloud()), []
    converge(
        cloud,
        declare((Slow, "s", {})),
        aws=aws,
        report=lambda event, address, text: said.append((aws.clock.now(), text)) if event == "wait" else None,
    )
    assert said[0][1].startswith("being made, 1")
    assert said[0][1].endswith(" s of about 10 min")
    minutes = [(when, text) for when, text in said if when >= 120]
    assert minutes[0][1] in ["being made, %d min of about 10 min" % number for number in (2, 3)]
    assert all(59 < later[0] - earlier[0] < 100 for earlier, later in itertools.pairwise(minutes))


def test_a_deletion_tells_what_is_expected(monkeypatch):
    monkeypatch.setattr(Single, "durations", {"delete": 240})
    monkeypatch.setattr(Single, "ready_after", 9)
    cloud, said = Cloud(), []
    converge(cloud, declare((Single, "s", {})))
    converge(cloud, destroy=True, report=lambda *event: said.append(event))
    assert any(event == "wait" and text.endswith(" of about 4 min") for event, _address, text in said)


def test_a_revision_is_expected_to_last_as_an_update(monkeypatch):
    monkeypatch.setattr(Series, "durations", {"create": 50, "update": 20})
    cloud = Cloud()
    converge(cloud, declare((Series, "r", {"Name": "r"})))
    assert chain(predicted(cloud, declare((Series, "r", {"Name": "r", "Value": "y"})))) == [("r", "revise", 20)]


@pytest.mark.parametrize(
    ("verb", "values", "changed", "seconds"),
    [
        ("create", {"MultiAZ": False}, (), 480),
        ("create", {"MultiAZ": True}, (), 780),
        ("update", {"ApplyImmediately": True}, {"DBInstanceClass"}, 300),
        ("update", {"ApplyImmediately": False}, {"DBInstanceClass"}, 1),
        ("update", {"ApplyImmediately": True}, {"BackupRetentionPeriod"}, 1),
        ("delete", {}, (), 420),
    ],
)
def test_how_long_a_database_takes_hangs_on_its_settings(verb, values, changed, seconds):
    assert DbInstance.duration_of(verb, values, changed) == seconds


def test_a_kind_says_what_it_takes():
    assert EcsService.duration_of("update", {}, {"taskDefinition"}) == 180
    assert Base.duration_of("create", {}) == 1
