# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Addresses that a user's words name, checked against what is declared and what there is. Pure.

A word for what is to be made is refused where that is not declared. A word for what is to go is used up by the run that obeys
it, and by one that was killed half-way: there, what is not there is refused where something else has nearly that address, and
said otherwise. What other capabilities declare nobody knows in this run: only the form of such an address is checked.
"""

from __future__ import annotations

import difflib

from .comparing import members
from .lines import CREATE
from .needs import listed
from .ownership import KEYS, OTHERS
from .words import Words, label


def misdirected(plan, graph, snapshot, words, stack, deleting):
    """(problems, notes): sentences on addresses that name nothing.

    :param deleting: the run looks for all that the stack owns
    """
    told = Told(graph, snapshot, stack)
    for option, addresses in (
        ("stack_adopt", words.adopt),
        ("stack_formerly", words.formerly),
        ("stack_replace", words.replace),
        ("stack_new_data", words.new_data),
    ):
        for address in sorted(addresses):
            told.declared(option, address)
    for new, old in sorted(words.formerly.items()):
        told.renamed(new, old, plan)
    for address in sorted(words.forget):
        if address in graph.nodes:
            told.problems.append("stack_forget: %s is still declared; take it out of the declaration first" % address)
        else:
            told.there("stack_forget", address, told.undeclared - set(words.forget), "nothing is forgotten for it")
    for address in sorted(words.data):
        if deleting:
            told.there("stack_data", address, told.guarded - set(words.data), "nothing is deleted for it")
        else:
            told.formed("stack_data", address)
    for pattern in words.ignore:
        told.ignored(pattern, plan)
    return told.problems, told.notes


class Told:
    """What is wrong with the addresses of some words."""

    def __init__(self, graph, snapshot, stack):
        self.graph, self.problems, self.notes = graph, [], []
        self.wished = set(graph.nodes) | {node.address for node in graph.left_out}
        lives = [live for live in snapshot.all() if live.stack == stack.identity and live.address]
        self.live = {live.address for live in lives}
        self.guarded = {live.address for live in lives if live.kind.guarded}
        self.undeclared = self.live - self.wished

    def formed(self, option, address):
        """True where the form is an address's, of a capability that there is."""
        parts = address.split("/")
        if len(parts) < 4 or not all(parts):
            self.problems.append(
                "%s: %r is no address; one looks like service/main/ecs_service/api, as the plan shows it"
                % (option, address)
            )
            return False
        known = {item.split("/")[0] for item in (*self.graph.exports, *self.graph.capabilities, *self.live)}
        if parts[0] not in known:
            near = difflib.get_close_matches(parts[0], sorted(known), 1)
            meant = "; did you mean %s?" % "/".join([*near, *parts[1:]]) if near else ""
            self.problems.append("%s: %s: there is no capability %s%s" % (option, address, parts[0], meant))
            return False
        return True

    def declared(self, option, address):
        """An address that has to be declared, where this run declares its capability."""
        if address in self.wished or not self.formed(option, address):
            return
        if "/".join(address.split("/")[:2]) in self.graph.capabilities:
            self.problems.append("%s: %s is not declared%s" % (option, address, alternatives(address, self.wished)))

    def there(self, option, address, others, so):
        """An address of what the stack should have."""
        if address in self.live or not self.formed(option, address):
            return
        near = nearest(address, others)
        if near:
            self.problems.append("%s: the stack has no %s; did you mean %s?" % (option, address, near))
        else:
            self.notes.append("%s: the stack has no %s, so %s." % (option, address, so))

    def renamed(self, new, old, plan):
        """The earlier address of a declared object."""
        if not self.formed("stack_formerly", old) or new not in self.graph.nodes:
            return
        line = plan.by_address()[new]
        kinds = [address.split("/")[2] for address in (new, old)]
        if old in self.graph.nodes:
            self.problems.append(
                "stack_formerly: %s is still declared, so %s cannot have its object; remove one of them" % (old, new)
            )
        elif kinds[0] != kinds[1]:
            self.problems.append("stack_formerly: %s cannot become %s, which is of another kind" % (old, new))
        elif line.verb == CREATE and old not in self.live:
            near = nearest(old, {item for item in self.undeclared if item.split("/")[2] == kinds[1]})
            if near:
                self.problems.append("stack_formerly: the stack has no %s; did you mean %s?" % (old, near))

    def ignored(self, pattern, plan):
        """A field to ignore that nobody has: a misspelt one would be silent."""
        capability = pattern.split("/")[0]
        declared = {item.split("/")[0] for item in self.graph.capabilities}
        if "*" in capability or capability not in declared and capability in self.graph.exports:
            return  # it may be about what this run does not declare
        one, lines = Words(ignore=(pattern,)), [line for line in plan.lines if line.node is not None]
        if any(one.ignored(line.address, path) for line in lines for path in paths(line)):
            return
        text = "stack_ignore: %s is no field of anything declared here" % pattern
        near = next((found for found in (_field(pattern, lines), self._address(pattern)) if found), None)
        if near:
            self.problems.append("%s; did you mean %s?" % (text, near))
        else:
            self.notes.append(text)

    def _address(self, pattern):
        """The pattern with the address that was probably meant."""
        address, dot, path = pattern.partition(".")
        near = nearest(address, self.wished - {address}) if dot and "*" not in address else None
        return near and "%s.%s" % (near, path)


def _field(pattern, lines):
    """The pattern with the field that was probably meant, where its address is one."""
    for line in lines:
        if pattern.startswith(line.address + "."):
            path = pattern[len(line.address) + 1 :]
            first = path.split(".")[0].split("[")[0]
            names = [form for name in line.kind.fields for form in (name, label(name))]
            near = difflib.get_close_matches(first, names, 1) if first not in names else []
            return "%s.%s%s" % (line.address, near[0], path[len(first) :]) if near else None
    return None


def nearest(address, known):
    """The known address that was probably meant: of the same kind with a name like it, of the same name, or of no known kind and like it; or None."""
    prefix, name = address.rpartition("/")[::2]
    of_kind = {item.rpartition("/")[2]: item for item in sorted(known) if item.rpartition("/")[0] == prefix}
    named = {item.rpartition("/")[0]: item for item in sorted(known) if item.rpartition("/")[2] == name}
    for wanted, found, cutoff in ((name, of_kind, 0.5), (prefix, named, 0.8)):
        close = difflib.get_close_matches(wanted, list(found), 1, cutoff)
        if close:
            return found[close[0]]
    close = [] if of_kind else difflib.get_close_matches(address, sorted(known), 1, 0.8)
    return close[0] if close else None


def alternatives(address, known):
    """What an address may be meant to be, or what there is of its kind: the end of a sentence, or nothing."""
    near = nearest(address, known)
    if near:
        return "; did you mean %s?" % near
    prefix = address.rpartition("/")[0] + "/"
    there = [item for item in known if item.startswith(prefix)]
    return "; there is %s" % listed(there) if there else ""


def paths(line):
    """The paths of all that a line's object has and is wished to have."""
    live = line.live.fields if line.live is not None else {}
    for name, field in line.kind.fields.items():
        yield name
        for value in (line.want.get(name), live.get(name)):
            yield from members(name, value, field)
    tags = (line.live.tags if line.live is not None else None) or ()
    for key in (*KEYS, OTHERS, *line.node.tags, *tags):
        yield "Tags[%s]" % key
