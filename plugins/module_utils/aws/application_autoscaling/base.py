# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Application Auto Scaling: what scalable targets, policies and scheduled actions share."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live

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


def _resource(arn):
    """``service/<cluster>/<service>`` of a service's ARN."""
    return arn.rsplit(":", 1)[-1]
