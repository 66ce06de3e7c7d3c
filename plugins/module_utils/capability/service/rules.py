# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Security group rules of services: what the load balancer, AWS, one another and the declared others need."""

from __future__ import annotations

import re

from ...aws.ec2.security_groups.prefix_list import PrefixList
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from . import matching

HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
OTHERS = ("host", "cidr", "security_group", "service")
ANYWHERE = "0.0.0.0/0"


class Rules:
    """The security group rules of all services of a declaration: services share a group, so equal rules are one: AWS takes each once.

    :param group: id of the services' security group
    :param balancer: id of the load balancer's
    """

    def __init__(self, declaration, group, balancer):
        self.declaration, self.group, self.balancer, self.made = declaration, group, balancer, {}

    def inbound(self, port):
        """A port that the load balancer reaches: a rule on either side."""
        self._add(
            "load_balancer-to-service-%d" % port,
            self.balancer,
            True,
            "tcp",
            port,
            port,
            {"ReferencedGroupId": self.group},
            "to the services",
        )
        self._add(
            "service-from-load_balancer-%d" % port,
            self.group,
            False,
            "tcp",
            port,
            port,
            {"ReferencedGroupId": self.balancer},
            "from the load balancer",
        )

    def login(self):
        """HTTPS from the load balancer to where it logs users in, whose addresses are AWS's."""
        self._add(
            "load_balancer-to-login-443",
            self.balancer,
            True,
            "tcp",
            443,
            443,
            {"CidrIpv4": ANYWHERE},
            "login by the user pool",
        )

    def among(self, first, last=None, protocol="tcp"):
        """Ports at which services of the group reach one another: they share the group, so it names itself."""
        last = first if last is None else last
        name = "%d" % first if (last, protocol) == (first, "tcp") else "%s-%d-%d" % (protocol, first, last)
        for egress, direction in ((True, "to"), (False, "from")):
            self._add(
                "service-%s-service-%s" % (direction, name),
                self.group,
                egress,
                protocol,
                first,
                last,
                {"ReferencedGroupId": self.group},
                "among the services",
            )

    def aws(self, reach, region, vpc_cidr, own):
        """HTTPS to the APIs of AWS, which image, logs and secrets need: over the internet, or inside the VPC.

        :param own: True where the network is the stack's own
        """
        if reach == "internet":
            self.outbound("0.0.0.0/0", "tcp", 443, 443, "HTTPS, AWS APIs among it")
        elif reach == "vpc":
            self._add(
                "service-to-vpc-443", self.group, True, "tcp", 443, 443, {"CidrIpv4": vpc_cidr}, "interface endpoints"
            )
            if own:
                return
            storage = self.declaration.add(PrefixList, "s3", {"PrefixListName": "com.amazonaws.%s.s3" % region})
            self._add(
                "service-to-s3-443",
                self.group,
                True,
                "tcp",
                443,
                443,
                {"PrefixListId": storage["PrefixListId"]},
                "image layers, by the S3 gateway endpoint",
            )

    def outbound(self, other, protocol, first, last, description):
        """A dependency outside: an address range or a security group."""
        self._beyond("to", True, other, protocol, first, last, description)

    def from_outside(self, other, protocol, first, last, description):
        """Who reaches the services from outside: an address range or a security group."""
        self._beyond("from", False, other, protocol, first, last, description)

    def _beyond(self, direction, egress, other, protocol, first, last, description):
        member = "ReferencedGroupId" if other.startswith("sg-") else "CidrIpv6" if ":" in other else "CidrIpv4"
        ports = "%d" % first if first == last else "%d-%d" % (first, last)
        name = "service-%s-%s-%s-%s" % (direction, other.replace("/", "_"), protocol, ports)
        self._add(name, self.group, egress, protocol, first, last, {member: other}, description)

    def _add(self, name, group, egress, protocol, first, last, source, description):
        content = (group, egress, protocol, first, last, *source.values())
        if content not in self.made:
            self.made[content] = self.declaration.add(
                SecurityGroupRule,
                name,
                {
                    "GroupId": group,
                    "IsEgress": egress,
                    "IpProtocol": protocol,
                    "FromPort": first,
                    "ToPort": last,
                    "Description": description,
                    **source,
                },
            )


def declared(context, rules, contexts):
    """The rules of a service's options ``egress`` and ``ingress``.

    :param contexts: the services of the declaration by key
    """
    for option, add in (("egress", rules.outbound), ("ingress", rules.from_outside)):
        for index, item in enumerate(context.options[option]):
            _declared(context, rules, add, "%s[%d]" % (option, index), item, contexts)


def _declared(context, rules, add, path, item, contexts):
    other = _other(context, path, item)
    server = context
    if other == "service":
        name = item["service"]
        context.check(
            name in contexts and name != context.name,
            path + ".service",
            name,
            "one of the other services is allowed: %s" % ", ".join(sorted(set(contexts) - {context.name})),
        )
        server = contexts[name] if path.startswith("egress") else context
    first = _port(context, path, item, other, server)
    last = item["to_port"] if item["to_port"] is not None else first
    context.check(first <= last <= 65535, path + ".to_port", last, "%d to 65535 is allowed" % first)
    if other == "service":
        rules.among(first, last, item["protocol"])
    elif other == "host":  # it may have any address
        add(ANYWHERE, item["protocol"], first, last, item["host"])
    else:
        text = "declared range" if other == "cidr" else "declared security group"
        add(item[other], item["protocol"], first, last, text)


def _other(context, path, item):
    """The one member of ``item`` that says who is on the other side, if it can be that."""
    given = {name: item[name] for name in OTHERS if item.get(name)}
    allowed = ", ".join(name for name in OTHERS if name in item)
    context.check(len(given) == 1, path, given, "exactly one of %s is needed" % allowed)
    if "cidr" in given:
        context.check(
            matching.network(item["cidr"]),
            path + ".cidr",
            item["cidr"],
            "an address range such as 203.0.113.0/24 is allowed",
        )
    if "host" in given:
        context.check(HOST.fullmatch(item["host"]), path + ".host", item["host"], "a host name is allowed")
    return next(iter(given))


def _port(context, path, item, other, server):
    """The port that is reached: by default that of the service which is reached, where that is one of the stack's."""
    inside = other == "service" or path.startswith("ingress")
    port = server.options["port"] if item["port"] is None and inside else item["port"]
    if port is None:
        context.refuse(
            path + ".port",
            None,
            "a port is needed: service %s has none" % server.name if inside else "a port of 1 to 65535 is needed",
        )
    return port
