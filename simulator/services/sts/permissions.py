"""What calls of AWS STS require."""

from __future__ import annotations

from simulator.core.permissions.table import More, Table

TABLE = Table(
    prefix="sts",
    found={"role": ("RoleArn",)},
    more={"AssumeRole": (More("sts:TagSession", "RoleArn", when="Tags"),)},
    free=frozenset({"GetCallerIdentity"}),
)
