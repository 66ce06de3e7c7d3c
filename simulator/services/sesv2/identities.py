"""Domain identities: verified when the three records of Easy DKIM are in a public hosted zone; MAIL FROM by its MX record."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page, tag_list

from ..route53.names import canonical
from ..route53.zones import public_zones
from .store import find, kept, make

DOMAIN = re.compile(r"(?=.{1,253}$)((?!-)[a-z0-9-]{1,63}(?<!-)\.)+[a-z]{2,63}")
ZONE = "dkim.amazonses.com"


def _refuse(message: str) -> AwsError:
    return AwsError("BadRequestException", message, 400)


def _tokens(call: Call, name: str) -> list[str]:
    """Three tokens; those of a domain are the same whenever it is made in an account and Region."""
    marks = (hashlib.sha256(f"{call.account} {call.region} {name} {number}".encode()) for number in range(3))
    return [mark.hexdigest()[:32] for mark in marks]


def _values(call: Call, name: str, record_type: str) -> list[str]:
    """What public zones hold under a name."""
    return [
        canonical(entry["Value"].rsplit(" ", 1)[-1])
        for zone in public_zones(call.partition)
        for record in zone.rrsets
        if (record["Name"], record["Type"]) == (canonical(name), record_type)
        for entry in record.get("ResourceRecords") or []
    ]


def _until() -> dict[str, float | None]:
    """From when SES finds records, and until when it looks for them: for ever where nothing takes time."""
    search = state.ready_at("sesv2:search") if state.duration("sesv2:search") else None
    return {"from": state.ready_at("sesv2:verification"), "until": search}


def _found(looking: dict[str, float | None], there: bool) -> str:
    """The status of what is PENDING."""
    if there and state.is_ready(looking["from"]):
        return "SUCCESS"
    return "FAILED" if looking["until"] is not None and state.is_ready(looking["until"]) else "PENDING"


def _settle(call: Call, name: str, identity: dict[str, Any]) -> dict[str, Any]:
    """Look for the records, as SES does while something is PENDING."""
    dkim, sender = identity["dkim"], identity["sender"]
    if dkim["Status"] == "PENDING":
        wanted = [(f"{token}._domainkey.{name}", f"{token}.{ZONE}") for token in dkim["Tokens"]]
        there = all(canonical(value) in _values(call, record, "CNAME") for record, value in wanted)
        dkim["Status"] = _found(identity["dkim_at"], there)
        if dkim["Status"] == "SUCCESS":
            dkim["CurrentSigningKeyLength"] = dkim["NextSigningKeyLength"]
    if sender.get("MailFromDomainStatus") == "PENDING":
        server = f"feedback-smtp.{call.region}.amazonses.com"
        there = canonical(server) in _values(call, sender["MailFromDomain"], "MX")
        sender["MailFromDomainStatus"] = _found(identity["sender_at"], there)
    return identity


@operation("sesv2", "CreateEmailIdentity")
def create(call: Call) -> dict[str, Any]:
    name, given = call.params["EmailIdentity"].lower(), call.params.get("DkimSigningAttributes") or {}
    if "@" not in name and not DOMAIN.fullmatch(name):
        raise _refuse(f"Invalid domain name <{name}>.")
    through = call.params.get("ConfigurationSetName")
    if through:
        find(call, "configuration-set", through)
    identity = make(
        call,
        "identity",
        name,
        {
            "dkim": {
                "SigningEnabled": True,
                "Status": "PENDING",
                "Tokens": _tokens(call, name),
                "SigningHostedZone": ZONE,
                "SigningAttributesOrigin": "AWS_SES",
                "NextSigningKeyLength": given.get("NextSigningKeyLength", "RSA_2048_BIT"),
            },
            "dkim_at": _until(),
            "sender": {},
            "through": through,
            "forwarding": True,
        },
    )
    return {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": False, "DkimAttributes": identity["dkim"]}


@operation("sesv2", "GetEmailIdentity")
def get(call: Call) -> dict[str, Any]:
    name = call.params["EmailIdentity"].lower()
    identity = _settle(call, name, find(call, "identity", name))
    answer = {
        "IdentityType": "DOMAIN",
        "FeedbackForwardingStatus": identity["forwarding"],
        "VerifiedForSendingStatus": identity["dkim"]["Status"] == "SUCCESS",
        "VerificationStatus": identity["dkim"]["Status"],
        "DkimAttributes": identity["dkim"],
        "Policies": {},
        "Tags": tag_list(identity["Tags"]),
    }
    if identity["sender"]:
        answer["MailFromAttributes"] = identity["sender"]
    return {**answer, **({"ConfigurationSetName": identity["through"]} if identity["through"] else {})}


@operation("sesv2", "ListEmailIdentities")
def list_all(call: Call) -> dict[str, Any]:
    found = [
        {
            "IdentityType": "DOMAIN",
            "IdentityName": name,
            "SendingEnabled": _settle(call, name, identity)["dkim"]["Status"] == "SUCCESS",
            "VerificationStatus": identity["dkim"]["Status"],
        }
        for name, identity in sorted(kept(call, "identity").items())
    ]
    part, following = page(found, call.params.get("NextToken"), call.params.get("PageSize"))
    return {"EmailIdentities": part, "NextToken": following}


@operation("sesv2", "PutEmailIdentityConfigurationSetAttributes")
def put_configuration_set(call: Call) -> None:
    identity = find(call, "identity", call.params["EmailIdentity"])
    through = call.params.get("ConfigurationSetName")
    if through:
        find(call, "configuration-set", through)
    identity["through"] = through


@operation("sesv2", "PutEmailIdentityDkimSigningAttributes")
def put_signing(call: Call) -> dict[str, Any]:
    """New keys are looked for anew; the tokens of Easy DKIM stay."""
    identity, given = find(call, "identity", call.params["EmailIdentity"]), call.params.get("SigningAttributes") or {}
    dkim = identity["dkim"]
    dkim["SigningAttributesOrigin"] = call.params["SigningAttributesOrigin"]
    dkim["NextSigningKeyLength"] = given.get("NextSigningKeyLength", dkim["NextSigningKeyLength"])
    dkim["Status"], identity["dkim_at"] = "PENDING", _until()
    return {"DkimStatus": dkim["Status"], "DkimTokens": dkim["Tokens"]}


@operation("sesv2", "PutEmailIdentityDkimAttributes")
def put_dkim(call: Call) -> None:
    find(call, "identity", call.params["EmailIdentity"])["dkim"]["SigningEnabled"] = bool(
        call.params.get("SigningEnabled")
    )


@operation("sesv2", "PutEmailIdentityFeedbackAttributes")
def put_feedback(call: Call) -> None:
    find(call, "identity", call.params["EmailIdentity"])["forwarding"] = bool(call.params.get("EmailForwardingEnabled"))


@operation("sesv2", "PutEmailIdentityMailFromAttributes")
def put_mail_from(call: Call) -> None:
    name, domain = call.params["EmailIdentity"], (call.params.get("MailFromDomain") or "").lower()
    identity = find(call, "identity", name)
    if domain and not domain.endswith(f".{name}"):
        raise _refuse(f"Provided MAIL-FROM domain <{domain}> is not subdomain of the domain of the identity <{name}>.")
    behaviour = call.params.get("BehaviorOnMxFailure") or "USE_DEFAULT_VALUE"
    if not domain:
        identity["sender"] = {}
        return
    old = identity["sender"]
    if old.get("MailFromDomain") != domain or old["MailFromDomainStatus"] == "FAILED":
        identity["sender"] = {"MailFromDomain": domain, "MailFromDomainStatus": "PENDING"}
        identity["sender_at"] = _until()
    identity["sender"]["BehaviorOnMxFailure"] = behaviour


@operation("sesv2", "DeleteEmailIdentity")
def delete(call: Call) -> None:
    find(call, "identity", call.params["EmailIdentity"])
    del kept(call, "identity")[call.params["EmailIdentity"]]


@operation("sesv2", "SendEmail")
def send(call: Call) -> dict[str, Any]:
    """Both sides have to be verified while the account is in the sandbox, afterwards the sender."""
    given = call.params
    wanted = [given.get("FromEmailAddress") or ""]
    if not state.store("sesv2", call.account, call.region).get("production"):
        wanted += [address for found in (given.get("Destination") or {}).values() for address in found]
    failing = [address for address in wanted if not _is_verified(call, address)]
    if failing:
        raise AwsError(
            "MessageRejected",
            "Email address is not verified. The following identities failed the check in region "
            f"{call.region.upper()}: {', '.join(failing)}",
            400,
        )
    return {"MessageId": hashlib.sha256(repr((given, state.now())).encode()).hexdigest()[:60]}


def _is_verified(call: Call, address: str) -> bool:
    domain = address.rpartition("@")[2].strip("<> ").lower()
    return any(
        _settle(call, name, identity)["dkim"]["Status"] == "SUCCESS"
        for name, identity in kept(call, "identity").items()
        if domain == name or domain.endswith(f".{name}")
    )
