# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Observing: one batched read per kind, kinds side by side, giving one snapshot."""

from __future__ import annotations

import concurrent.futures
import dataclasses

from . import ownership
from .defects import contained, unheard
from .errors import AwsError, Defect, SlipwayError
from .references import is_known, references, substitute, walk


@dataclasses.dataclass
class Scope:
    """What a kind's ``observe`` may ask.

    :param owners: stack identities whose objects matter: ours first, then those of ``from_stack``
    :param prefix: what the names of this stack's objects begin with
    :param wants: the wishes of this kind in this place, references replaced where the value is known already
    :param full: True where orphans are looked for too; else only what the wishes need
    :param new: True where no run of the stack ever wrote anything (the lock's serial is absent)
    :param neighbours: kind name -> live objects already read in the same place (the kinds in ``needs``)
    :param left_out: wishes alike that the run was narrowed from, where they are all that it looks for of this kind
    :param deleting: True where something will go because of this look: an index, which lags, does not tell all that is ours
    :param sought: True where a wish of another kind refers to one that this run does not declare
    """

    owners: list
    prefix: str
    wants: list
    full: bool
    neighbours: dict
    new: bool = False
    left_out: list = ()
    deleting: bool = False
    sought: bool = False

    @property
    def owner(self):
        return self.owners[0]

    def tag_filters(self):
        """EC2's Filters for objects of the stacks that matter."""
        return [{"Name": "tag:" + ownership.STACK, "Values": list(self.owners)}]

    def named(self, field):
        """The known values of a field in the wishes, sorted."""
        return self._values(field, self.wants)

    def outside(self, field):
        """The known values of a field in the wishes that the run was narrowed from, where it looks for no others: sorted."""
        return [] if self.wants or self.full else self._values(field, self.left_out)

    @staticmethod
    def _values(field, wants):
        return sorted(
            {
                want[field]
                for want in wants
                if isinstance(want.get(field), str) and "(known after apply: " not in want[field]
            }
        )

    def parents(self, kind, mine=True):
        """Live objects of a needed kind, only those of the stacks that matter unless ``mine`` is False."""
        return [live for live in self.neighbours.get(kind, []) if live.stack in self.owners or not mine]


class Snapshot:
    """All live objects that one run saw, by (kind name, place)."""

    def __init__(self, owner):
        self.owner = owner
        self.lives = {}
        self.unknown = {}  # (kind name, place) -> AwsError: could not be read

    def of(self, kind, place="main"):
        """Live objects of a kind in a place."""
        return self.lives.get((kind, place), [])

    def all(self):
        """All live objects, in a stable order."""
        for key in sorted(self.lives):
            yield from self.lives[key]

    def at(self, address, stack=None):
        """The live object at an address of a stack (ours by default) as a list of one, or none. No tombstones."""
        stack = stack or self.owner
        kind = address.split("/")[2] if address.count("/") >= 3 else None
        return self._current(
            [
                live
                for key in sorted(self.lives)
                if kind is None or key[0] == kind
                for live in self.lives[key]
                if live.address == address and live.stack == stack and not live.tombstone
            ]
        )

    def export(self, export, capability, stack=None):
        """Values of an export among live objects of a stack, in address order."""
        return list(self.exported(export, capability, stack).values())

    def exported(self, export, capability, stack=None):
        """Values of an export by the address of what has them, in address order."""
        for way in export.ways:
            lives = self._having(way, capability, stack)
            if lives:
                return {live.address: live.fields[way.field] for live in lives}
        return {}

    def _having(self, export, capability, stack):
        """The live objects of a stack that an export means, in address order."""
        found = []
        for (kind, _place), lives in sorted(self.lives.items()):
            for live in lives if kind == export.kind else ():
                if (
                    live.stack != (stack or self.owner)
                    or live.tombstone
                    or not live.address
                    or export.field not in live.fields
                ):
                    continue
                parts = live.address.split("/", 3)
                if "/".join(parts[:2]) == capability and export.means(parts[3]):
                    found.append(live)
        return self._current(found)

    def _current(self, lives):
        """One object per address, in address order: of several generations the one that other objects refer to."""
        by_address = {}
        for live in lives:
            by_address.setdefault(live.address, []).append(live)
        return [
            min(group, key=self._unused) if len(group) > 1 else group[0]
            for _address, group in sorted(by_address.items())
        ]

    def _unused(self, live):
        users = sum(
            1 for other in self.all() if other is not live and any(leaf == live.id for leaf in walk(other.fields))
        )
        return -users, live.id


