# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What S3 tells of a bucket's objects, and whom."""

from __future__ import annotations

from ...aws.sqs.queue import SqsQueue
from ..shared import forms
from ..shared.option import Option

# The destinations of a notification: option -> (list of the configuration, member).
DESTINATIONS = {
    "queue": ("QueueConfigurations", "QueueArn"),
    "queue_arn": ("QueueConfigurations", "QueueArn"),
    "topic_arn": ("TopicConfigurations", "TopicArn"),
}
EVENT = forms.Form(
    "an event such as s3:ObjectCreated:* is allowed",
    r"s3:[A-Za-z]+(:(\*|[A-Za-z]+))?",
    samples=("s3:ObjectCreated:*", "s3:ObjectRemoved:Delete", "s3:LifecycleTransition"),
)
NOTIFICATION = {
    "queue": Option(
        "str",
        "Name of a queue of M(slipway.aws.queue), with O(slipway.aws.queue#module:queues.s3_notifications).",
    ),
    "queue_arn": Option(
        "str", "ARN of another queue, whose policy lets C(s3.amazonaws.com) send.", form=forms.QUEUE_ARN
    ),
    "topic_arn": Option(
        "str", "ARN of an SNS topic, whose policy lets C(s3.amazonaws.com) publish.", form=forms.TOPIC_ARN
    ),
    "events": Option(
        "list",
        "Events that are told.",
        default=["s3:ObjectCreated:*"],
        elements="str",
        form=EVENT,
        count=(1, None),
    ),
    "prefix": Option("str", "What the keys begin with.", default=""),
    "suffix": Option("str", "What the keys end with.", default="", sample=".jpg"),
}


def configuration(declaration, options, key):
    """The notification configuration of a bucket, after all that can be refused was."""
    found = {}
    for name, given in sorted(options["notifications"].items()):
        option = "buckets.%s.notifications.%s" % (key, name)
        chosen = [way for way in DESTINATIONS if given[way]]
        declaration.check(
            len(chosen) == 1, option, name, "one of %s is needed, and one only" % ", ".join(sorted(DESTINATIONS))
        )
        for way in chosen[:1]:
            part, member = DESTINATIONS[way]
            arn = _queue(declaration, given["queue"], option + ".queue") if way == "queue" else given[way]
            item = {"Id": name, member: arn, "Events": sorted(given["events"])}
            rules = [{"Name": rule, "Value": given[rule]} for rule in ("prefix", "suffix") if given[rule]]
            if rules:
                item["Filter"] = {"Key": {"FilterRules": rules}}
            found.setdefault(part, []).append(item)
    _check_overlaps(declaration, options, key)
    return {**found, **({"EventBridgeConfiguration": {}} if options["event_bridge"] else {})}


def _queue(declaration, name, option):
    found = declaration.neighbour_node("queue", SqsQueue, name, "QueueArn")
    declaration.asks(found, option, name)
    declaration.expect(
        declaration.neighbour_node("queue", SqsQueue, name, "Policy"),
        lambda policy: "s3.amazonaws.com" in str(policy),
        option,
        name,
        "a queue that lets S3 send to it is needed: queue_queues.%s.s3_notifications: true" % name,
    )
    return found


def _check_overlaps(declaration, options, key):
    """Two notifications may not be about the same event of the same object (PutBucketNotificationConfiguration)."""
    items = sorted(options["notifications"].items())
    for number, (name, one) in enumerate(items):
        for other, two in items[:number]:
            both = [event for event in one["events"] if any(_same(event, against) for against in two["events"])]
            declaration.check(
                not (both and _meet(one, two)),
                "buckets.%s.notifications.%s.events" % (key, name),
                both,
                "events or keys other than those of %s are needed: S3 tells each event once" % other,
            )


def _same(one, two):
    return one == two or any(
        wide.endswith(":*") and narrow.startswith(wide[:-1]) for wide, narrow in ((one, two), (two, one))
    )


def _meet(one, two):
    """Whether a key can begin and end as both say."""
    starts = one["prefix"].startswith(two["prefix"]) or two["prefix"].startswith(one["prefix"])
    return starts and (one["suffix"].endswith(two["suffix"]) or two["suffix"].endswith(one["suffix"]))
