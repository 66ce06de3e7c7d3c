# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Application Auto Scaling: scalable targets."""

from __future__ import annotations

from ...engine import fields
from ...engine.references import is_known
from .base import GONE, ScalingPart


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
        "SuspendedState": fields.optional(by_aws={"*Suspended": False}),
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
