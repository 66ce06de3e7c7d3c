"""IAM: trust policies, service-linked roles, managed policies of AWS, and the account's details in pages."""

from __future__ import annotations

from . import details, managed_policies, roles

__all__ = ["details", "install", "managed_policies", "roles"]


def install() -> None:
    """Nothing to patch: the handlers are registered on import."""
