"""A picture of an account: every object of the services that stacks use, as AWS's API describes it."""

from __future__ import annotations

import collections
import concurrent.futures
import functools
import itertools
import re
from collections.abc import Iterable
from typing import Any

import jmespath
from botocore.client import BaseClient
from botocore.exceptions import ClientError

from simulator.core import discovery
from simulator.core.listing import Listing
from tests.support.clients import Session
from tools.simulator_process import REGION, SimulatorProcess

Picture = dict[tuple[str, str, str], Any]
# What changes without anybody having changed the object.
SERVER = re.compile(r"http://127\.0\.0\.1:\d+")  # the simulator's own address, in a queue's URL
VOLATILE = {
    "ResponseMetadata",
    "LastAccessedDate",
    "ResourceRecordSetCount",
    "AvailableIpAddressCount",
    "LatestRestorableTime",
    "lastEvaluatedAt",
    "SizeInBytes",
}
# AWS's words for a part that an object does not have.
ABSENT = ("NotFound", "NoSuch", "NonExistent", "Nonexistent")


def client(url: str, service: str, region: str) -> BaseClient:
    """Return a client of the simulator at an address."""
    return _session().client(service, region_name=region, endpoint_url=url)


@functools.cache
def _session() -> Session:
    return Session()


def picture(simulator: SimulatorProcess, *regions: str) -> Picture:
    """Return {(region, kind, id): description} of all objects in the account; the call log is left as it was found.

    Descriptions are AWS's answers, tags and attributes included. Looking changes nothing.
    """
    asked = [
        (data.name, listing, region)
        for region in dict.fromkeys((REGION, *regions))
        for data in discovery.services().values()
        for listing in data.listings
        if listing.everywhere or region == REGION
    ]
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        found = pool.map(lambda item: _objects(simulator, *item), asked)
        return dict(itertools.chain.from_iterable(found))


def _objects(
    simulator: SimulatorProcess, service: str, listing: Listing, region: str
) -> Iterable[tuple[tuple[str, str, str], Any]]:
    api = client(simulator.url, service, region)
    answer = _ask(api, listing.call, listing.arguments)
    for row in jmespath.search(listing.rows, answer) or []:
        key = row if listing.key == "@" else row[listing.key]
        described = [
            _ask(api, call, {name: _value(value, row) for name, value in arguments.items()})
            for call, arguments in listing.details
        ]
        yield (region, listing.kind, _plain(key)), [_plain(row), *described]
        yield from _children(api, listing.kind, region, key, described)


def _children(
    api: BaseClient, kind: str, region: str, key: str, described: list[Any]
) -> Iterable[tuple[tuple[str, str, str], Any]]:
    """Objects that can only be listed below another one."""
    if kind == "load_balancer":
        for listener in described[2]["Listeners"]:
            arn = listener["ListenerArn"]
            for rule in _ask(api, "describe_rules", {"ListenerArn": arn})["Rules"]:
                yield (
                    (region, "listener_rule", rule["RuleArn"]),
                    [rule, _ask(api, "describe_tags", {"ResourceArns": [rule["RuleArn"]]})],
                )
            yield (
                (region, "listener", arn),
                [
                    listener,
                    _ask(api, "describe_listener_certificates", {"ListenerArn": arn}),
                    _ask(api, "describe_tags", {"ResourceArns": [arn]}),
                ],
            )
    elif kind == "ecs_cluster":
        for arn in described[1]["serviceArns"]:
            yield (
                (region, "ecs_service", arn),
                _ask(api, "describe_services", {"cluster": key, "services": [arn], "include": ["TAGS"]}),
            )
    elif kind == "hosted_zone":
        for row in _ask(api, "list_resource_record_sets", {"HostedZoneId": key})["ResourceRecordSets"]:
            yield (region, "record", "%s %s" % (row["Name"], row["Type"])), row


def _value(value: Any, row: Any) -> Any:
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if value == "@replace(Id)":
        return row["Id"].rpartition("/")[2]
    return jmespath.search(value[1:] or "@", row)


def _ask(api: BaseClient, call: str, arguments: dict[str, Any]) -> Any:
    """An answer, all pages of it; AWS's code where it says that there is none."""
    try:
        if api.can_paginate(call):
            return _plain(api.get_paginator(call).paginate(**arguments).build_full_result())
        return _plain(getattr(api, call)(**arguments))
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if not any(word in code for word in ABSENT):
            raise
        return code


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if name not in VOLATILE}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return SERVER.sub("", value) if isinstance(value, str) else value


def counted(objects: Picture) -> collections.Counter[str]:
    """Return how many objects of each kind stand."""
    return collections.Counter(kind for _region, kind, _name in objects)


def differences(before: Picture, after: Picture) -> dict[tuple[str, str, str], Any]:
    """Return what has become of the objects of an earlier picture: {object: (before, after)}, without the unchanged."""
    return {key: (value, after.get(key)) for key, value in before.items() if after.get(key) != value}
