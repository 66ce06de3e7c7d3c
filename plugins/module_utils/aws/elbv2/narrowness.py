# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which of two listener rules gets the requests that both match, and which rules match the same. Pure.

A rule whose every request another one matches too comes first: it would get none otherwise. Of two with conditions of the same
fields the narrower host decides, then path, method, headers, query and clients, as in the Kubernetes Gateway API. Others that
cross, such as one with a host and one with a path, have no order of their own.
"""

from __future__ import annotations

import functools
import ipaddress
import itertools
import re

FIELDS = ("host-header", "path-pattern", "http-request-method", "http-header", "query-string", "source-ip")
ANY = {"host-header": {"*"}, "path-pattern": {"*", "/*"}}  # a path begins with a slash
ANYONE = {"0.0.0.0/0", "::/0"}
SEVERAL = ("http-header", "query-string")  # a request may have several of them
CASELESS = ("host-header", "http-header", "query-string")
WILD = re.compile(r"[*?]")
RUN = re.compile(r"[*?]{2,}")


def parsed(conditions):
    """Conditions in canonical form as [((field, header's name), values)], without those that every request fulfils."""
    found = []
    for item in conditions:
        field, config = item["Field"], next(value for name, value in item.items() if name != "Field")
        values = [_text(value) for value in config.get("Values") or ()]
        values = [value.lower() for value in values] if field in CASELESS else values
        values = _ranges(values) if field == "source-ip" else [_plain(value) for value in values]
        values += ["regex " + value for value in config.get("RegexValues") or ()]
        if ANY.get(field, set()).isdisjoint(values) and not ANYONE.issubset(values):
            found.append(((field, config.get("HttpHeaderName", "").lower()), values))
    return found


def _text(value):
    return "%s=%s" % (value.get("Key") or "*", value["Value"]) if isinstance(value, dict) else value


def _plain(pattern):
    """A pattern with its runs of wildcards in one form: so many letters, and then any."""
    return RUN.sub(lambda run: "?" * run[0].count("?") + "*" * ("*" in run[0]), pattern)


def _ranges(texts):
    """Address ranges in as few as say the same."""
    networks = _networks(*texts)
    return [
        str(item)
        for version in (4, 6)
        for item in ipaddress.collapse_addresses(network for network in networks if network.version == version)
    ]


def equal(one, other):
    """True where each request that fulfils one fulfils the other one too."""
    return covers(one, other) and covers(other, one)


def hidden(rule, others):
    """The indexes of the rules that together match whatever a rule matches, each value by one of them; none where some is left."""
    taking = set()
    for values in itertools.product(*(values for dummy, values in rule)):
        one = [(key, [value]) for (key, dummy), value in zip(rule, values)]
        found = next((index for index, other in enumerate(others) if covers(other, one)), None)
        if found is None:
            return set()
        taking.add(found)
    return taking


def covers(wide, narrow):
    """True where each request that fulfils ``narrow`` fulfils ``wide``."""
    return all(
        any(
            key == other and all(any(_covers(key[0], value, one) for value in values) for one in ones)
            for other, ones in narrow
        )
        for key, values in wide
    )


def overlap(one, other):
    """False where no request fulfils both."""
    return all(
        any(_overlap(key[0], value, item) for value in values for item in items)
        for key, values in one
        for same, items in other
        if key == same and key[0] not in SEVERAL
    )


def precedes(one, other):
    """True where ``one`` has to come before ``other``."""
    if not overlap(one, other):
        return False
    if covers(one, other) or covers(other, one):
        return not covers(one, other)
    if sorted(key for key, dummy in one) != sorted(key for key, dummy in other):
        return False
    for field in FIELDS:
        pairs = [
            (value, item)
            for key, values in one
            for same, items in other
            if key == same and key[0] == field
            for value in values
            for item in items
            if _overlap(field, value, item)
        ]
        narrower, wider = (any(_narrower(field, *pair) for pair in some) for some in (pairs, [p[::-1] for p in pairs]))
        if narrower != wider:
            return narrower
    return False


def _narrower(field, one, other):
    """True where one value comes before another that it overlaps with."""
    if _covers(field, other, one) or _covers(field, one, other):
        return not _covers(field, one, other)
    return len(WILD.sub("", one)) > len(WILD.sub("", other))


@functools.lru_cache(maxsize=65536)
def _covers(field, wide, narrow):
    if wide == narrow:
        return True
    if field == "source-ip":
        wide, narrow = _networks(wide, narrow)
        return wide.version == narrow.version and narrow.subnet_of(wide)
    if "regex " in (wide[:6], narrow[:6]):
        return False
    # The wildcards of the other one are text here, which only a wider wildcard takes in.
    expression = "".join({"*": ".*", "?": "[^*]"}.get(letter, re.escape(letter)) for letter in wide)
    return re.fullmatch(expression, narrow, re.DOTALL) is not None


def _overlap(field, one, other):
    return common(field, one, other) is not None


@functools.lru_cache(maxsize=65536)
def common(field, one, other):
    """A value that fulfils both, "" where nobody knows one, or None where there is none."""
    if field == "source-ip":
        networks = sorted(_networks(one, other), key=lambda item: item.prefixlen)
        return str(networks[1][0]) if _covers(field, *map(str, networks)) else None
    if "regex " in (one[:6], other[:6]):
        return ""
    reached = {(0, 0): ""}
    queue = list(reached)
    while queue:
        left, right = queue.pop(0)
        if (left, right) == (len(one), len(other)):
            return reached[left, right]
        for letter, pair in _steps(one, other, left, right):
            if pair not in reached:
                reached[pair] = reached[left, right] + letter
                queue.append(pair)
    return None


def fulfils(rule, request):
    """True where a request, {(field, header's name): value}, fulfils parsed conditions."""
    return all(key in request and any(_covers(key[0], value, request[key]) for value in values) for key, values in rule)


def _steps(one, other, left, right):
    """(letter, how far two patterns get) by one letter that both take, or by ending a star."""
    mine, theirs = one[left : left + 1], other[right : right + 1]
    if mine == "*":
        yield "", (left + 1, right)
    if theirs == "*":
        yield "", (left, right + 1)
    if mine and theirs and (mine == theirs or {mine, theirs} & {"*", "?"}):
        letter = next((item for item in (mine, theirs) if item not in "*?"), "x")
        yield letter, (left + (mine != "*"), right + (theirs != "*"))


def _networks(*texts):
    return [ipaddress.ip_network(text, strict=False) for text in texts]
