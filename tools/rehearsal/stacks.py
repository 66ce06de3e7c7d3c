"""What an inventory declares: its variables through Ansible's own API, its objects through the capabilities' pure functions.

Nothing is called. What has to be there before a deployment, such as a hosted zone, is read off the objects themselves.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ansible import constants as C
from ansible import context
from ansible.cli import CLI
from ansible.errors import AnsibleError
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.utils.context_objects import CLIArgs
from ansible.utils.vars import load_extra_vars
from ansible.vars.manager import VariableManager

from ansible_collections.slipway.aws.plugins.module_utils import declared as tasks
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.validation import validated
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput, SlipwayError
from ansible_collections.slipway.aws.plugins.module_utils.engine.references import is_known
from tools.checkout import ROOT

# Ways to real credentials: what an inventory says of them has no place here.
CREDENTIALS = (
    "profile",
    "access_key",
    "secret_key",
    "session_token",
    "assume_role_arn",
    "external_id",
    "endpoint_url",
    "aws_ca_bundle",
)


class Unusable(Exception):
    """The inventory cannot be rehearsed; the text says why, and what to do."""


@dataclass(frozen=True)
class Service:
    """A service as declared.

    :param repository: name of its repository in ECR, or None where it runs an image from elsewhere
    :param image: the tag or image that it names, or an empty text
    """

    name: str
    repository: str | None
    image: str
    behind_load_balancer: bool


@dataclass
class Stack:
    """One host of the inventory.

    :param variables: the ``stack_`` options, without their prefix
    :param zones: hosted zones that have to be there, by name
    :param by_hand: parameters and secrets that a person fills in, as (service, name)
    :param built: services whose image is built from a folder
    """

    host: str
    identity: str
    region: str
    account: str | None
    capabilities: tuple[str, ...]
    variables: dict[str, Any]
    services: tuple[Service, ...] = ()
    zones: tuple[str, ...] = ()
    own_zones: tuple[str, ...] = ()
    by_hand: tuple[tuple[str, str], ...] = ()
    built: tuple[str, ...] = ()
    site: str = ""
    policy: dict[str, Any] = field(default_factory=dict)
    dns_wait: bool = False

    @property
    def application(self) -> str:
        """The first part of the identity."""
        return self.identity.split("/")[0]

    @property
    def guest_of(self) -> set[str]:
        """Identities of the stacks whose objects it uses."""
        return {str(other) for other in (self.variables.get("from_stack") or {}).values()} - {self.identity}


def read(inventory: list[str], limit: str = "", extra: Sequence[str] = ()) -> list[Stack]:
    """The stacks of an inventory.

    :param inventory: its sources, as ansible-playbook takes them
    :param extra: variables that win over the inventory's, in any of the forms of -e
    :raises Unusable: it cannot be read, or a host of it says no stack that can be
    """
    loader = DataLoader()
    try:
        loader.set_vault_secrets(_vault_secrets())
        hosts = InventoryManager(loader, inventory)
        if limit:
            hosts.subset(limit)
        names = [host.name for host in hosts.list_hosts("all")]
        if not names:
            raise Unusable(f"{', '.join(inventory)} has no hosts" + (f" that {limit!r} fits" if limit else ""))
        manager, defaults = _manager(loader, hosts, extra), _defaults(loader)
        return [_stack(loader, name, {**defaults, **manager.get_vars(host=hosts.get_host(name))}) for name in names]
    except AnsibleError as error:
        raise Unusable(f"{', '.join(inventory)} cannot be read: {error}") from error


def waves(stacks: list[Stack]) -> list[list[Stack]]:
    """The stacks in the order of their deployment: a platform before its guests.

    Raises Unusable where they wait for one another, or for a stack that is not there.
    """
    known = {stack.identity for stack in stacks}
    for stack in stacks:
        if missing := sorted(stack.guest_of - known):
            raise Unusable(
                f"{stack.host} takes parts from {', '.join(missing)}, which the rehearsal does not have: include its host"
            )
    found: list[list[Stack]] = []
    while rest := [stack for stack in stacks if not any(stack in wave for wave in found)]:
        done = {stack.identity for wave in found for stack in wave}
        wave = [stack for stack in rest if stack.guest_of <= done]
        if not wave:
            raise Unusable(f"{', '.join(stack.host for stack in rest)} take parts from one another")
        found.append(wave)
    return found


def _manager(loader: DataLoader, hosts: InventoryManager, extra: Sequence[str]) -> VariableManager:
    """Ansible's manager of variables. It takes extra ones from where the command line left them, and keeps them for ever."""
    before, context.CLIARGS, load_extra_vars.extra_vars = context.CLIARGS, CLIArgs({"extra_vars": tuple(extra)}), None
    try:
        return VariableManager(loader, hosts)
    finally:
        context.CLIARGS, load_extra_vars.extra_vars = before, None


