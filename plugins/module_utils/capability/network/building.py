# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A network under way: what its parts share while they add nodes."""

from __future__ import annotations

import re

from ...aws.ec2.security_groups.security_group import SecurityGroup
from ...aws.ec2.security_groups.security_group_rule import SecurityGroupRule
from ..shared.option import Form

# EC2 takes any character in a tag (Amazon EC2 User Guide, tag restrictions); a name is one line.
TAG = Form("one line of 1 to 256 characters is allowed", r".{1,256}")
# CreateSecurityGroup, GroupName, for a VPC; what is made of a name that begins with sg- may be three characters shorter.
GROUP_NAME = Form(
    "1 to 252 letters, digits and . _ - : / ( ) # , @ [ ] + = & ; { } ! $ *, with spaces between, are allowed",
    r"(?! )[\w .:/()#,@\[\]+=&;{}!$*-]{1,252}(?<! )",
)


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
        given = self.given(kind, name, TAG)
        return self.declaration.add(kind, name, want, tags={"Name": given} if given else None, **more)

    def given(self, kind, name, form):
        """The user's name of a node, which has to fit a Form, or None."""
        place = "%s/%s" % (kind.kind, name)
        given = self.names.pop(place, None)
        if given is not None:
            self.declaration.check(re.fullmatch(form.pattern, given, re.ASCII), "names." + place, given, form.allowed)
        return given

    def finish(self):
        """Refuse names that no node has taken."""
        tails = sorted("/".join(node.address.split("/")[2:]) for node in self.declaration.nodes if node.kind.taggable)
        for key in sorted(self.names):
            self.declaration.fail("names", key, "one of %s is allowed" % ", ".join(tails))

    def group(self, name, text):
        """A security group without rules. Its description cannot be changed later, so it says only what stays."""
        given = self.given(SecurityGroup, name, GROUP_NAME)
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
