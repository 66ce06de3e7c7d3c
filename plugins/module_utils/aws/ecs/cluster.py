# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon ECS: clusters."""

from __future__ import annotations

from ...engine import fields, ownership
from ...engine.kind import FAILED, READY, WORKING, Live
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tags import tag_dict, tag_list

GONE = ("ClusterNotFoundException",)
INCLUDE = ["CONFIGURATIONS", "SETTINGS", "TAGS"]


class EcsCluster(TaggedKind):
    """A cluster. CreateCluster of an existing name answers that cluster, so a repeated create makes no second one."""

    kind = "ecs_cluster"
    service = "ecs"
    console = "ecs/v2/clusters/{clusterName}/services?region={region}"
    tagging = Tagging("resourceArn", tags="tags", keys="tagKeys", pair=("key", "value"))
    identity = "natural"
    name_field = "clusterName"
    name_limit = 255
    on_repeat = "upsert"
    uses = ("kms_key", "log_group", "service_linked_role")
    poll = 3
    wait_timeout = 300
    delete_retry = ("ClusterContainsServicesException", "ClusterContainsTasksException", "UpdateInProgressException")
    fields = {
        "clusterName": fields.required(change=fields.REPLACE),
        # The account's own setting decides where this is not sent, hence always sent.
        "settings": fields.managed([{"name": "containerInsights", "value": "disabled"}], order="name"),
        "configuration": fields.optional(
            members={
                "executeCommandConfiguration": fields.optional(
                    members={
                        "kmsKeyId": fields.managed(None),
                        "logging": fields.managed("DEFAULT"),
                        "logConfiguration": fields.managed(None),
                    }
                ),
                "managedStorageConfiguration": fields.optional(
                    members={"kmsKeyId": fields.managed(None), "fargateEphemeralStorageKmsKeyId": fields.managed(None)}
                ),
            }
        ),
        "capacityProviders": fields.managed([], order="set"),
        "defaultCapacityProviderStrategy": fields.managed(
            [],
            order="capacityProvider",
            members={"capacityProvider": fields.required(), "weight": fields.managed(0), "base": fields.managed(0)},
        ),
        "clusterArn": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        """The wished clusters by name, and a neighbour whose name is known. Looking for orphans, or for any other
        neighbour, all clusters of the account."""
        names, outside = set(scope.named("clusterName")), scope.outside("clusterName")
        lives = cls._mine(scope, names, _rows(api, outside))
        if outside and len(lives) == len(outside):
            return lives
        rows = everywhere(api) if scope.full or not scope.wants else []
        return cls._mine(scope, names, rows + _rows(api, sorted(names - {row["clusterName"] for row in rows})))

    @classmethod
    def _mine(cls, scope, names, rows):
        """Those of the clusters that have one of the names or are ours."""
        return [
            live
            for live in map(cls._live, rows)
            if live.fields["clusterName"] in names or live.tags.get(ownership.STACK) in scope.owners
        ]

    @classmethod
    def _live(cls, row):
        values = {name: row[name] for name in cls.fields if name in row}
        values["settings"] = [item for item in row.get("settings") or [] if item["name"] == "containerInsights"]
        return Live(row["clusterArn"], values, tag_dict(row.get("tags"), "key", "value"), raw=row["status"])

    @classmethod
    def refresh(cls, api, live):
        rows = api.describe_clusters(clusters=[live.id], include=INCLUDE)["clusters"]
        return cls._live(rows[0]) if rows and rows[0]["status"] != "INACTIVE" else None

    @classmethod
    def state(cls, live):
        if live.raw == "FAILED":
            return FAILED, "AWS could not make the cluster's resources"
        return (READY, "") if live.raw == "ACTIVE" else (WORKING, live.raw.lower())

    @classmethod
    def create(cls, api, want, tags):
        given = {
            name: want[name]
            for name in ("settings", "configuration", "capacityProviders", "defaultCapacityProviderStrategy")
            if want.get(name)
        }
        row = api.create_cluster(clusterName=want["clusterName"], tags=tag_list(tags, "key", "value"), **given)[
            "cluster"
        ]
        live = cls._live(row)
        live.tags = live.tags or dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if delta.touches("settings", "configuration"):
            given = {
                name: want[name] for name in ("settings", "configuration") if delta.touches(name) and want.get(name)
            }
            api.update_cluster(cluster=live.id, **given)
        if delta.touches("capacityProviders", "defaultCapacityProviderStrategy"):
            api.put_cluster_capacity_providers(
                cluster=live.id,
                capacityProviders=want["capacityProviders"],
                defaultCapacityProviderStrategy=want["defaultCapacityProviderStrategy"],
            )
        live.fields.update({name: value for name, value in want.items() if name in cls.fields})
        return live

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_cluster", GONE, cluster=live.id)


def everywhere(api):
    """The rows of all clusters of the account, whoever they belong to, read once for all kinds that one look observes."""

    def read():
        return _rows(api, sorted(arn.rsplit("/", 1)[-1] for arn in api.all("list_clusters", "clusterArns")))

    return api.once("clusters", read)


def _rows(api, names):
    """The rows of the clusters of some names that are there, a hundred with one call."""
    batches = [names[start : start + 100] for start in range(0, len(names), 100)]
    return [
        row
        for answer in api.map(lambda batch: api.describe_clusters(clusters=batch, include=INCLUDE), batches)
        for row in answer["clusters"]
        if row["status"] != "INACTIVE"
    ]
