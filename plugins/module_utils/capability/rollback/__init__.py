# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Rollback: services run an earlier revision again, and the site serves an earlier release. An operation, no part of a stack."""

from __future__ import annotations

from ...aws.ecs.cluster import EcsCluster
from ...aws.ecs.service import EcsService
from ...aws.s3.bucket import Bucket
from ...steps.release.rollback_candidates import RollbackCandidates
from ...steps.release.service_rollback import ServiceRollback
from ...steps.site.content import SiteContent
from .declare import declare
from .options import SPEC

KINDS = (ServiceRollback, RollbackCandidates)
NEIGHBOURS = (EcsCluster, EcsService, Bucket, SiteContent)
EXPORTS = {}
# The capability after which a person reads this one in a plan.
AFTER = "monitoring"
# Done to a stack now and then, and no part of it: site.yml has no task for it.
OPERATION = True

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "OPERATION", "SPEC", "declare"]
