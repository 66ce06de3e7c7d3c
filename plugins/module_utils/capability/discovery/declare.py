# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.servicediscovery.namespace import HTTP, PRIVATE, Namespace
from ...engine.declaring import Declaration

TYPES = {"http": HTTP, "private_dns": PRIVATE}
# Narrower than the model of CreateHttpNamespace, which takes any printable characters.
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?")
HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def declare(options, stack, instance="main"):
    """The namespace."""
    declaration = Declaration("discovery", stack, instance)
    private = options["type"] == "private_dns"
    name = options["namespace"] or stack.name("" if instance == "main" else instance, limit=253, room=3)
    declaration.check(NAME.fullmatch(name), "namespace", name, "1 to 253 letters, digits and inner . _ - are allowed")
    declaration.check(
        not private or HOST.fullmatch(name),
        "namespace",
        name,
        "a host name in lower case, such as prod.internal, is allowed for a private DNS namespace",
    )
    declaration.check(
        len(options["description"]) <= 1024,
        "description",
        options["description"],
        "at most 1024 characters are allowed",
    )
    declaration.check(
        private or not options["vpc_id"],
        "vpc_id",
        options["vpc_id"],
        "leave it out: only type private_dns belongs to a VPC",
    )
    want = {"Name": name, "Type": TYPES[options["type"]], "Description": options["description"]}
    if private:
        want["Vpc"] = declaration.neighbour("network", "vpc_id", options["vpc_id"], option="vpc_id")
    namespace = declaration.add(Namespace, "main", want)
    declaration.outputs.update(namespace_name=namespace["Name"], namespace_arn=namespace["Arn"])
    return declaration
