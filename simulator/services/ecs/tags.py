"""Tags of clusters, services, tasks and task definitions, also for the tagging API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from moto.core.resource_tagging import TaggedResource
from moto.ecs.models import EC2ContainerServiceBackend

from simulator.core.handlers import AwsError, Call, operation

from .model import Region, invalid, region_for, region_of

LIMIT = 50


def check_tags(tags: list[dict[str, str]] | None) -> None:
    """Refuse too many tags, empty keys and keys of AWS. Raises AwsError InvalidParameterException."""
    keys = [tag.get("key", "") for tag in tags or []]
    if len(keys) > LIMIT:
        raise invalid(f"The maximum number of tags is {LIMIT}.")
    if len(set(keys)) != len(keys):
        raise invalid("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
    for key in keys:
        if not key or key.lower().startswith("aws:"):
            raise invalid("Some tag keys are invalid: keys must not be empty nor begin with aws:.")


def _resources(region: Region) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    for cluster in region.clusters.values():
        if cluster.data["status"] == "ACTIVE":
            yield "ecs:cluster", cluster.data["clusterArn"], cluster.tags
        for service in cluster.services.values():
            if service.status != "INACTIVE":
                yield "ecs:service", service.arn, service.tags
        for task in cluster.tasks.values():
            if task.data["lastStatus"] != "STOPPED":
                yield "ecs:task", task.data["taskArn"], task.tags
    for revisions in region.families.values():
        for definition in revisions:
            if definition["status"] in ("ACTIVE", "INACTIVE"):
                arn = definition["taskDefinitionArn"]
                yield "ecs:task-definition", arn, region.definition_tags.setdefault(arn, [])


def _tags_of(region: Region, arn: str) -> list[dict[str, str]] | None:
    return next((tags for _kind, known, tags in _resources(region) if known == arn), None)


def _own(call: Call, arn: str) -> list[dict[str, str]]:
    tags = _tags_of(region_of(call), arn)
    if tags is None:
        kind = arn.split(":", 5)[-1].split("/")[0]
        if kind == "cluster":
            raise AwsError("ClusterNotFoundException", "Cluster not found.")
        raise invalid(f"The specified {kind} is inactive or does not exist. Specify an active {kind} and try again.")
    return tags


def _put(tags: list[dict[str, str]], added: dict[str, str]) -> None:
    kept = [tag for tag in tags if tag["key"] not in added]
    tags[:] = kept + [{"key": key, "value": value} for key, value in added.items()]


@operation("ecs", "TagResource")
def tag_resource(call: Call) -> dict[str, Any]:
    if ":capacity-provider/" in call.params["resourceArn"]:
        return call.forward()
    check_tags(call.params["tags"])
    _put(_own(call, call.params["resourceArn"]), {tag["key"]: tag.get("value", "") for tag in call.params["tags"]})
    return {}


@operation("ecs", "UntagResource")
def untag_resource(call: Call) -> dict[str, Any]:
    if ":capacity-provider/" in call.params["resourceArn"]:
        return call.forward()
    tags = _own(call, call.params["resourceArn"])
    tags[:] = [tag for tag in tags if tag["key"] not in call.params["tagKeys"]]
    return {}


@operation("ecs", "ListTagsForResource")
def list_tags_for_resource(call: Call) -> dict[str, Any]:
    if ":capacity-provider/" in call.params["resourceArn"]:
        return call.forward()
    return {"tags": _own(call, call.params["resourceArn"])}


def install() -> None:
    """Answer the tagging API from here."""

    def region(backend: EC2ContainerServiceBackend) -> Region:
        return region_for(backend.account_id, backend.region_name)

    def iter_tagged_resources(self: EC2ContainerServiceBackend) -> Iterator[TaggedResource]:
        for kind, arn, tags in _resources(region(self)):
            yield TaggedResource(arn, {tag["key"]: tag["value"] for tag in tags}, kind)

    def tag(self: EC2ContainerServiceBackend, arn: str, tags: dict[str, str]) -> None:
        known = _tags_of(region(self), arn)
        if known is not None:
            _put(known, tags)

    def untag(self: EC2ContainerServiceBackend, arn: str, keys: list[str]) -> None:
        known = _tags_of(region(self), arn)
        if known is not None:
            known[:] = [item for item in known if item["key"] not in keys]

    EC2ContainerServiceBackend.iter_tagged_resources = iter_tagged_resources
    EC2ContainerServiceBackend.tag_resource = tag
    EC2ContainerServiceBackend.untag_resource = untag
