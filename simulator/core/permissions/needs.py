"""What a call requires: actions of IAM, each on a resource and in a context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from simulator.core import discovery, tags
from simulator.core.handlers import Call
from simulator.core.permissions import reference
from simulator.core.permissions.facts import Facts, tag_dict
from simulator.core.permissions.paths import under
from simulator.core.permissions.reference import Action, Resource
from simulator.core.permissions.table import More, Table

# Where the keys of tags are that are to be taken away.
TAG_KEYS = ("TagKeys", "tagKeys", "RemoveTagKeys", "TagKeys.Items")
RESOURCE_TAG, REQUEST_TAG = "aws:ResourceTag/", "aws:RequestTag/"
NAME_IN_BRACES = re.compile(r"\{([\w.]+)\}")


class UnknownOperation(LookupError):
    """No table says what the operation requires."""


@dataclass(frozen=True)
class Need:
    """One permission: ``conditions`` are the keys of the context with their values, texts or lists of texts."""

    action: str
    resource: str
    conditions: dict[str, str | list[str]] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """The same for the call log."""
        return {"action": self.action, "resource": self.resource, "conditions": self.conditions}


def requires(call: Call) -> list[Need]:
    """What a call requires of the identity that makes it, as the Service Authorization Reference has it.

    Raises UnknownOperation where no table and no name says it.
    """
    table = discovery.service(call.service).permissions
    if table is None:
        raise UnknownOperation(f"{call.service} has no table of permissions")
    if call.operation in table.free:
        return []
    return list(
        {(need.action, need.resource, str(need.conditions)): need for need in _Asked(call, table).needs()}.values()
    )


class _Asked:
    """One call with the table of its service."""

    def __init__(self, call: Call, table: Table) -> None:
        self._call, self._table, self._facts = call, table, Facts(call, table)
        self._place = {"Partition": call.partition, "Region": call.region, "Account": call.account}
        self._tags = self._request_tags()

    def needs(self) -> Iterator[Need]:
        """Own actions first, then tags, passed roles, service-linked roles, and what else there is."""
        call, table = self._call, self._table
        own: list[tuple[Resource | None, str]] = []
        for name in table.actions.get(call.operation, call.operation).split():
            action = self._action(f"{table.prefix}:{name}")
            for kind, arn in self._resources(action):
                own.append((kind, arn))
                yield Need(action.name, arn, self._conditions(action, kind, arn))
        yield from self._tagging(own)
        for path, service in table.passes.get(call.operation, ()):
            for role in self._values(path):
                arn = role if role.startswith("arn:") else self._fill("arn:{Partition}:iam::{Account}:role/") + role
                yield Need("iam:PassRole", arn, {"iam:PassedToService": service})
        linked = table.linked.get(call.operation)
        if linked and not self._facts.has_role_of(linked):
            arn = self._fill("arn:{Partition}:iam::{Account}:role/aws-service-role/") + f"{linked}/*"
            yield Need("iam:CreateServiceLinkedRole", arn, {"iam:AWSServiceName": linked})
        for more in table.more.get(call.operation, ()):
            yield from self._more(more)

    # -- resources -----------------------------------------------------------------------------------------------------

    def _action(self, name: str) -> Action:
        action = reference.action(name)
        if action is None:
            raise UnknownOperation(
                f"{self._call.service} {self._call.operation}: there is no action {name}, and no table says which it is"
            )
        return action

    def _resources(self, action: Action) -> list[tuple[Resource | None, str]]:
        """The ARNs that the action is on. What is made, and what the input does not tell, has ``*`` for its name."""
        found: list[tuple[Resource | None, str]] = []
        kinds = self._kinds(action)
        for kind in kinds:
            given, arns = self._find(kind)
            if not arns and ((kind.required and not given) or kind.name in self._specified()):
                arns = [kind.fill(self._place, {})]
            found += [(kind, arn) for arn in arns]
        if not found and len(kinds) == 1 and not self._find(kinds[0])[0]:
            return [(kinds[0], kinds[0].fill(self._place, {}))]
        return found or [(None, "*")]

    def _kinds(self, action: Action) -> tuple[Resource, ...]:
        wanted = self._table.kinds.get(self._call.operation)
        if wanted is None:
            return action.resources
        own = {kind.name: kind for kind in action.resources}
        known = [own.get(name) or reference.resource(self._table.prefix, name, False) for name in wanted.split()]
        return tuple(known)

    def _find(self, kind: Resource) -> tuple[bool, list[str]]:
        """Whether the input names a resource where those of this kind are named, and the ARNs of this kind there."""
        texts = self._table.found.get(kind.name, ())
        if not texts:
            return False, []
        start = self._table.starts.get(kind.name, "")
        values = dict(zip(kind.variables, ([self._short(v) for v in self._values(t)][:1] for t in texts), strict=True))
        last = kind.variables[-1]
        names = list(self._values(texts[-1]))
        arns = [name for name in names if name.startswith("arn:") and kind.matches(name)]
        arns += [
            kind.fill(self._place, {key: value[0] for key, value in values.items() if value} | {last: name})
            for name in (self._table.bare(name) for name in names if not name.startswith("arn:"))
            if name.startswith(start)
        ]
        if not names and any(values.values()):
            arns = [kind.fill(self._place, {key: value[0] for key, value in values.items() if value})]
            return True, arns
        return bool(names), list(dict.fromkeys(arns))

    @staticmethod
    def _short(value: str) -> str:
        return value.rpartition("/")[2] if value.startswith("arn:") else value

    def _values(self, text: str) -> Iterator[str]:
        for path in text.split():
            found = self._facts.values(path) if path.startswith("#") else under(self._call.params, path)
            yield from (str(value) for value in found if isinstance(value, str))

    def _fill(self, text: str) -> str:
        return NAME_IN_BRACES.sub(lambda match: self._place.get(match[1]) or next(self._values(match[1]), "*"), text)

    # -- the context ---------------------------------------------------------------------------------------------------

    def _request_tags(self) -> dict[str, str]:
        return {} if self._is_untagging() else tags.given(self._call.params)

    def _is_untagging(self) -> bool:
        return self._call.operation == "DeleteTags"

    def _specified(self) -> dict[str, dict[str, str]]:
        return tags.specified(self._call.params)

    def _conditions(self, action: Action, kind: Resource | None, arn: str) -> dict[str, str | list[str]]:
        keys = action.keys | (kind.keys if kind else frozenset())
        found: dict[str, str | list[str]] = {}
        given = self._specified().get(kind.name, {}) if kind and self._specified() else self._tags
        if REQUEST_TAG in keys:
            found |= {REQUEST_TAG + key: value for key, value in given.items()}
        removed = [str(key) for path in TAG_KEYS for key in under(self._call.params, path)]
        if self._is_untagging():
            removed = list(tag_dict(self._call.params.get("Tags")))
        if "aws:TagKeys" in keys and (given or removed):
            found["aws:TagKeys"] = sorted({*given, *removed})
        for key, text in self._table.keys.items():
            value = next(self._values(text), None) if key in keys else None
            if value is not None:
                found[key] = value
        for key, text in self._table.list_keys.items():
            if key in keys:
                found[key] = sorted(set(self._values(text)))
        return found | self._tags_of(action.name, arn, keys)

    def _tags_of(self, action: str, arn: str, keys: frozenset[str] | None = None) -> dict[str, str | list[str]]:
        """The tags of a resource that exists, where AWS looks at them. For PassRole it does so not reliably (IAM, granting
        permissions to pass a role to a service)."""
        if keys is None:
            known = self._action(action)
            keys = known.keys.union(*(kind.keys for kind in known.resources))
        if RESOURCE_TAG not in keys or "*" in arn:
            return {}
        return {RESOURCE_TAG + key: value for key, value in self._facts.tags(arn).items()}

    # -- besides -------------------------------------------------------------------------------------------------------

    def _tagging(self, own: list[tuple[Resource | None, str]]) -> Iterator[Need]:
        """What giving tags at creation requires."""
        if not self._table.tagging or self._call.operation == self._table.tagging:
            return
        action = self._action(f"{self._table.prefix}:{self._table.tagging}")
        for name, given in self._specified().items():
            arn = reference.resource(self._table.prefix, name).fill(self._place, {})
            yield Need(action.name, arn, self._of_creation(action, given))
        if not self._tags or self._call.operation in ("TagResource", "AddTags", "AddTagsToResource", "CreateTags"):
            return
        made = self._table.makes.get(self._call.operation)
        if made:
            kind = reference.resource(self._table.prefix, made)
            arns = [kind.fill(self._place, self._made(kind))]
        else:
            wanted = self._table.kinds.get(self._table.tagging)
            taggable = wanted.split() if wanted else [kind.name for kind in action.resources]
            arns = [arn for kind, arn in own if kind is not None and kind.name in taggable]
            arns = arns if taggable else ["*"]
        for arn in arns:
            yield Need(action.name, arn, self._of_creation(action, self._tags))

    def _made(self, kind: Resource) -> dict[str, str]:
        texts = self._table.found.get(kind.name, ())[:-1]
        return {
            name: value
            for name, text in zip(kind.variables, texts, strict=False)
            if (value := next(self._values(text), None))
        }

    def _of_creation(self, action: Action, given: dict[str, str]) -> dict[str, str | list[str]]:
        found: dict[str, str | list[str]] = {REQUEST_TAG + key: value for key, value in given.items()}
        found["aws:TagKeys"] = sorted(given)
        key = f"{self._table.prefix}:CreateAction"
        return found | ({key: self._call.operation} if key in action.keys else {})

    def _more(self, more: More) -> Iterator[Need]:
        if more.when and not any(True for _value in under(self._call.params, more.when)):
            return
        action = self._action(more.action)
        arns = [self._fill(more.arn)] if more.arn else list(self._values(more.path))
        if arns and not action.resources:
            arns = ["*"]
        for arn in dict.fromkeys(arns):
            via = {"kms:ViaService": f"{more.via}.{self._call.region}.amazonaws.com"} if more.via else {}
            if more.action.startswith("kms:") and arn != "*":
                key = self._facts.key(arn)
                if key is None:
                    continue
                arn = key
            if arn.startswith("arn:") or arn == "*":
                own = {} if arn == "*" else self._tags_of(action.name, arn)
                yield Need(action.name, arn, via | own)
