"""AWS STS: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "sts",
    **OLDER_WORDS,
    # A5
    refuses={
        "role": {"AssumeRole": ("AccessDenied", "User is not authorized to perform: sts:AssumeRole", 403)},
    },
    permissions=TABLE,
)
