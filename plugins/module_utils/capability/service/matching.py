# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which requests a service gets: the conditions of its listener rule, each refused where Elastic Load Balancing would; and
that the rules of other services leave it some."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing

from ...aws.elbv2.conditions import conditions as one_form
from ...aws.elbv2.listener_rule import ListenerRule
from ...aws.elbv2.narrowness import equal, hidden, parsed, precedes
from ...aws.elbv2.priorities import Rule, assign, first_priority
from ...engine.references import is_known

VALUES = 5  # condition values of one rule (Application Load Balancer quotas)
LONGEST = 128  # characters of one value
# Option -> field, member, form of each value, what is allowed (RuleCondition and the members of its type).
FORMS = {
    "paths": (
        "path-pattern",
        "PathPatternConfig",
        r"[/*][A-Za-z0-9_.$/~\"'@:+&*?-]{0,127}",
        "at most 128 characters that begin with / or * are allowed: letters, digits and _ - . $ / ~ \" ' @ : + & * ?",
    ),
    "hosts": (
        "host-header",
        "HostHeaderConfig",
        r"(?=.{1,128}$)[A-Za-z0-9.*?-]*\.[A-Za-z]+",
        "host names with * and ? are allowed, with a dot, and nothing but letters after the last one",
    ),
    "methods": (
        "http-request-method",
        "HttpRequestMethodConfig",
        r"[A-Z_-]{1,40}",
        "HTTP methods in capitals are allowed",
    ),
}
CONDITIONS = ("paths", "hosts", "headers", "methods", "query", "source_cidrs")
# What the rules of a service are called behind its name, and the option that says when they match and which priority they have.
RULES = {
    "": ("load_balancer", "load_balancer.priority"),
    ".http": ("load_balancer", "load_balancer.priority"),
    ".test": ("deployment.test_headers", "deployment.test_priority"),
}
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'+.^_`|~-]{1,40}")  # RFC 7230 without the wildcard


