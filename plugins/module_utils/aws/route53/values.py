# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The values of records by type, as Route 53 takes them (Developer Guide, supported DNS record types). Pure."""

from __future__ import annotations

import ipaddress
import re

NUMBER = r"\d{1,5}"
HOST = r"(?:\.|[\w*-]{1,63}(?:\.[\w-]{1,63})*\.?)"
HEX = r"[0-9A-Fa-f](?:[0-9A-Fa-f\s]*[0-9A-Fa-f])?"
QUOTED = r'"(?:[^"\\]|\\.)*"'
HOST_WORDS = "a domain name"
# Type -> pattern of a value, what it is in words, an example.
FORMS = {
    "CAA": (r"(\d{1,3}) [A-Za-z0-9]{1,255} " + QUOTED, "flags, tag and quoted value", '0 issue "amazon.com"'),
    "CNAME": (HOST, HOST_WORDS, "www.example.com"),
    "DS": (r"(%s) \d{1,3} [124] %s" % (NUMBER, HEX), "key tag, algorithm, digest type and digest", "123 8 2 1a2b"),
    "HTTPS": (r"(%s) %s(?: \S+)*" % (NUMBER, HOST), "priority, target and parameters", "1 . alpn=h2"),
    "MX": (r"(%s) %s" % (NUMBER, HOST), "priority and mail server", "10 mail.example.com"),
    "NAPTR": (
        r"(%s) (%s) %s %s %s %s" % (NUMBER, NUMBER, QUOTED, QUOTED, QUOTED, HOST),
        "order, preference, quoted flags, service and expression, and replacement",
        '100 50 "u" "E2U+sip" "!^.*$!sip:info@example.com!" .',
    ),
    "NS": (HOST, "the name of a name server", "ns-1.example.com"),
    "PTR": (HOST, HOST_WORDS, "host.example.com"),
    "SRV": (
        r"(%s) (%s) (%s) %s" % (NUMBER, NUMBER, NUMBER, HOST),
        "priority, weight, port and host",
        "1 10 5269 xmpp.example.com",
    ),
    "SSHFP": (r"[12346] [12] " + HEX, "algorithm, type and fingerprint", "4 2 123456789abcdef"),
    "SVCB": (r"(%s) %s(?: \S+)*" % (NUMBER, HOST), "priority, target and parameters", "1 svc.example.com port=8443"),
    "TLSA": (r"(?:[0-3]|255) [01] [0-2] " + HEX, "usage, selector, matching type and data", "3 1 1 0123abcd"),
}
TEXTS = ("TXT", "SPF")
LENGTH = 255  # octets of one string
LONGEST = 4000  # characters of a value as it is sent (the model's RData)
_STRING = re.compile(r'"((?:[^"\\]|\\[0-7]{3}|\\[^0-9])*)"')
_SIGN = re.compile(r"\\([0-7]{3})|\\(.)|(.)", re.DOTALL)


def refused(record_type, value):
    """What is allowed instead of a value, as the end of a sentence, or ""."""
    if record_type in ("A", "AAAA"):
        version = 4 if record_type == "A" else 6
        return "" if _version(value) == version else "%s records hold IPv%d addresses" % (record_type, version)
    if record_type in TEXTS:
        if value.startswith('"') and _strings(value) is None:
            return 'text, or strings in quotation marks such as "v=spf1 -all", with \\" for one inside'
        return "" if len(sent(record_type, value)) <= LONGEST else "at most %d characters are allowed" % LONGEST
    pattern, words, example = FORMS[record_type]
    found = re.fullmatch(pattern, " ".join(value.split()), re.ASCII)
    if not found or any(int(number) > 65535 for number in found.groups() if number) or len(value) > LONGEST:
        return "%s records hold %s, such as %s" % (record_type, words, example)
    return ""


def sent(record_type, value):
    """A value as Route 53 takes it: text in quotation marks, in pieces, with octal codes for what is not ASCII.

    :param value: one that ``refused`` lets through
    """
    if record_type not in TEXTS:
        return value
    strings = _strings(value) if value.startswith('"') else [value.encode()]
    pieces = [text[start : start + LENGTH] for text in strings for start in range(0, max(len(text), 1), LENGTH)]
    return " ".join('"%s"' % "".join(map(_escaped, piece)) for piece in pieces)


def alike(record_type, value):
    """What two values have in common that Route 53 takes for the same: capitals count in texts only."""
    if record_type in TEXTS:
        return sent(record_type, value)
    if record_type in ("CAA", "NAPTR"):
        return " ".join(value.split())
    if record_type in ("A", "AAAA"):
        return str(ipaddress.ip_address(value))
    return " ".join(value.lower().split()).rstrip(".")


def _version(value):
    try:
        return None if "%" in value else ipaddress.ip_address(value).version
    except ValueError:
        return None


def _strings(value):
    """The octets of each string of a quoted value, or None where it is none."""
    if not re.fullmatch(r"\s*%s(\s*%s)*\s*" % (_STRING.pattern, _STRING.pattern), value):
        return None
    return [
        b"".join(bytes([int(code, 8) & 255]) if code else (escaped or sign).encode() for code, escaped, sign in signs)
        for signs in (_SIGN.findall(text) for text in _STRING.findall(value))
    ]


def _escaped(octet):
    sign = chr(octet)
    if sign in '"\\':
        return "\\" + sign
    return sign if 32 <= octet < 127 else "\\%03o" % octet
