# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The kinds that a run may meet, by name."""

from __future__ import annotations


class Kinds(dict):
    """kind name -> class. Another mapping may stand in its place that makes a class only when it is asked for."""

    def exclusive_in(self, parent):
        """The kinds whose objects in a declared parent are all the stack's: what is not declared there is surplus.

        :param parent: kind name
        """
        return [kind for kind in self.values() if kind.exclusive_in and parent in kind.needs]
