# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Live edges: which of the stack's objects refer to which, read off the snapshot."""

from __future__ import annotations

import re

from .references import walk

_ID = re.compile(r"[a-z]+-[0-9a-f]{8,17}|arn:[^\s]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|E[A-Z0-9]{11,14}")
_ARN = re.compile(r"arn:[^\s\"',]+")


class Edges:
    """References among live objects. Ids and ARNs always count; a plain name counts where the kind declares that it
    uses the other (a cluster's name in an alarm's dimension is no reference)."""

    def __init__(self, lives):
        self.uses, self.users, self.by_address = {}, {}, {}
        lives = [live for live in lives if not live.tombstone and not live.kind.data]
        index, ids = {}, {live.id for live in lives}
        for live in lives:
            self.by_address.setdefault(live.address, []).append(live)
            for name in _names(live):
                if name == live.id or name not in ids:  # what another object is called by AWS is no name of this one
                    index.setdefault(name, []).append(live)
        for live in lives:
            found = {}
            if live.parent and live.parent in index:
                for other in index[live.parent]:
                    found[id(other)] = other
            for token in _tokens(live.fields):
                for other in index.get(token, ()):
                    if other is not live and (_ID.fullmatch(token) or other.kind.kind in live.kind.uses):
                        found[id(other)] = other
            self.uses[id(live)] = list(found.values())
            for other in found.values():
                self.users.setdefault(id(other), []).append(live)

    def at(self, address):
        """The live objects at an address."""
        return self.by_address.get(address, [])

    def used_by(self, live):
        """The live objects that refer to this one; its own parts left out."""
        return [
            user
            for user in self.users.get(id(live), [])
            if not (user.kind.identity == "part" and user.parent == live.id or _follows(user, live))
        ]

    def deleted_with(self, live):
        """The live objects whose deletion deletes this one: the parent of a part, and what its kind names besides."""
        dies = live.kind.identity == "part" and live.kind.deleted_with_parent
        return [
            other for other in self.uses.get(id(live), []) if dies and other.id == live.parent or _follows(live, other)
        ]

    def used_with_parts(self, live):
        """The live objects that this one refers to, and those that the parts refer to that die with it."""
        users = self.users.get(id(live), [])
        parts = [user for user in users if any(parent is live for parent in self.deleted_with(user))]
        return [other for item in (live, *parts) for other in self.uses.get(id(item), []) if other is not live]

    def needed(self, live):
        """What this object refers to, and what those refer to, transitively: [(object, the one that needs it)]."""
        seen, queue = {id(live)}, [live]
        result = []
        while queue:
            current = queue.pop(0)
            for other in self.uses.get(id(current), []):
                if id(other) not in seen:
                    seen.add(id(other))
                    result.append((other, current))
                    queue.append(other)
        return result


def _follows(part, other):
    """True where deleting the other object deletes the part, though it is not its parent."""
    return any(part.fields.get(name) == other.id for name in part.kind.deleted_with)


def looks_like_id(value):
    """True for text in the form of an AWS id or ARN."""
    return isinstance(value, str) and bool(_ID.fullmatch(value))


def known_names(lives):
    """All ids and ARNs that some live objects are known by."""
    return {name for live in lives for name in _names(live)}


def _names(live):
    names = {live.id}
    for name, field in live.kind.fields.items():
        value = live.fields.get(name)
        if field.computed and looks_like_id(value) and name != live.kind.exclusive_in:
            names.add(value)
    return names


def _tokens(fields):
    tokens = set()
    for leaf in walk(fields):
        if not isinstance(leaf, str):
            continue
        tokens.add(leaf)
        if "arn:" in leaf:
            for arn in _ARN.findall(leaf):
                # arn:...:secret:name-AbCdEf:key:: and arn:...:log-group:name:* point at the object before the suffix
                for _step in range(4):
                    tokens.add(arn)
                    arn = arn.rpartition(":")[0] if ":" in arn else arn
                    tokens.add(arn.rstrip("*/"))
    return tokens
