"""Kills runs everywhere, changes things by hand, lets storms rage, on copies of one simulated account; counts what goes wrong.

`python -m tools.torture` takes each of the example applications in an account that others use too. Its first run, a
release, a replacement in the traffic's way and its destruction are killed right before and right after each changing
call, and the next run has to finish. Then each object is deleted by hand, and each declared field changed by hand; each kind
of object is hidden from a run's first look, and each object that AWS would make twice has an empty twin. Whole
lives of the stack pass in storms, one by seed: a fifth of all calls is throttled, fails, or is done without an answer.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from tests.support import by_hand, lagging
from tests.support.clients import disconnect
from tests.support.copies import Copy, Copyable
from tests.support.environments import finished
from tests.support.killing import Expected, Step, expected, judge, walk
from tests.support.storms import life, weathered
from tests.support.torment import SERVICES, ZONE, Stack, account, stack, with_data_words
from tools.simulator_process import ISOLATED

SECTIONS = ("first run", "release", "replacement", "destroy", "deleted by hand", "changed by hand", "lags", "storm")
WAITING = 3  # copies that are ready for each process: a copy costs memory


class Torture:
    """The processes that look at copies, and what they found."""

    def __init__(self, jobs: int, every: int) -> None:
        self._pool = concurrent.futures.ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"))
        self._room = threading.Semaphore(jobs * WAITING)
        self._jobs: list[tuple[str, concurrent.futures.Future[Any]]] = []
        self.every = every
        self.points = self.cases = self.lags = self.lives = 0
        self.faults: collections.Counter[str] = collections.Counter()
        self.found: list[str] = []

    def submit(self, label: str, work: Callable[..., Any], copy: Copy, *arguments: Any) -> None:
        """Let a process do `work(simulator, ...)` with a copy, which it ends."""
        self._room.acquire()
        job = self._pool.submit(_with, work, copy.url, *arguments)
        job.add_done_callback(lambda _job: self._room.release())
        self._jobs.append((label, job))
        if not len(self._jobs) % 25:
            print(f"    {len(self._jobs)} begun: {label}", file=sys.stderr, flush=True)

    def collect(self) -> list[tuple[str, Any]]:
        """Return what became of the jobs, with their labels, once all are done. One that broke down is a finding."""
        done = []
        for label, job in self._jobs:
            error = job.exception()
            if error is None:
                done.append((label, job.result()))
            else:
                self.found.append(f"{label}: it could not be tried: {type(error).__name__}: {error}"[:1500])
        self._jobs.clear()
        return done

    def killed(self, original: Copyable, name: str, step: Step, others: Any) -> str:
        """Kill a run everywhere."""
        wanted = expected(original, step, others)
        with original.copy() as simulator:
            calls = walk(
                simulator,
                step,
                lambda label, copy: self.submit(f"{name}, killed before {label}", judge, copy, step, wanted),
                lambda number: number % self.every == 0,
            )
            results = self.collect()
        self._keep(results)
        # The account right before a call is that right after the call before.
        points = len(results) * 2 if self.every == 1 else len(results)
        self.points += points
        return f"{points} kill points at {calls} changing calls"

    def deleted(self, original: Copyable, name: str, step: Step, wanted: Expected) -> str:
        """Delete each object by hand."""
        may_move = by_hand.dependants(step)
        addresses = list(by_hand.objects(original, step))[:: self.every]
        for address in addresses:
            self.submit(
                f"{name}, {address}", by_hand.deleted, original.copy(), step, address, may_move[address], wanted
            )
        results = self.collect()
        refused = [label for label, answer in results if answer is None]
        self._keep([(label, answer) for label, answer in results if answer is not None])
        self.cases += len(results) - len(refused)
        return f"{len(results) - len(refused)} objects, {len(refused)} that AWS keeps or that only go with others"

    def changed(self, original: Copyable, name: str, step: Step, wanted: Expected) -> str:
        """Change each field by hand: one field of each object at a time."""
        most = max(len(list(by_hand.changeable(line))) for line in by_hand.objects(original, step).values())
        for number in range(0, most, self.every):
            self.submit(f"{name}, round {number}", by_hand.changed, original.copy(), step, number, wanted)
        results = self.collect()
        self._keep([(label, texts) for label, (texts, _count, _refused) in results])
        refused = [text for _label, (_texts, _count, texts) in results for text in texts]
        count = sum(count for _label, (_texts, count, _refused) in results)
        self.cases += count
        return f"{count} fields" + "".join(f"\n    refused: {text}" for text in refused)

    def lagging(self, original: Copyable, name: str, step: Step) -> str:
        """Hide each kind from a run's first look, and put a twin beside each object of which AWS makes another one."""
        wanted = lagging.finished_stack(original, step)
        for kind in lagging.hideable(original, step)[:: self.every]:
            self.submit(f"{name}, {kind.kind} hidden", lagging.hidden, original.copy(), wanted, kind)
        hidden = self.collect()
        for address in lagging.twinned(original, step)[:: self.every]:
            self.submit(f"{name}, a twin of {address}", lagging.twin, original.copy(), wanted, address)
        twins = [(label, texts) for label, texts in self.collect() if texts is not None]
        self._keep(hidden + twins)
        self.lags += len(hidden) + len(twins)
        return f"{len(hidden)} kinds hidden, {len(twins)} twins"

    def storm(self, original: Copyable, name: str, runs: Stack, others: Any, seeds: int) -> str:
        """Live through one storm by seed."""
        undisturbed = life(original, runs, others)
        for seed in range(1, seeds + 1, self.every):
            self.submit(f"{name}, storm {seed}", weathered, original.copy(), undisturbed, seed)
        results = self.collect()
        self._keep([(label, texts) for label, (texts, _faults) in results])
        self.lives += len(results)
        lines = []
        for label, (_texts, faults) in results:
            self.faults.update(faults)
            lines.append(f"\n    {label}: {_counted(faults)}")
        return f"{len(results)} seeds" + "".join(lines)

    def _keep(self, results: list[tuple[str, list[str]]]) -> None:
        self.found += [f"{label}: {text}" for label, texts in results for text in texts]

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(cancel_futures=True)


