# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Declaring: what a capability's pure function works with. No AWS call, no Ansible."""

from __future__ import annotations

import contextlib
import contextvars
import dataclasses
import fnmatch
import hashlib
import re
import typing

from .errors import BadInput, BadName
from .kind import Node
from .references import is_known, reference, references


@dataclasses.dataclass(frozen=True)
class Stack:
    """The identity of one stack and what all its capabilities share.

    :param tags: the user's tags for every object
    :param from_stack: capability name -> identity of the stack that has it, for read-only neighbours
    :param partition: aws, aws-cn, ... of the region
    :param replica_region: the Region of the place "replica", where copies of data go, or None
    :param existing: capability name -> what stands in place of its exports: name -> value, of objects that are nobody's of ours
    """

    application: str
    environment: str
    region: str
    account_id: str | None = None
    tags: dict = dataclasses.field(default_factory=dict)
    from_stack: dict = dataclasses.field(default_factory=dict)
    partition: str = "aws"
    existing: dict = dataclasses.field(default_factory=dict)
    replica_region: str | None = None

    def foreign(self, capability):
        """True where a capability's objects are another stack's, or given as existing ones."""
        return capability in self.from_stack or bool(self.existing.get(capability))

    @property
    def identity(self):
        """``<application>/<environment>/<region>``: the ownership value. It never changes."""
        return "%s/%s/%s" % (self.application, self.environment, self.region)

    @property
    def prefix(self):
        """What names of this stack's objects begin with: ``<application>-<environment>``."""
        return "%s-%s" % (self.application, self.environment)

    def name(self, suffix="", limit=255, regional=False, room=0):
        """A physical name within AWS's limit: prefix, region where ``regional`` (account-wide kinds), suffix.

        Text that does not fit is cut and ends in eight hexadecimal digits of the full text's SHA-256, so two names
        never become one. ``room`` is kept free for a generation suffix.
        """
        parts = [self.prefix] + ([self.region] if regional else []) + ([suffix] if suffix else [])
        return fit("-".join(parts), limit - room)

    def global_name(self, suffix):
        """A bucket name: globally unique in practice, by the account. At most 63 characters."""
        return self.name("%s-%s" % (self.account_id, suffix) if self.account_id else suffix, 63, regional=True).lower()


def fit(text, limit):
    """``text`` cut to ``limit`` characters with a hash of the whole at its end, or as it is where it fits."""
    if len(text) <= limit:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return "%s-%s" % (text[: limit - 9].rstrip("-"), digest)


LONGEST_NAME = 200  # an address is the value of a tag, which has at most 256 characters
_NAME = re.compile(r"[A-Za-z0-9_.:*@+-]+")
_INSTANCE = re.compile(r"[A-Za-z0-9_.:@+-]+")


