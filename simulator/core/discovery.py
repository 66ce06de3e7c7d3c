"""The services are the packages of ``simulator.services``, found by themselves, in the order of their names.

A package has a module ``data`` with its ``SERVICE``; its other modules hold the calls. A module that has to correct moto
besides has a function ``install()``.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from simulator.core.service import Service

PACKAGE = "simulator.services"


@cache
def services() -> dict[str, Service]:
    """The data of all services by the names of their packages."""
    found = importlib.import_module(PACKAGE)
    names = sorted(info.name for info in pkgutil.iter_modules(found.__path__))
    return {name: importlib.import_module(f"{PACKAGE}.{name}.data").SERVICE for name in names}


@cache
def service(name: str) -> Service:
    """The data of a service by botocore's name of it; that of an ordinary one where nothing is known of it."""
    return next((data for data in services().values() if data.name == name), Service(name))


@cache
def durations() -> dict[str, float]:
    """Seconds that AWS takes, by package and kind, as in ``rds:db_instance``."""
    return {f"{name}:{kind}": seconds for name, data in services().items() for kind, seconds in data.durations.items()}


@cache
def install() -> None:
    """Import every module of every service, which registers its handlers, and call its ``install()`` if it has one.

    That is done once per process, in the order of names.
    """
    for package in services():
        folder = importlib.import_module(f"{PACKAGE}.{package}")
        for info in sorted(pkgutil.iter_modules(folder.__path__), key=lambda info: info.name):
            module = importlib.import_module(f"{PACKAGE}.{package}.{info.name}")
            if hasattr(module, "install"):
                module.install()
