"""Amazon S3: objects, versions and the rest of the settings are moto's; access, encryption and lifecycle are here."""

from __future__ import annotations

from . import access, buckets, configuration, lifecycle
from .access import install

__all__ = ["access", "buckets", "configuration", "install", "lifecycle"]
