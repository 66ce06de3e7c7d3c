# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Kinds and nodes: what the engine knows of AWS.

A kind is one sort of AWS object, described by data and a few methods in one file under ``aws/``. A node is one wish for
one object of a kind, made by a capability.
"""

from __future__ import annotations

import dataclasses
import typing

from . import references
from .fields import REQUIRED, Default

READY, WORKING, FAILED = "ready", "working", "failed"
CALL = 1  # seconds of a change that AWS makes at once


@dataclasses.dataclass
class Live:
    """One object that exists on AWS, as one read saw it.

    :param id: what the API calls it by (id, ARN or name): unique within kind and place
    :param fields: values by API name: what is compared, and what others may refer to. Only what AWS answered.
    :param tags: its tags; None where they were not read yet (kinds with ``late_tags``)
    :param raw: anything the kind needs later (an ETag, a lock token); never shown
    :param tombstone: text where the object is going or gone but its name is still taken
    :param parent: for parts and children: id of the parent object
    :param note: a sentence worth reading in the plan
    :param lost: paths of what AWS keeps for the object, such as the alarms of a scaling policy, and what is gone of it though
        the object needs it: an update brings it back
    """

    id: str
    fields: dict
    tags: dict | None = None
    raw: typing.Any = None
    tombstone: str | None = None
    parent: str | None = None
    note: str = ""
    lost: tuple = ()
    # set by the engine
    kind: typing.Any = None
    place: str = "main"
    stack: str | None = None
    address: str | None = None


@dataclasses.dataclass(frozen=True)
class Problem:
    """Why a node cannot be made as wished. ``waits`` means: only this node waits for a person, the rest goes on.

    ``note`` means: nothing forbids it, and the plan says the sentence.
    """

    text: str
    waits: bool = False
    note: bool = False


@dataclasses.dataclass(frozen=True)
class More:
    """What ``delete`` has done so far of long work: it has to be asked again.

    :param done: how many, this time
    :param what: of what, as in "12 000 versions deleted"
    """

    done: int
    what: str


class Kind:
    """Base of all kinds. Class attributes are the data; a kind is used as a class and holds no state.

    ``identity`` is the proof of ownership:
      tags     the object's own tags say stack and address
      natural  the name is fixed by us (``key``), and tags or a stamp in a description prove ownership
      part     belongs to its parent, and is found by ``key`` among the parent's parts
    ``data`` kinds are read-only lookups (availability zones, somebody else's hosted zone): never made or deleted.
    """

    kind = ""  # the address part, snake case
    service = ""  # boto3's client name
    console = ""  # path in the AWS console; placeholders: {region}, {id}, {quoted_id}, any field
    fields: dict = {}
    uses: tuple = ()  # names of kinds this one may refer to
    needs: tuple = ()  # names of kinds whose snapshot the listing needs, that of the parent first
    identity = "tags"
    taggable = True  # the engine compares and writes tags
    late_tags = False  # tags cost a call per object: taken from ``indexed``, read where that is not enough
    coexist = "exclusive"  # new_name | exclusive | never: may two generations stand side by side
    on_repeat = "unique"  # token | unique | overlap | upsert | none: what a repeated create does
    name_field = None  # the field that holds the physical name
    name_limit = None  # AWS's limit for it
    telling = ()  # fields that tell a new object from others in a plan: else the name and the first required ones
    caseless = False  # AWS takes names that differ in capital letters only for the same
    places = ("main",)  # places of a stack in which its objects may be (main, cdn, dns)
    region = None  # the fixed region of a global service's kind (us-east-1), else the place's
    exclusive_in = (
        None  # children without any stack's tags in an owned, declared parent are surplus: field of the parent's id
    )
    shared = False  # another stack's with the same ``key`` serves this one too, and is left as it is
    guarded = False  # holds data: never replaced, pruned or destroyed without its address said
    replace_freely = False  # a replacement needs no word (no user notices)
    directs_traffic = False  # sends traffic to what it refers to: see handover.py
    revisions = False  # update registers a new revision, shown as "revise"
    data = False
    step = False  # shown as "> run"
    failures_go = False  # what ended as failed serves nobody: it is deleted when that is seen
    when_stable = False  # left to a later run where it would have to wait for stability and the run does not
    wait_timeout = 1800  # seconds until ready at the longest, AWS's documented worst case: see ``patience``
    first_look = 0.2  # seconds until the first look while waiting; later ones come further and further apart
    poll = 5  # seconds between two looks while waiting, where it does not take long
    takes: dict = {}  # seconds until ready or gone, as a rule: create, update, delete; see ``lasts``
    delete_timeout = 1200
    delete_retry = ("DependencyViolation", "ResourceInUse", "ResourceInUseException")
    upkeep = ""  # what AWS bills for an object that is kept, as a sentence part; list prices of us-east-1

    # -- identity ------------------------------------------------------------------------------------------------------

    @classmethod
    def key(cls, values):
        """What identifies an object of a natural or part kind, from a wish or a live object: hashable."""
        return values.get(cls.name_field)

    # -- reading -------------------------------------------------------------------------------------------------------

    @classmethod
    def observe(cls, api, scope):
        """All live objects that matter, with as few calls as possible: list of Live.

        :param api: engine.aws.Api of the kind's service
        :param scope: engine.observing.Scope: owners, wishes, name prefix, parents
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def late(cls, api, live, want):
        """Called after the first plan for an object that exists, with a known wish: more fields (a dict), or None.

        Only kinds that override it are asked. Use it for what is dear to read and needs the wish.
        """
        return

    @classmethod
    def indexed(cls, api, owners):
        """{ARN: tags} of all objects of some stacks, for kinds with late tags: what an index knows, which may lag."""
        return {}

    @classmethod
    def read_tags(cls, api, lives):
        """Fill ``live.tags`` of kinds with late tags."""

    @classmethod
    def refresh(cls, api, live):
        """The object read again (while waiting), or None if it is gone."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def identified(cls, api, identifier):
        """The object of an id, whosever it is, with all that ``observe`` shows of one, or None: for what is to be taken over.

        Kinds that are known by their tags are asked. Others are listed by their names, unless they override it.
        """
        return cls.refresh(api, Live(identifier, {}, {}))

    # -- thinking (pure) -----------------------------------------------------------------------------------------------

    @classmethod
    def validate(cls, want):
        """Sentences on what AWS would refuse in a wish; values that are still references are skipped."""
        return []

    @classmethod
    def arrange(cls, lines, lives, words):
        """Values that we choose ourselves (the priority of a listener rule), for all wishes of the kind in a place at once.

        :param lines: their plan lines
        :param lives: all live objects of the kind in that place
        :returns: {address: values to add to the wish}, {address: addresses of lines that are carried out before it}
        """
        return {}, {}

    @classmethod
    def state(cls, live):
        """(READY | WORKING | FAILED, short line on what it is doing), from what was read."""
        return READY, ""

    @classmethod
    def lasts(cls, verb, values, changed=()):
        """Seconds from the call until the object is ready or gone, as a rule: for forecasts and the pace of looking.

        :param verb: create, update or delete
        :param values: the wish; the fields of what is deleted
        :param changed: names of the fields that an update changes
        """
        return cls.takes.get(verb, CALL)

    @classmethod
    def patience(cls, want):
        """Seconds that a wish may take until it is ready, at the longest."""
        return cls.wait_timeout

    @classmethod
    def made_for(cls, live):
        """What AWS makes such an object for by itself: (kind name, key) of its owner, or None where people have made it.

        Without tags it is the owner's stack's, and taken over.
        """
        return

    @classmethod
    def outlasts(cls, live):
        """Names of kinds whose objects go before this one though they do not refer to it, where that makes no circle."""
        return ()

    @classmethod
    def missing_text(cls, want):
        """For ``data`` kinds: the sentence that says what was looked for and not found, and the next step."""
        return "%s was not found" % cls.kind

    @classmethod
    def differences(cls, want, live):
        """Extra differences that the field table cannot express: list of (path, was, wanted)."""
        return []

    # -- changing ------------------------------------------------------------------------------------------------------

    @classmethod
    def preflight(cls, api, want, live):
        """Asked before the first write for nodes that will be made or changed: list of Problem (may read AWS).

        :param want: the wish, with None for what ``arrange`` gave: where that is taken meanwhile, ``create`` chooses anew
        """
        return []

    @classmethod
    def create(cls, api, want, tags):
        """Exactly one changing call, tags included where AWS takes them: a Live holding only what AWS answered.

        What the answer does not show as wished is put right by ``update`` straight after.
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def update(cls, api, live, want, delta):
        """Make the differences in ``delta`` (comparing.Delta) true; return the Live, with changed computed fields."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def tag(cls, api, live, tags):
        """Write these tags (all or some) to the object."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def untag(cls, api, live, keys):
        """Remove these tag keys from the object."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def delete(cls, api, live):
        """Delete the object; already gone is success. If it ``lingers``, the engine waits until ``refresh`` is None.

        Where that is long work, a part of it is done and a ``More`` given: it is asked again, other objects may come between.
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def holders(cls, api, live):
        """What holds an object whose deletion AWS refuses, each with its owner: sentence parts. Reads AWS."""
        return []

    @classmethod
    def leaves(cls, live):
        """What stays when the object is deleted, and the kinds that this still needs: (sentence part, kind names)."""
        return "", ()

    dies_with_parent = True  # parts: deleting the parent deletes them
    dies_with = ()  # fields with the id of another object whose deletion deletes the part too
    lingers = False  # deletion takes time: wait until refresh() gives None

    # Defined only by some kinds:
    # ``refresh_all(api, lives)``: many read again, with as few calls as possible: {id: Live} of those that are there,
    # or {id: row} where ``refreshed(api, live, row)`` makes the Live of one, with whatever else has to be read for it
    # ``restore(api, live, want, tags)``: can take back a tombstone
    # ``obstacle(want, old)``: can be handed over (handover.py); the sentence part why it cannot this time, or ""
    # ``relieved(api, live, old)``: (state, line) of a new generation that is to take the traffic of the old one
    # ``stand_in(address)``: address of an object that takes turns with the one at an address, under some controllers
    # ``immovable(want)``: of a user: why it cannot use two generations for a time, or ""
    # ``bridge(want, live, moves)``: the wish of a user for the time of two generations; live: its fields,
    # moves: {id of the new one: ids of the old ones}


class Node:
    """One wish: ``kind`` at ``address``. ``node["Field"]`` is reference text for use in other wishes.

    :param want: values by API name; may hold references
    :param after: pairs (address, "exists" | "ready") that order without a reference
    :param before: pairs alike: nodes, of any capability, that come after this one exists or is ready
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
