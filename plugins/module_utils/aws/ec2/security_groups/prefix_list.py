# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Prefix lists that AWS manages, as read-only lookups."""

from __future__ import annotations

from ....engine import fields
from ....engine.kind import Kind, Live


class PrefixList(Kind):
    """The ranges of an AWS service behind a gateway endpoint, or of CloudFront, by name."""

    kind = "prefix_list"
    service = "ec2"
    identity = "natural"
    taggable = False
    data = True
    name_field = "PrefixListName"
    fields = {
        "PrefixListName": fields.required(),
        "PrefixListId": fields.computed(),
    }

    @classmethod
    def observe(cls, api, scope):
        names = scope.named("PrefixListName")
        if not names:
            return []
        filters = [{"Name": "prefix-list-name", "Values": names}]
        return [
            Live(row["PrefixListId"], {name: row[name] for name in cls.fields})
            for row in api.all("describe_managed_prefix_lists", "PrefixLists", Filters=filters)
        ]

    @classmethod
    def missing_text(cls, want):
        """Why the list cannot be had."""
        return "this region has no prefix list %s" % want["PrefixListName"]
