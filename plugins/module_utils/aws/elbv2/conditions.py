# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Elastic Load Balancing: the conditions of a listener rule in one form. Pure."""

from __future__ import annotations

from ...engine.references import is_known

CONFIGS = {
    "path-pattern": "PathPatternConfig",
    "host-header": "HostHeaderConfig",
    "http-header": "HttpHeaderConfig",
    "query-string": "QueryStringConfig",
    "http-request-method": "HttpRequestMethodConfig",
    "source-ip": "SourceIpConfig",
}


def conditions(items):
    """Conditions in one form: the config member of the field, values sorted, host names in lower case.

    AWS answers ``Values`` beside the config of path and host conditions.
    """
    return sorted((_condition(item) for item in items or []), key=repr)


def _condition(item):
    member = CONFIGS[item["Field"]]
    config = dict(item.get(member) or {"Values": item.get("Values") or []})
    for name in ("Values", "RegexValues"):
        values = config.pop(name, None)
        if values:
            if item["Field"] == "host-header":
                values = [value.lower() if is_known(value) else value for value in values]
            config[name] = sorted(values, key=repr)
    return {"Field": item["Field"], member: config}


def values_of(condition):
    """The values of one condition in canonical form."""
    config = condition[CONFIGS[condition["Field"]]]
    return list(config.get("Values") or []) + list(config.get("RegexValues") or [])
