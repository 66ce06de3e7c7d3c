"""The documentation says what the code does: options, results, examples, and the kinds a capability may touch."""

from __future__ import annotations

import ast
import collections
import fnmatch
import functools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
import yaml

from ansible_collections.slipway.aws.plugins.module_utils import declared, entry
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.converge import CONVERGE_OPTIONS
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.handed import fields_of
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.handed import target as filled
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.option import Option
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.validation import validated
from ansible_collections.slipway.aws.plugins.module_utils.engine import fields
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import references
from simulator.__main__ import arguments
from simulator.core import discovery
from simulator.core.admin import ENDPOINTS
from tests.support.declarations import declarations, examples
from tools.checkout import ROOT
from tools.generate import generated

CLASSES = {"managed", "optional", "delegated"}
TYPES = {"str": str, "int": int, "bool": bool, "list": list, "dict": dict}
FACTS = ("type", "elements", "choices", "default", "required")

each_capability = pytest.mark.parametrize("name", CAPABILITIES)


def walk(options: dict[str, Option], prefix: str = "") -> Iterator[tuple[str, Option]]:
    """Yield the path and the description of every option, at any depth."""
    for name, option in options.items():
        yield prefix + name, option
        yield from walk(option.options or {}, f"{prefix}{name}.")
        yield from walk({} if option.like else option.values or {}, f"{prefix}{name}.<name>.")


def facts(options: dict[str, Any], suboptions: str) -> dict[str, Any]:
    """Return what a machine reads of written options, in one form for modules and roles."""
    return {
        name: {key: option[key] for key in FACTS if option.get(key) is not None}
        | ({"options": facts(option[suboptions], suboptions)} if suboptions in option else {})
        for name, option in options.items()
    }


def said(options: dict[str, Option], values: bool = False) -> dict[str, Any]:
    """Return the same of a SPEC's options, with those below names that a user chooses where `values` are documented."""
    result = {}
    for name, option in options.items():
        entry = option.entry()
        below = option.values if values and option.values and not option.like else option.options
        result[name] = {key: entry[key] for key in FACTS if key in entry} | (
            {"options": said(below, values)} if below else {}
        )
    return result


def documented(name: str, part: str) -> Any:
    """Return DOCUMENTATION, EXAMPLES or RETURN of a module, parsed."""
    tree = ast.parse((ROOT / "plugins" / "modules" / f"{name}.py").read_text())
    texts = {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }
    return yaml.safe_load(texts[part])


def role(name: str, path: str) -> Any:
    """Return a file of a role, parsed."""
    return yaml.safe_load((ROOT / "roles" / name / path).read_text())


def variables(name: str) -> dict[str, Any]:
    """Return the variables that a role has: name -> option."""
    own = CAPABILITIES[name].SPEC["options"] | common.PLACING
    if name == "stack":
        own = {key: option for key, option in common.STACK_OPTIONS.items() if key != "progress"} | CAPABILITIES[
            name
        ].SPEC["options"]
    return {f"{name}_{key}": option for key, option in own.items()}


OPTIONS = [
    pytest.param(option, id=path)
    for name, options in (
        ("", common.COMMON_OPTIONS),
        ("converge.", CONVERGE_OPTIONS),
        *((f"{name}.", capability.SPEC["options"]) for name, capability in CAPABILITIES.items()),
    )
    for path, option in walk(options, name)
]


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_says_what_it_is(option: Option) -> None:
    assert option.type in {*TYPES, "float", "path", "raw"}
    assert option.class_ in CLASSES
    assert all(text.strip() and text.rstrip().endswith((".", ".)")) for text in option.sentences)
    assert (option.type == "list") == (option.elements is not None)
    assert not (option.required and option.default is not None)
    assert (option.options is not None) <= (option.type == "dict" or option.elements == "dict")
    assert (option.values is not None or option.of is not None) <= (option.type == "dict")
    if option.default is not None:
        assert not validated({"option": option}, {"option": option.default}, "")[1]


class Handed(NamedTuple):
    """An option that is handed through: its path and itself, the kind, the pattern of the node's name, and the members' names."""

    path: str
    option: Option
    kind: str
    pattern: str
    members: list[str]

    def wishes(self, name: str) -> list[bool]:
        """Say for each node of its kind that the capability declares whether its wish has the field."""
        return [
            ".".join(self.members) in wish
            for (kind, node), found in wished(name).items()
            for wish in found
            if kind == self.kind and fnmatch.fnmatchcase(node, self.pattern)
        ]


def handed_through(name: str) -> Iterator[Handed]:
    """Yield all options that a capability hands through."""
    options = dict(walk(CAPABILITIES[name].SPEC["options"]))
    for where, path in fields_of(CAPABILITIES[name].SPEC["options"]).items():
        kind, pattern, _names = filled(where)
        yield Handed(path, options[path.replace("[]", "")], kind, pattern, where.removesuffix("[]").split(".")[1:])


