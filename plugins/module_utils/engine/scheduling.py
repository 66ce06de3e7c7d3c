# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Scheduling: tasks on a thread pool; waiting occupies no worker; failure skips exactly the dependants."""

from __future__ import annotations

import concurrent.futures
import dataclasses
import heapq
import typing

from .errors import Interrupted, SlipwayError

EXISTS, READY = "exists", "ready"
GRACE = 4.0  # seconds for calls in flight after INT or TERM; the whole stop takes at most five


@dataclasses.dataclass
class Again:
    """What a step answers when its task is not finished.

    :param delay: seconds until the next look
    :param exists: True once what dependants may refer to is there
    """

    delay: float
    exists: bool = False


@dataclasses.dataclass
class Task:
    """One piece of work.

    :param key: unique
    :param after: key -> EXISTS or READY: what must have been reached before the first step
    :param step: called in a worker with no argument; gives None (finished) or Again; raises SlipwayError on failure
    :param through: keys of what it becomes ready through, beside what it comes after: when one of either ends badly, a step
        that waits comes at once
    """

    key: typing.Any
    after: dict
    step: typing.Callable
    through: tuple = ()
    state: str = "pending"  # pending, running, exists, ready, failed, skipped
    error: SlipwayError | None = None
    because: typing.Any = None


def run(tasks, clock, stopping, workers=8, needed_only=False, changed=lambda task: None):
    """Run tasks to their end.

    :param stopping: threading.Event; once set no step starts, and calls in flight get GRACE seconds
    :param needed_only: leave tasks that exist, and that nothing waits for, unfinished (``wait: false``)
    :param changed: told of every task whose state changed
    :returns: the tasks by key, each with its final state; pending or running ones where the run was stopped
    """
    by_key = {task.key: task for task in tasks}
    users, waiters = {}, {}
    for task in tasks:
        for key in task.after:
            users.setdefault(key, []).append(task)
        for key in {*task.after, *task.through}:
            waiters.setdefault(key, set()).add(task.key)
    later, flying, count = [], {}, 0
    pool = concurrent.futures.ThreadPoolExecutor(workers, thread_name_prefix="work")

    def reached(task, state, error=None, because=None):
        task.state, task.error, task.because = state, error, because
        changed(task)
        if state not in ("failed", "skipped"):
            return
        for user in users.get(task.key, ()):
            if user.state == "pending":
                reached(user, "skipped", because=task.key)
        hopeless = waiters.get(task.key, ())
        later[:] = [(clock.now() if item[2].key in hopeless else item[0], *item[1:]) for item in later]
        heapq.heapify(later)

    def may_start(task):
        for key, strength in task.after.items():
            state = by_key[key].state if key in by_key else "ready"
            if state not in (("ready",) if strength == READY else ("exists", "ready")):
                return False
        return True

    def start(task):
        if task.state == "pending":
            task.state = "running"
            changed(task)
        flying[pool.submit(task.step)] = task

    try:
        while True:
            if stopping.is_set():
                _land(flying, reached, clock)
                break
            while len(flying) < workers and later and later[0][0] <= clock.now():
                start(heapq.heappop(later)[2])
            for task in tasks:
                if len(flying) >= workers:
                    break
                if task.state == "pending" and may_start(task):
                    start(task)
            if needed_only and not flying and not any(task.state == "pending" for task in tasks):
                later[:] = [item for item in later if item[2].state != "exists"]
                heapq.heapify(later)
            if not flying:
                if not later:
                    break
                clock.pause(max(0.0, later[0][0] - clock.now()), stopping)
                continue
            timeout = 0.5 if not later or len(flying) >= workers else max(0.01, min(0.5, later[0][0] - clock.now()))
            done = concurrent.futures.wait(flying, timeout, concurrent.futures.FIRST_COMPLETED).done
            for future in sorted(done, key=lambda item: str(flying[item].key)):
                task = flying.pop(future)
                try:
                    answer = future.result()
                except Interrupted:
                    task.state = "pending"
                    continue
                except SlipwayError as error:
                    reached(task, "failed", error)
                    continue
                if answer is None:
                    reached(task, "ready")
                    continue
                if answer.exists and task.state == "running":
                    reached(task, "exists")
                count += 1
                heapq.heappush(later, (clock.now() + answer.delay, count, task))
    except BaseException:
        stopping.set()  # nothing further is sent by what still flies
        raise
    finally:
        # After an error that nobody expected, too, calls in flight end before the lock is let go.
        concurrent.futures.wait(flying, GRACE)
        pool.shutdown(wait=False, cancel_futures=True)
    return by_key


def _land(flying, reached, clock):
    """Let calls in flight end, up to GRACE seconds."""
    concurrent.futures.wait(flying, GRACE)
    landed = sorted((item for item in flying.items() if item[0].done()), key=lambda item: str(item[1].key))
    flying.clear()
    for future, task in landed:
        try:
            answer = future.result()
            if answer is None:
                reached(task, "ready")
            elif answer.exists and task.state == "running":
                reached(task, "exists")
        except Interrupted:
            task.state = "pending"
        except SlipwayError as error:
            reached(task, "failed", error)
