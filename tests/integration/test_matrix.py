"""Every capability, and every kind with a parent, in every situation: a case or a written reason for each cell.

The rows follow from the registry, the columns from tests/support/matrix.py. A new capability has to say what it declares, and is
then in every situation; what is not tried by running the engine here is named in ELSEWHERE, with the test that does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import NAMES
from ansible_collections.slipway.aws.plugins.module_utils.entry import kinds_of
from tests.support import matrix
from tests.support.copies import Copyable
from tools.checkout import ROOT

# Situations of a play rather than of the engine, and those of one capability at a time that ansible-playbook has to show.
ELSEWHERE = {
    "as a role by explicit ids, and in another stack's neighbourhood": "tests/scenario/test_roles_alone.py",
    "a parent that was given up, or is a stranger's, for each kind": "tests/integration/test_foreign_parents.py",
    "tags and skipped tags of a play": "tests/scenario/test_playbooks.py",
    "from an installed collection": "tests/ecosystem/test_publishing.py",
}
CHILDREN = sorted(
    kind.kind for kind in kinds_of(CAPABILITIES.values()).values() if kind.needs and not kind.data and not kind.step
)
ROWS = [name for name in NAMES if matrix.reason(name, "row") is None]
# Of which kinds the whole environment has none, and where they are tried.
RARE = {
    "bucket_replication": "an environment is in one Region; tests/cases/storage.yml and site.yml have a second one",
    "cluster_secret_rotation": "an environment has one database, on an instance; tests/cases/database_clusters.yml",
    "db_cluster_member": "an environment has one database, on an instance; tests/cases/database_clusters.yml",
    "listener_certificate": "an environment has one certificate; tests/cases/load_balancer.yml adds others",
    "query_logging": "only a zone of the stack's own has it, which a shared environment has not; tests/cases/dns.yml",
    "scheduled_action": "scaling by the clock excludes scaling by load in one service; tests/cases/service.yml",
}
# Kinds whose objects have no line where all goes: a part ends with its parent. What is left afterwards is looked for all the same.
PARTS = {kind.kind for kind in kinds_of(CAPABILITIES.values()).values() if kind.identity == "part"}


@pytest.fixture(scope="module")
def table() -> Iterator[matrix.Table]:
    """A whole environment that stands."""
    with Copyable(["--hosted-zone", "example.com"]) as simulator:
        yield matrix.Table(simulator)


@pytest.mark.parametrize("name", matrix.SITUATIONS)
def test_situation(table: matrix.Table, name: str) -> None:
    """The column: nothing is wrong with any capability or kind in it."""
    assert table.findings(name) == []


@pytest.mark.parametrize("capability", NAMES)
def test_each_capability_has_its_row(table: matrix.Table, capability: str) -> None:
    """It is declared and stands in the environment that all situations are tried on, or says why not."""
    if matrix.reason(capability, "row"):
        return
    assert capability in table.declared, (
        f"tests/cases/{capability}.yml: matrix: declared: its part of a whole environment"
    )
    assert (
        any(live.address.startswith(f"{capability}/") for live in table.lives if live.address) or capability == "stack"
    )
    for situation, member in (("pruned", "less"), ("changed", "changed")):
        filled = member in matrix.said(capability), matrix.reason(capability, situation) is not None
        assert filled.count(True) == 1, (
            f"tests/cases/{capability}.yml: matrix: {member}: options, or reasons: {situation}: why there are none"
        )


@pytest.mark.parametrize("kind", CHILDREN)
def test_each_kind_with_a_parent_stands_in_the_environment(table: matrix.Table, kind: str) -> None:
    assert (kind in table.kinds) != (kind in RARE)


@pytest.mark.parametrize("name", matrix.SITUATIONS)
def test_each_kind_with_a_parent_is_in_each_situation(table: matrix.Table, name: str) -> None:
    """A row for each kind, of the registry: a run of the situation has a line about an object of it, or a reason is written."""
    table.findings(name)
    excused = {*RARE, *(PARTS if name == "destroyed" else ())}
    assert [kind for kind in CHILDREN if kind not in excused | table.tried[name]] == []


def test_what_is_tried_elsewhere_is_there() -> None:
    assert [path for path in ELSEWHERE.values() if not (ROOT / path).is_file()] == []
    known = {*matrix.SITUATIONS, "row"}
    assert [name for name in NAMES if not set(matrix.said(name).get("reasons", {})) <= known] == []
