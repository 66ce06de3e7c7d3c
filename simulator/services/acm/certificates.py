"""AWS Certificate Manager: a certificate is issued when its validation records are in a public hosted zone."""

from __future__ import annotations

import datetime
import functools
import hashlib
import re
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from moto.acm.models import CertBundle
from moto.utilities.utils import get_partition

from simulator.core import state
from simulator.core.calls import is_changing
from simulator.core.handlers import AwsError, Call, check, operation
from simulator.core.lists import backend, page, utc

from ..cloudfront import distributions
from ..route53.names import canonical
from ..route53.zones import public_zones

DOMAIN = re.compile(r"^(\*\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])$")
NAMES = 10  # the default quota of domain names per certificate
CURVES = {"EC_prime256v1": ec.SECP256R1, "EC_secp384r1": ec.SECP384R1, "EC_secp521r1": ec.SECP521R1}
SIZES = {"RSA_2048": 2048, "RSA_3072": 3072, "RSA_4096": 4096}
LISTED = ("RSA_1024", "RSA_2048")  # what ListCertificates shows without Includes.keyTypes
OPTIONS = {"CertificateTransparencyLoggingPreference": "ENABLED", "Export": "DISABLED"}
TOKEN_SECONDS = 3600
USAGES = [{"Name": "DIGITAL_SIGNATURE"}, {"Name": "KEY_ENCIPHERMENT"}]
EXTENDED_USAGES = [
    {"Name": "TLS_WEB_SERVER_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.1"},
    {"Name": "TLS_WEB_CLIENT_AUTHENTICATION", "OID": "1.3.6.1.5.5.7.3.2"},
]


class Requested(CertBundle):
    """A certificate asked for with RequestCertificate, in moto's store."""

    def __init__(self, account: str, region: str, names: list[str], algorithm: str) -> None:
        certificate, key = _certificate(tuple(names), algorithm)
        super().__init__(
            account, certificate, key, region=region, cert_type="AMAZON_ISSUED", cert_status="PENDING_VALIDATION"
        )
        self.account = account
        self.region = region
        self.names = names
        self.algorithm = algorithm
        self.cert_options = dict(OPTIONS)
        self.method = "DNS"
        self.issued_at: datetime.datetime | None = None
        self._ready_at = state.ready_at("acm:certificate")
        self.record_at = state.ready_at("acm:validation_record")

    def record(self, name: str) -> dict[str, str]:
        """The validation record of a name. A wildcard shares that of the name below it."""
        base = name.removeprefix("*.").lower()
        mark = hashlib.sha256(f"{self.account} {base}".encode()).hexdigest()
        value = f"_{mark[32:64]}.{mark[:10]}.acm-validations.aws."
        return {"Name": f"_{mark[:32]}.{base}.", "Type": "CNAME", "Value": value}

    def is_validated(self, name: str) -> bool:
        """True when a public zone of any account has the validation record of a name."""
        wanted = self.record(name)
        for zone in public_zones(get_partition(self.region)):
            for record in zone.rrsets:
                if (record["Name"], record["Type"]) == (canonical(wanted["Name"]), "CNAME"):
                    values = [canonical(entry["Value"]) for entry in record.get("ResourceRecords") or []]
                    if canonical(wanted["Value"]) in values:
                        return True
        return False

    def check(self) -> None:
        """Issue the certificate when every name is validated."""
        waits = self.status == "PENDING_VALIDATION" and self.method == "DNS" and state.is_ready(self._ready_at)
        if waits and all(self.is_validated(name) for name in self.names):
            self.status = "ISSUED"
            self.issued_at = utc(state.now())


@functools.cache
def _key(algorithm: str) -> Any:
    """One private key per algorithm for the whole process: making one takes long and nothing depends on it."""
    if algorithm in CURVES:
        return ec.generate_private_key(CURVES[algorithm]())
    return rsa.generate_private_key(public_exponent=65537, key_size=SIZES[algorithm])


