# Copyright: slipway.aws contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Removing: deletes or forgets objects, in reverse of what they use, waiting beside the workers."""

from __future__ import annotations

import functools

from . import ownership, scheduling
from .defects import contained
from .deleting import deletion_order
from .errors import AwsError, SlipwayError
from .kind import More
from .lines import FORGET, title
from .scheduling import Again, Task

LOST_SECONDS = 60  # for so long a deletion whose answer was lost is tried again
NAMED = 4  # holders that a line names; of more it says how many


class Remover:
    """Carries out the lines of a plan whose objects go.

    :param lock: object with ``verify()``, called before each changing call
    :param waits: waits.Waits
    :param watching: waits.Watching
    """

    def __init__(self, aws, stack, edges, lock, waits, watching, report, workers):
        self.aws, self.stack, self.edges, self.watching = aws, stack, edges, watching
        self.lock, self.waits, self.report, self.workers = lock, waits, report, workers

    def run(self, lines, outcome):
        """Remove the objects of some lines; says in ``outcome`` what came of each."""
        before = deletion_order(lines, self.edges)
        tasks = [
            Task(index, {other: scheduling.READY for other in before[index]}, self.steps(line))
            for index, line in enumerate(lines)
        ]

        def changed(task):
            line = lines[task.key]
            if task.state == "failed":
                self.report("failed", line.address, str(task.error))
            elif task.state == "ready":
                self.report("done", line.address, line.verb)

        states = scheduling.run(tasks, self.aws.clock, self.aws.stopping, self.workers, changed=changed)
        for index, task in states.items():
            name = title(lines[index])
            if task.state == "ready":
                outcome.deleted.append(lines[index])
            elif task.state == "failed":
                outcome.failed[name] = task.error
            elif task.state == "skipped":
                outcome.skipped[name] = title(lines[task.because])
            else:
                outcome.pending.append(name)

    def steps(self, line):
        """The step function of a line, for scheduling."""
        work = self.work(line)

        def step():
            with contained(line.address, "%s %s" % (line.verb, line.live.id), self.report):
                return next(work, None)

        return step

    def work(self, line, patient=True):
        """One object goes: gives an Again for each wait.

        :param patient: a refusal because of users may pass, so it is tried again
        """
        live, kind = line.live, line.kind
        api = self.aws.api(kind.service, live.place, kind.region)
        ownership.prove(api, self.stack, live)
        self.report("start", line.address, line.verb)
        gone, parts = False, 0
        while not gone:
            waited = self.waits.lasted(live.id)
            self.lock.verify()
            try:
                if line.verb == FORGET:
                    others = [ownership.OTHERS] if ownership.OTHERS in (live.tags or {}) else []
                    kind.untag(api, live, [*ownership.KEYS, *others])
                    return
                more = kind.delete(api, live)
                gone = not isinstance(more, More)
            except AwsError as error:
                lost = error.unclear and waited < LOST_SECONDS
                refused = error.code in kind.delete_retry and patient and waited <= kind.delete_timeout
                if not lost and not refused:
                    held = _held(api, live) if error.code in kind.delete_retry else ""
                    raise SlipwayError(
                        "%s: could not %s %s (%s %s): %s: %s%s. %s, then run again."
                        % (
                            line.address,
                            line.verb,
                            live.id,
                            error.service,
                            error.operation,
                            error.code,
                            error.message.rstrip("."),
                            held,
                            "Remove what holds it, or wait until it goes" if held else "Mend the cause",
                        )
                    ) from error
                text = "%s: asking again" % error.code if lost else functools.partial(_stuck, api, live, error.code)
                self.waits.show(live.id, line.address, text, kind.duration_of("delete", live.fields))
                yield Again(min(30, 2 + waited / 4))
            else:
                if not gone:
                    parts += more.done
                    self.waits.show(live.id, line.address, "%d %s deleted" % (parts, more.what))
                    yield Again(0)
        if kind.waits_for_deletion:
            yield from self._linger(line)

    def _linger(self, line):
        """Waits until an object is gone."""
        live, expected = line.live, line.kind.duration_of("delete", line.live.fields)
        try:
            while self.watching.refresh(live) is not None:
                waited = self.waits.lasted(live.id)
                if waited > live.kind.delete_timeout:
                    raise SlipwayError(
                        "%s: %s is still there after %d s. It goes by itself; run again to go on waiting."
                        % (line.address, live.id, waited)
                    )
                self.waits.show(live.id, line.address, "deleting", expected)
                yield Again(self.waits.pause(live.id, live.kind.poll, expected))
        finally:
            self.watching.over(live)


def _stuck(api, live, code):
    """The line about an object that AWS does not let go yet."""
    return "cannot go yet (%s)%s" % (code, _held(api, live))


def _held(api, live):
    """What holds an object, as the end of a sentence; nothing where that is not known or may not be read."""
    try:
        found = live.kind.holders(api, live)
    except AwsError:
        return ""
    more = ["%d more" % (len(found) - NAMED)] if len(found) > NAMED else []
    return "; held by %s" % ", ".join(found[:NAMED] + more) if found else ""
