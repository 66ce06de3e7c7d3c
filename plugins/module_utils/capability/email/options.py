# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of email."""

from __future__ import annotations

from ...aws.sns.subscription import PROTOCOLS
from ..shared import forms, policy
from ..shared.hosted_zones import OPTIONS
from ..shared.option import Form, Option

# EventType of the API.
EVENTS = (
    "SEND",
    "REJECT",
    "BOUNCE",
    "COMPLAINT",
    "DELIVERY",
    "OPEN",
    "CLICK",
    "RENDERING_FAILURE",
    "DELIVERY_DELAY",
    "SUBSCRIPTION",
)
NAME = Form("1 to 64 letters, digits, _ and - are allowed", r"[A-Za-z0-9_-]{1,64}", samples=("shop-prod",))
POLICIES = ["none", "quarantine", "reject"]

DMARC = {
    "policy": Option(
        "str",
        "What receivers do with mail that neither DKIM nor SPF proves to be the domain's.",
        default="none",
        choices=POLICIES,
    ),
    "subdomain_policy": Option(
        "str", "The same for names below the domain. As for the domain when omitted.", choices=POLICIES
    ),
    "percent": Option("int", "Share of that mail for which the policy counts.", default=100, between=(0, 100)),
    "report_addresses": Option(
        "list",
        "Addresses that receivers send their reports to.",
        default=[],
        elements="str",
        form=forms.EMAIL_ADDRESS,
        aws="An address of another domain needs a record of that domain that allows it (RFC 7489, section 7.1).",
    ),
}

