"""A cloud in memory, for the engine alone: a call log, failures, denied and lagging reads, no sleeping."""

from __future__ import annotations

import copy
import itertools
import threading

from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Place
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Options, Run
from ansible_collections.slipway.aws.plugins.module_utils.engine.declaring import Declaration, Stack
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import AwsError
from ansible_collections.slipway.aws.plugins.module_utils.engine.kinds import Kinds
from ansible_collections.slipway.aws.plugins.module_utils.engine.service import Service
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tests.support import api

from .kinds import KINDS, Base, Data, Middle, Slow, Top
from .parameters import Parameters

__all__ = ["Base", "Data", "Middle", "Slow", "Top"]

STACK = Stack("shop", "test", "us-east-1")


class Killed(BaseException):
    """The process dies here."""


class Cloud:
    """Objects by id. ``calls`` is the log of changing calls: (verb, kind, id).

    ``fail``: (verb, name) -> code of a refusal. ``unclear``: (verb, name) -> "before" or "after" the change, once.
    ``denied``: kind names whose listing is refused. ``hidden``: ids that listings do not show yet.
    ``kill``: (number of the changing call, "before" or "after").
    """

    def __init__(self):
        self.objects, self.calls, self.numbers, self.guard = {}, [], itertools.count(1), threading.RLock()
        self.fail, self.unclear, self.kill, self.hidden, self.denied = {}, {}, None, set(), set()
        self.parameters = Parameters()

    def change(self, verb, kind, name, function):
        """One changing call: counted, and cut down before or after it where a test says so."""
        with self.guard:
            if self.kill and self.kill[0] == len(self.calls) and self.kill[1] == "before":
                raise Killed
            if (verb, name) in self.fail:
                raise AwsError("fake", verb, self.fail[verb, name], "denied by the test")
            unclear = self.unclear.pop((verb, name), None)
            if unclear == "before":
                raise AwsError("fake", verb, "InternalError", "nobody knows", unclear=True)
            result = function()
            self.calls.append((verb, kind, name))
            if self.kill and self.kill[0] == len(self.calls) - 1 and self.kill[1] == "after":
                raise Killed
            if unclear == "after":
                raise AwsError("fake", verb, "InternalError", "nobody knows", unclear=True)
            return result

    def put(self, kind, values, tags=None, key=None, **more):
        """An object that was not made by the engine; gives its id."""
        key = key or f"{kind.kind}-{0xF0000000 + next(self.numbers):08x}"
        empty = {"Value": "plain", "Fixed": "a", "Uses": [], "Home": "", "Id": key, "Endpoint": key + ".example"}
        self.objects[key] = {
            "kind": kind.kind,
            "fields": {**empty, **values},
            "tags": dict(tags or {}),
            "polls": 9,
            **more,
        }
        return key

    def at(self, name, kind=None):
        """(id, fields) of the one object whose address ends in ``name``."""
        rows = [
            (key, row["fields"])
            for key, row in self.objects.items()
            if row["tags"].get("slipway:address", "").endswith("/" + name) and kind in (None, row["kind"])
        ]
        (row,) = rows
        return row


class Api(api.Api):
    """What kinds see."""

    def __init__(self, cloud):
        super().__init__(get_tag_values=self._stacks)
        self.cloud, self.asked, self.series = cloud, False, 0

    def _stacks(self, Key):
        """The values of a tag, as the index of tags answers them."""
        if "tags" in self.cloud.denied:
            raise AwsError("tagging", "get_tag_values", "AccessDenied", "you may not")
        return {"TagValues": [row["tags"][Key] for row in self.cloud.objects.values() if Key in row["tags"]]}

    def answered(self, text):
        """Answers of the cloud show no tags."""
        return False

    def caller_reference(self, text):
        """The same at each repeat."""
        self.asked = True
        return f"{text} {self.series}"

    def another_reference(self):
        """Another one, once, where one was used."""
        another, self.series = self.asked and not self.series, 1
        return another

    def listing(self, kind):
        """(id, row) of a kind's objects, as one read shows them."""
        with self.cloud.guard:
            if kind in self.cloud.denied:
                raise AwsError("fake", f"describe_{kind}", "AccessDenied", "you may not")
            return [
                (key, copy.deepcopy(row))
                for key, row in self.cloud.objects.items()
                if row["kind"] == kind and key not in self.cloud.hidden
            ]


class Clock:
    """Time passes only by waiting; what is to be done every so often is done while it passes."""

    def __init__(self):
        self.time, self.beats = 0.0, []

    def now(self):
        """Seconds."""
        return self.time

    def pause(self, seconds, wake=None):
        """Jumps."""
        until = self.time + seconds
        while self.beats and (first := min(self.beats, key=lambda beat: beat[0]))[0] <= until:
            self.time, first[0] = max(self.time, first[0]), first[0] + first[1]
            first[2]()
        self.time = max(self.time, until)
        return bool(wake and wake.is_set())

    def every(self, seconds, function):
        """Called while time passes, until it is ended."""
        beat = [self.time + seconds, seconds, function]
        self.beats.append(beat)
        return lambda: self.beats.remove(beat)


class Aws:
    """Stands for engine.aws.Aws."""

    def __init__(self, cloud):
        self.cloud, self.clock, self.stopping = cloud, Clock(), threading.Event()
        self.places = dict.fromkeys(("main", "cdn", "dns", "replica"), Place("main", "us-east-1"))
        self.warnings = []

    def api(self, service, place="main", region=None):
        """The one api, or the parameters that hold the lock."""
        return self.cloud.parameters if service == "ssm" else Api(self.cloud)

    def service(self, name):
        """Nothing is known of it."""
        return Service(name)

    def look_again(self):
        """Nothing is remembered."""


def declare(*specs, name="part", stack=STACK, instance="main"):
    """A declaration from (kind, name, want[, more]) rows; values of want may be functions of the nodes so far."""
    declaration, nodes = Declaration(name, stack, instance), {}
    for item, node_name, want, *more in specs:
        want = {key: value(nodes) if callable(value) else value for key, value in want.items()}
        nodes[node_name] = declaration.add(item, node_name, want, **(more[0] if more else {}))
    return declaration


def converge(cloud, *declarations, words=None, report=None, stack=STACK, aws=None, exports=None, **options):
    """One run; the Result."""
    options.setdefault("lock", False)
    return Run(
        aws or Aws(cloud),
        stack,
        list(declarations),
        Kinds(KINDS),
        exports or {},
        words or Words(),
        Options(**options),
        report,
    ).execute()


def lines(result):
    """(last part of the address or the whole, verb) of every plan line that is not "keep"."""
    return [
        (line.address.rpartition("/")[2] if line.node or line.live.address else line.address, line.verb)
        for line in result.plan.lines
        if line.verb != "keep"
    ]


def settled(cloud, *declarations, **options):
    """Assert that a further run changes nothing and finds nothing to do."""
    cloud.calls.clear()
    again = converge(cloud, *declarations, **options)
    assert not cloud.calls
    assert not again.changed
    assert not again.plan.waiting
