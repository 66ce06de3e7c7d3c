"""What the simulator keeps of SES, by account and Region: moto's identities are verified from the start, and have no records."""

from __future__ import annotations

from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import tag_list, tags_of


def kept(call: Call, kind: str) -> dict[str, dict[str, Any]]:
    """Objects by name: ``identity`` or ``configuration-set``."""
    return state.store("sesv2", call.account, call.region).setdefault(kind, {})


def find(call: Call, kind: str, name: str) -> dict[str, Any]:
    """Raises AwsError NotFoundException."""
    found = kept(call, kind)
    if name not in found:
        words = "Email identity" if kind == "identity" else "Configuration set"
        raise AwsError("NotFoundException", f"{words} <{name}> does not exist.", 404)
    return found[name]


def make(call: Call, kind: str, name: str, made: dict[str, Any]) -> dict[str, Any]:
    """Raises AwsError AlreadyExistsException."""
    if name in kept(call, kind):
        raise AwsError("AlreadyExistsException", f"{kind} {name} already exist.", 400)
    made["Tags"] = tags_of(call.params.get("Tags"))
    kept(call, kind)[name] = made
    return made


def arn(call: Call, kind: str, name: str) -> str:
    return f"arn:{call.partition}:ses:{call.region}:{call.account}:{kind}/{name}"


def _tagged(call: Call) -> dict[str, str]:
    kind, _slash, name = call.params["ResourceArn"].rsplit(":", 1)[-1].partition("/")
    return find(call, kind, name)["Tags"]


@operation("sesv2", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    return {"Tags": tag_list(_tagged(call))}


@operation("sesv2", "TagResource")
def tag(call: Call) -> None:
    _tagged(call).update(tags_of(call.params["Tags"]))


@operation("sesv2", "UntagResource")
def untag(call: Call) -> None:
    tags = _tagged(call)
    for key in call.params["TagKeys"]:
        tags.pop(key, None)


@operation("sesv2", "GetAccount")
def get_account(call: Call) -> dict[str, Any]:
    """An account starts in the sandbox: 200 messages a day to verified addresses, one a second."""
    granted = state.store("sesv2", call.account, call.region).get("production", False)
    most, rate = (50_000.0, 14.0) if granted else (200.0, 1.0)
    return {
        "ProductionAccessEnabled": granted,
        "SendingEnabled": True,
        "EnforcementStatus": "HEALTHY",
        "DedicatedIpAutoWarmupEnabled": False,
        "SendQuota": {"Max24HourSend": most, "MaxSendRate": rate, "SentLast24Hours": 0.0},
        "SuppressionAttributes": {"SuppressedReasons": ["BOUNCE", "COMPLAINT"]},
    }


@operation("sesv2", "PutAccountDetails")
def put_account_details(call: Call) -> None:
    """The request for production access, which people at AWS grant within a day: here at once."""
    if call.params.get("ProductionAccessEnabled"):
        state.store("sesv2", call.account, call.region)["production"] = True
