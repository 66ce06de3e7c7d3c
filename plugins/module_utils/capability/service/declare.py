# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import functools
import re

from ...aws.ecs.service import EcsService
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.logs.log_group import LogGroup
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ...steps.release.image_record import ImageRecord
from ..shared.handed import handed
from ..shared.layers import merged
from ..shared.subnets import subnets
from ..shared.validation import accepted
from . import connect, containers, matching, roles, scaling, strategy, together, traffic
from . import rules as security_group_rules
from . import volumes as file_volumes
from .one_service import SERVICE
from .options import SPEC

DEFAULTS = "defaults"

# Before a task starts it must get its image, its secrets and its log group over the network.
REACHABLE = (
    ("network/*/nat_gateway/*", "ready"),
    ("network/*/vpc_endpoint/*", "ready"),
    "network/*/route/*",
    "network/*/route_table_association/*",
    "*/*/security_group_rule/*",
)


def declare(options, stack, instance="main"):
    """The nodes of all services. See SPEC for the options."""
    declaration = Declaration("service", stack, instance)
    declaration.check(
        not (options["subnet_tier"] == "public" and not options["assign_public_ip"] and not options["subnet_ids"]),
        "subnet_tier",
        "public",
        "assign_public_ip: true is needed: tasks in public subnets have no other way out",
    )
    services = _layers(declaration, options)
    if not services:
        return declaration
    groups = options["security_group_ids"] or [declaration.neighbour("network", "service_security_group_id")]
    shared = {
        "cluster": _cluster(declaration, options["cluster"]),
        "groups": groups,
        "subnets": subnets(declaration, options["subnet_ids"], options["subnet_tier"]),
        "vpc": declaration.neighbour("network", "vpc_id", options["vpc_id"], option="vpc_id"),
        "key": declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
        if options["encryption"] == "customer"
        else None,
        "rules": security_group_rules.Rules(
            declaration,
            groups[0],
            declaration.neighbour(
                "network",
                "load_balancer_security_group_id",
                options["load_balancer_security_group_id"],
                option="load_balancer_security_group_id",
            ),
        ),
    }
    if options["security_group_rules"]:
        # The network opens the way to S3 together with the endpoints that it makes; two equal rules cannot be.
        own = not options["vpc_id"] and not stack.foreign("network")
        shared["rules"].aws(
            options["aws_egress"],
            stack.region,
            declaration.neighbour("network", "vpc_cidr", options["vpc_cidr"], option="vpc_cidr"),
            own,
        )
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    contexts = []
    for name, layers in services.items():
        source = functools.partial(_source, layers)
        refuse = _refusal(declaration, source)
        with declaration.collecting():
            given = _completed(declaration, layers, source)
            contexts.append(containers.Context(declaration, name, given, options, refuse, source=source))
    shared["mesh"] = connect.Mesh(
        contexts, declaration.neighbour("discovery", "namespace_arn", options["namespace_arn"], option="namespace_arn")
    )
    shared["services"] = {context.name: context for context in contexts}
    for context in contexts:
        with declaration.collecting():
            _service(context, shared)
    matching.check_rules(contexts)
    return declaration


def _layers(declaration, options):
    """name -> what is said about each service, the weakest first: [(path, options)]."""
    services, policy = options["services"] or {}, options["policy"] or {}
    for name in sorted(set(policy) - set(services) - {DEFAULTS}, key=str):
        declaration.fail(
            "policy." + str(name),
            policy[name],
            "%s and the services are allowed: %s" % (DEFAULTS, ", ".join(sorted(services))),
        )
    result = {}
    for name, given in services.items():
        if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", str(name)) or len(name) > 40 or name == DEFAULTS:
            declaration.fail(
                "services." + str(name),
                name,
                "a name of lower-case letters, digits and single hyphens, at most 40 "
                "characters and not %s, is allowed" % DEFAULTS,
            )
        result[name] = [
            (path, layer if layer is not None else {})
            for path, layer in (
                (DEFAULTS, options["defaults"]),
                ("policy." + DEFAULTS, policy.get(DEFAULTS)),
                ("services." + name, given),
                ("policy." + name, policy.get(name)),
            )
        ]
        for path, layer in result[name]:
            if not isinstance(layer, dict):
                declaration.fail(path, layer, "a dictionary of options is allowed")
    return result


def _refusal(declaration, source):
    """A function that refuses an option of a service by the name under which it was given."""

    def refuse(path, value, allowed):
        declaration.fail("%s.%s" % (source(path), path), value, allowed)

    return refuse


