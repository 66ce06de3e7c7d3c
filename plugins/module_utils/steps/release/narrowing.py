# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Releasing and going back: what a person types, and what a run is narrowed to that does nothing else. Pure."""

from __future__ import annotations

import json
import re

from ...aws.cloudfront.invalidation import Invalidation
from ...aws.ecs.service import EcsService
from ...aws.ecs.task_definition import TaskDefinition
from ...aws.scheduler.schedule import Schedule
from ...engine.errors import BadInput
from ...engine.needs import near
from ...engine.references import references, substitute
from ..site.build import SiteBuild
from ..site.content import SiteContent
from .image_copy import ImageCopy
from .image_record import ImageRecord
from .promotion import Promotion
from .service_image import ServiceImage
from .service_rollback import ServiceRollback

DEPLOYED = (ServiceImage, TaskDefinition, EcsService, ImageRecord)
VERSION = re.compile(r"|[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|sha256:[0-9a-f]{64}|(?!sha256:)[^\s:@]+[/:]\S*[^\s:]")
ENVIRONMENT = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
SITE, ALL = "site", "all"
FORMS = "name, name:version or name@sha256:..., several with commas between them, or a dictionary of them is allowed"


def parsed(given, option):
    """name -> version of ``backend``, ``backend:1.4.0``, ``backend@sha256:...``, several of them, or a dictionary.

    :raises BadInput: it is none of those
    """
    if isinstance(given, str) and given.lstrip().startswith(("{", "[")):
        try:
            given = json.loads(given)  # as -e name=... and surveys hand dictionaries over
        except ValueError:
            raise BadInput(option, given, FORMS) from None
    if isinstance(given, dict):
        pairs = [(str(name), "" if version is None else str(version)) for name, version in given.items()]
    elif isinstance(given, (str, list)):
        items = given.split(",") if isinstance(given, str) else map(str, given)
        pairs = [re.fullmatch(r"([^:@]*)(?:[:@](.+))?", item.strip()) for item in items if item.strip()]
        if None in pairs:
            raise BadInput(option, given, FORMS)
        pairs = [(match[1], match[2] or "") for match in pairs]
    else:
        raise BadInput(option, given, FORMS)
    found = {}
    for name, version in pairs:
        if found.setdefault(name, version) != version:
            raise BadInput(option, given, "each name once is allowed, and %s has two versions" % name)
    return found


def narrowed(declarations, release=None, promote_from=None, unproven=False, needed=False):
    """Tell the services what to release, or the site what to restore, and give the addresses that this takes.

    None where nothing is released and nothing goes back.

    :param release: as ``parsed`` reads it; an empty version is what the inventory, or the other environment, has
    :param promote_from: environment of the stack whose images are released
    :param unproven: release what that stack has not run, too
    :param needed: True where a run without a release is a mistake
    :raises BadInput: there is no such service, or a text that cannot be
    """
    wanted = parsed(release, "stack_release") if release else {}
    back = next((declaration for declaration in declarations if declaration.name == "rollback"), None)
    if back is not None:
        if wanted:
            raise BadInput(
                "stack_release", release, "nothing is released while something goes back: leave one of them out"
            )
        return _back(declarations, back)
    if not wanted and not needed:
        return None
    nodes = {node.address: node for declaration in declarations for node in declaration.nodes}
    images = {_name(node.address): node for node in nodes.values() if _is_image(node)}
    content = [node for node in nodes.values() if node.kind is SiteContent]
    services, site = _chosen(wanted, images, content)
    for name, version in services.items():
        images[name].want["Release"] = version
    found = _service_part(nodes, images, services, promote_from)
    if promote_from and services:
        found |= _promoted(declarations, images, services, promote_from, unproven)
    if site:
        for node in content:
            node.want["Anew"] = True
        found |= _site_part(nodes, (SiteBuild, SiteContent, Invalidation))
    return tuple(sorted(found))


def _chosen(wanted, images, content):
    """(service -> version, whether the site is released) of what was said."""
    allowed = "the services are %s" % (", ".join(sorted(images)) or "not declared here")
    allowed += "; site is the single-page application" if content and SITE not in images else ""
    if not wanted:
        raise BadInput(
            "release", "", "name what to release, such as -e release=%s: %s" % (min(images, default="backend"), allowed)
        )
    services, site = {}, False
    for name, version in sorted(wanted.items()):
        if name == ALL and ALL not in images and not version:
            services.update(dict.fromkeys(set(images) - set(wanted), ""))
            site = site or bool(content)
        elif name == SITE and SITE not in images and content:
            if version:
                raise BadInput(
                    "stack_release",
                    {name: version},
                    "site alone is allowed, which releases what its folder holds; "
                    "to an earlier release go back with -e rollback=site:%s" % version,
                )
            site = True
        elif name not in images:
            raise BadInput("stack_release", name, allowed + near(name, images))
        elif not VERSION.fullmatch(version):
            raise BadInput(
                "stack_release",
                {name: version},
                "a tag, a digest as sha256: and 64 hexadecimal digits, a whole image or an empty text is allowed",
            )
        else:
            services[name] = version
    return services, site


