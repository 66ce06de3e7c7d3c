"""The values of DNS records as Route 53 takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.aws.route53 import values
from simulator.services.route53 import values as simulated


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("v=spf1 -all", '"v=spf1 -all"'),
        ("", '""'),
        ('say "hi" \\ there', '"say \\"hi\\" \\\\ there"'),
        ("Größe", '"Gr\\303\\266\\303\\237e"'),
        ("a" * 300, f'"{"a" * 255}" "{"a" * 45}"'),
        # Octets count and not signs, and no escape is cut.
        ("x" * 254 + '"' + "y", '"' + "x" * 254 + '\\"" "y"'),
        ('"two" "strings"', '"two" "strings"'),
        ('"Gr\\303\\266\\303\\237e"', '"Gr\\303\\266\\303\\237e"'),
        ('"raw ü"', '"raw \\303\\274"'),
    ],
)
def test_text_is_quoted_cut_and_escaped(text: str, sent: str) -> None:
    assert values.refused("TXT", text) == ""
    assert values.sent("TXT", text) == sent


@given(st.text(max_size=600))
def test_route_53_takes_any_text_and_it_is_not_changed_twice(text: str) -> None:
    if values.refused("TXT", text):
        assert text.startswith('"')
        return
    sent = values.sent("TXT", text)
    assert simulated.problem("TXT", sent) is None
    assert values.sent("TXT", sent) == sent


@pytest.mark.parametrize("record_type", values.FORMS)
def test_what_the_refusal_shows_is_allowed(record_type: str) -> None:
    example = values.FORMS[record_type][2]
    assert values.refused(record_type, example) == ""
    assert simulated.problem(record_type, example) is None
    assert example in values.refused(record_type, "not a value; really")


@pytest.mark.parametrize(
    ("record_type", "value"),
    [
        ("MX", "mail.example.com"),
        ("MX", "70000 mail.example.com"),
        ("SRV", "1 10 xmpp.example.com"),
        ("CAA", "0 issue amazon.com"),
        ("NS", "ns 1"),
        ("CNAME", "https://example.com/"),
        ("DS", "123 8 9 1a2b"),
        ("TLSA", "3 1 1 nothex"),
        ("A", "203.0.113.256"),
        ("AAAA", "203.0.113.1"),
        ("TXT", '"not closed'),
    ],
)
def test_other_values_are_refused(record_type: str, value: str) -> None:
    assert values.refused(record_type, value)


def test_what_route_53_takes_for_the_same() -> None:
    assert values.alike("AAAA", "2001:0db8::1") == values.alike("AAAA", "2001:db8:0::1")
    assert values.alike("NS", "NS-1.example.com.") == values.alike("NS", "ns-1.example.com")
    assert values.alike("TXT", '"a"') != values.alike("TXT", '"A"')
