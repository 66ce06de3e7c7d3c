"""Network interfaces that AWS services hold in subnets: they name their owner and keep groups and subnets in use."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from moto.core.utils import utcnow
from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.utils import random_eni_id, random_public_ip

# Filters of DescribeNetworkInterfaces that moto does not know.
FILTERS = {
    "association.public-ip": lambda interface: interface.public_ip,
    "interface-type": lambda interface: interface.interface_type,
    "requester-id": lambda interface: interface.requester_id,
    "requester-managed": lambda interface: str(interface.requester_managed).lower(),
    "status": lambda interface: interface.status,
}


def attach(  # B7
    account: str,
    region: str,
    subnet_id: str,
    group_ids: list[str],
    description: str,
    requester: str,
    kind: str = "interface",
    public: bool = False,
) -> NetworkInterface:
    """Make an interface that ``requester`` (such as ``amazon-elb``) owns; ``public`` gives it a public address."""
    backend = ec2_backends[account][region]
    subnet = backend.get_subnet(subnet_id)
    address = subnet.get_available_subnet_ip(requester)
    interface = backend.create_network_interface(subnet, address, group_ids=group_ids, description=description)
    if public:
        interface.public_ip = random_public_ip()
    own(interface, requester, kind)
    return interface


def own(interface: NetworkInterface, requester: str, kind: str = "interface") -> None:
    """Mark an existing interface as held by a service."""
    interface.status = "in-use"
    interface.requester_managed = True
    interface.requester_id = requester
    interface.interface_type = kind
    interface.service_attachment = SimpleNamespace(
        attach_time=utcnow(),
        attachment_id=random_eni_id().replace("eni-", "ela-attach-"),
        delete_on_termination=False,
        device_index=1,
        network_card_index=0,
        instance_id=None,
        instance_owner_id=requester,
        status="attached",
    )


def release(account: str, region: str, interface_id: str) -> None:
    """Remove an interface and give its address back; nothing happens when it is gone already."""
    backend = ec2_backends[account][region]
    interface = backend.enis.pop(interface_id, None)
    if interface is not None:
        interface.subnet.del_subnet_ip(interface.private_ip_address)


def held(account: str, region: str) -> list[NetworkInterface]:
    """All interfaces of an account in a region."""
    return list(ec2_backends[account][region].enis.values())


def install() -> None:
    """Show the attachment to a service where moto shows one to an instance, and filter by it."""
    to_instance = NetworkInterface.attachment.fget
    by_name = NetworkInterface.get_filter_value

    def attachment(self: NetworkInterface) -> Any:
        return getattr(self, "service_attachment", None) or to_instance(self)

    def get_filter_value(self: NetworkInterface, filter_name: str, method_name: str | None = None) -> Any:
        if filter_name.startswith("attachment."):
            member = filter_name.partition(".")[2].replace("-", "_")
            return getattr(self.attachment, member, None)
        if filter_name in FILTERS:
            return FILTERS[filter_name](self)
        return by_name(self, filter_name, method_name)

    NetworkInterface.attachment = property(attachment)
    NetworkInterface.get_filter_value = get_filter_value
