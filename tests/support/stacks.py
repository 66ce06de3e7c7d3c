"""Stacks in this process: options in, one run of the engine against the simulator, the result out. No Ansible."""

from __future__ import annotations

import functools
import importlib
import threading
from typing import Any

from botocore.retries import standard

from ansible_collections.slipway.aws.plugins.module_utils import declared as tasks
from ansible_collections.slipway.aws.plugins.module_utils import entry
from ansible_collections.slipway.aws.plugins.module_utils.aws.services import SERVICES
from ansible_collections.slipway.aws.plugins.module_utils.capability.catalog import ALL_KINDS
from ansible_collections.slipway.aws.plugins.module_utils.capability.index import EXPORTS
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared import common
from ansible_collections.slipway.aws.plugins.module_utils.capability.shared.validation import validated
from ansible_collections.slipway.aws.plugins.module_utils.engine.aws import Aws
from ansible_collections.slipway.aws.plugins.module_utils.engine.clock import Clock
from ansible_collections.slipway.aws.plugins.module_utils.engine.converging import Options, Result, Run
from ansible_collections.slipway.aws.plugins.module_utils.engine.errors import BadInput
from ansible_collections.slipway.aws.plugins.module_utils.engine.words import Words
from ansible_collections.slipway.aws.plugins.module_utils.steps.release.narrowing import narrowed
from tests.support.clients import Session
from tools.simulator_process import SimulatorProcess

IDENTITY = {"application": "shop", "environment": "test", "region": "us-east-1", "account_id": "123456789012"}
PACKAGE = "ansible_collections.slipway.aws.plugins.module_utils.capability"


class ImpatientClock(Clock):
    """The clock of tests: what the simulator answers at once needs no pause. A pause that was cut short counts in full.

    `minute_ms` is how many milliseconds a minute of pauses lasts; no single pause lasts longer than `longest` seconds.
    """

    def __init__(self, minute_ms: float = 600, longest: float = 0.05) -> None:
        self._scale, self._longest = minute_ms / 60_000, longest
        self._skipped = 0.0
        self._guard = threading.Lock()

    def now(self) -> float:
        """Return monotonic seconds, those that were not waited for included."""
        return super().now() + self._skipped

    def pause(self, seconds: float, wake: Any = None) -> bool:
        """Wait a part of what was asked."""
        short = min(seconds * self._scale, self._longest)
        woken = super().pause(short, wake)
        if not woken:
            with self._guard:
                self._skipped += seconds - short
        return woken


class FastClock(Clock):
    """A clock on which each real second is many: for a simulator whose minute lasts as much less."""

    def __init__(self, faster: float) -> None:
        self._faster = faster

    def now(self) -> float:
        """Return monotonic AWS seconds."""
        return super().now() * self._faster

    def pause(self, seconds: float, wake: Any = None) -> bool:
        """Wait that part of it which is real."""
        return super().pause(seconds / self._faster, wake)


@functools.cache
def session(*keys: str) -> Session:
    """Return the session of all runs; of those with other keys, where an access key's id and secret are given."""
    _be_impatient()
    return Session(*keys)


@functools.cache
def _be_impatient() -> None:
    """Before it reads again what was refused, botocore pauses by itself: as with the clock, a hundredth of it will do."""
    whole = standard.ExponentialBackoff.delay_amount
    standard.ExponentialBackoff.delay_amount = lambda self, context: whole(self, context) / 100


def capability(name: str) -> Any:
    """Return the capability's module."""
    return importlib.import_module(f"{PACKAGE}.{name}")


def options_of(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Return the capability's own options as its `declare` gets them: types checked, defaults filled in.

    Raises BadInput with all that is wrong.
    """
    return _completed(name, given)[0]


def _completed(name: str, given: dict[str, Any]) -> tuple[dict[str, Any], Any]:
    package = capability(name)
    options, problems, laid = tasks.completed(name, package, given, package.SPEC["options"])
    if problems:
        raise BadInput.together(problems)
    return options, laid


def declare(declared: dict[str, dict[str, Any]], **identity: Any) -> tuple[Any, list[Any]]:
    """Return the Stack and the Declarations of {capability or capability/instance: options}."""
    said, problems = validated(
        common.STACK_OPTIONS,
        IDENTITY | {key: identity[key] for key in common.STACK_OPTIONS if key in identity},
        "stack_",
    )
    if problems:
        raise BadInput.together(problems)
    stack = tasks.stack_of(said)
    declarations = []
    for key, given in declared.items():
        name, _unused, instance = key.partition("/")
        options, laid = _completed(name, given or {})
        try:
            declarations.append(tasks.declaration_of(capability(name), options, stack, instance or "main"))
        except BadInput as error:
            raise BadInput.together(laid.problems_told(error.problems)) from None
    return stack, declarations


def connect(
    simulator: SimulatorProcess, stack: Any, clock: Clock | None = None, keys: tuple[str, str] | tuple[()] = ()
) -> Aws:
    """Return the access of a stack's run to the simulator; whoever asks for it closes it."""
    everything = {name: None for name in common.STACK_OPTIONS} | {"validate_certs": True}
    return Aws(
        entry.places_of(everything, stack),
        {"endpoint_url": simulator.url},
        clock or ImpatientClock(),
        session=session(*keys),
        services=SERVICES,
    )


def converge(
    simulator: SimulatorProcess,
    declared: dict[str, dict[str, Any]],
    words: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
    kinds: tuple[str, ...] = (),
    report: Any = None,
    clock: Clock | None = None,
    keys: tuple[str, str] | tuple[()] = (),
    **options: Any,
) -> Result:
    """Run the engine once.

    `words` are members of Words, and `release`, `options` of Options; `kinds` names capabilities whose kinds the run knows too.
    The clock is an impatient one unless another is given; `keys` are an access key's id and secret where not the usual ones.
    """
    stack, declarations = declare(declared, **(identity or {}))
    modules = [capability(key.partition("/")[0]) for key in [*declared, *kinds]]
    aws = connect(simulator, stack, clock, keys)
    options.setdefault("lock", False)
    said = dict(words or {})
    release = {name: said.pop(name) for name in ("release", "promote_from", "unproven") if name in said}
    # What takes something away, or asks for any output, goes through converge, which knows all kinds.
    whole = (
        any(options.get(name) for name in ("absent", "destroy", "sweep"))
        or any(said.get(name) for name in ("prune", "forget", "replace"))
        or "output(" in str(declared)
    )
    only = narrowed(declarations, **release)
    if only is not None:
        options["only"] = only
    try:
        run = Run(
            aws,
            stack,
            declarations,
            ALL_KINDS if whole else entry.kinds_of(modules),
            EXPORTS,
            Words(**said),
            Options(**options),
            report,
        )
        return run.execute()
    finally:
        aws.close()
