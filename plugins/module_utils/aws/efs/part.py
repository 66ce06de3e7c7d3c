# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon EFS: what the parts of a file system share."""

from __future__ import annotations

from ...engine.kind import Kind, Live

NO_POLICY = ("PolicyNotFound",)
GONE = ("FileSystemNotFound",)


class FileSystemPart(Kind):
    """A setting that every file system has: making it is setting it, and it goes with the file system."""

    service = "efs"
    identity = "part"
    taggable = False
    on_repeat = "upsert"
    needs = ("file_system",)
    uses = ("file_system",)
    replace_freely = True
    poll = 2

    @classmethod
    def key(cls, values):
        return values.get("FileSystemId")

    @classmethod
    def observe(cls, api, scope):
        parents = [live for live in scope.parents("file_system") if live.stack == scope.owner and not live.tombstone]
        return api.map(lambda parent: cls.read(api, parent.id), parents) if scope.wants else []

    @classmethod
    def read(cls, api, parent):
        """The Live of a file system's setting."""
        return Live(parent, {"FileSystemId": parent, **cls.answered(api, parent)}, parent=parent)

    @classmethod
    def answered(cls, api, parent):
        """The fields that AWS answers for a file system, beside its id."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def put(cls, api, want):
        """The one call that sets it."""
        raise NotImplementedError(cls.kind)

    @classmethod
    def refresh(cls, api, live):
        return cls.read(api, live.id)

    @classmethod
    def create(cls, api, want, tags):
        cls.put(api, want)
        return Live(want["FileSystemId"], {name: want[name] for name in cls.fields}, parent=want["FileSystemId"])

    @classmethod
    def update(cls, api, live, want, delta):
        cls.put(api, want)
        live.fields.update({name: want[name] for name in cls.fields})
        return live

    @classmethod
    def delete(cls, api, live):
        """Goes with its file system."""
