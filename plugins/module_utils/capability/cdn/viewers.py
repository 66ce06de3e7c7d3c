# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of a distribution on who asks it, and by which names."""

from __future__ import annotations

from ..shared import forms
from ..shared.option import Option

VIEWERS = {
    "aliases": Option(
        "list",
        "Domain names of the distribution. A certificate for all of them is needed.",
        default=[],
        elements="str",
        sample=["inflight-ordering.example.com"],
        aws="Each name belongs to one distribution in all of AWS.",
        field="distribution.Aliases",
        sent=sorted,
    ),
    "certificate_arn": Option(
        "str",
        "ARN of the certificate, where it is not that of the certificate capability.",
        aws="Issued, in us-east-1.",
        form=forms.CERTIFICATE_ARN,
    ),
    "minimum_protocol_version": Option(
        "str",
        "Oldest TLS with its ciphers. Without O(aliases) CloudFront's own certificate allows TLSv1.",
        default="TLSv1.2_2021",
        choices=["TLSv1.2_2019", "TLSv1.2_2021", "TLSv1.2_2025", "TLSv1.3_2025"],
        field="distribution.ViewerCertificate.MinimumProtocolVersion",
    ),
    "firewall": Option("bool", "Whether the firewall capability's web ACL stands in front.", default=True),
    "web_acl_arn": Option("str", "ARN of a web ACL that is not the firewall capability's.", aws="Of scope CLOUDFRONT."),
    "geo_restriction": Option(
        "dict",
        "Countries that are let in or kept out.",
        apply_defaults=True,
        options={
            "type": Option(
                "str",
                "V(whitelist) lets only O(geo_restriction.locations) in, V(blacklist) keeps them out.",
                default="none",
                choices=["none", "whitelist", "blacklist"],
                field="distribution.Restrictions.GeoRestriction.RestrictionType",
            ),
            "locations": Option(
                "list",
                "Country codes, ISO 3166-1 alpha-2.",
                default=[],
                elements="str",
                field="distribution.Restrictions.GeoRestriction.Items",
                sent=sorted,
            ),
        },
    ),
    "price_class": Option(
        "str",
        "Which edge locations are used.",
        default="PriceClass_All",
        choices=["PriceClass_All", "PriceClass_200", "PriceClass_100"],
        field="distribution.PriceClass",
    ),
    "http_version": Option(
        "str",
        "HTTP versions beside HTTP/1.1.",
        default="http2and3",
        choices=["http1.1", "http2", "http3", "http2and3"],
        field="distribution.HttpVersion",
    ),
    "ipv6": Option(
        "bool",
        "Whether the distribution answers on IPv6.",
        default=True,
        field="distribution.IsIPV6Enabled",
    ),
    "comment": Option(
        "str",
        "Comment of the distribution. The default is its generated name.",
        aws="At most 128 characters.",
        length=(None, 128),
        field="distribution.Comment",
    ),
    "enabled": Option(
        "bool",
        "Whether the distribution answers.",
        default=True,
        field="distribution.Enabled",
    ),
}
