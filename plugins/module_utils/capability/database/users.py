# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Users and databases inside PostgreSQL: secrets of their own, and a task with psql that brings them in."""

from __future__ import annotations

import re

from ...aws.ecs.task_definition import TaskDefinition
from ...aws.logs.log_group import LogGroup
from ...aws.rds import password
from ...aws.rds.versions import major
from ...aws.secretsmanager.secret import Secret
from ...engine import ownership
from ...engine.references import is_known
from ...steps.job.task import Task
from ..shared import forms, roles
from ..shared.handed import handed
from ..shared.option import Form, Option
from ..shared.subnets import subnets
from . import insight, users_sql
from .engines import POSTGRESQL, RESERVED_USERS
from .users_sql import NONE, OWNER, READ_ONLY, READ_WRITE

KINDS = (TaskDefinition, Task)
PREFIX = "user-"  # of the names of users' secrets
IMAGE = "public.ecr.aws/docker/library/postgres:%s"
REGISTRY = re.compile(r"(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/([^:@]+)")
# Before a task starts it must get its image, its secrets and its log group over the network.
AFTER = (
    ("network/*/nat_gateway/*", "ready"),
    ("network/*/vpc_endpoint/*", "ready"),
    "network/*/route/*",
    "network/*/route_table_association/*",
    "*/*/security_group_rule/*",
)
# Who logs in with what the task has brought.
BEFORE = (("service/*/ecs_service/*", "ready"), ("job/*/task/*", "ready"))
# PostgreSQL, identifiers and key words: lower-case names need no quotes anywhere.
NAME = Form(
    "1 to 63 lower-case letters, digits and underscores are allowed, beginning with a letter", r"[a-z][a-z0-9_]{0,62}"
)

USER = {
    "databases": Option(
        "list",
        "Databases in which it has the privileges: O(database_name), which is the default, or some of O(databases).",
        elements="str",
        form=NAME,
    ),
    "privileges": Option(
        "str",
        [
            "What it may do in schema C(public) of them. V(owner) has the database: it makes, changes and drops tables.",
            "V(read_write) and V(read_only) hold for all tables there are, and for those that the owner and the master user will make.",
            "V(none) takes everything away, the login too; so does taking the user out, while others are declared.",
        ],
        default=READ_WRITE,
        choices=[OWNER, READ_WRITE, READ_ONLY, NONE],
    ),
    "secret_name": Option(
        "str",
        "Name of the secret with its password. The default is C(<application>-<environment>-db-<user>).",
        sample="inflight-ordering-db-app",
        no_log=False,
        form=Form("1 to 512 letters, digits and / _ + = . @ - are allowed", r"[A-Za-z0-9/_+=.@-]{1,512}"),
    ),
}

TASK = {
    "image": Option(
        "str",
        "Image with psql and a shell. The default is PostgreSQL's own of the engine's major version, from Amazon's public registry.",
        sample="public.ecr.aws/docker/library/postgres:17",
    ),
    "cluster": Option(
        "str", "Name of the ECS cluster. The default is the one of the cluster capability.", class_="optional"
    ),
    "subnet_ids": Option(
        "list",
        "Subnets of the task. The default are the network's private ones.",
        class_="optional",
        elements="str",
        form=forms.SUBNET_ID,
    ),
    "security_group_ids": Option(
        "list",
        "Security groups of the task, which may reach the database. The default is the network's for services.",
        class_="optional",
        elements="str",
        form=forms.SECURITY_GROUP_ID,
    ),
    "assign_public_ip": Option(
        "bool", "Whether it has a public address, as in public subnets without a NAT gateway.", default=False
    ),
    "timeout": Option("int", "Seconds until it is stopped.", default=600, between=(60, 86400), field="task.timeout"),
}

