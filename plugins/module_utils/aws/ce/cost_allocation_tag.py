# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS Cost Explorer: tag keys by which costs are told apart."""

from __future__ import annotations

from ...engine import fields
from ...engine.errors import SlipwayError
from ...engine.kind import Kind, Live, Problem

DENIED = ("AccessDeniedException",)
PER_CALL = 100  # keys in one ListCostAllocationTags
UNSEEN = (
    "AWS has not seen the tag %s in this account's costs yet, which takes up to 24 hours from when something has it: a later run "
    "activates it"
)
NOT_PAYER = (
    "only the account that pays for the organisation activates cost allocation tags, and this one may not: leave "
    "monitoring_cost_allocation_tags out here, or give leave for ce:ListCostAllocationTags"
)


class CostAllocationTag(Kind):
    """A tag key that is active. The account has one of each for all its stacks: none is claimed, and none is ever deactivated.

    A key can be activated once AWS has seen it (Billing User Guide, user-defined cost allocation tags); what cannot be activated
    yet waits, and the rest of the run goes on.
    """

    kind = "cost_allocation_tag"
    service = "ce"
    region = "us-east-1"
    identity = "natural"
    taggable = False
    coexist = "never"
    on_repeat = "upsert"
    name_field = "TagKey"
    fields = {"TagKey": fields.required(change=fields.REPLACE)}

    @classmethod
    def observe(cls, api, scope):
        active = {key for key, status in (cls._known(api, scope.named("TagKey")) or {}).items() if status == "Active"}
        return [Live(key, {"TagKey": key}) for key in sorted(active)]

    @staticmethod
    def _known(api, names):
        """key -> status of those keys that AWS has seen; None where the account may not ask."""
        keys, found = sorted(names), {}
        for start in range(0, len(keys), PER_CALL):
            answer = api.maybe(
                "list_cost_allocation_tags", DENIED, TagKeys=keys[start : start + PER_CALL], Type="UserDefined"
            )
            if answer is None:
                return None
            found.update({row["TagKey"]: row["Status"] for row in answer["CostAllocationTags"]})
        return found

    @classmethod
    def preflight(cls, api, want, live):
        if live is not None:
            return []
        known = cls._known(api, [want["TagKey"]])
        if known is None:
            return [Problem(NOT_PAYER, waits=True)]
        return [] if want["TagKey"] in known else [Problem(UNSEEN % want["TagKey"], waits=True)]

    @classmethod
    def create(cls, api, want, tags):
        key = want["TagKey"]
        answer = api.update_cost_allocation_tags_status(CostAllocationTagsStatus=[{"TagKey": key, "Status": "Active"}])
        for error in answer.get("Errors") or []:
            raise SlipwayError("%s: %s" % (error.get("Code"), error.get("Message")))
        return Live(key, {"TagKey": key})

    @classmethod
    def update(cls, api, live, want, delta):
        return live

    @classmethod
    def refresh(cls, api, live):
        return live if (cls._known(api, [live.id]) or {}).get(live.id) == "Active" else None
