"""IAM: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import fewer
from simulator.core.lags import Race, Seen
from simulator.core.listing import Listing
from simulator.core.service import OLDER_WORDS, Service

from .permissions import TABLE

SERVICE = Service(
    "iam",
    **OLDER_WORDS,
    too_many_tags=("LimitExceeded", 409),
    seen=(
        # A1
        Seen(
            "RoleName",
            {"CreateRole": "Role.RoleName"},
            {"ListRoles": "Roles", "GetAccountAuthorizationDetails": "RoleDetailList"},
            ("NoSuchEntity", "The role with name {} cannot be found.", 404),
            3,
            asked=("RoleName",),
        ),
    ),
    # A1, A3, A5 to A7, G18: each service words it differently.
    races=(Race("role", {"CreateRole": "Role.Arn"}, 15, again=True),),
    permissions=TABLE,
    listings=(
        Listing("role", "get_account_authorization_details", "RoleDetailList", "RoleName", everywhere=False),
        Listing("managed_policy", "list_policies", "Policies", "PolicyName", {"Scope": "Local"}, everywhere=False),
    ),
    changes={
        ("role", "Policies"): fewer,
        ("role", "ManagedPolicyArns"): fewer,
    },
)
