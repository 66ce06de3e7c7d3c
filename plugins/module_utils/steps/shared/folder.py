# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A local folder as the objects of a site: key, content type, cache header and digest of each file."""

from __future__ import annotations

import dataclasses
import fnmatch
import hashlib
import os

from . import media_types
from .file_digest import digest_of

# One PutObject holds a file in memory.
LARGEST = 256 * 1024 * 1024
# What a build leaves in its output to say what it was made of; never part of the site.
MARK = ".slipway-build"


@dataclasses.dataclass(frozen=True)
class Item:
    """One object as it shall be.

    :param key: the object's key, prefix included
    :param path: the local file, or None where ``text`` is the content
    :param content: hexadecimal SHA-256 of the content
    """

    key: str
    path: str | None
    text: str | None
    content_type: str
    cache_control: str | None
    content: str

    @property
    def digest(self):
        """Hexadecimal SHA-256 of the content, its type and its cache header."""
        return hashlib.sha256(
            "\n".join((self.content, self.content_type, self.cache_control or "")).encode()
        ).hexdigest()

    def body(self):
        """The content as bytes."""
        if self.text is not None:
            return self.text.encode()
        with open(self.path, "rb") as file:
            return file.read()

    @property
    def last(self):
        """True for what points at other files and so must go up after them."""
        return self.content_type.startswith("text/html")


def items(want):
    """The objects of a wish of kind site_content: {key: Item}.

    :param want: Source, Exclude, CacheControl (list of Pattern and Value, the first that fits wins), ContentTypes
        (see media_types.of), Rendered (key -> text), Prefix
    :raises OSError: where the folder cannot be read
    """
    found = {}
    for name, path in sorted(files(want["Source"], want["Exclude"]).items()):
        found[want["Prefix"] + name] = _item(want, name, path, None)
    for name, text in sorted(want["Rendered"].items()):
        found[want["Prefix"] + name] = _item(want, name, None, text)
    return found


def files(source, exclude=()):
    """{path below ``source`` with slashes: file} of all files; ``exclude`` holds shell patterns on path or name.

    Links to files and folders are followed.
    """
    return _walk(source, exclude)[0]


def broken(source, exclude=()):
    """Sentences on the links that cannot be followed."""
    return _walk(source, exclude)[1]


def _walk(source, exclude):
    found, faults, folders = {}, [], [("", [os.path.realpath(source)])]
    while folders and os.path.isdir(source):
        folder, above = folders.pop()
        with os.scandir(os.path.join(source, folder)) as listing:
            rows = sorted(listing, key=lambda row: row.name)
        for row in rows:
            name, real = folder + row.name, os.path.realpath(row.path)
            if row.is_dir():
                if not row.is_symlink() or not _excluded(name, row.name, exclude):
                    if any((place + "/").startswith(real.rstrip("/") + "/") for place in above):
                        faults.append("the link %s leads to a folder that it is in" % row.path)
                    else:
                        folders.append((name + "/", [*above, real]))
            elif row.name != MARK and not _excluded(name, row.name, exclude):
                if row.is_file():
                    found[name] = row.path
                elif row.is_symlink():
                    faults.append("the link %s leads to %s, which is not there" % (row.path, os.readlink(row.path)))
    return found, sorted(faults)


def _excluded(name, leaf, exclude):
    return any(fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(leaf, pattern) for pattern in exclude)


def whole(found):
    """One digest of all objects: changes with any key, content, type or cache header."""
    lines = "".join("%s %s\n" % (key, item.digest) for key, item in sorted(found.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def _item(want, name, path, text):
    content_type = media_types.of(name, want["ContentTypes"])
    cache = next((rule["Value"] for rule in want["CacheControl"] if fnmatch.fnmatchcase(name, rule["Pattern"])), None)
    content = digest_of(path) if text is None else hashlib.sha256(text.encode()).hexdigest()
    return Item(want["Prefix"] + name, path, text, content_type, cache, content)