class Declaration:
    """The nodes and outputs of one capability.

    :param name: the capability's name
    :param instance: tells several of one stack apart (``main`` by default)
    """

    def __init__(self, name, stack, instance="main"):
        self._checked(name, instance)
        self.name, self.stack, self.instance = name, stack, instance
        self.nodes, self.outputs, self.expectations, self.hints, self.asked = [], {}, [], {}, {}

    def __repr__(self):
        return "Declaration(%s/%s, %d nodes)" % (self.name, self.instance, len(self.nodes))

    def add(self, kind, name, want, after=(), delegated=(), place="main", tags=None, before=(), readies=()):
        """Wish for one object; gives the Node, whose items are references.

        :param name: the last part of the address: short, stable, made of known text
        :param after: nodes, addresses, or pairs of one and "exists"/"ready", that come first without being referred to
        :param before: the same, of any capability: those that come after this node, where they are declared in the run; with
            "standing" only where they are there already and are changed in place, also if this node refers to them
        :param readies: nodes or addresses of those that become ready through this one only
        """
        self._named(kind.kind, name)
        tags = {**self.stack.tags, **(tags or {})}
        if not is_known(tags):
            raise BadInput(
                "stack_tags", tags, "tags are plain text; what a resource answers only after it is made cannot be one"
            )
        node = Node(
            kind,
            "%s/%s/%s/%s" % (self.name, self.instance, kind.kind, name),
            want,
            ordered(after),
            delegated,
            place,
            tags,
            ordered(before),
            [address for address, dummy in ordered(readies)],
        )
        self.nodes.append(node)
        return node

    def neighbour(self, capability, export, explicit=None, instance="main", option=None):
        """A value of another capability: the explicit one where given, else a reference to its export.

        The engine finds it in this graph, in the stack named by ``from_stack``, or in this stack by tags.

        :param option: the option that may give it explicitly
        """
        existing = self.stack.existing.get(capability, {}).get(export)
        for given in (explicit, existing):
            if given not in (None, "", []):
                return given
        self._checked(capability, instance)
        found = reference(self._shared(capability, "%s/%s" % (capability, instance), export), export)
        return self.asks(found, option) if option else found

    def neighbour_node(self, capability, kind, name, field, instance="main"):
        """A field of one named node of another capability, such as the ARN of the secret ``db-credentials``."""
        kind = getattr(kind, "kind", kind)
        self._checked(capability, instance)
        self._named(kind, name)
        address = "%s/%s/%s/%s" % (capability, instance, kind, name)
        return reference(self._shared(capability, address), field)

    @staticmethod
    def _checked(capability, instance):
        if not (isinstance(instance, str) and _INSTANCE.fullmatch(instance)):
            raise BadInput("%s_instance" % capability, instance, "letters, digits and _ . : @ + - are allowed")

    def _named(self, kind, name):
        if not (isinstance(name, str) and _NAME.fullmatch(name) and len(name) <= LONGEST_NAME):
            raise BadName(
                "%s_%s" % (self.name, kind),
                name,
                "at most %d letters, digits and _ . : * @ + - are allowed" % LONGEST_NAME,
            )

    def _shared(self, capability, address, export=""):
        """``address`` in the stack that ``from_stack`` names for the export or its capability."""
        named = self.stack.from_stack
        identity = named.get("%s.%s" % (capability, export), named.get(capability, self.stack.identity))
        return address if identity == self.stack.identity else "%s//%s" % (identity, address)

    def hint(self, value, text):
        """Say what to do where the neighbour that ``value`` refers to is not there."""
        for address, field in references(value):
            self.hints[address, field] = text

    def asks(self, value, option, given=None):
        """``value``, of which one option says what it refers to: where that is not there, it is told by the option.

        :param given: what the option is; None where it would make the reference needless
        """
        for key in references(value):
            self.asked.setdefault(key, []).append(("%s_%s" % (self.name, option), given))
        return value

    def orders(self, address, option, given):
        """Say which option names a node, of any capability, that is only ordered: a run that declares its capability has it."""
        self.asked.setdefault((address, ""), []).append(("%s_%s" % (self.name, option), given))

    def expect(self, value, test, option, given, allowed):
        """Refuse ``option`` unless ``test(value)`` holds once the references in ``value`` are replaced.

        :param allowed: what is allowed, or a function of the replaced value that says it
        """
        self.expectations.append(Expectation(value, test, "%s_%s" % (self.name, option), given, allowed))

    def fail(self, option, value, allowed):
        """Refuse an option of this capability (``option`` without the role's prefix)."""
        raise BadInput("%s_%s" % (self.name, option), value, allowed)

    def check(self, condition, option, value, allowed):
        """Refuse unless ``condition`` holds; values that are references pass. What is refused is told with what follows."""
        if is_known(value) and not condition:
            with self.collecting():
                self.fail(option, value, allowed)

    @contextlib.contextmanager
    def collecting(self):
        """What is refused inside is remembered where all that is wrong is told together; the rest is declared all the same."""
        problems = _PROBLEMS.get()
        if problems is None:
            yield
            return
        before = len(problems)
        try:
            yield
        except BadInput as error:
            problems.extend(error.problems)
        except Exception:
            if len(problems) == before:
                raise  # else it stumbled over what was refused already


_PROBLEMS = contextvars.ContextVar("problems", default=None)


def together(declare, *arguments):
    """``declare(*arguments)``, a capability's; everything that it refuses is raised as one error.

    :raises BadInput: with all of ``problems``
    """
    problems = []
    token = _PROBLEMS.set(problems)
    try:
        result = declare(*arguments)
    except BadInput as error:
        raise _all([*problems, *error.problems]) from None
    except Exception:
        if not problems:
            raise
        result = None  # it stumbled over what was refused already
    finally:
        _PROBLEMS.reset(token)
    if problems:
        raise _all(problems)
    return result


def _all(problems):
    """One error of several. A name that is told already is told once."""
    return BadInput.together([item for item in problems if not isinstance(item, BadName)] or problems)


def ordered(items):
    """Nodes, addresses, or pairs of one and a strength, as pairs (address, strength)."""
    pairs = [item if isinstance(item, tuple) else (item, "exists") for item in items]
    return [(getattr(item, "address", item), strength) for item, strength in pairs]


@dataclasses.dataclass(frozen=True)
class Expectation:
    """A check of one option that needs another node's value. See Declaration.expect."""

    value: typing.Any
    test: typing.Callable
    option: str
    given: typing.Any
    allowed: typing.Any


@dataclasses.dataclass(frozen=True)
class Export:
    """What a capability offers its neighbours: a field of one node, or of all nodes whose name fits a pattern.

    :param kind: kind name
    :param name: node name, or an fnmatch pattern where ``many``
    :param field: field name
    :param unlike: an fnmatch pattern of names that are not meant although they fit
    :param otherwise: the Export that says it where the capability has no such node, as a cluster does in an instance's place
    """

    kind: str
    name: str
    field: str
    many: bool = False
    unlike: str = ""
    otherwise: Export | None = None

    @property
    def ways(self):
        """This export, and those that say it in its place."""
        return [self, *(self.otherwise.ways if self.otherwise else ())]

    def means(self, name):
        """Whether a node of the kind with this name is meant."""
        return fnmatch.fnmatchcase(name, self.name) and not fnmatch.fnmatchcase(name, self.unlike)
