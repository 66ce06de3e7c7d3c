# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS: clusters of Amazon Aurora, and of Amazon DocumentDB, which has the same calls at the same endpoint."""

from __future__ import annotations

from ....engine import fields, ownership
from ....engine.kind import CALL, READY, WORKING, Live, Problem
from ...shared.tags import tag_dict, tag_list
from .. import support
from ..base import lower
from ..database import USABLE, Database
from ..db_instance import instances
from ..versions import major
from . import serverless

DOCUMENTDB = "docdb"
# DescribeDBClusters shows those of Neptune and Multi-AZ clusters of RDS too, which are none of this kind.
ENGINES = ("aurora-postgresql", "aurora-mysql", DOCUMENTDB)
# Our names are those of CreateDBCluster; these are called otherwise in what RDS answers.
ANSWERED = {
    "Arn": "DBClusterArn",
    "DBClusterParameterGroupName": "DBClusterParameterGroup",
    "DBSubnetGroupName": "DBSubnetGroup",
    "EnableCloudwatchLogsExports": "EnabledCloudwatchLogsExports",
    "EnableHttpEndpoint": "HttpEndpointEnabled",
    "EnableIAMDatabaseAuthentication": "IAMDatabaseAuthenticationEnabled",
    "EnablePerformanceInsights": "PerformanceInsightsEnabled",
    "EndpointAddress": "Endpoint",
    "EndpointPort": "Port",
    "ReaderEndpointAddress": "ReaderEndpoint",
}
# What RDS does not show where it is off, or as usual: StorageType of CreateDBCluster, members of DBCluster.
USUAL = {
    "AutoMinorVersionUpgrade": True,
    "CopyTagsToSnapshot": False,
    "DatabaseInsightsMode": "standard",
    "DeletionProtection": False,
    "EnableCloudwatchLogsExports": [],
    "EnableHttpEndpoint": False,
    "EnableIAMDatabaseAuthentication": False,
    "EnablePerformanceInsights": False,
    "EngineLifecycleSupport": support.EXTENDED,
    "MonitoringInterval": 0,
}
STANDARD = {DOCUMENTDB: "standard"}  # StorageType; Aurora's is "aurora"
# What CreateDBCluster of Amazon DocumentDB does not have.
AURORA_ONLY = frozenset(
    (
        "AutoMinorVersionUpgrade",
        "DatabaseInsightsMode",
        "DatabaseName",
        "EnableHttpEndpoint",
        "EnableIAMDatabaseAuthentication",
        "EnablePerformanceInsights",
        "EngineLifecycleSupport",
        "MonitoringInterval",
        "MonitoringRoleArn",
        "PerformanceInsightsKMSKeyId",
        "PerformanceInsightsRetentionPeriod",
    )
)
OURS = ("ApplyImmediately", "Members", "PasswordSecretArn", "PasswordVersion")  # no members of the creating call
NOT_MODIFIED = frozenset(
    (
        *OURS,
        "DBClusterIdentifier",
        "DBSubnetGroupName",
        "DatabaseName",
        "EnableCloudwatchLogsExports",
        "EnableHttpEndpoint",
        "Engine",
        "KmsKeyId",
        "ManageMasterUserPassword",
        "MasterUserSecretKmsKeyId",
        "MasterUsername",
        "StorageEncrypted",
    )
)
INSIGHTS = (
    "DatabaseInsightsMode",
    "EnablePerformanceInsights",
    "PerformanceInsightsKMSKeyId",
    "PerformanceInsightsRetentionPeriod",
)


