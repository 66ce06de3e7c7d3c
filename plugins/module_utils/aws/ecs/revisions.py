# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The revisions of a task definition family, as the task definition and the service that runs it see them."""

from __future__ import annotations

# DescribeTaskDefinition of an unknown family; DeregisterTaskDefinition of an unknown revision.
GONE = ("ClientException",)
# The label of a container that says, in the user's words, what its image's digest stands for.
LABEL = "slipway.image"
# The tag of a revision that was left by a rollback: the number of the revision that took its place.
ABANDONED = "slipway:rolled-back"


def revisions(api, family, status="ACTIVE"):
    """The ARNs of a family's revisions, the newest first. The listing's filter is a prefix, hence the second look."""
    arns = api.all("list_task_definitions", "taskDefinitionArns", familyPrefix=family, status=status, sort="DESC")
    return [arn for arn in arns if family_of(arn) == family]


def family_of(arn):
    """The family in a revision's ARN, ``...:task-definition/<family>:<revision>``."""
    return arn.rsplit("/", 1)[-1].rpartition(":")[0]


def retire(api, newest, keep, used):
    """Deregister active revisions of a family beyond the newest ``keep``, except the ARNs in ``used``.

    A service goes on running an inactive revision, but cannot be rolled back to one.

    :param newest: the ARN of the family's newest revision
    """
    if int(newest.rpartition(":")[2]) <= keep:
        return  # numbers count up from one, and none is given twice: so many there cannot be
    for arn in revisions(api, family_of(newest))[keep:]:
        if arn not in used:
            api.maybe("deregister_task_definition", GONE, taskDefinition=arn)
