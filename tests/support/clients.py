"""Clients that are made once in a process, whatever simulator they speak to: making them is most of a short run's time."""

from __future__ import annotations

import copy
import threading
import weakref
from collections.abc import Callable
from typing import Any

import boto3
from botocore.client import BaseClient
from botocore.regions import EndpointResolverBuiltins

from tools.simulator_process import ISOLATED


class Hooks:
    """Handlers of botocore's events, of all clients of a session: those that were made before, too."""

    def __init__(self) -> None:
        self.clients: list[BaseClient] = []
        self._handlers: dict[tuple[str, str], Callable[..., Any]] = {}

    def register(self, name: str, handler: Callable[..., Any], unique_id: str) -> None:
        """Call `handler` at each event `name`, such as "before-call", of any call."""
        self._handlers[name, unique_id] = handler
        for client in self.clients:
            client.meta.events.register(name, handler, unique_id=unique_id)

    def unregister(self, name: str, unique_id: str) -> None:
        """Call it no more."""
        del self._handlers[name, unique_id]
        for client in self.clients:
            client.meta.events.unregister(name, unique_id=unique_id)

    def add(self, client: BaseClient) -> None:
        """Take in a new client."""
        for (name, unique_id), handler in self._handlers.items():
            client.meta.events.register(name, handler, unique_id=unique_id)
        self.clients.append(client)


_sessions: weakref.WeakSet[Session] = weakref.WeakSet()


def disconnect() -> None:
    """Close the connections that no call uses: those to simulators that have ended would stay open."""
    for session in list(_sessions):
        session.disconnect()


class Session:
    """What runs and tests use of a boto3.Session. Clients for several addresses share their connections and events.

    `key` and `secret` are those of the simulator's unrestricted user unless others are given.
    """

    def __init__(
        self, key: str = ISOLATED["AWS_ACCESS_KEY_ID"], secret: str = ISOLATED["AWS_SECRET_ACCESS_KEY"]
    ) -> None:
        self._session = boto3.Session(aws_access_key_id=key, aws_secret_access_key=secret)
        self._made: dict[Any, BaseClient] = {}
        self._lock = threading.Lock()
        self.events = Hooks()
        _sessions.add(self)

    def get_partition_for_region(self, region: str) -> str:
        """As boto3's."""
        return self._session.get_partition_for_region(region)

    def client(
        self, service: str, region_name: str, endpoint_url: str, config: Any = None, **options: Any
    ) -> BaseClient:
        """As boto3's, for the simulator at `endpoint_url`."""
        given = sorted((config._user_provided_options if config else {}).items())
        key = (service, region_name, repr(given), repr(sorted(options.items())))
        with self._lock:
            if key not in self._made:
                self._made[key] = self._session.client(
                    service, region_name=region_name, endpoint_url=endpoint_url, config=config, **options
                )
                self.events.add(self._made[key])
            return _at(self._made[key], endpoint_url)

    def disconnect(self) -> None:
        """Close the connections that no call uses; the next call makes one anew."""
        with self._lock:
            for client in self._made.values():
                client.close()


def _at(client: BaseClient, url: str) -> BaseClient:
    """The same client for another address."""
    resolver = copy.copy(client._ruleset_resolver)
    resolver._builtins = {**resolver._builtins, EndpointResolverBuiltins.SDK_ENDPOINT: url}
    resolver._instance_cache = {}
    made = object.__new__(type(client))
    made.__dict__.update(client.__dict__, _ruleset_resolver=resolver)
    return made
