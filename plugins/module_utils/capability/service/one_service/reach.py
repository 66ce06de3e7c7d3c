# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Whom a service reaches and who reaches it. Pure data."""

from __future__ import annotations

from ...shared import forms
from ...shared.option import Option

PORTS = {
    "to_port": Option("int", "The last port of a range.", aws="O(port) to 65535."),
    "protocol": Option("str", "The protocol.", default="tcp", choices=["tcp", "udp"]),
}
EGRESS = {
    "host": Option(
        "str", "Host name of the dependency. A security group knows addresses only, so the rule allows its port to any."
    ),
    "cidr": Option("str", "Address range of the dependency, IPv4 or IPv6.", form=forms.CIDR),
    "security_group": Option(
        "str",
        "ID of the dependency's security group, in this VPC or a peered one. It is not changed: its owner lets the services in.",
        form=forms.SECURITY_GROUP_ID,
        known=True,
    ),
    "service": Option("str", "Another one of O(services). Both ends of the way are opened.", known=True),
    "port": Option(
        "int",
        "Its port, or the first of a range. That of O(services.egress[].service) when omitted, and needed otherwise.",
        aws="1 to 65535.",
        between=(1, 65535),
    ),
    **PORTS,
}
INGRESS = {
    "cidr": Option("str", "Address range of the caller, IPv4 or IPv6.", form=forms.CIDR),
    "security_group": Option(
        "str",
        "ID of the caller's security group, in this VPC or a peered one. It is not changed: its owner lets it out.",
        form=forms.SECURITY_GROUP_ID,
        known=True,
    ),
    "service": Option("str", "Another one of O(services). Both ends of the way are opened.", known=True),
    "port": Option(
        "int",
        "The port that is called, or the first of a range. The service's own when omitted.",
        aws="1 to 65535.",
        between=(1, 65535),
    ),
    **PORTS,
}