def conditions(context):
    """The conditions of the service's rule; a rule without any gets every path."""
    options, result = context.options["load_balancer"], []
    for option, (field, member, form, allowed) in FORMS.items():
        for value in options[option]:
            context.check(re.fullmatch(form, value), "load_balancer." + option, value, allowed)
        if options[option]:
            result.append({"Field": field, member: {"Values": options[option]}})
    if options["source_cidrs"]:
        for cidr in options["source_cidrs"]:
            context.check(
                network(cidr), "load_balancer.source_cidrs", cidr, "address ranges such as 203.0.113.0/24 are allowed"
            )
        ranges = [str(network(text) or text) for text in options["source_cidrs"]]
        result.append({"Field": "source-ip", "SourceIpConfig": {"Values": ranges}})
    result += headers(context, "load_balancer.headers")
    if options["query"]:
        for key, value in options["query"].items():
            _check_length(context, "load_balancer.query." + key, value)
            _check_length(context, "load_balancer.query", key)
        pairs = [{"Key": key, "Value": value} for key, value in sorted(options["query"].items())]
        result.append({"Field": "query-string", "QueryStringConfig": {"Values": pairs}})
    result = result or [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/*"]}}]
    check_count(context, result, "load_balancer")
    return result


def headers(context, path):
    """The conditions of the headers at a path below the service."""
    section, name = path.split(".")
    given = context.options[section][name]
    for header, values in given.items():
        context.check(
            TOKEN.fullmatch(header) and header.lower() != "host",
            path,
            header,
            "names of headers without wildcards, of at most 40 characters, are allowed; for Host there is load_balancer.hosts",
        )
        for value in values:
            _check_length(context, "%s.%s" % (path, header), value)
    return [
        {"Field": "http-header", "HttpHeaderConfig": {"HttpHeaderName": header, "Values": values}}
        for header, values in sorted(given.items())
    ]


def _check_length(context, path, text):
    context.check(
        not is_known(text) or 1 <= len(text) <= LONGEST, path, text, "1 to %d characters are allowed" % LONGEST
    )


def check_count(context, some, path):
    """Refuse more values than one rule may have."""
    count = sum(len(config["Values"]) for item in some for config in item.values() if isinstance(config, dict))
    context.check(
        count <= VALUES,
        path,
        "%d condition values" % count,
        "at most %d in one rule are allowed%s"
        % (VALUES, "" if path == "load_balancer" else ", those of load_balancer among them"),
    )


def network(text):
    """The ip_network of a range, or None."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


@dataclasses.dataclass(eq=False)
class _Wish:
    """One rule of a service."""

    context: typing.Any
    name: str
    where: str
    numbered: str
    conditions: list
    priority: int | None

    def refuse(self, option, value, allowed):
        """Keep a problem of this rule; others are looked for all the same."""
        with self.context.declaration.collecting():
            self.context.refuse(option, value, allowed)

    def before(self, other):
        """True where it gets what both match."""
        if self.priority is not None and other.priority is not None:
            return self.priority < other.priority
        return precedes(self.conditions, other.conditions)


def check_rules(contexts):
    """Refuse rules of one listener that never get a request, priorities that are said twice, and such that leave no room."""
    listeners = {}
    for context in contexts:
        for listener, wish in _wishes(context):
            listeners.setdefault(listener, []).append(wish)
    for wishes in listeners.values():
        if _numbers(wishes) and _room(wishes):
            for index, wish in enumerate(wishes):
                _check_hidden(wish, wishes[:index], wishes)


def _wishes(context):
    for behind, (where, numbered) in RULES.items():
        for node in context.declaration.nodes:
            want = node.want
            if node.kind is not ListenerRule or node.address.rpartition("/")[2] != context.name + behind:
                continue
            if is_known(want["Conditions"]):
                rule = parsed(one_form(want["Conditions"]))
                yield want["ListenerArn"], _Wish(context, context.name, where, numbered, rule, want.get("Priority"))


def _numbers(wishes):
    """False where two rules are told to have the same priority."""
    said, once = {}, True
    for wish in wishes:
        if wish.priority is None:
            continue
        other = said.setdefault(wish.priority, wish)
        if other is not wish:
            once = False
            wish.refuse(
                wish.numbered,
                wish.priority,
                "each rule of a listener has another priority, and the service %s has this one" % other.name,
            )
    return once


def _room(wishes):
    """False where the declared priorities leave none to a rule that has to come before theirs."""
    rules = [
        Rule(str(index), wish.conditions, first_priority(wish.conditions), declared=wish.priority)
        for index, wish in enumerate(wishes)
    ]
    if assign(rules, set()):
        return True
    free = [wish for wish in wishes if wish.priority is None]
    wide = [
        wish
        for wish in wishes
        if wish.priority is not None and any(precedes(one.conditions, wish.conditions) for one in free)
    ]
    wish = min(wide, key=lambda wish: wish.priority)
    names = sorted({one.name for one in free if precedes(one.conditions, wish.conditions)})
    wish.refuse(
        wish.numbered,
        wish.priority,
        "the rules of %s match less and have to come before it: a higher number is needed, or a lower one for each of them"
        % ", ".join(names),
    )
    return False


def _check_hidden(wish, earlier, wishes):
    given = wish.context.options["load_balancer"]
    shown = {name: given[name] for name in CONDITIONS if given[name]}
    if wish.where != "load_balancer":
        shown = wish.context.options["deployment"]["test_headers"]
    same = next((other for other in earlier if equal(other.conditions, wish.conditions)), None)
    if same:
        wish.refuse(
            wish.where,
            shown,
            "the service %s has the same conditions on this listener, and only one of the two would get the "
            "requests: other paths, hosts, headers, methods, query or source_cidrs are needed" % same.name,
        )
        return
    before = [other for other in wishes if other is not wish and other.before(wish)]
    taking = hidden(wish.conditions, [other.conditions for other in before])
    if taking:
        wish.refuse(
            wish.where,
            shown,
            "no request would get here: rules that come before this one on its listener take all of them, those of %s"
            % ", ".join(sorted({before[index].name for index in taking})),
        )
