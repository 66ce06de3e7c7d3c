"""Resource Groups Tagging API: also the kinds that moto leaves out, each in the region where AWS lists it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from moto.core.resource_tagging import (
    TaggedResource,
    iter_taggable_backends,
    make_tag_matcher,
    match_resource_type,
)

from simulator.core import state
from simulator.core.calls import is_changing
from simulator.core.handlers import AwsError, Call, check, operation
from simulator.core.lists import backend, page, tag_list

GLOBAL_HOME = {"aws": "us-east-1", "aws-cn": "cn-northwest-1", "aws-us-gov": "us-gov-west-1"}
GONE = ("deleted", "deleting")
RENAMED = {"ec2:flow-logs": "ec2:vpc-flow-log", "logs:loggroup": "logs:log-group"}


def _ec2(call: Call) -> Iterator[TaggedResource]:
    moto = backend("ec2", call.account, call.region)
    endpoints = [entry.id for entry in moto.vpc_end_points.values() if entry.state not in GONE]
    groups = [group for known in moto.groups.values() for group in known.values()]
    rules = [rule.id for group in groups for rule in (*group.ingress_rules, *group.egress_rules)]
    kinds = {
        "elastic-ip": [address.allocation_id for address in moto.addresses],
        "network-acl": list(moto.network_acls),
        "vpc-endpoint": endpoints,
        "security-group-rule": rules,
    }
    for kind, names in kinds.items():
        for name in names:
            arn = f"arn:{call.partition}:ec2:{call.region}:{call.account}:{kind}/{name}"
            yield TaggedResource(arn=arn, tags=dict(moto.tags.get(name, {})), resource_type=f"ec2:{kind}")


def _rds(call: Call) -> Iterator[TaggedResource]:
    moto = backend("rds", call.account, call.region)
    kinds = {
        "subgrp": moto.subnet_groups,
        "pg": moto.db_parameter_groups,
        "cluster-pg": moto.db_cluster_parameter_groups,
    }
    for kind, groups in kinds.items():
        for group in groups.values():
            tags = {tag["Key"]: tag["Value"] for tag in group.get_tags()}
            yield TaggedResource(arn=group.arn, tags=tags, resource_type=f"rds:{kind}")


def _elbv2(call: Call) -> Iterator[TaggedResource]:
    moto = backend("elbv2", call.account, call.region)
    for balancer in moto.load_balancers.values():
        for listener in balancer.listeners.values():
            rules = [(rule.arn, "listener-rule") for rule in listener.rules.values()]
            for arn, kind in [(listener.arn, "listener"), *rules]:
                tags = moto.tagging_service.get_tag_dict_for_resource(arn)
                yield TaggedResource(arn=arn, tags=tags, resource_type=f"elasticloadbalancing:{kind}")


def _ecr(call: Call) -> Iterator[TaggedResource]:
    moto = backend("ecr", call.account, call.region)
    for repository in moto.repositories.values():
        tags = moto.tagger.get_tag_dict_for_resource(repository.arn)
        yield TaggedResource(arn=repository.arn, tags=tags, resource_type="ecr:repository")


def _events(call: Call) -> Iterator[TaggedResource]:
    moto = backend("events", call.account, call.region)
    for bus in moto.event_buses.values():
        for rule in bus.rules.values():
            tags = moto.tagger.get_tag_dict_for_resource(rule.arn)
            yield TaggedResource(arn=rule.arn, tags=tags, resource_type="events:rule")


def _wafv2(call: Call) -> Iterator[TaggedResource]:
    store = state.store("wafv2", call.account, call.region)
    for scope in ("REGIONAL", "CLOUDFRONT"):
        for entity in store.get(scope, {}).values():
            kind = f"wafv2:{entity.kind.arn}"
            yield TaggedResource(arn=entity.arn, tags=dict(entity.tags), resource_type=kind)


def _route53(call: Call) -> Iterator[TaggedResource]:
    if call.region != GLOBAL_HOME.get(call.partition):
        return
    moto = backend("route53", call.account, call.region)
    for name in moto.zones:
        arn = f"arn:{call.partition}:route53:::hostedzone/{name}"
        yield TaggedResource(arn=arn, tags=dict(moto.resource_tags.get(name, {})), resource_type="route53:hostedzone")


def _ses(call: Call) -> Iterator[TaggedResource]:
    store = state.store("sesv2", call.account, call.region)
    for kind in ("identity", "configuration-set"):
        for name, found in store.get(kind, {}).items():
            arn = f"arn:{call.partition}:ses:{call.region}:{call.account}:{kind}/{name}"
            yield TaggedResource(arn=arn, tags=dict(found["Tags"]), resource_type=f"ses:{kind}")


SOURCES: tuple[Callable[[Call], Iterator[TaggedResource]], ...] = (
    _ec2,
    _rds,
    _elbv2,
    _ecr,
    _events,
    _wafv2,
    _route53,
    _ses,
)


def _of_moto(call: Call) -> Iterator[TaggedResource]:
    """What moto lists, without what AWS lists in another region or not at all."""
    for moto in iter_taggable_backends(call.account, call.region):
        for resource in moto.iter_tagged_resources():
            service, _unused, kind = resource.resource_type.partition(":")
            name = resource.arn.rsplit("/", 1)[-1]
            if service == "s3" and moto.buckets[resource.arn.rsplit(":", 1)[-1]].region_name != call.region:
                continue
            if service == "cloudfront" and call.region != GLOBAL_HOME.get(call.partition):
                continue
            if kind == "natgateway" and moto.nat_gateways[name].state in GONE:
                continue
            if resource.resource_type in RENAMED:
                resource.resource_type = RENAMED[resource.resource_type]
                resource.arn = resource.arn.replace(kind, resource.resource_type.partition(":")[2])
            yield resource


def _resources(call: Call) -> Iterator[TaggedResource]:
    """Every taggable resource of the account and region, each once, tagged or not."""
    known = set()
    for source in (_of_moto, *SOURCES):
        for resource in source(call):
            if resource.arn not in known:
                known.add(resource.arn)
                yield resource


@check("*")
def keep_index(call: Call) -> None:
    """What is listed lags behind: a change shows what was there before it for the duration ``tagging:index``."""
    if not state.duration("tagging:index") or not is_changing(call.service, call.operation):
        return
    kept = state.store("tagging", call.account, call.region)
    if state.is_ready(kept.get("until", 0.0)):
        kept["until"] = state.ready_at("tagging:index")
        kept["index"] = copy.deepcopy(list(_resources(call)))


def _indexed(call: Call) -> list[TaggedResource]:
    kept = state.store("tagging", call.account, call.region)
    return list(_resources(call)) if state.is_ready(kept.get("until", 0.0)) else kept["index"]


@operation("resourcegroupstaggingapi", "GetResources")
def get_resources(call: Call) -> dict[str, Any]:
    given = call.params
    size = given.get("ResourcesPerPage") or 100
    if not 1 <= size <= 100:
        raise AwsError("InvalidParameterException", "ResourcesPerPage must be between 1 and 100")
    if given.get("ResourceARNList") and (given.get("TagFilters") or given.get("ResourceTypeFilters")):
        raise AwsError("InvalidParameterException", "ResourceARNList cannot be used with other filters")
    matches = make_tag_matcher(given.get("TagFilters"))
    wanted = given.get("ResourceARNList")
    found = [
        {"ResourceARN": resource.arn, "Tags": tag_list(resource.tags)}
        for resource in _indexed(call)
        if resource.tags
        and match_resource_type(resource.resource_type, given.get("ResourceTypeFilters"))
        and matches(resource.tags)
        and (not wanted or resource.arn in wanted)
    ]
    part, following = page(found, given.get("PaginationToken"), size)
    return {"ResourceTagMappingList": part, "PaginationToken": following or ""}


@operation("resourcegroupstaggingapi", "GetTagKeys")
def get_tag_keys(call: Call) -> dict[str, Any]:
    keys = sorted({key for resource in _indexed(call) for key in resource.tags})
    part, following = page(keys, call.params.get("PaginationToken"), None)
    return {"TagKeys": part, "PaginationToken": following or ""}


@operation("resourcegroupstaggingapi", "GetTagValues")
def get_tag_values(call: Call) -> dict[str, Any]:
    key = call.params["Key"]
    values = sorted({resource.tags[key] for resource in _indexed(call) if key in resource.tags})
    part, following = page(values, call.params.get("PaginationToken"), None)
    return {"TagValues": part, "PaginationToken": following or ""}


# How the services of SOURCES are tagged: operations, and the members for the resource, the tags and the keys.
WRITERS: dict[str, tuple[str, str, str, str, str, str]] = {
    "ec2": ("ec2", "CreateTags", "DeleteTags", "Resources", "Tags", "Tags"),
    "rds": ("rds", "AddTagsToResource", "RemoveTagsFromResource", "ResourceName", "Tags", "TagKeys"),
    "elasticloadbalancing": ("elbv2", "AddTags", "RemoveTags", "ResourceArns", "Tags", "TagKeys"),
    "ecr": ("ecr", "TagResource", "UntagResource", "resourceArn", "tags", "tagKeys"),
    "events": ("events", "TagResource", "UntagResource", "ResourceARN", "Tags", "TagKeys"),
    "wafv2": ("wafv2", "TagResource", "UntagResource", "ResourceARN", "Tags", "TagKeys"),
    "ses": ("sesv2", "TagResource", "UntagResource", "ResourceArn", "Tags", "TagKeys"),
    "route53": ("route53", "ChangeTagsForResource", "ChangeTagsForResource", "ResourceId", "AddTags", "RemoveTagKeys"),
}


def _write(call: Call, arn: str, tags: dict[str, str] | None, keys: list[str]) -> None:
    """Set tags of a resource, or remove those of ``keys`` when ``tags`` is None."""
    name = arn.split(":")[2]
    if name not in WRITERS:
        _write_moto(call, arn, tags, keys)
        return
    service, add, remove, resource_member, tags_member, keys_member = WRITERS[name]
    resource: Any = arn.rsplit("/", 1)[-1] if service in ("ec2", "route53") else arn
    parameters = {resource_member: [resource] if resource_member.endswith("s") else resource}
    if service == "route53":
        parameters["ResourceType"] = "hostedzone"
    if tags is not None:
        parameters[tags_member] = tag_list(tags)
    else:
        parameters[keys_member] = [{"Key": key} for key in keys] if service == "ec2" else keys
    call.invoke(service, add if tags is not None else remove, parameters)


def _write_moto(call: Call, arn: str, tags: dict[str, str] | None, keys: list[str]) -> None:
    for moto in iter_taggable_backends(call.account, call.region):
        if moto.owns_arn(arn):
            if tags is not None:
                moto.tag_resource(arn, tags)
            else:
                moto.untag_resource(arn, keys)
            return


def _write_all(call: Call, tags: dict[str, str] | None, keys: list[str]) -> dict[str, Any]:
    known = {resource.arn for resource in _resources(call)}
    failed = {}
    for arn in call.params["ResourceARNList"]:
        try:
            if arn not in known:
                raise AwsError("InvalidParameterException", f"{arn} does not exist.")
            _write(call, arn, tags, keys)
        except AwsError as error:
            failed[arn] = {
                "StatusCode": error.status or 400,
                "ErrorCode": "InvalidParameterException",
                "ErrorMessage": error.message,
            }
    return {"FailedResourcesMap": failed}


@operation("resourcegroupstaggingapi", "TagResources")
def tag_resources(call: Call) -> dict[str, Any]:  # G24
    if any(key.startswith("aws:") for key in call.params["Tags"]):
        raise AwsError("InvalidParameterException", "Tag keys starting with aws: are reserved.")
    return _write_all(call, call.params["Tags"], [])


@operation("resourcegroupstaggingapi", "UntagResources")
def untag_resources(call: Call) -> dict[str, Any]:
    return _write_all(call, None, call.params["TagKeys"])
