"""What failed in a run: told once, for all stacks, with lines that can be copied."""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.failures import Failure, told

REFUSED = {"msg": "Nothing was changed.\nno zone\nno key", "problems": ["no zone", "no key"]}


def test_the_reason_is_said_once() -> None:
    assert list(told([Failure.of("one", REFUSED)])) == ["[one] Nothing was changed.\n  no zone\n  no key"]
    alone = {"msg": "it broke", "problems": ["it broke"], "stack": "shop/one/us-east-1"}
    assert list(told([Failure.of("one", alone)])) == ["[shop/one/us-east-1] it broke"]
    assert list(told([Failure.of("one", {"msg": "network_cidr: no"})])) == ["[one] network_cidr: no"]


def test_what_is_the_same_for_several_stacks_is_said_once() -> None:
    found = [Failure.of(host, REFUSED) for host in ("one", "two")] + [Failure.of("three", {"msg": "it broke"})]
    assert list(told(found)) == ["[one, two] Nothing was changed.\n  no zone\n  no key", "[three] it broke"]


def test_what_is_to_be_copied_stays_on_its_line() -> None:
    copied = 'data is kept: -e \'{"stack_data": ["' + "x" * 100 + "\"]}'"
    found = next(told([Failure.of("one", {"msg": "no", "problems": ["word " * 40, copied]})], 80)).splitlines()
    assert "  " + copied in found
    assert all(len(row) <= 80 for row in found if copied not in row)
