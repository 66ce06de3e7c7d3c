"""From the calls that runs made to the least IAM policies that allow the same runs.

The rows are those of the simulator's call log while it notes what each call requires (docs/simulator.md). What AWS chose
becomes ``*``, names are cut after the stack's prefix, and tags limit the rest where AWS knows the key for that action.
"""

from __future__ import annotations

import collections
import functools
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from simulator.core.permissions import reference

SIZE = 6144  # characters of a managed policy, white space aside (IAM quotas)
STACK = "slipway:stack"
RECORDS = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
# The purpose that the others come on top of.
LOOK = "look"
# Actions that tell what there is and how it is tagged. A run that goes on after half of another one asks for other objects than
# an undisturbed one, also for some that are not there and so have no tag: whoever runs anything may look at all of them.
LOOKING = re.compile(r"[\w-]+:(Describe|List|Get\w*Tag)")
OPERATORS = {
    f"aws:ResourceTag/{STACK}": "StringEquals",
    f"aws:RequestTag/{STACK}": "StringEquals",
    "iam:PassedToService": "StringEquals",
    "iam:AWSServiceName": "StringEquals",
    "iam:PolicyARN": "ArnEquals",
    "kms:ViaService": "StringEquals",
    "ec2:CreateAction": "StringEquals",
    "elasticloadbalancing:CreateAction": "StringEquals",
    "ecs:CreateAction": "StringEquals",
    RECORDS: "ForAllValues:StringLike",
}
# Keys whose values are collected over all resources of an action: one statement instead of one for each.
JOINED = {"ec2:CreateAction", "elasticloadbalancing:CreateAction", "ecs:CreateAction", "iam:AWSServiceName"}
# Actions that a run can do without: what it does then, for which it may lack the rights. The policies have them all the same.
SPARED = {
    "ssm:DeleteParameter": "the lock stays, which the run says at its end",
    "ec2:DescribeVpcEndpointServices": "a note says that what the Region offers could not be checked beforehand",
    "elasticloadbalancing:DescribeSSLPolicies": "a note says that the policy could not be checked beforehand",
    "iam:GetAccountAuthorizationDetails": "roles are read one by one",
    "logs:GetLogEvents": "what failed is explained without the last lines of its log",
    "rds:DescribeOrderableDBInstanceOptions": "a note says that the class could not be checked beforehand",
    "servicequotas:GetServiceQuota": "a quota that is too small is met half-way, not before the first change",
    "tag:GetResources": "tags are read object by object",
    "tag:GetTagValues": "a note says that nobody knows whether other stacks use what goes",
}
# Variables of ARNs that nobody but AWS fills, besides those that end with Id.
CHOSEN = re.compile(r"(Id|DeliveryName|RevisionNumber|ObjectName|LogStreamName|UniqueAttributesHex)$")
SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")
# The moment in the name of a final snapshot: the next one has another.
MOMENT = re.compile(r"-\d{14}$")
SEPARATORS = "-_/."

Condition = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Policy:
    """A managed policy: ``name`` and ``document`` are what CreatePolicy takes, the document before it becomes JSON.

    A purpose that needs more than one policy can hold has several, with names that end in -2, -3. ``account`` is where
    a role needs it that the runs assume, for a zone in another account for instance; None in the account of the runs.
    """

    name: str
    purpose: str
    document: dict[str, Any]
    account: str | None = None


@dataclass(frozen=True)
class Rule:
    """One action on resources of one form, under conditions."""

    action: str
    resource: str
    conditions: Condition


def policies(rows_by_purpose: dict[str, list[dict[str, Any]]], identities: list[str]) -> list[Policy]:
    """The policies that allow what the rows require.

    :param rows_by_purpose: rows of the call log with their ``requires``, by ``look``, ``deploy``, ``release``,
        ``destroy``; those of another purpose hold what it needs besides ``look``
    :param identities: the stacks that the calls were made for, ``<application>/<environment>/<region>``

    Raises ValueError where a row does not say what it requires: the simulator was not told to note it.
    """
    accounts = collections.Counter(row.get("account") for rows in rows_by_purpose.values() for row in rows)
    own = max(accounts, key=lambda account: accounts[account], default=None)
    found = []
    for account in sorted(accounts, key=lambda account: (account != own, str(account))):
        rows = {
            purpose: [row for row in given if row.get("account") == account]
            for purpose, given in rows_by_purpose.items()
        }
        found += _of_account(rows, identities, None if account == own else account)
    return found


