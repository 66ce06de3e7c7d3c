# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""A local folder as the objects of a site: key, content type, cache header and digest of each file."""

from __future__ import annotations

import dataclasses
import fnmatch
import hashlib
import os

from .file_digest import digest_of

# Media types of the web (IANA), independent of what the machine has in its mime.types.
TYPES = {
    "avif": "image/avif",
    "bmp": "image/bmp",
    "css": "text/css",
    "csv": "text/csv",
    "eot": "application/vnd.ms-fontobject",
    "gif": "image/gif",
    "gz": "application/gzip",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "map": "application/json",
    "md": "text/markdown",
    "mjs": "text/javascript",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "rss": "application/rss+xml",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
    "txt": "text/plain",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xml": "application/xml",
    "zip": "application/zip",
}
TEXT = (
    "text/",
    "application/json",
    "application/xml",
    "application/manifest+json",
    "application/rss+xml",
    "application/ld+json",
    "image/svg+xml",
)
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
        (extension -> type), Rendered (key -> text), Prefix
    :raises OSError: where the folder cannot be read
    """
    found = {}
    for name, path in sorted(files(want["Source"], want["Exclude"]).items()):
        found[want["Prefix"] + name] = _item(want, name, path, None)
    for name, text in sorted(want["Rendered"].items()):
        found[want["Prefix"] + name] = _item(want, name, None, text)
    return found


def files(source, exclude=()):
    """{path below ``source`` with slashes: file} of all files; ``exclude`` holds shell patterns on path or name."""
    found = {}
    for folder, names, leaves in os.walk(source):
        names.sort()
        for leaf in leaves:
            path = os.path.join(folder, leaf)
            name = os.path.relpath(path, source).replace(os.sep, "/")
            if leaf != MARK and not any(
                fnmatch.fnmatchcase(name, pattern) or fnmatch.fnmatchcase(leaf, pattern) for pattern in exclude
            ):
                found[name] = path
    return found


def whole(found):
    """One digest of all objects: changes with any key, content, type or cache header."""
    lines = "".join("%s %s\n" % (key, item.digest) for key, item in sorted(found.items()))
    return hashlib.sha256(lines.encode()).hexdigest()[:32]


def _item(want, name, path, text):
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    content_type = want["ContentTypes"].get(extension) or TYPES.get(extension, "application/octet-stream")
    if content_type.startswith(TEXT) and "charset" not in content_type:
        content_type += "; charset=utf-8"
    cache = next((rule["Value"] for rule in want["CacheControl"] if fnmatch.fnmatchcase(name, rule["Pattern"])), None)
    content = digest_of(path) if text is None else hashlib.sha256(text.encode()).hexdigest()
    return Item(want["Prefix"] + name, path, text, content_type, cache, content)