USERS = {
    "databases": Option(
        "list",
        [
            "Further databases beside O(database_name), made by the task that O(users) describes. For PostgreSQL.",
            "One that is taken out is data, and stays.",
        ],
        default=[],
        elements="str",
        form=NAME,
    ),
    "users": Option(
        "dict",
        [
            (
                "Users of the database by name, each with a secret of its own (keys C(username), C(password), C(engine), C(host), "
                "C(port) and C(dbname)). For PostgreSQL."
            ),
            (
                "A task with psql brings them in before services start, and again when what is declared here or a secret has changed. It "
                "reads the master password and theirs, and nothing else; its log is shown where it fails."
            ),
            "Every run of it ends in just these rights. Users that somebody else has made are left alone.",
        ],
        default={},
        values=USER,
        names=NAME,
    ),
    "users_task": Option("dict", "The task that brings in users and databases.", options=TASK, apply_defaults=True),
}


def check(declaration, options):
    """Refuse what PostgreSQL would refuse, and rights that contradict one another."""
    users, databases = options["users"], options["databases"]
    for name, given in (("users", sorted(users)), ("databases", databases)):
        declaration.check(
            not given or options["engine"] in POSTGRESQL,
            name,
            given,
            "they are for PostgreSQL; with %s make them by a job of your own" % options["engine"],
        )
    declaration.check(
        options["database_name"] not in databases,
        "databases",
        databases,
        "names beside database_name (%s) are allowed" % options["database_name"],
    )
    owners = {}
    for name, user in users.items():
        path = "users.%s" % name
        reserved = (*RESERVED_USERS["postgres"], options["master_username"].lower())
        declaration.check(
            name not in reserved and not name.startswith("pg_"),
            path,
            name,
            "a name that PostgreSQL, RDS and the master user do not have is allowed: none of %s, pg_..."
            % ", ".join(reserved),
        )
        known = [options["database_name"], *databases]
        for database in user["databases"] or ():
            declaration.check(
                database in known,
                path + ".databases",
                database,
                "the databases are %s; name it in database_databases" % ", ".join(known),
            )
        for database in _of(user, options) if user["privileges"] == OWNER else ():
            declaration.check(
                database not in owners,
                path + ".privileges",
                OWNER,
                "one owner for a database is allowed; %s owns %s" % (owners.get(database), database),
            )
            owners[database] = name


def _of(user, options):
    return user["databases"] or [options["database_name"]]


def add(declaration, options, stack, suffix, database, key):
    """The secrets of the users, and the task that brings in users and databases; nothing where there are none.

    :param database: node of the instance or cluster
    """
    if not (options["users"] or options["databases"]):
        return
    secrets = {name: _secret(declaration, options, stack, suffix, database, key, name) for name in options["users"]}
    name = suffix + "-users"
    log_group = declaration.add(
        LogGroup,
        "users",
        {
            "logGroupName": "/ecs/" + stack.name(name),
            **handed(options, insight.INSIGHT, LogGroup),
            **({"kmsKeyId": key} if key else {}),
        },
    )
    definition = _definition(declaration, options, stack, name, database, secrets, log_group, key)
    given = options["users_task"]
    groups = given["security_group_ids"] or [declaration.neighbour("network", "service_security_group_id")]
    cluster = declaration.neighbour("cluster", "name", given["cluster"], option="users_task.cluster")
    versions = [{"name": "SECRETS", "value": " ".join(node["VersionId"] for node in secrets.values())}]
    container = {"name": definition["mainContainer"], **({"environment": versions} if secrets else {})}
    declaration.add(
        Task,
        "users",
        {
            "Job": name,
            "taskDefinition": definition["taskDefinitionArn"],
            "cluster": cluster,
            "networkConfiguration": {
                "awsvpcConfiguration": {
                    "subnets": subnets(declaration, given["subnet_ids"], "private"),
                    "securityGroups": groups,
                    "assignPublicIp": "ENABLED" if given["assign_public_ip"] else "DISABLED",
                }
            },
            "overrides": {"containerOverrides": [container]},
            **handed(given, TASK, Task),
        },
        after=[*AFTER, (database, "ready")],
        before=BEFORE,
    )


