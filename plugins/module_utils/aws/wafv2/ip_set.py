# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""AWS WAF: IP sets."""

from __future__ import annotations

import ipaddress

from ...engine import fields
from ...engine.references import is_known
from .base import WafKind


def networks(value):
    """Address ranges as WAF gives them back: lower case, shortest form, no host bits."""
    if not isinstance(value, list):
        return value
    return [str(ipaddress.ip_network(item, strict=False)) if is_known(item) else item for item in value]


class IpSet(WafKind):
    """A set of address ranges of one IP version."""

    kind = "ip_set"
    telling = ("Name", "Addresses")
    noun, member = "ip_set", "IPSet"
    asked_only = True
    fields = {
        "Name": fields.required(change=fields.REPLACE),
        "Scope": fields.required(change=fields.REPLACE),
        "Description": fields.optional(),
        "IPAddressVersion": fields.required(change=fields.REPLACE),
        "Addresses": fields.required(order="set", canonical=networks),
        "Id": fields.computed(),
        "ARN": fields.computed(),
    }

    @classmethod
    def update(cls, api, live, want, delta):
        description = {"Description": want["Description"]} if want.get("Description") else {}
        cls.locked(
            api,
            live,
            lambda answer: api.update_ip_set(
                Name=want["Name"],
                Scope=want["Scope"],
                Id=live.fields["Id"],
                Addresses=networks(want["Addresses"]),
                LockToken=answer["LockToken"],
                **description,
            ),
        )
        live.fields.update(Addresses=want["Addresses"], **description)
        return live
