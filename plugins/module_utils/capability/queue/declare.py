# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

from ...aws.sqs.queue import SqsQueue
from ...aws.sts.account import account_id
from ...engine.declaring import Declaration, fit
from ..shared.handed import handed
from .options import QUEUE, SPEC

DEAD_LETTER = "-dead-letter"
TLS_ONLY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "TlsOnly",
            "Effect": "Deny",
            "Principal": {"AWS": "*"},
            "Action": "sqs:*",
            "Condition": {"Bool": {"aws:SecureTransport": "false"}},
        }
    ],
}


def declare(options, stack, instance="main"):
    """Two nodes for each queue: it, and the one for what could not be worked on."""
    declaration = Declaration("queue", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    for name, given in options["queues"].items():
        with declaration.collecting():
            _queue(declaration, options, name, given)
    return declaration


def _queue(declaration, options, name, given):
    stack, instance = declaration.stack, declaration.instance
    full = given["name"] or stack.name(name if instance == "main" else "%s-%s" % (instance, name), SqsQueue.name_limit)
    last = given["dead_letter"]
    # Developer Guide, dead-letter queues: their retention should be longer, as the clock starts when a message is first sent.
    declaration.check(
        last["message_retention_period"] >= given["message_retention_period"],
        "queues.%s.dead_letter.message_retention_period" % name,
        last["message_retention_period"],
        "at least the queue's own of %d seconds is allowed: the time runs on from when a message was first sent"
        % given["message_retention_period"],
    )
    shared = {"Policy": TLS_ONLY, "SqsManagedSseEnabled": options["encryption"] == "aws"}
    if options["encryption"] == "customer":
        shared["KmsMasterKeyId"] = declaration.neighbour(
            "encryption", "key_arn", options["kms_key_id"], option="kms_key_id"
        )
    want = {"QueueName": full, **handed(given, QUEUE, SqsQueue), **shared}
    if given["s3_notifications"]:
        want["Policy"] = {**TLS_ONLY, "Statement": [*TLS_ONLY["Statement"], _from_buckets(declaration)]}
    dead = declaration.add(
        SqsQueue,
        name + DEAD_LETTER,
        {
            "QueueName": fit(full, SqsQueue.name_limit - len(DEAD_LETTER)) + DEAD_LETTER,
            "MessageRetentionPeriod": last["message_retention_period"],
            "MaximumMessageSize": want["MaximumMessageSize"],
            **shared,
        },
    )
    want["RedrivePolicy"]["deadLetterTargetArn"] = dead["QueueArn"]
    queue = declaration.add(SqsQueue, name, want)
    declaration.outputs["queue_urls"][name] = queue["QueueUrl"]
    declaration.outputs["queue_arns"][name] = queue["QueueArn"]
    declaration.outputs["dead_letter_queue_names"][name] = dead["QueueName"]


def _from_buckets(declaration):
    """The statement that lets the account's buckets send (S3 User Guide, permissions to publish event notifications)."""
    return {
        "Sid": "Buckets",
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Condition": {"StringEquals": {"aws:SourceAccount": account_id(declaration)}},
    }