@functools.cache
def wished(name: str) -> dict[tuple[str, str], list[set[str]]]:
    """Return (kind, node's name) -> the paths of its wishes in the examples, the cases and the whole environment."""
    found: dict[tuple[str, str], list[set[str]]] = collections.defaultdict(list)
    for declaration in declarations():
        for node in declaration.nodes if declaration.name == name else ():
            found[node.kind.kind, node.address.rpartition("/")[2]].append(inside(node.want))
    return found


@each_capability
def test_an_option_is_managed_where_its_field_is(name: str) -> None:
    """Leaving out an option that is managed resets it: its field has a default, or the option has one, which is sent."""
    kinds = {kind.kind: kind for kind in CAPABILITIES[name].KINDS}
    for handed in handed_through(name):
        path, option, (field, *members) = handed.path, handed.option, handed.members
        assert handed.kind in kinds, f"{path}: {name} makes no {handed.kind}"
        assert field in kinds[handed.kind].fields, f"{path}: {handed.kind} has no field {field}"
        definition = kinds[handed.kind].fields[field]
        for member in members:
            definition = (definition.members or {}).get(member, definition)
        stays = not definition.exact if members else definition.absent == fields.LEAVE
        if option.default is None and not option.required and stays:
            # A managed one has a default that hangs on others, and is always sent.
            assert option.class_ == "optional" or all(handed.wishes(name)), path
        else:
            assert option.class_ != "optional", path


@each_capability
def test_what_an_option_is_handed_through_to_is_in_a_wish(name: str) -> None:
    """One that no case gives, and that has no default, fills an object that is made at the least."""
    for handed in handed_through(name):
        wishes, needed = handed.wishes(name), handed.option.required or handed.option.default is not None
        assert any(wishes) if needed else wishes, f"{handed.path}: {handed.kind} never has {'.'.join(handed.members)}"


def inside(value: Any) -> set[str]:
    """Return the paths of all members of a value that say something, without the places in lists."""
    found = set()
    for item in value if isinstance(value, list) else [value]:
        for key, member in item.items() if isinstance(item, dict) else ():
            found |= {str(key), *(f"{key}.{path}" for path in inside(member))} if member is not None else set()
    return found


def test_generated_files_follow_from_the_specs() -> None:
    stale = [
        name for name, text in generated().items() if not (ROOT / name).is_file() or (ROOT / name).read_text() != text
    ]
    assert not stale, "run: make generate"


@each_capability
def test_modules_document_their_options(name: str) -> None:
    spec = CAPABILITIES[name].SPEC["options"]
    document = documented(name, "DOCUMENTATION")
    assert facts(document["options"], "suboptions") == said(spec, values=True)
    assert {"slipway.aws.common", "slipway.aws.common.placing"} <= set(document["extends_documentation_fragment"])
    assert declared.module_options(CAPABILITIES[name]).keys() == spec.keys() | common.COMMON_OPTIONS.keys()


