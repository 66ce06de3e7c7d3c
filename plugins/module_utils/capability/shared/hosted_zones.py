# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What the capabilities that write into a hosted zone share: which zone, and whether a name lies in it."""

from __future__ import annotations

import re

from ...aws.route53.base import plain
from ...aws.route53.existing_hosted_zone import ExistingHostedZone
from ...engine.references import is_known, reference
from . import forms
from .option import Option

OWN_ZONE = "dns/main/hosted_zone/zone"
_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(r"(\*\.)?(%s\.)+(?=..)%s" % (_LABEL, _LABEL))
NAME_ALLOWED = "a domain name of at most 253 characters, whose labels hold letters, digits, hyphens and underscores"
OPTIONS = {
    "hosted_zone": Option(
        "str",
        "Name of the public hosted zone that the records go into.",
        sample="example.com",
        aws="The public zone must exist, in the stack's account or in that of O(ignore:dns_role_arn).",
    ),
    "hosted_zone_id": Option(
        "str",
        "ID of the hosted zone, instead of a look-up by name, or where two public zones have one name.",
        sample="Z0123456789ABCDEFGHIJ",
        form=forms.HOSTED_ZONE_ID,
    ),
}


def check_name(declaration, option, name):
    """Refuse what is no domain name; gives its compared form."""
    declaration.check(is_name(name), option, name, NAME_ALLOWED)
    return plain(name)


def is_name(name):
    """True for a domain name of at least two labels, with or without a dot at its end. A wildcard may stand first."""
    return isinstance(name, str) and len(name) <= 254 and bool(_NAME.fullmatch(plain(name)))


def check_within(declaration, option, name, zone):
    """Refuse a name outside the zone; nothing is checked where the zone's name is not known."""
    if zone and is_known([name, zone]):
        inside = plain(name) == plain(zone) or plain(name).endswith("." + plain(zone))
        declaration.check(inside, option, name, "names in the hosted zone %s are allowed" % plain(zone))


def find_zone(declaration, options, name="zone"):
    """ID of the zone that the options name, or None. A look-up is a node of the declaration."""
    if options["hosted_zone_id"]:
        return options["hosted_zone_id"]
    if options["hosted_zone"]:
        check_name(declaration, "hosted_zone", options["hosted_zone"])
        found = declaration.add(ExistingHostedZone, name, {"Name": options["hosted_zone"]}, place="dns")
        # A zone of that name that the stack makes in the same run is not there to be looked up yet.
        found.where[OWN_ZONE] = {"OwnName": reference(OWN_ZONE, "Name"), "OwnId": reference(OWN_ZONE, "HostedZoneId")}
        return found["HostedZoneId"]
    return None
