"""Address blocks as AWS keeps them: host bits cleared, IPv6 in its short form."""

from __future__ import annotations

import ipaddress

from simulator.core.handlers import AwsError


def canonical(text: str, code: str = "InvalidParameterValue") -> str:
    """The canonical form of an IPv4 or IPv6 block. Raises AwsError for a malformed one."""
    try:
        if "/" not in text:
            raise ValueError
        return str(ipaddress.ip_network(text, strict=False))
    except ValueError as error:
        raise AwsError(code, f"CIDR block {text} is malformed") from error


def check_size(text: str, code: str) -> str:
    """The canonical form of an IPv4 block of /16 to /28, the sizes of VPCs and subnets. Raises AwsError."""
    block = canonical(text)
    if not 16 <= int(block.split("/")[1]) <= 28:
        raise AwsError(code, f"The CIDR '{text}' is invalid.")
    return block
