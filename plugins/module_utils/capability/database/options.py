# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options and outputs of the database capability."""

from __future__ import annotations

from ..shared import policy
from . import access, backups, credentials, engines, insight, parameters, replicas, storage, users
from .clusters import cluster

SPEC = {
    "short_description": "Database of a stack: RDS, Aurora, DocumentDB",
    "description": [
        (
            "Makes a PostgreSQL, MySQL or MariaDB instance in private subnets, with its subnet group, parameter group, log groups and "
            "the security group rules through which the service reaches it."
        ),
        (
            "Or a cluster of Aurora PostgreSQL, Aurora MySQL or DocumentDB, with its members, each of its own class, tier and zone, or "
            "Serverless v2. Then what is said of the instance is the cluster's."
        ),
        "The master password is generated, kept in Secrets Manager and rotated, by AWS or by the stack; nobody needs to see it.",
        "A database is data: it is never replaced, and deleted only when its address is named. It leaves a final snapshot.",
    ],
    "options": {
        **engines.ENGINE,
        **storage.STORAGE,
        **access.ACCESS,
        **parameters.PARAMETERS,
        **backups.BACKUPS,
        **insight.INSIGHT,
        **credentials.PASSWORD,
        **replicas.REPLICAS,
        **users.USERS,
        **cluster.CLUSTER,
    },
    "outputs": {
        "identifier": {"type": "str", "description": "Identifier of the instance.", "sample": "inflight-ordering-db"},
        "endpoint": {
            "type": "str",
            "description": "Host name of the database.",
            "sample": "inflight-ordering-db.abcdefghijkl.us-east-1.rds.amazonaws.com",
        },
        "reader_endpoint": {
            "type": "str",
            "description": "Host name that stands for the readers of a cluster, and for its writer where it has no others. Null for an "
            "instance.",
            "sample": "inflight-ordering-db.cluster-ro-abcdefghijkl.us-east-1.rds.amazonaws.com",
        },
        "port": {"type": "int", "description": "Port of the database.", "sample": 5432},
        "name": {"type": "str", "description": "Name of the initial database.", "sample": "inflight_ordering"},
        "username": {"type": "str", "description": "Name of the master user.", "sample": "dbadmin"},
        "engine": {"type": "str", "description": "Engine of the database.", "sample": "postgres"},
        "secret_arn": {
            "type": "str",
            "description": "ARN of the secret that holds the master password.",
            "sample": "arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-0f1e2d3c-AbCdEf",
        },
        "arn": {
            "type": "str",
            "description": "ARN of the instance.",
            "sample": "arn:aws:rds:us-east-1:123456789012:db:inflight-ordering-db",
        },
        "replica_endpoints": {
            "type": "dict",
            "description": "Name of a replica -> its host name.",
            "sample": {"reader": "inflight-ordering-db-reader.abcdefghijkl.us-east-1.rds.amazonaws.com"},
        },
        "user_secret_arns": {
            "type": "dict",
            "description": "Name of a user -> the ARN of the secret with its password.",
            "sample": {
                "app": "arn:aws:secretsmanager:us-east-1:123456789012:secret:inflight-ordering-prod-db-app-AbCdEf"
            },
        },
    },
    "examples": """
- name: Run PostgreSQL in the stack's private subnets
  slipway.aws.database:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    identifier: inflight-ordering-db
    engine_version: "17"
    instance_class: db.t3.medium
    allocated_storage: 100
    backup_window: "03:00-04:00"
    maintenance_window: "sun:04:00-sun:05:00"

- name: Run a cluster of Aurora PostgreSQL with a writer and a reader
  slipway.aws.database:
    application: mealprep
    environment: prod
    region: us-east-1
    identifier: mealprep-prod-cluster
    engine: aurora-postgresql
    engine_version: "15"
    instance_class: db.r6g.large
    members:
      writer: {}
      reader: {promotion_tier: 2}

- name: Run DocumentDB on one member
  slipway.aws.database:
    application: product-info
    environment: dev
    region: us-east-1
    engine: docdb
    instances: 1
""",
}

SPEC["options"][policy.NAME] = policy.policy(SPEC["options"])
