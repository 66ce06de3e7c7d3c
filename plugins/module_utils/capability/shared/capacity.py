# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Capacity providers of Fargate, as a cluster and each of its services spread tasks over them."""

from __future__ import annotations

from .option import Option

STRATEGY = {
    "capacity_provider": Option(
        "str",
        "The capacity provider.",
        required=True,
        choices=["FARGATE", "FARGATE_SPOT"],
        field=".capacityProvider",
    ),
    "weight": Option(
        "int",
        "Its share of the tasks.",
        default=1,
        aws="0 to 1000.",
        between=(0, 1000),
        field=".weight",
    ),
    "base": Option(
        "int",
        "Tasks that it gets before weights count; at most one provider has a base.",
        default=0,
        aws="0 to 100000.",
        between=(0, 100000),
        field=".base",
    ),
}
