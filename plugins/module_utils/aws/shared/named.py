# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Kinds with a name of their own that are read one by one: those wished for, and those that may be the stack's."""

from __future__ import annotations

from .tagged import TaggedKind
from .tagging import tagged


class NamedKind(TaggedKind):
    """An object that its name finds.

    Wished names are asked for. Where orphans are looked for, or what other stacks and capabilities use (``looked_up``), two
    more ways lead to names: those that begin like the stacks', and the tagging index, which knows what a person has named.
    """

    identity = "natural"
    index_type = ""  # service and resource of the ARN, such as "sns" or "scheduler:schedule-group": see tagging.tagged
    looked_up = False  # others refer to it without declaring it

    @classmethod
    def listed(cls, api, prefix):
        """The names that begin with ``prefix``, or more."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def read(cls, api, name):
        """The Live of a name, or None."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def name_of(cls, arn):
        """The name in an ARN."""
        return arn.replace("/", ":").rpartition(":")[2]

    @classmethod
    def names(cls, api, scope):
        """The names to ask for."""
        names = set(scope.named(cls.name_field))
        if not (scope.full or cls.looked_up and (not scope.wants or len(scope.owners) > 1)):
            return names
        starts = ["-".join(owner.split("/")[:2]) for owner in scope.owners]
        for start in starts:
            names.update(name for name in cls.listed(api, start) if name.startswith(start))
        return names | {cls.name_of(arn) for arn in tagged(api, scope.owners, cls.index_type)}

    @classmethod
    def observe(cls, api, scope):
        lives = [live for live in api.map(lambda name: cls.read(api, name), sorted(cls.names(api, scope))) if live]
        if cls.late_tags:
            wished = set(scope.named(cls.name_field))
            cls.read_tags(api, [live for live in lives if live.fields[cls.name_field] not in wished])
        return lives

    @classmethod
    def refresh(cls, api, live):
        return cls.read(api, live.fields[cls.name_field])
