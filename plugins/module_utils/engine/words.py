# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Words: what a user says for one run about objects by address. Every dangerous thing needs one."""

from __future__ import annotations

import dataclasses
import fnmatch
import re

from .ownership import KEYS


@dataclasses.dataclass(frozen=True)
class Words:
    """The user's words for this run.

    :param replace: addresses whose replacement, with its interruption, is accepted
    :param data: addresses of guarded objects that may be deleted
    :param new_data: addresses of guarded objects that are new although the stack owns undeclared data of the kind
    :param adopt: address -> id of an existing object to take over
    :param forget: addresses whose objects stay but are no longer ours
    :param formerly: new address -> old address
    :param ignore: ``address.field`` patterns never compared
    :param ignore_tags: tag key patterns never compared
    :param prune: delete what declared capabilities no longer declare
    """

    replace: frozenset = frozenset()
    data: frozenset = frozenset()
    new_data: frozenset = frozenset()
    adopt: dict = dataclasses.field(default_factory=dict)
    forget: frozenset = frozenset()
    formerly: dict = dataclasses.field(default_factory=dict)
    ignore: tuple = ()
    ignore_tags: tuple = ()
    prune: bool = False

    def ignored(self, address, path):
        """True where the user said that this field, or what it is a member of, is not compared.

        Names fit in API form and in snake case, members with a dot or in brackets.
        """
        if not self.ignore:
            return False
        names = [_dotted("%s.%s" % (address, name)) for name in (path, label(path))]
        found = [name.split(".") for name in names]
        start = address.count(".") + 1
        return any(
            fnmatch.fnmatchcase(".".join(parts[:end]), _dotted(pattern))
            for parts in found
            for end in range(start + 1, len(parts) + 1)
            for pattern in self.ignore
        )

    def ignored_tag(self, key):
        """True for tags that are somebody else's. Those that prove ownership are always ours."""
        return (
            key.startswith("aws:")
            or key not in KEYS
            and any(fnmatch.fnmatchcase(key, pattern) for pattern in self.ignore_tags)
        )


def _dotted(text):
    """List[key].Member as List.key.Member: brackets would be a set of characters to fnmatch."""
    return text.replace("[", ".").replace("]", "")


def _snake(name):
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", name)).lower()


def label(path):
    """An API path as the plan shows it: HealthCheck.IntervalSeconds -> health_check.interval_seconds."""
    head, bracket, rest = path.partition("[")
    # What has a colon is no member of the API's: it is a policy's condition key, which stays as AWS spells it.
    head = ".".join(name if ":" in name else _snake(name) for name in head.split("."))
    if not bracket:
        return head
    inner, close, tail = rest.partition("]")
    return head + "[" + inner + close + (label(tail) if tail else "")
