# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of stack."""

from __future__ import annotations

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
        "capabilities": {
            "type": "list",
            "elements": "str",
            "class": "optional",
            "choices": [
                "network",
                "encryption",
                "dns",
                "certificate",
                "registry",
                "image",
                "database",
                "secret",
                "file_system",
                "load_balancer",
                "cluster",
                "discovery",
                "service",
                "job",
                "site",
                "firewall",
                "cdn",
                "monitoring",
            ],
            "description": [
                "The capabilities that the stack has; all when omitted. The playbooks skip the roles of the others.",
                "Taking one out changes nothing on AWS: say C(<capability>_state=absent) to remove what it made.",
            ],
        },
        "service_linked_roles": {
            "type": "list",
            "elements": "str",
            "class": "managed",
            "default": ["ecs", "elasticloadbalancing", "rds", "ecs.application-autoscaling"],
            "description": "Services whose service-linked role must exist, with or without C(.amazonaws.com).",
        },
        "quotas": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "class": "managed",
            "description": [
                "Service Quotas that must have at least a value, checked before anything is made.",
                "Each costs a call in every run.",
                "M(slipway.aws.network) checks the quotas of VPCs and Elastic IP addresses by itself.",
            ],
            "options": {
                "service_code": {
                    "type": "str",
                    "required": True,
                    "class": "managed",
                    "sample": "fargate",
                    "description": "Code of the service in Service Quotas.",
                },
                "quota_code": {
                    "type": "str",
                    "required": True,
                    "class": "managed",
                    "sample": "L-3032A538",
                    "description": "Code of the quota in Service Quotas.",
                },
                "at_least": {
                    "type": "int",
                    "required": True,
                    "class": "managed",
                    "sample": 40,
                    "description": "Value that the account must have.",
                },
            },
        },
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
