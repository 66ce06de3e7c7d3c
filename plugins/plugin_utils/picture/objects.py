# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The objects of a plan, asked by kind and by what refers to what."""

from __future__ import annotations


class Objects:
    """The objects of a plan, by address and by kind."""

    def __init__(self, rows):
        self.by_address = {row["address"]: row for row in rows}

    def of(self, *kinds):
        """All of some kinds, in their order."""
        return [row for row in self.by_address.values() if row["kind"] in kinds]

    def refs(self, row, *kinds, field=None):
        """The objects of some kinds that one refers to."""
        found = [
            self.by_address[address]
            for name, addresses in row["refs"].items()
            if field in (None, name)
            for address in addresses
            if address in self.by_address
        ]
        return [other for other in found if not kinds or other["kind"] in kinds]

    def users(self, row, *kinds):
        """The objects of some kinds that refer to one."""
        return [other for other in self.of(*kinds) if row in self.refs(other)]
