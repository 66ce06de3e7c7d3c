"""CloudWatch Logs Insights: saved queries, which moto does not have."""

from __future__ import annotations

import uuid
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page

MEMBERS = ("queryLanguage", "name", "queryString", "logGroupNames", "parameters")


def _store(call: Call) -> dict[str, Any]:
    return state.store("log_queries", call.account, call.region)


def _existing(call: Call, name: str) -> dict[str, Any]:
    queries: dict[str, Any] = _store(call)
    if name not in queries:
        raise AwsError("ResourceNotFoundException", "The specified query definition does not exist.")
    found: dict[str, Any] = queries[name]
    return found


@operation("logs", "PutQueryDefinition")
def put_query_definition(call: Call) -> dict[str, Any]:
    """An update leaves out log groups that are not given (PutQueryDefinition's documentation)."""
    given = call.params
    name = given.get("queryDefinitionId")
    if name:
        _existing(call, name)
    else:
        tokens = state.store("log_query_tokens", call.account, call.region)
        name = tokens.setdefault(given.get("clientToken") or str(uuid.uuid4()), str(uuid.uuid4()))
    _store(call)[name] = {
        "queryLanguage": "CWLI",
        **{member: given[member] for member in MEMBERS if given.get(member)},
        "queryDefinitionId": name,
        "lastModified": int(state.now() * 1000),
    }
    return {"queryDefinitionId": name}


@operation("logs", "DescribeQueryDefinitions")
def describe_query_definitions(call: Call) -> dict[str, Any]:
    prefix = call.params.get("queryDefinitionNamePrefix") or ""
    rows = sorted((row for row in _store(call).values() if row["name"].startswith(prefix)), key=lambda row: row["name"])
    part, token = page(rows, call.params.get("nextToken"), call.params.get("maxResults") or 1000)
    return {"queryDefinitions": part, "nextToken": token}


@operation("logs", "DeleteQueryDefinition")
def delete_query_definition(call: Call) -> dict[str, Any]:
    _existing(call, call.params["queryDefinitionId"])
    del _store(call)[call.params["queryDefinitionId"]]
    return {"success": True}
