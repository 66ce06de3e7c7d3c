"""Amazon CloudFront. Distributions, policies, functions and invalidations are kept here, not in moto's models."""

from __future__ import annotations

from moto.cloudfront.models import CloudFrontBackend

from . import access_controls, distributions, functions, invalidations, policies
from .tags import tagged_resources

__all__ = ["access_controls", "distributions", "functions", "install", "invalidations", "policies"]


def install() -> None:
    """Let the tagging API find the resources kept here."""
    CloudFrontBackend.iter_tagged_resources = tagged_resources
