# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: which revisions of its task definition a service has deployed, and how that ended.

ECS remembers the service deployments of the last 90 days (Developer Guide, "View service history"). A deployment that
ECS rolled back by itself, or that a newer one ended, is not SUCCESSFUL.
"""

from __future__ import annotations

import dataclasses

from .deployments import NO_HISTORY, ROLLED_BACK
from .revisions import LABEL, family_of, revisions

PAGE = 100  # service deployments that one call lists
BATCH = 20  # service revisions that one call describes (DescribeServiceRevisions)


@dataclasses.dataclass(frozen=True)
class Attempt:
    """One deployment.

    :param revision: ARN of the task definition
    :param moment: when it ended, or began where it goes on
    """

    revision: str
    status: str
    moment: object

    @property
    def completed(self):
        """True where the revision came to serve."""
        return self.status == "SUCCESSFUL"

    @property
    def rolled_back(self):
        """True where ECS went back by itself, or does so now."""
        return self.status in ROLLED_BACK


def history(api, cluster, service):
    """The Attempts of a service, the newest first; none where the history may not be read."""
    rows, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        answer = api.maybe(
            "list_service_deployments", NO_HISTORY, cluster=cluster, service=service, maxResults=PAGE, **more
        )
        rows += (answer or {}).get("serviceDeployments") or []
        token = (answer or {}).get("nextToken")
        if not token:
            break
    rows.sort(key=lambda row: row["createdAt"], reverse=True)
    arns = list(dict.fromkeys(row["targetServiceRevisionArn"] for row in rows if row.get("targetServiceRevisionArn")))
    batches = [arns[start : start + BATCH] for start in range(0, len(arns), BATCH)]
    known = {
        row["serviceRevisionArn"]: row["taskDefinition"]
        for found in api.map(lambda batch: api.describe_service_revisions(serviceRevisionArns=batch), batches)
        for row in found["serviceRevisions"]
    }
    return [
        Attempt(known[row["targetServiceRevisionArn"]], row["status"], row.get("finishedAt") or row["createdAt"])
        for row in rows
        if row.get("targetServiceRevisionArn") in known
    ]


def application(definition):
    """(image, label) of the application's container of a task definition (Live): the label says it in the user's words."""
    rows = definition.fields.get("containerDefinitions") or []
    row = next((row for row in rows if LABEL in row.get("dockerLabels", {})), rows[0] if rows else None)
    return (row["image"], row.get("dockerLabels", {}).get(LABEL, row["image"])) if row else (None, None)


def number(arn):
    """A revision's number."""
    return int(arn.rpartition(":")[2])


def name(arn):
    """A revision as a person reads it: ``family:7``."""
    return arn.rsplit("/", 1)[-1]


class Choice:
    """To which revision a service goes back.

    ``problem`` is why that is not possible; ``note`` why it is the one that serves already.

    :param current: ARN of the revision of the primary deployment
    :param settled: True where that deployment is complete
    :param undone: gives, for an ARN, the number of the revision for which it was abandoned, or None
    """

    def __init__(self, api, attempts, current, settled, undone):
        self.attempts, self.current, self.settled, self.undone = attempts, current, settled, undone
        self.active = revisions(api, family_of(current))
        self.target, self.problem, self.note = None, "", ""

    def make(self, wanted):
        """Choose: the revision with a number, or, with an empty text, the one before."""
        if wanted:
            self.target = next((arn for arn in self.active if number(arn) == int(wanted)), None)
            self.problem = "" if self.target else "there is no active revision %s" % wanted
            return self
        self.target = self._settled() if self.settled else self._unsettled()
        if self.target is None:
            self.problem = "no revision before %s is known to have served" % name(self.current)
        return self

    def _unsettled(self):
        """During a deployment: the last revision that served; that is the current one where the way back has begun."""
        if any(item.completed and item.revision == self.current for item in self.attempts):
            self.note = "%s is on its way back already" % name(self.current)
            return self.current
        return self._before()

    def _settled(self):
        """The revision that served before. Said again, a rollback does not go further back: only a number does that."""
        other = next((item for item in self.attempts if item.revision != self.current), None)
        if other and (
            other.rolled_back and other is self.attempts[0] or self.undone(other.revision) == number(self.current)
        ):
            self.note = "it went back from %s to %s already; name a revision to go further" % (
                name(other.revision),
                name(self.current),
            )
            return self.current
        return self._before()

    def _before(self):
        served = [item.revision for item in self.attempts if item.completed and item.revision != self.current]
        known = {item.revision for item in self.attempts}
        # What served longer ago than ECS remembers: the highest below, unless it is known to have failed.
        served += [arn for arn in self.active if arn not in known and number(arn) < number(self.current)]
        return next((arn for arn in served if arn in self.active), None)
