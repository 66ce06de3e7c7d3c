# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.acm.certificate import Certificate, plain
from ...aws.route53.certificate_validation import CertificateValidation
from ...engine.declaring import Declaration
from ..shared.handed import handed
from ..shared.hosted_zones import check_name, find_zone
from .options import SPEC

# CloudFront takes certificates of this Region only (CloudFront Developer Guide, requirements for certificates).
CDN_REGION = "us-east-1"


def declare(options, stack, instance="main"):
    """The certificates and their validation."""
    declaration = Declaration("certificate", stack, instance)
    domain = _name(declaration, "domain", options["domain"])
    others = [_name(declaration, "alternative_names", name) for name in options["alternative_names"]]
    declaration.check(
        len(set(others)) == len(others) and domain not in others,
        "alternative_names",
        options["alternative_names"],
        "each name once, and not the domain itself, is allowed",
    )
    names = [domain, *others]
    zones = _zones(declaration, options, names)
    want = handed({**options, "domain": domain, "alternative_names": others}, SPEC["options"], Certificate)
    separate = options["cdn"] == "always" or options["cdn"] == "auto" and stack.region != CDN_REGION
    declaration.check(
        not separate or options["key_algorithm"] != "EC_secp384r1",
        "key_algorithm",
        options["key_algorithm"],
        "RSA_2048 and EC_prime256v1 are allowed for CloudFront; set certificate_cdn: never where no CDN uses it",
    )
    main = declaration.add(Certificate, "main", want)
    cdn = declaration.add(Certificate, "cdn", want, place="cdn") if separate else None
    if cdn and options["cdn"] == "auto":
        cdn.only_with = ("distribution",)
    if options["validation"] == "route53":
        for label, (zone, members) in zones.items():
            declaration.add(
                CertificateValidation,
                label,
                {
                    "HostedZoneId": zone,
                    "DomainNames": sorted({plain(name).removeprefix("*.") for name in members}),
                    "Records": main["ValidationRecords"],
                },
                place="dns",
                readies=[certificate for certificate in (main, cdn) if certificate],
            )
    usable = cdn or (main if stack.region == CDN_REGION else None)
    declaration.outputs = {
        "arn": main["CertificateArn"],
        "cdn_arn": usable["CertificateArn"] if usable else None,
        "validation_records": main["ValidationRecords"],
    }
    return declaration


def _name(declaration, option, name):
    """The name of a certificate in its compared form. Its labels have no underscores (the model's DomainNameString)."""
    declaration.check("_" not in name, option, name, "a domain name without underscores is allowed")
    return check_name(declaration, option, name)


def _zones(declaration, options, names):
    """Node name -> (ID of a hosted zone, the names in it): the innermost of the given zones that a name lies in."""
    further = [check_name(declaration, "further_zones", name) for name in options["further_zones"]]
    first = check_name(declaration, "hosted_zone", options["hosted_zone"]) if options["hosted_zone"] else None
    declaration.check(
        len(set(further)) == len(further) and first not in further,
        "further_zones",
        options["further_zones"],
        "each zone once, and not the hosted_zone, is allowed",
    )
    places = {zone: [] for zone in (first, *further)}
    for name in names:
        fitting = [zone for zone in further if name == zone or name.endswith("." + zone)]
        if first and name != first and not name.endswith("." + first) and not fitting:
            option = "domain" if name == names[0] else "alternative_names"
            declaration.fail(option, name, "names in the hosted zone %s are allowed" % " or ".join(map(str, places)))
        inside = [zone for zone in places if zone is None or name == zone or name.endswith("." + zone)]
        places[max(inside, key=lambda zone: len(zone or ""))].append(name)
    for zone in further:
        declaration.check(places[zone], "further_zones", zone, "a zone that one of the names lies in is allowed")
    if options["validation"] != "route53":
        return {}
    found = {}
    if places[first]:
        found["main"] = (find_zone(declaration, options) or declaration.neighbour("dns", "zone_id"), places[first])
    for zone in further:
        found[zone] = (find_zone(declaration, {"hosted_zone": zone, "hosted_zone_id": None}, zone), places[zone])
    return found
