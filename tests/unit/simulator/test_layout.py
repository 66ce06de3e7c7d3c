"""Where the simulator's code lies: a core that knows no service, and one folder for each service with all about it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest

import simulator
from simulator.core import discovery
from simulator.core.service import Service

ROOT = Path(simulator.__file__).parent
SERVICES = "simulator.services."
NAMES = sorted(path.name for path in (ROOT / "services").iterdir() if (path / "__init__.py").exists())


def imported(path: Path) -> Iterator[str]:
    """The modules of the simulator that a file imports, by their full names."""
    package = path.relative_to(ROOT.parent).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = [*package[: len(package) - node.level + 1]] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (name for name in found if name.startswith("simulator."))


def test_the_core_imports_no_service():
    for path in (ROOT / "core").rglob("*.py"):
        assert [name for name in imported(path) if name.startswith(SERVICES)] == [], path


@pytest.mark.parametrize("name", NAMES)
def test_a_service_has_its_data(name):
    data = discovery.services()[name]
    assert isinstance(data, Service)
    assert data.name in botocore.session.get_session().get_available_services()


@pytest.mark.parametrize("name", NAMES)
def test_a_service_imports_the_core_itself_and_what_its_data_say_that_it_uses(name):
    used = set()
    for path in (ROOT / "services" / name).rglob("*.py"):
        for module in imported(path):
            if module.startswith(SERVICES):
                used.add(module.split(".")[2])
            else:
                assert module.startswith("simulator.core."), (path, module)
    assert used - {name} == set(discovery.services()[name].uses)


def test_services_use_one_another_in_no_circle():
    left = {name: set(data.uses) for name, data in discovery.services().items()}
    while left:
        free = {name for name, uses in left.items() if not uses & set(left)}
        assert free, left
        left = {name: uses for name, uses in left.items() if name not in free}


def test_what_services_refuse_is_made_by_one():
    races = [race.name for data in discovery.services().values() for race in data.races]
    assert len(set(races)) == len(races)
    assert {name for data in discovery.services().values() for name in data.refuses} <= set(races)


def test_services_are_found_in_the_order_of_their_names():
    assert list(discovery.services()) == NAMES


@pytest.mark.parametrize("ending", ["_parts", "_options", "_checks"])
def test_a_file_is_named_for_its_object(ending):
    assert [path for path in ROOT.rglob("*.py") if path.stem.endswith(ending)] == []
