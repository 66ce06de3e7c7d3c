# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What serves at the end of a release or a rollback, in a line for each service: by what the run itself has seen. Pure."""

from __future__ import annotations

from ...aws.ecs import deployments
from ...aws.ecs.deployment_history import application, name
from ...aws.ecs.service import EcsService
from ...engine.kind import READY
from ..site.content import SiteContent
from .service_rollback import ServiceRollback


def serving(plan):
    """Sentences on the services and the site of a plan that was carried out."""
    lines = plan.by_address()
    found = []
    for address, line in sorted(lines.items()):
        if line.live is None:
            continue
        service = address.rpartition("/")[2]
        if line.kind is EcsService:
            definition = lines[address.replace("/ecs_service/", "/task_definition/")].live
            found.append(_service(service, line.live, definition))
        elif line.kind is ServiceRollback:
            found.append(_service(service, line.live.raw.service, line.live.raw.definition))
        elif line.kind is SiteContent:
            found += [_site(row) for row in line.live.fields.get("Releases") or () if row["current"]]
    return found


def _service(service, live, definition):
    """One service: its primary deployment says what serves, once that is complete."""
    row = deployments.primary(live.raw["row"]) or live.raw["row"]
    complete = deployments.state(live.raw)[0] == READY
    image, label = application(definition) if definition and definition.id == row["taskDefinition"] else (None, None)
    text = "%s %s %s" % (service, "serves" if complete else "is being deployed:", name(row["taskDefinition"]))
    return (
        text
        + (", " + image if image else "")
        + (" (tag %s)" % label if image and label not in (image, image.partition("@")[2]) else "")
    )


def _site(row):
    return "site serves %s of %s (%d files)" % (row["id"], row["time"], row["files"])
