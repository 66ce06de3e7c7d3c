# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""VPC flow logs."""

from __future__ import annotations

from ...engine import fields
from .base import Ec2Kind, Listing

# "Default format", VPC User Guide, flow log records.
DEFAULT_FORMAT = (
    "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} "
    "${bytes} ${start} ${end} ${action} ${log-status}"
)


class FlowLog(Ec2Kind):
    """A flow log of a VPC to CloudWatch Logs.

    Nothing of it can be changed (VPC User Guide, "Work with flow logs"). AWS refuses a second one to the same log group
    (FlowLogAlreadyExists), so the old one goes just before its successor is made.
    """

    kind = "flow_log"
    telling = ("TrafficType", "LogGroupName")
    tag_type = "vpc-flow-log"
    listing = Listing("describe_flow_logs", "FlowLogs", "FlowLogId", "FlowLogIds", ("InvalidFlowLogId.NotFound",))
    uses = ("vpc", "log_group", "role")
    replace_freely = True
    fields = {
        "ResourceId": fields.required(change=fields.REPLACE),
        "TrafficType": fields.managed("ALL", change=fields.REPLACE),
        "LogDestinationType": fields.managed("cloud-watch-logs", change=fields.REPLACE),
        "LogGroupName": fields.required(change=fields.REPLACE),
        "DeliverLogsPermissionArn": fields.required(change=fields.REPLACE),
        "LogFormat": fields.managed(DEFAULT_FORMAT, change=fields.REPLACE),
        "MaxAggregationInterval": fields.managed(600, change=fields.REPLACE),
        "FlowLogId": fields.computed(),
    }

    @classmethod
    def shape(cls, row):
        return {"MaxAggregationInterval": 600, "LogFormat": DEFAULT_FORMAT, **super().shape(row)}

    @classmethod
    def observe(cls, api, scope):
        if cls.never_ran(api, scope):
            return []
        return [cls.live(row) for row in api.all(cls.listing.operation, cls.listing.member, Filter=scope.tag_filters())]

    @classmethod
    def create(cls, api, want, tags):
        answer = api.create_flow_logs(
            ResourceIds=[want["ResourceId"]],
            ResourceType="VPC",
            TagSpecifications=cls.specification(tags),
            **{name: want[name] for name in cls.fields if name not in ("ResourceId", "FlowLogId")},
        )
        cls.refuse(api, "create_flow_logs", answer)
        identifier = answer["FlowLogIds"][0]
        return cls.live({**want, "FlowLogId": identifier}, tags)

    @classmethod
    def delete(cls, api, live):
        cls.remove(api, "delete_flow_logs", FlowLogIds=[live.id])
