"""IP protocols by name and number."""

from __future__ import annotations

from simulator.core.handlers import AwsError

NUMBERS = {"icmp": "1", "tcp": "6", "udp": "17", "icmpv6": "58", "all": "-1", "-1": "-1"}
NAMES = {"1": "icmp", "6": "tcp", "17": "udp", "58": "icmpv6", "-1": "-1"}


def protocol_number(text: str) -> str:
    """The number of a protocol given by name or number; ``-1`` is all. Raises AwsError for anything else."""
    lowered = str(text).lower()
    if lowered in NUMBERS:
        return NUMBERS[lowered]
    if lowered.isdigit() and int(lowered) <= 255:
        return lowered
    raise AwsError("InvalidParameterValue", f"Invalid value '{text}' for IP protocol. Unknown protocol.")


def protocol_name(text: str) -> str:  # B11
    """The name under which security groups show a protocol; its number where they have none."""
    number = protocol_number(text)
    return NAMES.get(number, number)
