"""GetAccountAuthorizationDetails in pages, with the managed policies of AWS that are attached."""

from __future__ import annotations

from typing import Any

from simulator.handlers import Call, operation

KINDS = {
    "User": "UserDetailList",
    "Group": "GroupDetailList",
    "Role": "RoleDetailList",
    "LocalManagedPolicy": "Policies",
    "AWSManagedPolicy": "Policies",
}


def _is_aws(policy: dict[str, Any]) -> bool:
    return ":iam::aws:policy" in policy["Arn"]


@operation("iam", "GetAccountAuthorizationDetails")
def get_account_authorization_details(call: Call) -> dict[str, Any]:
    wanted = call.params.get("Filter") or list(KINDS)
    found = call.forward({"Filter": wanted})
    entries = []
    for member in dict.fromkeys(KINDS.values()):
        for entry in found.get(member) or []:
            if member == "Policies":
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
