# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""ECS Service Connect: services reach one another by name, through a proxy beside each task.

A task sees the endpoints that existed when it started, and no later one (Developer Guide, "Amazon ECS Service Connect
components"). So servers are ready before their clients are deployed. A label on the client says which endpoints it
uses: one that comes or changes makes a new revision, and with it a deployment, of just the clients that use it.

The proxy listens on the container's port and writes to the service's log group, which the execution role allows anyway.
ECS makes and removes the endpoints with its service-linked role (managed policy AmazonECSServiceRolePolicy).
"""

from __future__ import annotations

import re

LABEL = "slipway.connect"
# ServiceConnectService.discoveryName and ServiceConnectClientAlias.dnsName; the shorter limit holds for both.
NAME = re.compile(r"[a-z0-9_][a-z0-9_.-]{0,63}")


class Mesh:
    """What the services of one declaration offer one another.

    :param contexts: containers.Context of each service
    :param namespace: ARN of the namespace
    """

    def __init__(self, contexts, namespace):
        self.contexts, self.namespace = {context.name: context for context in contexts}, namespace
        taken = {}
        for context in contexts:
            _check(context)
            if _serves(context):
                name = _discovery_name(context)
                context.check(
                    name not in taken,
                    "connect.name",
                    context.options["connect"]["name"],
                    "another name than that of %s is allowed" % taken.get(name),
                )
                taken[name] = context.name
        for context in contexts:
            self._check_servers(context)
        for context in contexts:
            self._check_circle(context, [context.name])

    def _check_servers(self, context):
        servers = [name for name, other in self.contexts.items() if _serves(other)]
        for name in context.options["connects_to"]:
            context.check(
                name in servers and name != context.name,
                "connects_to",
                name,
                "another service with a connect.name is allowed: %s" % (", ".join(sorted(servers)) or "there is none"),
            )

    def _check_circle(self, context, path):
        for name in self.contexts[path[-1]].options["connects_to"]:
            context.check(
                name != path[0],
                "connects_to",
                path[1] if len(path) > 1 else name,
                "servers come before their clients, which a circle makes impossible: %s" % " -> ".join([*path, name]),
            )
            if name not in path:
                self._check_circle(context, [*path, name])

    def servers_of(self, context):
        """The contexts of the services that one calls, by name."""
        return [self.contexts[name] for name in sorted(set(context.options["connects_to"]))]

    def after(self, context):
        """What a client's ECS service comes after."""
        return [
            ("%s/%s/ecs_service/%s" % (context.declaration.name, context.declaration.instance, server.name), "ready")
            for server in self.servers_of(context)
        ]

    def prepare(self, context, definition):
        """Name the port in the main container's definition, and say there which endpoints the service uses."""
        options = context.options["connect"]
        if _serves(context):
            mapping = definition["portMappings"][0]
            mapping["name"] = context.name
            if options["app_protocol"] != "tcp":
                mapping["appProtocol"] = options["app_protocol"]  # none is TCP
        servers = self.servers_of(context)
        if servers:
            endpoints = sorted("%s:%d" % (server.options["connect"]["name"], _port(server)) for server in servers)
            definition.setdefault("dockerLabels", {})[LABEL] = ",".join(endpoints)

    def configuration(self, context):
        """The service's ``serviceConnectConfiguration``; None for one that stays outside."""
        options = context.options["connect"]
        if not _joins(context):
            return None
        result = {"enabled": True, "namespace": self.namespace, "services": []}
        if _serves(context):
            endpoint = {
                "portName": context.name,
                "discoveryName": _discovery_name(context),
                "clientAliases": [{"port": _port(context), "dnsName": options["name"]}],
            }
            timeouts = {
                member: options[option]
                for option, member in (
                    ("idle_timeout", "idleTimeoutSeconds"),
                    ("per_request_timeout", "perRequestTimeoutSeconds"),
                )
                if options[option] is not None
            }
            result["services"].append({**endpoint, **({"timeout": timeouts} if timeouts else {})})
        if options is None or options["log"]:
            result["logConfiguration"] = {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": context.log_group["logGroupName"],
                    "awslogs-region": context.stack.region,
                    "awslogs-stream-prefix": context.options["log_stream_prefix"] + "-connect",
                },
            }
        return result

    def rules(self, context, rules):
        """Let a service reach the ports of those that it calls: all services share a security group."""
        for server in self.servers_of(context):
            rules.among(server.options["port"])


def _joins(context):
    return context.options["connect"] is not None or bool(context.options["connects_to"])


def _serves(context):
    return bool(context.options["connect"] and context.options["connect"]["name"])


def _port(context):
    """The port at which clients find a server."""
    given = context.options["connect"]["port"]
    return context.options["port"] if given is None else given


def _discovery_name(context):
    """The name of the Cloud Map service, in which there are no dots."""
    return context.options["connect"]["name"].replace(".", "-")


def _check(context):
    options, version = context.options["connect"], context.options["platform_version"]
    context.check(
        not _joins(context) or version in (None, "LATEST", "1.4.0"),
        "platform_version",
        version,
        "Service Connect needs 1.4.0 or LATEST",
    )
    if options is None:
        return
    if not _serves(context):
        for name in ("port", "idle_timeout", "per_request_timeout"):
            context.check(
                options[name] is None, "connect." + name, options[name], "it is for services with a connect.name"
            )
        return
    context.check(
        NAME.fullmatch(options["name"]),
        "connect.name",
        options["name"],
        "at most 64 lower-case letters, digits and _ . -, not beginning with . or -, are allowed",
    )
    if context.options["port"] is None:
        context.refuse("port", None, "a service that others connect to needs a port")
    context.check(
        options["app_protocol"] != "tcp" or options["per_request_timeout"] is None,
        "connect.per_request_timeout",
        options["per_request_timeout"],
        "there are no requests with app_protocol tcp: leave it out",
    )
