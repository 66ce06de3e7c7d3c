"""Kinds of the cloud in memory, one per trait that the engine treats in its own way."""

from __future__ import annotations

import copy

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields, ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live, Problem

UPDATED = ("Value", "Note", "Uses")


class Thing(Kind):
    """Objects with a value, an immutable part, references to others, a computed id, and a value known when ready."""

    service = "fake"
    fields = {
        "Value": fields.managed("plain"),
        "Note": fields.optional(reset=""),
        "Fixed": fields.managed("a", change=fields.REPLACE),
        "Uses": fields.managed([], order="set"),
        "Home": fields.managed("", change=fields.REPLACE),
        "Id": fields.computed(),
        "Endpoint": fields.computed(fields.READY),
    }
    replace_freely = True
    coexist = "new_name"
    ready_after = 0
    prefix = None  # of ids; the kind's name by default

    @classmethod
    def shown(cls, row):
        """The fields of an object as a read shows them."""
        return {
            name: value
            for name, value in row["fields"].items()
            if name in cls.fields and (name != "Endpoint" or row["polls"] >= cls.ready_after)
        }

    @classmethod
    def live(cls, key, row):
        """One object as a read shows it."""
        parent = row["fields"]["Home"] if cls.exclusive_in or cls.identity == "part" else None
        return Live(
            key,
            cls.shown(row),
            None if cls.late_tags else dict(row["tags"]),
            raw=row["polls"],
            parent=parent,
            tombstone=row.get("tombstone"),
        )

    @classmethod
    def observe(cls, api, scope):
        return [cls.live(key, row) for key, row in api.listing(cls.kind)]

    @classmethod
    def read_tags(cls, api, lives):
        for live in lives:
            live.tags = dict(api.cloud.objects[live.id]["tags"])

    @classmethod
    def state(cls, live):
        return ("ready", "") if live.raw is None or live.raw >= cls.ready_after else ("working", "being made")

    @classmethod
    def refresh(cls, api, live):
        with api.cloud.guard:
            row = api.cloud.objects.get(live.id)
            if row is None:
                return None
            row["polls"] += 1
            if row.get("going") and row["polls"] >= cls.ready_after:
                del api.cloud.objects[live.id]
                return None
            return cls.live(live.id, copy.deepcopy(row))

    @classmethod
    def made(cls, api, want):
        """(id, fields) of a new object: all but value, note and uses, which take an update."""
        key = f"{cls.prefix or cls.kind}-{next(api.cloud.numbers):08x}"
        values = {
            "Value": "plain",
            "Fixed": want["Fixed"],
            "Uses": [],
            "Home": want["Home"],
            "Id": key,
            "Endpoint": key + ".example",
        }
        return key, {
            **values,
            **{name: want[name] for name in cls.fields if name in want and name not in (*values, *UPDATED)},
        }

    @classmethod
    def create(cls, api, want, tags):
        def do():
            key, values = cls.made(api, want)
            if key in api.cloud.objects:
                raise AwsError("fake", "create", "AlreadyExists", key)
            api.cloud.objects[key] = {"kind": cls.kind, "fields": values, "tags": dict(tags), "polls": 0}
            return key, copy.deepcopy(values)

        key, values = api.cloud.change("create", cls.kind, tags[ownership.ADDRESS], do)
        values.pop("Endpoint")
        return Live(key, values, dict(tags), raw=0, parent=values["Home"] or None)

    @classmethod
    def update(cls, api, live, want, delta):
        for name in UPDATED:
            if delta.touches(name):
                wanted = "" if want.get(name) is None else copy.deepcopy(want[name])
                api.cloud.change(
                    "update",
                    cls.kind,
                    live.address or (live.tags or {}).get(ownership.ADDRESS, live.id),
                    lambda name=name, wanted=wanted: api.cloud.objects[live.id]["fields"].update({name: wanted}),
                )
                live.fields[name] = copy.deepcopy(wanted)
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.cloud.change("tag", cls.kind, live.id, lambda: api.cloud.objects[live.id]["tags"].update(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.cloud.change(
            "untag", cls.kind, live.id, lambda: [api.cloud.objects[live.id]["tags"].pop(key, None) for key in keys]
        )

    @classmethod
    def delete(cls, api, live):
        def do():
            for other, row in api.cloud.objects.items():
                if live.id in row["fields"]["Uses"] or row["fields"]["Home"] == live.id and not KINDS[row["kind"]].weak:
                    raise AwsError("fake", "delete", "DependencyViolation", f"{live.id} is used by {other}")
            if cls.waits_for_deletion:
                api.cloud.objects[live.id].update(going=True, polls=0)
                return
            api.cloud.objects.pop(live.id, None)
            for other, row in list(api.cloud.objects.items()):
                if row["fields"]["Home"] == live.id:
                    del api.cloud.objects[other]

        api.cloud.change("delete", cls.kind, live.id, do)

    weak = False  # goes with its home


def kind(name, base=Thing, **members):
    """A new kind like another."""
    return type(name.title().replace("_", ""), (base,), {"kind": name, **members})


Base = kind("base")
Middle = kind("middle", uses=("base", "middle"))
Top = kind("top", uses=("base", "middle", "top"))
Data = kind("data", uses=("base", "middle"), guarded=True, replace_freely=False, coexist="never")
Slow = kind("slow", uses=("base", "middle"), ready_after=3)
NAMED = {"Name": fields.required(change=fields.REPLACE), **Thing.fields}
Group = kind("group", uses=("base",), name_field="Name", fields=NAMED)
Single = kind(
    "single", uses=("base",), coexist="exclusive", replace_freely=False, waits_for_deletion=True, ready_after=3
)


class Natural(Thing):
    """Named by us; the name is the id. Its tags are read before a write only."""

    kind = "natural"
    identity = "natural"
    name_field = "Name"
    fields = NAMED
    late_tags = True
    uses = ("base",)

    @classmethod
    def made(cls, api, want):
        values = super().made(api, want)[1]
        return want["Name"], {**values, "Id": want["Name"]}


Plain = kind("plain", Natural, late_tags=False)


class Member(Natural):
    """A part of a base: one per name."""

    kind = "member"
    identity = "part"
    late_tags = False
    taggable = False
    needs = ("base",)
    exclusive_in = "Home"
    weak = True

    @classmethod
    def key(cls, values):
        return (values.get("Home"), values.get("Name"))

    @classmethod
    def made(cls, api, want):
        values = super().made(api, want)[1]
        return f"{want['Home']}/{want['Name']}", values


Loose = kind("loose", Member, exclusive_in=None)
Child = kind("child", uses=("base",), needs=("base",), exclusive_in="Home", weak=True)


class Secret(Plain):
    """A guarded thing that can be taken back from its grave."""

    kind = "secret"
    guarded = True
    replace_freely = False

    @classmethod
    def restore(cls, api, live, want, tags):
        api.cloud.change("restore", cls.kind, live.id, lambda: api.cloud.objects[live.id].pop("tombstone"))
        return live


class Careful(Plain):
    """Asks before it is made: its value says what is wrong. ``late`` reads its note."""

    kind = "careful"
    asked = []

    @classmethod
    def preflight(cls, api, want, live):
        cls.asked.append(want["Name"])
        return {"wait": [Problem("push the image first", waits=True)], "bad": [Problem("that cannot be")]}.get(
            want["Value"], []
        )

    @classmethod
    def shown(cls, row):
        return {name: value for name, value in super().shown(row).items() if name != "Note"}

    @classmethod
    def read_late(cls, api, live, want):
        if "careful-late" in api.cloud.denied:
            raise AwsError("fake", "get_note", "AccessDenied", "you may not")
        return {"Note": api.cloud.objects[live.id]["fields"].get("Note", "")}


class Series(Plain):
    """Every update is another revision with another id."""

    kind = "series"
    revisions = True
    fields = {**NAMED, "Revision": fields.computed(known=fields.EACH_UPDATE)}

    @classmethod
    def made(cls, api, want):
        key, values = super().made(api, want)
        return key, {**values, "Revision": f"rev-{next(api.cloud.numbers):08x}"}

    @classmethod
    def update(cls, api, live, want, delta):
        live = super().update(api, live, want, delta)
        live.fields["Revision"] = f"rev-{next(api.cloud.numbers):08x}"
        api.cloud.objects[live.id]["fields"]["Revision"] = live.fields["Revision"]
        return live


class Step(Series):
    """Something to run where its value differs."""

    kind = "step"
    revisions = False
    step = True


class Chosen(Plain):
    """Has a number that is chosen once."""

    kind = "chosen"
    fields = {**NAMED, "Number": fields.optional()}

    @classmethod
    def arrange(cls, lines, lives, words):
        used = {live.fields.get("Number") for live in lives}
        free = iter([number for number in range(1, 99) if number not in used])
        return {line.address: {"Number": next(free)} for line in lines if line.verb == "create"}, {}


KINDS = {
    item.kind: item
    for item in (
        Base,
        Middle,
        Top,
        Data,
        Slow,
        Group,
        Single,
        Natural,
        Plain,
        Member,
        Loose,
        Child,
        Secret,
        Careful,
        Series,
        Step,
        Chosen,
    )
}