def _counted(faults: collections.Counter[str]) -> str:
    return ", ".join(f"{count} {kind}" for kind, count in sorted(faults.items())) or "no faults"


def _with(work: Callable[..., Any], url: str, *arguments: Any) -> Any:
    """Do some work with the copy at an address, in a process of the pool, and end the copy."""
    try:
        with Copy(url) as simulator:
            return work(simulator, *arguments)
    finally:
        disconnect()


def _application(torture: Torture, name: str, sections: list[str], seeds: int) -> None:
    runs = stack(name)

    def section(title: str, work: Callable[[], str]) -> None:
        if title not in sections:
            return
        began, before = time.monotonic(), len(torture.found)
        text = work()
        print(
            f"{name}, {title}: {text}; {len(torture.found) - before} findings, {time.monotonic() - began:.0f} s",
            flush=True,
        )
        for found in torture.found[before:]:
            print(f"    {found}", flush=True)

    with Copyable(ZONE) as simulator:
        others = account(simulator, name)
        section("storm", lambda: torture.storm(simulator, name, runs, others, seeds))
        if sections == ["storm"]:
            return
        section("first run", lambda: torture.killed(simulator, f"{name}, first run", runs.first, others))
        wanted = expected(simulator, runs.first, others)
        finished(runs.first.run(simulator))
        for title, step in runs.deployed.items():
            step = with_data_words(simulator, step) if step.destroy else step
            section(title, lambda title=title, step=step: torture.killed(simulator, f"{name}, {title}", step, others))
        section("deleted by hand", lambda: torture.deleted(simulator, name, runs.first, wanted))
        section("changed by hand", lambda: torture.changed(simulator, name, runs.first, wanted))
        section("lags", lambda: torture.lagging(simulator, name, runs.first))


def main(argv: list[str] | None = None) -> int:
    """Torture, and return how a process ends: 1 where something was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.torture", description=__doc__.partition("\n")[0])
    parser.add_argument("--application", choices=SERVICES, action="append", help="only this one; repeatable")
    parser.add_argument("--section", choices=SECTIONS, action="append", help="only this one; repeatable")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try only one point of N")
    parser.add_argument("--seeds", type=int, default=50, metavar="N", help="storms for each application (default 50)")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (default 2)")
    options = parser.parse_args(argv)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(ISOLATED)
    signal.signal(signal.SIGTERM, lambda *_signal: sys.exit(1))  # the simulators end with this process
    began, torture = time.monotonic(), Torture(options.jobs, options.every)
    try:
        for name in options.application or SERVICES:
            _application(torture, name, options.section or list(SECTIONS), options.seeds)
    finally:
        torture.close()
    duplicates, orphans = (sum(f": {word}: " in text for text in torture.found) for word in ("duplicate", "orphan"))
    print(
        f"{torture.points} kill points, {torture.lives} storm seeds, {torture.cases} out-of-band cases, "
        f"{torture.lags} lagging reads and twins; faults injected: {_counted(torture.faults)}; "
        f"{duplicates} duplicates, {orphans} orphans, "
        f"{len(torture.found) - duplicates - orphans} other findings; {time.monotonic() - began:.0f} s"
    )
    return 1 if torture.found else 0


if __name__ == "__main__":
    sys.exit(main())