@functools.cache
def _vault_secrets() -> list[Any]:
    # Once in a process: Ansible refuses a second time.
    return CLI.setup_vault_secrets(DataLoader(), list(C.DEFAULT_VAULT_IDENTITY_LIST), auto_prompt=False)


def _defaults(loader: DataLoader) -> dict[str, Any]:
    defaults: dict[str, Any] = {}
    for capability in CAPABILITIES:
        path = ROOT / "roles" / capability / "defaults" / "main.yml"
        defaults |= loader.load_from_file(str(path), trusted_as_template=True) or {}
    return defaults


def _stack(loader: DataLoader, host: str, given: dict[str, Any]) -> Stack:
    templar = Templar(loader, {**given, "inventory_hostname": host})

    def options(capability: str, names: Any) -> dict[str, Any]:
        said = {name: given[f"{capability}_{name}"] for name in names if f"{capability}_{name}" in given}
        found = templar.template(said)  # together, which leaves out what is omitted
        return json.loads(json.dumps({name: value for name, value in found.items() if value is not None}, default=str))

    variables = options("stack", [*common.STACK_OPTIONS, "capabilities"])
    present = variables.pop("capabilities", None) or [
        name for name in CAPABILITIES if name not in ("stack", "rollback")
    ]
    declared = {
        name: options(name, [*CAPABILITIES[name].SPEC["options"], "instance", "state"])
        for name in CAPABILITIES
        if name in present
    }
    try:
        stack = tasks.stack_of(
            _validated("stack", common.IDENTITY, {key: variables[key] for key in common.IDENTITY if key in variables})
        )
        rows = [(name, CAPABILITIES[name], *_parts(name, given)) for name, given in declared.items()]
        nodes = [node for declaration in tasks.declare(rows, stack)[0] for node in declaration.nodes]
    except SlipwayError as error:
        raise Unusable(f"{host}: {error}") from error
    found = Stack(
        host,
        stack.identity,
        stack.region,
        stack.account_id,
        tuple(name for name in declared if name != "stack"),
        variables,
    )
    found.policy = (declared.get("service") or {}).get("policy") or {}
    found.site = (declared.get("site") or {}).get("source") or ""
    _needs(found, nodes)
    return found


def _validated(name: str, spec: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    checked, problems = validated(spec, given, f"{name}_")
    if problems:
        raise BadInput.together(problems)
    return checked


def _parts(name: str, given: dict[str, Any]) -> tuple[str, str, dict[str, Any]]:
    package = CAPABILITIES[name]
    said = {key: value for key, value in given.items() if key in common.PLACING}
    placed = _validated(name, common.PLACING, said)
    said = {key: value for key, value in given.items() if key in package.SPEC["options"]}
    options, problems, _laid = tasks.completed(name, package, said, package.SPEC["options"])
    if problems:
        raise BadInput.together(problems)
    return placed["instance"], placed["state"], options


def _needs(stack: Stack, nodes: list[Any]) -> None:
    """Read off the objects what has to be there beforehand, and what a person does between two runs."""
    kinds: dict[str, list[Any]] = {}
    for node in nodes:
        kinds.setdefault(node.kind.kind, []).append(node)
    repositories = {node.address: node.want["repositoryName"] for node in kinds.get("ecr_repository", [])}
    ruled = {node.address.rsplit("/", 1)[-1] for node in kinds.get("listener_rule", [])}
    stack.zones = tuple(
        sorted({node.want["Name"] for node in kinds.get("existing_hosted_zone", []) if is_known(node.want["Name"])})
    )
    stack.own_zones = tuple(sorted(node.want["Name"] for node in kinds.get("hosted_zone", [])))
    filled = [("ssm", node.want["Name"]) for node in kinds.get("parameter", []) if node.want.get("Unfilled")]
    filled += [("secretsmanager", node.want["Name"]) for node in kinds.get("secret", []) if node.want.get("Unfilled")]
    stack.by_hand = tuple(filled)
    stack.built = tuple(node.address.rsplit("/", 1)[-1] for node in kinds.get("image", []))
    stack.dns_wait = bool(kinds.get("mount_target"))
    stack.services = tuple(_service(node, repositories, ruled) for node in kinds.get("service_image", []))


def _service(node: Any, repositories: dict[str, str], ruled: set[str]) -> Service:
    """A service by the image that it wants; of an image in a repository of the stack the tag, and the digest, alone."""
    name = node.address.rsplit("/", 1)[-1]
    own = next((own for address, own in repositories.items() if address in node.want["Repository"]), None)
    named = node.want["Named"] or ""
    exposed = name in ruled or any(rule.startswith(name + "-") for rule in ruled)
    return Service(name, own, named.rpartition(":")[2] if own and "@" not in named else named, exposed)
