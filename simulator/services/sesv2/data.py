"""Amazon SES: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, either, fewer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "sesv2",
    uses=("route53",),
    durations={
        "verification": 120,  # as a rule
        "search": 259200,  # "up to 72 hours", then it is given up
    },
    throttled=("TooManyRequestsException", "Too many requests have been made to the operation.", 429),
    invalid="BadRequestException",
    permissions=TABLE,
    listings=(
        Listing(
            "email_identity",
            "list_email_identities",
            "EmailIdentities",
            "IdentityName",
            details=(("get_email_identity", {"EmailIdentity": "@IdentityName"}),),
        ),
        Listing(
            "ses_configuration_set",
            "list_configuration_sets",
            "ConfigurationSets",
            details=(
                ("get_configuration_set", {"ConfigurationSetName": "@"}),
                ("get_configuration_set_event_destinations", {"ConfigurationSetName": "@"}),
            ),
        ),
    ),
    changes={
        ("email_identity", "ConfigurationSetName"): lambda value: None,
        ("email_identity", "SigningAttributesOrigin"): SAME,
        ("email_identity", "NextSigningKeyLength"): either("RSA_1024_BIT", "RSA_2048_BIT"),
        ("email_identity", "MailFromDomain"): lambda value: f"other.{value}" if value else SAME,
        ("email_identity", "BehaviorOnMxFailure"): either("REJECT_MESSAGE", "USE_DEFAULT_VALUE"),
        ("email_identity", "Failed"): SAME,
        ("ses_configuration_set", "TlsPolicy"): either("REQUIRE", "OPTIONAL"),
        ("ses_configuration_set", "SuppressedReasons"): fewer,
        ("ses_configuration_set", "EventDestinations"): fewer,
    },
)
