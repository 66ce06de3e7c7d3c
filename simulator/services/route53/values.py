"""What Route 53 refuses in the values of records."""

from __future__ import annotations

import ipaddress
import re

TYPES = (
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB",
    "HTTPS",
)  # fmt: skip
QUOTED = re.compile(r'^("([^"\\]|\\.){0,255}"\s*)+$')
HOST = re.compile(r"^[A-Za-z0-9_*.\\-]+$")
PATTERNS = {
    "MX": (re.compile(r"^\d{1,5}\s+[A-Za-z0-9_.-]+$"), "InvalidMX", "a priority and a host name"),
    "SRV": (re.compile(r"^\d+\s+\d+\s+\d+\s+[A-Za-z0-9_.-]+$"), "InvalidSRV", "priority, weight, port and host name"),
    "CAA": (re.compile(r'^\d{1,3}\s+[A-Za-z0-9]+\s+"[^"]*"$'), "InvalidCAA", "flags, a tag and a quoted value"),
    "CNAME": (HOST, "DomainNameInvalid", "a domain name"),
    "NS": (HOST, "DomainNameInvalid", "a domain name"),
    "PTR": (HOST, "DomainNameInvalid", "a domain name"),
}


def problem(kind: str, value: str) -> str | None:
    """What Route 53 says about a value of a record of type ``kind``, or None when it is right."""
    if kind in ("A", "AAAA"):
        return _address(4 if kind == "A" else 6, value)
    if kind in ("TXT", "SPF") and not QUOTED.match(value):
        return _fatal("InvalidCharacterString (Value should be enclosed in quotation marks)", value)
    pattern, code, wanted = PATTERNS.get(kind, (None, "", ""))
    if pattern is not None and not pattern.match(value):
        return _fatal(f"{code} (Value should be {wanted})", value)
    return None


def _address(version: int, value: str) -> str | None:
    try:
        right = ipaddress.ip_address(value).version == version
    except ValueError:
        right = False
    name = f"IPv{version}"
    code = "ARRDATAIllegalIPv4Address" if version == 4 else "AAAARRDATAIllegalIPv6Address"
    return None if right else _fatal(f"{code} (Value is not a valid {name} address)", value)


def _fatal(what: str, value: str) -> str:
    return f"Invalid Resource Record: 'FATAL problem: {what} encountered with '{value}''"
