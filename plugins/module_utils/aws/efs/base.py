# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: what its kinds share."""

from __future__ import annotations

from ...engine import ownership
from ...engine.kind import FAILED, READY, WORKING, Live
from ...engine.references import is_known
from ..shared.tagged import TaggedKind, Tagging
from ..shared.tags import tag_dict


class EfsKind(TaggedKind):
    """An EFS object with tags; its id is what TagResource takes. The kinds' states are those of LifeCycleState."""

    service = "efs"
    tagging = Tagging("ResourceId")
    taggable = True
    on_repeat = "token"
    poll = 2

    @classmethod
    def shape(cls, row):
        """The fields of a described row."""
        return {name: row[name] for name in cls.fields if row.get(name) is not None}

    @classmethod
    def live(cls, row, tags=None):
        """The Live of a described row, or of a create call's answer."""
        state = row.get("LifeCycleState")
        return Live(
            row[cls.id_field],
            cls.shape(row),
            tag_dict(row.get("Tags")) if tags is None else dict(tags),
            raw=state,
            tombstone="it is being deleted" if state == "deleting" else None,
        )

    @classmethod
    def mine(cls, live, scope):
        """Whether a listed object matters: ours by its tags, or one that holds a name we wish for."""
        named = live.fields.get(cls.name_field) in scope.named(cls.name_field)
        return named or live.tags.get(ownership.STACK) in scope.owners

    @classmethod
    def state(cls, live):
        if live.raw in (None, "available"):
            return READY, ""
        return (FAILED if live.raw == "error" else WORKING), live.raw


def mode(text):
    """File mode bits as AWS answers them, with or without a leading zero, in one form."""
    return text.zfill(4) if isinstance(text, str) and is_known(text) else text
