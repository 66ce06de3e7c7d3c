"""Tags of distributions and functions, kept in moto's tagging service so that the tagging API sees them."""

from __future__ import annotations

from typing import Any

from moto.cloudfront.models import CloudFrontBackend
from moto.core.resource_tagging import TaggedResource

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import backend, tag_list, tags_of

from .api import store

KINDS = ("distribution", "function")


def tagger(call: Call) -> Any:
    return backend("cloudfront", call.account, call.partition).tagger


def set_tags(call: Call, arn: str, tags: dict[str, str]) -> None:
    tagger(call).tag_resource(arn, tag_list(tags))


def tagged_resources(moto_backend: Any) -> Any:
    """Yield every taggable CloudFront resource of an account for the resource groups tagging API."""
    kinds = state.store("cloudfront", moto_backend.account_id, moto_backend.region_name)
    for kind in KINDS:
        for entity in kinds.get(kind, {}).values():
            tags = moto_backend.tagger.get_tag_dict_for_resource(entity.arn)
            yield TaggedResource(arn=entity.arn, tags=tags, resource_type=f"cloudfront:{kind}")


def _known(call: Call) -> str:
    arn = call.params["Resource"]
    if not any(entity.arn == arn for kind in KINDS for entity in store(call, kind).values()):
        raise AwsError("NoSuchResource", f"The specified resource {arn} does not exist.", 404)
    return arn


@operation("cloudfront", "ListTagsForResource")
def list_tags(call: Call) -> dict[str, Any]:
    tags = tagger(call).get_tag_dict_for_resource(_known(call))
    return {"Tags": {"Items": tag_list(tags)}}


@operation("cloudfront", "TagResource")
def tag(call: Call) -> None:
    set_tags(call, _known(call), tags_of(call.params["Tags"].get("Items")))


@operation("cloudfront", "UntagResource")
def untag(call: Call) -> None:
    tagger(call).untag_resource_using_names(_known(call), call.params["TagKeys"].get("Items") or [])


def install() -> None:
    """Let the tagging API find the resources kept here."""
    CloudFrontBackend.iter_tagged_resources = tagged_resources
