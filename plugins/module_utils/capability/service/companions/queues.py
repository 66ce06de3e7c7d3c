# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Queues that a service sends to and receives from: environment variables, rights, and scaling on what waits."""

from __future__ import annotations

from ....aws.sqs.queue import SqsQueue
from ...shared.option import Option

# SQS Developer Guide, API permissions; GetQueueUrl and GetQueueAttributes are what SDKs and metrics ask with them.
READ = ("sqs:GetQueueAttributes", "sqs:GetQueueUrl")
ACTIONS = {
    "send": ("sqs:SendMessage", *READ),
    "receive": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility", *READ),
}
# SQS Developer Guide, key management: who sends needs both, who receives needs Decrypt.
KEY_ACTIONS = {"send": ("kms:GenerateDataKey", "kms:Decrypt"), "receive": ("kms:Decrypt",)}

QUEUE = {
    "queue": Option("str", "Name of a queue of M(slipway.aws.queue).", required=True),
    "access": Option(
        "str",
        "What the service may do with its messages.",
        required=True,
        choices=["send", "receive", "send_and_receive"],
    ),
}
BACKLOG = {
    "queue": Option("str", "Name of a queue of M(slipway.aws.queue).", required=True),
    "messages": Option(
        "float",
        "Messages that may wait for each task: those that a task works on in the time that a message may take.",
        required=True,
        aws="More than 0.",
        field="scaling_policy/*-backlog_per_task.TargetTrackingScalingPolicyConfiguration.TargetValue",
    ),
}


def environment(context):
    """(path, variable, URL of the queue) of each."""
    for name, given in context.options["queues"].items():
        yield "queues." + name, name, _field(context, "queues." + name, given, "QueueUrl")


def statements(context, key):
    """What the task role has to allow: one statement for all queues that it sends to, one for those it receives from.

    :param key: ARN of the key that encrypts the stack's messages, or None
    """
    result = []
    for access, actions in ACTIONS.items():
        arns = [
            _field(context, "queues." + name, given, "QueueArn")
            for name, given in sorted(context.options["queues"].items())
            if access in given["access"].split("_and_")
        ]
        if not arns:
            continue
        sid = "Queues" + access.capitalize()
        result.append({"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": list(dict.fromkeys(arns))})
        if key:
            result.append(
                {
                    "Sid": sid + "Key",
                    "Effect": "Allow",
                    "Action": list(KEY_ACTIONS[access]),
                    "Resource": [key],
                    "Condition": {"StringLike": {"kms:ViaService": "sqs.%s.*" % context.stack.region}},
                }
            )
    return result


def backlog(context, given, cluster_name, service):
    """The metric of a tracking policy: messages that wait, for each running task.

    Application Auto Scaling User Guide, target tracking with metric math. Where no task runs, all of them wait for one.
    """
    queue = _field(context, "autoscaling.backlog_per_task", given, "QueueName")
    running = {"ClusterName": cluster_name, "ServiceName": service["serviceName"]}
    return {
        "Metrics": [
            _metric("waiting", "AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": queue}, "Sum"),
            _metric("running", "ECS/ContainerInsights", "RunningTaskCount", running, "Average"),
            {
                "Id": "backlog",
                "Label": "Messages that wait for each task",
                "Expression": "waiting / IF(FILL(running, 0) > 0, running, 1)",
                "ReturnData": True,
            },
        ]
    }


def _metric(name, namespace, metric, dimensions, statistic):
    return {
        "Id": name,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": metric,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            },
            "Stat": statistic,
        },
        "ReturnData": False,
    }


def _field(context, path, given, field):
    found = context.declaration.neighbour_node("queue", SqsQueue, given["queue"], field)
    return context.declaration.asks(found, context.option(path), given["queue"])
