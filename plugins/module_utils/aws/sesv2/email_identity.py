# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon SES: domains that mail is sent from."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import FAILED, READY, WORKING, Live, Problem
from ..shared.tags import tag_dict, tag_list
from .base import GONE, SesKind, arn

SANDBOX = (
    "SES is in its sandbox here: mail goes to verified addresses only, 200 a day. A person asks AWS for production access, on the "
    "account dashboard of the SES console"
)
# Of Regions that say nothing else (SigningHostedZone).
SIGNING_ZONE = "dkim.amazonses.com"


def plain(name):
    """A domain as it is compared."""
    return name.lower().rstrip(".") if isinstance(name, str) else name


class EmailIdentity(SesKind):
    """A domain with Easy DKIM. It is ready when SES has seen its records in DNS.

    SES gives up after 72 hours; ``Failed`` makes it look again. What CreateEmailIdentity cannot say is set by further calls.
    """

    kind = "email_identity"
    console = "ses/home?region={region}#/identities/{id}"
    index_type = "ses:identity"
    looked_up = True
    name_field = "EmailIdentity"
    name_limit = 253
    uses = ("ses_configuration_set",)
    wait_timeout = 1800
    poll = 10
    first_poll = 1  # its records are made first
    durations = {"create": 120}  # once the records stand
    fields = {
        "EmailIdentity": fields.required(change=fields.REPLACE, canonical=plain),
        "ConfigurationSetName": fields.managed(None),
        "SigningAttributesOrigin": fields.managed("AWS_SES"),
        "NextSigningKeyLength": fields.managed("RSA_2048_BIT"),
        "SigningEnabled": fields.managed(True),
        "MailFromDomain": fields.managed(None, canonical=plain),
        "BehaviorOnMxFailure": fields.managed("USE_DEFAULT_VALUE"),
        "FeedbackForwardingStatus": fields.managed(True),
        "Failed": fields.managed(False),
        "Arn": fields.computed(),
        "DkimRecords": fields.computed(),
    }

    @classmethod
    def listed(cls, api, prefix):
        return ()  # a domain begins like no stack: the tagging index knows it

    @classmethod
    def name_of(cls, arn):
        return arn.partition("/")[2]

    @classmethod
    def read(cls, api, name):
        row = api.maybe("get_email_identity", GONE, EmailIdentity=name)
        return cls._live(api, name, row) if row else None

    @classmethod
    def _live(cls, api, name, row):
        dkim, sender = row.get("DkimAttributes") or {}, row.get("MailFromAttributes") or {}
        zone = dkim.get("SigningHostedZone") or SIGNING_ZONE
        origin = dkim.get("SigningAttributesOrigin", "AWS_SES")
        tokens = dkim.get("Tokens") or [] if origin == "AWS_SES" else []
        values = {
            "EmailIdentity": name,
            "ConfigurationSetName": row.get("ConfigurationSetName") or None,
            "SigningAttributesOrigin": origin,
            "NextSigningKeyLength": dkim.get("NextSigningKeyLength"),
            "SigningEnabled": dkim.get("SigningEnabled", False),
            "MailFromDomain": sender.get("MailFromDomain") or None,
            "BehaviorOnMxFailure": sender.get("BehaviorOnMxFailure", "USE_DEFAULT_VALUE"),
            "FeedbackForwardingStatus": row.get("FeedbackForwardingStatus", True),
            "Failed": dkim.get("Status") == "FAILED" or sender.get("MailFromDomainStatus") == "FAILED",
            "Arn": arn(api, "identity/" + name),
            "DkimRecords": [
                {"Name": "%s._domainkey.%s" % (token, name), "Type": "CNAME", "Value": "%s.%s" % (token, zone)}
                for token in tokens
            ],
        }
        return Live(name, values, tag_dict(row.get("Tags")), raw=row, note=cls._sandbox(api))

    @staticmethod
    def _sandbox(api):
        """The sentence to say where the account has no production access; nothing where that may not be asked."""
        answer = api.once(("ses account",), lambda: api.maybe("get_account", ("AccessDeniedException",)))
        return SANDBOX if answer and not answer.get("ProductionAccessEnabled", False) else ""

    @classmethod
    def preflight(cls, api, want, live):
        text = "" if live else cls._sandbox(api)
        return [Problem(text, note=True)] if text else []

    @classmethod
    def state(cls, live):
        dkim, sender = live.raw.get("DkimAttributes") or {}, live.raw.get("MailFromAttributes") or {}
        parts = [("DKIM", dkim.get("Status")), ("MAIL FROM", sender.get("MailFromDomainStatus"))]
        if not live.fields["MailFromDomain"]:
            del parts[1]
        failed = ["%s %s" % (name, status) for name, status in parts if status == "FAILED"]
        if failed:
            return FAILED, "SES did not find the records: " + ", ".join(failed)
        waiting = [name for name, status in parts if status != "SUCCESS"]
        return (WORKING, "SES looks for the records of %s" % " and ".join(waiting)) if waiting else (READY, "")

    @classmethod
    def create(cls, api, want, tags):
        more = {"ConfigurationSetName": want["ConfigurationSetName"]} if want.get("ConfigurationSetName") else {}
        row = api.create_email_identity(
            EmailIdentity=want["EmailIdentity"],
            DkimSigningAttributes={"NextSigningKeyLength": want["NextSigningKeyLength"]},
            Tags=tag_list(tags),
            **more,
        )
        live = cls._live(api, want["EmailIdentity"], {**row, **more, "FeedbackForwardingStatus": True})
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        name = {"EmailIdentity": live.id}
        if delta.touches("ConfigurationSetName"):
            given = {"ConfigurationSetName": want["ConfigurationSetName"]} if want["ConfigurationSetName"] else {}
            api.put_email_identity_configuration_set_attributes(**name, **given)
        if delta.touches("SigningAttributesOrigin", "NextSigningKeyLength", "Failed"):
            api.put_email_identity_dkim_signing_attributes(
                **name,
                SigningAttributesOrigin=want["SigningAttributesOrigin"],
                SigningAttributes={"NextSigningKeyLength": want["NextSigningKeyLength"]},
            )
        if delta.touches("SigningEnabled"):
            api.put_email_identity_dkim_attributes(**name, SigningEnabled=want["SigningEnabled"])
        if delta.touches("MailFromDomain", "BehaviorOnMxFailure") or delta.touches("Failed") and want["MailFromDomain"]:
            given = {"MailFromDomain": want["MailFromDomain"]} if want["MailFromDomain"] else {}
            api.put_email_identity_mail_from_attributes(
                **name, **given, BehaviorOnMxFailure=want["BehaviorOnMxFailure"]
            )
        if delta.touches("FeedbackForwardingStatus"):
            api.put_email_identity_feedback_attributes(**name, EmailForwardingEnabled=want["FeedbackForwardingStatus"])
        found = cls.read(api, live.id) or live
        found.fields.update({field: want[field] for field in cls.fields if field in want})
        return found

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_email_identity", GONE, EmailIdentity=live.id)
