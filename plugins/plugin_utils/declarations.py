# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What was declared for each host of a run: one file for a host, in the run's own temporary folder, removed with it."""

from __future__ import annotations

import atexit
import glob
import json
import os

from ansible import constants as C
from ansible.utils.display import Display

PREFIX = "slipway-declared-"


def path(host):
    """The file that collects a host's declarations."""
    safe = "".join(letter if letter.isalnum() else "_%x_" % ord(letter) for letter in host)
    return os.path.join(C.DEFAULT_LOCAL_TMP, PREFIX + safe)


def add(host, row):
    """Append one declaration of a host: a dict with capability, options and partition."""
    descriptor = os.open(path(host), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as target:
        target.write(json.dumps({**row, "host": host}) + "\n")


def rows(file):
    """The declarations in a file, in their order."""
    with open(file, encoding="utf-8") as source:
        return [json.loads(line) for line in source]


def _forgotten(main):
    """At the end of the run, in Ansible's main process: what was declared and never carried out."""
    if os.getpid() != main:
        return
    for file in sorted(glob.glob(os.path.join(C.DEFAULT_LOCAL_TMP, PREFIX + "*"))):
        found = rows(file)
        names = ", ".join(dict.fromkeys(row["capability"] for row in found))
        Display().warning(
            "%s: %s: declared, and neither planned nor made, since no slipway.aws.converge came after it."
            % (found[0]["host"], names)
        )


# Ansible imports the action plugin in its main process before it forks its workers.
atexit.register(_forgotten, os.getpid())
