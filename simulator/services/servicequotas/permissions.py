"""What calls of Service Quotas require."""

from __future__ import annotations

from simulator.core.permissions.table import Table

TABLE = Table(prefix="servicequotas", found={"quota": ("ServiceCode", "QuotaCode")})
