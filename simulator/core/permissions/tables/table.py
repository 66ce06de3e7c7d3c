"""The form of a table. Names of actions, kinds of resources and variables are those of AWS's reference.

A path names members of the input below one another, as in ``Delete.Objects.Key``; lists on the way are taken item by
item. Several paths in one text, parted by spaces, are alternatives: what is found under any of them counts.
"""

from __future__ import annotations

from dataclasses import dataclass, field


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
