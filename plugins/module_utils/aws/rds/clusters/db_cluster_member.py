# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: the DB instances of a cluster."""

from __future__ import annotations

import itertools

from ....engine import fields
from ....engine.kind import Problem
from ....engine.lines import CREATE, UPDATE
from ..base import lower
from ..db_instance import SLOW, DbInstance
from ..versions import unoffered


class DbClusterMember(DbInstance):
    """A DB instance of a cluster: a class in a zone. Everything else is the cluster's, and is never sent for a member.

    Which of them writes is not theirs: a failover swaps the roles, and nothing here compares them.
    """

    kind = "db_cluster_member"
    telling = ("DBClusterIdentifier", "DBInstanceClass")
    needs = ("db_cluster",)
    uses = ("db_cluster",)
    coexist = "exclusive"
    guarded = False
    upkeep = ""
    durations = {"create": 480, "update": 300, "delete": 300}
    delete_retry = ("InvalidDBInstanceState", "InvalidDBClusterStateFault")
    ours = ("ApplyImmediately", "EngineVersion", "MadeAfter")
    fields = {
        "DBInstanceIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "DBClusterIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "Engine": fields.required(change=fields.REPLACE),
        # The cluster's, of which the class is one; it is never sent.
        "EngineVersion": fields.required(change=fields.CREATE_ONLY),
        # Identifier of the member that is made before this one, and so is the writer of a new cluster; it is never sent.
        "MadeAfter": fields.optional(change=fields.CREATE_ONLY),
        "DBInstanceClass": fields.required(),
        "PromotionTier": fields.managed(1),
        "AvailabilityZone": fields.optional(change=fields.REPLACE),
        "AutoMinorVersionUpgrade": fields.optional(),
        "PubliclyAccessible": fields.optional(),
        "PreferredMaintenanceWindow": fields.optional(canonical=lower),
        "CACertificateIdentifier": fields.optional(),
        "EnablePerformanceInsights": fields.optional(),
        "PerformanceInsightsKMSKeyId": fields.optional(change=fields.CREATE_ONLY),
        "ApplyImmediately": fields.managed(False, change=fields.CREATE_ONLY),
        "Arn": fields.computed(),
        "DbiResourceId": fields.computed(),
        "EndpointAddress": fields.computed(fields.READY),
    }

    @classmethod
    def is_one(cls, row):
        return bool(row.get("DBClusterIdentifier"))

    @classmethod
    def observe(cls, api, scope):
        writers = {
            member["DBInstanceIdentifier"]
            for cluster in scope.parents("db_cluster")
            for member in cluster.raw["now"].get("DBClusterMembers") or []
            if member["IsClusterWriter"]
        }
        lives = super().observe(api, scope)
        for live in lives:
            live.raw["writer"] = live.id in writers
        return lives

    @classmethod
    def _live(cls, row, expected=None):
        live = super()._live(row, expected)
        live.fields = {name: value for name, value in live.fields.items() if name in cls.fields}
        return live

    @classmethod
    def read_late(cls, api, live, want):
        """The version is the cluster's, which says what there is to say."""

    @classmethod
    def differences(cls, want, live):
        return cls.waiting(want, live)

    @classmethod
    def validate(cls, want):
        return []

    @classmethod
    def preflight(cls, api, want, live):
        return [Problem(text) for text in unoffered(api, want, live.fields if live else None)]

    @classmethod
    def left_behind(cls, live):
        return "", ()

    @classmethod
    def last_words(cls, api, live):
        """A member leaves no snapshot: that is the cluster's."""
        return {"SkipFinalSnapshot": True}

    @classmethod
    def arrange(cls, lines, lives, words):
        """What takes a member out of service is done to one after the other, to the writer last: one failover, and not two."""
        made = {cls.key(line.want): line.address for line in lines if line.verb == CREATE}
        after = {
            line.address: [made[lower(line.want["MadeAfter"])]]
            for line in lines
            if line.verb == CREATE and lower(line.want.get("MadeAfter")) in made
        }
        moving = [
            line for line in lines if line.verb == UPDATE and line.want["ApplyImmediately"] and line.touches(SLOW)
        ]
        moving.sort(
            key=lambda line: (line.want["DBClusterIdentifier"], line.live.raw.get("writer", False), line.address)
        )
        for earlier, later in itertools.pairwise(moving):
            if earlier.want["DBClusterIdentifier"] == later.want["DBClusterIdentifier"]:
                after[later.address] = [(earlier.address, "ready")]
        return {}, after
