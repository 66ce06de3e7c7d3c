"""Services of Cloud Map: the names in a namespace."""

from __future__ import annotations

from typing import Any

from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

from .namespaces import find, moto, services_in


@operation("servicediscovery", "ListServices")
def list_services(call: Call) -> dict[str, Any]:
    rows = list(moto(call).services.values())
    for given in call.params.get("Filters") or []:
        if given["Name"] == "NAMESPACE_ID":
            rows = [row for row in rows if row.namespace_id in given["Values"]]
    shown = [{name: value for name, value in row.to_json().items() if value} for row in rows]
    part, following = page(shown, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Services": part, "NextToken": following}


@operation("servicediscovery", "CreateService")
def create_service(call: Call) -> dict[str, Any]:
    params = call.params
    identity = params.get("NamespaceId") or (params.get("DnsConfig") or {}).get("NamespaceId")
    if identity and find(call, identity) is None:
        raise AwsError("NamespaceNotFound", f"{identity} is not found.")
    if any(item.name.lower() == params["Name"].lower() for item in services_in(call, identity)):
        raise AwsError("ServiceAlreadyExists", f"Service {params['Name']} already exists.")
    return call.forward()
