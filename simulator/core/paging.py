"""Small pages: any listing may answer fewer rows than asked for, and a token for the rest (behaviour F22).

Whatever answers is asked for its own page, of which the first rows go out. The token says how many rows of which page
have been handed over.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import botocore.session

from simulator.core import discovery, state
from simulator.core.handlers import Call
from simulator.core.visibility import FILTERS, found

TOKEN = re.compile(r"^rows-(\d+)-(.*)$", re.DOTALL)
# Requests that name objects are answered in one piece.
NAMING = re.compile(r"(Ids|Names|Arns|ARNs|List)$")


@cache
def _paginators(service: str) -> dict[str, Any]:
    loader = botocore.session.get_session().get_component("data_loader")
    try:
        return loader.load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.DataNotFoundError:
        return {}


@cache
def _shape(service: str, operation: str) -> tuple[str, str, list[str], str] | None:
    """Token of the request, paths of the answer's token, rows and "there is more"; None where pages are not made."""
    data = discovery.service(service)
    if operation in data.pages:
        return (*data.pages[operation], "")
    known = _paginators(service).get(operation)
    if known is None or operation in (*data.limits, *data.catalogues) or not isinstance(known["input_token"], str):
        return None
    rows = known["result_key"]
    more = known.get("more_results") or ""
    token = known["output_token"]
    return known["input_token"], token, [rows] if isinstance(rows, str) else rows, more


def requested(call: Call) -> tuple[int, dict[str, Any]] | None:
    """The rows to leave out and the parameters to ask with; None where the request stays as it is."""
    size = state.profile().page
    if size is None:
        return None
    limit = discovery.service(call.service).limits.get(call.operation)
    if limit:
        return 0, {**call.params, limit: min(int(call.params.get(limit) or size), size)}
    shape = _shape(call.service, call.operation)
    if shape is None or any(NAMING.search(name) and name not in FILTERS and call.params[name] for name in call.params):
        return None
    match = TOKEN.match(str(call.params.get(shape[0]) or ""))
    if match is None:
        return 0, call.params
    params = {name: value for name, value in call.params.items() if name != shape[0]}
    return int(match[1]), params | ({shape[0]: match[2]} if match[2] else {})


def cut(call: Call, skipped: int, params: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    """The next rows of an answer; ``params`` are what it was asked with."""
    shape = _shape(call.service, call.operation)
    if shape is None:
        return answer
    sent, token, paths, more = shape
    rows = [(path, row) for path in paths for row in next(found(answer, path), None) or ()]
    size = state.profile().page or len(rows)
    kept, left = rows[skipped : skipped + size], rows[skipped + size :]
    for path in paths:
        holder, last = _holder(answer, path)
        if last in holder:
            holder[last] = [row for owner, row in kept if owner == path]
            if "Quantity" in holder:
                holder["Quantity"] = len(holder[last])
    if left:
        for path, value in ((token, f"rows-{skipped + size}-{params.get(sent) or ''}"), (more, True)):
            if path:
                holder, last = _holder(answer, path)
                holder[last] = value
    return answer


def _holder(answer: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    *parents, last = path.split(".")
    return (next(found(answer, ".".join(parents)), {}) if parents else answer), last
