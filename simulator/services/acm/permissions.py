"""What calls of AWS Certificate Manager require."""

from __future__ import annotations

from simulator.core.permissions.table import Table, tags_by

TABLE = Table(
    prefix="acm",
    found={"certificate": ("CertificateArn",)},
    tagging="AddTagsToCertificate",
    makes={"RequestCertificate": "certificate"},
    tags=tags_by("acm", "ListTagsForCertificate", "CertificateArn", "Tags"),
)
