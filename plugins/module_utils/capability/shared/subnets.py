# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where tasks and load balancers stand: in subnets that are given, or in those of a network's tier."""

from __future__ import annotations


def subnets(declaration, given, tier, least=1):
    """IDs of subnets, as a wish has them. A network that has too few, such as one in a foreign VPC, is refused.

    :param given: the option ``subnet_ids``
    :param tier: public or private
    :param least: how many there have to be
    """
    if given:
        return given
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
