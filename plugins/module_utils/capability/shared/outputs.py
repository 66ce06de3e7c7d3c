# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The word ``output(<capability>.<name>)``: what another capability has, in any text of an option.

``output(cdn.domain_name)`` is of this stack, ``output(cdn/second.domain_name)`` of an instance of its own, and
``output(platform/prod/us-east-1//cdn.domain_name)`` of another stack of the account and Region. It is looked up in the graph where
the run declares it, and on AWS where it does not.
"""

from __future__ import annotations

import difflib
import re

from ...engine.errors import BadInput
from ...engine.references import reference, references
from ..index import EXPORTS

WORD = re.compile(r"output\((?:([a-z0-9-]+/[a-z0-9-]+/[a-z0-9-]+)//)?([a-z_]+)(?:/([A-Za-z0-9_-]+))?\.([A-Za-z_]+)\)")


def replaced(value, path, named, problems):
    """A copy of a value in which every such word is the reference that it stands for.

    :param path: where the value is among a task's options
    :param named: called with a path; gives the option's full name
    :param problems: list of BadInput to which is added what no capability has
    """
    if isinstance(value, dict):
        return {
            key: replaced(item, "%s.%s" % (path, key) if path else str(key), named, problems)
            for key, item in value.items()
        }
    if isinstance(value, list):
        return [replaced(item, "%s[%d]" % (path, index), named, problems) for index, item in enumerate(value)]
    if not isinstance(value, str) or "output(" not in value:
        return value

    def word(match):
        stack, capability, instance, name = match.groups()
        export = EXPORTS.get(capability, {}).get(name)
        if export is None or export.many and match[0] != value:
            problems.append(BadInput(named(path), match[0], _allowed(capability, name)))
            return match[0]
        return reference("%s%s/%s" % (stack + "//" if stack else "", capability, instance or "main"), name)

    return WORD.sub(word, value)


def asked(value, path=""):
    """(path, reference, word) of every output that options, in which the words were replaced, ask for."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from asked(item, "%s.%s" % (path, key) if path else str(key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from asked(item, "%s[%d]" % (path, index))
    elif isinstance(value, str):
        for address, field in references(value):
            stack, mark, plain = address.rpartition("//")
            if plain.count("/") == 1:
                word = "output(%s%s.%s)" % (stack + mark, plain.removesuffix("/main"), field)
                yield path, reference(address, field), word


def _allowed(capability, name):
    """What there is, or what was meant."""
    if not EXPORTS.get(capability):
        near = difflib.get_close_matches(capability, [key for key, found in EXPORTS.items() if found], 1)
        there = ", ".join(key for key, found in EXPORTS.items() if found)
        return "did you mean output(%s.%s)?" % (near[0], name) if near else "capabilities with outputs are " + there
    if name in EXPORTS[capability]:
        return "it is a list: it can be an item of a list, or the whole of one, and no part of a text"
    near = difflib.get_close_matches(name, list(EXPORTS[capability]), 1)
    there = ", ".join(EXPORTS[capability])
    return "did you mean output(%s.%s)?" % (capability, near[0]) if near else "%s has %s" % (capability, there)
