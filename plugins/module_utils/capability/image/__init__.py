# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Images: built from a folder, pushed to the stack's registry, judged, and released under a tag made of the content."""

from __future__ import annotations

from ...aws.ecr.repository import EcrRepository
from ...engine.declaring import Export
from ...steps.image.build import ImageBuild
from ...steps.image.image import Image
from .declare import declare
from .options import SPEC

KINDS = (ImageBuild, Image)
NEIGHBOURS = (EcrRepository,)
EXPORTS = {
    "uris": Export("image", "*", "Uri", many=True),
    "tags": Export("image", "*", "Tag", many=True),
}
# The capability after which a person reads this one in a plan.
AFTER = "registry"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
