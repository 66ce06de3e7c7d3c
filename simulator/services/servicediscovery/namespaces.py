"""Cloud Map: operations that take time, names that are unique, filters, and namespaces that services are in.

The duration ``servicediscovery:namespace`` counts for making, changing and deleting one.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, page, utc

TYPES = {
    "CreateHttpNamespace": "HTTP",
    "CreatePrivateDnsNamespace": "DNS_PRIVATE",
    "CreatePublicDnsNamespace": "DNS_PUBLIC",
}


def moto(call: Call) -> Any:
    """Moto's objects of the call's account and region."""
    return backend("servicediscovery", call.account, call.region)


def _operations(call: Call) -> dict[str, dict[str, Any]]:
    return state.store("servicediscovery", call.account, call.region).setdefault("operations", {})


def find(call: Call, name: str) -> Any:
    """A namespace by id, ARN or name, or None."""
    known = moto(call).namespaces.values()
    return next((item for item in known if name in (item.id, item.arn, item.name)), None)


def _begin(call: Call, kind: str, subject: str, work: Callable[[], str]) -> dict[str, Any]:  # D27
    """Open an operation whose ``work`` is done after the duration and gives the namespace's id."""
    now = utc(state.now())
    row: dict[str, Any] = {
        "Id": uuid.uuid4().hex,
        "Type": kind,
        "Status": "PENDING",
        "CreateDate": now,
        "UpdateDate": now,
    }
    _operations(call)[row["Id"]] = {"row": row, "subject": subject}

    def finish() -> None:
        row.update(UpdateDate=utc(state.now()))
        try:
            row.update(Targets={"NAMESPACE": work()}, Status="SUCCESS")
        except AwsError as error:
            row.update(Status="FAIL", ErrorCode=error.code, ErrorMessage=error.message)

    state.after("servicediscovery:namespace", finish)
    return {"OperationId": row["Id"]}


def _refuse_repeated(call: Call, kind: str, subject: str) -> None:
    for item in _operations(call).values():
        if (item["row"]["Type"], item["row"]["Status"], item["subject"]) == (kind, "PENDING", subject):
            raise AwsError("DuplicateRequest", "The operation is in progress.", DuplicateOperationId=item["row"]["Id"])


def _zone(call: Call, namespace: Any) -> Any:
    """The hosted zone of a namespace, or None."""
    zones = backend("route53", call.account, call.region).zones
    return zones.get((namespace.dns_properties.get("HostedZoneId") or "").removeprefix("/hostedzone/"))


def _vpc(call: Call, namespace: Any) -> str | None:
    zone = _zone(call, namespace)
    return zone.vpcs[0].get("vpc_id") if zone and zone.vpcs else None


@operation("servicediscovery", *TYPES)
def create_namespace(call: Call) -> dict[str, Any]:
    params, kind = call.params, TYPES[call.operation]
    name = params["Name"]
    _refuse_repeated(call, "CREATE_NAMESPACE", name)
    vpc = params.get("Vpc")
    known = moto(call).namespaces.values()
    existing = next((item for item in known if (item.name, item.type, _vpc(call, item)) == (name, kind, vpc)), None)
    if existing is not None:
        raise AwsError(
            "NamespaceAlreadyExists",
            f"Namespace {name} already exists.",
            NamespaceId=existing.id,
            CreatorRequestId=existing.creator_request_id,
        )
    if vpc and vpc not in backend("ec2", call.account, call.region).vpcs:
        raise AwsError("InvalidInput", f"The VPC {vpc} does not exist.")

    def make() -> str:
        made = call.forward(params)["OperationId"]
        identity = moto(call).operations[made].targets["NAMESPACE"]
        namespace = moto(call).namespaces[identity]
        namespace.vpc = None  # moto allows one namespace in a VPC
        zone = _zone(call, namespace)
        if zone is not None:
            namespace.dns_properties["HostedZoneId"] = zone.resource_id
            zone.name = f"{name}."
            zone.add_vpc(vpc, call.region)
        return identity

    return _begin(call, "CREATE_NAMESPACE", name, make)


def _found(call: Call) -> Any:
    namespace = find(call, call.params["Id"])
    if namespace is None:
        raise AwsError("NamespaceNotFound", f"{call.params['Id']} is not found.")
    return namespace


@operation("servicediscovery", "UpdateHttpNamespace", "UpdatePrivateDnsNamespace")
def update_namespace(call: Call) -> dict[str, Any]:
    namespace, change = _found(call), call.params["Namespace"]
    if (namespace.type == "HTTP") != (call.operation == "UpdateHttpNamespace"):
        raise AwsError("InvalidInput", f"{call.operation} is not for namespaces of type {namespace.type}.")

    def write() -> str:
        namespace.description = change.get("Description", namespace.description)
        return namespace.id

    return _begin(call, "UPDATE_NAMESPACE", namespace.id, write)


@operation("servicediscovery", "DeleteNamespace")
def delete_namespace(call: Call) -> dict[str, Any]:  # D27
    namespace = _found(call)
    _refuse_repeated(call, "DELETE_NAMESPACE", namespace.id)
    if services_in(call, namespace.id):
        message = "Namespace has associated services; delete the services before deleting the namespace"
        raise AwsError("ResourceInUse", message)

    def remove() -> str:
        zone = _zone(call, namespace)
        if zone is not None:
            del backend("route53", call.account, call.region).zones[zone.resource_id]
        del moto(call).namespaces[namespace.id]
        return namespace.id

    return _begin(call, "DELETE_NAMESPACE", namespace.id, remove)


def services_in(call: Call, namespace: str) -> list[Any]:
    """The services of a namespace, by its id."""
    return [item for item in moto(call).services.values() if item.namespace_id == namespace]


def _shown(call: Call, namespace: Any) -> dict[str, Any]:
    row = {**namespace.to_json(), "ResourceOwner": call.account, "ServiceCount": len(services_in(call, namespace.id))}
    if namespace.type == "HTTP":
        row["Properties"] = {"HttpProperties": {"HttpName": namespace.name}}
    return {name: value for name, value in row.items() if value is not None}


@operation("servicediscovery", "GetNamespace")
def get_namespace(call: Call) -> dict[str, Any]:
    return {"Namespace": _shown(call, _found(call))}


@operation("servicediscovery", "ListNamespaces")
def list_namespaces(call: Call) -> dict[str, Any]:
    rows = [_shown(call, item) for item in moto(call).namespaces.values()]
    members = {"TYPE": "Type", "NAME": "Name", "HTTP_NAME": "Name"}
    for given in call.params.get("Filters") or []:
        if given["Name"] == "RESOURCE_OWNER":
            rows = rows if "SELF" in given["Values"] else []
        elif given["Name"] in members:
            rows = [row for row in rows if row[members[given["Name"]]] in given["Values"]]
    brief = [{name: value for name, value in row.items() if name != "CreatorRequestId"} for row in rows]
    part, following = page(brief, call.params.get("NextToken"), call.params.get("MaxResults"))
    return {"Namespaces": part, "NextToken": following}


@operation("servicediscovery", "GetOperation")
def get_operation(call: Call) -> dict[str, Any]:
    own = _operations(call).get(call.params["OperationId"])
    return {"Operation": own["row"]} if own else call.forward()