def _source(layers, path):
    """The path of the layer that said what is at a path below the service: the strongest of those that say most of it."""

    def said(layer):
        depth = 0
        for name in re.split(r"[.\[]", path):
            if not isinstance(layer, dict) or name not in layer:
                break
            layer, depth = layer[name], depth + 1
        return depth

    best = max(reversed(layers), key=lambda item: said(item[1]))
    return best[0] if said(best[1]) else layers[1][0]  # what nobody said is the service's own


def _completed(declaration, layers, source):
    """The options of a service, the environment's policy laid over them, typed and with defaults."""
    whole = {}
    for _path, layer in layers:
        whole = merged(whole, layer)
    options = accepted(SERVICE, whole, lambda path: "%s_%s.%s" % (declaration.name, source(path), path))
    if "port" in whole and whole["port"] is None:
        options["port"] = None  # a worker; an omitted port has its default
    if options["desired_count"] is None:
        options["desired_count"] = options["autoscaling"]["min"] if options["autoscaling"] else 2
    return options


def _cluster(declaration, given):
    """The cluster's name: of a given name or ARN, or of the stack's cluster."""
    if given and is_known(given):
        given = given.rsplit("/", 1)[-1]
        declaration.check(
            re.fullmatch(r"[A-Za-z0-9_-]{1,255}", given), "cluster", given, "a cluster's name or ARN is allowed"
        )
    return declaration.neighbour("cluster", "name", given, option="cluster")


def _service(context, shared):
    """All nodes of one service."""
    declaration, options, stack, name = context.declaration, context.options, context.stack, context.name
    _check(context)
    options = context.options = together.with_files(context)
    physical = options["name"] or stack.name(name, limit=255, room=3)
    context.log_group = declaration.add(
        LogGroup,
        name,
        {
            "logGroupName": "/ecs/%s/%s" % (stack.prefix, name),
            **handed(options, SERVICE, LogGroup),
            **({"kmsKeyId": shared["key"]} if shared["key"] else {}),
        },
    )
    container = options["container_name"] or name
    context.image = containers.image(context, physical, container)
    parts = [containers.main_container(context, container)]
    parts += [containers.sidecar(context, item, index) for index, item in enumerate(options["sidecars"])]
    definitions = [definition for definition, volumes in parts]
    together.check(context, definitions)
    context.volumes = file_volumes.completed(context)
    shared["mesh"].prepare(context, definitions[0])
    volumes = file_volumes.mount(
        context,
        definitions[0],
        file_volumes.share(context, definitions, [volume for definition, volumes in parts for volume in volumes]),
    )
    task = {
        "family": physical,
        **handed(options, SERVICE, TaskDefinition),
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "executionRoleArn": roles.execution_role(context, shared["key"]),
        "taskRoleArn": roles.task_role(context, shared["key"]),
        "containerDefinitions": definitions,
        "service": name,
        "runningRevision": context.image["RunningRevision"],
        "keptRevision": context.image["Kept"],
    }
    task["runtimePlatform"]["operatingSystemFamily"] = "LINUX"
    if context.reads.fills:
        task["fills"] = context.reads.fills
    if volumes:
        task["volumes"] = volumes
    definition = declaration.add(TaskDefinition, name, task)
    way = traffic.attach(context, shared["vpc"]) if options["load_balancer"] is not None else None
    group = way and way.group
    if context.common["security_group_rules"]:
        _rules(context, shared, behind=group is not None)
        shared["mesh"].rules(context, shared["rules"])
    service = declaration.add(
        EcsService,
        name,
        _wish(context, shared, physical, container, definition, way),
        after=[*REACHABLE, *file_volumes.after(context), *shared["mesh"].after(context), *(way.rules if way else ())],
        # ECS takes a grace period only with a load balancer, and keeps what it had (UpdateService).
        delegated=[
            *(["desiredCount"] if options["autoscaling"] else []),
            *([] if way else ["healthCheckGracePeriodSeconds"]),
        ],
    )
    declaration.add(
        ImageRecord,
        name,
        {"Service": service["serviceArn"], "Image": context.image["Record"]},
        after=[(service, "ready")],
    )
    if options["autoscaling"]:
        scaling.scale(context, service, shared["cluster"], group)
    outputs = {
        "services": service["serviceName"],
        "images": context.image["Image"],
        "image_tags": context.image["Label"],
        "task_definitions": definition["taskDefinitionArn"],
        "log_groups": context.log_group["logGroupName"],
        "task_role_arns": task["taskRoleArn"],
    }
    if group:
        outputs["target_group_arns"] = group["TargetGroupArn"]
    for output, value in outputs.items():
        declaration.outputs[output][name] = value


