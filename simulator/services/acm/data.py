"""AWS Certificate Manager: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME
from simulator.core.lags import Seen
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "acm",
    uses=(
        "cloudfront",
        "route53",
    ),
    durations={
        "certificate": 90,
        "in_use": 10,  # C16
        "validation_record": 5,  # C13
    },
    too_many_tags=("TooManyTagsException", 400),
    seen=(
        # C13
        Seen(
            "CertificateArn",
            {"RequestCertificate": "CertificateArn"},
            {"ListCertificates": "CertificateSummaryList"},
            ("ResourceNotFoundException", "Could not find certificate {}.", 400),
            3,
        ),
    ),
    permissions=TABLE,
    listings=(
        Listing(
            "certificate",
            "list_certificates",
            "CertificateSummaryList",
            "CertificateArn",
            details=(
                ("describe_certificate", {"CertificateArn": "@CertificateArn"}),
                ("list_tags_for_certificate", {"CertificateArn": "@CertificateArn"}),
            ),
        ),
    ),
    changes={
        # Changing it alone is no update: another object would have to come or go.
        ("certificate_validation", "Records"): SAME,
    },
)
