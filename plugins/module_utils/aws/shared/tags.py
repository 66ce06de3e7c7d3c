# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Shapes that many services share. Families import this file and the engine, never one another."""

from __future__ import annotations


def tag_list(tags, key="Key", value="Value"):
    """{'a': 'b'} as AWS's list of pairs, sorted."""
    return [{key: name, value: text} for name, text in sorted(tags.items())]


def tag_dict(pairs, key="Key", value="Value"):
    """AWS's list of pairs as a dict; None and [] give {}."""
    return {pair[key]: pair[value] for pair in pairs or []}
