# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""All capabilities by name, in the order in which a person reads a plan. Each is imported when it is asked for."""

from __future__ import annotations

import collections.abc
import importlib

from .index import EXCLUSIVE, KINDS, NAMES
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


class AllKinds(collections.abc.Mapping):
    """The kinds of all capabilities, as engine.kinds.Kinds has those of some."""

    def __getitem__(self, name):
        module, cls = KINDS[name].rsplit(".", 1)
        return getattr(importlib.import_module("%s.%s" % (__package__.rpartition(".")[0], module)), cls)

    def __iter__(self):
        return iter(KINDS)

    def __len__(self):
        return len(KINDS)

    def exclusive_in(self, parent):
        """The kinds whose objects in a declared parent are all the stack's; see engine.kinds.Kinds."""
        return [self[name] for name in EXCLUSIVE.get(parent, ())]


CAPABILITIES = Capabilities()
ALL_KINDS = AllKinds()


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
