# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Releasing: what a run is narrowed to that only releases images of some services. Pure."""

from __future__ import annotations

import re

from ..aws.ecs_service import EcsService
from ..aws.service_image import ImageRecord, ServiceImage
from ..aws.task_definition import TaskDefinition
from ..engine.errors import BadInput
from ..engine.references import references

DEPLOYED = (ServiceImage, TaskDefinition, EcsService, ImageRecord)
VERSION = re.compile(r"|[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}|(?!sha256:)[^\s:@]+[/:]\S*[^\s:]")


def narrowed(declarations, release):
    """Tell the services what to release, and give the addresses that this takes; None where nothing is released.

    :param release: service -> tag, digest, image, or an empty text for what the inventory names
    :raises BadInput: there is no such service, or a text that is none of those
    """
    if not release:
        return None
    nodes = {node.address: node for declaration in declarations for node in declaration.nodes}
    images = [node for node in nodes.values() if node.kind is ServiceImage]
    services = {_name(node.address) for node in images}
    for name, version in sorted(release.items(), key=str):
        if name not in services:
            raise BadInput("stack_release", name, "the services are %s" % (", ".join(sorted(services)) or "not declared here"))
        if not VERSION.fullmatch(version or ""):
            raise BadInput("stack_release", {name: version}, "a tag, a digest as sha256: and 64 hexadecimal digits, a whole image "
                           "or an empty text is allowed")
    for node in images:
        if _name(node.address) in release:
            node.want["Release"] = release[_name(node.address)] or ""
    refers = {address: {target for target, _field in references(node.want)} for address, node in nodes.items()}
    own = {address for address in nodes if _capability(address) == "service" and _service(address, services) in release}
    # What the services are made of. What only points at them (rules, scaling, alarms) comes with a full run.
    found = _reached([address for address in own if nodes[address].kind in DEPLOYED], refers, own)
    found |= {address for node in images if node.address in found for address in node.where if address in nodes}
    # Jobs follow the new revision, with what they need of their own capability.
    jobs = {address for address in nodes if _capability(address) == "job"}
    found |= _reached([address for address in jobs if refers[address] & found], refers, jobs)
    built = {address for address in nodes if _capability(address) == "image"}
    return tuple(sorted(_reached(found, refers, built | found)))


def _reached(start, arrows, among):
    """Where the arrows lead from some addresses, without leaving ``among``; the start included."""
    found, queue = set(start), list(start)
    while queue:
        more = (arrows[queue.pop()] & among) - found
        found |= more
        queue += more
    return found


def _name(address):
    return address.split("/", 3)[3]


def _capability(address):
    return address.split("/")[0]


def _service(address, services):
    """The service that a node of the service capability belongs to: the longest whose name its own begins with."""
    name = _name(address)
    return max((service for service in services if name == service or name.startswith(service + "-")), key=len, default=None)
