# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Kinds and nodes: what the engine knows of AWS.

A kind is one sort of AWS object, described by data and a few methods in one file under ``aws/``. A node is one wish for
one object of a kind, made by a capability.
"""

from __future__ import annotations

from . import references
from .blocks import GuardedData, HandingOver, Naming, Placing, Removal, Replacing, Tagging, Thinking, Waiting
from .fields import REQUIRED, Default
from .live import CALL, FAILED, READY, WORKING, Live, More, Problem

__all__ = ["CALL", "FAILED", "READY", "WORKING", "Kind", "Live", "More", "Node", "Problem"]


class Kind(Naming, Placing, Tagging, Thinking, Waiting, Removal, Replacing, GuardedData, HandingOver):
    """Base of all kinds. Class attributes are the data; a kind is used as a class and holds no state.

    Each kind has these ten words; all others are of the optional blocks, and have defaults there.

    kind       the address part, snake case
    service    boto3's client name
    fields     the field table: fields.Field by API name
    identity   the proof of ownership: "tags", the object's own tags say stack and address; "natural", the name is fixed
               by us (``key``), and tags or a stamp in a description prove it; "part", it belongs to its parent, and is
               found by ``key`` among the parent's parts
    key        what identifies an object of a natural or part kind; ``name_field`` says it where that is one field
    uses       names of kinds that this one may refer to
    observe, create, update, delete
    """

    kind = ""
    service = ""
    fields: dict = {}
    identity = "tags"
    uses: tuple = ()

    @classmethod
    def overrides(cls, hook):
        """True where the kind itself says something of an optional hook."""
        return getattr(cls, hook).__func__ is not getattr(Kind, hook).__func__

    @classmethod
    def key(cls, values):
        """What identifies an object of a natural or part kind, from a wish or a live object: hashable."""
        return values.get(cls.name_field)

    @classmethod
    def observe(cls, api, scope):
        """All live objects that matter, with as few calls as possible: list of Live.

        :param api: engine.aws.Api of the kind's service
        :param scope: engine.observing.Scope: owners, wishes, name prefix, parents
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def create(cls, api, want, tags):
        """Exactly one changing call, tags included where AWS takes them: a Live holding only what AWS answered.

        What the answer does not show as wished is put right by ``update`` straight after. The plan runs it against an Api
        that sends nothing, to learn what would be sent (requests.py): nothing else may be changed before that call.
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def update(cls, api, live, want, delta):
        """Make the differences in ``delta`` (comparing.Delta) true; return the Live, with changed computed fields."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def delete(cls, api, live):
        """Delete the object; already gone is success. If it ``waits_for_deletion``, the engine waits until it is gone.

        Where that is long work, a part of it is done and a ``More`` given: it is asked again, other objects may come between.
        """
        raise NotImplementedError(cls.kind)


class Node:
    """One wish: ``kind`` at ``address``. ``node["Field"]`` is reference text for use in other wishes.

    :param want: values by API name; may hold references
    :param after: pairs (address, "exists" | "ready") that order without a reference
    :param before: pairs alike, with "standing" too: nodes, of any capability, that come after this one exists or is ready
    :param readies: addresses of nodes that are made before this one and become ready through it, such as a certificate
        through its validation records: should this one fail, they are not waited for
    :param delegated: field names that AWS or another controller owns after creation, or that were chosen once
    :param place: "main", or the name of another place of the stack
    :param tags: tags beside the stack's (Name is added where the kind has none of its own)
    """

    def __init__(self, kind, address, want, after=(), delegated=(), place="main", tags=None, before=(), readies=()):
        self.kind, self.address, self.want, self.before = kind, address, want, tuple(before)
        self.readies = tuple(readies)
        self.after, self.delegated, self.place = tuple(after), tuple(delegated), place
        self.tags = dict(tags or {})
        self.where = {}  # address -> members of the wish where that node is declared too
        self.only_with = ()  # names of kinds: it is no wish where none of them is declared too
        unknown = sorted(set(want) - set(kind.fields))
        if unknown:
            raise TypeError("%s: kind %s has no field %s" % (address, kind.kind, ", ".join(unknown)))
        missing = sorted(name for name, field in kind.fields.items() if field.absent == REQUIRED and name not in want)
        if missing:
            raise TypeError("%s: kind %s needs field %s" % (address, kind.kind, ", ".join(missing)))

    def __getitem__(self, field):
        if field not in self.kind.fields:
            raise KeyError("%s has no field %s" % (self.kind.kind, field))
        return references.reference(self.address, field)

    def __repr__(self):
        return "Node(%s)" % self.address

    @property
    def capability(self):
        """``capability/instance``, the first two parts of the address."""
        return "/".join(self.address.split("/")[:2])

    def filled(self, want=None):
        """The wish with the defaults of managed fields."""
        result = dict(self.want if want is None else want)
        for name, field in self.kind.fields.items():
            if name not in result and isinstance(field.absent, Default):
                result[name] = field.absent.value
        return result
