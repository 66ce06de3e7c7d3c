# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import re

from ...aws.iam.service_linked_role import ServiceLinkedRole
from ...aws.service_quotas.service_quota import ServiceQuota
from ...engine.declaring import Declaration
from ..shared.handed import handed
from . import network
from .options import SPEC

SUFFIX = ".amazonaws.com"
# Services whose role is made by itself -> the kinds of objects that need it.
NEEDED_BY = {
    "ecs": ("ecs_cluster", "ecs_service"),
    "elasticloadbalancing": ("load_balancer",),
    "rds": ("db_instance", "db_cluster"),
    "ecs.application-autoscaling": ("scalable_target",),
}


def declare(options, stack, instance="main"):
    """The Declaration of a stack's preconditions."""
    declaration = Declaration("stack", stack, instance)
    roles, given = {}, options["service_linked_roles"]
    for service in NEEDED_BY if given is None else given:
        name = service.removesuffix(SUFFIX)
        declaration.check(
            re.fullmatch(r"[a-z0-9]+([.-][a-z0-9]+)*", name),
            "service_linked_roles",
            service,
            "the name of an AWS service, such as ecs or ecs.application-autoscaling, is allowed",
        )
        declaration.check(name not in roles, "service_linked_roles", service, "each service is named once")
        roles[name] = declaration.add(ServiceLinkedRole, name, {"AWSServiceName": name + SUFFIX})
        roles[name].only_with = NEEDED_BY[name] if given is None else ()
    _quotas(declaration, options["quotas"])
    network.look(declaration)
    declaration.outputs.update(
        identity=stack.identity, service_linked_role_arns={name: node["Arn"] for name, node in roles.items()}
    )
    return declaration


def _quotas(declaration, quotas):
    seen = set()
    for item in quotas:
        code = (item["service_code"], item["quota_code"])
        fits = re.fullmatch(r"[a-z0-9-]+", code[0]) and re.fullmatch(r"L-[0-9A-F]{8}", code[1])
        declaration.check(
            fits, "quotas", item, "a service_code such as fargate and a quota_code such as L-3032A538 are needed"
        )
        declaration.check(code not in seen, "quotas", item, "each quota is given once")
        seen.add(code)
        node = declaration.add(
            ServiceQuota,
            "%s-%s" % code,
            {**handed(item, SPEC["options"]["quotas"].options, ServiceQuota), "Counted": False},
        )
        declaration.expect(
            node["Missing"],
            lambda missing: not missing,
            "quotas",
            item,
            lambda missing, item=item: "the account has %d less; ask for more in Service Quotas" % missing,
        )