class DbCluster(Database):
    """A cluster: data, endpoints, backups, users and settings; what computes are its members.

    It is ready with its writer, which is a member of its own: an empty cluster answers nobody.
    """

    kind = "db_cluster"
    telling = ("Engine", "EngineVersion", "Members")
    console = "rds/home?region={region}#database:id={DBClusterIdentifier};is-cluster=true"
    noun = "db_cluster"
    status_field = "Status"
    not_modified = NOT_MODIFIED
    name_field = "DBClusterIdentifier"
    name_limit = 63
    arn_field = "Arn"
    listing = ("describe_db_clusters", "DBClusters", "DBClusterIdentifier", "DBClusterNotFoundFault")
    uses = ("db_subnet_group", "db_cluster_parameter_group", "security_group", "kms_key", "role", "log_group")
    upkeep = "its storage and backups; its members go"
    wait_timeout = 5400
    poll = 15
    # The cluster alone takes a minute or two; it is ready once its writer is.
    durations = {"create": 600, "update": 300, "delete": 180}
    delete_retry = ("InvalidDBClusterStateFault",)
    fields = {
        **Database.shared,
        "DBClusterIdentifier": fields.required(change=fields.REPLACE, canonical=lower),
        "DatabaseName": fields.optional(change=fields.REPLACE),
        "DBClusterParameterGroupName": fields.optional(canonical=lower),
        "StorageType": fields.required(),
        # It cannot be taken off a cluster again.
        "ServerlessV2ScalingConfiguration": fields.optional(canonical=serverless.canonical),
        "EnableHttpEndpoint": fields.managed(False),
        "AutoMinorVersionUpgrade": fields.managed(True),
        "MonitoringInterval": fields.managed(0),
        "MonitoringRoleArn": fields.optional(),
        "DatabaseInsightsMode": fields.managed("standard"),
        "EnablePerformanceInsights": fields.managed(False),
        "PerformanceInsightsKMSKeyId": fields.optional(change=fields.CREATE_ONLY),
        "PerformanceInsightsRetentionPeriod": fields.optional(),
        # Identifiers of its members, for what is said of them; they are objects of their own.
        "Members": fields.managed([], change=fields.CREATE_ONLY),
        "Arn": fields.computed(),
        "DbClusterResourceId": fields.computed(),
        "EndpointAddress": fields.computed(fields.READY),
        "EndpointPort": fields.computed(fields.READY),
        "ReaderEndpointAddress": fields.computed(fields.READY),
    }

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """One listing with tags in it; that of the instances says how the writers are."""
        names = [lower(name) for name in scope.named(cls.name_field)]
        rows = api.all("describe_db_clusters", "DBClusters")
        lives = [cls._live(row) for row in rows if row["Engine"] in ENGINES]
        found = [live for live in lives if live.id in names or live.tags.get(ownership.STACK) in scope.owners]
        statuses = {row["DBInstanceIdentifier"]: row["DBInstanceStatus"] for row in instances(api)} if found else {}
        for live in found:
            live.raw["writer"] = statuses.get(live.raw["writer"])
        return found

    @classmethod
    def refresh(cls, api, live):
        fresh = super().refresh(api, live)
        if fresh and fresh.raw["writer"]:
            answer = api.maybe(
                "describe_db_instances", ("DBInstanceNotFound",), DBInstanceIdentifier=fresh.raw["writer"]
            )
            fresh.raw["writer"] = answer["DBInstances"][0]["DBInstanceStatus"] if answer else None
        return fresh

    @classmethod
    def _live(cls, row, expected=None):
        pending = dict(row.get("PendingModifiedValues") or {})
        merged = {**row, **pending}
        values = {name: merged[ANSWERED.get(name, name)] for name in cls.fields if ANSWERED.get(name, name) in merged}
        values = {**USUAL, "StorageType": STANDARD.get(row["Engine"], "aurora"), **values}
        exports = pending.get("PendingCloudwatchLogsExports") or {}
        logs = set(values["EnableCloudwatchLogsExports"]) | set(exports.get("LogTypesToEnable") or [])
        values["EnableCloudwatchLogsExports"] = sorted(logs - set(exports.get("LogTypesToDisable") or []))
        values["VpcSecurityGroupIds"] = [group["VpcSecurityGroupId"] for group in row.get("VpcSecurityGroups", [])]
        secret, members = row.get("MasterUserSecret"), row.get("DBClusterMembers") or []
        values["ManageMasterUserPassword"] = secret is not None
        if secret and secret.get("SecretArn"):
            values["MasterUserSecretArn"] = secret["SecretArn"]
        values["Members"] = sorted(member["DBInstanceIdentifier"] for member in members)
        raw = {
            "status": row.get("Status", "creating"),
            "pending": pending,
            "now": row,
            "expected": expected or {},
            "writer": next((one["DBInstanceIdentifier"] for one in members if one["IsClusterWriter"]), None),
        }
        live = Live(row["DBClusterIdentifier"], values, tag_dict(row.get("TagList")), raw)
        if raw["status"] == "deleting":
            live.tombstone = "the database cluster is being deleted"
        return live

    @classmethod
    def state(cls, live):
        said = super().state(live)
        if said[0] == READY and live.raw["writer"] not in USABLE:
            return WORKING, "its writer is %s" % (live.raw["writer"] or "missing")
        return said

    @classmethod
    def read_late(cls, api, live, want):
        super().read_late(api, live, want)
        waiting = [
            member["DBInstanceIdentifier"]
            for member in live.raw["now"].get("DBClusterMembers") or []
            if member.get("DBClusterParameterGroupStatus") == "pending-reboot"
        ]
        if waiting:
            text = "parameters wait for a reboot of %s: aws rds reboot-db-instance, readers first" % ", ".join(waiting)
            live.note = "; ".join(filter(None, (live.note, text)))

    # -- thinking ------------------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        problems = []
        if want["MonitoringInterval"] and not want.get("MonitoringRoleArn"):
            problems.append("MonitoringInterval %s: a MonitoringRoleArn is needed with it" % want["MonitoringInterval"])
        if want["DatabaseInsightsMode"] == "advanced" and (want.get("PerformanceInsightsRetentionPeriod") or 0) < 465:
            problems.append(
                "DatabaseInsightsMode advanced: a PerformanceInsightsRetentionPeriod of 465 or more is needed with it"
            )
        return problems

    @classmethod
    def preflight(cls, api, want, live):
        problems = super().preflight(api, want, live)
        if not any(not problem.note for problem in problems):
            problems += serverless.preflight(api, want, live.fields if live else None)
        if live is None and len(want["Members"]) == 1:
            text = "it has one member: nothing takes over when that fails, until RDS has made it anew"
            problems.append(Problem(text, note=True))
        return problems

    @classmethod
    def duration_of(cls, verb, values, changed=()):
        slow = values.get("ApplyImmediately") and {"EngineVersion", "Port"}.intersection(changed)
        return CALL if verb == "update" and not slow else super().duration_of(verb, values, changed)

    @classmethod
    def holders(cls, api, live):
        row = cls.row(api, live) or {}
        return ["DB instance %s" % member["DBInstanceIdentifier"] for member in row.get("DBClusterMembers") or []]

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def create(cls, api, want, tags):
        left = (*OURS, *(AURORA_ONLY if want["Engine"] == DOCUMENTDB else ()))
        arguments = {name: value for name, value in want.items() if value not in (None, []) and name not in left}
        live = cls._live(api.create_db_cluster(**arguments, Tags=tag_list(tags))["DBCluster"])
        # The request carries everything, and nothing can be modified before the cluster is available.
        live.fields = {**want, **{name: value for name, value in live.fields.items() if cls.fields[name].computed}}
        live.fields["EngineVersion"] = live.raw["now"].get("EngineVersion", want["EngineVersion"])
        live.tags = dict(tags)
        return live

    @classmethod
    def update(cls, api, live, want, delta):
        if live.raw["status"] == "creating":
            return live  # a run that was stopped has left it so, and it cannot be modified before
        moved = [name for name in sorted(delta.names) if name in cls.fields]
        fresh, arguments = live, cls._modify(live, want, moved)
        if arguments:
            answer = api.modify_db_cluster(**cls.named(live), ApplyImmediately=want["ApplyImmediately"], **arguments)
            names = ("BackupRetentionPeriod", "Port") if want["ApplyImmediately"] else ()
            fresh = cls._live(answer["DBCluster"], {name: arguments[name] for name in names if name in arguments})
            fresh.tags = live.tags
        if "EnableHttpEndpoint" in moved:
            # ModifyDBCluster has it for the first Aurora Serverless only.
            call = api.enable_http_endpoint if want["EnableHttpEndpoint"] else api.disable_http_endpoint
            call(ResourceArn=live.fields["Arn"])
        fresh.fields.update({name: want[name] for name in moved if name in want})
        return fresh

    @classmethod
    def _modify(cls, live, want, moved):
        """The arguments of ModifyDBCluster: only what moved, as an empty request is refused."""
        arguments = {name: want[name] for name in moved if name not in cls.not_modified and want.get(name) is not None}
        if "ManageMasterUserPassword" in moved and want["ManageMasterUserPassword"]:
            arguments.update(cls.managed_password(want))
        if "EnableCloudwatchLogsExports" in moved:
            arguments.update(cls.log_exports(live, want))
        if {"MonitoringInterval", "MonitoringRoleArn"} & set(moved):
            arguments["MonitoringInterval"] = want["MonitoringInterval"]
            if want["MonitoringInterval"]:
                arguments["MonitoringRoleArn"] = want["MonitoringRoleArn"]
        if set(INSIGHTS) & set(moved):
            # The mode, whether it is on and for how long go together (ModifyDBCluster, DatabaseInsightsMode).
            arguments.update({name: want[name] for name in INSIGHTS if want.get(name) is not None})
        if "EngineVersion" in moved:
            arguments["EngineVersion"] = str(want["EngineVersion"])
            if major(want["Engine"], want["EngineVersion"]) != major(want["Engine"], live.raw["now"]["EngineVersion"]):
                # The new major version needs a group of its own family in the same call.
                arguments.update(AllowMajorVersionUpgrade=True)
                arguments.update(DBClusterParameterGroupName=want["DBClusterParameterGroupName"])
        return arguments
