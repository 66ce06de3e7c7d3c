"""A run lasts hardly longer than its longest chain, and the forecast names that chain: on a clock that only waiting moves."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .cloud import Aws, Cloud, converge, declare
from .kinds import KINDS, Thing, kind


class Timed(Thing):
    """Ready after a time, whoever looks."""

    @classmethod
    def create(cls, api, want, tags):
        live = super().create(api, want, tags)
        api.cloud.objects[live.id]["born"] = api.cloud.clock.now()
        return live

    @classmethod
    def refresh(cls, api, live):
        with api.cloud.guard:
            row = api.cloud.objects[live.id]
            row["polls"] = api.cloud.clock.now() - row["born"]
            return cls.live(live.id, copy.deepcopy(row))


SECONDS = (0, 60, 240, 600)
TIMED = [
    kind(
        f"timed_{seconds}",
        Timed,
        uses=tuple(f"timed_{other}" for other in SECONDS),
        ready_after=seconds,
        durations={"create": seconds},
    )
    for seconds in SECONDS
]


@pytest.fixture(autouse=True)
def _known(monkeypatch):
    for item in TIMED:
        monkeypatch.setitem(KINDS, item.kind, item)


def run(nodes, **options):
    """(the forecast, the seconds that passed) of nodes: [(index of a kind, {index of an earlier node: "exists" | "ready"})]."""
    rows, names = [], []
    for index, (which, after) in enumerate(nodes):
        order = [("part/main/%s/%s" % (TIMED[nodes[other][0]].kind, names[other]), how) for other, how in after.items()]
        names.append(f"n{index}")
        rows.append((TIMED[which], names[index], {}, {"after": order}))
    cloud = Cloud()
    aws = Aws(cloud)
    cloud.clock = aws.clock
    result = converge(cloud, declare(*rows), aws=aws, **options)
    assert len(result.outcome.done) == len(nodes)
    return result.plan.forecast, aws.clock.now()


graphs = st.integers(1, 8).flatmap(
    lambda size: st.tuples(
        *[
            st.tuples(
                st.integers(0, len(TIMED) - 1),
                st.dictionaries(st.integers(0, number - 1), st.sampled_from(["exists", "ready"]))
                if number
                else st.just({}),
            )
            for number in range(size)
        ]
    )
)


@settings(max_examples=60, deadline=None)
@given(graphs, st.booleans())
def test_a_run_lasts_as_long_as_its_longest_chain(nodes, wait):
    forecast, passed = run(nodes, wait=wait)
    calls = len(nodes)  # the forecast gives each its second; here they take none
    assert forecast.seconds - calls <= passed <= forecast.seconds * 1.10 + calls


def test_one_after_the_other_would_take_a_multiple():
    forecast, passed = run([(3, {}), (2, {}), (2, {}), (1, {}), (2, {0: "ready"})])
    assert forecast.one_by_one == 600 + 3 * 240 + 60
    assert forecast.one_by_one > 1.5 * passed
