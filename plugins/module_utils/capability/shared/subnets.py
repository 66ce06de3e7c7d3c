# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where tasks and load balancers stand: in subnets that are given, or in those of a network's tier."""

from __future__ import annotations

from ...engine.errors import BadInput


def existing(declaration, *tiers):
    """IDs of subnets that ``stack_network`` names for the first of some tiers that it has."""
    network = declaration.stack.existing.get("network", {})
    return next((network[tier + "_subnet_ids"] for tier in tiers if network.get(tier + "_subnet_ids")), [])


def subnets(declaration, given, tier, least=1, first=()):
    """IDs of subnets, as a wish has them. A network that has too few, such as one in a foreign VPC, is refused.

    :param given: the option ``subnet_ids``
    :param tier: public or private
    :param least: how many there have to be
    :param first: tiers of an existing network that come before
    """
    if given:
        return given
    found = existing(declaration, *first, tier)
    if found:
        if len(found) < least:
            raise BadInput("stack_network.%s_subnet_ids" % tier, found, "%d or more are needed" % least)
        return found
    found = [declaration.neighbour("network", tier + "_subnet_ids", option="subnet_ids")]
    declaration.expect(
        found,
        lambda ids: len(ids) >= least,
        "subnet_ids",
        [],
        lambda ids: (
            "the network has %d %s subnets, and at least %d %s needed: give their IDs"
            % (len(ids), tier, least, "is" if least == 1 else "are")
        ),
    )
    return found
