# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The registry: Amazon ECR repositories for the application's images."""

from __future__ import annotations

from ...aws.ecr.repository import EcrRepository
from ...aws.kms.key import KmsKey
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (EcrRepository,)
NEIGHBOURS = (KmsKey,)
EXPORTS = {
    "repository_uris": Export("ecr_repository", "*", "repositoryUri", many=True),
    "repository_arns": Export("ecr_repository", "*", "repositoryArn", many=True),
    "repository_names": Export("ecr_repository", "*", "repositoryName", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "file_system"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