def _service_part(nodes, images, services, promote_from):
    """The addresses that the release of some services takes."""
    refers = {address: {target for target, _field in references(node.want)} for address, node in nodes.items()}
    own = {address for address in nodes if _capability(address) == "service" and _service(address, images) in services}
    # What the services are made of. What only points at them (rules, scaling, alarms) comes with a full run.
    found = _reached([address for address in own if nodes[address].kind in DEPLOYED], refers, own)
    # An image is built where none is named.
    found |= {
        address
        for name, version in services.items()
        if not version and not promote_from
        for address in images[name].where
        if address in nodes
    }
    # Jobs follow the new revision, with what they need of their own capability.
    jobs = {address for address in nodes if _capability(address) == "job"}
    found |= _reached([address for address in jobs if refers[address] & found], refers, jobs)
    built = {address for address in nodes if _capability(address) == "image"}
    return _reached(found, refers, built | found)


def _promoted(declarations, images, services, promote_from, unproven):
    """Lookups in the other stack, and copies of its images: their addresses."""
    found = set()
    for declaration in declarations:
        stack = declaration.stack
        for node in filter(_is_image, declaration.nodes):
            name = _name(node.address)
            if name not in services:
                continue
            if not ENVIRONMENT.fullmatch(str(promote_from)) or promote_from == stack.environment:
                raise BadInput(
                    "stack_promote_from",
                    promote_from,
                    "the name of another environment of %s is allowed, in the same "
                    "account and Region" % stack.application,
                )
            other = "%s/%s/%s" % (stack.application, promote_from, stack.region)
            proof = declaration.add(
                Promotion,
                name,
                {
                    "Service": name,
                    "From": other,
                    "Repository": images[name].want["Repository"],
                    "Version": services[name],
                    "Unproven": bool(unproven),
                },
            )
            made = declaration.add(
                ImageCopy,
                name,
                {"Service": name, **{field: proof[field] for field in ("Image", "Source", "Label", "Problem")}},
            )
            node.want.update(Release=made["Uri"], ReleaseLabel=proof["Label"])
            found |= {proof.address, made.address}
    return found


def _back(declarations, back):
    """The addresses of a rollback; schedules are told to follow, and the site which release to restore."""
    found, version = {node.address for node in back.nodes} | _followers(declarations, back), back.outputs["site"]
    if version:
        nodes = {node.address: node for declaration in declarations for node in declaration.nodes}
        content = [node for node in nodes.values() if node.kind is SiteContent]
        if not content:
            raise BadInput(
                "rollback_what", SITE, "the names of services are allowed: no files of a site are declared in this run"
            )
        for node in content:
            # An earlier release has its own configuration, and is not built.
            node.want.update(Version=version, Built="", Rendered={})
        found |= _site_part(nodes, (SiteContent, Invalidation))
    return tuple(sorted(found))


def _followers(declarations, back):
    """The addresses of the schedules of services that go back, with what they need: what they take from their service's task
    definition they get from the step, once the service serves that revision."""
    steps = {
        node.want["Service"].replace("/%s/" % EcsService.kind, "/%s/" % TaskDefinition.kind): node
        for node in back.nodes
        if node.kind is ServiceRollback
    }
    jobs = {node.address: node for item in declarations if item.name == "job" for node in item.nodes}
    refers = {address: {target for target, _field in references(node.want)} for address, node in jobs.items()}
    schedules = [
        address for address, node in jobs.items() if node.kind is Schedule and not refers[address].isdisjoint(steps)
    ]

    def follow(address, field):
        return steps[address][field]  # KeyError: it stays

    found = _reached(schedules, refers, set(jobs))
    for address in found:
        node = jobs[address]
        node.want = substitute(node.want, follow)
        node.after += tuple((step.address, "ready") for target, step in steps.items() if target in refers[address])
    return found


def _site_part(nodes, kinds):
    return {address for address, node in nodes.items() if node.kind in kinds}


def _reached(start, arrows, among):
    """Where the arrows lead from some addresses, without leaving ``among``; the start included."""
    found, queue = set(start), list(start)
    while queue:
        more = (arrows[queue.pop()] & among) - found
        found |= more
        queue += more
    return found


def _is_image(node):
    """True for the lookup of a service's own image, not of a sidecar's."""
    return node.kind is ServiceImage and not node.want.get("Sidecar")


def _name(address):
    return address.split("/", 3)[3]


def _capability(address):
    return address.split("/")[0]


def _service(address, services):
    """The service that a node of the service capability belongs to: the longest whose name its own begins with."""
    name = _name(address)
    return max(
        (service for service in services if name == service or name.startswith((service + "-", service + "."))),
        key=len,
        default=None,
    )
