# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A build context on this machine: what goes into an image, as one tag that changes with the content only.

The ignore file is read as Docker reads it (Docker documentation, Build context, .dockerignore files): the last line
that matches a path or one of the folders above it decides, ``!`` takes a path back, ``**`` stands for any number of
folders.
Empty folders are left out, as Git leaves them out; of the mode only the owner's execute bit counts, since the rest
follows the umask of whoever checked the files out.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import posixpath
import re
import stat

from ..shared.file_digest import digest_of

SCHEME = 1  # part of every tag: another way to make them is another tag
DOCKERFILES = ("Dockerfile", "dockerfile", "Containerfile")


def dockerfile_path(context, name=None):
    """The Dockerfile's path, ``name`` being relative to the context, or None where there is none."""
    for candidate in (name,) if name else DOCKERFILES:
        path = os.path.join(context, candidate)
        if os.path.isfile(path):
            return path
    return None


def ignore_file(context, dockerfile):
    """The ignore file that holds for a Dockerfile: its own one before the context's; None where there is none."""
    for path in (dockerfile + ".dockerignore", os.path.join(context, ".dockerignore")):
        if os.path.isfile(path):
            return path
    return None


def content_tag(context, dockerfile, settings):
    """``c-`` and 16 hexadecimal digits: the content of a build.

    :param context: folder
    :param dockerfile: path of the Dockerfile
    :param settings: what else decides on the image: anything that JSON can hold
    :raises OSError: a file cannot be read
    :raises ValueError: a line of the ignore file is no pattern, or a link leads out of the context
    """
    ignored = ignore_file(context, dockerfile)
    lines = [json.dumps([SCHEME, settings, digest_of(dockerfile)], sort_keys=True)]
    lines += ["%s %s %s" % row for row in entries(context, rules_of(ignored))]
    return "c-%s" % hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def entries(context, rules):
    """(path below the context, kind, digest or target) of all files and links that are not ignored, sorted."""
    found, folders, root = [], [""], os.path.realpath(context)
    while folders:
        folder = folders.pop()
        with os.scandir(os.path.join(context, folder)) as listing:
            for item in listing:
                path = folder + item.name
                ignored = rules.ignores(path)
                if item.is_dir(follow_symlinks=False):
                    if not ignored or rules.may_take_back(path):
                        folders.append(path + "/")
                elif not ignored:
                    found.append(_entry(item, path, root))
    return sorted(row for row in found if row)


def _entry(item, path, root):
    if item.is_symlink():
        target, real = os.readlink(item.path), os.path.realpath(item.path)
        # An absolute one means a file of the image; a build sees nothing beside its context.
        if not os.path.isabs(target) and os.path.exists(real) and os.path.commonpath([real, root]) != root:
            raise ValueError(
                "%s is a link to %s, which is outside the context; copy it there, or ignore the link" % (path, target)
            )
        return path, "link", target
    status = item.stat(follow_symlinks=False)
    if not stat.S_ISREG(status.st_mode):
        return None  # sockets and pipes are in no image
    kind = "program" if status.st_mode & stat.S_IXUSR else "file"
    return path, kind, digest_of(item.path, status)


# -- the ignore file ---------------------------------------------------------------------------------------------------


class Rules:
    """The lines of an ignore file, in order.

    :raises ValueError: a line is no pattern
    """

    def __init__(self, text=""):
        self.lines = []  # (pattern of a path and of all below it, segments, taken back)
        for line in text.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            line = line.strip()
            back = line.startswith("!")
            line = line[1:].strip() if back else line
            if not line:
                raise ValueError("a ! stands alone in a line of the ignore file")
            line = posixpath.normpath(line).lstrip("/")
            if line and line != ".":
                self.lines.append((_compiled(line, line), line.split("/"), back))

    def ignores(self, path):
        """True where the path is not part of the context."""
        ignored = False
        for pattern, _segments, back in self.lines:
            if back is ignored and pattern.match(path):
                ignored = not back
        return ignored

    def may_take_back(self, folder):
        """True where something below an ignored folder may be taken back, so that it has to be looked into."""
        names = folder.split("/")
        return any(back and _reaches(segments, names) for _pattern, segments, back in self.lines)


def rules_of(path):
    """The Rules in a file; None gives none."""
    if path is None:
        return Rules()
    with open(path, encoding="utf-8-sig") as file:
        return Rules(file.read())


def _reaches(segments, names):
    """True where a pattern may match below the folder with these names."""
    for segment, name in zip(segments, names):
        if "**" in segment:
            return True
        if not _compiled(segment, segment).fullmatch(name):
            return False
    return True


@functools.lru_cache(maxsize=1024)
def _compiled(pattern, line):
    """A pattern of the ignore file as a regular expression that also matches everything below what it matches."""
    result, index = "", 0
    while index < len(pattern):
        rest = pattern[index:]
        if rest.startswith("**"):
            index += 3 if rest.startswith("**/") else 2
            result += ".*" if index >= len(pattern) else "(?:.*/)?"
            continue
        if rest[0] == "[":
            end = rest.find("]", 2)
            if end < 0:
                raise ValueError("%s in the ignore file has a [ without a ]" % line)
            result += rest[: end + 1]
            index += end + 1
            continue
        if rest[0] == "\\" and len(rest) > 1:
            result += re.escape(rest[1])
            index += 2
            continue
        result += {"*": "[^/]*", "?": "[^/]"}.get(rest[0], re.escape(rest[0]))
        index += 1
    try:
        return re.compile(r"(?s:%s(?:/.*)?)\Z" % result)
    except re.error as error:
        raise ValueError("%s in the ignore file is no pattern: %s" % (line, error)) from error
