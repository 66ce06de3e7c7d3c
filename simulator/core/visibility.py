"""Eventual consistency: what was just made or changed is not known everywhere yet. The facts are in the services' data.

Nothing of it happens in a profile without lags.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from simulator.core import discovery, state
from simulator.core.handlers import AwsError, Call
from simulator.core.lags import Error, Linked, Race, Seen, Stale
from simulator.core.service import Service

Operation = tuple[str, str]  # service and operation

FILTERS = ("Filters", "Filter", "TagFilters")
PAGES = re.compile(r"^(Max\w+|PageSize|\w*Marker|\w*Token|Limit)$")


class _Index:
    """The data of all services by the operations that it is about."""

    def __init__(self) -> None:
        self.made: dict[Operation, list[Seen]] = {}
        self.listed: dict[Operation, list[Seen]] = {}
        self.changed: dict[Operation, list[Stale]] = {}
        self.shown: dict[Operation, list[Stale]] = {}
        self.raced: dict[Operation, list[Race]] = {}
        self.refused: dict[Operation, dict[str, Error]] = {}
        self.linked: dict[Operation, Linked] = {}
        for data in discovery.services().values():
            self._add(data)
        self.concerned = {*self.made, *self.listed, *self.shown, *self.raced}

    def _add(self, data: Service) -> None:
        for index, rows in (
            (self.made, [(name, seen) for seen in data.seen for name in seen.made]),
            (self.listed, [(name, seen) for seen in data.seen for name in seen.listed]),
            (self.changed, [(name, stale) for stale in data.stale for name in stale.changed]),
            (self.shown, [(name, stale) for stale in data.stale for name in stale.shown]),
            (self.raced, [(name, race) for race in data.races for name in race.made]),
        ):
            for name, row in rows:
                index.setdefault((data.name, name), []).append(row)
        for race, errors in data.refuses.items():
            for name, error in errors.items():
                self.refused.setdefault((data.name, name), {})[race] = error
        for name in data.linked.operations if data.linked else ():
            self.linked[data.name, name] = data.linked


@cache
def _index() -> _Index:
    return _Index()


def concerns(call: Call) -> bool:
    """True when the answer of this operation may have to be looked at or changed."""
    return state.profile().takes_time and (call.service, call.operation) in _index().concerned


def found(data: Any, path: str) -> Iterator[Any]:
    """The values at a path of ``data``."""
    first, _unused, rest = path.partition(".")
    if first == "*":
        items = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    elif first.isdigit() and isinstance(data, list):
        items = data[int(first) : int(first) + 1]
    else:
        items = [data[first]] if isinstance(data, dict) and data.get(first) is not None else ()
    for item in items:
        if rest:
            yield from found(item, rest)
        else:
            yield item


def _known(call: Call, name: str) -> dict[Any, Any]:
    """A dictionary whose values begin with the time until which they count, without those that count no more."""
    known = state.store("visibility", call.account, "").setdefault(name, {})
    for key in [key for key, value in known.items() if value[0] <= state.now()]:
        del known[key]
    return known


def _ids(call: Call, answer: dict[str, Any], paths: str) -> set[str]:
    ids = set()
    for path in paths.split(" ") if paths else ():
        source = call.params if path.startswith("<") else answer
        ids |= {str(value) for value in found(source, path.removeprefix("<"))}
    return ids


def _raise(error: Error, name: str) -> None:
    raise AwsError(error[0], error[1].replace("{}", name), error[2])


def refuse(call: Call) -> None:
    """Refuse to use what this part of AWS does not know yet. Raises AwsError."""
    if not state.profile().takes_time or not call.operation:
        return
    _refuse_linked(call)
    hidden = _known(call, "hidden")
    if hidden:
        named = {name: value for name, value in call.params.items() if name not in FILTERS}
        texts = set(_texts(named))
        for service, region, identity in hidden:
            seen = hidden[service, region, identity][1]
            if (service, region) == (call.service, call.region) and call.operation not in seen.made:
                asked = {named.get(name) for name in seen.asked if name in named} if seen.asked else texts
                if identity in asked:
                    _raise(seen.error, identity)
    errors = _index().refused.get((call.service, call.operation), {})
    young = _known(call, "young") if errors else {}
    if young:
        text = json.dumps(call.params, default=str)
        for race, identity in young:
            if race in errors and re.search(re.escape(identity) + r"(?![\w+=,.@/-])", text):
                _raise(errors[race], identity)


def _refuse_linked(call: Call) -> None:
    """A service-linked role is made by the first call that needs it, which fails as those right after it (A4)."""
    linked = _index().linked.get((call.service, call.operation))
    if linked is None:
        return
    made = state.store("visibility", call.account, "").setdefault("linked", {})
    if linked.principal not in made:
        try:
            call.invoke("iam", "CreateServiceLinkedRole", {"AWSServiceName": linked.principal})
        except AwsError:  # somebody has made it
            made[linked.principal] = 0.0
        else:
            made[linked.principal] = state.now() + state.lag(linked.seconds)
    if state.now() < made[linked.principal]:
        _raise(linked.error, "")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))


def before(call: Call) -> list[tuple[Any, Any]]:
    """What the coming change will leave to be shown for a while: to be handed to ``after``."""
    kept = []
    for stale in _index().changed.get((call.service, call.operation), ()) if state.profile().takes_time else ():
        identity = call.params[stale.member]
        for name, (member, path) in stale.shown.items():
            wanted = [identity] if member.endswith("s") else identity
            try:
                answer = call.invoke(call.service, name, {member: wanted})
            except AwsError:
                continue
            row = next(found(answer, f"{path}.0"), None) if path else answer
            if row is not None:
                until = state.now() + state.lag(stale.seconds)
                kept.append(((call.service, call.region, name, identity), (until, row)))
    return kept


def after(call: Call, answer: dict[str, Any], kept: list[tuple[Any, Any]]) -> dict[str, Any]:
    """Note what a call has made and changed, and answer what this part of AWS can know. Raises AwsError."""
    # The first change of several keeps what was shown before all of them.
    stale = _known(call, "stale")
    for key, value in kept:
        stale.setdefault(key, value)
    pair = (call.service, call.operation)
    for seen in _index().made.get(pair, ()):
        for identity in _ids(call, answer, seen.made[call.operation]):
            key = (call.service, call.region, identity)
            _known(call, "hidden")[key] = (state.now() + state.lag(seen.seconds), seen)
    for race in _index().raced.get(pair, ()):
        for identity in _ids(call, answer, race.made[call.operation]):
            _make_young(call, race, (race.name, identity))
    return _shown(call, answer)


def _make_young(call: Call, race: Race, key: tuple[str, str]) -> None:
    met = state.store("visibility", call.account, "").setdefault("met", set())
    if race.again or key not in met:
        met.add(key)
        _known(call, "young")[key] = (state.now() + state.lag(race.seconds),)


def young(call: Call, identities: Iterable[str | None]) -> str | None:
    """The first of some ARNs that is of a role which nobody can assume yet (A2), or None."""
    known = {identity for _race, identity in _known(call, "young")} if state.profile().takes_time else set()
    return next((identity for identity in identities if identity in known), None)


def _shown(call: Call, answer: dict[str, Any]) -> dict[str, Any]:
    for seen in _index().listed.get((call.service, call.operation), ()):
        hidden = {key[2] for key in _known(call, "hidden") if key[:2] == (call.service, call.region)}
        *parents, last = seen.listed[call.operation].split(".")
        holder = next(found(answer, ".".join(parents)), {}) if parents else answer
        rows = holder.get(last) or []
        left = [row for row in rows if row.get(seen.member) not in hidden]
        if len(left) < len(rows):
            if not left and any(name not in FILTERS and not PAGES.match(name) for name in call.params):
                _raise(seen.error, str(rows[0][seen.member]))
            holder[last] = left
    for stale in _index().shown.get((call.service, call.operation), ()):
        answer = _as_before(call, stale, answer)
    return answer


def _as_before(call: Call, stale: Stale, answer: dict[str, Any]) -> dict[str, Any]:
    member, path = stale.shown[call.operation]
    here = (call.service, call.region, call.operation)
    known = {key[3]: value[1] for key, value in _known(call, "stale").items() if key[:3] == here}
    if not path:
        return known.get(call.params.get(member), answer)
    rows = next(found(answer, path), [])
    rows[:] = [known.get(row.get(stale.member), row) for row in rows]
    return answer
