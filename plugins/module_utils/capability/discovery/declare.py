# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.servicediscovery.namespace import Namespace
from ...engine.declaring import Declaration
from ..shared.handed import handed
from .options import SPEC

HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def declare(options, stack, instance="main"):
    """The namespace."""
    declaration = Declaration("discovery", stack, instance)
    private = options["type"] == "private_dns"
    name = options["namespace"] or stack.name("" if instance == "main" else instance, limit=253, room=3)
    declaration.check(
        not private or HOST.fullmatch(name),
        "namespace",
        name,
        "a host name in lower case, such as prod.internal, is allowed for a private DNS namespace",
    )
    declaration.check(
        private or not options["vpc_id"],
        "vpc_id",
        options["vpc_id"],
        "leave it out: only type private_dns belongs to a VPC",
    )
    want = handed({**options, "namespace": name}, SPEC["options"], Namespace)
    if private:
        want["Vpc"] = declaration.neighbour("network", "vpc_id", options["vpc_id"], option="vpc_id")
    namespace = declaration.add(Namespace, "main", want)
    declaration.outputs.update(namespace_name=namespace["Name"], namespace_arn=namespace["Arn"])
    return declaration
