"""A database's own master password: whoever is stopped anywhere, the next one makes secret and database agree."""

from __future__ import annotations

import copy
import json
import threading
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.rds import password
from ansible_collections.slipway.aws.plugins.module_utils.aws.rds.db_instance import DbInstance
from ansible_collections.slipway.aws.plugins.module_utils.aws.shared.password_rotation import rotate
from ansible_collections.slipway.aws.plugins.module_utils.engine.comparing import Change, Delta, compare
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import SlipwayError
from tests.support.api import Clock

from .test_rds import ROW, wish

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-password-AbCdEf"
DATABASE = {"instance": "db", "generated": password.GENERATED}


class Stopped(Exception):
    """The process is gone."""


class Gone(Exception):
    """Secrets Manager has no such value."""


class World:
    """RDS and Secrets Manager as far as a password goes; `stop_at` ends the process before or after a changing call."""

    class exceptions:
        ResourceNotFoundException = Gone

    def __init__(self, word: str | None = "1") -> None:
        self.clock, self.stopping = Clock(), threading.Event()
        self.in_database, self.pending_reads = "first", 0
        self.versions = {"v0": {"labels": {"AWSCURRENT"}, "text": json.dumps({"username": "u", "password": "first"})}}
        self.tags = {} if word is None else {password.WORD_TAG: word}
        self.made, self.changes, self.stop_at = 0, 0, (-1, "")

    def of(self, service: str) -> World:
        return self

    def once(self, key: str, read: Any) -> Any:
        return read()

    def map(self, function: Any, items: Any) -> list[Any]:
        return [function(item) for item in items]

    def maybe(self, operation: str, missing: Any, **arguments: Any) -> Any:
        try:
            return getattr(self, operation)(**arguments)
        except Gone:
            return None

    def all(self, operation: str, member: str) -> list[dict[str, Any]]:
        return [self.row()]

    def row(self) -> dict[str, Any]:
        tags = [{"Key": password.SECRET_TAG, "Value": "db-password"}, {"Key": "slipway:stack", "Value": "a/b/c"}]
        row = {**copy.deepcopy(ROW), "TagList": tags}
        del row["MasterUserSecret"]
        if self.pending_reads:
            self.pending_reads -= 1
            row |= {"PendingModifiedValues": {"MasterUserPassword": "****"}}
        return row

    def _changing(self, change: Any) -> None:
        number, when = self.stop_at
        self.changes += 1
        if self.changes == number and when == "before":
            raise Stopped
        change()
        if self.changes == number:
            raise Stopped

    def describe_db_instances(self, **arguments: Any) -> dict[str, Any]:
        return {"DBInstances": [self.row()]}

    def modify_db_instance(self, **arguments: Any) -> dict[str, Any]:
        def change() -> None:
            self.in_database, self.pending_reads = arguments["MasterUserPassword"], 2

        self._changing(change)
        return {"DBInstance": self.row()}

    def describe_secret(self, SecretId: str) -> dict[str, Any]:
        labels = {name: sorted(version["labels"]) for name, version in self.versions.items() if version["labels"]}
        tags = [{"Key": key, "Value": value} for key, value in self.tags.items()]
        return {"ARN": ARN, "VersionIdsToStages": labels, "Tags": tags}

    def get_random_password(self, **arguments: Any) -> dict[str, str]:
        self.made += 1
        return {"RandomPassword": f"made-{self.made}"}

    def get_secret_value(self, SecretId: str, VersionId: str = "", VersionStage: str = "") -> dict[str, Any]:
        for name, version in self.versions.items():
            if VersionId in ("", name) and (not VersionStage or VersionStage in version["labels"]) and version["text"]:
                return {"SecretString": version["text"], "VersionId": name}
        raise Gone

    def put_secret_value(self, SecretId: str, ClientRequestToken: str, SecretString: str, VersionStages: Any) -> None:
        known = self.versions.get(ClientRequestToken)
        assert known is None or known["text"] in (None, SecretString), "a version is never written twice"

        def change() -> None:
            for version in self.versions.values():
                version["labels"] -= set(VersionStages)
            self.versions[ClientRequestToken] = {"labels": set(VersionStages), "text": SecretString}

        self._changing(change)

    def update_secret_version_stage(
        self, SecretId: str, VersionStage: str, MoveToVersionId: str, RemoveFromVersionId: str
    ) -> None:
        def change() -> None:
            for version in self.versions.values():
                version["labels"].discard("AWSPREVIOUS")
            self.versions[RemoveFromVersionId]["labels"] ^= {VersionStage, "AWSPREVIOUS"}
            self.versions[MoveToVersionId]["labels"].add(VersionStage)

        self._changing(change)

    def tag_resource(self, SecretId: str, Tags: list[dict[str, str]]) -> None:
        self._changing(lambda: self.tags.update({tag["Key"]: tag["Value"] for tag in Tags}))

    @property
    def current(self) -> str:
        return json.loads(self.get_secret_value(ARN, VersionStage="AWSCURRENT")["SecretString"])["password"]


