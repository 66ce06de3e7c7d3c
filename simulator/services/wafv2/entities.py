"""Web ACLs, IP sets, regex pattern sets and rule groups: one table, one set of functions."""

from __future__ import annotations

import functools
import uuid
from dataclasses import dataclass
from typing import Any

from simulator.core import state
from simulator.core.handlers import AwsError, Call, operation
from simulator.core.lists import page, tags_of

from . import rules
from .protected import users
from .rules import refuse

HOME = "us-east-1"  # the only region of the CLOUDFRONT scope


@dataclass(frozen=True)
class Kind:
    """A kind of WAF object: its name in operations and members, in ARNs, and the members of its configuration."""

    name: str
    plural: str
    arn: str
    members: tuple[str, ...]


COMMON = ("Description", "Rules", "VisibilityConfig", "CustomResponseBodies")
KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "WebACL",
            "WebACLs",
            "webacl",
            (
                *COMMON,
                "DefaultAction",
                "CaptchaConfig",
                "ChallengeConfig",
                "TokenDomains",
                "AssociationConfig",
                "DataProtectionConfig",
                "OnSourceDDoSProtectionConfig",
                "ApplicationConfig",
                "MonetizationConfig",
            ),
        ),
        Kind("IPSet", "IPSets", "ipset", ("Description", "IPAddressVersion", "Addresses")),
        Kind("RegexPatternSet", "RegexPatternSets", "regexpatternset", ("Description", "RegularExpressionList")),
        Kind("RuleGroup", "RuleGroups", "rulegroup", (*COMMON, "Capacity", "MonetizationConfig")),
    )
}


class Entity:
    """One object: its configuration and the token that guards changes."""

    def __init__(self, kind: Kind, arn: str, name: str, config: dict[str, Any]) -> None:
        self.kind = kind
        self.arn = arn
        self.name = name
        self.id = arn.rsplit("/", 1)[-1]
        self.tags: dict[str, str] = {}
        self.change(config)

    def change(self, config: dict[str, Any]) -> None:
        self.config = config
        self.token = str(uuid.uuid4())

    @property
    def summary(self) -> dict[str, Any]:
        description = self.config.get("Description") or ""
        return {"Name": self.name, "Id": self.id, "Description": description, "LockToken": self.token, "ARN": self.arn}


def place(call: Call) -> dict[str, Entity]:  # C21
    """The objects of the scope named in the call, by ARN.

    Raises AwsError when the scope is CLOUDFRONT and the region is not us-east-1.
    """
    scope = call.params["Scope"]
    if scope not in ("REGIONAL", "CLOUDFRONT") or (scope == "CLOUDFRONT" and call.region != HOME):
        raise refuse("The scope is not valid.", "SCOPE_VALUE", scope)
    return entities(call.account, call.region, scope)


def entities(account: str, region: str, scope: str) -> dict[str, Entity]:
    """The objects of an account in a region and scope, by ARN."""
    return state.store("wafv2", account, region).setdefault(scope, {})


def by_arn(call: Call, arn: str) -> Entity:
    """Raises AwsError WAFNonexistentItemException."""
    region = arn.split(":")[3] if arn.count(":") >= 5 else call.region
    for scope in ("REGIONAL", "CLOUDFRONT"):
        if arn in entities(call.account, region, scope):
            return entities(call.account, region, scope)[arn]
    raise rules.missing()


def _find(kind: Kind, call: Call) -> Entity:
    if call.params.get("ARN"):
        return by_arn(call, call.params["ARN"])
    for entity in place(call).values():
        if (entity.kind, entity.name, entity.id) == (kind, call.params["Name"], call.params["Id"]):
            return entity
    raise rules.missing()


