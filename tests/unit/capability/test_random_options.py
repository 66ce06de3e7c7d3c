"""Whatever the options: a plan, or a refusal that names the option. No input ends in anything else.

Options are those of the examples and of the cases, one to three of them changed at random: values at the edges of what a
SPEC says and beyond, other types as YAML gives them, names that are none, the same item twice. `SLIPWAY_EXAMPLES=20000`
tries more of them for each capability.
"""

from __future__ import annotations

import copy
import datetime
import functools
import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.policy import changeable, records
from ansible_collections.slipway.aws.plugins.module_utils.declared import Declared
from ansible_collections.slipway.aws.plugins.module_utils.engine import ownership
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadName
from ansible_collections.slipway.aws.plugins.module_utils.engine.graph import Graph
from ansible_collections.slipway.aws.plugins.module_utils.engine.observing import Snapshot
from ansible_collections.slipway.aws.plugins.module_utils.engine.planning import plan
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import is_known
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from tests.support.declarations import examples, steps
from tests.support.models import wrong
from tests.support.stacks import IDENTITY

EXAMPLES = int(os.environ.get("SLIPWAY_EXAMPLES", "150"))
STACK = {"options": {**IDENTITY, "tags": {}, "from_stack": {}}, "partition": "aws"}
TEXTS = [
    "",
    "main",
    "a",
    "x y",
    "a" * 5000,
    "line\nfeed",
    "tab\t",
    "Ümlaut",
    "１２３",
    "*",
    "/",
    "/a",
    "a/",
    "a.b",
    "-",
    "0",
    "5",
    "8",
    "65536",
    "1.5",
    "true",
    "null",
    "\x00",
    "10.0.0.0/8",
    "10.0.0.1/255.255.0.0",
    "::/0",
    "10.0.0.0/33",
    "example.com",
    "*.example.com",
    "www.example.com.",
    "arn:aws:iam::123456789012:role/x",
    "arn:aws:kms:us-east-1:123456789012:key/1",
    "subnet-0123456789abcdef0",
    "sg-1",
    "cron(0 3 * * ? *)",
    "rate(1 day)",
    "{a}",
    "{{ a }}",
    "${a}",
    "%s",
    "a,b",
    "[1]",
    "{",
    "^(a+)+$",
    "(known after apply: network/main.vpc_id)",
    "(known after apply: ",
]
ODD = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2,
    3,
    7,
    53,
    443,
    65535,
    65536,
    2**31,
    2**70,
    0.5,
    1e300,
    float("inf"),
    float("nan"),
    datetime.date(2024, 1, 31),
    datetime.datetime(2024, 1, 31, 10, 0),
    [],
    {},
    [[]],
    [None],
    [{}],
    [1, 1],
    ["a", "a"],
    ["", "a"],
    [[["a"]]],
    {"a": None},
    {1: {}},
    {None: 1},
    {True: "x"},
    {datetime.date(2024, 1, 31): "x"},
    {"": "x"},
    {"a": {"a": {"a": [1]}}},
    {"a b": "x", "line\nfeed": "x"},
    {"defaults": {}},
    *TEXTS,
]
NUMBERS = [
    -1,
    0,
    1,
    2,
    3,
    5,
    7,
    10,
    14,
    30,
    53,
    60,
    80,
    100,
    300,
    443,
    1000,
    3600,
    65536,
    86400,
    10**6,
    2**31,
    0.5,
    "5",
]
NAMES = [
    "api",
    "web",
    "a b",
    "x" * 300,
    "",
    1,
    None,
    True,
    datetime.date(2024, 1, 31),
    "app",
    "main",
    "*",
    "a/b",
    "defaults",
    "line\nfeed",
    "\ud800",
    "(known after apply: network/main.vpc_id)",
]


def edges(option: Option) -> list[Any]:
    """Return the values at the edges of what an option takes."""
    found = [option.default, option.sample, *(option.choices or []), *((option.form and option.form.samples) or ())]
    for limits in (option.between, option.length, option.count):
        for number in limits or ():
            if number is not None:
                found += [number - 1, number, number + 1]
    return found


