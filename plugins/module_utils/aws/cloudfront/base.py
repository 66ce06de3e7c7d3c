# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Amazon CloudFront: what its kinds share."""

from __future__ import annotations

from ...engine import ownership
from ...engine.errors import AwsError
from ...engine.kind import Kind, Live


def listed(value):
    """Plain lists as CloudFront's {Quantity, Items}, at every depth; members that are None are left out."""
    if isinstance(value, dict):
        result = {name: listed(item) for name, item in value.items() if item is not None and name != "Items"}
        if isinstance(value.get("Items"), list):
            result.update(listed(value["Items"]))
        return result
    if isinstance(value, list):
        return {"Quantity": len(value), **({"Items": [listed(item) for item in value]} if value else {})}
    return value


def plain(value):
    """CloudFront's {Quantity, Items} as plain lists, at every depth; one with more members keeps them beside Items."""
    if isinstance(value, dict):
        if "Quantity" in value:
            items = [plain(item) for item in value.get("Items") or []]
            others = {name: plain(item) for name, item in value.items() if name not in ("Quantity", "Items")}
            return {**others, "Items": items} if others else items
        return {name: plain(item) for name, item in value.items()}
    return value


def with_etag(change):
    """``change()``, which reads an object and writes it with that read's ETag; again where another change came between."""
    for last in (False, False, True):
        try:
            return change()
        except AwsError as error:
            if error.code != "PreconditionFailed" or last:
                raise


class CloudFrontKind(Kind):
    """Listings with markers inside a nested list, and changes that need the current ETag."""

    service = "cloudfront"

    @staticmethod
    def listing(api, operation, member, **arguments):
        """All items of a listing, 100 with a call."""
        found, marker = [], {}
        while True:
            page = getattr(api, operation)(MaxItems="100", **arguments, **marker)[member]
            found.extend(page.get("Items") or [])
            if not page.get("NextMarker"):
                return found
            marker = {"Marker": page["NextMarker"]}


class StampedKind(CloudFrontKind):
    """An object without tags: found by its name, ours by the stamp in its description."""

    identity = "natural"
    name_field = "Name"
    taggable = False
    coexist = "exclusive"
    on_repeat = "unique"
    noun = ""  # what follows create_, get_, update_ and delete_
    member = ""  # the argument that holds the configuration, and the answer's, without "Config"
    gone = ""  # the code for "not found"
    note = ""  # the member that takes the stamp

    @classmethod
    def live(cls, row_id, configuration):
        """A Live of an id and the configuration as CloudFront answers it."""
        configuration = plain(configuration)
        stamp = configuration.pop(cls.note, "")
        return Live(row_id, {**configuration, "Id": row_id}, ownership.read_stamp(stamp), raw=stamp)

    @classmethod
    def create(cls, api, want, tags):
        configuration = listed({**cls.sent(want), cls.note: cls.stamp(tags)})
        answer = getattr(api, "create_" + cls.noun)(**{cls.member + "Config": configuration})[cls.member]
        live = cls.live(answer["Id"], answer[cls.member + "Config"])
        live.tags = dict(tags)
        return live

    @classmethod
    def sent(cls, want):
        """The configuration a wish means, without the stamp; what is left out is taken away."""
        return {name: want[name] for name in cls.fields if name != "Id" and want.get(name) not in (None, {}, [])}

    @classmethod
    def stamp(cls, tags):
        """The text that says whose it is."""
        return ownership.stamp(tags)

    @classmethod
    def update(cls, api, live, want, delta):
        cls._write(api, live, {**cls.sent(want), cls.note: live.raw})
        live.fields.update({name: want[name] for name in delta.names})
        return live

    @classmethod
    def tag(cls, api, live, tags):
        cls._write(api, live, {**cls.sent(live.fields), cls.note: cls.stamp(tags)})
        live.tags, live.raw = dict(tags), cls.stamp(tags)

    @classmethod
    def untag(cls, api, live, keys):
        cls._write(api, live, {**cls.sent(live.fields), cls.note: ""})

    @classmethod
    def _write(cls, api, live, configuration):
        def change():
            etag = getattr(api, "get_" + cls.noun)(Id=live.id)["ETag"]
            getattr(api, "update_" + cls.noun)(
                Id=live.id, IfMatch=etag, **{cls.member + "Config": listed(configuration)}
            )

        with_etag(change)

    @classmethod
    def refresh(cls, api, live):
        return live if api.maybe("get_" + cls.noun, (cls.gone,), Id=live.id) else None

    @classmethod
    def delete(cls, api, live):
        answer = api.maybe("get_" + cls.noun, (cls.gone,), Id=live.id)
        if answer:
            api.maybe("delete_" + cls.noun, (cls.gone,), Id=live.id, IfMatch=answer["ETag"])


def mine(scope, name, note):
    """True for an object that a wish names, or that bears the stamp of one of the stacks."""
    return name in scope.named("Name") or ownership.read_stamp(note).get(ownership.STACK) in scope.owners
