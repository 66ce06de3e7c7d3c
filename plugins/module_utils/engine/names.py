# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Names: which option of the user fills a field, for the plan's lines and for what is refused of a field."""

from __future__ import annotations

import fnmatch
import re

KEYS = re.compile(r"\[([^\]]*)\]")
KEY = "<name>"  # in an option's name: the key of the dictionary whose names are the user's


class Names:
    """The options that are handed through to fields.

    :param options: capability -> ``kind.Field.Member`` or ``kind/name.Field.Member`` -> name of the option; the name of a
        node may be a pattern, and ``[]`` at the end is for further records of a list
    :param keys: capability -> keys that the user chose, by which nodes are named
    """

    def __init__(self, options=None, keys=None):
        self._rows, self._keys = {}, keys or {}
        for capability, fields in (options or {}).items():
            for target, option in fields.items():
                node, path = target.split(".", 1)
                kind, *pattern = node.split("/", 1)
                self._rows.setdefault((capability, kind), []).append((path, "".join(pattern) or "*", option))
        for rows in self._rows.values():
            rows.sort(key=lambda row: row[1] == "*")

    def option(self, address, path):
        """The option, without its role, that fills what is at a path of an object's fields; "" where none is known.

        :param path: as changes have it; where no option fills just this, one that fills what it is a member of
        """
        capability, kind, name = _parts(address)
        further = [
            key for key in KEYS.findall(path)[:1] if key not in ("0", name)
        ]  # not the first record, or the own one
        path, found = KEYS.sub("", path), {}
        for whole, pattern, option in self._rows.get((capability, kind), ()):
            plain = whole.removesuffix("[]")
            if (path + ".").startswith(plain + ".") and fnmatch.fnmatchcase(name, pattern):
                found.setdefault(plain, {}).setdefault(whole.endswith("[]"), option)
        options = found[max(found, key=len)] if found else {}
        return options.get(bool(further)) or options.get(False, "")

    def variable(self, address, path):
        """The same as the role's variable, with the user's key that the object is named by."""
        option = self.option(address, path)
        if not option:
            return ""
        capability, name = _parts(address)[::2]
        fitting = [key for key in self._keys.get(capability, ()) if re.match(re.escape(key) + r"(?![A-Za-z0-9])", name)]
        return "%s_%s" % (capability, option.replace(KEY, max(fitting, key=len, default=KEY)))


def _parts(address):
    """(capability, kind, name) of an address."""
    parts = address.split("/", 3)
    return parts[0], parts[2], parts[3]
