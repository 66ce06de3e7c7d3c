"""The services are the packages of ``simulator.services``, found by themselves, in the order of their names."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

PACKAGE = "simulator.services"


@cache
def packages() -> tuple[str, ...]:
    """The names of the services' packages."""
    found = importlib.import_module(PACKAGE)
    return tuple(sorted(info.name for info in pkgutil.iter_modules(found.__path__)))


@cache
def install() -> None:
    """Import every module of every service, which registers its handlers, and call its ``install()`` if it has one.

    That is done once per process, in the order of names.
    """
    for package in packages():
        folder = importlib.import_module(f"{PACKAGE}.{package}")
        for info in sorted(pkgutil.iter_modules(folder.__path__), key=lambda info: info.name):
            module = importlib.import_module(f"{PACKAGE}.{package}.{info.name}")
            if hasattr(module, "install"):
                module.install()
