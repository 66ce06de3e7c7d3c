#!/usr/bin/python
# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Made from plugins/module_utils/capability/database by `make generate`.
from __future__ import annotations

DOCUMENTATION = r"""
---
module: database
short_description: 'Database of a stack: RDS, Aurora, DocumentDB'
version_added: 0.1.0
description:
  - Makes a PostgreSQL, MySQL or MariaDB instance in private subnets, with its subnet group, parameter group, log
    groups and the security group rules through which the service reaches it.
  - Or a cluster of Aurora PostgreSQL, Aurora MySQL or DocumentDB, with its members, each of its own class, tier
    and zone, or Serverless v2. Then what is said of the instance is the cluster's.
  - The master password is generated, kept in Secrets Manager and rotated, by AWS or by the stack; nobody needs
    to see it.
  - 'A database is data: it is never replaced, and deleted only when its address is named. It leaves a final snapshot.'
author:
  - slipway.aws contributors (@slipway)
extends_documentation_fragment:
  - slipway.aws.common
  - slipway.aws.common.placing
  - slipway.aws.common.attributes
options:
  identifier:
    description:
      - Identifier of the instance or cluster. The default is C(<application>-<environment>-db).
      - 'AWS requires: 1 to 63 letters, digits and single hyphens. Cannot be changed later.'
      - 'Class: managed.'
    type: str
  engine:
    description:
      - 'Database engine. C(aurora-...) and V(docdb), which is Amazon DocumentDB, are clusters: see O(members).'
      - V(docdb) has no initial database; clients connect with TLS and the CA bundle of RDS in their image, and
        with C(?tls=true&replicaSet=rs0&readPreference=secondaryPreferred&retryWrites=false) behind the database's
        name.
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: str
    choices:
      - postgres
      - mysql
      - mariadb
      - aurora-postgresql
      - aurora-mysql
      - docdb
    default: postgres
  engine_version:
    description:
      - 'Version of the engine, or the beginning of one: V(17) is met by every 17.x. Quote it, as YAML reads 16.10
        as 16.1.'
      - It is checked against what RDS offers; a refusal lists what is possible. A version that automatic minor
        upgrades have passed is met, and nothing is ever downgraded. Another major version upgrades the database.
      - The default is V(17) for PostgreSQL, V(8.4) for MySQL, V(11.4) for MariaDB, V(8.0) for Aurora MySQL and
        V(5.0) for V(docdb).
      - 'Class: managed.'
    type: str
  extended_support:
    description:
      - Whether the database stays on its major version once the standard support of that ends, for the price of
        RDS Extended Support. Otherwise RDS upgrades it then, in a maintenance window.
      - The plan says so from a year before.
      - 'AWS requires: PostgreSQL and MySQL only, those of Aurora included.'
      - 'Class: managed.'
    type: bool
    default: false
  auto_minor_version_upgrade:
    description:
      - Whether AWS installs minor versions in the maintenance window.
      - 'Class: managed.'
    type: bool
    default: true
  instance_class:
    description:
      - Class of the instance, and of each member of a cluster that has none of its own. It is checked against what
        RDS offers.
      - With O(serverless) the members that would be of this default are V(db.serverless).
      - 'Class: managed.'
    type: str
    default: db.t3.medium
  database_name:
    description:
      - Name of the initial database. The default is the application's name with underscores.
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: str
  master_username:
    description:
      - Name of the master user. What the engine or RDS keeps for itself is refused.
      - A name that everybody knows, such as V(postgres), is allowed, and a finding of Security Hub (RDS.25).
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: str
    default: dbadmin
  multi_az:
    description:
      - Whether a standby in a second Availability Zone takes over when the instance fails.
      - A cluster for which neither O(members) nor O(instances) is said has two members then, and one otherwise.
      - 'Class: managed.'
    type: bool
    default: true
  ca_certificate:
    description:
      - Certificate authority of the server certificate. AWS's default when it was never given.
      - 'Class: optional.'
    type: str
  apply_immediately:
    description:
      - Whether changes that may interrupt the database, such as another class, are made at once.
      - Without it they wait for the maintenance window, and a plan counts them as done. With it, what still waits
        is applied.
      - 'Class: managed.'
    type: bool
    default: false
  allocated_storage:
    description:
      - 'Size in GiB. It is a minimum: storage that has grown is never made smaller.'
      - 'AWS requires: 20 to 65536, at least 100 for V(io1) and V(io2).'
      - 'Class: managed.'
    type: int
    default: 100
  max_allocated_storage:
    description:
      - Size in GiB up to which RDS may grow the storage by itself. Off when omitted.
      - 'AWS requires: At least 10 % more than O(allocated_storage), at most 65536.'
      - 'Class: managed.'
    type: int
  storage_type:
    description:
      - Type of the storage.
      - 'Class: managed.'
    type: str
    choices:
      - gp2
      - gp3
      - io1
      - io2
    default: gp3
  iops:
    description:
      - Provisioned IOPS, for V(io1) and V(io2), and for V(gp3) from 400 GiB on.
      - 'AWS requires: 1000 to 256000; 12000 to 64000 for V(gp3).'
      - 'Class: optional.'
    type: int
  storage_throughput:
    description:
      - Throughput in MiB/s, for V(gp3) from 400 GiB on.
      - 'AWS requires: 500 to 4000.'
      - 'Class: optional.'
    type: int
  io_optimized:
    description:
      - 'Whether a cluster''s storage is I/O-Optimized: dearer, and its operations cost nothing.'
      - It can be switched on once in 30 days, and off at any time.
      - 'Class: managed.'
    type: bool
    default: false
  encryption:
    description:
      - V(customer) encrypts storage, insights, logs and the master password with the stack's key or O(kms_key_id).
      - V(aws) uses the keys that AWS manages. Storage is encrypted either way.
      - 'AWS requires: The key of the storage cannot be changed later.'
      - 'Class: managed.'
    type: str
    choices:
      - customer
      - aws
    default: customer
  kms_key_id:
    description:
      - ARN of the key. The default is the one of the encryption capability.
      - 'Class: optional.'
    type: str
  subnet_tier:
    description:
      - The stack's subnets that the database stands in. V(isolated) are those of O(slipway.aws.network#module:isolated).
      - A database that stands is moved to the other tier by a subnet group of another name, which RDS does with
        an interruption.
      - 'Class: managed.'
    type: str
    choices:
      - private
      - isolated
    default: private
  subnet_ids:
    description:
      - Subnets of the instance, in at least two zones. The default are the network's private ones.
      - 'Class: optional.'
    type: list
    elements: str
  subnet_group_name:
    description:
      - Name of the subnet group. The default is C(<application>-<environment>-db-subnet-group).
      - 'AWS requires: Cannot be changed later.'
      - 'Class: managed.'
    type: str
  database_security_group_id:
    description:
      - Security group of the instance. The default is the network's.
      - 'Class: optional.'
    type: str
  service_security_group_id:
    description:
      - Security group that may connect. The default is the network's for services.
      - 'Class: optional.'
    type: str
  security_group_rules:
    description:
      - Whether the rules are made through which the service and O(admin_cidrs) reach the database.
      - 'Say V(false) for a second instance that shares both its port and its security groups with the first: AWS
        has each rule of a group once.'
      - 'Class: managed.'
    type: bool
    default: true
  admin_cidrs:
    description:
      - Ranges from which people may connect, such as those of a VPN.
      - The instance has no public address, so a range reaches it only over a VPN or a peering.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  port:
    description:
      - 'Port of the database. The default is the engine''s: V(5432) or V(3306).'
      - 'AWS requires: 1150 to 65535.'
      - 'Class: managed.'
    type: int
  force_tls:
    description:
      - Whether connections without TLS are refused.
      - 'Class: managed.'
    type: bool
    default: true
  iam_authentication:
    description:
      - Whether users may log in with IAM tokens in place of passwords.
      - 'Class: managed.'
    type: bool
    default: true
  parameter_group_name:
    description:
      - Name of the parameter group. The default holds the parameter group family, so that a major upgrade gets
        its own.
      - 'Class: managed.'
    type: str
  parameters:
    description:
      - Parameters of the engine that differ from its defaults. One that is removed here is reset.
      - Those of a cluster are in a cluster parameter group.
      - 'They are in the engine''s units: PostgreSQL''s C(shared_buffers) and C(effective_cache_size) are pages
        of 8 kB, C(work_mem) and C(maintenance_work_mem) kB. What would not fit into the memory of a class is refused.'
      - Static parameters take effect at the next reboot, which is yours to choose; the plan of a cluster says which
        members wait.
      - 'Class: managed.'
    type: dict
    default: {}
  backup_retention_days:
    description:
      - Days that automated backups are kept. V(0) switches them off; a cluster has them always.
      - 'AWS requires: 0 to 35, 1 to 35 for a cluster.'
      - 'Class: managed.'
    type: int
    default: 7
  backup_window:
    description:
      - Daily window of the backups in UTC. AWS chooses one when it was never given.
      - 'Class: optional.'
    type: str
  maintenance_window:
    description:
      - Weekly window of maintenance in UTC. AWS chooses one when it was never given.
      - 'Class: optional.'
    type: str
  deletion_protection:
    description:
      - Whether AWS refuses to delete the instance. A run that names its address as data to delete lifts the protection
        first.
      - 'Class: managed.'
    type: bool
    default: true
  final_snapshot:
    description:
      - Whether a deletion leaves a final snapshot, named for the instance and the time. The choice is kept in a
        tag of the instance, so that a later run which no longer declares it knows.
      - 'Class: managed.'
    type: bool
    default: true
  copy_tags_to_snapshot:
    description:
      - Whether snapshots get the tags of the instance.
      - 'Class: managed.'
    type: bool
    default: true
  log_exports:
    description:
      - Logs that go to CloudWatch Logs. The default is V(postgresql) and V(upgrade), or V(error) and V(slowquery).
      - That of Aurora PostgreSQL is V(postgresql).
      - That of V(docdb) is V(audit) and V(profiler), whose parameters are then set to C(enabled), where O(parameters)
        does not.
      - A log group of the instance that RDS has made by itself, without tags, retention and key, is taken over.
      - Any other that is not the stack's blocks.
      - 'Class: managed.'
    type: list
    elements: str
  log_retention_days:
    description:
      - Days that CloudWatch Logs keeps them.
      - V(0) keeps it for ever.
      - 'AWS requires: A number of days that CloudWatch Logs has, or no retention at all.'
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 3
      - 5
      - 7
      - 14
      - 30
      - 60
      - 90
      - 120
      - 150
      - 180
      - 365
      - 400
      - 545
      - 731
      - 1096
      - 1827
      - 2192
      - 2557
      - 2922
      - 3288
      - 3653
    default: 30
  monitoring_interval:
    description:
      - Seconds between two points of Enhanced Monitoring. V(0) switches it off.
      - 'Class: managed.'
    type: int
    choices:
      - 0
      - 1
      - 5
      - 10
      - 15
      - 30
      - 60
    default: 60
  performance_insights:
    description:
      - Whether Performance Insights collects what the database waits for. Some small classes do not have it.
      - 'Class: managed.'
    type: bool
    default: true
  performance_insights_retention_days:
    description:
      - Days that it is kept. Only V(7) is free of charge.
      - 'AWS requires: 7, 731, or a multiple of 31.'
      - 'Class: managed.'
    type: int
    default: 7
  database_insights:
    description:
      - Mode of CloudWatch Database Insights. V(advanced) keeps 15 months, and is billed for each vCPU and hour.
      - 'AWS requires: V(advanced) needs O(performance_insights) and at least V(465) for O(performance_insights_retention_days).'
      - 'Class: managed.'
    type: str
    choices:
      - standard
      - advanced
    default: standard
  password:
    description:
      - Who keeps the master password. With V(managed) RDS makes, keeps and rotates it. It then refuses read replicas,
        blue/green deployments and global databases.
      - With V(own) it is generated for a secret of the stack, handed to RDS, and rotated by O(password_version)
        and by a function of the stack. No output shows it. A standing database goes from one to the other in place;
        the secret of the stack's own is data and stays.
      - 'Class: managed.'
    type: str
    choices:
      - managed
      - own
    default: managed
  password_version:
    description:
      - Any word. Another one than before gives the database a new master password in that run. For V(own) only.
      - 'Class: optional.'
    type: str
  password_secret_name:
    description:
      - Name of the secret of V(own). The default is C(<application>-<environment>-db-password).
      - 'AWS requires: 1 to 512 letters, digits and / _ + = . @ -. Cannot be changed later.'
      - 'Class: managed.'
    type: str
  rotation:
    description:
      - V(follow) rotates the master password by schedule; the secret capability then composes its secrets again
        and deploys the services that use them (see its O(slipway.aws.secret#module:rotation)). RDS does it itself,
        or, with O(password=own), a function of the stack that may do nothing else.
      - 'V(off) cancels the automatic rotation. The password then stays as it is until somebody rotates it, by O(password_version),
        or C(aws rds modify-db-instance --rotate-master-user-password --apply-immediately) of a password that RDS
        manages, and running tasks have to be replaced by hand afterwards. RDS cannot make an instance without rotation:
        it is on until this run has switched it off.'
      - 'Class: managed.'
    type: str
    choices:
      - follow
      - 'off'
    default: follow
  password_rotation_days:
    description:
      - Days between two rotations of the master password.
      - 'AWS requires: 1 to 1000.'
      - 'Class: managed.'
    type: int
    default: 7
  replicas:
    description:
      - 'Read replicas of the instance by name. They follow it, serve reading only, and go before it. What is not
        said here is as with the instance; they have no backups, and leave no snapshot: they hold nothing that the
        instance does not.'
      - 'RDS makes none of an instance whose password it manages: say O(password=own).'
      - 'A replica is never promoted here. One that somebody has promoted is a database of its own: it is neither
        deleted nor made again, and the plan says so.'
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      identifier:
        description:
          - Identifier of the replica. The default is the instance's, a hyphen, and the replica's name.
          - 'AWS requires: 1 to 63 letters, digits and single hyphens. Cannot be changed later.'
          - 'Class: managed.'
        type: str
      instance_class:
        description:
          - Class of the replica. The default is the instance's; a smaller one falls behind.
          - 'Class: managed.'
        type: str
      zone:
        description:
          - Availability Zone of the replica. AWS chooses one when it was never given. Another one is another replica.
          - 'Class: optional.'
        type: str
      multi_az:
        description:
          - Whether a standby in a second Availability Zone takes over when the replica fails.
          - 'Class: managed.'
        type: bool
        default: false
      parameters:
        description:
          - Parameters that differ from the instance's. The replica then has a parameter group of its own.
          - 'Class: managed.'
        type: dict
        default: {}
      deletion_protection:
        description:
          - Whether AWS refuses to delete the replica.
          - 'Class: managed.'
        type: bool
        default: false
  databases:
    description:
      - Further databases beside O(database_name), made by the task that O(users) describes. For PostgreSQL.
      - One that is taken out is data, and stays.
      - 'Class: managed.'
    type: list
    elements: str
    default: []
  users:
    description:
      - Users of the database by name, each with a secret of its own (keys C(username), C(password), C(engine),
        C(host), C(port) and C(dbname)). For PostgreSQL.
      - A task with psql brings them in before services start, and again when what is declared here or a secret
        has changed. It reads the master password and theirs, and nothing else; its log is shown where it fails.
      - Every run of it ends in just these rights. Users that somebody else has made are left alone.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      databases:
        description:
          - 'Databases in which it has the privileges: O(database_name), which is the default, or some of O(users.databases).'
          - 'Class: managed.'
        type: list
        elements: str
      privileges:
        description:
          - 'What it may do in schema C(public) of them. V(owner) has the database: it makes, changes and drops
            tables.'
          - V(read_write) and V(read_only) hold for all tables there are, and for those that the owner and the master
            user will make.
          - V(none) takes everything away, the login too; so does taking the user out, while others are declared.
          - 'Class: managed.'
        type: str
        choices:
          - owner
          - read_write
          - read_only
          - none
        default: read_write
      secret_name:
        description:
          - Name of the secret with its password. The default is C(<application>-<environment>-db-<user>).
          - 'Class: managed.'
        type: str
  users_task:
    description:
      - The task that brings in users and databases.
      - 'Class: managed.'
    type: dict
    suboptions:
      image:
        description:
          - Image with psql and a shell. The default is PostgreSQL's own of the engine's major version, from Amazon's
            public registry.
          - 'Class: managed.'
        type: str
      cluster:
        description:
          - Name of the ECS cluster. The default is the one of the cluster capability.
          - 'Class: optional.'
        type: str
      subnet_ids:
        description:
          - Subnets of the task. The default are the network's private ones.
          - 'Class: optional.'
        type: list
        elements: str
      security_group_ids:
        description:
          - Security groups of the task, which may reach the database. The default is the network's for services.
          - 'Class: optional.'
        type: list
        elements: str
      assign_public_ip:
        description:
          - Whether it has a public address, as in public subnets without a NAT gateway.
          - 'Class: managed.'
        type: bool
        default: false
      timeout:
        description:
          - Seconds until it is stopped.
          - 'Class: managed.'
        type: int
        default: 600
  instances:
    description:
      - How many members a cluster has, all of O(instance_class), called V(1), V(2) and so on. V(0) keeps the data
        and answers nobody.
      - The default is 2, or 1 without O(multi_az). Say O(members) for members that differ.
      - 'AWS requires: A writer and up to 15 readers.'
      - 'Class: optional.'
    type: int
  members:
    description:
      - 'Members of a cluster by name. The first one is made first, and begins as the writer. Afterwards a failover
        may give that part to any: names say nothing of it, and the endpoint follows it.'
      - Each has its own class, tier and zone. With O(apply_immediately) classes are changed one after the other,
        the writer's last.
      - A member holds no data of its own. One that is declared no longer goes like any object.
      - Each name has the suboptions below.
      - 'Class: managed.'
    type: dict
    default: {}
    suboptions:
      identifier:
        description:
          - Identifier of the member. The default is the cluster's, a hyphen, and the member's name.
          - 'AWS requires: 1 to 63 letters, digits and single hyphens. Cannot be changed later.'
          - 'Class: managed.'
        type: str
      instance_class:
        description:
          - Class of the member. The default is O(members.instance_class).
          - 'Class: managed.'
        type: str
      promotion_tier:
        description:
          - 'Which member takes over when the writer fails: the lowest number first.'
          - Serverless readers of tier V(0) and V(1) are as large as the writer at any time, idle ones too, and
            sleep and wake with it.
          - 'AWS requires: 0 to 15.'
          - 'Class: managed.'
        type: int
        default: 1
      zone:
        description:
          - Availability Zone of the member. AWS chooses one when it was never given. Another one is another member.
          - 'Class: optional.'
        type: str
  serverless:
    description:
      - Capacity of the members whose class is V(db.serverless), which then is the default. It can be changed, and
        not be taken away.
      - 'Class: optional.'
    type: dict
    suboptions:
      min_capacity:
        description:
          - Least capacity units, of 2 GiB memory each. V(0) lets the cluster pause; the plan says what keeps it
            awake.
          - 'AWS requires: Half steps; 0 where the version pauses, else at least 0.5 (V(docdb)).'
          - 'Class: managed.'
        type: float
        required: true
      max_capacity:
        description:
          - Most capacity units.
          - 'AWS requires: Half steps, from 1 to what the version has: 128 or 256.'
          - 'Class: managed.'
        type: float
        required: true
      seconds_until_auto_pause:
        description:
          - Seconds without a connection until the cluster pauses. The default is 300.
          - 'AWS requires: 300 to 86400, with O(serverless.min_capacity=0) only.'
          - 'Class: managed.'
        type: int
  data_api:
    description:
      - Whether SQL can be sent to Aurora over HTTPS with IAM, by the RDS Data API and by the query editor of the
        console.
      - A paused cluster wakes by it.
      - 'Class: managed.'
    type: bool
    default: false
  policy:
    description:
      - What an environment changes about O(members), O(parameters), O(replicas), O(serverless), O(users) and O(users_task),
        by option.
      - Dictionaries are merged member by member, other lists and values replaced, and null takes away. Names that
        the description does not have are refused.
      - 'Class: managed.'
    type: dict
    default: {}
"""

