# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
from __future__ import annotations

"""Address arithmetic of the network: zones as slots, and subnets cut from a range. Pure."""

import ipaddress

TIERS = {"public": 1, "private": 11}
MOST_ZONES = 6                   # no region has more Availability Zones
SMALLEST_CUT = 22                # a smaller range gives subnets that are too small for a load balancer (/27)
# AWS keeps five addresses of each subnet; a VPC and its subnets are between /16 and /28 (VPC User Guide, "Subnet CIDR blocks").
LARGEST, SMALLEST = 16, 28


def network(text):
    """The IPv4 network of a CIDR without host bits, or None."""
    try:
        return ipaddress.IPv4Network(text)
    except ValueError:
        return None


def slots(count, names, region):
    """Zone letters: those of the named zones, or the first ones of the alphabet; None where a name is no zone of the region."""
    if not names:
        return [chr(ord("a") + index) for index in range(count)]
    letters = [name[len(region):] for name in names]
    wrong = [name for name, letter in zip(names, letters)
             if not name.startswith(region) or len(letter) != 1 or not "a" <= letter <= "z"]
    return None if wrong else letters


def cut(cidr, tier, letter):
    """The subnet of a tier and zone letter, always the same one: /24 in ranges of /19 and larger, else a 32nd of the range.

    Of 10.0.0.0/16 these are 10.0.1.0/24, 10.0.2.0/24 ... (public) and 10.0.11.0/24, 10.0.12.0/24 ... (private). Another
    zone moves nothing, as each letter has its place.
    """
    prefix = max(24, cidr.prefixlen + 5)
    base = int(cidr.network_address) + (TIERS[tier] + ord(letter) - ord("a")) * 2 ** (32 - prefix)
    return str(ipaddress.IPv4Network((base, prefix)))


def overlapping(texts):
    """The first two of several CIDRs that overlap, or None."""
    networks = [network(text) for text in texts]
    for index, one in enumerate(networks):
        for other in networks[:index]:
            if one.overlaps(other):
                return str(other), str(one)
    return None