@st.composite
def value(draw: Any, option: Option, depth: int = 0) -> Any:
    """A value for an option: one that fits in form, one at its edges, or any other."""
    if draw(st.integers(0, 5)) == 0 or depth > 3:
        return draw(st.sampled_from(ODD + edges(option)))
    if option.type == "list":
        single = Option(option.elements or "str", "", options=option.options, choices=option.choices, form=option.form)
        items = draw(st.lists(value(single, depth + 1), max_size=3))
        return items + items[:1] if draw(st.booleans()) else items
    if option.options:
        return draw(some(option.options, depth + 1))
    if option.type == "dict":
        below = Option("dict", "", options=option.values) if option.values else Option("str", "")
        return draw(st.dictionaries(st.sampled_from(NAMES), value(below, depth + 1), max_size=2))
    if option.type == "bool":
        return draw(st.booleans())
    pool = NUMBERS if option.type in ("int", "float") else TEXTS
    return draw(st.sampled_from([item for item in edges(option) if item is not None] * 5 + pool))


@st.composite
def some(draw: Any, options: dict[str, Option], depth: int) -> dict[str, Any]:
    """Some of the options of a dictionary, those that are needed mostly among them."""
    names = [name for name, option in options.items() if option.required]
    names += draw(st.lists(st.sampled_from(sorted(options)), max_size=3))
    return {name: draw(value(options[name], depth)) for name in names if name}


@functools.cache
def bases(name: str) -> list[dict[str, Any]]:
    """Return options that work: those of examples and cases, and none at all."""
    own = CAPABILITIES[name].SPEC["options"]
    found: list[dict[str, Any]] = [{}]
    found += [{key: given[key] for key in given if key in own} for given in examples(name)]
    found += [
        said for step in steps() for key, said in step["declare"].items() if key.partition("/")[0] == name and said
    ]
    return list({repr(said): said for said in found}.values())


@st.composite
def policies(draw: Any, table: dict[str, Option], given: dict[str, Any]) -> Any:
    """What an environment changes: of an option or two, of what is there and of what is not."""
    able = [name for name, option in table.items() if changeable(option)]
    there = [name for name in able if given.get(name) or table[name].default]
    change: dict[Any, Any] = {}
    for name in draw(st.lists(st.sampled_from(there * 3 + able + NAMES), min_size=1, max_size=2)):
        option, base = table.get(name), given.get(name) or (table[name].default if name in table else None)
        inside = Option("dict", "", options=(option and (option.values or option.options)) or {"a": Option("str", "")})
        if option and option.key and isinstance(base, list):
            base = [" ".join(str(item.get(key)) for key in option.key) for item in base if isinstance(item, dict)]
        names = [*(base or []), "service-api-cpu"] if option and records(option) else []
        below = st.one_of(st.none(), value(inside, 1), st.sampled_from(ODD))
        change[name] = (
            draw(st.dictionaries(st.sampled_from(names * 3 + NAMES), below, max_size=2))
            if names
            else draw(st.one_of(st.sampled_from(ODD), value(option or inside, 1)))
        )
    return change


def changed(draw: Any, inside: Any) -> None:
    """Put something odd in a place of a dictionary or list that works, at any depth."""
    keys = sorted(inside, key=str) if isinstance(inside, dict) else list(range(len(inside)))
    key = draw(st.sampled_from(keys))
    if inside[key] and isinstance(inside[key], (dict, list)) and draw(st.integers(0, 3)):
        changed(draw, inside[key])
    else:
        inside[key] = copy.deepcopy(draw(st.sampled_from(ODD + NUMBERS)))


