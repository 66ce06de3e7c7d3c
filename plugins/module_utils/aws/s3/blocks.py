# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon S3: the blocks of a bucket's configuration, each with its own calls."""

from __future__ import annotations

import dataclasses

DESTINATIONS = ("TopicConfigurations", "QueueConfigurations", "LambdaFunctionConfigurations")


def encryption(value):
    """The one rule of an encryption configuration, flat: SSEAlgorithm, KMSMasterKeyID, BucketKeyEnabled.

    A bucket has exactly one rule (PutBucketEncryption). The API's own nesting is accepted too.
    """
    if not isinstance(value, dict) or "Rules" not in value:
        return value
    rule = value["Rules"][0]
    return {
        **rule.get("ApplyServerSideEncryptionByDefault", {}),
        "BucketKeyEnabled": rule.get("BucketKeyEnabled", False),
    }


def _nested_encryption(value):
    value = dict(encryption(value))
    key = {"BucketKeyEnabled": value.pop("BucketKeyEnabled")} if "BucketKeyEnabled" in value else {}
    return {
        "Rules": [{"ApplyServerSideEncryptionByDefault": {name: item for name, item in value.items() if item}, **key}]
    }


def notifications(value):
    """A notification configuration in one form: members without destinations left out, lists by ID, lists of events sorted.

    AWS answers the names of filter rules with a capital letter, and reads them in any (FilterRule).
    """
    if not isinstance(value, dict):
        return value
    found = {
        name: sorted((_notification(item) for item in value[name]), key=lambda item: str(item.get("Id")))
        for name in DESTINATIONS
        if value.get(name)
    }
    return {**found, **({"EventBridgeConfiguration": {}} if value.get("EventBridgeConfiguration") is not None else {})}


def _notification(item):
    rules = item.get("Filter", {}).get("Key", {}).get("FilterRules") or []
    rules = sorted(({**rule, "Name": rule["Name"].lower()} for rule in rules), key=lambda rule: rule["Name"])
    rest = {name: value for name, value in item.items() if name != "Filter"}
    return {
        **rest,
        "Events": sorted(item.get("Events") or []),
        **({"Filter": {"Key": {"FilterRules": rules}}} if rules else {}),
    }


@dataclasses.dataclass(frozen=True)
class Block:
    """One block of a bucket's configuration: how it is read, written and taken away.

    :param call: what follows get_, put_ and delete_ in boto3's names
    :param unset: the code for "never set"
    :param pick: answer of the read -> value of the field
    :param wrap: value -> arguments of the write
    :param clear: the operation that takes it away, where an empty value cannot be written
    :param never: the value of the field that AWS has where it was never set, if that is to be compared
    """

    call: str
    unset: tuple
    pick: object
    wrap: object
    clear: str | None = None
    never: object = None


BLOCKS = {
    "ObjectOwnership": Block(
        "bucket_ownership_controls",
        ("OwnershipControlsNotFoundError",),
        lambda answer: answer["OwnershipControls"]["Rules"][0]["ObjectOwnership"],
        lambda value: {"OwnershipControls": {"Rules": [{"ObjectOwnership": value}]}},
    ),
    "PublicAccessBlockConfiguration": Block(
        "public_access_block",
        ("NoSuchPublicAccessBlockConfiguration",),
        lambda answer: answer["PublicAccessBlockConfiguration"],
        lambda value: {"PublicAccessBlockConfiguration": value},
    ),
    "ServerSideEncryptionConfiguration": Block(
        "bucket_encryption",
        ("ServerSideEncryptionConfigurationNotFoundError",),
        lambda answer: encryption(answer["ServerSideEncryptionConfiguration"]),
        lambda value: {"ServerSideEncryptionConfiguration": _nested_encryption(value)},
    ),
    "VersioningConfiguration": Block(
        "bucket_versioning",
        (),
        lambda answer: {"Status": answer.get("Status", "Suspended")},
        lambda value: {"VersioningConfiguration": value},
    ),
    "LifecycleConfiguration": Block(
        "bucket_lifecycle_configuration",
        ("NoSuchLifecycleConfiguration",),
        lambda answer: {"Rules": answer.get("Rules", [])},
        lambda value: {"LifecycleConfiguration": value},
        clear="delete_bucket_lifecycle",
    ),
    "LoggingEnabled": Block(
        "bucket_logging",
        (),
        lambda answer: answer.get("LoggingEnabled"),
        lambda value: {"BucketLoggingStatus": {"LoggingEnabled": value} if value else {}},
    ),
    "ObjectLockConfiguration": Block(
        "object_lock_configuration",
        ("ObjectLockConfigurationNotFoundError",),
        lambda answer: answer["ObjectLockConfiguration"],
        lambda value: {"ObjectLockConfiguration": value},
    ),
    "CORSConfiguration": Block(
        "bucket_cors",
        ("NoSuchCORSConfiguration",),
        lambda answer: {"CORSRules": answer["CORSRules"]},
        lambda value: {"CORSConfiguration": value},
        clear="delete_bucket_cors",
        never={"CORSRules": []},
    ),
    "AccelerateConfiguration": Block(
        "bucket_accelerate_configuration",
        (),
        lambda answer: {"Status": answer.get("Status", "Suspended")},
        lambda value: {"AccelerateConfiguration": value},
    ),
    "NotificationConfiguration": Block(
        "bucket_notification_configuration",
        (),
        notifications,
        lambda value: {"NotificationConfiguration": value},
    ),
}
