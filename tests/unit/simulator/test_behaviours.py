"""The list of AWS's behaviours: each has a place or a reason, and tests on both sides say which they prove.

A test of this folder is about the simulator, any other about the collection. Cases that are data have a member
``behaviours``.
"""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from simulator import behaviours
from tests.support import cases

TESTS = Path(__file__).parents[2]
HERE = Path(__file__).parent
SIMULATOR = Path(behaviours.__file__).parent
ROWS = {row.id: row for row in behaviours.BEHAVIOURS}


def marked(path: Path) -> Iterator[str]:
    """The rows that the markers of a file name."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "behaviour":
            for argument in node.args:
                assert isinstance(argument, ast.Constant), f"{path}: a row is written out"
                yield argument.value


@pytest.fixture(scope="module")
def proven() -> dict[bool, set[str]]:
    """The rows that are proven of the simulator (True) and of the collection (False)."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for path in TESTS.rglob("test_*.py"):
        found[path.parent == HERE].update(marked(path))
    for capability in cases.read().values():
        for case in capability["cases"]:
            found[False].update(case.get("behaviours", ()))
    return found


def test_every_behaviour_has_a_place_or_a_reason():
    counts = {letter: sum(row.id[0] == letter for row in ROWS.values()) for letter in "ABCDEFG"}
    assert counts == {"A": 13, "B": 17, "C": 23, "D": 34, "E": 42, "F": 26, "G": 31}
    assert len(ROWS) == len(behaviours.BEHAVIOURS) == 186
    assert sum(row.default for row in ROWS.values()) == 88
    for row in ROWS.values():
        assert row.where or row.why, row.id
        for place in row.where:
            importlib.import_module("moto" if place == "moto" else f"simulator.{place}")


def named(place: str) -> set[str]:
    """The rows that a module, or a package of the simulator, says it does."""
    base = SIMULATOR / place.replace(".", "/")
    files = base.rglob("*.py") if base.is_dir() else [base.with_suffix(".py")]
    text = " ".join(path.read_text() for path in files)
    found = set(re.findall(r"\b[A-G]\d{1,2}\b", text))
    for letter, first, last in re.findall(r"\b([A-G])(\d{1,2}) to \1(\d{1,2})\b", text):
        found.update(f"{letter}{number}" for number in range(int(first), int(last) + 1))
    return found


def test_each_place_names_its_rows():
    wanted: dict[str, set[str]] = {}
    for row in ROWS.values():
        for place in row.where:
            wanted.setdefault(place, set()).add(row.id)
    wanted.pop("moto")
    assert {place: rows - named(place) for place, rows in wanted.items() if rows - named(place)} == {}


def test_markers_name_rows(proven):
    assert (proven[True] | proven[False]) <= set(ROWS)


def test_what_is_done_is_tested(proven):
    assert {name for name, row in ROWS.items() if row.where} - proven[True] == set()


def test_the_collection_is_tested_against_every_default(proven):
    wanted = {name for name, row in ROWS.items() if row.default and not row.why}
    assert wanted - proven[False] == set()
    # A reason for the lack of a test is not one beside a test.
    assert {name for name, row in ROWS.items() if row.where and row.why} & proven[False] == set()


def test_every_default_is_done():
    assert [row.id for row in ROWS.values() if row.default and not row.where] == []


def test_the_command_line_lists_the_behaviours():
    answer = subprocess.run(
        [sys.executable, "-m", "simulator", "--behaviours"], capture_output=True, text=True, check=True
    )
    assert "B6*   an internet gateway with mapped addresses" in answer.stdout
    assert answer.stdout.splitlines()[-1].startswith("186 behaviours")
