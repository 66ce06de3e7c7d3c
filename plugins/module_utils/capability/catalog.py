# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""All capabilities by name, in the order in which a person reads a plan. Each is imported when it is asked for."""

from __future__ import annotations

import collections.abc
import importlib

from .index import NAMES
from .shared.common import PLACING, STACK_OPTIONS
from .shared.converge import CONVERGE_OPTIONS


class Capabilities(collections.abc.Mapping):
    """name -> package of the capability."""

    def __getitem__(self, name):
        if name not in NAMES:
            raise KeyError(name)
        return importlib.import_module("%s.%s" % (__package__, name))

    def __iter__(self):
        return iter(NAMES)

    def __len__(self):
        return len(NAMES)


CAPABILITIES = Capabilities()


def role_options(name, capability=None):
    """The options of a module that its role has a variable for, <role>_<option>: name -> option.

    :param capability: its package, where it is at hand
    """
    if name == "converge":
        return {option: CONVERGE_OPTIONS[option] for option in ("mode", "plan_directory")}
    own = (capability or CAPABILITIES[name]).SPEC["options"]
    if name == "stack":
        return {**{option: described for option, described in STACK_OPTIONS.items() if option != "progress"}, **own}
    return {**own, **PLACING}
