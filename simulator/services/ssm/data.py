"""Parameter Store: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import longer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "ssm",
    too_many_tags=("TooManyTagsError", 400),
    permissions=TABLE,
    listings=(Listing("ssm_parameter", "describe_parameters", "Parameters", "Name"),),
    changes={
        ("parameter", "Description"): longer,
    },
)
