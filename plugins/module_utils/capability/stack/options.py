# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of stack."""

from __future__ import annotations

from .. import index
from ..shared.option import Option

SPEC = {
    "short_description": "Identity, credentials and account preconditions of a stack",
    "description": [
        "Says which stack the following tasks are about, how AWS is reached, and what is accepted in this run.",
        (
            "Makes the service-linked roles that the stack's services need, so that the first cluster, load balancer "
            "or database of an account does not fail. They are shared by the whole account and never deleted."
        ),
    ],
    "options": {
        "capabilities": Option(
            "list",
            [
                "The capabilities that the stack has; all when omitted. The playbooks skip the roles of the others.",
                "Taking one out changes nothing on AWS: say C(<capability>_state=absent) to remove what it made.",
            ],
            class_="optional",
            elements="str",
            choices=[name for name in index.NAMES if name not in (*index.OPERATIONS, "stack")],
        ),
        "service_linked_roles": Option(
            "list",
            [
                "Services whose service-linked role must exist, with or without C(.amazonaws.com).",
                "When omitted, they are those that the cluster, the load balancer, the database and the autoscaling of this run need.",
            ],
            class_="optional",
            sample=["ecs", "elasticloadbalancing"],
            elements="str",
            length=(1, 128),
        ),
        "quotas": Option(
            "list",
            [
                "Service Quotas that must have at least a value, checked before anything is made.",
                "Each costs a call in every run.",
                "M(slipway.aws.network) checks the quotas of VPCs and Elastic IP addresses by itself.",
            ],
            default=[],
            elements="dict",
            options={
                "service_code": Option(
                    "str",
                    "Code of the service in Service Quotas.",
                    required=True,
                    sample="fargate",
                    field="service_quota.ServiceCode",
                ),
                "quota_code": Option(
                    "str",
                    "Code of the quota in Service Quotas.",
                    required=True,
                    sample="L-3032A538",
                    field="service_quota.QuotaCode",
                ),
                "at_least": Option(
                    "int",
                    "Value that the account must have.",
                    required=True,
                    sample=40,
                    field="service_quota.Needed",
                    between=(1, None),
                ),
            },
        ),
    },
    "outputs": {
        "identity": {
            "type": "str",
            "description": "Identity of the stack.",
            "sample": "inflight-ordering/prod/us-east-1",
        },
        "service_linked_role_arns": {
            "type": "dict",
            "description": "ARNs of the service-linked roles by service.",
            "sample": {"ecs": "arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS"},
        },
    },
    "examples": """
- name: Say which stack the following tasks are about
  slipway.aws.stack:
    application: inflight-ordering
    environment: prod
    region: us-east-1
    account_id: "123456789012"
    quotas:
      - service_code: fargate
        quota_code: L-3032A538
        at_least: 40
""",
}
