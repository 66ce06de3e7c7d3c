"""S3: defaults of new buckets, access, policies, lifecycle, encryption, logging, objects."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.simulator.refusal import code

NAME = "site-bucket"
ARN = f"arn:aws:s3:::{NAME}"


@pytest.fixture
def s3(client):
    made = client("s3")
    made.create_bucket(Bucket=NAME)
    return made


def statement(effect: str = "Allow", principal: Any = None, **members: Any) -> dict[str, Any]:
    principal = principal or {"Service": "cloudfront.amazonaws.com"}
    return {"Effect": effect, "Principal": principal, "Action": "s3:GetObject", "Resource": f"{ARN}/*", **members}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


TLS = statement(
    "Deny", "*", Action="s3:*", Resource=[ARN, f"{ARN}/*"], Condition={"Bool": {"aws:SecureTransport": "false"}}
)


@pytest.mark.behaviour("F5")
def test_a_new_bucket_is_closed_and_encrypted(s3):
    (rule,) = s3.get_bucket_encryption(Bucket=NAME)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert rule["BucketKeyEnabled"] is False
    assert set(s3.get_public_access_block(Bucket=NAME)["PublicAccessBlockConfiguration"].values()) == {True}
    controls = s3.get_bucket_ownership_controls(Bucket=NAME)["OwnershipControls"]
    assert controls == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "Status" not in s3.get_bucket_versioning(Bucket=NAME)
    for call, expected in (
        (s3.get_bucket_policy, "NoSuchBucketPolicy"),
        (s3.get_bucket_lifecycle_configuration, "NoSuchLifecycleConfiguration"),
        (s3.get_bucket_tagging, "NoSuchTagSet"),
        (s3.get_bucket_cors, "NoSuchCORSConfiguration"),
    ):
        assert code(call, Bucket=NAME) == expected


@pytest.mark.behaviour("F4")
def test_names_are_checked_and_settings_end_with_the_bucket(s3):
    for name in ("Upper-case", "under_score", "192.168.0.1", "a..b", "-start"):
        assert code(s3.create_bucket, Bucket=name) == "InvalidBucketName"
    s3.delete_public_access_block(Bucket=NAME)
    s3.create_bucket(Bucket=NAME)
    assert code(s3.get_public_access_block, Bucket=NAME) == "NoSuchPublicAccessBlockConfiguration"
    s3.delete_bucket(Bucket=NAME)
    s3.create_bucket(Bucket=NAME)
    assert s3.get_public_access_block(Bucket=NAME)["PublicAccessBlockConfiguration"]["BlockPublicAcls"] is True


@pytest.mark.behaviour("F5")
def test_acls_are_refused_while_the_owner_owns_all(s3):
    s3.put_object(Bucket=NAME, Key="a", Body=b"x", ACL="bucket-owner-full-control")
    refused = "AccessControlListNotSupported"
    assert code(s3.put_bucket_acl, Bucket=NAME, ACL="private") == refused
    assert code(s3.put_object, Bucket=NAME, Key="a", Body=b"x", ACL="public-read") == refused
    assert code(s3.put_object_acl, Bucket=NAME, Key="a", ACL="private") == refused
    assert code(s3.create_bucket, Bucket="other-bucket", ACL="public-read") == "InvalidBucketAclWithObjectOwnership"
    controls = {"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]}
    s3.put_bucket_ownership_controls(Bucket=NAME, OwnershipControls=controls)
    s3.put_bucket_acl(Bucket=NAME, ACL="log-delivery-write")


def test_a_tls_only_policy_lets_normal_calls_through(s3):
    text = policy(TLS, statement(Condition={"StringEquals": {"AWS:SourceArn": "arn:aws:cloudfront::1:distribution/X"}}))
    s3.put_bucket_policy(Bucket=NAME, Policy=text)
    assert json.loads(s3.get_bucket_policy(Bucket=NAME)["Policy"]) == json.loads(text)
    s3.put_object(Bucket=NAME, Key="a", Body=b"x")
    assert s3.get_object(Bucket=NAME, Key="a")["Body"].read() == b"x"
    assert s3.list_objects_v2(Bucket=NAME)["KeyCount"] == 1
    s3.delete_object(Bucket=NAME, Key="a")


def test_a_deny_to_everybody_is_felt(s3):
    s3.put_bucket_policy(Bucket=NAME, Policy=policy(statement("Deny", "*", Action="s3:PutObject")))
    assert code(s3.put_object, Bucket=NAME, Key="a", Body=b"x") in ("AccessDenied", "403")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{", "MalformedPolicy"),
        ("{}", "MalformedPolicy"),
        (policy(statement(principal={"AWS": "arn:aws:iam::123456789012:role/none"})), "MalformedPolicy"),
        (policy(statement(Resource="arn:aws:s3:::another/*")), "MalformedPolicy"),
        (policy(statement(principal="*")), "AccessDenied"),
        (policy(statement(Sid="x" * 20_480)), "MalformedPolicy"),
    ],
)
@pytest.mark.behaviour("F5")
def test_refused_policies(s3, text, expected):
    assert code(s3.put_bucket_policy, Bucket=NAME, Policy=text) == expected


def test_a_public_policy_passes_once_allowed(s3):
    s3.put_public_access_block(
        Bucket=NAME, PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False}
    )
    s3.put_bucket_policy(Bucket=NAME, Policy=policy(statement(principal="*")))
    shown = s3.get_public_access_block(Bucket=NAME)["PublicAccessBlockConfiguration"]
    assert (shown["BlockPublicAcls"], shown["IgnorePublicAcls"]) == (True, False)


def rule(**members: Any) -> dict[str, Any]:
    return {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, **members}


def test_lifecycle_rules_are_kept_whole(s3):
    rules = [
        rule(
            Expiration={"Days": 7},
            NoncurrentVersionExpiration={"NoncurrentDays": 5, "NewerNoncurrentVersions": 3},
            AbortIncompleteMultipartUpload={"DaysAfterInitiation": 1},
            Transitions=[{"Days": 1, "StorageClass": "GLACIER"}],
        ),
        rule(ID="tagged", Filter={"Tag": {"Key": "a", "Value": "b"}}, Expiration={"Days": 1}),
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=NAME, LifecycleConfiguration={"Rules": rules})
    shown = s3.get_bucket_lifecycle_configuration(Bucket=NAME)
    assert shown["Rules"] == rules
    assert shown["TransitionDefaultMinimumObjectSize"] == "all_storage_classes_128K"
    s3.put_bucket_lifecycle_configuration(
        Bucket=NAME,
        LifecycleConfiguration={"Rules": rules},
        TransitionDefaultMinimumObjectSize="varies_by_storage_class",
    )
    shown = s3.get_bucket_lifecycle_configuration(Bucket=NAME)
    assert shown["TransitionDefaultMinimumObjectSize"] == "varies_by_storage_class"
    s3.delete_bucket_lifecycle(Bucket=NAME)
    assert code(s3.get_bucket_lifecycle_configuration, Bucket=NAME) == "NoSuchLifecycleConfiguration"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([rule()], "InvalidRequest"),
        ([rule(Expiration={"Days": 0})], "InvalidArgument"),
        ([rule(Expiration={"Days": 1}), rule(Expiration={"Days": 2})], "InvalidArgument"),
        ([rule(Expiration={"Days": 1}, Status="On")], "MalformedXML"),
        ([rule(Expiration={"Days": 1}, Prefix="x")], "MalformedXML"),
        ([], "MalformedXML"),
    ],
)
def test_refused_lifecycles(s3, rules, expected):
    parameters = {"Bucket": NAME, "LifecycleConfiguration": {"Rules": rules}}
    assert code(s3.put_bucket_lifecycle_configuration, **parameters) == expected


def test_encryption_with_a_key(s3):
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-east-1:123456789012:key/k"}
    given = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}
    s3.put_bucket_encryption(Bucket=NAME, ServerSideEncryptionConfiguration={"Rules": [given]})
    (shown,) = s3.get_bucket_encryption(Bucket=NAME)["ServerSideEncryptionConfiguration"]["Rules"]
    assert {key: shown[key] for key in given} == given
    assert s3.put_object(Bucket=NAME, Key="a", Body=b"x")["ServerSideEncryption"] == "aws:kms"
    s3.delete_bucket_encryption(Bucket=NAME)
    (shown,) = s3.get_bucket_encryption(Bucket=NAME)["ServerSideEncryptionConfiguration"]["Rules"]
    assert shown["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}


def test_logging_needs_the_permission_of_its_target(s3):
    logging = {"LoggingEnabled": {"TargetBucket": "log-bucket", "TargetPrefix": "site/"}}
    parameters = {"Bucket": NAME, "BucketLoggingStatus": logging}
    assert code(s3.put_bucket_logging, **parameters) == "InvalidTargetBucketForLogging"
    s3.create_bucket(Bucket="log-bucket")
    assert code(s3.put_bucket_logging, **parameters) == "InvalidTargetBucketForLogging"
    allowed = statement(
        principal={"Service": "logging.s3.amazonaws.com"}, Action="s3:PutObject", Resource="arn:aws:s3:::log-bucket/*"
    )
    s3.put_bucket_policy(Bucket="log-bucket", Policy=policy(allowed))
    s3.put_bucket_logging(**parameters)
    assert s3.get_bucket_logging(Bucket=NAME)["LoggingEnabled"] == logging["LoggingEnabled"]
    s3.put_bucket_logging(Bucket=NAME, BucketLoggingStatus={})
    assert "LoggingEnabled" not in s3.get_bucket_logging(Bucket=NAME)


def test_objects_keep_their_headers_and_checksums(s3):
    given = {"CacheControl": "max-age=60", "ContentType": "text/html", "Metadata": {"build": "7"}}
    s3.put_object(Bucket=NAME, Key="a/index.html", Body=b"hi", ChecksumAlgorithm="SHA256", **given)
    shown = s3.head_object(Bucket=NAME, Key="a/index.html", ChecksumMode="ENABLED")
    assert {key: shown[key] for key in given} == given
    assert shown["ChecksumSHA256"] == "j0NDRmSPa5bfid2pAcUXaxCm2Dlh3TwayItZstwyeqQ="
    assert shown["ETag"] == '"49f68a5c8493ec2c0bf489821c21fc3b"'


@pytest.mark.behaviour("F7")
def test_a_bucket_with_versions_cannot_be_deleted(s3):
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration={"Status": "Enabled"})
    version = s3.put_object(Bucket=NAME, Key="a", Body=b"x")["VersionId"]
    marker = s3.delete_object(Bucket=NAME, Key="a")["VersionId"]
    assert "Contents" not in s3.list_objects_v2(Bucket=NAME)
    assert code(s3.delete_bucket, Bucket=NAME) == "BucketNotEmpty"
    for identifier in (version, marker):
        s3.delete_object(Bucket=NAME, Key="a", VersionId=identifier)
    s3.delete_bucket(Bucket=NAME)
    assert code(s3.head_bucket, Bucket=NAME) == "404"


def test_lists_by_prefix_region_and_page(client, s3):
    s3.create_bucket(Bucket="app-one")
    s3.create_bucket(Bucket="app-two")
    europe = client("s3", "eu-west-1")
    europe.create_bucket(Bucket="app-eu", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})

    def names(**filters: Any) -> list[str]:
        return [bucket["Name"] for bucket in s3.list_buckets(**filters)["Buckets"]]

    assert names() == ["app-eu", "app-one", "app-two", NAME]
    assert names(Prefix="app-") == ["app-eu", "app-one", "app-two"]
    assert names(BucketRegion="eu-west-1") == ["app-eu"]
    pages = s3.get_paginator("list_buckets").paginate(PaginationConfig={"PageSize": 3})
    assert [len(page["Buckets"]) for page in pages] == [3, 1]
    again = {"Bucket": "app-eu", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    assert code(europe.create_bucket, **again) == "BucketAlreadyOwnedByYou"


def test_buckets_belong_to_an_account(client, s3):
    credentials = client("sts").assume_role(RoleArn="arn:aws:iam::210987654321:role/x", RoleSessionName="other")
    keys = credentials["Credentials"]
    other = client("s3", "us-east-1", keys["AccessKeyId"], keys["SessionToken"])
    assert code(other.create_bucket, Bucket=NAME) == "BucketAlreadyExists"
    assert code(other.get_bucket_encryption, Bucket=NAME) == "AccessDenied"
    assert other.list_buckets()["Buckets"] == []


@pytest.mark.behaviour("F23")
def test_the_end_of_a_name_says_its_namespace(s3):
    own = "site-123456789012-us-east-1-an"
    assert code(s3.create_bucket, Bucket=own) == "InvalidBucketName"
    assert code(s3.create_bucket, Bucket="site-an", BucketNamespace="account-regional") == "InvalidBucketName"
    s3.create_bucket(Bucket=own, BucketNamespace="account-regional")


def versioned(s3: Any, *names: str) -> None:
    for name in names:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


def copying(**members: Any) -> dict[str, Any]:
    return {
        "ID": "copy",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": "a"},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": "arn:aws:s3:::copies", "StorageClass": "STANDARD_IA"},
        **members,
    }


def replicated(s3: Any, role: str, **members: Any) -> Any:
    wanted = {"Role": role, "Rules": [copying(**members)]}
    return s3.put_bucket_replication(Bucket=NAME, ReplicationConfiguration=wanted)


@pytest.fixture
def copies(client, s3):
    """The role of the copies, and S3 where they are."""
    there = client("s3", "eu-west-1")
    trusted = {"Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trusted]})
    role = client("iam").create_role(RoleName="copies", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    there.create_bucket(Bucket="copies", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    return role, there


@pytest.mark.behaviour("F25")
def test_replication_needs_versions_at_both_ends_and_whole_rules(s3, copies):
    role, there = copies
    assert code(replicated, s3=s3, role=role) == "InvalidRequest"
    versioned(s3, NAME)
    assert code(replicated, s3=s3, role=role) == "InvalidRequest"
    versioned(there, "copies")
    assert code(replicated, s3=s3, role=role, Destination={"Bucket": "arn:aws:s3:::no-such-bucket"}) == "InvalidRequest"
    encrypted = {"SseKmsEncryptedObjects": {"Status": "Enabled"}}
    assert code(replicated, s3=s3, role=role, SourceSelectionCriteria=encrypted) == "InvalidRequest"
    assert code(s3.get_bucket_replication, Bucket=NAME) == "ReplicationConfigurationNotFoundError"
    replicated(s3, role)
    assert s3.get_bucket_replication(Bucket=NAME)["ReplicationConfiguration"]["Rules"] == [copying()]
    suspended = {"Status": "Suspended"}
    assert code(s3.put_bucket_versioning, Bucket=NAME, VersioningConfiguration=suspended) == "InvalidBucketState"
    s3.delete_bucket_replication(Bucket=NAME)
    s3.put_bucket_versioning(Bucket=NAME, VersioningConfiguration=suspended)


@pytest.mark.behaviour("F26")
def test_what_is_put_afterwards_is_copied(s3, copies):
    role, there = copies
    versioned(s3, NAME)
    versioned(there, "copies")
    s3.put_object(Bucket=NAME, Key="a-before", Body=b"before")
    replicated(s3, role)
    for key in ("a-after", "b-other"):
        s3.put_object(Bucket=NAME, Key=key, Body=b"after", Metadata={"kind": "draft"})
    (copied,) = there.list_objects_v2(Bucket="copies")["Contents"]
    assert (copied["Key"], copied["StorageClass"]) == ("a-after", "STANDARD_IA")
    assert there.head_object(Bucket="copies", Key="a-after")["Metadata"] == {"kind": "draft"}
    s3.delete_object(Bucket=NAME, Key="a-after")
    assert there.list_objects_v2(Bucket="copies")["KeyCount"] == 0


def test_versions_that_are_locked_stay_so(s3, client):
    assert code(s3.get_object_lock_configuration, Bucket=NAME) == "ObjectLockConfigurationNotFoundError"
    wanted = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 1}}}
    assert code(s3.put_object_lock_configuration, Bucket=NAME, ObjectLockConfiguration=wanted) == "InvalidBucketState"
    versioned(s3, NAME)
    s3.put_object_lock_configuration(Bucket=NAME, ObjectLockConfiguration=wanted)
    assert s3.get_object_lock_configuration(Bucket=NAME)["ObjectLockConfiguration"] == wanted
    suspended = {"Status": "Suspended"}
    assert code(s3.put_bucket_versioning, Bucket=NAME, VersioningConfiguration=suspended) == "InvalidBucketState"


@pytest.mark.behaviour("F29")
def test_a_destination_has_to_let_the_bucket_send(s3, client):
    sqs = client("sqs")
    url = sqs.create_queue(QueueName="images")["QueueUrl"]
    arn = "arn:aws:sqs:us-east-1:123456789012:images"
    wanted = {
        "QueueConfigurations": [
            {
                "Id": "new",
                "QueueArn": arn,
                "Events": ["s3:ObjectCreated:*"],
                "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}},
            }
        ]
    }
    notify = {"Bucket": NAME, "NotificationConfiguration": wanted}
    assert code(s3.put_bucket_notification_configuration, **notify) == "InvalidArgument"
    send = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(send)})
    s3.put_bucket_notification_configuration(**notify)
    (told,) = s3.get_bucket_notification_configuration(Bucket=NAME)["QueueConfigurations"]
    assert told["Filter"]["Key"]["FilterRules"] == [{"Name": "Prefix", "Value": "in/"}]
    s3.put_object(Bucket=NAME, Key="in/a.jpg", Body=b"a")
    bodies = [message["Body"] for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10)["Messages"]]
    assert any("s3:TestEvent" in body for body in bodies) and any("a.jpg" in body for body in bodies)
