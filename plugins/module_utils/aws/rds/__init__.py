# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon RDS."""

from __future__ import annotations

from ...engine.service import Service

SERVICE = Service(
    "rds",
    busy=("InvalidDBInstanceState", "InvalidDBClusterStateFault", "InvalidDBParameterGroupState"),
    unseen=("required permissions for: enhanced_monitoring", "kms key is invalid for creategrant"),
)
