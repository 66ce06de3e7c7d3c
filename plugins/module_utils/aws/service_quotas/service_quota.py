# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Service Quotas: how much the account may still have."""

from __future__ import annotations

from ...engine import fields
from ...engine.kind import Kind, Live
from ..shared.quotas import quota

# Quotas whose use can be counted: (service code, quota code) -> (kind that uses it up, listing, answer's member)
COUNTED = {
    ("vpc", "L-F678F1CE"): ("vpc", "describe_vpcs", "Vpcs"),
    ("ec2", "L-0263D0A3"): ("elastic_ip", "describe_addresses", "Addresses"),
}
VPCS = {"ServiceCode": "vpc", "QuotaCode": "L-F678F1CE", "QuotaName": "VPCs per Region", "Counted": True}
ELASTIC_IPS = {"ServiceCode": "ec2", "QuotaCode": "L-0263D0A3", "QuotaName": "EC2-VPC Elastic IPs", "Counted": True}


class ServiceQuota(Kind):
    """A lookup that says how many are ``Missing`` for what the stack needs: 0 where all is well.

    Where ``Counted``, ``Needed`` is how many the stack has in all: AWS is asked only while it has fewer, so a stack
    that stands costs no call. Otherwise ``Needed`` is the least value the quota must have.
    """

    kind = "service_quota"
    service = "service-quotas"
    telling = ("QuotaName", "Needed")
    identity = "natural"
    taggable = False
    data = True
    needs = ("vpc", "elastic_ip")
    fields = {
        "ServiceCode": fields.required(),
        "QuotaCode": fields.required(),
        "QuotaName": fields.optional(),
        "Needed": fields.required(),
        "Counted": fields.required(),
        "Value": fields.computed(),
        "Missing": fields.computed(),
    }

    @classmethod
    def key(cls, values):
        return tuple(values.get(name) for name in ("ServiceCode", "QuotaCode", "Needed", "Counted"))

    @classmethod
    def observe(cls, api, scope):
        return api.map(lambda want: cls._look(api, scope, want), scope.wants)

    @classmethod
    def _look(cls, api, scope, want):
        code = (want["ServiceCode"], want["QuotaCode"])
        live = Live("%s/%s" % code, {**want, "Value": None, "Missing": 0})
        kind, operation, member = COUNTED[code] if want["Counted"] else (None, None, None)
        ours = sum(other.stack == scope.owner for other in scope.parents(kind)) if kind else 0
        if kind and ours >= want["Needed"]:
            return live
        value = quota(api, *code)
        if value is not None:
            used = len(api.of("ec2").all(operation, member)) - ours if kind else 0
            live.fields.update(Value=value, Missing=max(0, used + want["Needed"] - value))
        return live

    @classmethod
    def missing_text(cls, want):
        """Never needed: a quota that cannot be read is no obstacle."""
        return "quota %s/%s is unknown" % (want["ServiceCode"], want["QuotaCode"])
