# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which services may reach what stands beside the network, and what they may do there."""

from __future__ import annotations

REACHED = ("sqs_queue", "s3_bucket", "sns_topic", "secret", "parameter")
# What actions are called, where there is more than one thing to do with an object. Others say nothing.
WORDS = {
    "sqs:SendMessage": "send",
    "sqs:ReceiveMessage": "receive",
    "s3:GetObject": "read",
    "s3:PutObject": "write",
    "s3:DeleteObject": "delete",
    "sns:Publish": "publish",
}


def access(objects):
    """Address of an object -> {address of a service: what it may do there}.

    :param objects: objects.Objects
    """
    found = {}
    for service in objects.of("ecs_service"):
        for definition in objects.refs(service, "task_definition"):
            for row in (definition, *objects.refs(definition, "role")):
                for other in objects.refs(row, *REACHED):
                    may = found.setdefault(other["address"], {}).setdefault(service["address"], [])
                    may += _words(row.get("allows", {}).get(other["address"], ()))
    return {
        address: {service: ", ".join(dict.fromkeys(words)) for service, words in services.items()}
        for address, services in found.items()
    }


def _words(actions):
    """The words for some actions, those with a star among them."""
    return [
        word
        for action, word in WORDS.items()
        if any(action == given or given.endswith("*") and action.startswith(given[:-1]) for given in actions)
    ]