def test_the_fragment_documents_the_common_options() -> None:
    tree = ast.parse((ROOT / "plugins" / "doc_fragments" / "common.py").read_text())
    texts = [node.value.value for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    options = {name: option for text in texts for name, option in yaml.safe_load(text).get("options", {}).items()}
    assert facts(options, "suboptions") == said(common.COMMON_OPTIONS)


@each_capability
def test_roles_document_their_variables(name: str) -> None:
    specified = role(name, "meta/argument_specs.yml")["argument_specs"]["main"]["options"]
    assert facts(specified, "options") == said(variables(name))
    given = {
        key: value
        for key, option in variables(name).items()
        if (value := option.default if option.role_default is None else option.role_default) is not None
    }
    assert role(name, "defaults/main.yml") == given
    (task,) = role(name, "tasks/main.yml")
    assert task[f"slipway.aws.{name}"] == {}  # the action takes all from the variables


@each_capability
def test_the_reference_has_a_row_for_every_option_and_output(name: str) -> None:
    text = (ROOT / "docs" / "reference" / f"{name}.md").read_text()
    options, outputs = (
        rows(text.partition(f"## {title}\n")[2].partition("\n## ")[0]) for title in ("Options", "Outputs")
    )
    shared = {key: option for key, option in common.STACK_OPTIONS.items() if name == "stack" and key != "progress"}
    described = dict(walk({**shared, **CAPABILITIES[name].SPEC["options"]}))
    assert options.keys() == described.keys()
    for path, (kind, _default, option_class, what, _requirement) in options.items():
        assert option_class == described[path].class_
        assert kind.startswith(described[path].type)
        assert what
    assert outputs.keys() == CAPABILITIES[name].SPEC["outputs"].keys()


def rows(text: str) -> dict[str, list[str]]:
    """Return the rows of the tables in a text by their first cell."""
    cells = [
        [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    return {first.strip("`").replace("[]", ""): rest for first, *rest in cells}


@each_capability
def test_examples_are_accepted(name: str) -> None:
    given = examples(name)
    assert given
    for task_arguments in given:
        assert not declared.validated_options(name, CAPABILITIES[name], task_arguments)[1]
    written = [task["name"] for task in documented(name, "EXAMPLES")]
    assert len(written) == len(set(written))


@each_capability
def test_results_are_those_documented(name: str) -> None:
    outputs = CAPABILITIES[name].SPEC["outputs"]
    found = [declaration.outputs for declaration in declarations() if declaration.name == name]
    assert outputs.keys() <= documented(name, "RETURN").keys()
    assert {key for given in found for key in given} == outputs.keys()
    for given in found:
        for key, value in given.items():
            assert value is None or references(value) or isinstance(value, TYPES[outputs[key]["type"]]), key
            if "sample" in outputs[key]:
                assert isinstance(outputs[key]["sample"], TYPES[outputs[key]["type"]]), key


@each_capability
def test_kinds_cover_what_is_declared(name: str) -> None:
    capability = CAPABILITIES[name]
    known = entry.kinds_of([capability])
    for declaration in (declaration for declaration in declarations() if declaration.name == name):
        for node in declaration.nodes:
            assert node.kind in capability.KINDS or node.kind in capability.NEIGHBOURS and node.kind.data, node.address
            assert node.place in node.kind.places, node.address
            for address, field in references([node.want, node.tags, *(target for target, _strength in node.after)]):
                kind, wanted = referred(address, field)
                assert kind in known, f"{node.address} refers to {address}, and {kind} is no neighbour"
                assert wanted in known[kind].fields
        for expectation in declaration.expectations:
            assert all(referred(*pair)[0] in known for pair in references([expectation.value]))


def referred(address: str, field: str) -> tuple[str, str]:
    """Return the names of the kind and of its field that a reference is to."""
    parts = address.rpartition("//")[2].split("/")
    if len(parts) == 4:
        return parts[2], field
    export = EXPORTS[parts[0]][field]
    return export.kind, export.field


@each_capability
def test_what_kinds_need_is_at_hand(name: str) -> None:
    capability = CAPABILITIES[name]
    known = entry.kinds_of([capability])
    assert (
        len(known)
        == len({*capability.KINDS, *capability.NEIGHBOURS})
        == len(capability.KINDS) + len(capability.NEIGHBOURS)
    )
    for kind in known.values():
        assert set(kind.needs) <= known.keys(), kind.kind
        assert set(kind.uses) <= entry.kinds_of(CAPABILITIES.values()).keys(), kind.kind


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_fields_of_declared_nodes(name: str) -> None:
    own = {kind.kind: kind for kind in CAPABILITIES[name].KINDS}
    nodes = [node for declaration in declarations() if declaration.name == name for node in declaration.nodes]
    for export in [way for offered in EXPORTS[name].values() for way in offered.ways]:
        assert export.field in own[export.kind].fields
        assert any(
            node.kind.kind == export.kind and fnmatch.fnmatch(node.address.rpartition("/")[2], export.name)
            for node in nodes
        )


# Outputs that no object on AWS says: what a run computes, does or finds out.
OF_A_RUN = {
    "stack": {"identity", "service_linked_role_arns"},
    "secret": {"key_names", "unfilled", "unfilled_parameters"},
    "image": {"image_uris", "image_tags", "image_digests"},
    "dns": {"name_servers", "urls"},
    "service": {"images", "image_tags", "task_role_arns"},
    "job": {"tasks", "exit_codes", "last_lines", "schedules"},
    "cdn": {"url", "bucket_policy_statements"},
    "rollback": {"task_definitions", "images", "image_tags", "site", "candidates", "lines"},
    "queue": {"queue_urls", "dead_letter_queue_names"},
}


@each_capability
def test_outputs_are_read_from_aws_under_the_names_that_modules_give_them(name: str) -> None:
    assert set(CAPABILITIES[name].SPEC["outputs"]) - set(EXPORTS.get(name, ())) == OF_A_RUN.get(name, set())


def test_the_security_page_names_options_that_exist() -> None:
    known = {variable for name in CAPABILITIES for variable in variables(name)}
    known |= {path.rpartition(".")[2] for path, _option in walk(CAPABILITIES["service"].SPEC["options"])}
    named = re.findall(r"`(\w+)(?::[^`]*)?`", (ROOT / "docs" / "security.md").read_text())
    assert len(named) > 50
    assert not sorted(set(named) - known)


def test_the_simulator_page_has_its_endpoints_and_options() -> None:
    discovery.install()
    text = (ROOT / "docs" / "simulator.md").read_text()
    assert {
        tuple(row.split()) for row in re.findall(r"^\| `([A-Z]+ /simulator/\w+)` \|", text, re.MULTILINE)
    } == ENDPOINTS.keys()
    assert {row.split()[0] for row in re.findall(r"^\| `(--[^`]+)` \|", text, re.MULTILINE)} == {
        f"--{name.replace('_', '-')}" for name in vars(arguments([]))
    }
