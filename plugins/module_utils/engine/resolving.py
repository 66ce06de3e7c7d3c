# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Resolving: what a reference stands for, by what is planned, what is live, or what has been made."""

from __future__ import annotations

from .errors import SlipwayError
from .fields import CREATE_ONLY, EACH_UPDATE
from .lines import BLOCKED, CREATE, REPLACE, UNKNOWN, WAIT
from .references import is_known, substitute


class Unknown(KeyError):
    """A value that is not known yet."""


class Resolver:
    """Replaces references by what is planned, what is live, or what has been made."""

    def __init__(self, graph, snapshot):
        self.graph, self.snapshot, self.lines, self.missing = graph, snapshot, {}, {}

    def resolve(self, value, node=None):
        """``value`` with all known references replaced; unknown ones stay as text."""

        def lookup(address, field):
            # A lookup's answer may itself stand for what is made later.
            found = self._value(address, field, node)
            return found if is_known(found) else substitute(found, lookup)

        return substitute(value, lookup)

    def _value(self, address, field, node):
        stack = None
        plain = address
        if "//" in address:
            stack, plain = address.split("//", 1)
        if not stack and plain in self.graph.nodes:
            return self._of(plain, field)
        if not stack and plain in self.graph.capabilities and self.graph.inside(plain, field):
            export, targets = self.graph.export(plain, field), self.graph.targets(plain, field)
            if targets or export.many:
                values = [self._of(target, target_field) for target, target_field in sorted(targets)]
                return values if export.many else values[0]
        elif plain.count("/") == 1:
            export = self.graph.export(plain, field)
            values = self.snapshot.export(export, plain, stack)
            if values:
                return values if export.many else values[0]
        else:
            for live in self.snapshot.at(plain, stack):
                if field in live.fields:
                    return live.fields[field]
        if node is not None:
            self.missing.setdefault((address, field), node.address)
        raise Unknown(address)

    def _of(self, address, field):
        line = self.lines.get(address)
        if line is None or line.verb in (BLOCKED, UNKNOWN) or line.verb == WAIT and line.live is None:
            raise Unknown(address)
        definition = line.kind.fields.get(field)
        if definition is None:
            raise SlipwayError("%s has no field %s" % (address, field))
        live = line.live if line.verb not in (CREATE, REPLACE) else None
        if live is not None:
            if definition.known == EACH_UPDATE and line.renews or line.touches(definition.renewed_by):
                raise Unknown(address)
            if definition.change == CREATE_ONLY and field in live.fields:
                return live.fields[field]  # never compared, so the wish may be another
            if (
                not definition.computed
                and field in line.want
                and is_known(line.want[field])
                and field not in line.node.delegated
            ):
                return line.want[field]
            if field in live.fields:
                return live.fields[field]
        elif (
            not definition.computed
            and field in line.want
            and line.want[field] is not None
            and is_known(line.want[field])
        ):
            return line.want[field]
        raise Unknown(address)
