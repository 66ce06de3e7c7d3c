# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Address arithmetic of the network: zones as slots, and subnets cut from a range. Pure."""

from __future__ import annotations

import dataclasses
import ipaddress

# Place of a tier's first zone among the subnets that are cut.
TIERS = {"public": 1, "private": 11, "isolated": 21}
ZONES = range(2, 7)  # a load balancer and a database need two; no region has more than six
LETTERS = "abcdefghij"
# A VPC and its subnets are between /16 and /28, and AWS keeps five addresses of each (VPC User Guide).
LARGEST, SMALLEST = 16, 28
# A load balancer needs a /27 with eight free addresses (Elastic Load Balancing, "Subnets for your load balancer").
SMALLEST_PUBLIC = 27
SMALLEST_CUT = 22  # the smallest range of which a 32nd is a /27


@dataclasses.dataclass(frozen=True)
class Layout:
    """The zones and subnets of a network.

    :param letters: zone letters, in order: the names of slots
    :param subnets: tier -> letter -> CIDR
    """

    letters: tuple
    subnets: dict


def tiers(options):
    """The tiers of a network: the isolated one only where it is asked for."""
    return [tier for tier in TIERS if tier != "isolated" or options["isolated"] or options["isolated_subnets"]]


def network(text):
    """The IPv4 network of a CIDR without host bits, or None."""
    try:
        return ipaddress.IPv4Network(text)
    except ValueError:
        return None


def cut(cidr, tier, letter):
    """The subnet of a tier and zone letter: /24 in ranges of /19 and larger, else a 32nd of the range.

    Of 10.0.0.0/16 these are 10.0.1.0/24, 10.0.2.0/24 ... (public), 10.0.11.0/24, 10.0.12.0/24 ... (private), and
    10.0.21.0/24, 10.0.22.0/24 ... (isolated). One more zone moves nothing, as each letter has its place.
    """
    prefix = max(24, cidr.prefixlen + 5)
    place = TIERS[tier] + LETTERS.index(letter)
    return str(ipaddress.IPv4Network((int(cidr.network_address) + place * 2 ** (32 - prefix), prefix)))


def layout(declaration, options):
    """The checked Layout of a network's options."""
    cidr = network(options["cidr"])
    declaration.check(
        cidr is not None and LARGEST <= cidr.prefixlen <= SMALLEST,
        "cidr",
        options["cidr"],
        "an IPv4 range without host bits, between /16 and /28, such as 10.0.0.0/16, is allowed",
    )
    letters = _letters(declaration, options)
    subnets = {}
    for tier in tiers(options):
        given = options[tier + "_subnets"]
        if given:
            declaration.check(
                len(given) == len(letters),
                tier + "_subnets",
                given,
                "one for each of the %d zones is needed" % len(letters),
            )
            for text in given:
                _check_subnet(declaration, tier, text, cidr)
        else:
            declaration.check(
                cidr.prefixlen <= SMALLEST_CUT,
                "cidr",
                options["cidr"],
                "at least a /%d is needed to cut subnets from it; give %s to use a smaller one"
                % (SMALLEST_CUT, " and ".join(name + "_subnets" for name in tiers(options))),
            )
        subnets[tier] = dict(zip(letters, given or [cut(cidr, tier, letter) for letter in letters]))
    _check_overlaps(declaration, options, subnets)
    return Layout(tuple(letters), subnets)


def _letters(declaration, options):
    region, names, count = declaration.stack.region, options["zones"] or [], options["zone_count"]
    two = "at least 2 zones are needed (a load balancer and a database need two), and at most 6 exist"
    if not names:
        declaration.check(count in ZONES, "zone_count", count, two)
        return list(LETTERS[:count])
    declaration.check(len(set(names)) in ZONES, "zones", names, two)
    for name in names:
        declaration.check(
            name[:-1] == region and name[-1:] in LETTERS,
            "zones",
            name,
            "an Availability Zone of %s, such as %sa, is allowed" % (region, region),
        )
    return [name[-1] for name in names]


def _check_subnet(declaration, tier, text, cidr):
    option, smallest = tier + "_subnets", SMALLEST_PUBLIC if tier == "public" else SMALLEST
    subnet = network(text)
    declaration.check(
        subnet is not None, option, text, "an IPv4 range without host bits, such as 10.0.1.0/24, is allowed"
    )
    declaration.check(
        LARGEST <= subnet.prefixlen <= smallest,
        option,
        text,
        "between /16 and /%d is allowed%s" % (smallest, " (a load balancer needs a /27)" if tier == "public" else ""),
    )
    declaration.check(subnet.subnet_of(cidr), option, text, "a range inside network_cidr %s is allowed" % cidr)


def _check_overlaps(declaration, options, subnets):
    seen = []
    for tier in subnets:
        for text in subnets[tier].values():
            other = next((other for other in seen if network(other).overlaps(network(text))), None)
            option = (
                tier
                if options[tier + "_subnets"]
                else next((name for name in subnets if name != tier and options[name + "_subnets"]), tier)
            )
            declaration.check(
                other is None, option + "_subnets", text, "a range that does not overlap %s is allowed" % other
            )
            seen.append(text)
