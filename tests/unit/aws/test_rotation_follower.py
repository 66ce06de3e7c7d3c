"""The follower of rotations, against stand-ins with the shapes of the services' answers."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from ansible_collections.slipway.aws.plugins.module_utils.aws.shared.rotation_follower import (
    UNFILLED,
    compose,
    follow,
    places,
)

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:"
MASTER, COMPOSED, OTHER = ARN + "rds!db-1-AbCdEf", ARN + "db-AbCdEf", ARN + "other-AbCdEf"
PARTS = {"password": {"From": MASTER, "Key": "password"}, "url": {"Format": "p://{user}:{password|url}@h"}}
PARAMETER = "arn:aws:ssm:us-east-1:123456789012:parameter"
NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def at(minutes: int) -> datetime.datetime:
    return NOON + datetime.timedelta(minutes=minutes)


class World:
    """Secrets Manager, ECS and the tagging API, as far as the follower calls them."""

    def __init__(self, services: dict[str, dict[str, Any]]) -> None:
        self.now = at(0)
        self.values = {
            MASTER: {"password": "old"},
            COMPOSED: {"user": "u", "password": "old", "url": "p://u:old@h", "kept": "k"},
            OTHER: {"a": "b"},
        }
        self.dates = dict.fromkeys(self.values, at(-60))
        self.services, self.deployed, self.put = services, [], []

    def client(self, service: str) -> World:
        return self

    def get_secret_value(self, SecretId: str) -> dict[str, Any]:
        return {"SecretString": json.dumps(self.values[SecretId]), "CreatedDate": self.dates[SecretId]}

    def put_secret_value(self, SecretId: str, SecretString: str) -> None:
        self.values[SecretId], self.dates[SecretId] = json.loads(SecretString), self.now
        self.put.append(SecretId)

    def get_paginator(self, operation: str) -> World:
        return self

    def paginate(self, **arguments: Any) -> list[dict[str, Any]]:
        if "ParameterFilters" in arguments:
            (given,) = arguments["ParameterFilters"]
            assert (given["Key"], given["Option"]) == ("Name", "Equals") and len(given["Values"]) <= 50
            return [
                {
                    "Parameters": [
                        {"ARN": PARAMETER + name, "LastModifiedDate": self.dates.get(name, at(-60))}
                        for name in given["Values"]
                    ]
                }
            ]
        assert arguments["TagFilters"] == [{"Key": "slipway:stack", "Values": ["shop/test/us-east-1"]}]
        return [{"ResourceTagMappingList": [{"ResourceARN": arn} for arn in self.services]}]

    def describe_services(self, cluster: str, services: list[str]) -> dict[str, Any]:
        assert cluster == "shop"
        return {
            "services": [
                {
                    "status": "ACTIVE",
                    "desiredCount": 2,
                    "taskDefinition": arn,
                    **self.services[arn]["row"],
                    "deployments": [{"status": "PRIMARY", "createdAt": self.services[arn]["started"]}],
                }
                for arn in services
            ]
        }

    def describe_task_definition(self, taskDefinition: str) -> dict[str, Any]:
        return {
            "taskDefinition": {
                "containerDefinitions": [
                    {"secrets": [{"name": "S", "valueFrom": self.services[taskDefinition]["from"]}]}
                ]
            }
        }

    def update_service(self, cluster: str, service: str, forceNewDeployment: bool) -> None:
        assert forceNewDeployment
        self.services[service]["started"] = self.now
        self.deployed.append(service)


def service(value_from: str, started: int = -30, **row: Any) -> dict[str, Any]:
    return {"from": value_from, "started": at(started), "row": row}


def name(text: str) -> str:
    return "arn:aws:ecs:us-east-1:123456789012:service/shop/" + text


def run(world: World) -> dict[str, Any]:
    return follow(
        {"stack": "shop/test/us-east-1", "secrets": {COMPOSED: PARTS}, "watched": [MASTER, OTHER]}, world.client
    )


def rotate(world: World) -> None:
    world.values[MASTER], world.dates[MASTER] = {"password": "n/w"}, at(0)
    world.now = at(1)


def test_nothing_new_changes_nothing() -> None:
    world = World({name("api"): service(COMPOSED + ":password::")})
    assert run(world) == {"composed": [], "deployed": []}
    assert not world.put


@pytest.mark.behaviour("D21")
def test_rotation_is_composed_and_deployed_once() -> None:
    world = World({name("api"): service(COMPOSED + ":password::")})
    rotate(world)
    assert run(world) == {"composed": [COMPOSED], "deployed": [name("api")]}
    assert world.values[COMPOSED] == {"user": "u", "password": "n/w", "url": "p://u:n%2Fw@h", "kept": "k"}
    world.now = at(2)
    assert run(world) == {"composed": [], "deployed": []}


def test_work_that_was_cut_short_is_finished() -> None:
    world = World({name("api"): service(COMPOSED + ":password::")})
    rotate(world)
    world.put_secret_value(COMPOSED, json.dumps({"user": "u", "password": "n/w", "url": "p://u:n%2Fw@h"}))
    assert run(world) == {"composed": [], "deployed": [name("api")]}


@pytest.mark.parametrize(
    ("given", "deployed"),
    [
        (service(MASTER + ":password::"), True),
        (service(MASTER), True),
        (service(MASTER + ":password::", started=1), False),
        (service(ARN + "rds!db-1-AbCdEfG"), False),
        (service(OTHER), False),
        (service(COMPOSED, desiredCount=0), False),
        (service(COMPOSED, status="DRAINING"), False),
    ],
    ids=["key of the source", "whole source", "started since", "longer name", "unchanged secret", "stopped", "going"],
)
def test_only_services_with_an_older_value_are_deployed(given: dict[str, Any], deployed: bool) -> None:
    world = World({name("api"): given})
    rotate(world)
    assert run(world)["deployed"] == ([name("api")] if deployed else [])


def test_what_a_person_fills_in_is_deployed_too() -> None:
    world = World({name("api"): service(OTHER + ":a::")})
    world.values[OTHER], world.dates[OTHER] = {"a": "filled"}, at(0)
    assert run(world) == {"composed": [], "deployed": [name("api")]}


def test_services_that_use_a_changed_parameter_are_deployed_once() -> None:
    names = ["/shop/test/p%02d" % number for number in range(60)]
    world = World({name("api"): service(PARAMETER + names[59]), name("worker"): service(PARAMETER + names[0])})
    recipes = {"stack": "shop/test/us-east-1", "secrets": {}, "watched": [], "parameters": names}
    assert follow(recipes, world.client)["deployed"] == []
    world.dates[names[59]], world.now = at(0), at(1)
    assert follow(recipes, world.client) == {"composed": [], "deployed": [name("api")]}
    assert follow(recipes, world.client)["deployed"] == []


def generate(arguments: dict[str, Any]) -> str:
    return "x" * arguments["PasswordLength"]


def test_compose_makes_each_kind_of_part() -> None:
    parts = {
        "v": {"Value": 5432},
        "f": {"From": MASTER, "Key": "password"},
        "g": {"Generate": {"PasswordLength": 4}},
        "h": {"Fill": True},
        "t": {"Format": "{f|url}:{v}"},
    }
    assert compose(parts, {}, lambda arn: {"password": "a b"}, generate) == {
        "v": 5432,
        "f": "a b",
        "g": "xxxx",
        "h": UNFILLED,
        "t": "a%20b:5432",
    }


def test_compose_keeps_what_was_generated_filled_in_or_added() -> None:
    current = {"g": "made", "h": "by hand", "more": "m"}
    parts = {"g": {"Generate": {"PasswordLength": 4}}, "h": {"Fill": True}}
    assert compose(parts, current, None, generate) == current


def test_compose_generates_in_place_of_a_placeholder() -> None:
    parts = {"g": {"Generate": {"PasswordLength": 4}}}
    assert compose(parts, {"g": UNFILLED}, None, generate) == {"g": "xxxx"}


def test_compose_names_a_key_that_the_source_lacks() -> None:
    with pytest.raises(KeyError, match="password"):
        compose(PARTS, {}, lambda arn: {})


def test_places_are_keys_in_single_braces() -> None:
    assert places("a://{user}:{pass-word|url}@{h.1} {not this}") == ["user", "pass-word", "h.1"]