def _config(kind: Kind, call: Call, old: Entity | None = None) -> dict[str, Any]:
    config = {member: call.params[member] for member in kind.members if call.params.get(member) is not None}
    known = place(call)
    if "Rules" in kind.members:
        if not config.get("VisibilityConfig"):
            raise refuse("A required field is missing", "VISIBILITY_CONFIG", call.params["Name"])
        config["Rules"] = rules.prepared(config.get("Rules", []), known)
        needed = rules.capacity(config["Rules"], known)
        if kind.name == "WebACL":
            config["Capacity"] = needed
        else:
            config.setdefault("Capacity", old.config["Capacity"] if old else needed)
            if needed > config["Capacity"]:
                raise AwsError("WAFLimitsExceededException", "The rules need more than the capacity of the rule group.")
    if kind.name == "IPSet":
        config.setdefault("IPAddressVersion", old.config["IPAddressVersion"] if old else None)
        config["Addresses"] = rules.addresses(config["IPAddressVersion"], config.get("Addresses", []))
    return config


def _create(kind: Kind, call: Call) -> dict[str, Any]:
    found = place(call)
    name = call.params["Name"]
    if any(entity.kind is kind and entity.name == name for entity in found.values()):
        raise AwsError(
            "WAFDuplicateItemException",
            "AWS WAF couldn\u2019t perform the operation because some resource in your request is a duplicate of an "
            "existing one.",
        )
    config = _config(kind, call)
    scope = "global" if call.params["Scope"] == "CLOUDFRONT" else "regional"
    home = f"arn:{call.partition}:wafv2:{call.region}:{call.account}:{scope}"
    entity = Entity(kind, f"{home}/{kind.arn}/{name}/{uuid.uuid4()}", name, config)
    entity.tags = tags_of(call.params.get("Tags"))
    found[entity.arn] = entity
    return {"Summary": entity.summary}


def _get(kind: Kind, call: Call) -> dict[str, Any]:
    entity = _find(kind, call)
    return {kind.name: shown(entity), "LockToken": entity.token}


def shown(entity: Entity) -> dict[str, Any]:
    """An object as its Get operation shows it."""
    found = {"Name": entity.name, "Id": entity.id, "ARN": entity.arn, "Description": "", **entity.config}
    if "Rules" in entity.kind.members:
        account = entity.arn.split(":")[4]
        found["LabelNamespace"] = f"awswaf:{account}:{entity.kind.arn}:{entity.name}:"
    if entity.kind.name == "WebACL":
        found |= {"ManagedByFirewallManager": False, "RetrofittedByFirewallManager": False}
    return found


def _check_token(entity: Entity, call: Call) -> None:  # C20
    if call.params["LockToken"] != entity.token:
        raise AwsError(
            "WAFOptimisticLockException",
            "AWS WAF couldn\u2019t save your changes because someone changed the resource after you started to edit it. "
            "Reapply your changes.",
        )


def _update(kind: Kind, call: Call) -> dict[str, Any]:
    entity = _find(kind, call)
    _check_token(entity, call)
    entity.change(_config(kind, call, entity))
    return {"NextLockToken": entity.token}


def _delete(kind: Kind, call: Call) -> None:  # C23
    entity = _find(kind, call)
    _check_token(entity, call)
    others = place(call).values()
    if any(entity.arn in rules.references(other.config.get("Rules", [])) for other in others) or users(
        call, entity.arn
    ):
        raise AwsError(
            "WAFAssociatedItemException",
            "AWS WAF couldn\u2019t perform the operation because your resource is being used by another resource or it\u2019s "
            "associated with another resource.",
        )
    del place(call)[entity.arn]
    state.store("wafv2", call.account, call.region).setdefault("logging", {}).pop(entity.arn, None)


def _list(kind: Kind, call: Call) -> dict[str, Any]:
    found = [entity.summary for entity in place(call).values() if entity.kind is kind]
    part, following = page(found, call.params.get("NextMarker"), call.params.get("Limit"))
    return {kind.plural: part, "NextMarker": following}


def _register(kind: Kind) -> None:
    table = {
        f"Create{kind.name}": _create,
        f"Get{kind.name}": _get,
        f"Update{kind.name}": _update,
        f"Delete{kind.name}": _delete,
        f"List{kind.plural}": _list,
    }
    for name, function in table.items():
        operation("wafv2", name)(functools.partial(function, kind))


for _kind in KINDS.values():
    _register(_kind)


@operation("wafv2", "CheckCapacity")
def check_capacity(call: Call) -> dict[str, Any]:
    known = place(call)
    return {"Capacity": rules.capacity(rules.prepared(call.params["Rules"], known), known)}
