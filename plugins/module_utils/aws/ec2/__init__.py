# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EC2, with what Amazon VPC has."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "ec2",
    not_yet=(
        "InvalidVpcID.NotFound",
        "InvalidSubnetID.NotFound",
        "InvalidGroup.NotFound",
        "InvalidRouteTableID.NotFound",
        "InvalidInternetGatewayID.NotFound",
        "InvalidNetworkAclID.NotFound",
        "InvalidAllocationID.NotFound",
        "InvalidElasticIpID.NotFound",
        "NatGatewayNotFound",
        "InvalidSecurityGroupRuleId.NotFound",
    ),
)
