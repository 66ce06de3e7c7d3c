# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Discovery: the AWS Cloud Map namespace in which services find one another."""

from __future__ import annotations

from ...aws.ec2.vpc import Vpc
from ...aws.servicediscovery.namespace import Namespace
from ...engine.declaring import Export
from .declare import declare
from .options import SPEC

KINDS = (Namespace,)
NEIGHBOURS = (Vpc,)
EXPORTS = {
    "namespace_name": Export("namespace", "main", "Name"),
    "namespace_arn": Export("namespace", "main", "Arn"),
}
# The capability after which a person reads this one in a plan.
AFTER = "cluster"

__all__ = ["AFTER", "EXPORTS", "KINDS", "NEIGHBOURS", "SPEC", "declare"]
