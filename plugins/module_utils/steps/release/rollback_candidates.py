# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a service can go back to."""

from __future__ import annotations

from ...aws.ecs.deployment_history import history
from ...engine import fields
from ...engine.kind import Kind, Live
from .service_rollback import candidate_lines, candidates, services_of


class RollbackCandidates(Kind):
    """To what the services, and the site, can go back: a read-only lookup."""

    kind = "rollback_candidates"
    service = "ecs"
    identity = "natural"
    taggable = False
    data = True
    needs = ("ecs_service", "site_content")
    fields = {
        "Instance": fields.required(),
        "Cluster": fields.managed("", change=fields.CREATE_ONLY),
        "Candidates": fields.computed(),
        "Lines": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return values.get("Instance")

    @classmethod
    def observe(cls, api, scope):
        if not scope.wants:
            return []
        services = sorted(services_of(api, scope).items())
        rows = api.map(
            lambda item: candidates(api, item[1], history(api, item[1].fields["cluster"], item[1].id)), services
        )
        found = {address.rpartition("/")[2]: row for (address, _service), row in zip(services, rows)}
        lines = ["%s: %s" % (service, line) for service, row in found.items() for line in candidate_lines(row)]
        for live in scope.parents("site_content", mine=False):
            if live.address == "site/main/site_content/site":
                found["site"] = live.fields["Releases"]
                lines += [
                    "site:%s, %d files, released %s%s"
                    % (row["id"], row["files"], row["time"], ", serves now" if row["current"] else "")
                    for row in found["site"]
                ]
        return [
            Live("candidates", {"Instance": want["Instance"], "Candidates": found, "Lines": lines})
            for want in scope.wants
        ]
