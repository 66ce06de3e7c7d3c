# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "ecs",
    # What just was a service is going, for as long as its targets drain.
    busy_texts=("unable to start a service that is still draining",),
    unseen=("does not have an associated load balancer",),
)
