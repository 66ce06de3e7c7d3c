# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Which requests a service gets: the conditions of its listener rule, each refused where Elastic Load Balancing would."""

from __future__ import annotations

import ipaddress
import re

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
