# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The media type of a file by its name: those of the web (IANA), independent of what the machine has in its mime.types."""

from __future__ import annotations

import fnmatch

TYPES = {
    "7z": "application/x-7z-compressed",
    "aac": "audio/aac",
    "apk": "application/vnd.android.package-archive",
    "atom": "application/atom+xml",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "cjs": "text/javascript",
    "css": "text/css",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "eot": "application/vnd.ms-fontobject",
    "epub": "application/epub+zip",
    "flac": "audio/flac",
    "geojson": "application/geo+json",
    "gif": "image/gif",
    "glb": "model/gltf-binary",
    "gltf": "model/gltf+json",
    "gz": "application/gzip",
    "heic": "image/heic",
    "htm": "text/html",
    "html": "text/html",
    "ico": "image/x-icon",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "jxl": "image/jxl",
    "log": "text/plain",
    "m3u8": "application/vnd.apple.mpegurl",
    "m4a": "audio/mp4",
    "m4s": "video/iso.segment",
    "m4v": "video/mp4",
    "map": "application/json",
    "md": "text/markdown",
    "mjs": "text/javascript",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mpd": "application/dash+xml",
    "odt": "application/vnd.oasis.opendocument.text",
    "ogg": "audio/ogg",
    "ogv": "video/ogg",
    "opus": "audio/ogg",
    "otf": "font/otf",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rss": "application/rss+xml",
    "rtf": "application/rtf",
    "svg": "image/svg+xml",
    "tar": "application/x-tar",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "toml": "application/toml",
    "ts": "video/mp2t",
    "ttf": "font/ttf",
    "txt": "text/plain",
    "usdz": "model/vnd.usdz+zip",
    "vcf": "text/vcard",
    "vtt": "text/vtt",
    "wasm": "application/wasm",
    "wav": "audio/wav",
    "weba": "audio/webm",
    "webm": "video/webm",
    "webmanifest": "application/manifest+json",
    "webp": "image/webp",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "xhtml": "application/xhtml+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
    "xsl": "application/xslt+xml",
    "yaml": "application/yaml",
    "yml": "application/yaml",
    "zip": "application/zip",
}
# Files without an extension whose type their readers ask for (Apple, supporting associated domains).
NAMES = {"apple-app-site-association": "application/json"}
UNKNOWN = "application/octet-stream"
# What is text says in which encoding it is.
TEXT = (
    "text/",
    "application/atom+xml",
    "application/json",
    "application/ld+json",
    "application/manifest+json",
    "application/rss+xml",
    "application/xhtml+xml",
    "application/xml",
    "image/svg+xml",
)


def of(path, given):
    """The media type of a file, with the encoding where it is text.

    :param path: path of the file below the site's folder, with slashes
    :param given: the user's types. A key is a path or a file's name, a pattern of either with ``*`` or ``?``, an extension
        without its dot, or an empty text for files without one; the most exact one wins.
    """
    leaf = path.rpartition("/")[2]
    extension = leaf.rpartition(".")[2].lower() if "." in leaf.lstrip(".") else ""
    patterns = sorted((key for key in given if "*" in key or "?" in key), key=lambda key: (-len(key), key))
    fitting = [key for key in patterns if fnmatch.fnmatchcase(path, key) or fnmatch.fnmatchcase(leaf, key)]
    wanted = next((given[key] for key in (path, leaf, *fitting) if key in given), None)
    wanted = wanted or {key.lower(): value for key, value in given.items()}.get(extension)
    result = wanted or NAMES.get(leaf) or TYPES.get(extension, UNKNOWN)
    return result + "; charset=utf-8" if result.startswith(TEXT) and "charset" not in result else result


def key(text):
    """A key of the user's as ``of`` takes it: an extension may have its dot."""
    return text if any(sign in text for sign in "/*?") else text.lstrip(".")
