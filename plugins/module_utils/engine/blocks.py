# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The optional blocks of a kind's contract: a kind says of each only what differs from what stands here."""

from __future__ import annotations

from .live import CALL, READY, Live


class Naming:
    """What tells an object of a kind from others, for AWS and for people."""

    name_field = None  # the field that holds the physical name
    name_limit = None  # AWS's limit for it
    caseless = False  # AWS takes names that differ in capital letters only for the same
    telling = ()  # fields that tell a new object from others in a plan: else the name and the first required ones
    console = ""  # path in the AWS console; placeholders: {region}, {id}, {quoted_id}, any field


class Placing:
    """Where objects of a kind are, and what else is listed for them."""

    places = ("main",)  # places of a stack in which its objects may be (main, cdn, dns, replica)
    region = None  # the fixed region of a global service's kind (us-east-1), else the place's
    needs: tuple = ()  # names of kinds whose snapshot the listing needs, that of the parent first
    shared = False  # another stack's with the same ``key`` serves this one too, and is left as it is
    # Children without any stack's tags in an owned, declared parent are surplus: field of the parent's id.
    exclusive_in = None
    deleted_with_parent = True  # parts: deleting the parent deletes them
    deleted_with = ()  # fields with the id of another object whose deletion deletes the part too


class Tagging:
    """Tags, which prove whose an object is. Kinds without are parts, or say it in a comment or a name."""

    taggable = True  # the engine compares and writes tags
    late_tags = False  # tags cost a call per object: taken from ``indexed``, read where that is not enough

    @classmethod
    def indexed(cls, api, owners):
        """{ARN: tags} of all objects of some stacks, for kinds with late tags: what an index knows, which may lag."""
        return {}

    @classmethod
    def read_tags(cls, api, lives):
        """Fill ``live.tags`` of some objects: where tags are late, or the answer of ``create`` does not show them."""

    @classmethod
    def find_by_id(cls, api, identifier):
        """The object of an id, whosever it is, with all that ``observe`` shows of one, or None: for what is to be taken over.

        Kinds that are known by their tags are asked. Others are listed by their names, unless they override it.
        """
        return cls.refresh(api, Live(identifier, {}, {}))

    @classmethod
    def tag(cls, api, live, tags):
        """Write these tags (all or some) to the object."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def untag(cls, api, live, keys):
        """Remove these tag keys from the object."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def made_by_aws_for(cls, live):
        """What AWS makes such an object for by itself: (kind names, key) of its owner, or None where people have made it.

        Without tags it is the owner's stack's, and taken over.
        """
        return


class Thinking:
    """What can be said of a wish. Pure, but for ``preflight`` and ``read_late``."""

    data = False  # a read-only lookup (availability zones, somebody else's hosted zone): never made or deleted
    follows: tuple = ()  # names of kinds whose objects decide a part of a wish: see ``follow``
    step = False  # an action that is needed or not: shown as "> run"
    revisions = False  # update registers a new revision: shown as "revise"

    @classmethod
    def validate(cls, want):
        """Sentences on what AWS would refuse in a wish; values that are still references are skipped."""
        return []

    @classmethod
    def arrange(cls, lines, lives, words):
        """Values that we choose ourselves (the priority of a listener rule), for all wishes of the kind in a place at once.

        :param lines: their plan lines
        :param lives: all live objects of the kind in that place
        :returns: {address: values to add to the wish}, {address: addresses of lines that are carried out before it, or pairs of
            one and "ready"}
        """
        return {}, {}

    @classmethod
    def conflicts(cls, lines, foreign):
        """Sentences on wishes that do not go with what is not the stack's, each with its address. After ``arrange``.

        :param foreign: live objects of the kind that are not the stack's
        """
        return []

    @classmethod
    def follow(cls, want, live, others):
        """Values of a wish that follow from other objects of the stack. Only kinds that name some in ``follows`` are asked.

        :param live: the fields of the object that is there, {} where none is
        :param others: the fields of all objects of those kinds: those that are declared, and those that stay on AWS
        """
        return {}

    @classmethod
    def differences(cls, want, live):
        """Extra differences that the field table cannot express: list of (path, was, wanted)."""
        return []

    @classmethod
    def allowed(cls, values):
        """What documents among values allow, for the picture of a stack: pairs (actions, resources), each a list of text."""
        return ()

    @classmethod
    def missing_text(cls, want):
        """For ``data`` kinds: the sentence that says what was looked for and not found, and the next step."""
        return "%s was not found" % cls.kind

    @classmethod
    def read_late(cls, api, live, want):
        """Called after the first plan for an object that exists, with a known wish: more fields (a dict), or None.

        Only kinds that override it are asked. Use it for what is dear to read and needs the wish.
        """
        return

    @classmethod
    def preflight(cls, api, want, live):
        """Asked before the first write for nodes that will be made or changed: list of Problem (may read AWS).

        :param want: the wish, with None for what ``arrange`` gave: where that is taken meanwhile, ``create`` chooses anew
        """
        return []


