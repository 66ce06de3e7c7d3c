"""What the core knows of a service: the form of the ``SERVICE`` that every package of ``simulator.services`` has.

Each service's ``data`` module exports one. All members but the name may be left out: they are then as with most services.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.core.lags import Error, Linked, Race, Seen, Stale
from simulator.core.listing import Listing
from simulator.core.permissions.table import Table

# What most services say: code, message and HTTP status.
THROTTLED: Error = ("ThrottlingException", "Rate exceeded", 400)
FAILED: Error = ("InternalFailure", "The request processing has failed because of an unknown error.", 500)
EXPIRED: Error = ("ExpiredTokenException", "The security token included in the request is expired", 400)
DENIED = ("AccessDeniedException", 400)
# What those say whose protocols are the older ones: query, and REST with XML.
OLDER_WORDS: dict[str, Any] = {
    "throttled": ("Throttling", "Rate exceeded", 400),
    "expired": ("ExpiredToken", "The security token included in the request is expired", 403),
    "denied": ("AccessDenied", 403),
    "invalid": "ValidationError",
}


@dataclass(frozen=True)
class Service:
    """One AWS service.

    :param name: botocore's name of the service
    :param uses: packages of other services that this one's modules import
    :param durations: kind, or kind and verb as in ``db_instance.delete`` -> seconds that AWS takes; elsewhere the package
        and the kind name it, as in ``rds:db_instance``
    :param throttled: code, message and status of the answer to too many calls
    :param failed: those of a failure within AWS
    :param expired: those of the answer to credentials that are not valid any more
    :param denied: code and status of the answer to a call that IAM does not allow
    :param denied_text: its message around the usual one, which ``{}`` stands for
    :param invalid: the code of the answer to a value that its model does not allow
    :param documents: operation and path of a member, as in ``Attributes.Policy`` -> most bytes of the text there, and code,
        message and status of the answer to a longer one; what the service's model limits itself is not among it
    :param too_many_tags: code and status of the answer to more tags than an object may have; else that of ``invalid``
    :param busy: operation -> code, message and status while another change of the same object is under way
    :param seen: new objects that are not known everywhere yet
    :param stale: changed objects that are shown as before for a while
    :param races: what is made here that no service uses right away
    :param refuses: name of a race -> operation of this service -> what it says to something just made
    :param linked: the service-linked role that the first call makes
    :param pages: listings without a paginator in botocore: operation -> token of the request, token of the answer, rows
    :param catalogues: listings of what AWS itself offers: they come in AWS's own pages
    :param limits: listings whose tokens are names in their rows -> the member that asks for fewer rows
    :param permissions: how calls become actions of IAM
    :param listings: how tests list the objects of each kind
    :param changes: (kind of the collection, field) -> another value that somebody might set in the console, or a
        function of the declared one: see ``core.changes``
    """

    name: str
    uses: tuple[str, ...] = ()
    durations: Mapping[str, float] = field(default_factory=dict)
    throttled: Error = THROTTLED
    failed: Error = FAILED
    expired: Error = EXPIRED
    denied: tuple[str, int] = DENIED
    denied_text: str = "{}"
    invalid: str = "ValidationException"
    documents: Mapping[tuple[str, str], tuple[int, Error]] = field(default_factory=dict)
    too_many_tags: tuple[str, int] | None = None
    busy: Mapping[str, Error] = field(default_factory=dict)
    seen: tuple[Seen, ...] = ()
    stale: tuple[Stale, ...] = ()
    races: tuple[Race, ...] = ()
    refuses: Mapping[str, Mapping[str, Error]] = field(default_factory=dict)
    linked: Linked | None = None
    pages: Mapping[str, tuple[str, str, list[str]]] = field(default_factory=dict)
    catalogues: tuple[str, ...] = ()
    limits: Mapping[str, str] = field(default_factory=dict)
    permissions: Table | None = None
    listings: tuple[Listing, ...] = ()
    changes: Mapping[tuple[str, str], Any] = field(default_factory=dict)
