"""The corrections of moto, one module or package per AWS service.

A module registers its handlers with ``@operation`` when imported; its ``install()`` does what has to be done once
besides, such as patching a moto backend.
"""

from __future__ import annotations

import importlib
import pkgutil

_installed: set[str] = set()


def install() -> None:
    """Import every module of this package and call its ``install()``, once per process."""
    for info in pkgutil.iter_modules(__path__):
        if info.name not in _installed:
            importlib.import_module(f"{__name__}.{info.name}").install()
            _installed.add(info.name)