SPEC = {
    "short_description": "Domain of a stack that mail is sent from with Amazon SES",
    "description": [
        "Makes a domain identity with Easy DKIM, a configuration set, and a topic that is told of bounces and complaints.",
        "Writes the records of DKIM, of the MAIL FROM domain and of DMARC into the hosted zone, and waits until SES has seen them.",
        "Services send by O(slipway.aws.service#module:services.email), which gives them rights and the sender's address.",
        (
            "An account starts in the sandbox of SES, where mail goes to verified addresses only. A person asks AWS for production "
            "access by hand; the plan says so until it is there."
        ),
    ],
    "options": {
        "domain": Option(
            "str",
            "Domain that mail is sent from. Addresses of names below it can send, too.",
            required=True,
            sample="example.com",
            aws="One identity of a domain in an account and Region. Another domain means another identity.",
            field="email_identity.EmailIdentity",
        ),
        **OPTIONS,
        "records": Option(
            "str",
            [
                (
                    "V(route53) writes the records into O(hosted_zone), or, where neither that nor O(hosted_zone_id) is given, into "
                    "the zone that M(slipway.aws.dns) made for the stack."
                ),
                (
                    "V(external) writes none: the DNS is somewhere else, and the run waits until somebody has entered those of the "
                    "output RV(dkim_records) there."
                ),
            ],
            default="route53",
            choices=["route53", "external"],
        ),
        "dkim_key_length": Option(
            "str",
            "Length of the keys that SES makes for DKIM.",
            default="RSA_2048_BIT",
            choices=["RSA_1024_BIT", "RSA_2048_BIT"],
            aws="Can change once a day.",
            field="email_identity.NextSigningKeyLength",
        ),
        "mail_from_domain": Option(
            "str",
            "Name below the domain that bounces come back to, so that SPF proves the domain, too. C(amazonses.com) when omitted.",
            sample="bounce.example.com",
            aws="Nothing else may be sent from it or received at it.",
            field="email_identity.MailFromDomain",
        ),
        "behavior_on_mx_failure": Option(
            "str",
            "What SES does while the MX record of O(mail_from_domain) is not there: send from C(amazonses.com), or refuse.",
            default="USE_DEFAULT_VALUE",
            choices=["USE_DEFAULT_VALUE", "REJECT_MESSAGE"],
            field="email_identity.BehaviorOnMxFailure",
        ),
        "dmarc": Option("dict", "A DMARC record for the domain. None is written when omitted.", options=DMARC),
        "feedback_forwarding": Option(
            "bool",
            "Whether SES also mails bounces and complaints to the sender. Without a topic it does so anyway.",
            default=True,
            field="email_identity.FeedbackForwardingStatus",
        ),
        "configuration_set_name": Option(
            "str",
            "Name of the configuration set that mail of the domain goes through. Made of the stack's name when omitted.",
            form=NAME,
            aws="At most 64 letters, digits, hyphens and underscores.",
            field="ses_configuration_set.ConfigurationSetName",
        ),
        "tls_policy": Option(
            "str",
            "V(REQUIRE) sends nothing to servers without TLS.",
            default="OPTIONAL",
            choices=["REQUIRE", "OPTIONAL"],
            field="ses_configuration_set.TlsPolicy",
        ),
        "reputation_metrics": Option(
            "bool",
            "Whether the rates of bounces and complaints are metrics of CloudWatch.",
            default=True,
            field="ses_configuration_set.ReputationMetricsEnabled",
        ),
        "sending_enabled": Option(
            "bool",
            "V(false) stops the mail of the domain.",
            default=True,
            field="ses_configuration_set.SendingEnabled",
        ),
        "suppressed_reasons": Option(
            "list",
            "Why addresses come onto the account's suppression list. With an empty list those of the account count.",
            default=["BOUNCE", "COMPLAINT"],
            elements="str",
            choices=["BOUNCE", "COMPLAINT"],
            field="ses_configuration_set.SuppressedReasons",
        ),
        "events": Option(
            "list",
            "What the topic is told of. With an empty list there is none.",
            default=["BOUNCE", "COMPLAINT"],
            elements="str",
            choices=list(EVENTS),
        ),
        "topic_arn": Option(
            "str",
            "An existing topic to tell. Its policy and key have to let C(ses.amazonaws.com) in.",
            form=forms.TOPIC_ARN,
        ),
        "encryption": Option(
            "str",
            "Whether the topic is encrypted with a customer-managed key.",
            default="customer",
            choices=["customer", "none"],
        ),
        "kms_key_id": Option(
            "str",
            "Key of the topic. The default is that of M(slipway.aws.encryption), whose policy lets SES in.",
            form=forms.KEY_ARN,
        ),
        "subscriptions": Option(
            "list",
            "Who listens to the topic.",
            default=[],
            elements="dict",
            key=("endpoint",),
            options={
                "protocol": Option("str", "Protocol.", required=True, choices=list(PROTOCOLS)),
                "endpoint": Option("str", "Address, URL or ARN.", required=True),
            },
        ),
    },
    "outputs": {
        "domain": {"type": "str", "description": "The domain.", "sample": "example.com"},
        "identity_arn": {
            "type": "str",
            "description": "ARN of the identity.",
            "sample": "arn:aws:ses:us-east-1:123456789012:identity/example.com",
        },
        "configuration_set_name": {
            "type": "str",
            "description": "Name of the configuration set.",
            "sample": "shop-prod",
        },
        "topic_arn": {
            "type": "str",
            "description": "ARN of the topic, or none.",
            "sample": "arn:aws:sns:us-east-1:123456789012:shop-prod-email",
        },
        "dkim_records": {
            "type": "list",
            "description": "Records that prove the domain, with C(Name), C(Type) and C(Value).",
            "sample": [{"Name": "abc._domainkey.example.com", "Type": "CNAME", "Value": "abc.dkim.amazonses.com"}],
        },
    },
    "examples": """
- name: A domain whose mail is proven by DKIM, SPF and DMARC
  slipway.aws.email:
    application: proshop
    environment: prod
    region: us-east-1
    domain: proshop.example.com
    hosted_zone: example.com
    mail_from_domain: bounce.proshop.example.com
    dmarc: {policy: quarantine, report_addresses: [dmarc@example.com]}
    subscriptions: [{protocol: email, endpoint: operations@example.com}]
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
