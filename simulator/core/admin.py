"""The simulator's own surface: requests below ``/simulator/`` and options of the command line.

The server and the services register what they have::

    @endpoint("POST", "/simulator/scans")
    def set_scans(application, body):
        ...

    @option("--registry", metavar="HOST:PORT", help="container registry on loopback")
    def use(address):
        ...
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Endpoint = Callable[[Any, Any], Any]
Use = Callable[[Any], None]

ENDPOINTS: dict[tuple[str, str], Endpoint] = {}
OPTIONS: dict[str, tuple[dict[str, Any], Use]] = {}


def endpoint(method: str, path: str) -> Callable[[Endpoint], Endpoint]:
    """Register what answers a request, from the application and the request's parsed JSON body, in JSON; None stands for
    ``{"status": "ok"}``.

    It may raise ValueError for a body that cannot be: the answer is then HTTP 400.
    """

    def register(function: Endpoint) -> Endpoint:
        ENDPOINTS[method, path] = function
        return function

    return register


def option(name: str, **arguments: Any) -> Callable[[Use], Use]:
    """Register what is done with the value of a command-line option; ``arguments`` are those of argparse."""

    def register(function: Use) -> Use:
        OPTIONS[name] = arguments, function
        return function

    return register