def _of_account(
    rows_by_purpose: dict[str, list[dict[str, Any]]], identities: list[str], account: str | None
) -> Iterator[Policy]:
    title = _title(identities) + (f"-in-{account}" if account else "")
    by_purpose = {purpose: _rules(rows, identities) for purpose, rows in rows_by_purpose.items()}
    if LOOK in by_purpose:
        by_purpose[LOOK] = _simplest(
            by_purpose[LOOK] | {rule for found in by_purpose.values() for rule in found if LOOKING.match(rule.action)}
        )
    looked = by_purpose.get(LOOK, set())
    for purpose in sorted(by_purpose, key=lambda name: name != LOOK):
        rules = by_purpose[purpose]
        if purpose != LOOK:
            rules = {rule for rule in rules if not any(_covers(other, rule) for other in looked)}
        for number, document in enumerate(_documents(_statements(rules)), 1):
            name = f"{title}-{purpose}" + (f"-{number}" if number > 1 else "")
            yield Policy(name, purpose, document, account)


def _simplest(rules: set[Rule]) -> set[Rule]:
    """The rules without those that another one of them covers."""
    return {rule for rule in rules if not any(other != rule and _covers(other, rule) for other in rules)}


def _covers(other: Rule, rule: Rule) -> bool:
    """True when what ``other`` allows contains what ``rule`` allows: it asks for no more than that does."""
    return (other.action, other.resource) == (rule.action, rule.resource) and set(other.conditions) <= set(
        rule.conditions
    )


def _title(identities: list[str]) -> str:
    parts = [identity.split("/")[:2] for identity in sorted(identities)]
    common = [name for position in zip(*parts, strict=False) for name in [position[0]] if len(set(position)) == 1]
    return "-".join(["slipway", *common])


def _rules(rows: list[dict[str, Any]], identities: list[str]) -> set[Rule]:
    seen: dict[tuple[str, str], list[dict[str, set[str]]]] = collections.defaultdict(list)
    for row in rows:
        if row.get("requires") is None:
            raise ValueError(f"{row['service']} {row['operation']}: the call log does not say what it requires")
        for need in row["requires"]:
            conditions = _useful(need["conditions"], identities)
            if LOOKING.match(need["action"]):
                conditions = {key: value for key, value in conditions.items() if not key.startswith("aws:ResourceTag/")}
            seen[need["action"], _general(need["action"], need["resource"], identities)].append(conditions)
    joined: dict[tuple[str, str], set[str]] = collections.defaultdict(set)
    for (action, _resource), given in seen.items():
        for key in JOINED:
            joined[action, key].update(*(conditions.get(key, set()) for conditions in given))
    rules = set()
    for (action, resource), given in seen.items():
        keys = set.intersection(*(set(conditions) for conditions in given))
        values = {
            key: joined[action, key] if key in JOINED else set().union(*(conditions[key] for conditions in given))
            for key in keys
        }
        rules.add(Rule(action, resource, tuple((key, tuple(sorted(values[key]))) for key in sorted(values))))
    return rules


def _useful(conditions: dict[str, Any], identities: list[str]) -> dict[str, set[str]]:
    """The keys that a policy can be limited by: the stack's tags, and what is passed to whom."""
    found = {}
    for key, value in conditions.items():
        values = set(value) if isinstance(value, list) else {value}
        if key == RECORDS:
            # Names of records that prove a domain are AWS's.
            values = {re.sub(r"(^|\.)_[^.]+", r"\1_*", name) for name in values}
        if key in OPERATORS and (not key.endswith(f"/{STACK}") or values <= set(identities)):
            found[key] = values
    return found


def _general(action: str, arn: str, identities: list[str]) -> str:
    """The form of an ARN that holds in the next account too: AWS's ids are ``*``, names keep the stack's prefix."""
    for kind in _kinds(action):
        parts = kind.parts(arn)
        if parts:
            place = {name: parts[name] for name in reference.PLACE if name in parts}
            return kind.fill(place, {name: _part(name, parts[name], identities) for name in kind.variables})
    return arn


def _kinds(action: str) -> Iterator[reference.Resource]:
    """The kinds of resources of an action's service, those with the most to say about an ARN first, then the action's own.

    The action's alone will not do: of what two kinds of load balancers have in common the reference names the classic one.
    """
    known = reference.action(action)
    own = known.resources if known else ()
    yield from sorted((*own, *reference.resources(action.partition(":")[0])), key=lambda kind: -len(kind.variables))


def _part(name: str, value: str, identities: list[str]) -> str:
    if value == "*":
        return value
    # A secret's id is its name and six characters.
    if name == "SecretId":
        value = SUFFIX.sub("-??????", value)
    for identity in identities:
        application, environment, _region = identity.split("/")
        for separator in SEPARATORS:
            prefix = f"{application}{separator}{environment}"
            before, found, after = value.partition(prefix)
            if found and not after:
                return value
            if found and after[0] in SEPARATORS and before[-1:] in ("", *SEPARATORS):
                return f"{before}{prefix}{after[0]}*"
    if name == "SecretId":
        # The secrets that RDS makes for its databases.
        return "rds!*" if value.startswith("rds!") else value
    return "*" if CHOSEN.search(name) else MOMENT.sub("-*", value)


