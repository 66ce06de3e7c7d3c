# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.acm.certificate import Certificate, plain
from ...aws.route53.certificate_validation import CertificateValidation
from ...engine.declaring import Declaration
from ..shared.hosted_zones import check_name, check_within, find_zone

# CloudFront takes certificates of this Region only (CloudFront Developer Guide, requirements for certificates).
CDN_REGION = "us-east-1"


def declare(options, stack, instance="main"):
    """The certificates and their validation."""
    declaration = Declaration("certificate", stack, instance)
    domain = check_name(declaration, "domain", options["domain"])
    declaration.check(
        len(domain) <= 64,
        "domain",
        options["domain"],
        "at most 64 characters are allowed; give a shorter name of the "
        "certificate first and this one in certificate_alternative_names",
    )
    others = [check_name(declaration, "alternative_names", name) for name in options["alternative_names"]]
    declaration.check(
        len(set(others)) == len(others) and domain not in others,
        "alternative_names",
        options["alternative_names"],
        "each name once, and not the domain itself, is allowed",
    )
    declaration.check(
        len(others) < 100, "alternative_names", "%d names" % len(others), "at most 99 beside the domain are allowed"
    )
    names = [domain, *others]
    for name in names:
        check_within(declaration, "domain" if name == domain else "alternative_names", name, options["hosted_zone"])
    want = {"DomainName": domain, "SubjectAlternativeNames": others, "KeyAlgorithm": options["key_algorithm"]}
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
        zone = find_zone(declaration, options) or declaration.neighbour("dns", "zone_id")
        declaration.add(
            CertificateValidation,
            "main",
            {
                "HostedZoneId": zone,
                "DomainNames": sorted({plain(name).removeprefix("*.") for name in names}),
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
