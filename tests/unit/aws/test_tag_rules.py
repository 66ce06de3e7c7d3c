"""Tags that every service takes."""

from __future__ import annotations

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.shared import tag_rules


def test_what_every_service_takes_is_let_through() -> None:
    tags = {"Team": "", "cost:centre/1": "a_b.c:d/e=f+g-h@i 0", "K" * 128: "Größe ٣ " + "v" * 200, "Name": "shop"}
    assert tag_rules.refused(tags) == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        ({"K" * 129: "a"}, "a key of at most 128 characters is allowed; this one has 129"),
        ({"Text": "v" * 257}, "tag Text: a value of at most 256 characters is allowed; this one has 257"),
        ({"Team": "a\tb"}, "letters, numbers, spaces"),
        ({f"Key{number}": "a" for number in range(41)}, "at most 40 tags"),
    ],
)
def test_the_refusal_says_the_limit(tags: dict[str, str], said: str) -> None:
    ((_value, allowed),) = tag_rules.refused(tags)
    assert said in allowed
