# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Building and pushing an image with docker (buildx), podman or buildah: the commands as data, and the login.

Sources: the manual pages of buildah-build(1), buildah-push(1), buildah-manifest-push(1) and of podman's commands of the
same names; Docker's reference of ``docker buildx build``; containers-auth.json(5) for the login file.
"""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import ipaddress
import json
import os
import platform
import re
import shutil
import tempfile

from ..shared import programs

# Whether a builder can work here: it is there, and what it needs to run answers.
PROBES = {
    "docker": (["docker", "buildx", "version"], ["docker", "version"]),
    "podman": (["podman", "version"],),
    "buildah": (["buildah", "--version"],),
}
NATIVE = "linux/" + {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
# Lines that say how far a build is.
STEP = re.compile(r"STEP \d+|\[\d+/\d+\] STEP|#\d+ \[.*\d+/\d+\]")


@dataclasses.dataclass(frozen=True)
class Job:
    """One image to build and push.

    :param reference: ``<repository URI>:<tag>`` to push to
    :param context: folder
    :param ignore_file: path, or None where nothing is ignored
    :param cache: whether layers of former builds on this machine are used again
    :param cache_repository: where layers are shared between machines, or None
    """

    reference: str
    context: str
    dockerfile: str
    ignore_file: str | None
    platforms: tuple
    target: str | None = None
    build_args: dict = dataclasses.field(default_factory=dict)
    labels: dict = dataclasses.field(default_factory=dict)
    cache: bool = True
    cache_repository: str | None = None


def find(wanted):
    """The builder to use: ``wanted``, or for ``auto`` the first that can work here; None where there is none."""
    names = PROBES if wanted == "auto" else (wanted,)
    return next((name for name in names if programs.installed(name) and all(map(programs.answers, PROBES[name]))), None)


def host(reference):
    """The registry's host, with its port, of an image or repository."""
    return reference.partition("/")[0]


def is_loopback(reference):
    """True where the registry is on this machine, so that it may speak plain HTTP."""
    name = host(reference).rpartition(":")[0] or host(reference)
    try:
        return name == "localhost" or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def commands(builder, job, login):
    """The commands that build and push, in order: (arguments, whether a failure matters).

    :param login: folder with config.json, see ``login``
    """
    if builder == "docker":
        return [(_docker(job), True)]
    file = os.path.join(login, "config.json")
    build = [builder, "build", "--authfile", file, *_common(job), "--ignorefile", job.ignore_file or os.devnull]
    build += _layers(job)
    access = ["--authfile", file] + (["--tls-verify=false"] if is_loopback(job.reference) else [])
    target = "docker://" + job.reference
    if len(job.platforms) > 1:
        return [
            # A list of that name, left by a run that was killed, would get the images twice.
            ([builder, "manifest", "rm", job.reference], False),
            ([*build, "--manifest", job.reference, job.context], True),
            ([builder, "manifest", "push", "--all", *access, job.reference, target], True),
        ]
    return [
        ([*build, "--tag", job.reference, job.context], True),
        ([builder, "push", *access, job.reference, target], True),
    ]


def _common(job):
    pairs = [
        (name, "%s=%s" % item)
        for name, given in (("--build-arg", job.build_args), ("--label", job.labels))
        for item in sorted(given.items())
    ]
    return [
        "--file",
        job.dockerfile,
        "--platform",
        ",".join(job.platforms),
        *(("--target", job.target) if job.target else ()),
        *(text for pair in pairs for text in pair),
    ]


def _layers(job):
    """Layers are used again only for the platform of this machine, and never for several.

    Buildah (seen with 1.28) takes a layer of another platform for the same where both are FROM scratch.
    """
    if not job.cache or job.platforms != (NATIVE,):
        return ["--no-cache"]
    shared = job.cache_repository
    return ["--layers", *(("--cache-from", shared, "--cache-to", shared) if shared else ())]


def _docker(job):
    """buildx pushes by itself. Attestations would make a list of every image, which ECR's basic scan does not read."""
    cache = ["--no-cache"] if not job.cache else []
    if job.cache_repository:
        source = "type=registry,ref=%s:buildcache" % job.cache_repository
        cache += ["--cache-from", source, "--cache-to", source + ",mode=max,image-manifest=true,oci-mediatypes=true"]
    return [
        "docker",
        "buildx",
        "build",
        *_common(job),
        "--progress",
        "plain",
        "--provenance=false",
        "--sbom=false",
        *cache,
        "--tag",
        job.reference,
        "--push",
        job.context,
    ]


def run(builder, job, token, api, check=lambda: None):
    """Build and push.

    :param token: ECR's authorizationToken
    :param api: engine.aws.Api: told of progress, and knows when the run is stopping
    :param check: called before each command; raises where going on makes no sense
    :raises SlipwayError: a command failed, or the context changed
    """
    password = decode(token)[1]

    def line(text):
        if STEP.match(text):
            api.report("%s: %s" % (job.reference.rpartition("/")[2], text))

    with login(job.reference, token, builder) as folder:
        for command, matters in commands(builder, job, folder):
            check()
            if matters:
                programs.run(
                    command,
                    "building and pushing %s" % job.reference,
                    {"DOCKER_CONFIG": folder},
                    (password, token),
                    api.stopping,
                    line,
                )
            else:
                programs.answers(command)


def decode(token):
    """(user, password) of ECR's token, which is base64 of both with a colon between them (GetAuthorizationToken)."""
    user, _colon, password = base64.b64decode(token).decode().partition(":")
    return user, password


@contextlib.contextmanager
def login(reference, token, program):
    """A folder, gone afterwards, whose config.json logs in to one registry and else says what the user's own says.

    Only its path is on a command line, and only this user may read it.
    """
    folder = tempfile.mkdtemp(prefix="slipway-")  # 0700
    try:
        config = _own_login(program, folder)
        config.setdefault("auths", {})[host(reference)] = {"auth": token}
        helpers = config.setdefault("credHelpers", {})
        helpers.pop(host(reference), None)
        if program != "podman" and program != "buildah" and config.get("credsStore"):
            helpers[host(reference)] = ""  # Docker asks the store for all others; ours is in the file
        descriptor = os.open(os.path.join(folder, "config.json"), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(config, file)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own_login(program, folder):
    """What the user's login file says, for base images. Docker's plugins and builders are beside it and are linked."""
    docker = os.environ.get("DOCKER_CONFIG") or os.path.expanduser("~/.docker")
    places = [os.path.join(docker, "config.json")]
    if program in ("podman", "buildah"):
        runtime = os.environ.get("XDG_RUNTIME_DIR") or "/run/user/%d" % os.getuid()
        places.insert(0, os.environ.get("REGISTRY_AUTH_FILE") or os.path.join(runtime, "containers", "auth.json"))
    elif os.path.isdir(docker):
        for name in os.listdir(docker):
            if name != "config.json":
                os.symlink(os.path.join(os.path.abspath(docker), name), os.path.join(folder, name))
    for place in places:
        with contextlib.suppress(OSError, ValueError):
            with open(place, encoding="utf-8") as file:
                config = json.load(file)
            if isinstance(config, dict):
                return config
    return {}
