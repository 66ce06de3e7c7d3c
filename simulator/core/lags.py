"""The forms of what AWS comes to know of a change later: data of the services for ``visibility``. Seconds are AWS's.

A path names members of an answer, with ``*`` for all items of a list; one that begins with ``<`` those of the request.
Several paths have a space between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Error = tuple[str, str, int]  # code, message, HTTP status


@dataclass(frozen=True)
class Seen:
    """New objects of a kind: listings leave them out for ``seconds``, and calls that name them meet ``error``.

    ``made`` says where creating operations have the id, ``listed`` where listings have their rows, whose member
    ``member`` is the id. ``asked`` are members of requests that name the object, any text of them when it is empty.
    """

    member: str
    made: Mapping[str, str]
    listed: Mapping[str, str]
    error: Error
    seconds: float
    asked: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stale:
    """Changed objects: the operations of ``shown`` go on answering for ``seconds`` what they did before ``changed``.

    ``changed`` are operations with ``member`` in the request. ``shown`` has by operation the member that asks for one
    object, and the path of its rows in the answer; without path the whole answer is the object's.
    """

    member: str
    changed: tuple[str, ...]
    shown: Mapping[str, tuple[str, str]]
    seconds: float


@dataclass(frozen=True)
class Race:
    """Something made by ``made`` that operations of any service refuse to use for ``seconds``.

    Those services have what they say under the race's name in their ``refuses``. ``again``: whoever makes it a second
    time makes a new one.
    """

    name: str
    made: Mapping[str, str]
    seconds: float
    again: bool = False


@dataclass(frozen=True)
class Linked:
    """The role that a service makes for itself at the first of ``operations``, and is not ready to use then."""

    principal: str
    operations: tuple[str, ...]
    error: Error
    seconds: float = 15
