# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Going back: a service runs an earlier revision of its task definition again, also while a bad one is being deployed.

UpdateService with the revision is used in both cases, as StopServiceDeployment goes to the previous service revision
only (Developer Guide, "Stopping Amazon ECS service deployments"); the new deployment takes the place of the one that is
under way. Where that one shifts traffic and came from the revision, it is stopped: that takes moments, a deployment its bake
time. What was left gets a tag, so that a later run with the same declaration does not deploy it again.
"""

from __future__ import annotations

import dataclasses
import typing

from ...aws.ecs import deployments
from ...aws.ecs.deployment_history import Choice, application, history, name, number
from ...aws.ecs.revisions import ABANDONED, family_of, revisions
from ...aws.ecs.service import EcsService
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.shared.tags import tag_list
from ...engine import fields
from ...engine.kind import READY, Kind, Live, Problem
from ...engine.needs import listed, near

FOLLOWED = ("taskDefinitionArn", "family", "mainContainer", "executionRoleArn", "taskRoleArn")


@dataclasses.dataclass
class Look:
    """What one look saw of a service.

    :param service: Live of kind ecs_service
    :param choice: deployment_history.Choice
    :param candidates: sentence part with the revisions that are there
    :param definition: Live of the revision to go to
    """

    service: typing.Any = None
    choice: typing.Any = None
    candidates: str = ""
    definition: typing.Any = None
    problem: str = ""


class ServiceRollback(Kind):
    """One step: the service's deployment of an earlier revision, waited for until that revision serves.

    ``Service`` is the address of the ECS service, ``Revision`` a number, or an empty text for the revision that served
    before. While a deployment is under way that is the last one that was completed. Schedules follow: see narrowing.py.
    """

    kind = "service_rollback"
    service = "ecs"
    identity = "part"
    taggable = False
    step = True
    needs = ("ecs_service",)
    uses = ("ecs_service",)
    on_repeat = "upsert"
    poll = EcsService.poll
    wait_timeout = EcsService.wait_timeout
    durations = EcsService.durations
    fields = {
        "Service": fields.required(change=fields.CREATE_ONLY),
        "Revision": fields.required(change=fields.CREATE_ONLY),
        "Cluster": fields.managed("", change=fields.CREATE_ONLY),
        "taskDefinition": fields.computed(known=fields.EACH_UPDATE),
        "Image": fields.computed(known=fields.EACH_UPDATE),
        "Label": fields.computed(known=fields.EACH_UPDATE),
        # Of the revision to go to, by the names that they have there: what follows a service takes them from here.
        **{name: fields.computed() for name in FOLLOWED},
    }

    @classmethod
    def key(cls, values):
        return values.get("Service")

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        services = services_of(api, scope)
        return api.map(lambda want: cls._look(api, want, services), scope.wants)

    @classmethod
    def _look(cls, api, want, services):
        service = services.get(want["Service"])
        if service is None:
            names = {address.rpartition("/")[2] for address in services}
            text = "the services are %s%s" % (listed(names) or "none", near(want["Service"].rpartition("/")[2], names))
            return Live(want["Service"], {"Service": want["Service"]}, raw=Look(problem=text))
        current = service.fields["taskDefinition"]
        attempts = history(api, service.fields["cluster"], service.id)
        choice = Choice(api, attempts, current, settled(service), lambda arn: abandoned(api, arn)).make(
            want["Revision"]
        )
        look = Look(service, choice)
        if choice.problem:
            look.candidates = "; ".join(candidate_lines(candidates(api, service, attempts)))
            look.problem = "%s. There are: %s" % (choice.problem, look.candidates)
        else:
            look.definition = TaskDefinition.revision(api, choice.target)
        return cls._live(want["Service"], look, current)

    @staticmethod
    def _live(address, look, serving):
        live = Live(
            "%s#rollback" % look.service.id,
            {"Service": address, "taskDefinition": serving},
            raw=look,
            parent=look.service.id,
            note=look.choice.note,
        )
        if look.definition:
            live.fields["Image"], live.fields["Label"] = application(look.definition)
            live.fields.update({name: look.definition.fields.get(name) for name in FOLLOWED})
        return live

    @classmethod
    def refresh(cls, api, live):
        service = EcsService.refresh(api, live.raw.service)
        return service and cls._live(
            live.fields["Service"], dataclasses.replace(live.raw, service=service), live.fields["taskDefinition"]
        )

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def differences(cls, want, live):
        look, serving = live.raw, live.fields.get("taskDefinition")
        if look.problem:
            return [("taskDefinition", name(serving) if serving else None, want["Revision"] or "the one before")]
        if serving == look.choice.target:
            return []
        wanted = "%s (%s)" % (name(look.choice.target), live.fields.get("Label"))
        return [("taskDefinition", name(serving), wanted)]

    @classmethod
    def preflight(cls, api, want, live):
        problem = live.raw.problem if live else ""
        return (
            [
                Problem(
                    "rollback of %s is not possible; %s"
                    % (
                        want["Service"].rpartition("/")[2] + (":" + want["Revision"] if want["Revision"] else ""),
                        problem,
                    )
                )
            ]
            if problem
            else []
        )

    @classmethod
    def state(cls, live):
        return deployments.state(live.raw.service.raw) if live.raw.service else (READY, "")

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def update(cls, api, live, want, delta):
        """The tag comes first: a run that is killed between the two leaves what serves serving."""
        look, left, target = live.raw, live.fields["taskDefinition"], live.raw.choice.target
        tags = tag_list({ABANDONED: str(number(target))}, "key", "value")
        api.maybe("tag_resource", ("InvalidParameterException",), resourceArn=left, tags=tags)
        stopped = deployments.stop(api, look.service.raw["row"], target)
        if stopped:
            service = EcsService._live(look.service.raw["row"])
            service.raw.update(stopped=True, shift=stopped)
            return cls._live(want["Service"], dataclasses.replace(look, service=service), target)
        row = api.update_service(
            cluster=look.service.fields["cluster"], service=look.service.fields["serviceName"], taskDefinition=target
        )["service"]
        return cls._live(want["Service"], dataclasses.replace(look, service=EcsService._live(row)), target)

    @classmethod
    def delete(cls, api, live):
        """Nothing stays that could be taken away."""


def services_of(api, scope):
    """address -> Live of the stack's ECS services: those in its own clusters, and in the cluster that the wishes name."""
    found = list(scope.parents("ecs_service"))
    for cluster in {want["Cluster"] for want in scope.wants if want["Cluster"]}:
        found += EcsService.all_in(api, cluster)
    return {live.address: live for live in found if live.stack == scope.owner and live.address and not live.tombstone}


