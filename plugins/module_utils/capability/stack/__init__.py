# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What an account must have before a stack can stand in it: service-linked roles and quotas."""

from __future__ import annotations

from ...aws.ec2.elastic_ip import ElasticIp
from ...aws.ec2.lookups.existing_network import ExistingNetwork
from ...aws.ec2.vpc import Vpc
from ...aws.iam.service_linked_role import ServiceLinkedRole
from ...aws.service_quotas.service_quota import ServiceQuota
from .declare import declare
from .options import SPEC

KINDS = (ServiceLinkedRole, ServiceQuota, ExistingNetwork)
# What counts against quotas.
NEIGHBOURS = (ElasticIp, Vpc)
EXPORTS = {}
# The capability after which a person reads this one in a plan.
AFTER = None

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
