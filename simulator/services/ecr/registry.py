"""Amazon ECR before a real container registry on loopback, where one is given: what is pushed there is in ECR too.

The registry holds the images of all repositories; ECR's view of them is taken over from it with each call.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from typing import Any

from moto.ecr.models import Image

from simulator.core import state
from simulator.core.admin import option
from simulator.core.handlers import Call, operation
from simulator.core.lists import backend

TYPES = ", ".join(
    f"application/vnd.{name}+json"
    for name in (
        "oci.image.manifest.v1",
        "oci.image.index.v1",
        "docker.distribution.manifest.v2",
        "docker.distribution.manifest.list.v2",
    )
)
_address: list[str] = []


@option(
    "--registry",
    metavar="HOST:PORT",
    help="container registry on loopback that holds the images of all ECR repositories",
)
def use(address: str | None) -> None:
    """Let repositories be in the registry at `host:port`, or nowhere."""
    _address[:] = [address] if address else []


def endpoint() -> str | None:
    """The registry's URL, or None where there is none."""
    return f"http://{_address[0]}" if _address else None


def _ask(
    account: str, method: str, path: str, body: bytes | None = None, media_type: str = ""
) -> tuple[Any, bytes] | None:
    """Headers and body of the registry's answer, or None where it does not have it."""
    login = base64.b64encode(f"AWS:{account}-auth-token".encode()).decode()
    headers = {"Accept": TYPES, "Authorization": f"Basic {login}", **({"Content-Type": media_type} if body else {})}
    request = urllib.request.Request(f"{endpoint()}/v2/{path}", body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        if error.code == 404:
            return None
        raise


def pull(account: str, repository: Any) -> None:
    """Take over what was pushed to a repository since the last call."""
    if not _address:
        return
    listing = _ask(account, "GET", f"{repository.name}/tags/list")
    held = {tag for image in repository.images for tag in image.image_tags}
    for tag in sorted(set(json.loads(listing[1]).get("tags") or []) - held) if listing else []:
        image = _take(account, repository, tag)
        image.update_tag(tag)
        for part in json.loads(image.image_manifest).get("manifests", []):
            _take(account, repository, part["digest"])


def _take(account: str, repository: Any, name: str) -> Image:
    headers, body = _ask(account, "GET", f"{repository.name}/manifests/{name}")
    digest = headers["Docker-Content-Digest"]
    found = next((image for image in repository.images if image.image_digest == digest), None)
    if found is None:
        found = Image(account, None, body.decode(), repository.name, headers["Content-Type"], digest)
        found.scanned_at = state.ready_at("ecr:scan")
        repository.images.append(found)
    return found


def push(account: str, repository: str, image: Image, name: str) -> None:
    """Put a manifest that came by ECR's API into the registry too."""
    if _address:
        _ask(
            account,
            "PUT",
            f"{repository}/manifests/{name}",
            image.image_manifest.encode(),
            image.image_manifest_media_type,
        )


@operation("ecr", "CreateRepository")
def create_repository(call: Call) -> dict[str, Any]:
    answer = call.forward()
    if _address:
        name = call.params["repositoryName"]
        uri = f"{_address[0]}/{name}"
        backend("ecr", call.account, call.region).repositories[name].uri = uri
        answer["repository"]["repositoryUri"] = uri
    return answer
