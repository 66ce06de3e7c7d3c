"""How a service's calls become actions of IAM. Names of actions, kinds of resources and variables are those of AWS's reference.

A path names members of the input below one another, as in ``Delete.Objects.Key``; lists on the way are taken item by
item. Several paths in one text, parted by spaces, are alternatives: what is found under any of them counts. A path that
begins with ``#`` is the name of one of the table's ``facts``, which asks the simulated account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.core.permissions.facts import Facts

    Fact = Callable[[Facts], Iterable[str]]
    TagReader = Callable[[Facts, str], Any]


def tags_by(
    service: str, operation: str, member: str, path: str, of: Callable[[str], Any] = str, **more: Any
) -> TagReader:
    """A reader of tags: ``operation`` with the ARN in ``member``, as ``of`` writes it, has them under ``path``."""

    def read(facts: Facts, arn: str) -> Any:
        found: Any = facts.invoke(service, operation, {member: of(arn), **more})
        for name in path.split("."):
            # Of a list on the way, its first item.
            found = (found[0] if found else {}) if isinstance(found, list) else found
            found = (found or {}).get(name)
        return found

    return read


def last_part(arn: str) -> str:
    """The name or id at the end of an ARN."""
    return arn.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class More:
    """An action that a call requires besides its own: on the ARN ``arn`` or those under ``path``, as far as there are any.

    With ``when``, only if the input has something under that path. ``via`` is the service that uses the caller's
    permission. In ``arn``, ``{Partition}``, ``{Region}`` and ``{Account}`` are those of the call, and every other name in
    braces is what the input has under that path.
    """

    action: str
    path: str = ""
    arn: str = ""
    when: str = ""
    via: str = ""


@dataclass(frozen=True)
class Table:
    """How a service's calls become actions.

    :param prefix: the service's name in actions
    :param found: kind of resource -> one text of paths for each variable of its ARN
    :param actions: operation -> its actions, parted by spaces, where they are not its own name
    :param kinds: operation -> the kinds of resources that count, parted by spaces, where that is not all of the action's
    :param starts: kind of resource -> how its ids begin, for services whose calls take ids of several kinds in one member
    :param tagging: the action that giving tags at creation requires, too
    :param makes: operation -> the kind that it makes, where the action knows no such resource
    :param passes: operation -> (path of a role's ARN, the service that it is passed to) each
    :param linked: operation -> the service whose service-linked role is made at the first such call
    :param more: operation -> further actions
    :param free: operations that need no permission
    :param facts: what ``#name`` stands for
    :param tags: how the tags of a resource are read by its ARN; None where AWS does not look at them
    :param keys: key of a condition -> the paths of its value
    :param list_keys: the same for keys that have several values
    :param bare: how the name in an ARN is made of one in the input
    """

    prefix: str
    found: dict[str, tuple[str, ...]] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    starts: dict[str, str] = field(default_factory=dict)
    tagging: str = ""
    makes: dict[str, str] = field(default_factory=dict)
    passes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)
    more: dict[str, tuple[More, ...]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    facts: dict[str, Fact] = field(default_factory=dict)
    tags: TagReader | None = None
    keys: dict[str, str] = field(default_factory=dict)
    list_keys: dict[str, str] = field(default_factory=dict)
    bare: Callable[[str], str] = str
