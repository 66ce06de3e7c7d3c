# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tagging index: where objects of a stack are, and with which tags, in one listing for all kinds of a place.

It lags, so it only ever adds: what it does not show may still be there, and tags from it are read again before something
is changed because of them (``Indexed``).
"""

from __future__ import annotations

from ...engine import ownership
from ...engine.ownership import Indexed
from .tags import tag_dict


def tagged(api, owners, resource_type):
    """ARNs and tags of the objects of a type that belong to one of the stacks ``owners``.

    Nothing where the index may not be asked.

    :param resource_type: service and resource of the ARN, such as ``acm:certificate``, or the service alone
    """
    return {arn: tags for arn, tags in _index(api, tuple(owners)).items() if _type(arn, resource_type)}


def indexed(api, owners):
    """{ARN: tags} of all objects of the stacks ``owners`` in a place: ``Kind.indexed`` of kinds with late tags."""
    # DescribeLogGroups gives an ARN that ends in :*, which is not the resource's.
    return {arn.removesuffix(":*"): tags for arn, tags in _index(api, tuple(owners)).items()}


def _index(api, owners):
    """{ARN: tags} of a place's objects, read once for all kinds that one look observes."""

    def read():
        rows = api.of("resourcegroupstaggingapi").all(
            "get_resources",
            "ResourceTagMappingList",
            missing=("AccessDeniedException",),
            TagFilters=[{"Key": ownership.STACK, "Values": list(owners)}],
        )
        return {row["ResourceARN"]: Indexed(tag_dict(row["Tags"])) for row in rows}

    return api.once(("tagging index", owners), read)


def _type(arn, resource_type):
    parts = arn.split(":", 5)
    service, colon, resource = resource_type.partition(":")
    return parts[2] == service and (not colon or parts[5].replace("/", ":").split(":")[0] == resource)