def observe(
    aws, stack, targets, wants, graph, full=False, new=False, before=None, report=unheard, deleting=False, sought=()
):
    """Read all live objects of the kinds in ``targets``.

    :param targets: set of (kind class, place name); the kinds they need are expected to be among them
    :param wants: list of Node
    :param graph: graph.Graph, which knows the exports
    :param before: the Snapshot of an earlier look: what wishes refer to beside the targets is as it was seen then
    :param report: called with (event, address, text)
    :param deleting: something will go because of this look
    :param sought: names of kinds of which something is wanted that this run does not declare
    :returns: Snapshot; a kind that could not be read is in ``unknown``, and so are the kinds that need it
    """
    aws.look_again()
    snapshot = Snapshot(stack.identity)
    owners = [stack.identity] + sorted(set(stack.from_stack.values()) - {stack.identity})
    pending = {(kind.kind, place): (kind, place) for kind, place in targets}
    read = set(pending)
    if before is not None:
        snapshot.lives.update((key, lives) for key, lives in before.lives.items() if key not in read)
    running = {}
    with concurrent.futures.ThreadPoolExecutor(12, thread_name_prefix="observe") as pool:
        while pending or running:
            waiting = len(pending)
            for key, (kind, place) in sorted(pending.items(), key=lambda item: item[0]):
                needs = {(name, place) for name in kind.needs}
                first = needs | (_named(wants, kind, graph) & read if kind.data else set())
                if first & set(pending) or first & {key for key, future in running.values()}:
                    continue
                del pending[key]
                blocked = next((snapshot.unknown[need] for need in sorted(needs) if need in snapshot.unknown), None)
                if blocked:
                    snapshot.unknown[key], snapshot.lives[key] = blocked, []
                    continue
                scope = Scope(
                    owners,
                    stack.prefix,
                    _wants(wants, kind, place, snapshot, graph),
                    full,
                    {name: snapshot.of(name, place) for name in kind.needs},
                    new and len(owners) == 1,
                    _wants(graph.outside(kind), kind, place, snapshot, graph),
                    deleting,
                    kind.kind in sought,
                )
                future = pool.submit(_look, kind, place, aws.api(kind.service, place, kind.region), scope, report)
                running[future] = (key, (kind, place))
            if not running:
                if len(pending) == waiting:
                    raise SlipwayError(
                        "the listings of %s need one another in a circle" % ", ".join(sorted(key[0] for key in pending))
                    )
                continue
            done = concurrent.futures.wait(running, return_when=concurrent.futures.FIRST_COMPLETED).done
            for future in done:
                key, (kind, place) = running.pop(future)
                try:
                    lives = future.result()
                except (AwsError, Defect) as error:
                    snapshot.unknown[key], snapshot.lives[key] = error, []
                    continue
                for live in lives:
                    ownership.claim(live, scope_parents(snapshot, kind, place))
                snapshot.lives[key] = lives
    return snapshot


def _look(kind, place, api, scope, report):
    """The live objects of a kind, complete: a generator's errors come up here, too."""
    with contained(kind.kind, "read what there is", report):
        lives = list(kind.observe(api, scope))
        for live in lives:
            live.kind, live.place = kind, place
        return lives


def _named(nodes, kind, graph):
    """(kind name, place) of what the wishes for a lookup refer to: an answer needs their values."""
    return {
        (live_kind, node.place)
        for node in nodes
        if node.kind is kind
        for address, field in references(node.want)
        for live_kind in [graph.kind_name(address, field)]
        if live_kind != kind.kind
    }


def scope_parents(snapshot, kind, place):
    """Live objects a kind's objects may belong to, by id."""
    return {live.id: live for name in kind.needs for live in snapshot.of(name, place)}


def _wants(nodes, kind, place, snapshot, graph):
    """The wishes of a kind with what is known so far."""

    def lookup(address, field):
        stack, plain = address.split("//", 1) if "//" in address else (None, address)
        if plain.count("/") == 1:
            export = graph.export(plain, field)
            values = snapshot.export(export, plain, stack)
            if not values:
                raise KeyError(address)
            return values if export.many else values[0]
        node = None if stack else graph.nodes.get(plain)
        if (
            node is not None
            and field in node.want
            and is_known(node.want[field])
            and not node.kind.fields[field].computed
        ):
            return node.want[field]
        for live in snapshot.at(plain, stack):
            if field in live.fields:
                return live.fields[field]
        raise KeyError(address)

    return [substitute(node.filled(), lookup) for node in nodes if node.kind is kind and node.place == place]
