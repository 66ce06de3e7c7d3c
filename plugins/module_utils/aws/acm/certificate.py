# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Certificate Manager: public certificates, validated through DNS."""

from __future__ import annotations

import hashlib
import json

from ...engine import fields, ownership
from ...engine.errors import SlipwayError
from ...engine.kind import FAILED, READY, WORKING, Kind, Live
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list

GONE = ("ResourceNotFoundException",)
# ListCertificates leaves out other keys than RSA 1024 and 2048 unless asked.
KEY_TYPES = ("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")
USABLE = ("ISSUED", "PENDING_VALIDATION")
RECORD_SECONDS = 120  # how long DescribeCertificate may lack the validation records (behaviour C13)


def plain(name):
    """A domain name as it is compared: lower case, no dot at its end."""
    return name.lower().rstrip(".") if isinstance(name, str) else name


def names(items):
    """Domain names as they are compared."""
    return [plain(item) for item in items] if isinstance(items, list) else items


def key_algorithm(value):
    """DescribeCertificate writes RSA-2048 where RequestCertificate takes RSA_2048."""
    return value.replace("-", "_") if isinstance(value, str) else value


class Certificate(Kind):
    """A certificate. It is ready when it is issued, which needs its validation records in DNS.

    A certificate that failed, expired or was not validated in time can never be used again: ``Usable`` makes another
    one take its place. RequestCertificate is protected by a token made of the address and the names, which ACM knows
    for an hour; after that, the tags find the earlier request.
    """

    kind = "certificate"
    service = "acm"
    telling = ("DomainName", "SubjectAlternativeNames")
    console = "acm/home?region={region}#/certificates/list"
    places = ("main", "cdn")
    coexist = "new_name"
    replace_freely = True
    on_repeat = "token"
    # ACM gives up on a validation after 72 hours; DNS takes minutes.
    wait_timeout = 1800
    poll = 6
    first_poll = 1  # its validation records are made first
    # Once the validation records stand; listeners that are gone count as users for some seconds.
    durations = {"create": 120, "delete": 10}
    delete_timeout = 1200
    delete_retry = ("ResourceInUseException",)
    fields = {
        "DomainName": fields.required(change=fields.REPLACE, canonical=plain),
        "SubjectAlternativeNames": fields.managed([], change=fields.REPLACE, order="set", canonical=names),
        "KeyAlgorithm": fields.managed("RSA_2048", change=fields.REPLACE, canonical=key_algorithm),
        "Usable": fields.managed(True, change=fields.REPLACE),
        "CertificateArn": fields.computed(known=fields.READY),
        "ValidationRecords": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """By the tagging index; by listing where it knows none of a wished domain, or may not be asked.

        The index lags: what it does not show yet is found by the listing.
        """
        tags = tagged(api, scope.owners, "acm:certificate")
        lives = cls._read(api, tags)
        domains = {plain(name) for name in scope.named("DomainName")}
        missing = domains - {live.fields["DomainName"] for live in lives}
        if missing:
            rows = api.all("list_certificates", "CertificateSummaryList", Includes={"keyTypes": list(KEY_TYPES)})
            arns = {
                row["CertificateArn"]
                for row in rows
                if plain(row["DomainName"]) in missing and row.get("Type", "AMAZON_ISSUED") == "AMAZON_ISSUED"
            }
            lives += cls._read(
                api, dict(zip(sorted(arns), api.map(lambda arn: cls._tags(api, arn), sorted(arns)), strict=True))
            )
        return lives

    @classmethod
    def _read(cls, api, tags):
        rows = api.map(lambda arn: cls._describe(api, arn), sorted(tags))
        return [cls._live(row, tags[arn]) for arn, row in zip(sorted(tags), rows, strict=True) if row]

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = cls._tags(api, live.id)

    @staticmethod
    def _tags(api, arn):
        return tag_dict((api.maybe("list_tags_for_certificate", GONE, CertificateArn=arn) or {}).get("Tags"))

    @staticmethod
    def _describe(api, arn):
        return (api.maybe("describe_certificate", GONE, CertificateArn=arn) or {}).get("Certificate")

    @staticmethod
    def _live(row, tags):
        records = {
            option["ResourceRecord"]["Name"]: option["ResourceRecord"]
            for option in row.get("DomainValidationOptions") or []
            if "ResourceRecord" in option
        }
        domain = plain(row["DomainName"])
        return Live(
            row["CertificateArn"],
            {
                "DomainName": domain,
                "SubjectAlternativeNames": [
                    plain(name) for name in row.get("SubjectAlternativeNames") or [] if plain(name) != domain
                ],
                "KeyAlgorithm": row.get("KeyAlgorithm", "RSA_2048"),
                "Usable": row["Status"] in USABLE,
                "CertificateArn": row["CertificateArn"],
                # A wildcard and the name below it share one record.
                "ValidationRecords": [records[name] for name in sorted(records)],
            },
            tags,
            raw=row,
        )

    @classmethod
    def state(cls, live):
        status = live.raw["Status"]
        if status == "ISSUED":
            return READY, ""
        if status == "PENDING_VALIDATION":
            waiting = sorted(
                option["DomainName"]
                for option in live.raw.get("DomainValidationOptions") or []
                if option.get("ValidationStatus") != "SUCCESS"
            )
            return WORKING, "waiting for DNS validation of %s" % ", ".join(
                waiting
            ) if waiting else "validated, being issued"
        return FAILED, "%s %s" % (status, live.raw.get("FailureReason") or live.raw.get("RevocationReason") or "")

    @classmethod
    def create(cls, api, want, tags):
        """Requests it, then looks until ACM shows the validation records, which takes seconds."""
        alternatives = want["SubjectAlternativeNames"]
        wish = [
            tags[ownership.STACK],
            tags[ownership.ADDRESS],
            want["DomainName"],
            sorted(alternatives),
            want["KeyAlgorithm"],
        ]
        answer = api.request_certificate(
            DomainName=want["DomainName"],
            ValidationMethod="DNS",
            KeyAlgorithm=want["KeyAlgorithm"],
            IdempotencyToken=hashlib.sha256(json.dumps(wish).encode()).hexdigest()[:32],
            Tags=tag_list(tags),
            **({"SubjectAlternativeNames": alternatives} if alternatives else {}),
        )
        arn, until = answer["CertificateArn"], api.clock.now() + RECORD_SECONDS
        while True:
            row = cls._describe(api, arn)
            options = (row or {}).get("DomainValidationOptions") or []
            if (
                options
                and all("ResourceRecord" in option for option in options)
                or (row or {}).get("Status") == "FAILED"
            ):
                return cls._live(row, dict(tags))
            if api.clock.now() > until:
                raise SlipwayError(
                    "%s: ACM has shown no validation records for %d s; run again to go on" % (arn, RECORD_SECONDS)
                )
            api.clock.pause(2)

    @classmethod
    def update(cls, api, live, want, delta):
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.add_tags_to_certificate(CertificateArn=live.id, Tags=tag_list(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.remove_tags_from_certificate(CertificateArn=live.id, Tags=[{"Key": key} for key in keys])

    @classmethod
    def refresh(cls, api, live):
        row = cls._describe(api, live.id)
        return cls._live(row, live.tags) if row else None

    @classmethod
    def find_by_id(cls, api, identifier):
        return next(iter(cls._read(api, {identifier: cls._tags(api, identifier)})), None)

    @classmethod
    def holders(cls, api, live):
        """The ARNs of load balancers and distributions; an account number in them is the owner's (DescribeCertificate)."""
        answer = api.maybe("describe_certificate", GONE, CertificateArn=live.id)
        return list(((answer or {}).get("Certificate") or {}).get("InUseBy") or [])

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_certificate", GONE, CertificateArn=live.id)
