# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The graph: the nodes of all declarations joined, and what each comes after."""

from __future__ import annotations

import fnmatch
import graphlib

from .errors import BadInput, SlipwayError
from .fields import READY
from .references import references

STANDING = "standing"  # the strength in ``before``: only where the other node is there and is changed in place


class Graph:
    """The joined nodes of all declarations: addresses are unique, equal twins are one, exports point at nodes.

    :param declarations: list of declaring.Declaration
    :param exports: capability -> name -> Export
    """

    def __init__(self, declarations, exports):
        self.exports = exports
        self.capabilities = list(dict.fromkeys("%s/%s" % (item.name, item.instance) for item in declarations))
        self.nodes, self.expectations, problems = {}, [], []
        self.left_out = []  # nodes that are declared too, but are no wishes of this run
        self.hints = {key: text for item in declarations for key, text in item.hints.items()}
        self.asked = {}  # (address, field) -> pairs (option, value) that ask for it
        for item in declarations:
            for key, pairs in item.asked.items():
                self.asked.setdefault(key, []).extend(pairs)
        for declaration in declarations:
            self.expectations.extend(declaration.expectations)
            for node in declaration.nodes:
                twin = self.nodes.setdefault(node.address, node)
                if twin is not node and (twin.want, twin.place, twin.kind) != (node.want, node.place, node.kind):
                    problems.append("%s is declared twice with different wishes" % node.address)
        if problems:
            raise SlipwayError("\n".join(problems))
        declared = {node.kind.kind for node in self.nodes.values() if not node.only_with}
        for address, node in list(self.nodes.items()):
            if node.only_with and declared.isdisjoint(node.only_with):
                del self.nodes[address]
        for node in self.nodes.values():
            for address, members in node.where.items():
                if address in self.nodes:
                    node.want.update(members)
        self.earlier = {}  # address -> pairs (address, strength) of the nodes that come before it by their own word
        self.ahead = []  # pairs (address, address of what it comes before where that stands)
        for address, node in self.nodes.items():
            for pattern, strength in node.before:
                for later in self._fitting(pattern):
                    if strength == STANDING:
                        self.ahead.append((address, later))
                    else:
                        self.earlier.setdefault(later, []).append((address, strength))
        self.through = {}  # address -> addresses of the nodes that it becomes ready through
        for address, node in self.nodes.items():
            for other in node.readies:
                self.through.setdefault(other, []).append(address)
        self._edges = {address: self._comes_after(node) for address, node in self.nodes.items()}
        self.order = self._sort(self._edges)

    def edges(self, node):
        """Addresses in this graph that a node comes after: {address: "exists" | "ready"}."""
        return self._edges[node.address]

    def turned(self, standing):
        """(nodes in order, {address: edges}) of a run, in which some nodes come before what stands, as they say.

        What they refer to is there already, so neither they nor what they come after waits for its change.

        :param standing: addresses of the nodes that are there and are changed in place
        """
        pairs = [pair for pair in self.ahead if pair[1] in standing]
        if not pairs:
            return self.order, self._edges
        edges = {address: dict(found) for address, found in self._edges.items()}
        for first, later in pairs:
            edges[later][first] = "ready"
        for first, later in pairs:
            for address in _reached(edges, first):
                if (later, address) not in pairs:
                    edges[address].pop(later, None)
        return self._sort(edges), edges

    def _comes_after(self, node):
        found = {}
        for address, field in references(node.want):
            for target, target_field in self.targets(address, field):
                definition = self.nodes[target].kind.fields.get(target_field)
                if definition is None:
                    raise SlipwayError(
                        "%s refers to %s.%s; %s has no field %s"
                        % (node.address, target, target_field, self.nodes[target].kind.kind, target_field)
                    )
                strength = "ready" if definition.known == READY else "exists"
                found[target] = "ready" if "ready" in (strength, found.get(target)) else "exists"
        for pattern, strength in (*node.after, *self.earlier.get(node.address, ())):
            for address in self._fitting(pattern):
                if address != node.address:
                    found[address] = "ready" if "ready" in (strength, found.get(address)) else "exists"
        return found

    def targets(self, address, field):
        """The nodes of this graph that a reference means: [(address, field)]; an export may mean many."""
        if address in self.nodes:
            return [(address, field)]
        if address in self.capabilities:
            meant, export = self._meant(address, field), self.export(address, field)
            return [(name, export.field) for name in self.nodes if meant(name)]
        return []

    def inside(self, address, field):
        """True where the nodes of this graph answer what a reference means: none of those that do was left out."""
        if address in self.nodes:
            return True
        if address not in self.capabilities:
            return False
        meant = self._meant(address, field)
        return not any(meant(node.address) for node in self.left_out if not node.only_with)

    def _meant(self, address, field):
        """A test of addresses: whether a reference means the node there, by its address or by an export."""
        if address.count("/") != 1 or "//" in address:
            return lambda other: other == address
        export = self.export(address, field)
        prefix = "%s/%s/" % (address, export.kind)
        return lambda other: other.startswith(prefix) and export.means(other[len(prefix) :])

    def outside(self, kind):
        """The nodes left out of this run that are all it looks for of a kind; none where it looks for others too."""
        found = []
        values = [node.want for node in self.nodes.values()] + [item.value for item in self.expectations]
        for value in values if self.left_out else ():
            for address, field in references(value):
                if address in self.nodes or self.kind_name(address, field) != kind.kind:
                    continue
                meant = self._meant(address, field)
                fitting = [node for node in self.left_out if meant(node.address)]
                if not fitting:
                    return []
                found += [node for node in fitting if node not in found]
        return found

    def export(self, address, field):
        """The Export ``field`` of the capability at ``capability/instance``: the one that its declaration has."""
        try:
            offered = self.exports[address.split("/")[0]][field]
        except KeyError:
            raise SlipwayError("%s has no output %s for its neighbours" % (address, field)) from None
        for export in offered.ways if offered.otherwise else ():
            prefix = "%s/%s/" % (address, export.kind)
            if any(other.startswith(prefix) for other in (*self.nodes, *(node.address for node in self.left_out))):
                return export
        return offered

    def _fitting(self, pattern):
        """The addresses of this graph that are, or fit, an address with or without ``*``."""
        return fnmatch.filter(self.nodes, pattern) if "*" in pattern else [pattern] if pattern in self.nodes else []

    def kind_name(self, address, field):
        """The name of the kind that a reference means, whether it is in this graph or not."""
        plain = address.split("//", 1)[-1]
        return self.export(plain, field).kind if plain.count("/") == 1 else plain.split("/")[2]

    def kind_names(self, address, field):
        """The names of the kinds that a reference to what this graph does not have may mean."""
        plain = address.split("//", 1)[-1]
        if plain.count("/") > 1:
            return [plain.split("/")[2]]
        return [export.kind for export in self.export(plain, field).ways]

    def _sort(self, edges):
        sorter = graphlib.TopologicalSorter({address: sorted(found) for address, found in sorted(edges.items())})
        try:
            return [self.nodes[address] for address in sorter.static_order()]
        except graphlib.CycleError as error:
            raise self._circle(error.args[1]) from None

    def _circle(self, circle):
        """The error on nodes that need one another, by the options that ask for it where there are such."""
        way = " -> ".join(circle)
        wanted = {pair for address in circle for pair in references(self.nodes[address].want)}
        problems = [
            BadInput(option, given, "what it stands for is made with it: %s" % way)
            for key, pairs in sorted(self.asked.items())
            if key in wanted and not {target for target, dummy in self.targets(*key)}.isdisjoint(circle)
            for option, given in pairs
            if given is not None
        ]
        if problems:
            return BadInput.together(problems)
        return SlipwayError("these declarations need one another in a circle: %s" % way)


def _reached(edges, start):
    """A node and all that it comes after, over others too."""
    seen, queue = {start}, [start]
    while queue:
        for address in edges[queue.pop()]:
            if address not in seen:
                seen.add(address)
                queue.append(address)
    return seen
