"""AWS Lambda: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import SAME, longer, more
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "lambda",
    throttled=("TooManyRequestsException", "Rate Exceeded.", 429),
    denied=("AccessDeniedException", 403),
    too_many_tags=("InvalidParameterValueException", 400),
    # A5
    refuses={
        "role": {
            "CreateFunction": (
                "InvalidParameterValueException",
                "The role defined for the function cannot be assumed by Lambda.",
                400,
            ),
        },
    },
    permissions=TABLE,
    listings=(
        Listing(
            "lambda_function",
            "list_functions",
            "Functions",
            "FunctionName",
            details=(("get_policy", {"FunctionName": "@FunctionName"}), ("list_tags", {"Resource": "@FunctionArn"})),
        ),
    ),
    changes={
        ("lambda_function", "Description"): longer,
        ("lambda_function", "MemorySize"): more,
        ("lambda_function", "Timeout"): more,
        ("lambda_function", "Environment"): {"Variables": {"BY": "hand"}},
        ("lambda_function", "Code"): SAME,
    },
)
