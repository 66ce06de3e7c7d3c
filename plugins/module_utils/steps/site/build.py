# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The build of a site: a command on this machine that makes the folder to upload, run when its inputs changed.

What an output was made of is written in a file in the output itself: it goes with the output, also when a build tool
empties its folder, and another copy of the sources knows nothing of it and builds.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import re
import shlex
import shutil
import sys

from ...engine import fields
from ...engine.errors import SlipwayError
from ...engine.kind import Kind, Live, Problem
from ..shared import programs
from ..shared.file_digest import digest_of
from ..shared.folder import MARK, files

# Never inputs: what package managers install, and what Git keeps.
SKIPPED = ("node_modules", ".git")
_SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL|PRIVATE|_KEY$", re.IGNORECASE)
# Changes the folder, then becomes the command.
_IN_FOLDER = "import os, sys; os.chdir(sys.argv[1]); os.execvp(sys.argv[2], sys.argv[2:])"


class SiteBuild(Kind):
    """One build. Its state is a file on this machine; AWS is not asked. ``Digest`` is that of the inputs."""

    kind = "site_build"
    service = "s3"  # never called
    identity = "part"
    taggable = False
    step = True
    on_repeat = "upsert"
    fields = {
        "Source": fields.required(change=fields.CREATE_ONLY),
        "Folder": fields.required(change=fields.CREATE_ONLY),
        "Command": fields.required(change=fields.CREATE_ONLY),
        "Inputs": fields.managed([], change=fields.CREATE_ONLY),
        "Environment": fields.managed({}, change=fields.CREATE_ONLY),
        "Digest": fields.computed(known=fields.EACH_UPDATE),
    }

    @classmethod
    def key(cls, values):
        return values["Source"]

    @classmethod
    def observe(cls, api, scope):
        found = [(want, made_of(want["Source"])) for want in scope.wants]
        return [cls._live(want["Source"], digest, inputs_digest(want)) for want, digest in found if digest]

    @staticmethod
    def _live(source, digest, inputs):
        return Live(source, {"Source": source, "Digest": digest}, raw=inputs)

    @classmethod
    def refresh(cls, api, live):
        return live

    @classmethod
    def differences(cls, want, live):
        if live.fields["Digest"] == live.raw:
            return []
        return [("Inputs", live.fields["Digest"][:12], live.raw[:12])]

    @classmethod
    def preflight(cls, api, want, live):
        problems = []
        if not os.path.isdir(want["Folder"]):
            return [Problem("the folder %s does not exist" % want["Folder"])]
        if not _found(want):
            problems.append("%s is not installed on this machine" % want["Command"][0])
        problems += ["the input %s fits no file" % entry for entry in want["Inputs"] if not _fitting(want, entry)]
        return [Problem(text) for text in problems]

    @classmethod
    def create(cls, api, want, tags):
        return cls._build(api, want)

    @classmethod
    def update(cls, api, live, want, delta):
        return cls._build(api, want)

    @classmethod
    def _build(cls, api, want):
        # Before the build: what is changed while it runs has to be built again.
        digest, command = inputs_digest(want), want["Command"]
        environment = {name: str(value) for name, value in want["Environment"].items()}
        hidden = [value for name, value in os.environ.items() if len(value) > 5 and _SECRET.search(name)]
        mark = os.path.join(want["Source"], MARK)
        if os.path.exists(mark):
            os.unlink(mark)  # a build that fails half-way has made nothing
        programs.run(
            [sys.executable, "-c", _IN_FOLDER, want["Folder"], *command],
            "could not build the site with %s in %s" % (shlex.join(command), want["Folder"]),
            environment,
            hidden,
            api.stopping,
        )
        if not os.path.isdir(want["Source"]) or not files(want["Source"]):
            raise SlipwayError(
                "%s ended well, and left no file in %s; site_source has to be the build's output"
                % (shlex.join(command), want["Source"])
            )
        with open(mark, "w", encoding="ascii") as target:
            target.write(digest + "\n")
        return cls._live(want["Source"], digest, digest)

    @classmethod
    def delete(cls, api, live):
        """Nothing to take away: the output is the user's."""


def made_of(source):
    """The digest of the inputs that an output was made of, or None where that is not known."""
    try:
        with open(os.path.join(source, MARK), encoding="ascii") as text:
            return text.read().strip() or None
    except OSError:
        return None


def inputs_digest(want):
    """Hexadecimal SHA-256 of what decides what a build makes: command, environment, paths and contents of inputs."""
    entries = want["Inputs"] or ["."]
    found = {path for entry in entries for path in _fitting(want, entry)}
    rows = sorted([os.path.relpath(path, want["Folder"]).replace(os.sep, "/"), digest_of(path)] for path in found)
    text = json.dumps([want["Command"], want["Environment"], rows], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _fitting(want, entry):
    """The files that an input means: a file, a folder with all below, or a shell pattern below the build's folder."""
    path = os.path.normpath(os.path.join(want["Folder"], entry))
    if os.path.isfile(path):
        return [path]
    if os.path.isdir(path):
        return list(_tree(path, want["Source"]))
    return [
        path
        for path in _tree(want["Folder"], want["Source"])
        if fnmatch.fnmatchcase(os.path.relpath(path, want["Folder"]).replace(os.sep, "/"), entry)
    ]


def _tree(top, output):
    for folder, names, leaves in os.walk(top):
        names[:] = [
            name for name in names if name not in SKIPPED and os.path.join(folder, name) != os.path.normpath(output)
        ]
        for leaf in leaves:
            path = os.path.join(folder, leaf)
            if os.path.isfile(path):
                yield path


def _found(want):
    """True where the command's program is there: on the PATH, or as a path below the build's folder."""
    name = want["Command"][0]
    path = want["Environment"].get("PATH")
    return shutil.which(os.path.join(want["Folder"], name) if os.sep in name else name, path=path) is not None
