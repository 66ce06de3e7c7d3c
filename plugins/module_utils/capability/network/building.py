# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A network under way: what its parts share while they add nodes."""

from __future__ import annotations

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule


class Building:
    """The declaration, and the names that the option ``names`` gives to nodes as they are added.

    The parts leave here what others refer to: ``vpc``, ``vpc_id``, ``gateway``, ``subnets`` (tier -> zone letter ->
    node), ``tables`` (tier -> list of nodes) and ``groups`` (name -> node).
    """

    def __init__(self, declaration, options):
        self.declaration, self.options, self.stack = declaration, options, declaration.stack
        self.names = dict(options["names"])
        self.vpc = self.vpc_id = self.gateway = None
        self.subnets, self.tables, self.groups = {}, {}, {}

    def add(self, kind, name, want, **more):
        """A node whose tag Name is the user's where one is given."""
        given = self.given(kind, name, 256)
        return self.declaration.add(kind, name, want, tags={"Name": given} if given else None, **more)

    def given(self, kind, name, limit):
        """The user's name of a node, checked against AWS's limit, or None."""
        given = self.names.pop("%s/%s" % (kind.kind, name), None)
        if given is not None:
            fits = 0 < len(str(given)) <= limit
            self.declaration.check(fits, "names", given, "at most %d characters are allowed" % limit)
        return given

    def finish(self):
        """Refuse names that no node has taken."""
        tails = sorted("/".join(node.address.split("/")[2:]) for node in self.declaration.nodes if node.kind.taggable)
        for key in sorted(self.names):
            self.declaration.fail("names", key, "one of %s is allowed" % ", ".join(tails))

    def group(self, name, text):
        """A security group without rules. Its description cannot be changed later, so it says only what stays."""
        given = self.given(SecurityGroup, name, SecurityGroup.name_limit - 3)
        shown = given or self.stack.name(name.replace("_", "-"), limit=SecurityGroup.name_limit, room=3)
        # CreateSecurityGroup refuses names that look like an ID.
        physical = shown.removeprefix("sg-")
        want = {"GroupName": physical, "VpcId": self.vpc_id, "Description": "%s of %s" % (text, self.stack.prefix)}
        self.groups[name] = self.declaration.add(SecurityGroup, name, want, tags={"Name": shown})
        return self.groups[name]

    def https_rule(self, name, group, egress, text, **source):
        """A rule for TCP 443, to or from one source."""
        want = {"GroupId": group["GroupId"], "IsEgress": egress, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
        self.add(SecurityGroupRule, name, {**want, "Description": text, **source})
