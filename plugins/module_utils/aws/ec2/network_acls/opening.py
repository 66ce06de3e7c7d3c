# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which entries a network ACL needs, since it remembers no connection, for what security group rules let through. Pure."""

from __future__ import annotations

import ipaddress

from ....engine.references import is_known

NUMBERS = {"tcp": "6", "udp": "17", "icmp": "1", "all": "-1"}
PORTS = ("6", "17")
ECHO, ECHO_REPLY, ANY = 8, 0, -1  # types of ICMP
# What comes from elsewhere than the internet, and so reaches private subnets: RFC 1918, RFC 6598.
PRIVATE = [ipaddress.ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")]
FIRST, STEP = 32010, 10  # numbers of such entries: high, where nobody has put entries of their own


def opened(entries, rules, tier, inside, answers, live=()):
    """``entries`` with those that rules need beside them, in order of number.

    :param entries: inbound entries that are declared
    :param rules: fields of security group rules
    :param tier: public, private or isolated: the internet begins connections to public subnets only, and isolated ones begin none
        to it
    :param inside: range of the VPC, which is open
    :param answers: ranges of ports to which answers come back
    :param live: inbound entries that are there: what is needed still keeps its number
    """
    wanted = {}
    for rule in rules:
        other = _other_side(rule, ipaddress.ip_network(inside))
        if not other or tier == "isolated" and not _private(other):
            continue
        for what in _needed(rule, other, tier, answers):
            wanted.setdefault(what, []).append(other)
    missing = []
    for what, ranges in sorted(wanted.items()):
        for cidr in ipaddress.collapse_addresses(ranges):
            entry = _entry(what, str(cidr))
            if not any(_covers(one, entry) for one in entries):
                missing.append(entry)
    return sorted([*entries, *_numbered(missing, entries, live)], key=lambda entry: entry["RuleNumber"])


def _other_side(rule, inside):
    """The IPv4 range outside of the VPC that a rule is about, or None: what is inside, or a group, or AWS's needs no entry."""
    text = rule.get("CidrIpv4")
    if not isinstance(text, str) or not is_known(text):
        return None
    other = ipaddress.ip_network(text, strict=False)
    return None if other.subnet_of(inside) else other


def _needed(rule, other, tier, answers):
    """(protocol, first, last) of the inbound packets that a rule is about."""
    protocol = NUMBERS.get(str(rule["IpProtocol"]), str(rule["IpProtocol"]))
    first, last = rule.get("FromPort", ANY), rule.get("ToPort", ANY)
    if rule["IsEgress"]:
        every = protocol == "-1"
        if every or protocol in PORTS:
            for number in PORTS if every else (protocol,):
                yield from ((number, *ports) for ports in answers)
        if every or protocol == "1":
            yield ("1", ECHO_REPLY, ANY) if every or first == ECHO else ("1", ANY, ANY)
        elif protocol not in PORTS:
            yield protocol, ANY, ANY
    elif tier == "public" or _private(other):
        yield (protocol, first, last) if protocol in (*PORTS, "1") else (protocol, ANY, ANY)


def _private(other):
    return any(other.subnet_of(part) for part in PRIVATE)


def _entry(what, cidr):
    protocol, first, last = what
    entry = {"Protocol": protocol, "RuleAction": "allow", "CidrBlock": cidr}
    if protocol in PORTS:
        entry["PortRange"] = {"From": first, "To": last}
    if protocol == "1":
        entry["IcmpTypeCode"] = {"Type": first, "Code": last}
    return entry


def _covers(one, other):
    """True where an entry lets in all that another one would."""
    if one["RuleAction"] != "allow" or one["Protocol"] not in ("-1", other["Protocol"]) or "CidrBlock" not in one:
        return False
    if not ipaddress.ip_network(other["CidrBlock"]).subnet_of(ipaddress.ip_network(one["CidrBlock"], strict=False)):
        return False
    if one["Protocol"] == "-1":
        return True
    ports, kind = one.get("PortRange"), one.get("IcmpTypeCode")
    if ports:
        return ports["From"] <= other["PortRange"]["From"] and other["PortRange"]["To"] <= ports["To"]
    return not kind or all(kind[name] in (ANY, other["IcmpTypeCode"][name]) for name in kind)


def _numbered(missing, entries, live):
    """The entries with numbers that nobody has: those that they have already, or the first free ones."""
    taken = {entry["RuleNumber"] for entry in entries}
    kept = {
        entry["RuleNumber"]: {name: value for name, value in entry.items() if name != "RuleNumber"}
        for entry in live
        if entry["RuleNumber"] >= FIRST and entry["RuleNumber"] not in taken
    }
    places = [next((number for number, there in kept.items() if there == entry), None) for entry in missing]
    taken.update(number for number in places if number)
    free = (number for number in range(FIRST, 32767, STEP) if number not in taken)
    return [{"RuleNumber": number or next(free), **entry} for number, entry in zip(places, missing)]
