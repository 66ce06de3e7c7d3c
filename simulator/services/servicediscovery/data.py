"""AWS Cloud Map: how long things take, what it says, who may do what, how its objects are listed and changed."""

from __future__ import annotations

from simulator.core.changes import longer
from simulator.core.listing import Listing
from simulator.core.service import Service

from .permissions import TABLE

SERVICE = Service(
    "servicediscovery",
    durations={
        "namespace": 60,
    },
    throttled=("RequestLimitExceeded", "Rate exceeded", 429),
    invalid="InvalidInput",
    too_many_tags=("TooManyTagsException", 400),
    permissions=TABLE,
    listings=(Listing("namespace", "list_namespaces", "Namespaces", "Id"),),
    changes={
        ("namespace", "Description"): longer,
    },
)
