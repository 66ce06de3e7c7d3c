# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Saved queries of CloudWatch Logs Insights."""

from __future__ import annotations

from ...aws.logs.log_group import LogGroup
from ...aws.logs.query_definition import QueryDefinition
from ..shared.handed import handed
from .options import OPTIONS
from .standard import node_name


def saved_queries(declaration, options, stack):
    """A node for each of the queries."""
    names = set()
    for item in options["queries"]:
        name = item["name"]
        declaration.check(name not in names, "queries", name, "each name once is allowed")
        names.add(name)
        physical = "%s/%s" % (stack.prefix, name)
        declaration.check(
            len(physical) <= QueryDefinition.name_limit,
            "queries",
            name,
            "a name that makes %s/<name> at most %d characters long "
            "is allowed" % (stack.prefix, QueryDefinition.name_limit),
        )
        declaration.check(item["services"] or item["log_groups"], "queries", name, "services or log_groups are needed")
        groups = [
            declaration.asks(
                declaration.neighbour_node("service", LogGroup, service, "logGroupName"),
                "queries.%s.services" % name,
                service,
            )
            for service in item["services"]
        ]
        declaration.add(
            QueryDefinition,
            node_name(name),
            {
                "name": physical,
                **handed(item, OPTIONS["queries"].options, QueryDefinition),
                "logGroupNames": [*item["log_groups"], *groups],
            },
        )
