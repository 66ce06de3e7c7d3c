# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS's refusals: which of them pass, which say that what was to be made is there, and what may be sent twice."""

from __future__ import annotations

import re

# Operations that change nothing, by the first word of their name.
READING = (
    "describe_",
    "get_",
    "list_",
    "head_",
    "batch_get_",
    "lookup_",
    "search_",
    "filter_",
    "query",
    "scan",
    "select_",
    "simulate_",
    "test_",
    "validate_",
    "check_",
    "estimate_",
    "assume_role",
    "download_",
    "can_",
    "generate_",
)

# AWS's codes for "too many requests", as they differ by service; botocore retries reads, changing calls are ours.
THROTTLED = frozenset(
    (
        "Throttling",
        "ThrottlingException",
        "ThrottledException",
        "RequestThrottled",
        "RequestThrottledException",
        "RequestLimitExceeded",
        "TooManyRequestsException",
        "EC2ThrottledException",
        "BandwidthLimitExceeded",
        "SlowDown",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "PriorRequestNotComplete",
        "Throttled",
        "TooManyRequests",
    )
)
# Another operation on the same object is under way.
BUSY = frozenset(
    (
        "OperationAborted",
        "ConcurrentModificationException",
        "ConcurrentUpdateException",
        "RequestInProgressException",
        "ResourceConflictException",
        "UpdateInProgressException",
    )
)
# What is to be deleted is going already: a deletion whose answer was lost was made.
GOING = ("already being deleted", "marked for deletion", "scheduled for deletion")
# A role just made is not visible everywhere yet, in the words of several services. Permanent refusals use the same, hence
# the short limit. Services differ in capital letters.
UNSEEN = (
    "cannot be assumed",
    "unable to assume the role",
    "unable to assume the service linked role",
    "trust policy",
    "trusted entity",
    "does not have required permissions",
    "invalid principal in policy",
    "permissions required to assume the role",
    "verify in iam that the role has adequate trust relationships",
)
# What was to be made is there: AWS's codes and words for that, as they differ by service.
TAKEN_CODE = re.compile(
    r"(?<!Not)(?<!Non)Exists|AlreadyExist|Duplicate|Conflict|AlreadyAssociated|AlreadyOwned|PriorityInUse"
)
TAKEN_TEXT = re.compile(r"already exist|already a conflicting DNS domain|not idempotent|has been taken", re.IGNORECASE)
# Changes that come to the same when they are made twice: sent again when nobody knows whether the first one was made.
REPEATABLE = (
    "add_listener_certificates",
    "add_tags",
    "associate_kms_key",
    "associate_web_acl",
    "attach_role_policy",
    "change_",
    "copy_object",
    "create_tags",
    "delete_",
    "deregister_",
    "detach_role_policy",
    "disable_",
    "disassociate_kms_key",
    "disassociate_web_acl",
    "enable_",
    "modify_",
    "put_",
    "register_scalable_target",
    "release_address",
    "remove_",
    "replace_network_acl_entry",
    "replace_route",
    "revoke_",
    "set_",
    "stop_task",
    "subscribe",
    "tag_",
    "unsubscribe",
    "untag_",
    "update_",
    "upload_layer_part",
)
ONCE = ("replace_route_table_association",)  # of these names, but the second one comes to something else
ONLY_WITH = {"put_parameter": "Overwrite"}  # makes what must not be there yet, unless this argument is true
BUSY_SECONDS, UNSEEN_SECONDS, NOT_YET_SECONDS = 600, 60, 30


def patience(error, service):
    """Seconds for which a refused change is worth repeating: 0 for a refusal that will not pass.

    :param service: the Service that refused it
    """
    message = error.message.lower()
    if "already exist" in message:
        return 0  # Lambda says ResourceConflictException for this too
    if error.code in THROTTLED or error.code in BUSY or error.code in service.busy or "rate exceeded" in message:
        return BUSY_SECONDS
    if any(text in message for text in service.busy_texts):
        return BUSY_SECONDS
    if any(text in message for text in (*UNSEEN, *service.unseen)):
        return UNSEEN_SECONDS
    return NOT_YET_SECONDS if error.code in service.not_yet else 0


def taken(error, service):
    """True for a refusal to make what is there already, which may be ours.

    :param service: the Service that refused it
    """
    return error.code not in service.strangers and bool(
        TAKEN_CODE.search(error.code) or TAKEN_TEXT.search(error.message)
    )


def repeatable(operation, arguments):
    """True for a change that comes to the same when it is made twice."""
    return (
        operation.startswith(REPEATABLE)
        and operation not in ONCE
        and (operation not in ONLY_WITH or bool(arguments.get(ONLY_WITH[operation])))
    )
