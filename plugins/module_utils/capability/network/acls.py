# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The entries of the network ACLs: defaults by tier, and free ones on top. Pure."""

from __future__ import annotations

import re

from ...aws.ec2.network_acls.network_acl import LAST_RULE, PROTOCOLS
from ..shared import forms
from ..shared.option import Option
from .subnetting import TIERS, network, tiers

ANYWHERE = "0.0.0.0/0"
LATE = 32000  # the first number of entries that stand behind all others; see also aws/ec2/network_acls/opening.py
NUMBERED = ("tcp", "udp")
OPTION = {
    "tier": Option("str", "Tier of subnets before which the entry stands.", choices=list(TIERS), required=True),
    "direction": Option("str", "Direction of the traffic.", default="ingress", choices=["ingress", "egress"]),
    "rule_number": Option(
        "int",
        [
            "Place of the entry in its tier and direction. The lowest number that fits a packet decides.",
            "A number of a default entry replaces that entry.",
        ],
        required=True,
        aws="1 to 32766.",
        between=(1, 32766),
    ),
    "action": Option("str", "What happens to the traffic.", default="allow", choices=["allow", "deny"]),
    "protocol": Option("str", "V(tcp), V(udp), V(icmp), V(all), or a protocol number.", default="tcp"),
    "cidr": Option("str", "IPv4 range of the other side, such as V(10.8.0.0/16).", required=True, form=forms.CIDR4),
    "from_port": Option("int", "First port. Needed for V(tcp) and V(udp).", aws="0 to 65535.", between=(0, 65535)),
    "to_port": Option("int", "Last port. The first one when omitted.", aws="C(from_port) to 65535."),
    "icmp_type": Option("int", "ICMP type, V(-1) for all of them.", default=-1, aws="V(-1) to 255.", between=(-1, 255)),
    "icmp_code": Option("int", "ICMP code, V(-1) for all of them.", default=-1, aws="V(-1) to 255.", between=(-1, 255)),
}


def entries(declaration, options):
    """{tier: {"Ingress": entries, "Egress": entries}}, each in the API's shape and in order of number.

    ``answers`` are the ranges of ports to which answers come back.
    """
    ephemeral = [_ports(declaration, text) for text in options["acl_ephemeral_ports"]]
    result = {
        tier: {
            "Ingress": {
                **_defaults(tier, options["cidr"], ephemeral),
                **_late(ephemeral if options["acl_udp"] else ()),
            },
            "Egress": {100: _entry(100, "all", ANYWHERE)},
        }
        for tier in tiers(options)
    }
    if "isolated" in result:  # nothing from elsewhere comes back to where nobody goes out
        result["isolated"]["Ingress"] = _defaults("isolated", options["cidr"], ())
    seen = set()
    for item in options["acl_entries"]:
        declaration.check(item["tier"] in result, "acl_entries", item, "tier isolated needs network_isolated: true")
        place = (item["tier"], item["direction"].capitalize(), item["rule_number"])
        declaration.check(
            place not in seen, "acl_entries", item, "each rule_number is given once in a tier and direction"
        )
        seen.add(place)
        result[place[0]][place[1]][place[2]] = _free(declaration, item)
    found = {
        tier: {name: [rows[number] for number in sorted(rows)] for name, rows in directions.items()}
        for tier, directions in result.items()
    }
    return {**found, "answers": [list(ports) for ports in ephemeral]}


def _defaults(tier, cidr, ephemeral):
    """The VPC itself, the web from anywhere (public), and the way back of connections that were opened from inside."""
    rows = [("all", cidr, None)]
    if tier == "public":
        rows += [("tcp", ANYWHERE, (80, 80)), ("tcp", ANYWHERE, (443, 443))]
    rows += [("tcp", ANYWHERE, ports) for ports in ephemeral]
    return {100 + 10 * index: _entry(100 + 10 * index, *row) for index, row in enumerate(rows)}


def _late(ephemeral):
    """Answers by UDP, and the message that a packet is too large for the path (VPC User Guide, path MTU discovery).

    Their numbers are high, where nobody has put entries of their own.
    """
    rows = {
        LATE + 10 * index: _entry(LATE + 10 * index, "udp", ANYWHERE, ports) for index, ports in enumerate(ephemeral, 1)
    }
    rows[LATE] = {**_entry(LATE, "icmp", ANYWHERE), "IcmpTypeCode": {"Type": 3, "Code": 4}}
    return rows


def _entry(number, protocol, cidr, ports=None, action="allow"):
    entry = {
        "RuleNumber": number,
        "Protocol": PROTOCOLS.get(protocol, protocol),
        "RuleAction": action,
        "CidrBlock": cidr,
    }
    if ports:
        entry["PortRange"] = {"From": ports[0], "To": ports[1]}
    return entry


def _ports(declaration, text):
    found = re.fullmatch(r"(\d+)(?:-(\d+))?", str(text))
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    declaration.check(
        0 <= first <= last <= 65535, "acl_ephemeral_ports", text, "a range of ports such as 1024-65535 is allowed"
    )
    return first, last


def _free(declaration, item):
    def check(condition, allowed):
        declaration.check(condition, "acl_entries", item, allowed)

    protocol = item["protocol"].lower()
    check(1 <= item["rule_number"] <= LAST_RULE, "a rule_number of 1 to %d is allowed" % LAST_RULE)
    check(network(item["cidr"]) is not None, "a cidr without host bits, such as 10.8.0.0/16, is needed")
    check(
        protocol in PROTOCOLS or protocol.isdigit() and int(protocol) < 256,
        "a protocol of %s, or a number below 256, is allowed" % ", ".join(sorted(PROTOCOLS)),
    )
    entry = _entry(item["rule_number"], protocol, item["cidr"], action=item["action"])
    if protocol in NUMBERED or entry["Protocol"] in ("6", "17"):
        first = item["from_port"]
        last = first if item["to_port"] is None else item["to_port"]
        check(
            first is not None and 0 <= first <= last <= 65535,
            "from_port and to_port between 0 and 65535, in order, are needed",
        )
        entry["PortRange"] = {"From": first, "To": last}
    else:
        check(item["from_port"] is None and item["to_port"] is None, "ports go with tcp and udp only")
    if entry["Protocol"] == "1":
        entry["IcmpTypeCode"] = {"Type": item["icmp_type"], "Code": item["icmp_code"]}
    return entry
