"""Configuration sets and their event destinations."""

from __future__ import annotations

import copy
from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page, tag_list

from .store import find, kept, make

KIND = "configuration-set"
DEFAULTS: dict[str, dict[str, Any]] = {
    "DeliveryOptions": {"TlsPolicy": "OPTIONAL"},
    "ReputationOptions": {"ReputationMetricsEnabled": False},
    "SendingOptions": {"SendingEnabled": True},
}
# What each call replaces as a whole.
GROUPS = {
    "PutConfigurationSetDeliveryOptions": "DeliveryOptions",
    "PutConfigurationSetReputationOptions": "ReputationOptions",
    "PutConfigurationSetSendingOptions": "SendingOptions",
    "PutConfigurationSetSuppressionOptions": "SuppressionOptions",
}
GIVEN = ("TrackingOptions", "SuppressionOptions", *DEFAULTS)
DESTINATIONS = 10  # of a configuration set (SES Developer Guide, quotas)


def _refuse(message: str) -> AwsError:
    return AwsError("BadRequestException", message, 400)


@operation("sesv2", "CreateConfigurationSet")
def create(call: Call) -> None:
    name, given = call.params["ConfigurationSetName"], call.params
    if not 1 <= len(name) <= 64 or not name.replace("-", "a").replace("_", "a").isalnum() or not name.isascii():
        raise _refuse(
            f"Invalid configuration set name <{name}>: only alphanumeric ASCII characters, '_' and '-' are allowed."
        )
    groups = {group: {**DEFAULTS.get(group, {}), **(given.get(group) or {})} for group in GIVEN}
    shown = {group: values for group, values in groups.items() if values or given.get(group) is not None}
    make(call, KIND, name, {"groups": shown, "told": {}})


@operation("sesv2", "GetConfigurationSet")
def get(call: Call) -> dict[str, Any]:
    found = find(call, KIND, call.params["ConfigurationSetName"])
    return {
        "ConfigurationSetName": call.params["ConfigurationSetName"],
        "Tags": tag_list(found["Tags"]),
        **copy.deepcopy(found["groups"]),
    }


@operation("sesv2", "ListConfigurationSets")
def list_all(call: Call) -> dict[str, Any]:
    part, following = page(sorted(kept(call, KIND)), call.params.get("NextToken"), call.params.get("PageSize"))
    return {"ConfigurationSets": part, "NextToken": following}


@operation("sesv2", *GROUPS)
def put(call: Call) -> None:
    given = {name: value for name, value in call.params.items() if name != "ConfigurationSetName" and value is not None}
    find(call, KIND, call.params["ConfigurationSetName"])["groups"][GROUPS[call.operation]] = given


@operation("sesv2", "DeleteConfigurationSet")
def delete(call: Call) -> None:
    """Identities that it was the default of send without one from then on."""
    find(call, KIND, call.params["ConfigurationSetName"])
    del kept(call, KIND)[call.params["ConfigurationSetName"]]


def _destination(call: Call) -> dict[str, Any]:
    """A destination as it is asked for. Raises AwsError where it names no topic, or an unknown one."""
    given = copy.deepcopy(call.params["EventDestination"])
    topic = (given.get("SnsDestination") or {}).get("TopicArn")
    if not given.get("MatchingEventTypes"):
        raise _refuse("At least one matching event type must be specified.")
    if topic and topic not in backend("sns", call.account, call.region).topics:
        raise _refuse(f"Invalid SNS topic <{topic}>.")
    return {"Enabled": False, **given, "Name": call.params["EventDestinationName"]}


def _told(call: Call, there: bool | None = None) -> dict[str, dict[str, Any]]:
    """The destinations of a set. Raises AwsError unless the one that is asked for is there, or is not, as ``there`` says."""
    found = find(call, KIND, call.params["ConfigurationSetName"])["told"]
    name = call.params.get("EventDestinationName")
    if there and name not in found:
        raise AwsError("NotFoundException", f"Event destination <{name}> does not exist.", 404)
    if there is False and name in found:
        raise AwsError("AlreadyExistsException", f"Event destination <{name}> already exists.", 400)
    return found


@operation("sesv2", "CreateConfigurationSetEventDestination")
def create_destination(call: Call) -> None:
    found = _told(call, there=False)
    if len(found) >= DESTINATIONS:
        raise AwsError(
            "LimitExceededException", f"A configuration set has at most {DESTINATIONS} event destinations.", 400
        )
    found[call.params["EventDestinationName"]] = _destination(call)


@operation("sesv2", "UpdateConfigurationSetEventDestination")
def update_destination(call: Call) -> None:
    _told(call, there=True)[call.params["EventDestinationName"]] = _destination(call)


@operation("sesv2", "DeleteConfigurationSetEventDestination")
def delete_destination(call: Call) -> None:
    del _told(call, there=True)[call.params["EventDestinationName"]]


@operation("sesv2", "GetConfigurationSetEventDestinations")
def get_destinations(call: Call) -> dict[str, Any]:
    return {"EventDestinations": list(_told(call).values())}
