"""A cloud in memory, for the engine alone: generic kinds, a call log, failures, lagging reads, and a clock that never sleeps."""

import copy
import itertools
import threading

from ansible_collections.slipway.aws.plugins.module_utils.engine import fields, ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Place
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Options, Run
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Declaration, Stack
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind, Live
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words

STACK = Stack("shop", "test", "us-east-1")


class Killed(BaseException):
    """The process dies here."""


class Cloud:
    """Objects by id. ``calls`` is the log of changing calls: (verb, kind, id)."""

    def __init__(self):
        self.objects, self.calls, self.numbers, self.guard = {}, [], itertools.count(1), threading.RLock()
        self.fail, self.kill, self.hidden = {}, None, set()

    def change(self, verb, kind, name, function):
        """One changing call: counted, and cut down before or after it where a test says so."""
        with self.guard:
            if self.kill and self.kill[0] == len(self.calls) and self.kill[1] == "before":
                raise Killed
            if (verb, name) in self.fail:
                raise AwsError("fake", verb, self.fail[(verb, name)], "denied by the test")
            result = function()
            self.calls.append((verb, kind, name))
            if self.kill and self.kill[0] == len(self.calls) - 1 and self.kill[1] == "after":
                raise Killed
            return result


class Api:
    """What kinds see."""

    def __init__(self, cloud):
        self.cloud = cloud

    account_id = "123456789012"

    def map(self, function, items):
        """One after the other."""
        return [function(item) for item in items]


class Clock:
    """Time passes only by waiting."""

    def __init__(self):
        self.time = 0.0

    def now(self):
        """Seconds."""
        return self.time

    def pause(self, seconds, wake=None):
        """Jumps."""
        self.time += seconds
        return bool(wake and wake.is_set())


class Aws:
    """Stands for engine.aws.Aws."""

    def __init__(self, cloud):
        self.cloud, self.clock, self.stopping = cloud, Clock(), threading.Event()
        self.places = dict.fromkeys(("main", "cdn", "dns"), Place("main", "us-east-1"))

    def api(self, service, place="main", region=None):
        """The one api."""
        return Api(self.cloud)

    def prepare(self, pairs, writes=False):
        """Nothing to make."""
        list(pairs)


class Thing(Kind):
    """Objects with a value, an immutable part, references to others, a computed id and a value known only when ready."""

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

    @classmethod
    def observe(cls, api, scope):
        with api.cloud.guard:
            return [Live(key, {name: value for name, value in copy.deepcopy(row["fields"]).items()
                               if name != "Endpoint" or row["polls"] >= cls.ready_after},
                         dict(row["tags"]), raw=row["polls"])
                    for key, row in api.cloud.objects.items()
                    if row["kind"] == cls.kind and key not in api.cloud.hidden]

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
            return Live(live.id, copy.deepcopy(row["fields"]), dict(row["tags"]), raw=row["polls"])

    @classmethod
    def create(cls, api, want, tags):
        def do():
            key = "%s-%08x" % (cls.kind, next(api.cloud.numbers))
            values = {"Value": "plain", "Fixed": want["Fixed"], "Uses": [], "Home": want["Home"], "Id": key,
                      "Endpoint": key + ".example"}
            api.cloud.objects[key] = {"kind": cls.kind, "fields": values, "tags": dict(tags), "polls": 0}
            return key, copy.deepcopy(values)
        key, values = api.cloud.change("create", cls.kind, tags[ownership.ADDRESS], do)
        values.pop("Endpoint")
        return Live(key, values, dict(tags), raw=0)

    @classmethod
    def update(cls, api, live, want, delta):
        for name in ("Value", "Note", "Uses"):
            if delta.touches(name):
                wanted = "" if want.get(name) is None else copy.deepcopy(want[name])
                api.cloud.change("update", cls.kind, live.address or live.tags[ownership.ADDRESS],
                                 lambda: api.cloud.objects[live.id]["fields"].__setitem__(name, wanted))
                live.fields[name] = copy.deepcopy(wanted)
        return live

    @classmethod
    def tag(cls, api, live, tags):
        api.cloud.change("tag", cls.kind, live.id, lambda: api.cloud.objects[live.id]["tags"].update(tags))

    @classmethod
    def untag(cls, api, live, keys):
        api.cloud.change("untag", cls.kind, live.id, lambda: [api.cloud.objects[live.id]["tags"].pop(key, None) for key in keys])

    @classmethod
    def delete(cls, api, live):
        def do():
            for other, row in api.cloud.objects.items():
                if live.id in row["fields"]["Uses"] or row["fields"]["Home"] == live.id:
                    raise AwsError("fake", "delete", "DependencyViolation", "%s is used by %s" % (live.id, other))
            api.cloud.objects.pop(live.id, None)
        api.cloud.change("delete", cls.kind, live.id, do)


def kind(name, **members):
    """A new kind like Thing."""
    return type(name.title(), (Thing,), {"kind": name, **members})


Base = kind("base")
Middle = kind("middle", uses=("base", "middle"))
Top = kind("top", uses=("base", "middle", "top"))
Data = kind("data", uses=("base", "middle"), guarded=True, replace_freely=False, coexist="never")
Slow = kind("slow", uses=("base", "middle"), ready_after=3)
KINDS = {item.kind: item for item in (Base, Middle, Top, Data, Slow)}


def declare(*specs, name="part", stack=STACK):
    """A declaration from (kind, name, want) triples; values of want may be functions of the nodes so far."""
    declaration, nodes = Declaration(name, stack), {}
    for item, node_name, want in specs:
        want = {key: value(nodes) if callable(value) else value for key, value in want.items()}
        nodes[node_name] = declaration.add(item, node_name, want)
    return declaration


def converge(cloud, *declarations, words=None, report=None, stack=STACK, aws=None, **options):
    """One run; the Result."""
    options.setdefault("lock", False)
    return Run(aws or Aws(cloud), stack, list(declarations), KINDS, {}, words or Words(), Options(**options), report).execute()
