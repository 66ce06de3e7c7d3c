"""Distributions: the whole configuration kept, AWS's defaults read back, versions and deletion guarded."""

from __future__ import annotations

from typing import Any

from moto.cloudfront.models import random_id

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import tags_of

from .api import LOCATION, Entity, arn_of, check_version, new_id, store, truncated_listing
from .checks import check_config
from .defaults import items, with_defaults
from .invalidations import in_progress
from .tags import set_tags, tagger

SUMMARY = (
    "Aliases",
    "Origins",
    "OriginGroups",
    "DefaultCacheBehavior",
    "CacheBehaviors",
    "CustomErrorResponses",
    "Comment",
    "PriceClass",
    "Enabled",
    "ViewerCertificate",
    "Restrictions",
    "WebACLId",
    "HttpVersion",
    "IsIPV6Enabled",
    "Staging",
)
NO_SIGNERS = {"Enabled": False, "Quantity": 0}


class Distribution(Entity):
    """A distribution, ``InProgress`` for the duration ``cloudfront:distribution`` after each change."""

    def __init__(self, arn: str, identifier: str, config: dict[str, Any]) -> None:
        super().__init__(arn, identifier, config)
        self.domain = f"d{random_id(uppercase=False, length=13)}.cloudfront.net"

    def change(self, config: dict[str, Any]) -> None:
        super().change(config)
        self._ready_at = state.ready_at("cloudfront:distribution")

    @property
    def status(self) -> str:
        return "Deployed" if state.is_ready(self._ready_at) else "InProgress"

    @property
    def location(self) -> str:
        return f"{LOCATION}/distribution/{self.id}"


def find(call: Call) -> Distribution:
    """Raises AwsError NoSuchDistribution."""
    entity = store(call, "distribution").get(call.params["Id"])
    if entity is None:
        raise AwsError("NoSuchDistribution", "The specified distribution does not exist.")
    return entity


def _recordals(entity: Distribution) -> list[dict[str, str]]:
    return [{"CNAME": name, "ICPRecordalStatus": "APPROVED"} for name in items(entity.config["Aliases"])]


def _shown(call: Call, entity: Distribution) -> dict[str, Any]:
    return {
        "Id": entity.id,
        "ARN": entity.arn,
        "Status": entity.status,
        "LastModifiedTime": entity.modified,
        "InProgressInvalidationBatches": in_progress(call, entity.id),
        "DomainName": entity.domain,
        "ActiveTrustedSigners": NO_SIGNERS,
        "ActiveTrustedKeyGroups": NO_SIGNERS,
        "DistributionConfig": entity.config,
        "AliasICPRecordals": _recordals(entity),
    }


def _answer(call: Call, entity: Distribution) -> dict[str, Any]:
    return {"Distribution": _shown(call, entity), "ETag": entity.etag}


def _create(call: Call, given: dict[str, Any], tags: dict[str, str]) -> dict[str, Any]:  # F8, F11
    for other in store(call, "distribution").values():
        if other.config["CallerReference"] == given["CallerReference"]:
            raise AwsError(
                "DistributionAlreadyExists",
                "The caller reference that you are using to create a distribution is associated with another "
                f"distribution. Already exists: {other.id}",
            )
    config = with_defaults(given)
    check_config(call, config)
    identifier = new_id()
    entity = Distribution(arn_of(call, "distribution", identifier), identifier, config)
    store(call, "distribution")[identifier] = entity
    set_tags(call, entity.arn, tags)
    return {**_answer(call, entity), "Location": entity.location}


@operation("cloudfront", "CreateDistribution")
def create(call: Call) -> dict[str, Any]:
    return _create(call, call.params["DistributionConfig"], {})


@operation("cloudfront", "CreateDistributionWithTags")
def create_with_tags(call: Call) -> dict[str, Any]:
    given = call.params["DistributionConfigWithTags"]
    return _create(call, given["DistributionConfig"], tags_of((given.get("Tags") or {}).get("Items")))


@operation("cloudfront", "GetDistribution")
def get(call: Call) -> dict[str, Any]:
    return _answer(call, find(call))


@operation("cloudfront", "GetDistributionConfig")
def get_config(call: Call) -> dict[str, Any]:
    entity = find(call)
    return {"DistributionConfig": entity.config, "ETag": entity.etag}


@operation("cloudfront", "UpdateDistribution")
def update(call: Call) -> dict[str, Any]:  # F8, F10
    entity = find(call)
    check_version(call, entity)
    config = with_defaults(call.params["DistributionConfig"])
    if config["CallerReference"] != entity.config["CallerReference"]:
        raise AwsError("IllegalUpdate", "The update contains modifications that are not allowed: the caller reference.")
    check_config(call, config, entity.id)
    entity.change(config)
    return _answer(call, entity)


@operation("cloudfront", "DeleteDistribution")
def delete(call: Call) -> None:  # F9
    entity = find(call)
    check_version(call, entity)
    if entity.config["Enabled"] or entity.status != "Deployed":
        raise AwsError("DistributionNotDisabled", "The distribution you are trying to delete has not been disabled.")
    del store(call, "distribution")[entity.id]
    tagger(call).delete_all_tags_for_resource(entity.arn)


def _summary(entity: Distribution) -> dict[str, Any]:
    return {
        "Id": entity.id,
        "ARN": entity.arn,
        "ETag": entity.etag,
        "Status": entity.status,
        "LastModifiedTime": entity.modified,
        "DomainName": entity.domain,
        "AliasICPRecordals": _recordals(entity),
        **{key: entity.config[key] for key in SUMMARY},
    }


@operation("cloudfront", "ListDistributions")
def list_all(call: Call) -> dict[str, Any]:
    rows = [_summary(entity) for entity in store(call, "distribution").values()]
    return {"DistributionList": truncated_listing(call, rows)}


@operation("cloudfront", "ListDistributionsByWebACLId")
def list_by_web_acl(call: Call) -> dict[str, Any]:
    wanted = "" if call.params["WebACLId"] == "null" else call.params["WebACLId"]
    entities = store(call, "distribution").values()
    rows = [_summary(entity) for entity in entities if entity.config["WebACLId"] == wanted]
    return {"DistributionList": truncated_listing(call, rows)}


def by_domain(domain: str) -> Distribution | None:
    """The distribution of any account that answers at the given cloudfront.net name."""
    for kinds in state.stores("cloudfront").values():
        for entity in kinds.get("distribution", {}).values():
            if entity.domain == domain.rstrip(".").lower():
                return entity
    return None


def users_of(value: str, key: str) -> list[str]:
    """The ARNs of the distributions of any account whose configuration has ``value`` under ``key``."""
    found = []
    for kinds in state.stores("cloudfront").values():
        for entity in kinds.get("distribution", {}).values():
            if entity.config.get(key) == value or entity.config["ViewerCertificate"].get(key) == value:
                found.append(entity.arn)
    return found