def _statements(rules: Iterable[Rule]) -> list[dict[str, Any]]:
    """The rules in as few statements as allow no more than the rules do."""
    resources: dict[tuple[str, str, Condition], set[str]] = collections.defaultdict(set)
    for rule in rules:
        resources[_sid(rule), rule.action, rule.conditions].add(rule.resource)
    statements: list[tuple[str, Condition, set[str], set[str]]] = []
    for (sid, action, conditions), found in sorted(resources.items()):
        for other, theirs, actions, together in statements:
            if (sid, conditions) == (other, theirs) and _fit({action}, found, actions, together):
                actions.add(action)
                together |= found
                break
        else:
            statements.append((sid, conditions, {action}, set(found)))
    return [_statement(*statement) for statement in statements]


def _fit(actions: set[str], resources: set[str], others: set[str], theirs: set[str]) -> bool:
    """True when neither's actions can do anything to the resources that only the other has."""
    return not any(
        _concerns(action, resource)
        for names, added in ((actions, theirs - resources), (others, resources - theirs))
        for action in names
        for resource in added
    )


@functools.cache
def _concerns(action: str, resource: str) -> bool:
    """True when an ARN, which may be a pattern, can be that of a resource of the action."""
    known = reference.action(action)
    if known is None or "*" in (resource, *resource.split(":")[:6][2:3]):
        return True
    place = dict(zip(reference.PLACE, _place(resource), strict=True))
    for kind in known.resources:
        start = kind.fill(place, {}).partition("*")[0]
        if resource.startswith(start) or start.startswith(resource.partition("*")[0]):
            return True
    return False


def _place(arn: str) -> tuple[str, str, str]:
    parts = arn.split(":")
    return parts[1], parts[3], parts[4]


def _statement(sid: str, conditions: Condition, actions: set[str], resources: set[str]) -> dict[str, Any]:
    found = sorted(resources | {f"{arn}:*" for arn in resources if ":log-group:" in arn and not arn.endswith("*")})
    statement: dict[str, Any] = {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": found}
    return {**statement, "Condition": _condition(conditions)} if conditions else statement


def _condition(conditions: Condition) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = collections.defaultdict(dict)
    for key, values in conditions:
        found[OPERATORS[key]][key] = values[0] if len(values) == 1 else list(values)
    return dict(found)


def _documents(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The statements in as few documents as they fit in: the largest first, each where there is room."""
    pieces = [piece for whole in statements for piece in _pieces(whole)]
    parts: list[list[dict[str, Any]]] = []
    for statement in sorted(pieces, key=lambda piece: -size(_document([piece]))):
        part = next((part for part in parts if size(_document([*part, statement])) <= SIZE), None)
        if part is None:
            parts.append(part := [])
        part.append(statement)
    return [_document(part) for part in parts]


def _pieces(statement: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A statement that no document can hold, cut in two by its longest list."""
    if size(_document([statement])) <= SIZE:
        yield statement
        return
    longest = max(("Action", "Resource"), key=lambda member: len(json.dumps(statement[member])))
    items = statement[longest]
    for part in (items[: len(items) // 2], items[len(items) // 2 :]):
        yield from _pieces({**statement, longest: part})


def size(document: dict[str, Any]) -> int:
    """The characters that IAM counts of a policy document: white space is left out."""
    return len(re.sub(r"\s", "", json.dumps(document)))


def _document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    named = [{**statement, "Sid": f"{statement['Sid']}{number}"} for number, statement in enumerate(statements, 1)]
    return {"Version": "2012-10-17", "Statement": named}


def _sid(rule: Rule) -> str:
    """What limits a rule, in a word. With ``Any`` there was nothing to limit it by: AWS takes no resource for the
    action, or chooses the name itself and looks at no tag."""
    keys = {key for key, _values in rule.conditions}
    if f"aws:ResourceTag/{STACK}" in keys:
        return "OfTheStack"
    if f"aws:RequestTag/{STACK}" in keys:
        return "MadeForTheStack"
    if rule.resource == "*":
        return "AnyNoResourceToName"
    name = re.split(r"[:/]", rule.resource.split(":", 5)[-1], maxsplit=1)[-1]
    return "AnyOfItsKind" if re.fullmatch(r"[*/:]+", name) and not keys else "ByName"