EXAMPLES = r"""
---
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
"""

RETURN = r"""
---
stack:
  description: The stack's identity.
  returned: always
  type: str
  sample: inflight-ordering/prod/us-east-1
totals:
  description: How many objects the plan creates, updates, deletes and leaves.
  returned: when not only declared
  type: str
  sample: 2 to create, 1 to update, 40 unchanged.
plan:
  description: 'The plan as data: lines with address, verb, changes and reason.'
  returned: when not only declared
  type: dict
problems:
  description: What forbids the plan, a sentence each.
  returned: when a plan is refused
  type: list
  elements: str
digest:
  description: Digest of the plan, for the option C(approved) of M(slipway.aws.stack).
  returned: when not only declared
  type: str
  sample: 3f0c9a51d2b8e746
outputs:
  description: Outputs by capability instance.
  returned: when not only declared
  type: dict
done:
  description: Addresses that were made or changed.
  returned: when something was carried out
  type: list
  elements: str
deleted:
  description: Addresses that were deleted.
  returned: when something was carried out
  type: list
  elements: str
serving:
  description: What serves, a sentence for each service.
  returned: after a release or a rollback
  type: list
  elements: str
kept:
  description: What a guard kept, with the reason.
  returned: when not only declared
  type: list
  elements: dict
calls:
  description: Calls to AWS by operation.
  returned: when not only declared
  type: dict
identifier:
  description: Identifier of the instance.
  returned: when it is known
  type: str
  sample: inflight-ordering-db
endpoint:
  description: Host name of the database.
  returned: when it is known
  type: str
  sample: inflight-ordering-db.abcdefghijkl.us-east-1.rds.amazonaws.com
reader_endpoint:
  description: Host name that stands for the readers of a cluster, and for its writer where it has no others. Null
    for an instance.
  returned: when it is known
  type: str
  sample: inflight-ordering-db.cluster-ro-abcdefghijkl.us-east-1.rds.amazonaws.com
port:
  description: Port of the database.
  returned: when it is known
  type: int
  sample: 5432
name:
  description: Name of the initial database.
  returned: when it is known
  type: str
  sample: inflight_ordering
username:
  description: Name of the master user.
  returned: when it is known
  type: str
  sample: dbadmin
engine:
  description: Engine of the database.
  returned: when it is known
  type: str
  sample: postgres
secret_arn:
  description: ARN of the secret that holds the master password.
  returned: when it is known
  type: str
  sample: arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-0f1e2d3c-AbCdEf
arn:
  description: ARN of the instance.
  returned: when it is known
  type: str
  sample: arn:aws:rds:us-east-1:123456789012:db:inflight-ordering-db
replica_endpoints:
  description: Name of a replica -> its host name.
  returned: when it is known
  type: dict
  sample:
    reader: inflight-ordering-db-reader.abcdefghijkl.us-east-1.rds.amazonaws.com
user_secret_arns:
  description: Name of a user -> the ARN of the secret with its password.
  returned: when it is known
  type: dict
  sample:
    app: arn:aws:secretsmanager:us-east-1:123456789012:secret:inflight-ordering-prod-db-app-AbCdEf
"""

from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.capability import database


def main():
    entry.main("database", database)


if __name__ == "__main__":
    main()