class Scope:
    owners = ("a/b/c",)

    @staticmethod
    def named(field: str) -> list[str]:
        return ["db"]


def run(world: World, word: str | None) -> bool:
    """One run: whether it had something to do."""
    want = wish(ManageMasterUserPassword=False, PasswordSecretArn=ARN, **({"PasswordVersion": word} if word else {}))
    (live,) = DbInstance.observe(world, Scope)
    found = compare(want, live.fields, DbInstance.fields)
    found += [Change(*item) for item in DbInstance.differences(want, live)]
    assert not [change for change in found if change.replaces]
    if found:
        DbInstance.update(world, live, want, Delta(found))
    return bool(found)


def step(world: World, name: str) -> None:
    event = {"Step": name, "SecretId": ARN, "ClientRequestToken": "by-secrets-manager"}
    rotate(event, DATABASE, lambda service: world, sleep=lambda seconds: None)


def by_function(world: World) -> None:
    for name in ("createSecret", "setSecret", "testSecret", "finishSecret"):
        step(world, name)


POINTS = [(number, when) for number in range(1, 5) for when in ("before", "after")]


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.behaviour("G65")
def test_a_new_word_gives_one_new_password_wherever_the_run_is_stopped(point: tuple[int, str]) -> None:
    world = World()
    world.stop_at = point
    with pytest.raises(Stopped):
        run(world, "2")
    run(world, "2")
    assert world.in_database == world.current == f"made-{world.made}"
    assert len(world.versions) == 2
    assert world.tags == {password.WORD_TAG: "2"}
    assert not run(world, "2")


@pytest.mark.parametrize("point", [(1, "after"), (2, "before"), (2, "after"), (3, "before")])
def test_a_run_finishes_what_the_function_began(point: tuple[int, str]) -> None:
    world = World()
    world.stop_at = point
    with pytest.raises(Stopped):
        by_function(world)
    assert run(world, "1")
    assert world.in_database == world.current == "made-1"
    assert not run(world, "1")


def test_the_function_rotates_and_bears_to_be_called_again() -> None:
    world = World()
    for name in (
        "createSecret",
        "createSecret",
        "setSecret",
        "setSecret",
        "testSecret",
        "finishSecret",
        "finishSecret",
    ):
        step(world, name)
    assert world.in_database == world.current == "made-1"
    assert not run(world, "1")


def test_a_version_without_a_value_is_filled() -> None:
    world = World()
    world.versions["empty"] = {"labels": {"AWSPENDING"}, "text": None}
    assert run(world, "1")
    assert world.in_database == world.current == "made-1"
    assert set(world.versions) == {"v0", "empty"}


def test_a_word_that_comes_again_gives_yet_another_password() -> None:
    world = World()
    for word, expected in (("2", "made-1"), ("1", "made-2"), ("2", "made-3")):
        assert run(world, word)
        assert world.in_database == world.current == expected
    assert not run(world, None)


def test_what_rds_never_was_told_is_told() -> None:
    world = World(word=None)
    world.in_database = "of somebody else"
    assert run(world, None)
    assert world.in_database == world.current == "first"
    assert not run(world, None)
    assert world.made == 0


def test_a_password_that_rds_does_not_apply_is_left_to_the_next_run() -> None:
    world = World()
    world.modify_db_instance = lambda **arguments: setattr(world, "pending_reads", 10**6) or {"DBInstance": world.row()}
    with pytest.raises(SlipwayError, match="has not applied the new master password for 600 s; run again to go on"):
        run(world, "2")
    assert world.current == "first"
