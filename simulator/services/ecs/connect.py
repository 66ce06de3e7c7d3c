"""Service Connect: what a service's configuration is refused for, and the Cloud Map services that stand for its endpoints.

An endpoint's Cloud Map service is there from the deployment on that brings it. It goes the duration
``ecs:service_connect`` after its service (behaviour D26).
"""

from __future__ import annotations

import copy
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call

from ..servicediscovery import namespaces
from .model import Service, invalid, region_of
from .task_definitions import resolve


def filled(configuration: dict[str, Any] | None) -> dict[str, Any] | None:
    """A configuration with the discovery name that AWS fills in."""
    if not configuration or not configuration.get("enabled"):
        return configuration
    answer = copy.deepcopy(configuration)
    for endpoint in answer.get("services") or []:
        endpoint.setdefault("discoveryName", endpoint["portName"])
    return answer


def _endpoints(configuration: dict[str, Any] | None) -> list[dict[str, Any]]:
    enabled = configuration and configuration.get("enabled")
    return (configuration or {}).get("services") or [] if enabled else []


def _namespace(call: Call, configuration: dict[str, Any]) -> Any:
    namespace = namespaces.find(call, configuration.get("namespace") or "default")
    if namespace is None:
        raise AwsError("NamespaceNotFoundException", "The specified namespace was not found.")
    return namespace


def _aliases(namespace: Any, configuration: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (alias.get("dnsName") or f"{endpoint['discoveryName']}.{namespace.name}", alias["port"])
        for endpoint in _endpoints(configuration)
        for alias in endpoint.get("clientAliases") or []
    ]


def _ports(definition: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """The named port mappings of a task definition."""
    return {
        mapping["name"]: mapping
        for container in (definition or {}).get("containerDefinitions", [])
        for mapping in container["portMappings"]
        if mapping.get("name")
    }


def _check_protocols(call: Call, before: Service, ports: dict[str, dict[str, Any]]) -> None:
    """The protocol of an endpoint cannot change while its service exists, see the API reference of PortMapping."""
    known = _ports(resolve(region_of(call), before.declared["taskDefinition"]))
    for endpoint in _endpoints(before.declared.get("serviceConnectConfiguration")):
        name = endpoint["portName"]
        if name in ports and ports[name].get("appProtocol") != known.get(name, {}).get("appProtocol"):
            raise invalid("The appProtocol of a Service Connect service cannot be changed.")


def check(
    call: Call, before: Service | None, name: str, definition: dict[str, Any], configuration: dict[str, Any] | None
) -> None:
    """Refuse what ECS refuses in the configuration of the service ``name``. Raises AwsError.

    :param before: the service of that name as it is, or None
    """
    if not configuration or not configuration.get("enabled"):
        return
    namespace = _namespace(call, configuration)
    ports = _ports(definition)
    if before is not None and before.status == "ACTIVE":
        _check_protocols(call, before, ports)
    others = _others(call, name, namespace)
    aliases = _aliases(namespace, configuration)
    for endpoint in _endpoints(configuration):
        if endpoint["portName"] not in ports:
            raise invalid(f"The portName {endpoint['portName']} does not exist in the task definition.")
        if len(endpoint.get("clientAliases") or []) != 1:
            raise invalid("A Service Connect service has exactly one client alias.")
        protocol = ports[endpoint["portName"]].get("appProtocol")
        if protocol is None and "perRequestTimeoutSeconds" in (endpoint.get("timeout") or {}):
            raise invalid("perRequestTimeout can only be set if the appProtocol is not TCP.")
        if any(endpoint["discoveryName"] == item["discoveryName"] for other in others for item in _endpoints(other)):
            raise invalid(f"SC service is already used by {namespace.arn}")
    taken = [alias for other in others for alias in _aliases(namespace, other)]
    if len(set(aliases)) < len(aliases) or set(aliases) & set(taken):
        raise invalid("Each client alias must be unique within the namespace.")


def _others(call: Call, name: str, namespace: Any) -> list[dict[str, Any]]:
    """The configurations of the other services in a namespace."""
    found = []
    for cluster in region_of(call).clusters.values():
        for service in cluster.services.values():
            given = service.declared.get("serviceConnectConfiguration") or {}
            live = service.name != name and service.status == "ACTIVE" and given.get("enabled")
            if live and namespaces.find(call, given["namespace"]) is namespace:
                found.append(given)
    return found


def register(call: Call, service: Service) -> None:
    """Make the Cloud Map services of a service's endpoints; those of endpoints that it no longer has go later."""
    configuration = service.declared.get("serviceConnectConfiguration") if service.status == "ACTIVE" else None
    wanted = {}
    for endpoint in _endpoints(configuration):
        wanted[_namespace(call, configuration or {}).id, endpoint["discoveryName"]] = endpoint
    owned = _owned(call, service)
    for namespace, name in wanted.keys() - owned.keys():
        made = call.invoke(
            "servicediscovery", "CreateService", {"Name": name, "NamespaceId": namespace, "Type": "HTTP"}
        )
        owned[namespace, name] = made["Service"]["Id"]
    for key in owned.keys() - wanted.keys():
        identity = owned.pop(key)
        state.after("ecs:service_connect", lambda gone=identity: _remove(call, gone))


def _remove(call: Call, identity: str) -> None:
    call.invoke("servicediscovery", "DeleteService", {"Id": identity})


def _owned(call: Call, service: Service) -> dict[tuple[str, str], str]:
    """(namespace, discovery name) -> id of the Cloud Map services that ECS keeps for a service."""
    return state.store("ecs:service_connect", call.account, call.region).setdefault(service.arn, {})
