# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Requests: what a node's changing calls will be asked to do, learnt from its kind itself before anything is sent.

A kind's ``create`` and ``update`` are run against a stand-in for the Api that sends nothing and keeps the arguments of the
changing calls. So the plan checks what will be sent, and no kind says it twice. What needs an answer first, from a read or
from an earlier call, stays unsaid: AWS itself is the judge of that.
"""

from __future__ import annotations

import copy
import dataclasses
import re

from . import ownership
from .comparing import Delta
from .errors import SlipwayError
from .fields import SECRET
from .kind import Live
from .limits import breaches
from .lines import ADOPT, REPLACE, RESTORE
from .planning import decide
from .references import reference, walk
from .refusals import READING

NAMED = re.compile(r"\[(?!\d+\])([^\]]+)\]")  # in a path: the name of a member that stands in brackets, as in a map


class Unsaid(SlipwayError):
    """What comes next needs an answer of AWS."""


@dataclasses.dataclass(frozen=True)
class Request:
    """One changing call that would be sent: the client's operation and its arguments."""

    service: str
    operation: str
    arguments: dict


class Still:
    """A clock on which nobody waits."""

    def __init__(self, clock):
        self.now, self.utc = clock.now, clock.utc

    def pause(self, seconds, wake=None):
        """Who waits, waits for an answer."""
        raise Unsaid("pause")


class Recorder:
    """Stands for an Api: keeps the changing calls, and answers nothing.

    :param api: the Api that it stands for
    :param through: True where a changing call is answered by an empty dict, so that further ones may come
    """

    def __init__(self, api, through=False, requests=None):
        self._api, self._through = api, through
        self.requests = [] if requests is None else requests
        self.service, self.place, self.region = api.service, api.place, api.region
        self.clock = Still(api.clock)

    def __getattr__(self, operation):
        if operation.startswith("_"):
            raise AttributeError(operation)
        return lambda **arguments: self._record(operation, arguments)

    def _record(self, operation, arguments):
        if operation.startswith(READING):
            raise Unsaid(operation)
        self.requests.append(Request(self.service, operation, arguments))
        if not self._through:
            raise Unsaid(operation)
        return {}

    def maybe(self, operation, missing, **arguments):
        """As the Api's."""
        return self._record(operation, arguments)

    def all(self, operation, member, missing=(), **arguments):
        """Reads have no answer here."""
        raise Unsaid(operation)

    def once(self, key, read):
        """Asked each time: what is remembered here would be taken for the truth. A read of AWS has no answer."""
        return read()

    def map(self, function, items):
        """One after the other."""
        return [function(item) for item in items]

    def of(self, service, region=None):
        """The stand-in of another service, whose calls are kept with these."""
        return Recorder(self._api.of(service, region), self._through, self.requests)

    def caller_reference(self, text):
        """As the Api's."""
        return self._api.caller_reference(text)

    @property
    def account_id(self):
        """As the Api's."""
        return self._api.account_id

    @property
    def partition(self):
        """As the Api's."""
        return self._api.partition

    def shape(self, request):
        """The input shape of a request in the SDK's model."""
        return self._api.of(request.service).input_shape(request.operation)


def requests(api, line, stack, words):
    """(Recorder, the Requests of a line as far as they can be said)."""
    kind, node = line.kind, line.node
    tags = ownership.tags(stack, node)
    want = copy.deepcopy(line.want)
    recorder, live = Recorder(api), line.live
    if live is None or line.verb == REPLACE:
        _run(lambda: kind.create(recorder, want, tags))
        fields = {name: reference(node.address, name) for name, field in kind.fields.items() if field.computed}
        live = Live(reference(node.address, "Id"), fields, dict(tags), raw=reference(node.address, "raw"))
    else:
        live = dataclasses.replace(
            live, fields=copy.deepcopy(live.fields), tags=dict(live.tags or {}), raw=copy.deepcopy(live.raw)
        )
    live.kind, live.place, live.address, live.stack = kind, node.place, node.address, stack.identity
    further = Recorder(api, through=True, requests=recorder.requests)
    _run(lambda: _update(further, line, live, stack, words))
    return recorder, recorder.requests


def _update(api, line, live, stack, words):
    """The update of an object as it is, or as it is left by the call that makes it."""
    want = copy.deepcopy(line.want)
    changes = decide(line.node, want, live, words, stack)[1]
    changes = [change for change in changes if not change.tag]
    if changes:
        line.kind.update(api, live, want, Delta(changes))


def _run(work):
    """Do some work until it needs an answer; what it stumbles over without one is no error of the wish."""
    try:
        work()
    except Exception:  # noqa: BLE001 - an empty answer may be no answer at all
        return


def problems(api, line, stack, words, names=None):
    """Sentences on what the service model says that AWS would refuse of a line's requests.

    :param names: names.Names, for the options that filled what is refused
    """
    if line.kind.step or line.verb in (ADOPT, RESTORE):
        return []
    found = []
    recorder, said = requests(api, line, stack, words)
    for request in said:
        shape = recorder.shape(request)
        for breach in breaches(shape, request.arguments) if shape is not None else ():
            option = filled_by(line, breach, names) if names else ""
            if not shown(line, breach.value):
                breach = dataclasses.replace(breach, value=SECRET)
            if option:
                breach = dataclasses.replace(breach, path="%s (option %s)" % (breach.path, option))
            found.append("%s: %s (%s)" % (line.address, breach, request.operation))
    return list(dict.fromkeys(found))


def filled_by(line, breach, names):
    """The role's variable that filled what is refused, or "": arguments have the names of fields, mostly within others."""
    parts = NAMED.sub(r".\1", breach.path).split(".")
    for start, part in enumerate(parts):
        field = part.partition("[")[0]
        if field in line.kind.fields and (breach.value is None or breach.value in _inside(line.want.get(field))):
            return names.variable(line.address, ".".join(parts[start:]))
    return ""


def _inside(value):
    """A value and all that is in it."""
    found = [value]
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        found += _inside(item)
    return found


def shown(line, value):
    """False where a value may be a secret, or made of one."""
    table = line.kind.fields
    if not any(field.holds_secret for field in table.values()):
        return True
    return any(leaf == value for name, item in line.want.items() if not table[name].holds_secret for leaf in walk(item))