@functools.lru_cache(maxsize=256)
def _certificate(names: tuple[str, ...], algorithm: str) -> tuple[bytes, bytes]:
    """A certificate for names and its key, in PEM."""
    key = _key(algorithm)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    issuer = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Amazon"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Amazon RSA 2048 M02"),
        ]
    )
    start = utc(state.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    certificate = (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + datetime.timedelta(days=395))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return certificate.public_bytes(pem), key.private_bytes(pem, form, serialization.NoEncryption())


def _refuse(message: str) -> AwsError:
    return AwsError("ValidationException", message)


@operation("acm", "RequestCertificate")
def request(call: Call) -> dict[str, Any]:  # C17
    algorithm = call.params.get("KeyAlgorithm") or "RSA_2048"
    domain = call.params["DomainName"]
    names = list(dict.fromkeys([domain, *(call.params.get("SubjectAlternativeNames") or [])]))
    for name in names:
        if not DOMAIN.match(name) or len(name) > 253:
            raise _refuse(
                f"1 validation error detected: Value '{name}' at 'domainName' failed to satisfy constraint: Member "
                "must satisfy regular expression pattern"
            )
    if algorithm not in CURVES and algorithm not in SIZES:
        raise _refuse(f"The key algorithm {algorithm} is not valid for a requested certificate.")
    if len(names) > NAMES:
        raise AwsError("LimitExceededException", f"A certificate can have at most {NAMES} domain names.")
    certificates = backend("acm", call.account, call.region)._certificates
    tokens = state.store("acm", call.account, call.region).setdefault("tokens", {})
    token = call.params.get("IdempotencyToken")
    known, until = tokens.get((token, domain), (None, 0))
    if token and known in certificates and state.now() < until:
        return {"CertificateArn": known}
    made = Requested(call.account, call.region, names, algorithm)
    made.method = call.params.get("ValidationMethod") or "EMAIL"
    made.cert_options |= call.params.get("Options") or {}
    made.tags.add(call.params.get("Tags") or [])
    certificates[made.arn] = made
    if token:
        tokens[token, domain] = (made.arn, state.now() + TOKEN_SECONDS)
    return {"CertificateArn": made.arn}


def _find(call: Call) -> CertBundle:
    arn = call.params["CertificateArn"]
    found = backend("acm", call.account, call.region)._certificates.get(arn)
    if found is None:
        raise AwsError("ResourceNotFoundException", f"Could not find certificate {arn}.")
    found.check()
    return found


def users(call: Call, arn: str) -> list[str]:
    """The ARNs of the load balancers and distributions that use a certificate."""
    found = []
    for balancer in backend("elbv2", call.account, call.region).load_balancers.values():
        for listener in balancer.listeners.values():
            if arn in listener.certificates:
                found.append(balancer.arn)
    return list(dict.fromkeys(found + distributions.users_of(arn, "ACMCertificateArn")))


@check("elbv2")
@check("cloudfront")
def note_users(call: Call) -> None:
    """Who stops using a certificate counts as its user for some seconds (behaviour C16)."""
    if is_changing(call.service, call.operation) and state.duration("acm:in_use"):
        for certificate in backend("acm", call.account, call.region)._certificates.values():
            if users(call, certificate.arn):
                certificate.used_until = state.ready_at("acm:in_use")


def _detail(call: Call, certificate: CertBundle) -> dict[str, Any]:
    used = users(call, certificate.arn)
    detail = certificate.describe()["Certificate"] | {"InUseBy": used}
    if not isinstance(certificate, Requested):
        return detail
    detail |= {
        "DomainName": certificate.names[0],
        "SubjectAlternativeNames": certificate.names,
        "DomainValidationOptions": [_validation(certificate, name) for name in certificate.names],
        "KeyAlgorithm": certificate.algorithm,
        "KeyUsages": USAGES,
        "ExtendedKeyUsages": EXTENDED_USAGES,
        "RenewalEligibility": "ELIGIBLE" if used and certificate.status == "ISSUED" else "INELIGIBLE",
        "Options": certificate.cert_options,
        "CreatedAt": certificate.created_at,
        "IssuedAt": certificate.issued_at,
        "Issuer": "Amazon",
    }
    if certificate.status != "ISSUED":
        for member in ("Serial", "NotBefore", "NotAfter"):
            del detail[member]
    return detail


def _validation(certificate: Requested, name: str) -> dict[str, Any]:  # C13, C14
    done = certificate.status == "ISSUED" or (certificate.method == "DNS" and certificate.is_validated(name))
    entry = {
        "DomainName": name,
        "ValidationDomain": name,
        "ValidationStatus": "SUCCESS" if done else "PENDING_VALIDATION",
        "ValidationMethod": certificate.method,
    }
    if certificate.method == "DNS" and state.is_ready(certificate.record_at):
        entry["ResourceRecord"] = certificate.record(name)
    elif certificate.method != "DNS":
        base = name.removeprefix("*.")
        entry["ValidationEmails"] = [f"{user}@{base}" for user in ("admin", "hostmaster", "postmaster", "webmaster")]
    return entry


@operation("acm", "DescribeCertificate")
def describe(call: Call) -> dict[str, Any]:
    return {"Certificate": _detail(call, _find(call))}


@operation("acm", "GetCertificate")
def get(call: Call) -> dict[str, Any]:
    certificate = _find(call)
    if certificate.status != "ISSUED":
        raise AwsError("RequestInProgressException", "The certificate request is in progress.")
    return {"Certificate": certificate.cert.decode(), "CertificateChain": certificate.chain.decode()}


@operation("acm", "DeleteCertificate")
def delete(call: Call) -> None:
    certificate = _find(call)
    if users(call, certificate.arn) or not state.is_ready(getattr(certificate, "used_until", None)):
        raise AwsError("ResourceInUseException", f"Certificate {certificate.arn} in account {call.account} is in use.")
    del backend("acm", call.account, call.region)._certificates[certificate.arn]


@operation("acm", "UpdateCertificateOptions")
def update_options(call: Call) -> None:
    _find(call).cert_options.update(call.params["Options"])


def _summary(call: Call, certificate: CertBundle) -> dict[str, Any]:
    detail = _detail(call, certificate)
    shared = ("CertificateArn", "DomainName", "Status", "Type", "KeyAlgorithm", "RenewalEligibility", "NotBefore")
    times = ("NotAfter", "CreatedAt", "IssuedAt", "ImportedAt")
    return {
        **{member: detail[member] for member in (*shared, *times) if detail.get(member) is not None},
        "SubjectAlternativeNameSummaries": detail["SubjectAlternativeNames"],
        "HasAdditionalSubjectAlternativeNames": False,
        "KeyUsages": [usage["Name"] for usage in USAGES],
        "ExtendedKeyUsages": [usage["Name"] for usage in EXTENDED_USAGES],
        "InUse": bool(detail["InUseBy"]),
        "Exported": False,
    }


@operation("acm", "ListCertificates")
def list_certificates(call: Call) -> dict[str, Any]:
    statuses = call.params.get("CertificateStatuses")
    algorithms = (call.params.get("Includes") or {}).get("keyTypes") or LISTED
    found = []
    for certificate in backend("acm", call.account, call.region)._certificates.values():
        certificate.check()
        summary = _summary(call, certificate)
        if (not statuses or summary["Status"] in statuses) and summary["KeyAlgorithm"] in algorithms:
            found.append(summary)
    if call.params.get("SortOrder") == "DESCENDING":
        found.reverse()
    part, following = page(found, call.params.get("NextToken"), call.params.get("MaxItems"))
    return {"CertificateSummaryList": part, "NextToken": following}
