# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The option ``values``: the values of one environment, for secrets and parameters that the application describes."""

from __future__ import annotations

from ..shared.policy import instead
from .parameters import WORDS

SCALARS = (str, int, float)


def filled(options, values):
    """Options with the values of secrets and parameters in them.

    :param options: the options as they were given
    :param values: name -> value of a parameter, or of each key of a secret
    :returns: (options, path of each value -> path below ``values``, list of (path below ``values``, what is allowed))
    """
    given = {name: dict(options.get(name) or {}) for name in ("secrets", "parameters") if _described(options.get(name))}
    secrets, parameters = given.get("secrets", {}), given.get("parameters", {})
    sources, refused = {}, []
    texts = {str(name): name for name in [*parameters, *secrets]}  # YAML reads a name of digits as a number
    for name, value in values.items():
        name = texts.get(str(name), str(name))
        if value is None:
            continue
        if name in secrets and (isinstance(value, dict) or name not in parameters):
            secrets[name] = _secret(name, secrets[name], value, sources, refused)
        elif name not in parameters:
            refused.append((str(name), instead(name, [*secrets, *parameters])))
        elif not _value(value):
            refused.append((str(name), "text or a number is allowed: the value of the parameter"))
        else:
            base = parameters[name] if isinstance(parameters[name], dict) else {}
            parameters[name] = {**{word: base[word] for word in base if word not in WORDS}, "value": value}
            sources.update({"parameters.%s.value" % name: name, "parameters.%s" % name: name})
    return {**options, **given}, sources, refused


def _described(given):
    return given is None or isinstance(given, dict)


def _value(value):
    return isinstance(value, SCALARS) and not isinstance(value, bool)


def _secret(name, base, value, sources, refused):
    """A secret with the values of some of its keys."""
    keys = base.get("keys") if isinstance(base, dict) else None
    if not isinstance(keys, dict):
        return base  # it is refused for itself
    if not isinstance(value, dict):
        refused.append((str(name), "a dictionary of values by key is allowed, of %s" % ", ".join(map(str, keys))))
        return base
    result = dict(keys)
    texts = {str(key): key for key in keys}
    for key, item in value.items():
        key = texts.get(str(key), str(key))
        path = "%s.%s" % (name, key)
        if key not in keys:
            refused.append((path, instead(key, keys)))
        elif item is not None and not _value(item):
            refused.append((path, "text or a number is allowed: the value of the key"))
        elif item is not None:
            result[key] = item
            sources["secrets.%s.keys.%s" % (name, key)] = path
    return {**base, "keys": result}
