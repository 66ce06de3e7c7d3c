# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The tagging index: a hint where objects of a stack may be whose names say nothing. It lags, so it only ever adds."""

from __future__ import annotations

from ..engine import ownership
from .common import tag_dict


def tagged(api, owners, resource_type):
    """ARNs and tags of the objects of a type, such as ``acm:certificate``, that belong to one of the stacks ``owners``.

    Nothing where the index may not be asked.
    """
    rows = api.of("resourcegroupstaggingapi").all(
        "get_resources",
        "ResourceTagMappingList",
        missing=("AccessDeniedException",),
        ResourceTypeFilters=[resource_type],
        TagFilters=[{"Key": ownership.STACK, "Values": list(owners)}],
    )
    return {row["ResourceARN"]: tag_dict(row["Tags"]) for row in rows}
