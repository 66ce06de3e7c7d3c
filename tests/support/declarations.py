"""Declarations to look at: those of the documented examples, of the resource cases and of a whole environment."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import yaml

from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import CAPABILITIES
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from tests.support import cases
from tests.support.environments import environment
from tests.support.stacks import declare

PREFIX = "slipway.aws."


def examples(capability: str) -> list[dict[str, Any]]:
    """Return the arguments of the capability's module in each task of its documented examples."""
    tasks = yaml.safe_load(CAPABILITIES[capability].SPEC["examples"])
    return [task[PREFIX + capability] for task in tasks if PREFIX + capability in task]


def steps() -> Iterator[dict[str, Any]]:
    """Yield the steps of all resource cases that are not refused. What asks for outputs of any capability is no neighbour's."""
    for found in cases.read().values():
        for case in found["cases"]:
            yield from (
                step for step in case["steps"] if "refused" not in step and "output(" not in str(step["declare"])
            )


@functools.cache
def declarations() -> list[Any]:
    """Return the Declarations of all examples, cases, and of a whole environment."""
    wanted = [(environment(), {})]
    for capability in CAPABILITIES:
        for arguments in examples(capability):
            options = {
                name: value for name, value in arguments.items() if name in CAPABILITIES[capability].SPEC["options"]
            }
            elsewhere = {name: arguments[name] for name in ("replica_region",) if name in arguments}
            wanted.append(({capability: options}, elsewhere))
    wanted += [(step["declare"], step.get("options", {}).get("identity", {})) for step in steps()]
    found = []
    for declared, identity in wanted:
        # A folder of an example is not there.
        try:
            found += declare(declared, **identity)[1]
        except BadInput as refusal:
            if refusal.option != "site_source" and not refusal.option.startswith("image_"):
                raise
    return found
