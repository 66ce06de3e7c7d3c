"""What real AWS does and a plain emulator does not show: where each behaviour is done here, and why some are not.

A row has its id (``*``: on in the profile ``aws``), a few words, and after ``@`` the modules of this package that do
it (``moto``: moto does it by itself). After ``-`` stands why it is left out, or, where it is done, why nothing of the
collection is tested against it. Tests name the rows that they prove: ``pytest.mark.behaviour("B5")``.
"""

from __future__ import annotations

from dataclasses import dataclass

TEXT = """
A1* a new role cannot be assumed for some seconds @ services.iam
A2* tasks with a role just made fail, and only an event says so @ services.ecs, core.visibility
A3* CreateService refuses a role just made @ services.ecs
A4* the first cluster of an account fails: its service-linked role is being made @ services.ecs, core.visibility
A5* each service has its own words for a role it does not know yet @ services.events, services.lambda_, services.sts
A6 enhanced monitoring refuses a new role @ services.rds
A7* policies of KMS, S3 and SNS refuse a principal that is not visible yet @ services.kms, services.s3, services.sns, core.policies
A8 policies show the id of a deleted principal - the collection's policies name services and accounts, no roles
A9 policy documents come back in another order - the collection compares policies by meaning; that is tested without a simulator
A10 UpdateRole keeps what is left out @ services.iam
A11 a role with policies cannot be deleted @ moto
A12 a key is pending deletion for days @ services.kms
A13 a disabled key refuses to work @ services.kms
B1* ids just made are unknown to the next call @ services.ec2
B2 a changed subnet still reads as before @ services.ec2
B3* NAT gateways take minutes and may fail @ services.ec2
B4 a deleted NAT gateway stays listed @ services.ec2
B5* the address of a NAT gateway cannot be released yet, in misleading words @ services.ec2
B6* an internet gateway with mapped addresses cannot be detached @ services.ec2
B7* interfaces outlive what they were made for @ services.elbv2, services.rds, services.efs, services.ec2
B8 groups that refer to each other cannot be deleted @ services.ec2
B9* a rule that is there is refused as a duplicate @ services.ec2
B10 a new group allows all egress @ moto
B11 protocols read back in lower case @ services.ec2
B12 routes are replaced; endpoints bring routes of their own @ services.ec2
B13 a route to a pending NAT gateway is accepted @ services.ec2
B14 what nobody declared blocks the deletion of a VPC @ services.ec2
B15 serverless caches leave endpoints behind - the collection makes no caches
B16 five addresses for an account - quotas are read, not enforced; services.servicequotas has them
B17 a VPC takes seconds - as long as B1
C1* a load balancer is provisioning for minutes, and at first not found @ services.elbv2
C2* a service needs a target group that a listener forwards to @ services.elbv2, services.ecs
C3* a target group in use cannot be deleted @ services.elbv2
C4 a target group's name is unique and its port, protocol and VPC stay @ services.elbv2
C5* a rule's priority is unique @ services.elbv2
C6 a target group made twice alike is one @ services.elbv2
C7* forward actions read back in both forms @ services.elbv2
C8 many attributes @ services.elbv2
C9 attributes left out keep their value @ services.elbv2
C10 health checks have defaults by type and protocol @ services.elbv2
C11 two zones; a name with other settings is refused @ services.elbv2
C12* deletion protection; the access logs' bucket policy comes first @ services.elbv2
C13* validation records appear some seconds later @ services.acm
C14 a wildcard shares the record of its apex @ services.acm
C15 validation records stay behind @ moto
C16* a certificate counts as in use for some seconds longer @ services.acm
C17 a second request makes a second certificate @ services.acm
C18* CloudFront takes issued certificates of us-east-1 only @ services.cloudfront
C19* WAF does not find what was just made @ services.wafv2, services.elbv2
C20* WAF updates need the newest lock token @ services.wafv2
C21* CLOUDFRONT scope lives in us-east-1 @ services.wafv2
C22 rate rules get a window @ services.wafv2
C23 a web ACL in use cannot be deleted @ services.wafv2
D1* task definitions read back filled in @ services.ecs
D2 the order of variables means nothing - they are kept as sent; the collection sorts them before it compares
D3* impossible sizes are refused at registration @ services.ecs
D4* image, secret and log group are looked for when a task starts @ services.ecs
D5 deregistered revisions stay @ services.ecs
D6* a service made twice, or while draining, is refused @ services.ecs
D7* a deleted service drains, then is INACTIVE; a missing one is a failure @ services.ecs
D8 an inactive service cannot be changed @ services.ecs
D9* UpdateService keeps what is left out @ services.ecs
D10* nested blocks of the deployment configuration are replaced @ services.ecs
D11 load balancers of a service change with a deployment @ services.ecs
D12 some members are for creation only - UpdateService's model has no members for them
D13* services read back filled in @ services.ecs
D14 the platform version reads back resolved @ services.ecs
D15* tasks start in steps, targets become healthy late @ services.ecs, services.elbv2
D16* a rollout can be complete for the revision it went back to @ services.ecs
D17* the circuit breaker counts many failures and overlooks some @ services.ecs
D18 a grace period needs a load balancer @ services.ecs
D19* blue/green rewrites listener rules, and swaps their weights; without lifecycle hooks @ services.ecs
D20 deployments can be listed and stopped @ services.ecs
D21* secrets are read when a task starts @ services.ecs
D22* with a service go its scalable target and policies @ services.autoscaling
D23* scaling changes the desired count @ services.autoscaling, services.ecs
D24 tags on a scalable target that is there are refused @ services.autoscaling
D25 target tracking makes alarms @ services.autoscaling
D26* Service Connect's endpoints outlive the service @ services.ecs
D27 namespaces take time @ services.servicediscovery
D28 AWS tags objects itself @ services.ecs
D29 Container Insights follow an account setting @ services.ecs
D30 a cluster with services cannot be deleted @ services.ecs
D31 ten services a call @ services.ecs
D32 a deleted target group leaves a service stuck @ services.ecs
D33 one-off tasks hold interfaces @ services.ecs
D34 Express Mode - the collection does not use it
E1* creating, backing-up, available; a change shows late @ services.rds
E2* changes wait for the window unless applied at once @ services.rds
E3* an empty change is refused @ services.rds
E4* versions resolve and never go down @ services.rds
E5* storage never shrinks @ services.rds
E6 storage optimisation lasts hours, and storage cannot be changed again meanwhile @ services.rds
E7 storage autoscaling is switched off by the current size @ services.rds
E8* an instance that is being changed refuses changes @ services.rds
E9* identifiers read back in lower case @ services.rds
E10 static parameters wait for a reboot @ services.rds
E11* a deletion needs the name of a final snapshot, or that there is none @ services.rds
E12* a cluster with members cannot be deleted @ services.rds
E13 a cluster reports three zones @ services.rds
E14 windows are assigned @ services.rds
E15 a cluster without instances answers nobody - nothing connects to it here; the collection waits for the writer
E16 RDS keeps the master password in a secret of its own @ services.rds
E17 a second deletion is refused @ services.rds
E18* subnet and parameter groups stay in use for minutes @ services.rds
E19* members of replication groups are clusters of their own @ services.elasticache - the collection makes no caches
E20* replication groups refuse changes meanwhile @ services.elasticache - the collection makes no caches
E21 versions of caches - the collection makes no caches
E22 changes of caches wait - the collection makes no caches
E23 encryption of caches @ services.elasticache - the collection makes no caches
E24 snapshots of caches - the collection makes no caches
E25 caches are throttled hard - the collection makes no caches
E26 mount targets go before their file system @ services.efs
E27 DocumentDB is like RDS, with less of it @ services.rds
E28* a new cluster is empty, and makes no members @ services.rds
E29* the capacity of Serverless v2 hangs on the version @ services.rds
E30* the seconds until a pause are shown while the least capacity is 0 @ services.rds
E35* a failover swaps writer and reader @ services.rds
E38* a member refuses what is its cluster's @ services.rds - the collection never sends it
E40* members take a static parameter of their cluster over at a reboot @ services.rds
E43* a replica needs a source with backups, and begins without any @ services.rds
E45* a replica goes without a snapshot @ services.rds
E46* promoting a replica is for good; the replicas of a source that goes are promoted @ services.rds
E62* the Data API is switched by calls of its own @ services.rds
E65* DocumentDB keeps no change waiting @ services.rds
E66* another major version of a cluster needs a parameter group of its own @ services.rds
E73* caches take encryption in transit in two steps @ services.elasticache - the collection makes no caches
E75* a cache's token is rotated, then set @ services.elasticache - the collection makes no caches
E81* a new master password is applied soon, and what else waits for the window goes on waiting @ services.rds
F1* the name of a deleted bucket is taken for a while @ services.s3
F2* two changes of one bucket at a time are refused @ services.s3
F3* a new bucket is not found for some seconds @ services.s3
F4 an own bucket made again @ services.s3
F5* new buckets are private and without ACLs @ services.s3
F6 a new bucket redirects - nothing is served
F7 a bucket with objects cannot be deleted @ moto
F8* distributions take minutes to deploy @ services.cloudfront
F9* disable, wait, delete; reads show the old state @ services.cloudfront
F10* updates are whole and need the newest version @ services.cloudfront
F11* a caller reference is taken once @ services.cloudfront
F12* an alias is taken once @ services.cloudfront
F13 policies and functions in use cannot be deleted @ services.cloudfront
F14 distributions read back filled in @ services.cloudfront
F15 origin access identities read back otherwise - the collection uses origin access controls
F16 invalidations take minutes @ services.cloudfront
F17* changes of a zone come one after the other and take a minute @ services.route53
F18* aliases name the zone of their service @ services.route53
F19* names read back in their canonical form @ services.route53
F20 an UPSERT counts twice @ services.route53 - a batch of the collection has two changes
F21 a zone with records cannot be deleted @ moto
F22 pages may be short @ core.paging
F23 a bucket in the account's own namespace is named for it @ services.s3
F25 replication needs versions at both ends, and whole rules @ services.s3
F26 what was there before replication is not copied @ services.s3
F29 a notification's destination has to let S3 send @ services.s3
G1* a deleted secret keeps its name @ services.secretsmanager
G2 a deleted secret is no missing one @ services.secretsmanager
G3 a secret's ARN ends at random @ moto
G4 UpdateSecret keeps what is left out @ services.secretsmanager
G5* late writers bring a log group back @ services.logs, services.rds
G6 a creation that was made is refused when it is repeated @ core.faults
G7 retention has fixed lengths @ services.logs
G8 a log group's key needs its policy @ services.logs
G9* PutMetricAlarm leaves tags and state alone @ services.cloudwatch
G10 missing data reads back as missing @ services.cloudwatch
G11* an alarm that a composite names cannot be deleted @ services.cloudwatch
G12 dashboards are checked @ services.cloudwatch
G13* an email subscription waits for its reader @ services.sns
G14 attributes of topics are kept @ services.sns
G15* the name of a deleted queue is taken for a minute @ services.sqs
G16 a repository with images cannot be deleted; scans take time @ services.ecr
G17 a rule with targets cannot be deleted @ services.events
G18 a schedule needs a role that can be assumed @ services.scheduler
G19 backup plans - the collection makes none
G20 budgets read back filled in @ services.budgets
G21* every service is throttled, each in its own words @ core.faults, core.wording
G22* a change whose answer was lost may have been made @ core.faults
G23 what is left out of a change stays - as by service: A10, C9, D9, G14
G24 aws: tags cannot be written @ services.tagging, services.ec2, services.elbv2
G25 the object is there and the call after it failed @ core.faults
G26 two operators at once - a matter of the collection's lock
G27 an interrupted run - a matter of whoever interrupts
G28 errors repeat what was sent @ core.faults
G29 a distribution has one delivery source, which keeps it; formats stay; what a delivery uses stays @ services.logs
G30 CreateDelivery lets itself into the bucket and puts AWSLogs before the path without a prefix @ services.logs
G65* a rotation begins at once unless told otherwise, and while one goes on the next is refused @ services.secretsmanager
"""


@dataclass(frozen=True)
class Behaviour:
    """One row: where it is done, and why it is left out, or has nothing to do with the collection."""

    id: str
    default: bool
    text: str
    where: tuple[str, ...]
    why: str


def _parse(line: str) -> Behaviour:
    name, _unused, rest = line.partition(" ")
    rest, _unused, why = rest.partition(" - ")
    text, _unused, places = rest.partition(" @ ")
    return Behaviour(name.rstrip("*"), name.endswith("*"), text, tuple(places.split(", ")) if places else (), why)


BEHAVIOURS = tuple(_parse(line) for line in TEXT.strip().splitlines())


def table() -> str:
    """The behaviours as a table for a terminal."""
    rows = []
    for row in BEHAVIOURS:
        mark = "*" if row.default else " "
        where, why = ", ".join(row.where), f" ({row.why})" if row.why else ""
        place = where + why if row.where else f"left out: {row.why}"
        rows.append(f"{row.id + mark:<5} {row.text:<79} {place}")
    done = sum(bool(row.where) for row in BEHAVIOURS)
    rows.append(
        f"{len(BEHAVIOURS)} behaviours, {done} done here, {len(BEHAVIOURS) - done} left out; * on with --profile aws"
    )
    return "\n".join(rows)
