"""What calls of Amazon SES require: actions of its second API are called as its first one's, ses."""

from __future__ import annotations

from simulator.core.permissions.table import Table, last_part, tags_by

TABLE = Table(
    prefix="ses",
    found={
        "identity": ("EmailIdentity ResourceArn FromEmailAddress",),
        "configuration-set": ("ConfigurationSetName ResourceArn",),
    },
    kinds={
        "CreateEmailIdentity": "identity",
        "PutEmailIdentityConfigurationSetAttributes": "identity",
        "SendEmail": "identity",
    },
    tagging="TagResource",
    bare=last_part,
    tags=tags_by("sesv2", "ListTagsForResource", "ResourceArn", "Tags"),
    keys={"ses:FromAddress": "FromEmailAddress"},
)
