"""What Route 53 refuses in the values of records."""

from __future__ import annotations

import ipaddress
import re

TYPES = (
    "SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB",
    "HTTPS",
)  # fmt: skip
# Strings in quotation marks, with white space between them; a backslash begins an octal code or stands before a sign.
STRING = re.compile(r'"((?:[^"\\]|\\[0-3][0-7]{2}|\\[^0-9])*)"')
STRINGS = re.compile(rf"\s*{STRING.pattern}(?:\s*{STRING.pattern})*\s*")
SIGN = re.compile(r"\\[0-3][0-7]{2}|\\.|.", re.DOTALL)
LENGTH = 255  # signs of one string
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
    if kind in ("TXT", "SPF"):
        return _text(value)
    pattern, code, wanted = PATTERNS.get(kind, (None, "", ""))
    if pattern is not None and not pattern.match(value):
        return _fatal(f"{code} (Value should be {wanted})", value)
    return None


def _text(value: str) -> str | None:
    """See "TXT record type": other signs than those of ASCII are octal codes, and each string has at most 255 of them."""
    if any(not 32 <= ord(sign) < 127 and sign != "\t" for sign in value):
        return _fatal("UnsupportedCharacter (Value contains unsupported characters)", value)
    if not STRINGS.fullmatch(value):
        return _fatal("InvalidCharacterString (Value should be enclosed in quotation marks)", value)
    if any(len(SIGN.findall(text)) > LENGTH for text in STRING.findall(value)):
        return _fatal("CharacterStringTooLong (Value is too long)", value)
    return None


def repeated(kind: str, given: list[str]) -> str | None:
    """The first value that a record of type ``kind`` has twice, or None; only texts differ by their capitals."""
    seen: set[str] = set()
    for value in given:
        same = value if kind in ("TXT", "SPF", "CAA") else value.lower().rstrip(".")
        if same in seen:
            return value
        seen.add(same)
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
