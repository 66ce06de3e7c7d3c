# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Route tables, their routes, and which subnets use them."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Live
from ..shared.tags import tag_dict
from .base import Ec2Kind, Listing

NO_TABLE = ("InvalidRouteTableID.NotFound",)


class RouteTable(Ec2Kind):
    """A route table. Routes and associations are parts; they are read off the same rows, kept in ``raw``."""

    kind = "route_table"
    tag_type = "route-table"
    listing = Listing("describe_route_tables", "RouteTables", "RouteTableId", "RouteTableIds", NO_TABLE)
    uses = ("vpc",)
    coexist = "new_name"
    on_repeat = "none"
    fields = {
        "VpcId": fields.required(change=fields.REPLACE),
        "RouteTableId": fields.computed(),
    }

    @classmethod
    def live(cls, row, tags=None):
        return Live(
            row["RouteTableId"], cls.shape(row), tag_dict(row.get("Tags")) if tags is None else dict(tags), raw=row
        )

    @classmethod
    def create(cls, api, want, tags):
        return cls.live(
            api.create_route_table(VpcId=want["VpcId"], TagSpecifications=cls.specification(tags))["RouteTable"], tags
        )

    @classmethod
    def delete(cls, api, live):
        api.maybe("delete_route_table", NO_TABLE, RouteTableId=live.id)
