"""The rules of the house: who may import whom, how large a folder may be, and what a file is called."""

from __future__ import annotations

import ast
import collections
import functools
import graphlib
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.slipway.aws.plugins.module_utils import aws
from ansible_collections.slipway.aws.plugins.module_utils.engine.kind import Kind
from tools.checkout import ROOT

UTILS = ROOT / "plugins" / "module_utils"
PACKAGE = "ansible_collections.slipway.aws.plugins.module_utils."
# From family to family there is one way: task definitions name images in a registry.
ACROSS = {("ecs", "ecr")}
LARGEST = 14  # files of a folder, its __init__.py aside
# The engine is one thing with many small files, of which no group is used without the others.
LARGER = {"engine"}
ENDINGS = ("_parts", "_options", "_checks")
WRITTEN = ("plugins", "tools", "simulator")


def modules() -> dict[str, ast.Module]:
    """Return what is parsed of each module below module_utils, by dotted name; a package by its own."""
    found = {}
    for path in sorted(UTILS.rglob("*.py")):
        parts = path.relative_to(UTILS).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = ast.parse(path.read_text())
    return found


MODULES = modules()
PACKAGES = {".".join(path.relative_to(UTILS).parts[:-1]) for path in UTILS.rglob("__init__.py")}


def imported(name: str, everywhere: bool = True) -> Iterator[str]:
    """Yield the modules that a module imports, in its functions too or where it begins only."""
    tree = MODULES[name]
    package = name.split(".") if name in PACKAGES else name.split(".")[:-1]
    for node in ast.walk(tree) if everywhere else tree.body:
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1] + (node.module.split(".") if node.module else [])
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield whole if whole in MODULES else ".".join(base)


@functools.cache
def arrows() -> list[tuple[list[str], list[str]]]:
    """Return which module imports which, each as the parts of its name."""
    return [(name.split("."), other.split(".")) for name in MODULES for other in imported(name)]


def broken(layer: str, *allowed: str) -> list[str]:
    return [
        f"{'.'.join(one)} imports {'.'.join(other)}"
        for one, other in arrows()
        if one[0] == layer and other[0] not in allowed
    ]


@pytest.mark.parametrize(
    ("layer", "allowed"),
    [
        ("engine", ("engine",)),
        ("aws", ("engine", "aws")),
        ("steps", ("engine", "aws", "steps")),
        ("capability", ("engine", "aws", "steps", "capability")),
    ],
)
def test_a_layer_imports_those_below_it(layer: str, allowed: tuple[str, ...]) -> None:
    assert broken(layer, *allowed) == []


def test_a_family_imports_what_families_share_and_no_other_family() -> None:
    across = {
        (one[1], other[1])
        for one, other in arrows()
        if one[0] == other[0] == "aws"
        and {".".join(one[:2]), ".".join(other[:2])} <= PACKAGES  # what is made of all families lies beside them
        and one[1] != other[1]
        and other[1] != "shared"
    }
    assert across == ACROSS


def test_a_capability_imports_of_another_one_what_its_package_offers() -> None:
    """Names of ``__init__``: a module of it is one of these where that imports it."""
    offered = {name: set(imported(name)) for name in PACKAGES if name.startswith("capability.")}
    assert [
        f"{'.'.join(one)} imports {'.'.join(other)}"
        for one, other in arrows()
        if one[0] == other[0] == "capability"
        and len(one) > 2
        and len(other) > 2
        and one[1] not in (other[1], "shared")
        and other[1] != "shared"
        and ".".join(other) not in offered[".".join(other[:2])]
    ] == []


def test_what_capabilities_share_imports_none_of_them() -> None:
    assert [
        f"{'.'.join(one)} imports {'.'.join(other)}"
        for one, other in arrows()
        if one[:2] == ["capability", "shared"]
        and other[0] == "capability"
        and other[1:2] not in ([], ["shared"], ["index"])
    ] == []


def test_no_modules_import_one_another_in_a_circle() -> None:
    graph = {name: {other for other in imported(name, everywhere=False) if other != name} for name in MODULES}
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_a_folder_has_few_files() -> None:
    count = collections.Counter(
        str(path.parent.relative_to(UTILS)) for path in UTILS.rglob("*.py") if path.name != "__init__.py"
    )
    assert {folder: number for folder, number in count.items() if number > LARGEST and folder not in LARGER} == {}


def test_a_file_is_called_after_a_thing() -> None:
    files = [path for folder in WRITTEN for path in (ROOT / folder).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in files if path.stem.endswith(ENDINGS)] == []


def kinds() -> Iterator[type[Kind]]:
    """Yield the kinds that are defined below aws/."""
    for found in pkgutil.walk_packages(aws.__path__, aws.__name__ + "."):
        for value in vars(importlib.import_module(found.name)).values():
            if isinstance(value, type) and issubclass(value, Kind) and value.kind and value.__module__ == found.name:
                yield value


def test_a_kind_lies_in_the_file_of_its_name() -> None:
    """The whole name, or what follows the service's in it."""
    found = {kind.kind: Path(kind.__module__.replace(".", "/")).name for kind in kinds()}
    assert {name: stem for name, stem in found.items() if not (name == stem or name.endswith(f"_{stem}"))} == {}
