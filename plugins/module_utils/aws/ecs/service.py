# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: services and their deployments."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.errors import AwsError, SlipwayError
from ...engine.kind import READY, Live, Problem
from ...engine.references import is_known
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tagging import tagged
from ..shared.tags import tag_dict, tag_list
from . import deployment_strategy, deployments
from .cluster import everywhere
from .failing_tasks import HALTED
from .revisions import retire

GONE = ("ServiceNotFoundException", "ServiceNotActiveException", "ClusterNotFoundException")


def _connect(configuration):
    """A Service Connect configuration; one that is off is all alike."""
    return configuration if configuration and configuration.get("enabled") else {"enabled": False}


def _deployment(configuration):
    """A deployment configuration; one that says nothing of strategies is a rolling one."""
    return (
        {"strategy": deployment_strategy.ROLLING, "bakeTimeInMinutes": 0, **configuration}
        if isinstance(configuration, dict)
        else configuration
    )


def _name(cluster):
    """A cluster's name from its name or ARN; references pass."""
    return cluster.rsplit("/", 1)[-1] if isinstance(cluster, str) and is_known(cluster) else cluster


class EcsService(TaggedKind):
    """A service under the ECS deployment controller. It is ready when the deployment that was asked for is complete."""

    kind = "ecs_service"
    service = "ecs"
    telling = ("serviceName", "desiredCount")
    console = "ecs/v2/clusters/{cluster_name}/services/{serviceName}/health?region={region}"
    tagging = Tagging("resourceArn", tags="tags", keys="tagKeys", pair=("key", "value"))
    identity = "natural"
    name_field = "serviceName"
    name_limit = 255
    coexist = "new_name"
    uses = (
        "ecs_cluster",
        "task_definition",
        "target_group",
        "listener_rule",
        "subnet",
        "security_group",
        "role",
        "namespace",
        "mount_target",
    )
    needs = ("ecs_cluster",)
    waits_for_deletion = True
    poll = 6
    # 2 to 4 min to be stable behind a load balancer; draining hangs on the target groups' delay, 1 to 6 min.
    durations = {"create": 180, "update": 180, "delete": 180}
    # A small service's circuit breaker takes half an hour to trip.
    wait_timeout = 3600
    delete_timeout = 1800
    fields = {
        "cluster": fields.required(change=fields.REPLACE, canonical=_name),
        "serviceName": fields.required(change=fields.REPLACE),
        "schedulingStrategy": fields.managed("REPLICA", change=fields.REPLACE),
        "taskDefinition": fields.required(),
        "desiredCount": fields.managed(1),
        "capacityProviderStrategy": fields.managed(
            [],
            order="capacityProvider",
            members={"capacityProvider": fields.required(), "weight": fields.managed(0), "base": fields.managed(0)},
        ),
        "platformVersion": fields.optional(reset="LATEST"),
        "networkConfiguration": fields.required(
            members={
                "awsvpcConfiguration": fields.required(
                    members={
                        "subnets": fields.required(order="set"),
                        "securityGroups": fields.required(order="set"),
                        "assignPublicIp": fields.managed("DISABLED"),
                    }
                )
            }
        ),
        "loadBalancers": fields.managed(
            [],
            order="targetGroupArn",
            members={
                "targetGroupArn": fields.required(),
                "containerName": fields.required(),
                "containerPort": fields.required(),
                "advancedConfiguration": fields.managed(
                    None,
                    members={
                        "alternateTargetGroupArn": fields.required(),
                        "productionListenerRule": fields.required(),
                        "testListenerRule": fields.managed(None),
                        "roleArn": fields.required(),
                    },
                ),
            },
        ),
        "healthCheckGracePeriodSeconds": fields.managed(0),
        # Nested blocks replace what is there, top-level members are merged: always sent whole.
        "deploymentConfiguration": fields.required(
            canonical=_deployment,
            members={
                "strategy": fields.managed(deployment_strategy.ROLLING),
                "bakeTimeInMinutes": fields.managed(0),
                "linearConfiguration": fields.optional(
                    members={"stepPercent": fields.required(), "stepBakeTimeInMinutes": fields.required()}
                ),
                "canaryConfiguration": fields.optional(
                    members={"canaryPercent": fields.required(), "canaryBakeTimeInMinutes": fields.required()}
                ),
                "maximumPercent": fields.managed(200),
                "minimumHealthyPercent": fields.managed(100),
                "deploymentCircuitBreaker": fields.required(
                    members={"enable": fields.managed(False), "rollback": fields.managed(False)},
                    by_aws={
                        "resetOnHealthyTask": True,
                        "thresholdConfiguration.type": "BOUNDED_PERCENT",
                        "thresholdConfiguration.value": 50,
                    },
                ),
                "alarms": fields.required(
                    members={
                        "alarmNames": fields.managed([], order="set"),
                        "enable": fields.managed(False),
                        "rollback": fields.managed(False),
                    }
                ),
            },
        ),
        # Shown by deployments only, not by the service itself (DescribeServices).
        "serviceConnectConfiguration": fields.managed(
            {"enabled": False},
            canonical=_connect,
            members={
                "enabled": fields.required(),
                "namespace": fields.managed(None),
                "logConfiguration": fields.managed(None),
                "services": fields.managed(
                    [],
                    order="portName",
                    members={
                        "portName": fields.required(),
                        "discoveryName": fields.required(),
                        "clientAliases": fields.managed(
                            [],
                            order="dnsName",
                            members={"dnsName": fields.required(), "port": fields.required()},
                            by_aws={"testTrafficRules": {}},
                        ),
                        "timeout": fields.managed(
                            {},
                            members={
                                "idleTimeoutSeconds": fields.managed(None),
                                "perRequestTimeoutSeconds": fields.managed(None),
                            },
                        ),
                    },
                ),
            },
        ),
        "availabilityZoneRebalancing": fields.optional(reset="DISABLED"),
        "enableExecuteCommand": fields.managed(False),
        "enableECSManagedTags": fields.managed(False),
        "propagateTags": fields.managed("NONE"),
        # Not a member of the API: how many task definition revisions stay registered after a deployment.
        "retainedRevisions": fields.managed(10, change=fields.CREATE_ONLY),
        "serviceArn": fields.computed(),
    }
    updatable = (
        "taskDefinition",
        "desiredCount",
        "capacityProviderStrategy",
        "platformVersion",
        "networkConfiguration",
        "loadBalancers",
        "healthCheckGracePeriodSeconds",
        "deploymentConfiguration",
        "serviceConnectConfiguration",
        "availabilityZoneRebalancing",
        "enableExecuteCommand",
        "enableECSManagedTags",
        "propagateTags",
    )

    @classmethod
    def key(cls, values):
        return _name(values.get("cluster")), values.get("serviceName")

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """The wished services by name, ten in one call. Looking for orphans, or for a neighbour, all of our clusters', and
        those that the index of tags knows in anybody else's. Before anything goes, all clusters are looked through."""
        named = {}
        for want in scope.wants:
            if is_known(want["cluster"]):
                named.setdefault(_name(want["cluster"]), set()).add(want["serviceName"])
        asked = {cluster: set(names) for cluster, names in named.items()}
        if scope.full or not scope.wants:
            clusters = {_name(live.id) for live in scope.parents("ecs_cluster")}
            for arn in tagged(api, scope.owners, "ecs:service"):
                # An ARN of the old format does not name the cluster (ECS Developer Guide, ARN formats).
                cluster, slash, name = arn.partition(":service/")[2].rpartition("/")
                if slash:
                    asked.setdefault(cluster, set()).add(name)
            if scope.deleting:
                clusters |= {row["clusterName"] for row in everywhere(api) if row["activeServicesCount"]}
            for cluster in clusters | set(named):
                asked.setdefault(cluster, set()).update(cls._names(api, cluster))
        return [
            live
            for live in cls._described(api, asked)
            if live.fields["serviceName"] in named.get(_name(live.fields["cluster"]), ())
            or live.tags.get(ownership.STACK) in scope.owners
        ]

    @classmethod
    def find_by_id(cls, api, identifier):
        """By its ARN, which names its cluster: that may be taken over in the same run."""
        parts = identifier.split("/")
        return next(iter(cls._described(api, {parts[1]: {parts[2]}})), None) if len(parts) == 3 else None

    @classmethod
    def all_in(cls, api, cluster):
        """The services of one cluster, whoever they belong to; their stack and address by their tags."""
        lives = cls._described(api, {cluster: set(cls._names(api, cluster))})
        for live in lives:
            live.stack, live.address = live.tags.get(ownership.STACK), live.tags.get(ownership.ADDRESS)
        return lives

    @staticmethod
    def _names(api, cluster):
        arns = api.all(
            "list_services", "serviceArns", missing=GONE, cluster=cluster, PaginationConfig={"PageSize": 100}
        )
        return [arn.rsplit("/", 1)[-1] for arn in arns]

    @classmethod
    def _described(cls, api, asked):
        """The Lives of {cluster: names}, ten in one call; what is not there is left out."""
        batches = [
            (cluster, sorted(names)[start : start + 10])
            for cluster, names in sorted(asked.items())
            for start in range(0, len(names), 10)
        ]
        rows = [row for answer in api.map(lambda batch: cls._describe(api, *batch), batches) for row in answer]
        return [cls._live(row) for row in rows if row["status"] != "INACTIVE"]

    @staticmethod
    def _describe(api, cluster, names):
        answer = api.maybe("describe_services", GONE, cluster=cluster, services=names, include=["TAGS"])
        return answer["services"] if answer else []

    @classmethod
    def _live(cls, row, requested=None, asked=False):
        """A service's row, with the id of the deployment to watch: the one asked for, or the one that is primary now.

        ``asked``: this run has asked for it just now, and may stop it where its tasks fail again and again.
        """
        values = {name: row[name] for name in cls.fields if row.get(name) is not None}
        values.update(cluster=row["clusterArn"], propagateTags=row.get("propagateTags") or "NONE")
        values.setdefault("healthCheckGracePeriodSeconds", 0)
        # Names of AWS's own providers and of groups alike; absent where a launch type was given.
        values.setdefault("capacityProviderStrategy", [])
        primary = deployments.primary(row)
        values["serviceConnectConfiguration"] = _connect((primary or {}).get("serviceConnectConfiguration"))
        raw = {
            "row": row,
            "requested": requested or (primary or {}).get("id"),
            "asked": asked,
            "since": deployments.newest(row) if asked else (primary or {}).get("createdAt"),
            "known": {},
            "failed": [],
            "moved": deployments.signature(row),
        }
        return Live(
            row["serviceArn"],
            values,
            tag_dict(row.get("tags"), "key", "value"),
            raw,
            tombstone="draining" if row["status"] == "DRAINING" else None,
        )

    @classmethod
    def refresh(cls, api, live):
        row = cls.refresh_many(api, [live]).get(live.id)
        return row and cls.refreshed(api, live, row)

    @classmethod
    def refresh_many(cls, api, lives):
        """The rows of services, ten with one call."""
        clusters = {}
        for live in lives:
            clusters.setdefault(live.fields["cluster"], []).append(live.fields["serviceName"])
        rows = [
            row
            for cluster, names in clusters.items()
            for start in range(0, len(names), 10)
            for row in cls._describe(api, cluster, sorted(names)[start : start + 10])
        ]
        return {row["serviceArn"]: row for row in rows if row["status"] != "INACTIVE"}

    @classmethod
    def refreshed(cls, api, live, row):
        """With what one has to look for elsewhere: failed tasks, targets."""
        fresh = cls._live(row)
        fresh.raw = {**live.raw, "row": row, "healthy": {}, "targets": []}
        if fresh.tombstone is None:
            deployments.look(api, fresh.raw, fresh.tags)
            then = fresh.raw.get("then")
            if (
                then
                and deployment_strategy.settled(row, fresh.raw.get("shift"))
                and deployments.state({**fresh.raw, "then": None})[0] == READY
            ):
                return cls._go_on(api, fresh, then)
            if HALTED in fresh.tags and fresh.raw["asked"] and cls.state(fresh)[0] == READY:
                cls.untag(api, fresh, [HALTED])
        return fresh

    @classmethod
    def state(cls, live):
        return deployments.state(live.raw) if live.raw else (READY, "")

    @classmethod
    def duration_of(cls, verb, values, changed=()):
        seconds = super().duration_of(verb, values, changed)
        deploys = verb == "create" or not {"taskDefinition", "loadBalancers", "networkConfiguration"}.isdisjoint(
            changed
        )
        return seconds + 60 * deployment_strategy.minutes(values.get("deploymentConfiguration")) if deploys else seconds

    @classmethod
    def timeout_of(cls, want):
        return cls.wait_timeout + 60 * deployment_strategy.minutes((want or {}).get("deploymentConfiguration"))

    @classmethod
    def differences(cls, want, live):
        """A service that a run scaled to zero as nothing of it had ever worked: wanted up, whoever else sets the count."""
        halted = HALTED in (live.tags or {}) and live.fields.get("desiredCount") == 0
        return [("desiredCount[halted]", 0, want["desiredCount"])] if halted and want["desiredCount"] else []

    @classmethod
    def using_both(cls, want, live, moves):
        """Registered with both generations of a target group, at the same container and port. One deployment starts
        such tasks and stops the others (UpdateService, member loadBalancers)."""
        held = {
            arn
            for item in live.get("loadBalancers") or []
            for arn in (
                item.get("targetGroupArn"),
                (item.get("advancedConfiguration") or {}).get("alternateTargetGroupArn"),
            )
        }
        more = [
            {**item, "targetGroupArn": old}
            for item in want["loadBalancers"]
            for old in moves.get(item["targetGroupArn"], ())
            if old in held
        ]
        return {**want, "loadBalancers": want["loadBalancers"] + more}

    @classmethod
    def cannot_use_both(cls, want):
        """Why a service cannot stand in two generations of a target group for a time."""
        name = deployment_strategy.strategy(want["deploymentConfiguration"])
        return (
            ""
            if name == deployment_strategy.ROLLING
            else (
                "its deployment strategy %s shifts traffic between target groups by itself (with ROLLING it would be handed over)"
                % name
            )
        )

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def preflight(cls, api, want, live):
        """A revision that AWS has just rolled back is not deployed again."""
        wanted = want["taskDefinition"]
        if live is None or not is_known(wanted) or wanted == live.fields.get("taskDefinition"):
            return []
        reason = deployments.rolled_back(api, live.fields["cluster"], live.id, wanted)
        if reason is None:
            return []
        return [
            Problem(
                "%s was deployed and rolled back: %s. Change the service, or, if the cause lay elsewhere and is "
                "mended, change its redeploy text; then run again" % (wanted.rsplit("/", 1)[-1], reason),
                waits=True,
            )
        ]

    @classmethod
    def create(cls, api, want, tags):
        given = {name: want[name] for name in cls.updatable if want.get(name) is not None}
        if not want["loadBalancers"]:
            given.pop("healthCheckGracePeriodSeconds", None)
        row = api.create_service(
            cluster=want["cluster"],
            serviceName=want["serviceName"],
            schedulingStrategy=want["schedulingStrategy"],
            tags=tag_list(tags, "key", "value"),
            **given,
        )["service"]
        live = cls._live(row, asked=True)
        live.tags = live.tags or dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        """UpdateService merges: only what moved is sent, nested blocks whole, empty lists to clear.

        To or from a strategy that shifts traffic there are two calls, and no deployment may be under way: what cannot be
        sent now is sent while the service is waited for, or by the next run.
        """
        given = {
            name: want[name] if want.get(name) is not None else cls.fields[name].reset
            for name in cls.updatable
            if delta.touches(name)
        }
        if "capacityProviderStrategy" in given:
            given["forceNewDeployment"] = True  # a new strategy concerns new tasks only
        if "desiredCount" in given and HALTED in (live.tags or {}):
            given["forceNewDeployment"] = True  # one that failed starts no more tasks
        live.raw["kept"] = want["retainedRevisions"]
        if not deployment_strategy.changes(live.fields, want):
            return cls._send(api, live, [given])
        steps = deployment_strategy.steps(live.fields, want, given)
        now = next(iter(cls._describe(api, want["cluster"], [want["serviceName"]])), live.raw["row"])
        if deployment_strategy.settled(now):
            return cls._send(api, live, steps)
        fresh = cls._live(now)
        fresh.tags = live.tags
        fresh.raw.update(then=steps, kept=want["retainedRevisions"])
        return fresh

    @classmethod
    def _go_on(cls, api, live, steps):
        try:
            return cls._send(api, live, steps)
        except AwsError as error:
            raise SlipwayError(
                "%s: could not go on with its deployment strategy (%s %s): %s. Mend the cause, then run again."
                % (live.fields["serviceName"], error.operation, error.code, error.message.rstrip("."))
            ) from error

    @classmethod
    def _send(cls, api, live, steps):
        """Ask for the first of some steps; the others wait until it is done."""
        given = steps[0]
        row = api.update_service(cluster=live.fields["cluster"], service=live.fields["serviceName"], **given)["service"]
        fresh = cls._live(row, asked=True)
        fresh.tags = live.tags
        fresh.raw.update(then=steps[1:], kept=live.raw["kept"])
        if "taskDefinition" in given:
            used = {item["taskDefinition"] for item in row.get("deployments") or []} | {
                live.fields.get("taskDefinition")
            }
            retire(api, given["taskDefinition"], live.raw["kept"], used)
        return fresh

    @classmethod
    def delete(cls, api, live):
        """``force`` lets a service go that still has tasks; it drains, then becomes inactive."""
        api.maybe(
            "delete_service", GONE, cluster=live.fields["cluster"], service=live.fields["serviceName"], force=True
        )