def _wish(context, shared, physical, container, definition, way):
    """The wish for the ECS service."""
    options = context.options
    common = handed(context.common, SPEC["options"], EcsService)
    want = {
        **common,
        "cluster": shared["cluster"],
        **handed({**options, "name": physical}, SERVICE, EcsService),
        "taskDefinition": definition["taskDefinitionArn"],
        "networkConfiguration": {
            "awsvpcConfiguration": {
                "subnets": shared["subnets"],
                "securityGroups": shared["groups"],
                **common["networkConfiguration"]["awsvpcConfiguration"],
            }
        },
        "deploymentConfiguration": strategy.configuration(context),
        "enableECSManagedTags": True,
        "propagateTags": "SERVICE",
    }
    configuration = shared["mesh"].configuration(context)
    if configuration:
        want["serviceConnectConfiguration"] = configuration
    if way:
        want["loadBalancers"] = [
            {
                "targetGroupArn": way.group["TargetGroupArn"],
                "containerName": container,
                "containerPort": options["port"],
            }
        ]
        if way.alternate:
            want["loadBalancers"][0]["advancedConfiguration"] = strategy.advanced(context, way)
    else:
        del want["healthCheckGracePeriodSeconds"]
    return want


def _rules(context, shared, behind):
    options, rules = context.options, shared["rules"]
    if behind:
        health = options["health_check"]["port"]
        for port in sorted({options["port"], options["port"] if health == "traffic-port" else int(health)}):
            rules.inbound(port)
        if options["load_balancer"]["authenticate"]:
            rules.login()
    security_group_rules.declared(context, rules, shared["services"])


def _check(context):
    """What only the service as a whole can be refused for."""
    options = context.options
    containers.check_size(context)
    providers = options["capacity_provider_strategy"]
    context.check(
        any(item["weight"] > 0 for item in providers),
        "capacity_provider_strategy",
        [item["weight"] for item in providers],
        "at least one weight above 0 is needed",
    )
    context.check(
        sum(item["base"] > 0 for item in providers) <= 1,
        "capacity_provider_strategy",
        [item["base"] for item in providers],
        "at most one provider may have a base",
    )
    names = [item["capacity_provider"] for item in providers]
    context.check(
        len(set(names)) == len(names), "capacity_provider_strategy", names, "each capacity provider is allowed once"
    )
    low, high = (options["deployment"][name] for name in ("minimum_healthy_percent", "maximum_percent"))
    least = 101 if options["availability_zone_rebalancing"] else 100
    context.check(
        high >= least,
        "deployment.maximum_percent",
        high,
        "%d or more is allowed%s" % (least, " with availability_zone_rebalancing" if least == 101 else ""),
    )
    context.check(
        low < high,
        "deployment.minimum_healthy_percent",
        low,
        "less than maximum_percent (%d) is allowed: else no task could be exchanged" % high,
    )
    _check_exchange(context, low, high)
    strategy.check(context)
    if options["autoscaling"]:
        scaling.check(context)


def _check_exchange(context, low, high):
    """Refuse percentages with which a rolling deployment could neither stop a task nor start one. ECS rounds the least up and
    the most down (DeploymentConfiguration); what works with a number of tasks works with any greater one."""
    options, scaling_options = context.options, context.options["autoscaling"]
    count, name = options["desired_count"], "desired_count"
    if scaling_options:
        given = [scaling_options["min"], *(item["min"] for item in scaling_options["schedules"])]
        count, name = min(number for number in given if number is not None), "autoscaling.min"
        count = max(count, 1)
    if not count or strategy.shifts(context):
        return
    least, most = -(-count * low // 100), count * high // 100
    context.check(
        least < count or most > count,
        "deployment.maximum_percent" if high > 100 else "deployment.minimum_healthy_percent",
        high if high > 100 else low,
        "with %s %d at least %d must run and at most %d may, so none can be exchanged: a maximum_percent of %d or more, or a "
        "minimum_healthy_percent of %d or less is allowed"
        % (name, count, least, most, -(-100 * (count + 1) // count), 100 * (count - 1) // count),
    )