def secret_arns(declaration):
    """Name of a user -> the ARN of its secret."""
    nodes = {node.address.rpartition("/")[2]: node for node in declaration.nodes if node.kind is Secret}
    return {name[len(PREFIX) :]: node["ARN"] for name, node in nodes.items() if name.startswith(PREFIX)}


def _secret(declaration, options, stack, suffix, database, key, name):
    given = options["users"][name]
    parts = {
        "username": {"Value": name},
        "password": {"Generate": password.GENERATED},
        "engine": {"Value": options["engine"]},
        "host": {"Value": database["EndpointAddress"]},
        "port": {"Value": options["port"]},
        "dbname": {"Value": _of(given, options)[0]},
    }
    return declaration.add(
        Secret,
        PREFIX + name,
        {
            "Name": given["secret_name"] or stack.name("%s-%s" % (suffix, name.replace("_", "-")), 512),
            "Description": "User %s of %s" % (name, options["identifier"]),
            "Parts": parts,
            "Keys": sorted(parts),
            "Unfilled": [],
            **({"KmsKeyId": key} if key else {}),
        },
    )


def _definition(declaration, options, stack, name, database, secrets, log_group, key):
    master, initial = database["MasterUserSecretArn"], options["database_name"]
    image = options["users_task"]["image"] or IMAGE % major("postgres", options["engine_version"])[0]
    users = {
        user: {"databases": _of(given, options), "privileges": given["privileges"]}
        for user, given in options["users"].items()
    }
    mark = "%s=%s" % (ownership.STACK, stack.identity)
    read = {"PGUSER": master + ":username::", "PGPASSWORD": master + ":password::"}
    read.update((users_sql.variable(user), "%s:password::" % node["ARN"]) for user, node in secrets.items())
    environment = {"PGHOST": database["EndpointAddress"], "PGPORT": str(options["port"]), "PGSSLMODE": "require"}
    container = {
        "name": "psql",
        "image": image,
        "essential": True,
        "entryPoint": ["sh", "-c"],
        "command": [users_sql.script(mark, initial, [initial, *options["databases"]], users)],
        "environment": [{"name": item, "value": value} for item, value in environment.items()],
        "secrets": [{"name": item, "valueFrom": value} for item, value in read.items()],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": log_group["logGroupName"],
                "awslogs-region": stack.region,
                "awslogs-stream-prefix": "psql",
            },
        },
    }
    role = roles.grant(
        declaration,
        "users",
        {
            "RoleName": stack.name(name, 64, regional=True),
            "Path": roles.path(stack),
            "AssumeRolePolicyDocument": roles.trust(
                declaration, "ecs-tasks.amazonaws.com", pattern="ecs:{region}:{account}:*"
            ),
        },
        _statements(stack, image, log_group, [master, *(node["ARN"] for node in secrets.values())], key),
        "users",
    )
    return declaration.add(
        TaskDefinition,
        "users",
        {
            "family": stack.name(name, 255),
            "cpu": "256",
            "memory": "512",
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "runtimePlatform": {"cpuArchitecture": "X86_64", "operatingSystemFamily": "LINUX"},
            "executionRoleArn": role["Arn"],
            "containerDefinitions": [container],
        },
    )


def _statements(stack, image, log_group, secrets, key):
    """What ECS may do to start the task: read these secrets, write its log, and pull an image of a private registry."""
    statements = [
        roles.allow(["logs:CreateLogStream", "logs:PutLogEvents"], [log_group["Arn"] + ":*"]),
        roles.allow(["secretsmanager:GetSecretValue"], secrets),
    ]
    if key:
        service = {"kms:ViaService": ["secretsmanager.%s.*" % stack.region]}
        statements.append(roles.allow(["kms:Decrypt"], [key], {"StringLike": service}))
    private = REGISTRY.match(image) if is_known(image) else None
    if private:
        account, region, repository = private.groups()
        pull = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")
        arn = "arn:%s:ecr:%s:%s:repository/%s" % (stack.partition, region, account, repository)
        statements += [
            roles.allow(["ecr:GetAuthorizationToken"], ["*"]),
            roles.allow(["ecr:" + action for action in pull], [arn]),
        ]
    return statements
