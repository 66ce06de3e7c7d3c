# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Copies of a bucket's new objects in the stack's other Region: destination, key, role, configuration.

S3 User Guide: replicating objects within and across Regions, and setting up permissions for live replication.
"""

from __future__ import annotations

from ...aws.iam.role import Role
from ...aws.kms.alias import KmsAlias
from ...aws.kms.key import KmsKey
from ...aws.s3.bucket import Bucket
from ...aws.s3.bucket_policy import BucketPolicy, owner, tls_only
from ...aws.s3.bucket_replication import BucketReplication
from ...aws.sts.account import account_id
from ..shared import forms
from ..shared.option import Option
from ..shared.roles import document, path, trust
from . import lifecycle

REPLICA = "-replica"
MINUTES = 15  # of S3 Replication Time Control, the only value that there is (ReplicationTimeValue)
CLASSES = ("STANDARD", *lifecycle.STORAGE_CLASSES)

REPLICATION = {
    "name": Option(
        "str",
        "Name of the destination bucket. That of the bucket with C(replica) at its end when omitted.",
        form=forms.BUCKET_NAME,
        aws="Cannot change later.",
    ),
    "rule": Option("str", "ID of the rule.", default="replicate", length=(1, 255), aws="At most 255 characters."),
    "prefix": Option("str", "Keys that are copied. All when omitted.", default=""),
    "storage_class": Option(
        "str", "Storage class of the copies. That of the objects when omitted.", choices=list(CLASSES)
    ),
    "delete_markers": Option(
        "bool",
        "Whether deletions are copied, too. What lifecycle rules delete never is.",
        default=False,
    ),
    "time_control": Option(
        "bool",
        "Whether S3 Replication Time Control copies within 15 minutes, and tells where it does not. AWS bills it.",
        default=False,
    ),
    "kms_key_id": Option(
        "str",
        "ARN of the key of the copies, in the other Region. A key that is made there when omitted; none where SSE-S3 encrypts.",
        form=forms.KEY_ARN,
    ),
    "noncurrent_version_expiration_days": Option(
        "int",
        "Days after which noncurrent versions of the copies expire: lifecycle rules are not copied. V(0) keeps them.",
        default=30,
        between=(0, None),
    ),
    "lifecycle_rules": lifecycle.LIFECYCLE_RULES,
}


def check(declaration, given, option, versioned, encrypted):
    """Refuse what S3 would.

    :param option: path of the option, such as ``buckets.media.replication``
    :param versioned: whether the bucket is
    :param encrypted: whether it has a key of KMS
    """
    region = declaration.stack.replica_region
    declaration.check(bool(region), option, given["rule"], "stack_replica_region is needed with it, such as us-west-2")
    declaration.check(
        versioned, option, given["rule"], "versioning is needed with it: S3 replicates versioned buckets only"
    )
    key = given["kms_key_id"]
    if key:
        declaration.check(encrypted, option + ".kms_key_id", key, "a key is used only with encryption: customer")
        declaration.check(
            not region or key.split(":")[3:4] == [region],
            option + ".kms_key_id",
            key,
            "a key in %s, stack_replica_region, is needed" % region,
        )
    lifecycle.check(declaration, given["lifecycle_rules"], option + ".lifecycle_rules")


def replicate(declaration, source, given, name, key=None):
    """The destination of a bucket's copies, and all that S3 needs to write them.

    :param source: the bucket's node
    :param given: REPLICATION's values
    :param name: of the destination where none is given
    :param key: the key that encrypts the bucket, or None for SSE-S3
    :returns: the destination's node
    """
    stack, label = declaration.stack, source.address.rpartition("/")[2]
    own = [] if label == declaration.name else [label]
    copies = _key(declaration, given["kms_key_id"]) if key else None
    sid = owner(declaration.name + "Replica", declaration.instance)
    locked = source.want.get("ObjectLockConfiguration")
    target = declaration.add(
        Bucket,
        label + REPLICA,
        {
            "Bucket": given["name"] or name,
            "ObjectOwnership": "BucketOwnerEnforced",
            "ServerSideEncryptionConfiguration": encryption(copies),
            "VersioningConfiguration": {"Status": "Enabled"},
            "LifecycleConfiguration": lifecycle.configuration(given),
            **({"ObjectLockConfiguration": locked} if locked else {}),
        },
        place="replica",
    )
    declaration.add(
        BucketPolicy,
        label + REPLICA,
        {"Bucket": target["Bucket"], "Owner": sid, "Statement": [tls_only(target["Arn"], sid + "Tls")]},
        place="replica",
    )
    role = declaration.add(
        Role,
        label + "-replication",
        {
            "RoleName": stack.name(
                "-".join([declaration.name, *_instance(declaration), *own, "replication"]), 64, regional=True
            ),
            "Path": path(stack),
            "AssumeRolePolicyDocument": trust(declaration, "s3.amazonaws.com"),
            "Policies": {"replication": document(_statements(stack, source, target, key, copies))},
        },
    )
    declaration.add(
        BucketReplication,
        label,
        {"Bucket": source["Bucket"], "Role": role["Arn"], "Rules": [_rule(given, target, copies)]},
    )
    return target


def encryption(key, bucket_key=True):
    """The default encryption of a bucket: with a key of KMS, or SSE-S3 where it is None."""
    if not key:
        return {"SSEAlgorithm": "AES256"}
    return {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key, **({"BucketKeyEnabled": True} if bucket_key else {})}


def _instance(declaration):
    return [] if declaration.instance == "main" else [declaration.instance]


def _key(declaration, given):
    """The ARN of the key in the other Region: given, or of one that is made there for all of the capability's copies."""
    if given:
        return given
    for node in declaration.nodes:
        if node.kind is KmsKey:
            return node["Arn"]
    stack = declaration.stack
    alias = "alias/" + stack.name("-".join([declaration.name, *_instance(declaration), "replica"]))
    root = "arn:%s:iam::%s:root" % (stack.partition, account_id(declaration))
    key = declaration.add(
        KmsKey,
        "replica",
        {
            "AliasName": alias,
            "Description": "Key of the copies of %s in %s" % (stack.application, stack.environment),
            "Policy": document(
                [
                    {
                        "Sid": "Account",
                        "Effect": "Allow",
                        "Principal": {"AWS": root},
                        "Action": "kms:*",
                        "Resource": "*",
                    }
                ]
            ),
        },
        place="replica",
    )
    declaration.add(KmsAlias, "replica", {"AliasName": alias, "TargetKeyId": key["KeyId"]}, place="replica")
    return key["Arn"]


