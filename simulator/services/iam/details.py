"""GetAccountAuthorizationDetails in pages, with the managed policies of AWS that are attached."""

from __future__ import annotations

from typing import Any

from moto.iam.models import iam_backends

from simulator.core.handlers import Call, operation

KINDS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}


def _is_aws(policy: dict[str, Any]) -> bool:
    return ":iam::aws:policy" in policy["Arn"]


def _named(call: Call, policy: dict[str, Any]) -> dict[str, Any]:
    """moto leaves name and id of a policy out of the details."""
    known = iam_backends[call.account][call.partition].managed_policies[policy["Arn"]]
    return {"PolicyName": known.name, "PolicyId": known.id, **policy}


@operation("iam", "GetAccountAuthorizationDetails")
def get_account_authorization_details(call: Call) -> dict[str, Any]:
    wanted = call.params.get("Filter") or list(KINDS)
    found = call.forward({"Filter": wanted})
    # moto's own order changes from call to call, pages need one that stays.
    found["Policies"] = sorted(found.get("Policies") or [], key=lambda policy: policy["Arn"])
    entries = []
    for member in dict.fromkeys(KINDS.values()):
        for entry in found.get(member) or []:
            if member == "Policies":
                entry = _named(call, entry)
                kind = "AWSManagedPolicy" if _is_aws(entry) else "LocalManagedPolicy"
                if kind not in wanted or (_is_aws(entry) and not entry.get("AttachmentCount")):
                    continue
            entries.append((member, entry))
    start = int(call.params.get("Marker") or 0)
    end = start + (call.params.get("MaxItems") or 100)
    answer: dict[str, Any] = {member: [] for member in KINDS.values()}
    for member, entry in entries[start:end]:
        answer[member].append(entry)
    answer["IsTruncated"] = end < len(entries)
    if answer["IsTruncated"]:
        answer["Marker"] = str(end)
    return answer
