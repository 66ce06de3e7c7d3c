# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Dictionaries of options laid over one another: what an environment changes about what an application says."""

from __future__ import annotations


def merged(base, change):
    """``base`` with ``change`` laid over it: dictionaries member by member, anything else as a whole."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    result = dict(base)
    for name, value in change.items():
        result[name] = merged(base[name], value) if name in base else value
    return result
