# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The options of discovery."""

from __future__ import annotations

from ...aws.servicediscovery.namespace import HTTP, PRIVATE
from ..shared import forms
from ..shared.option import Form, Option

# Narrower than the model of CreateHttpNamespace, which takes any printable characters.
NAME = Form(
    "1 to 253 letters, digits and inner . _ - are allowed",
    r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?",
    samples=("prod.internal",),
)

SPEC = {
    "short_description": "Make an AWS Cloud Map namespace for services",
    "description": [
        "Makes the namespace in which the services of M(slipway.aws.service) reach one another by name.",
        "Services enter and leave it by themselves. It is deleted once the last one has left, which takes minutes.",
    ],
    "options": {
        "namespace": Option(
            "str",
            "Name of the namespace. C(<application>-<environment>) when omitted.",
            aws="At most 253 letters, digits and . _ -; a host name in lower case for O(type=private_dns).",
            field="namespace.Name",
            form=NAME,
        ),
        "type": Option(
            "str",
            [
                "V(http) is enough for Amazon ECS Service Connect.",
                (
                    "V(private_dns) has a private hosted zone as well, so that what resolves names in the VPC finds "
                    "tasks that are registered there. It needs a VPC with DNS support and DNS host names."
                ),
            ],
            default="http",
            choices=["http", "private_dns"],
            field="namespace.Type",
            sent={"http": HTTP, "private_dns": PRIVATE},
        ),
        "description": Option(
            "str",
            "Description of the namespace.",
            default="",
            aws="At most 1024 characters.",
            length=(None, 1024),
            field="namespace.Description",
        ),
        "vpc_id": Option(
            "str",
            "ID of the VPC for O(type=private_dns). The stack's own when omitted.",
            class_="optional",
            form=forms.VPC_ID,
        ),
    },
    "outputs": {
        "namespace_name": {"type": "str", "description": "Name of the namespace.", "sample": "lauv-prod"},
        "namespace_arn": {
            "type": "str",
            "description": "ARN of the namespace.",
            "sample": "arn:aws:servicediscovery:us-east-1:123456789012:namespace/ns-a1b2c3d4e5f6g7h8",
        },
    },
    "examples": """
- name: Make a namespace for Service Connect
  slipway.aws.discovery: {}

- name: One whose names the VPC resolves too
  slipway.aws.discovery:
    namespace: prod.internal
    type: private_dns
""",
}
