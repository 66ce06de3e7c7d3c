# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""From the options of the capability to its nodes."""

from __future__ import annotations

import datetime
import os
import re

from ...aws.ecr.repository import EcrRepository
from ...engine.declaring import Declaration
from ...engine.references import is_known
from ...steps.image import context as image_context
from ...steps.image.build import ImageBuild, tag_of
from ...steps.image.image import Image
from ..shared.handed import handed
from ..shared.validation import accepted
from .options import SPEC, WAIVER

try:
    import yaml

    HAS_YAML = True
except ImportError:
    HAS_YAML = False
KEY = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PLATFORM = re.compile(r"(linux|windows)/[a-z0-9]+(/v\d+)?")
ARGUMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def declare(options, stack, instance="main"):
    """A build and a release for each image."""
    declaration = Declaration("image", stack, instance)
    declaration.outputs.update({name: {} for name in SPEC["outputs"]})
    gate = {**handed(options, SPEC["options"], Image), "Waivers": _waivers(declaration, options["waivers"])}
    tags = {}
    for key, given in (options["images"] or {}).items():
        path = "images.%s" % key
        declaration.check(
            KEY.fullmatch(str(key)) and len(key) <= 40,
            path,
            key,
            "a key of lower-case letters, digits and single hyphens, at most 40 characters, is allowed",
        )
        build = _build(declaration, path, given)
        repository = given["repository"] or key
        twin = tags.setdefault((repository, build["Tag"]), key)
        declaration.check(
            twin == key, path, key, "it is the same as the image %s in the same repository; declare one of them" % twin
        )
        _add(
            declaration,
            key,
            {
                **build,
                "Builder": options["builder"],
                "Source": options["source"],
                "Revision": options["revision"],
                "Repository": declaration.asks(
                    declaration.neighbour_node("registry", EcrRepository, repository, "repositoryUri"),
                    "%s.repository" % path,
                    repository,
                ),
            },
            gate,
        )
    return declaration


def _add(declaration, key, build, gate):
    built = declaration.add(ImageBuild, key, {**build, "Scanner": gate["Scanner"]})
    image = declaration.add(
        Image,
        key,
        {"Repository": build["Repository"], "Tag": build["Tag"], "Built": built["Digest"], **gate},
        after=((built, "ready"),),
    )
    for name, field in (("image_uris", "Uri"), ("image_tags", "Tag"), ("image_digests", "Digest")):
        declaration.outputs[name][key] = image[field]


def _build(declaration, path, given):
    """The fields that say what is built, with its tag."""
    _check(declaration, path, given)
    context = os.path.abspath(os.path.expanduser(given["context"]))
    declaration.check(os.path.isdir(context), path + ".context", given["context"], "an existing folder is needed")
    dockerfile = image_context.dockerfile_path(context, given["dockerfile"])
    declaration.check(
        dockerfile is not None,
        path + ".dockerfile",
        given["dockerfile"] or "Dockerfile",
        "a file is needed; its path is relative to the context %s" % context,
    )
    build = {
        "Context": context,
        "Dockerfile": dockerfile,
        "Target": given["target"],
        "Platforms": given["platforms"],
        "BuildArgs": _texts(given["build_args"]),
        "Labels": _texts(given["labels"]),
        "Cache": given["cache"],
        "CacheRepository": given["cache_repository"],
    }
    try:
        return {**build, "Tag": tag_of(build)}
    except (OSError, ValueError) as error:
        return declaration.fail(path + ".context", given["context"], "every file of it has to be readable: %s" % error)


def _check(declaration, path, given):
    for name in ("context", "dockerfile", "target", "build_args", "platforms", "labels"):
        if not is_known(given[name]):
            declaration.fail(
                "%s.%s" % (path, name),
                given[name],
                "text that is known before the run is needed: the tag is made of it",
            )
    platforms = given["platforms"]
    declaration.check(
        platforms and all(map(PLATFORM.fullmatch, platforms)),
        path + ".platforms",
        platforms,
        "platforms such as linux/amd64 are allowed",
    )
    for name, value in given["build_args"].items():
        declaration.check(
            ARGUMENT.fullmatch(str(name)) and not isinstance(value, (dict, list)) and value is not None,
            path + ".build_args",
            {name: value},
            "names of letters, digits and _ with a text each are allowed",
        )
    for name, value in given["labels"].items():
        declaration.check(
            str(name) and "=" not in str(name) and not isinstance(value, (dict, list)) and value is not None,
            path + ".labels",
            {name: value},
            "names without = with a text each are allowed",
        )


def _texts(given):
    return {str(name): str(value).lower() if isinstance(value, bool) else str(value) for name, value in given.items()}


def _waivers(declaration, path):
    """The rows of the waiver file."""
    if not path:
        return []
    declaration.check(HAS_YAML, "waivers", path, "PyYAML is needed to read the file")
    try:
        with open(path, encoding="utf-8") as file:
            rows = yaml.safe_load(file) or []
    except OSError as error:
        declaration.fail("waivers", path, "a readable file is needed: %s" % error.strerror)
    except Exception as error:  # noqa: BLE001 - its errors' base cannot be imported without the library
        declaration.fail("waivers", path, "a YAML file is needed: %s" % " ".join(str(error).split()))
    declaration.check(isinstance(rows, list), "waivers", path, "a list of id, reason and expires is needed in it")
    return [_waiver(declaration, index, row) for index, row in enumerate(rows)]


def _waiver(declaration, index, row):
    row = accepted(WAIVER, row, "image_waivers[%d]." % index)
    try:
        return {**row, "expires": datetime.date.fromisoformat(row["expires"]).isoformat()}
    except ValueError:
        return declaration.fail("waivers[%d].expires" % index, row["expires"], "a day as YYYY-MM-DD is needed")
