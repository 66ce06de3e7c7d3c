# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Narrowing: a run that wishes for some nodes only. What they refer to is looked up like a neighbour."""

from __future__ import annotations

import copy
import fnmatch

from .references import references


def narrow(declarations, only):
    """Copies of the declarations with the nodes whose address fits a pattern in ``only``, and the checks that these need."""
    result = []
    for declaration in declarations:
        smaller = copy.copy(declaration)
        smaller.nodes = [
            node for node in declaration.nodes if any(fnmatch.fnmatchcase(node.address, item) for item in only)
        ]
        if smaller.nodes:
            named = {address for node in smaller.nodes for address, _field in references(node.want)}
            smaller.expectations = [
                item
                for item in declaration.expectations
                if named.issuperset(address for address, _field in references(item.value))
            ]
            result.append(smaller)
    return result
