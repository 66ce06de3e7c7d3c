# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a picture of a stack has in it.

All of it is read from the objects of a plan as engine.architecture gives them: nothing is guessed from names of an application.
"""

from __future__ import annotations

from ansible_collections.slipway.aws.plugins.plugin_utils.picture.arrows import Arrows
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.boxes import Boxes
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.objects import Objects
from ansible_collections.slipway.aws.plugins.plugin_utils.picture.scene import Scene, state_of


def scene(rows):
    """The Scene of a plan's objects."""
    objects = Objects(rows)
    boxes = Boxes(objects)
    arrows = list(Arrows(objects, boxes))
    boxes.level(arrows)
    vpcs = objects.of("vpc")
    name = "VPC %s" % vpcs[0]["fields"].get("cidr_block", "") if vpcs else "VPC of another stack"
    return Scene(name.strip(), state_of(vpcs), boxes.tiers, list(boxes.by_key.values()), arrows)
