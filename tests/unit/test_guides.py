"""The guides of the applications: no row is left out, and each is proven or says why not."""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from tests.support import guides
from tools.checkout import ROOT

WORDS = {"section", "asks", "declared", "differs", "reads", "tests", *guides.INSTEAD}
READ = {"service", "call", "args", "path", "equals", "in", "region"}

each = pytest.mark.parametrize("name", guides.read())


@each
def test_no_row_is_left_out(name: str) -> None:
    guide = guides.read()[name]
    assert list(guide["asked"]) == [f"{guide['guide']}.{number:03}" for number in range(1, guide["rows"] + 1)]


@each
def test_a_row_is_proven_or_says_why_not(name: str) -> None:
    for number, row in guides.read()[name]["asked"].items():
        assert row.keys() <= WORDS, number
        said = [word for word in ("reads", "tests", *guides.INSTEAD) if row.get(word)]
        assert said, f"{number} has no proof"
        assert len(said) == 1 or set(said) == {"reads", "tests"}, f"{number}: {said} contradict one another"
        assert all(read.keys() <= READ and "equals" in read for read in row.get("reads", ())), number


@each
def test_tests_that_a_row_names_exist(name: str) -> None:
    for number, row in guides.read()[name]["asked"].items():
        for test in row.get("tests", ()):
            path, _unused, function = test.partition("::")
            assert function in functions(ROOT / path), f"{number}: {test}"


@each
def test_options_that_a_row_names_exist(name: str) -> None:
    for number, row in guides.read()[name]["asked"].items():
        for option in filter(None, row.get("declared", "").split(", ")):
            assert known(option), f"{number}: {option}"


@each
def test_a_page_that_a_row_names_exists(name: str) -> None:
    for number, row in guides.read()[name]["asked"].items():
        assert (ROOT / row.get("page", "README.md").partition("#")[0]).is_file(), number


@functools.cache
def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def known(option: str) -> bool:
    """Whether `capability_option.member.member` is an option; a member below a user's own name is written without it."""
    name, *members = option.split(".")
    if name.removeprefix("stack_") in common.STACK_OPTIONS:
        return True
    for capability, package in CAPABILITIES.items():
        if name.startswith(f"{capability}_") and name.removeprefix(f"{capability}_") in package.SPEC["options"]:
            found: Any = package.SPEC["options"][name.removeprefix(f"{capability}_")]
            for member in members:
                nested = getattr(found, "values", None) or found.options or {}
                if member not in nested:
                    return False
                found = nested[member]
            return True
    return False
