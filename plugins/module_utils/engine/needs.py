# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Needs: what wishes refer to that neither this run declares nor AWS has. Said all at once, with what there is. Pure."""

from __future__ import annotations

import difflib
import fnmatch

from .errors import BadInput

MANY = 12  # names of what there is that one sentence lists


def unmet(missing, graph, snapshot):
    """Sentences on needs that cannot be met: one for each value that names what is not there, one for each neighbour.

    :param missing: (address, field) of a reference -> address of the first node that needs it
    """
    found, neighbours = {}, {}
    for (address, field), needed_by in sorted(missing.items()):
        need = Need(address, field, graph, snapshot)
        values = [(option, given) for option, given in graph.asked.get((address, field), []) if given is not None]
        for option, given in values:
            found[option, repr(given), need.what] = str(BadInput(option, given, need.text()))
        if not values:
            who = "/".join(needed_by.split("/")[:2])
            neighbours.setdefault((who, address, need.what if need.declared else ""), []).append(need)
    for (who, address, dummy), needs in neighbours.items():
        fields = sorted({need.field for need in needs if need.exported})
        named = "%s (%s)" % (address, ", ".join(fields)) if fields else address
        ways = list(dict.fromkeys(way for need in needs for way in need.ways))
        found[who, address, dummy] = "%s needs %s: %s" % (who, named, needs[0].text(ways))
    return list(found.values())


class Need:
    """One reference that means nothing.

    :param address: of a node, or of a capability whose export is meant; behind its stack's identity where that is another's
    """

    def __init__(self, address, field, graph, snapshot):
        self.address, self.field, self.graph = address, field, graph
        plain = address.split("//")[-1]
        self.foreign = address.split("//")[0] if "//" in address else ""
        self.exported = plain.count("/") == 1
        self.capability = "/".join(plain.split("/")[:2])
        self.declared = not self.foreign and self.capability in graph.capabilities
        kind = graph.kind_name(address, field)
        self.name = graph.export(plain, field).name if self.exported else plain.split("/", 3)[3]
        self.what = "%s %s" % (kind.replace("_", " "), self.name)
        self.there = self._there(snapshot, kind)

    def _there(self, snapshot, kind):
        """The names of what there is of that kind: declared, or on AWS."""
        stack = self.foreign or snapshot.owner
        found = {live.address for live in snapshot.all() if live.stack == stack and not live.tombstone and live.address}
        found |= set() if self.foreign else set(self.graph.nodes)
        prefix = "%s/%s/" % (self.capability, kind)
        names = {address[len(prefix) :] for address in found if address.startswith(prefix)}
        return {name for name in names if not fnmatch.fnmatchcase(name, self.name)}

    @property
    def ways(self):
        """What a person can do: sentence parts."""
        asked = self.graph.asked.get((self.address, self.field), [])
        ways = ["give %s" % option for option, given in asked if given is None]
        if self.foreign:
            return ["make it there", *ways]
        if self.declared:
            hint = self.graph.hints.get((self.address, self.field))
            return [hint] if hint else ways
        name = self.capability.partition("/")[0]
        return ["declare %s in this run" % name, "run its role first", "name its stack in stack_from_stack", *ways]

    def text(self, ways=None):
        """What there is instead, and what to do: the end of a sentence."""
        where = self.capability
        if self.foreign:
            where = "%s of the stack %s" % (self.capability, self.foreign)
        if self.there or self.declared:
            found = "%s has no %s" % (where, self.what)
        elif self.foreign:
            found = "there is no %s" % where
        else:
            found = "neither this run nor AWS has %s" % where
        ways = ", or ".join(self.ways if ways is None else ways)
        if self.there:
            found += "; there is %s%s" % (listed(self.there), near(self.name, self.there))
        return found + ("; " * bool(ways)) + ways


def near(name, known):
    """A sentence part that asks whether a known name was meant; nothing where none is like it."""
    close = difflib.get_close_matches(str(name), sorted(known), 1)
    return " (did you mean %s?)" % close[0] if close else ""


def listed(names):
    """Names as a sentence lists them."""
    names = sorted(names)
    more = ["%d more" % (len(names) - MANY)] if len(names) > MANY else []
    return ", ".join(names[:MANY] + more)
