"""The simulated account before and between the runs: what an environment expects to find, and what people do by hand.

Everything that is made or said here is an assumption of the rehearsal, kept as a sentence for the report.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import boto3

from tools.rehearsal import images
from tools.rehearsal.stacks import CREDENTIALS, Service, Stack, Unusable
from tools.simulator_process import SimulatorProcess

GOOD, BAD, FIRST = "rehearsal-good", "rehearsal-crash", "rehearsal"
LAST_WORDS = ("rehearsal: this release was made to fail", "rehearsal: cannot connect to the database")
EXIT_CODE = 3
PLACEHOLDER = "(fill in by hand)"


@dataclass
class Account:
    """The account that the stacks of one rehearsal live in.

    :param extra: variables of every run, in any of the forms of -e
    :param variables: those that the simulator needs; they win
    :param assumptions: sentences
    """

    stacks: list[Stack]
    extra: Sequence[str] = ()
    variables: dict[str, Any] = field(default_factory=dict)
    assumptions: list[str] = field(default_factory=list)
    digests: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        accounts = {stack.account for stack in self.stacks if stack.account}
        if len(accounts) > 1:
            raise Unusable(
                f"the hosts are in the accounts {', '.join(sorted(accounts))}: rehearse those of one account at a time, with --limit"
            )
        self.number = next(iter(accounts), "123456789012")
        self._replace_credentials()
        self._replace_waits()
        self._replace_images()

    @property
    def options(self) -> list[str]:
        """Options of the simulator."""
        options = ["--account", self.number]
        for zone in self._zones():
            options += ["--hosted-zone", zone]
        return options

    # -- what is other than in the real account ------------------------------------------------------------------------

    def assume(self, text: str) -> None:
        """Keep a sentence for the report, once."""
        if text not in self.assumptions:
            self.assumptions.append(text)

    def _zones(self) -> list[str]:
        """Zones of the account itself that have to be there; a zone that a stack makes is not one of them."""
        own = {zone for stack in self.stacks for zone in stack.own_zones}
        return sorted(
            {zone for stack in self.stacks if not stack.variables.get("dns_role_arn") for zone in stack.zones} - own
        )

    def _replace_credentials(self) -> None:
        self.assume(f"The account is {self.number}, empty; the credentials are those of the simulator.")
        for name in CREDENTIALS:
            if any(stack.variables.get(name) for stack in self.stacks):
                self.variables[f"stack_{name}"] = None
                self.assume(f"stack_{name} is left out: nothing but the simulator's credentials is used.")
        for zone in self._zones():
            self.assume(f"The hosted zone {zone} is there, and empty.")

    def _replace_waits(self) -> None:
        if any(stack.dns_wait for stack in self.stacks):
            self.variables["file_system_dns_seconds"] = 0
            self.assume("file_system_dns_seconds is 0: nobody resolves the names of new mount targets here.")

    def _replace_images(self) -> None:
        """Nothing is built, and no image of a given digest can be made: such services run an image of nothing, by its tag."""
        policies, replaced = {}, False
        for stack in self.stacks:
            unnamed = [
                service
                for service in stack.services
                if not service.image or service.repository and "@" in service.image
            ]
            tagged = {
                service.name: {**stack.policy.get(service.name, {}), "tag": FIRST, "digest": None}
                for service in unnamed
            }
            policies[stack.host] = {**stack.policy, **tagged}
            stack.services = tuple(
                replace(service, image=FIRST) if service in unnamed else service for service in stack.services
            )
            for service in unnamed:
                replaced = True
                self.assume(f"{stack.host}: {service.name} runs an image of nothing, with the tag {FIRST}.")
        if replaced:
            self.variables |= {
                "rehearsal_policies": policies,
                "service_policy": "{{ rehearsal_policies[inventory_hostname] }}",
            }
        if any(stack.built for stack in self.stacks):
            left = {stack.host: [name for name in stack.capabilities if name != "image"] for stack in self.stacks}
            self.variables |= {
                "rehearsal_capabilities": left,
                "stack_capabilities": "{{ rehearsal_capabilities[inventory_hostname] }}",
            }
            self.assume("Images are not built: what builds, pushes and reads scans is left out, also of the policies.")

    # -- what is done in the account -----------------------------------------------------------------------------------

    def prepare(self, simulator: SimulatorProcess) -> None:
        """Before the first run: zones of other accounts, images of other repositories, the stack that images come from."""
        for stack in self.stacks:
            if role := stack.variables.get("dns_role_arn"):
                for zone in stack.zones:
                    self._zone_elsewhere(simulator, stack, role, zone)
            for service in stack.services:
                self._image_elsewhere(simulator, stack, service)
        self._script(simulator)

    def _zone_elsewhere(self, simulator: SimulatorProcess, stack: Stack, role: str, zone: str) -> None:
        more = {"ExternalId": stack.variables["dns_external_id"]} if stack.variables.get("dns_external_id") else {}
        keys = simulator.client("sts").assume_role(RoleArn=role, RoleSessionName="rehearsal", **more)["Credentials"]
        session = boto3.Session(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"], stack.region)
        route53 = session.client("route53", endpoint_url=simulator.url)
        if not any(row["Name"] == zone.rstrip(".") + "." for row in route53.list_hosted_zones()["HostedZones"]):
            route53.create_hosted_zone(Name=zone, CallerReference=f"rehearsal-{zone}")
        self.assume(f"The hosted zone {zone} is there, and empty, in the account of {role}.")

    def _image_elsewhere(self, simulator: SimulatorProcess, stack: Stack, service: Service) -> None:
        found = images.PRIVATE.match(service.image)
        if not found or service.repository:
            return
        if found["account"] != self.number or not found["tag"]:
            self.assume(f"{stack.host}: the image {service.image} cannot be provided here.")
            return
        ecr = simulator.client("ecr", found["region"])
        known = {row["repositoryName"] for row in ecr.describe_repositories()["repositories"]}
        if found["repository"] not in known:
            ecr.create_repository(repositoryName=found["repository"])
        for tag in (found["tag"], GOOD, BAD):
            self.digests[stack.identity, service.name, tag] = images.push(ecr, found["repository"], tag)
        self.assume(f"{stack.host}: the image {service.image} is there.")

    def fill(self, simulator: SimulatorProcess, stacks: list[Stack]) -> list[str]:
        """Between two runs: the images that a pipeline pushes, the values that a person fills in. Returns what was done."""
        done = []
        for stack in stacks:
            for service in stack.services:
                if service.repository:
                    ecr = simulator.client("ecr", stack.region)
                    for tag in (service.image, GOOD, BAD):
                        self.digests[stack.identity, service.name, tag] = images.push(ecr, service.repository, tag)
                    done.append(f"pushed {service.repository}:{service.image}")
            for kind, name in stack.by_hand:
                _fill(simulator, stack, kind, name)
                done.append(f"filled in {name}")
        self._script(simulator)
        return done

    def _script(self, simulator: SimulatorProcess) -> None:
        """Let the tasks of the bad image crash, with last words."""
        wanted = [digest for (_identity, _service, tag), digest in self.digests.items() if tag == BAD]
        simulator.tasks(
            [
                {"image": image, "behaviour": "crash", "exit_code": EXIT_CODE, "lines": list(LAST_WORDS)}
                for image in dict.fromkeys([*wanted, f":{BAD}"])
            ]
        )


def _fill(simulator: SimulatorProcess, stack: Stack, kind: str, name: str) -> None:
    """A value of nobody's, long enough for any pattern of a least length."""
    value = f"rehearsal-{secrets.token_hex(32)}"
    api = simulator.client(kind, stack.region)
    if kind == "ssm":
        api.put_parameter(Name=name, Value=value, Type="SecureString", Overwrite=True)
        return
    content = json.loads(api.get_secret_value(SecretId=name)["SecretString"])
    filled = {key: value if text == PLACEHOLDER else text for key, text in content.items()}
    api.put_secret_value(SecretId=name, SecretString=json.dumps(filled))