class Waiting:
    """From the call until the object is ready: how long, how often to look, and what the look says."""

    wait_timeout = 1800  # seconds until ready at the longest, AWS's documented worst case: see ``timeout_of``
    first_poll = 0.2  # seconds until the first look while waiting; later ones come further and further apart
    poll = 5  # seconds between two looks while waiting, where it does not take long
    durations: dict = {}  # seconds until ready or gone, as a rule: create, update, delete; see ``duration_of``
    when_stable = False  # left to a later run where it would have to wait for stability and the run does not
    delete_failed = False  # what ended as failed serves nobody: it is deleted when that is seen

    @classmethod
    def state(cls, live):
        """(READY | WORKING | FAILED, short line on what it is doing), from what was read."""
        return READY, ""

    @classmethod
    def duration_of(cls, verb, values, changed=()):
        """Seconds from the call until the object is ready or gone, as a rule: for forecasts and the pace of looking.

        :param verb: create, update or delete
        :param values: the wish; the fields of what is deleted
        :param changed: names of the fields that an update changes
        """
        return cls.durations.get(verb, CALL)

    @classmethod
    def timeout_of(cls, want):
        """Seconds that a wish may take until it is ready, at the longest."""
        return cls.wait_timeout

    @classmethod
    def refresh(cls, api, live):
        """The object read again (while waiting), or None if it is gone."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def refresh_many(cls, api, lives):
        """Many read again, with as few calls as possible: {id: Live} of those that are there, or {id: row} for ``refreshed``.

        Only kinds that override it are asked.
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def refreshed(cls, api, live, row):
        """The Live of one of the rows that ``refresh_many`` gave, with whatever else has to be read for it."""
        return row


class Removal:
    """How an object goes, what holds it, and what stays of it."""

    delete_timeout = 1200  # seconds until it is gone at the longest
    # AWS's codes for "it is still used", which pass.
    delete_retry = ("DependencyViolation", "ResourceInUse", "ResourceInUseException")
    waits_for_deletion = False  # deletion takes time: the engine waits until ``refresh`` gives None

    @classmethod
    def delete_after(cls, live):
        """Names of kinds whose objects go before this one though they do not refer to it, where that makes no circle."""
        return ()

    @classmethod
    def holders(cls, api, live):
        """What holds an object whose deletion AWS refuses, each with its owner: sentence parts. Reads AWS."""
        return []

    @classmethod
    def left_behind(cls, live):
        """What stays when the object is deleted, and the kinds that this still needs: (sentence part, kind names)."""
        return "", ()

    @classmethod
    def restore(cls, api, live, want, tags):
        """Take back an object that is going or gone with its name still held. Only kinds that override it are asked."""
        raise NotImplementedError(cls.kind)


class Replacing:
    """Whether one object may take another one's place, and what a repeated create does."""

    coexist = "exclusive"  # new_name | exclusive | never: may two generations stand side by side
    on_repeat = "unique"  # token | unique | overlap | upsert | none: what a repeated create does
    replace_freely = False  # a replacement needs no word (no user notices)


class GuardedData:
    """Objects that hold data: never replaced, pruned or destroyed without their address said."""

    guarded = False
    upkeep = ""  # what AWS bills for an object that is kept, as a sentence part; list prices of us-east-1


class HandingOver:
    """Replacing in the path of traffic, in two passes: see handover.py. Only kinds that override a hook are asked."""

    directs_traffic = False  # sends traffic to what it refers to

    @classmethod
    def handover_obstacle(cls, want, old):
        """Of what can be handed over: the sentence part why it cannot this time, or ""."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def can_take_over(cls, api, live, old):
        """(state, line) of a new generation that is to take the traffic of the old one."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def alternate_of(cls, address):
        """Address of an object that takes turns with the one at an address, under some controllers; else ""."""
        return ""

    @classmethod
    def using_both(cls, want, live, moves):
        """The wish of a user for the time of two generations.

        :param live: its fields
        :param moves: {id of the new one: ids of the old ones}
        """
        raise NotImplementedError(cls.kind)

    @classmethod
    def cannot_use_both(cls, want):
        """Of a user that can in general: why it cannot use two generations for a time, or ""."""
        return ""