def _rule(given, target, copies):
    destination = {"Bucket": target["Arn"]}
    if given["storage_class"]:
        destination["StorageClass"] = given["storage_class"]
    if copies:
        destination["EncryptionConfiguration"] = {"ReplicaKmsKeyID": copies}
    if given["time_control"]:
        destination["ReplicationTime"] = {"Status": "Enabled", "Time": {"Minutes": MINUTES}}
        destination["Metrics"] = {"Status": "Enabled", "EventThreshold": {"Minutes": MINUTES}}
    rule = {
        "ID": given["rule"],
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": given["prefix"]},
        "DeleteMarkerReplication": {"Status": "Enabled" if given["delete_markers"] else "Disabled"},
        "Destination": destination,
    }
    if copies:
        rule["SourceSelectionCriteria"] = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    return rule


def _statements(stack, source, target, key, copies):
    """What S3 may do for the copies."""
    read = ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"]
    if source.want.get("ObjectLockConfiguration"):
        read += ["s3:GetObjectLegalHold", "s3:GetObjectRetention"]
    write = ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"]
    result = [
        _allow("Source", ["s3:GetReplicationConfiguration", "s3:ListBucket"], source["Arn"]),
        _allow("Read", read, source["Arn"] + "/*"),
        _allow("Write", write, target["Arn"] + "/*"),
    ]
    for sid, actions, arn, region in (
        ("SourceKey", ["kms:Decrypt"], key, stack.region),
        ("Key", ["kms:Encrypt", "kms:GenerateDataKey"], copies, stack.replica_region),
    ):
        if arn:
            via = {"StringLike": {"kms:ViaService": "s3.%s.*" % region}}
            result.append({**_allow(sid, actions, arn), "Condition": via})
    return result


def _allow(sid, actions, resource):
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": [resource]}
