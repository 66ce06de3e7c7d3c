"""Engine versions of RDS: what is a difference, and what is impossible."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.versions import family, impossible, upgrade

OFFERED = [
    {"EngineVersion": "16.10", "ValidUpgradeTarget": [{"EngineVersion": "17.6"}]},
    {"EngineVersion": "16.9", "ValidUpgradeTarget": [{"EngineVersion": "16.10"}, {"EngineVersion": "17.6"}]},
    {"EngineVersion": "17.6", "ValidUpgradeTarget": []},
]


class Rds:
    """RDS's answers to questions about what it offers."""

    def all(self, operation: str, member: str, **arguments: Any) -> list[dict[str, Any]]:
        if operation == "describe_db_engine_versions":
            return OFFERED
        return [{"DBInstanceClass": "db.t4g.medium"}, {"DBInstanceClass": "db.t3.medium"}]

    def describe_orderable_db_instance_options(self, DBInstanceClass: str, **arguments: Any) -> dict[str, Any]:
        rows = [row for row in self.all("", "") if row["DBInstanceClass"] == DBInstanceClass]
        return {"OrderableDBInstanceOptions": rows}


def wish(version: str, name: str = "db.t3.medium") -> dict[str, Any]:
    return {"Engine": "postgres", "EngineVersion": version, "DBInstanceClass": name}


@pytest.mark.parametrize(
    ("live", "wanted", "expected"),
    [
        ("17.6", "17", False),
        ("17.6", "17.6", False),
        ("17.6", "17.5", False),
        ("17.6", "17.7", True),
        ("16.9", "17", True),
        ("17.6", "16", True),
        ("16.9", "16.10", True),
        ("16.10", "16.9", False),
    ],
)
@pytest.mark.behaviour("E4")
def test_postgres_versions(live: str, wanted: str, expected: bool) -> None:
    assert upgrade("postgres", live, wanted) is expected


@pytest.mark.parametrize(
    ("live", "wanted", "expected"),
    [
        ("8.0.42", "8.0", False),
        ("8.0.42", "8.4", True),
        ("8.4.5", "8.0", True),
        ("8.4.5", "8.4.3", False),
        ("8.4.3", "8.4.5", True),
    ],
)
def test_mysql_versions_have_two_major_numbers(live: str, wanted: str, expected: bool) -> None:
    assert upgrade("mysql", live, wanted) is expected


@pytest.mark.parametrize(
    ("engine", "version", "expected"),
    [("postgres", "17.6", "postgres17"), ("mysql", "8.4.5", "mysql8.4"), ("mariadb", "11.4", "mariadb11.4")],
)
def test_families(engine: str, version: str, expected: str) -> None:
    assert family(engine, version) == expected


@pytest.mark.parametrize("version", ["17", "17.6", "16", "16.10"])
def test_what_is_offered_is_possible(version: str) -> None:
    assert impossible(Rds(), wish(version), None) == []


def test_refused_version_lists_what_is_possible() -> None:
    (text,) = impossible(Rds(), wish("13.7"), None)
    assert "13.7" in text
    assert "16.9, 16.10, 17.6" in text


def test_refused_class_lists_what_is_possible() -> None:
    (text,) = impossible(Rds(), wish("17", "db.t3.enormous"), None)
    assert "db.t3.medium, db.t4g.medium" in text


def test_older_major_version_is_refused() -> None:
    (text,) = impossible(Rds(), wish("16"), wish("17.6"))
    assert "never goes back" in text


def test_upgrade_that_rds_does_not_know_is_refused_with_its_targets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(OFFERED[1], "ValidUpgradeTarget", [{"EngineVersion": "16.10"}])
    (text,) = impossible(Rds(), wish("17"), wish("16.9"))
    assert "16.9 can be upgraded to 16.10 only" in text


def test_unchanged_instance_is_not_asked_about() -> None:
    assert impossible(None, wish("17"), wish("17.6")) == []


def test_new_class_is_checked_for_the_version_in_use() -> None:
    assert impossible(Rds(), wish("17.5", "db.t4g.medium"), wish("17.6")) == []
    assert impossible(Rds(), wish("17.5", "db.m99.large"), wish("17.6"))
