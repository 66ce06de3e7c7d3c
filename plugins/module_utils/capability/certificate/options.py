# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of certificate."""

from __future__ import annotations

from ..shared.hosted_zones import OPTIONS
from ..shared.option import Option

ALGORITHMS = ("RSA_2048", "EC_prime256v1", "EC_secp384r1")

SPEC = {
    "short_description": "ACM certificate of a stack, validated through DNS",
    "description": [
        (
            "Requests a public certificate and writes its validation records into the hosted zone, where they stay, since "
            "AWS renews the certificate through them."
        ),
        (
            "Where the stack is not in us-east-1 and has a CDN, a second certificate of the same names is requested there for "
            "CloudFront. In us-east-1 one certificate serves both, unless O(cdn=always). The validation records are the "
            "same for all Regions."
        ),
        "A certificate that failed, expired or was not validated in time is replaced by a new one.",
        "Listeners and distributions wait until the certificate is issued.",
    ],
    "options": {
        "domain": Option(
            "str",
            "Domain name of the certificate. A wildcard such as V(*.example.com) is allowed.",
            required=True,
            sample="inflight-ordering.example.com",
            aws="At most 64 characters. Another name means another certificate.",
            length=(None, 64),
            field="certificate.DomainName",
        ),
        "alternative_names": Option(
            "list",
            "Further names that the certificate is for.",
            default=[],
            elements="str",
            sample=["www.inflight-ordering.example.com"],
            aws="At most 10 names in one certificate unless AWS raised the quota, 100 at the very most.",
            field="certificate.SubjectAlternativeNames",
            count=(None, 99),
        ),
        **OPTIONS,
        "further_zones": Option(
            "list",
            "Names of further public hosted zones of the same account, for names that do not lie in O(hosted_zone).",
            default=[],
            elements="str",
            sample=["example.net"],
        ),
        "validation": Option(
            "str",
            [
                (
                    "V(route53) writes the validation records into O(hosted_zone), or, where neither that nor "
                    "O(hosted_zone_id) is given, into the zone that M(slipway.aws.dns) made for the stack."
                ),
                (
                    "V(external) writes none: the DNS is somewhere else, and the run waits until somebody has entered the "
                    "records of the output RV(validation_records)."
                ),
            ],
            default="route53",
            choices=["route53", "external"],
        ),
        "key_algorithm": Option(
            "str",
            "Algorithm of the certificate's key.",
            default="RSA_2048",
            choices=list(ALGORITHMS),
            aws="CloudFront takes V(RSA_2048) and V(EC_prime256v1). Another algorithm means another certificate.",
            field="certificate.KeyAlgorithm",
        ),
        "cdn": Option(
            "str",
            [
                "Whether a certificate of its own is requested in us-east-1 for CloudFront.",
                (
                    "V(auto) does so where the stack is in another Region and M(slipway.aws.cdn) is declared in the same run. A stack "
                    "whose certificate the CDN of another stack takes needs V(always)."
                ),
            ],
            default="auto",
            choices=["auto", "always", "never"],
        ),
    },
    "outputs": {
        "arn": {
            "type": "str",
            "description": "ARN of the certificate in the stack's Region.",
            "sample": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        },
        "cdn_arn": {
            "type": "str",
            "description": "ARN of the certificate that CloudFront can use, or none with O(cdn=never) outside "
            "us-east-1.",
            "sample": "arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012",
        },
        "validation_records": {
            "type": "list",
            "description": "Records that prove the domain, with C(Name), C(Type) and C(Value).",
            "sample": [{"Name": "_a79.example.com.", "Type": "CNAME", "Value": "_x1.acm-validations.aws."}],
        },
    },
    "examples": """
- name: Certificate for the application and its www name
  slipway.aws.certificate:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    domain: inflight-ordering.example.com
    alternative_names: [www.inflight-ordering.example.com]
    hosted_zone: example.com

- name: Certificate whose zone lives in another account
  slipway.aws.certificate:
    application: inflight-ordering
    environment: prod
    region: eu-central-1
    dns_role_arn: arn:aws:iam::210987654321:role/dns
    domain: inflight-ordering.example.com
    hosted_zone: example.com
""",
}
