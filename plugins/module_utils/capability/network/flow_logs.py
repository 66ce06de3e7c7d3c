# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Flow logs of the VPC: log group, the role that writes to it, and the flow log."""

from __future__ import annotations

from ...aws.ec2.flow_log import FlowLog
from ...aws.iam.role import Role
from ...aws.logs.log_group import LogGroup
from ..shared import forms, roles
from ..shared.handed import handed
from .options import OPTIONS

# VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs"
SERVICE, SOURCE = "vpc-flow-logs.amazonaws.com", "ec2:{region}:{account}:vpc-flow-log/*"


def add(building):
    """A flow log to CloudWatch Logs."""
    options, declaration = building.options, building.declaration
    logs = declaration.add(LogGroup, "flow_logs", _log_group(building))
    role = declaration.add(Role, "flow_logs", _role(building, logs))
    want = {
        "ResourceId": building.vpc_id,
        **handed(options, OPTIONS, FlowLog),
        "LogGroupName": logs["logGroupName"],
        "DeliverLogsPermissionArn": role["Arn"],
    }
    building.add(FlowLog, "main", want, after=[(role, "ready")])
    declaration.outputs["flow_log_group"] = logs["logGroupName"]


def _log_group(building):
    options, declaration = building.options, building.declaration
    key = None
    if options["encryption"] == "customer":
        key = declaration.neighbour("encryption", "key_arn", options["kms_key_id"], option="kms_key_id")
    given = building.given(LogGroup, "flow_logs", forms.LOG_GROUP_NAME)
    name = given or "/aws/vpc/%s" % building.stack.name("flow-logs", limit=LogGroup.name_limit - 9)
    return {"logGroupName": name, **handed(options, OPTIONS, LogGroup), "kmsKeyId": key}


def _role(building, logs):
    """The permissions of the VPC User Guide, "IAM role for publishing flow logs", on this log group only."""
    stack = building.stack
    given = building.given(Role, "flow_logs", forms.ROLE_NAME)
    statements = [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [logs["Arn"] + ":*"],
        },
        # This listing takes no log group (Service Authorization Reference, CloudWatch Logs).
        {"Effect": "Allow", "Action": ["logs:DescribeLogGroups"], "Resource": ["*"]},
    ]
    return {
        "RoleName": given or stack.name("flow-logs", limit=Role.name_limit, regional=True),
        "Path": roles.path(stack),
        "AssumeRolePolicyDocument": roles.trust(building.declaration, SERVICE, pattern=SOURCE),
        "Policies": {"write": roles.document(statements)},
    }
