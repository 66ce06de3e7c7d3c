# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Application Auto Scaling of ECS services: scalable targets, scaling policies, scheduled actions.

All three are parts of their service and go with it. They carry no tags (policies and actions cannot; a target's tags are a
second call and an error when it exists), and those that are not declared in a declared service are surplus.
"""

from __future__ import annotations

from ..engine import fields
from ..engine.kind import Kind, Live
from ..engine.references import is_known

NAMESPACE = "ecs"
DIMENSION = "ecs:service:DesiredCount"
GONE = ("ObjectNotFoundException",)


class ScalingPart(Kind):
    """What the three share: found by resource id ``service/<cluster>/<service>`` among our services."""

    service = "application-autoscaling"
    identity = "part"
    taggable = False
    on_repeat = "upsert"
    needs = ("ecs_service",)
    exclusive_in = "ResourceId"
    replace_freely = True
    poll = 2
    listing = member = ""
    shared = {
        "ResourceId": fields.required(change=fields.REPLACE),
        "ServiceNamespace": fields.managed(NAMESPACE, change=fields.REPLACE),
        "ScalableDimension": fields.managed(DIMENSION, change=fields.REPLACE),
    }

    @classmethod
    def key(cls, values):
        return values.get("ResourceId"), values.get(cls.name_field)

    @classmethod
    def observe(cls, api, scope):
        """One listing of the namespace, or of the one service where there is only one."""
        services = {_resource(live.id): live.id for live in scope.parents("ecs_service") if not live.tombstone}
        if not services:
            return []
        rows = api.all(cls.listing, cls.member, ServiceNamespace=NAMESPACE, **cls.narrowed(sorted(services)))
        return [
            Live(cls.identify(row), cls.answered(row), parent=services[row["ResourceId"]])
            for row in rows
            if row["ResourceId"] in services and row["ScalableDimension"] == DIMENSION
        ]

    @classmethod
    def narrowed(cls, resources):
        """Arguments that narrow the listing."""
        return {"ResourceId": resources[0]} if len(resources) == 1 else {}

    @classmethod
    def identify(cls, row):
        """The id of a row's object."""
        return "%s %s" % (row["ResourceId"], row[cls.name_field])

    @classmethod
    def answered(cls, row):
        """A row's fields."""
        return {name: row[name] for name in cls.fields if name in row}

    @classmethod
    def addressed(cls, values):
        """The arguments that say which object is meant."""
        names = ("ServiceNamespace", "ResourceId", "ScalableDimension") + ((cls.name_field,) if cls.name_field else ())
        return {name: values[name] for name in names}

    @classmethod
    def put(cls, api, want):
        """The one call that makes or changes the object: the fields that AWS answers beside what was sent."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def create(cls, api, want, tags):
        answered = cls.put(api, want)
        return Live(cls.identify(want), {**cls.addressed(want), **answered})

    @classmethod
    def update(cls, api, live, want, delta):
        live.fields.update(cls.put(api, want))
        return live

    @classmethod
    def refresh(cls, api, live):
        rows = api.all(cls.listing, cls.member, ServiceNamespace=NAMESPACE, **cls.narrowed([live.fields["ResourceId"]]))
        return live if any(cls.identify(row) == live.id for row in rows) else None


class ScalableTarget(ScalingPart):
    """The range in which the desired count may move.

    A scheduled action changes the range itself. ``ScheduledCapacities`` (not a member of the API) names the bounds that
    declared schedules may have set: a live bound among them is no difference.
    """

    kind = "scalable_target"
    uses = ("ecs_service", "ecs_cluster")
    listing, member = "describe_scalable_targets", "ScalableTargets"
    fields = {
        **ScalingPart.shared,
        "MinCapacity": fields.required(change=fields.CREATE_ONLY),
        "MaxCapacity": fields.required(change=fields.CREATE_ONLY),
        "ScheduledCapacities": fields.managed({}, change=fields.CREATE_ONLY),
        "SuspendedState": fields.optional(),
        "ScalableTargetARN": fields.computed(),
    }

    @classmethod
    def narrowed(cls, resources):
        return {"ResourceIds": resources} if len(resources) <= 50 else {}

    @classmethod
    def identify(cls, row):
        return row["ResourceId"]

    @classmethod
    def validate(cls, want):
        low, high = want["MinCapacity"], want["MaxCapacity"]
        return ["MinCapacity %s is above MaxCapacity %s" % (low, high)] if is_known([low, high]) and low > high else []

    @classmethod
    def differences(cls, want, live):
        return [
            (name, live.fields.get(name), want[name])
            for name in ("MinCapacity", "MaxCapacity")
            if live.fields.get(name) not in (want[name], *want["ScheduledCapacities"].get(name, ()))
        ]

    @classmethod
    def put(cls, api, want):
        given = {
            name: want[name] for name in ("MinCapacity", "MaxCapacity", "SuspendedState") if want.get(name) is not None
        }
        answer = api.register_scalable_target(**cls.addressed(want), **given)
        return {
            **given,
            **({"ScalableTargetARN": answer["ScalableTargetARN"]} if "ScalableTargetARN" in answer else {}),
        }

    @classmethod
    def delete(cls, api, live):
        api.maybe("deregister_scalable_target", GONE, **cls.addressed(live.fields))


class ScalingPolicy(ScalingPart):
    """A target tracking policy. AWS makes and removes its alarms itself; they are not ours."""

    kind = "scaling_policy"
    name_field = "PolicyName"
    name_limit = 256
    uses = ("scalable_target", "ecs_service", "ecs_cluster", "target_group", "load_balancer")
    listing, member = "describe_scaling_policies", "ScalingPolicies"
    fields = {
        **ScalingPart.shared,
        "PolicyName": fields.required(change=fields.REPLACE),
        "PolicyType": fields.managed("TargetTrackingScaling"),
        "TargetTrackingScalingPolicyConfiguration": fields.required(
            members={
                "TargetValue": fields.required(),
                "PredefinedMetricSpecification": fields.required(
                    members={"PredefinedMetricType": fields.required(), "ResourceLabel": fields.managed(None)}
                ),
                "ScaleInCooldown": fields.managed(300),
                "ScaleOutCooldown": fields.managed(300),
                "DisableScaleIn": fields.managed(False),
            }
        ),
        "PolicyARN": fields.computed(),
    }

    @classmethod
    def answered(cls, row):
        values = super().answered(row)
        tracking = values.get("TargetTrackingScalingPolicyConfiguration")
        if tracking is not None:
            # The defaults of ECS services, which AWS leaves out of its answer.
            values["TargetTrackingScalingPolicyConfiguration"] = {
                "ScaleInCooldown": 300,
                "ScaleOutCooldown": 300,
                "DisableScaleIn": False,
                **tracking,
            }
        return values

    @classmethod
    def put(cls, api, want):
        given = {name: want[name] for name in ("PolicyType", "TargetTrackingScalingPolicyConfiguration")}
        answer = api.put_scaling_policy(**cls.addressed(want), **given)
        return {**given, "PolicyARN": answer["PolicyARN"]}

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_scaling_policy", GONE, **cls.addressed(live.fields))


class ScheduledAction(ScalingPart):
    """A change of the range at a time."""

    kind = "scheduled_action"
    name_field = "ScheduledActionName"
    name_limit = 256
    uses = ("scalable_target", "ecs_service", "ecs_cluster")
    listing, member = "describe_scheduled_actions", "ScheduledActions"
    fields = {
        **ScalingPart.shared,
        "ScheduledActionName": fields.required(change=fields.REPLACE),
        "Schedule": fields.required(),
        "Timezone": fields.managed("UTC"),
        "ScalableTargetAction": fields.required(exact=True),
        "ScheduledActionARN": fields.computed(),
    }

    @classmethod
    def answered(cls, row):
        return {"Timezone": "UTC", **super().answered(row)}

    @classmethod
    def put(cls, api, want):
        given = {name: want[name] for name in ("Schedule", "Timezone", "ScalableTargetAction")}
        api.put_scheduled_action(**cls.addressed(want), **given)
        return given

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_scheduled_action", GONE, **cls.addressed(live.fields))


def _resource(arn):
    """``service/<cluster>/<service>`` of a service's ARN."""
    return arn.rsplit(":", 1)[-1]
