# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The digest of a file on this machine, read once for each state of it: a run looks at the same files several times."""

from __future__ import annotations

import functools
import hashlib
import os


def digest_of(path, status=None):
    """Hexadecimal SHA-256 of a file.

    :param status: its os.stat_result, where it is known already
    """
    status = status or os.stat(path)
    return _digest(path, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=65536)
def _digest(path, _modified, _size):
    """SHA-256 of a file; time and size are part of the cache's key only."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