@st.composite
def options(draw: Any, name: str) -> dict[str, Any]:
    """The options of a capability, one to three of them changed."""
    spec = CAPABILITIES[name].SPEC["options"]
    given = copy.deepcopy(draw(st.sampled_from(bases(name))))
    if "policy" in spec and not spec["policy"].layered and draw(st.integers(0, 2)) == 0:
        given["policy"] = draw(policies(spec, given))
    for _unused in range(draw(st.integers(0 if given.get("policy") else 1, 3))):
        place, table = given, spec
        while True:
            key = draw(st.sampled_from(sorted(set(place) & set(table)) * 2 + sorted(table)))
            option, inside = table[key], place.get(key)
            if option.values and isinstance(inside, dict) and inside:
                inside, option = (
                    inside[draw(st.sampled_from(sorted(inside, key=str)))],
                    Option("dict", "", options=option.values),
                )
            elif option.options and isinstance(inside, list) and inside:
                inside = draw(st.sampled_from(inside))
            if option.options and isinstance(inside, dict) and draw(st.integers(0, 3)):
                place, table = inside, option.options
                continue
            if inside and isinstance(inside, (dict, list)) and draw(st.booleans()):
                place[key] = copy.deepcopy(inside)
                changed(draw, place[key])
            else:
                place[key] = copy.deepcopy(draw(value(table[key])))
            break
    return given


class Called(Exception):
    """The first call of a kind that makes something."""


class Api:
    """Lets no call through: the first one is judged by the SDK's model of it."""

    partition, region, account_id = "aws", "us-east-1", "123456789012"

    def __init__(self, service: str) -> None:
        self.service = service

    def __getattr__(self, operation: str) -> Any:
        if operation.startswith("_"):
            raise AttributeError(operation)

        def call(**arguments: Any) -> Any:
            raise Called(wrong(self.service, operation, arguments))

        return call

    def maybe(self, operation: str, missing: Any, **arguments: Any) -> Any:
        return getattr(self, operation)(**arguments)

    def all(self, operation: str, member: str, missing: Any = (), **arguments: Any) -> Any:
        return getattr(self, operation)(**arguments)

    def caller_reference(self, text: str) -> str:
        return "reference"

    another_reference = caller_reference

    def of(self, service: str, region: str | None = None) -> Api:
        return Api(service)


def call(line: Any, stack: Any) -> list[str]:
    """Return what is wrong with the first call that makes an object of a plan."""
    try:
        line.kind.create(Api(line.kind.service), copy.deepcopy(line.want), ownership.tags(stack, line.node))
    except Called as judged:
        return judged.args[0]
    except (TypeError, KeyError, AttributeError):
        assert not is_known(line.want)  # a kind may take a value apart that is there when it is made
    return []


def tried(name: str, given: dict[str, Any]) -> str:
    """Declare and plan in an empty account; return what became of it. Raises AssertionError for anything but a plan or a refusal."""
    declared = Declared(name, CAPABILITIES[name], given)
    declared.declare(STACK)
    row = json.dumps(declared.row(), allow_nan=False)
    if declared.problems:
        for problem in declared.problems:
            assert problem.option.startswith((f"{name}_", "stack_")) and not isinstance(problem, BadName), (
                problem.option
            )
            assert len(str(problem)) < 2500, len(str(problem))
            assert str(problem).isprintable(), ascii(str(problem))
        return "refused"
    again = Declared(name, CAPABILITIES[name], json.loads(row)["options"])
    again.declare(STACK)
    assert not again.problems
    assert again.options == declared.options
    graph = Graph([declared.declaration], EXPORTS)
    assert repr([node.want for node in graph.order]) == repr(
        [node.want for node in Graph([again.declaration], EXPORTS).order]
    )
    planned, _edges, _matched = plan(graph, Snapshot(declared.stack.identity), Words(), declared.stack)
    for line in planned.lines:
        assert line.verb != "unknown", f"{line.address}: {line.reason}"
        if line.verb == "create":
            problems = call(line, declared.stack)
            assert not problems, f"{line.address}: {problems}"
    return "planned"


@pytest.mark.parametrize("name", sorted(CAPABILITIES))
def test_options_end_in_a_plan_or_in_a_refusal_by_name(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    outcomes = set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize="SLIPWAY_EXAMPLES" not in os.environ,
        database=None,
        phases=[Phase.generate],  # to shrink what fails takes longer than to read it
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(options(name))
    def whatever(given: dict[str, Any]) -> None:
        outcomes.add(tried(name, given))

    whatever()
    assert outcomes == {"planned", "refused"}
