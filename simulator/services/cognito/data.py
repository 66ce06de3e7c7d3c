"""Amazon Cognito: what it says, who may do what."""

from __future__ import annotations

from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "cognito-idp",
    throttled=("TooManyRequestsException", "Rate exceeded", 400),
    invalid="InvalidParameterException",
    permissions=TABLE,
)
