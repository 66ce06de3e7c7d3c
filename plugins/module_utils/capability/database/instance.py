# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A database on one instance."""

from __future__ import annotations

from ...aws.rds import support
from ...aws.rds.database import SNAPSHOT_TAG
from ...aws.rds.db_instance import DbInstance
from ..shared.handed import handed
from . import access, credentials, insight, parameters, replicas, storage, users


def instance(declaration, options, defaults, stack, suffix):
    """The instance with what it stands on.

    :param defaults: name -> Option, of all options
    :returns: its node
    """
    groups = access.security_groups(declaration, options)
    key = storage.key(declaration, options)
    subnet_group = access.subnet_group(declaration, options)
    parameter_group = parameters.parameter_group(declaration, options, stack, suffix)
    logs = insight.log_groups(declaration, options, key)
    want = {
        **handed(options, defaults, DbInstance),
        "DBSubnetGroupName": subnet_group["DBSubnetGroupName"],
        "VpcSecurityGroupIds": [groups["database"]],
        "DBParameterGroupName": parameter_group["DBParameterGroupName"],
    }
    secret = credentials.secret(declaration, options, stack, suffix, key)
    kept, tags = credentials.wish(secret)
    want.update(kept)
    # A line that is left out leaves the setting alone.
    if key:
        want.update(KmsKeyId=key, **({} if secret else {"MasterUserSecretKmsKeyId": key}))
    if not options["performance_insights"]:
        del want["PerformanceInsightsRetentionPeriod"]
    elif key:
        want["PerformanceInsightsKMSKeyId"] = key
    if options["monitoring_interval"]:
        want["MonitoringRoleArn"] = insight.monitoring_role(
            declaration, stack, suffix, [options["identifier"], *replicas.identifiers(options).values()]
        )["Arn"]
    if options["engine"] not in support.ENGINES:  # MariaDB has no Extended Support
        del want["EngineLifecycleSupport"]
    database = declaration.add(
        DbInstance,
        "main",
        want,
        after=[*logs, "stack/*/service_linked_role/rds"],
        tags={SNAPSHOT_TAG: "take" if options["final_snapshot"] else "skip", **tags},
    )
    credentials.rotation(declaration, options, database, secret, key)
    replicas.add(declaration, options, stack, suffix, database, key)
    users.add(declaration, options, stack, suffix, database, key)
    if options["security_group_rules"]:
        access.rules(declaration, groups, options)
    return database