def settled(service):
    """True where the service's primary deployment is complete."""
    row = deployments.primary(service.raw["row"])
    return row is None or row.get("rolloutState", "COMPLETED") == "COMPLETED"


def abandoned(api, arn):
    """The number of the revision for which a revision was abandoned, or None."""
    live = TaskDefinition.revision(api, arn)
    return live.raw["abandoned"] if live else None


def candidates(api, service, attempts):
    """The active revisions of a service's family, the newest first, as rows for a person."""
    current = service.fields["taskDefinition"]
    arns = revisions(api, family_of(current))
    done = {item.revision: item.moment for item in reversed(attempts) if item.completed}
    tried = {item.revision: item.moment for item in reversed(attempts)}
    rows = []
    for arn, live in zip(arns, api.map(lambda arn: TaskDefinition.revision(api, arn), arns)):
        image, label = application(live) if live else (None, None)
        moment = done.get(arn) or tried.get(arn)
        rows.append(
            {
                "revision": number(arn),
                "image": image,
                "tag": label,
                "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None,
                "completed": arn in done if arn in tried else None,
                "current": arn == current,
                "complete": settled(service) if arn == current else None,
            }
        )
    return rows


def candidate_lines(rows):
    """One line for each row of ``candidates``."""
    lines = []
    for row in rows:
        said = {
            True: "served since %s" % row["time"],
            False: "did not complete (%s)" % row["time"],
            None: "no deployment is on record",
        }[row["completed"]]
        if row["current"]:
            said += ", serves now" if row["complete"] else ", is being deployed"
        tag = " (tag %s)" % row["tag"] if row["tag"] != row["image"] else ""
        lines.append("%d, %s%s, %s" % (row["revision"], row["image"], tag, said))
    return lines
