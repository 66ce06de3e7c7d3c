# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ...aws.iam.role import Role
from ...aws.logs.log_group import LogGroup
from ...aws.rds import support
from ...aws.rds.database import SNAPSHOT_TAG
from ...aws.rds.db_instance import DbInstance
from ...aws.rds.db_parameter_group import DbParameterGroup
from ...aws.rds.db_subnet_group import DbSubnetGroup
from ...aws.rds.parameter_group import values
from ...aws.rds.versions import family
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ..shared import roles
from ..shared.handed import handed
from ..shared.subnets import subnets
from . import checks, credentials
from .options import SPEC

VERSIONS = {"postgres": "17", "mysql": "8.4", "mariadb": "11.4"}
EXPORTED = {"postgres": ["postgresql", "upgrade"], "mysql": ["error", "slowquery"], "mariadb": ["error", "slowquery"]}
# The parameter that refuses connections without TLS (RDS User Guide, requiring SSL/TLS for each engine).
TLS = {"postgres": "rds.force_ssl", "mysql": "require_secure_transport", "mariadb": "require_secure_transport"}


def declare(options, stack, instance="main"):
    """The instance and what it stands on."""
    declaration = Declaration("database", stack, instance)
    suffix = "db" if instance == "main" else "db-" + instance
    options = _filled(options, stack, suffix)
    name = options["identifier"]
    checks.check(declaration, options, name)
    credentials.check(declaration, options)
    groups = {
        name: declaration.neighbour(
            "network",
            name + "_security_group_id",
            options[name + "_security_group_id"],
            option=name + "_security_group_id",
        )
        for name in ("database", "service")
    }
    declaration.check(
        not options["subnet_ids"] or len(set(options["subnet_ids"])) >= 2,
        "subnet_ids",
        options["subnet_ids"],
        "at least two subnets in two Availability Zones are allowed",
    )
    key = (
        declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer"
        else None
    )
    subnet_group = declaration.add(
        DbSubnetGroup,
        "main",
        {
            **handed(options, SPEC["options"], DbSubnetGroup),
            "DBSubnetGroupDescription": "Subnets of %s" % name,
            "SubnetIds": subnets(declaration, options["subnet_ids"], "private", least=2, first=["database"]),
        },
    )
    parameter_group = _parameter_group(declaration, options, stack, suffix)
    logs = [
        declaration.add(
            LogGroup,
            kind,
            {
                "logGroupName": "/aws/rds/instance/%s/%s" % (name.lower(), kind),
                **handed(options, SPEC["options"], LogGroup),
                **({"kmsKeyId": key} if key else {}),
            },
        )
        for kind in options["log_exports"]
    ]
    want = {
        **handed(options, SPEC["options"], DbInstance),
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
        want["MonitoringRoleArn"] = _monitoring_role(declaration, stack, name, suffix)["Arn"]
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
    if options["security_group_rules"]:
        _rules(declaration, groups, options)
    declaration.outputs = {
        "identifier": name.lower(),
        "endpoint": database["EndpointAddress"],
        "port": options["port"],
        "name": options["database_name"],
        "username": options["master_username"],
        "engine": options["engine"],
        "secret_arn": database["MasterUserSecretArn"],
        "arn": database["Arn"],
    }
    return declaration


def _filled(options, stack, suffix):
    """The options with the defaults that hang on the engine or the stack."""
    engine = options["engine"]
    defaults = {
        "identifier": stack.name(suffix, 63),
        "subnet_group_name": stack.name(suffix + "-subnet-group", 255),
        "engine_version": VERSIONS[engine],
        "port": checks.PORTS[engine],
        "log_exports": EXPORTED[engine],
        "database_name": stack.application.replace("-", "_"),
    }
    return {**options, **{name: value for name, value in defaults.items() if options[name] is None}}


def _parameter_group(declaration, options, stack, suffix):
    """The group is named for its family: another major version needs another group, beside the one in use."""
    engine = options["engine"]
    name = family(engine, options["engine_version"])
    parameters = dict(options["parameters"])
    if options["force_tls"]:
        given = values(parameters).get(TLS[engine], "1")
        declaration.check(
            given == "1",
            "parameters",
            {TLS[engine]: parameters.get(TLS[engine])},
            "with force_tls it is 1; say force_tls: false to allow connections without TLS",
        )
        parameters[TLS[engine]] = "1"
    declaration.check(
        not is_known(parameters) or all(not isinstance(value, (dict, list)) for value in parameters.values()),
        "parameters",
        parameters,
        "names with plain values are allowed",
    )
    return declaration.add(
        DbParameterGroup,
        name,
        {
            "DBParameterGroupName": stack.name("%s-%s" % (suffix, name.replace(".", "-")), 255),
            **handed(options, SPEC["options"], DbParameterGroup),
            "DBParameterGroupFamily": name,
            "Parameters": parameters,
        },
    )


def _monitoring_role(declaration, stack, name, suffix):
    """The role of Enhanced Monitoring, for this instance only (RDS User Guide, preventing the confused deputy)."""
    arn = "arn:%s:rds:%s:%s:db:%s" % (stack.partition, stack.region, account_id(declaration), name.lower())
    return declaration.add(
        Role,
        "monitoring",
        {
            "RoleName": stack.name(suffix + "-monitoring", 64, regional=True),
            "Path": roles.path(stack),
            "AssumeRolePolicyDocument": roles.trust(declaration, "monitoring.rds.amazonaws.com", arn=arn),
            "ManagedPolicyArns": [
                "arn:%s:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole" % stack.partition
            ],
        },
    )


def _rules(declaration, groups, options):
    """Who reaches the database: the service, from both ends, and the declared administrative ranges."""
    port = {"IpProtocol": "tcp", "FromPort": options["port"], "ToPort": options["port"]}
    declaration.add(
        SecurityGroupRule,
        "from-service",
        {
            **port,
            "GroupId": groups["database"],
            "IsEgress": False,
            "ReferencedGroupId": groups["service"],
            "Description": "Database from the service",
        },
    )
    declaration.add(
        SecurityGroupRule,
        "service-to-database",
        {
            **port,
            "GroupId": groups["service"],
            "IsEgress": True,
            "ReferencedGroupId": groups["database"],
            "Description": "Service to the database",
        },
    )
    for given in options["admin_cidrs"]:
        declaration.add(
            SecurityGroupRule,
            "admin-" + given.replace("/", "-"),
            {
                **port,
                "GroupId": groups["database"],
                "IsEgress": False,
                "CidrIpv6" if ":" in given else "CidrIpv4": given,
                "Description": "Administration of the database",
            },
        )
